package detect

import (
	"log401/classify"
)

// A caller is a client that signed in.
type caller struct {
	sightings
	pending []pending // in the order in which they came
}

// A pending is a sign-in that is put off: as long as its client and user guess
// little, it takes nothing back and is the end of nothing. It is looked at before
// any guess of the client that may change this.
type pending struct {
	*classify.Origin
	shown, path string
	time, line  int64
	clock       int64 // when it came
	sole        bool
}

// maxPending is how many sign-ins of a client are put off. Tabs and windows
// would not remember more of them.
const maxPending = min(maxMarks, maxTabSignIns)

// concerns reports whether guesses of the client, or of the client and user, are
// such that a sign-in of the visit matters at once, and whether guesses at the
// user are.
func (d *Detector) concerns(v *visit, at int64) (own, siege bool) {
	if v.shown == d.shown {
		return false, false
	}
	if d.tracer != nil {
		return true, true
	}
	own, siege, few := d.reaches(v, at), d.besieged(v.userKey()), false
	for _, r := range d.rules {
		if r.AtSignIn && !own {
			own, few = d.endsGuesses(r, v, few)
		}
	}
	if !own && !siege && !few {
		v.shown = d.shown
	}
	return own, siege
}

// reaches reports whether a sign-in may take guesses back.
func (d *Detector) reaches(v *visit, at int64) bool {
	pair, since := v.pairKey(v.origin.Client), at-int64(d.back.Span)
	if firsts := d.lone[KeyClientUser]; firsts != nil {
		if first := firsts.get(pair); first != nil && (*first).time >= since {
			return true
		}
	}
	for _, k := range [...]key{pair, {v.clientHash, v.origin.Client, ""}} {
		if t := d.tabs.get(k); t != nil && len(t.guesses) > 0 && t.guesses[len(t.guesses)-1].time >= since {
			return true
		}
	}
	return false
}

// endsGuesses reports whether there are enough guesses, or an alert, for a
// sign-in to matter to a rule; else, whether there are a few, which are looked
// through as if it did.
func (d *Detector) endsGuesses(r *rule, v *visit, before bool) (ends, few bool) {
	n := r.states.find(v.pairKey(v.origin.Client))
	if n == nil || len(n.val.entries) == 0 && n.val.alert == nil {
		return false, before
	}
	if len(n.val.entries) >= r.fewest || n.val.alert != nil {
		return true, before
	}
	r.states.renew(n, d.clock)
	n.val.trim(r, d.clock-d.lateness-r.longest)
	return false, true
}

// besieged reports whether rules whose alerts make a sign-in one remember
// guesses at a user.
func (d *Detector) besieged(user key) bool {
	for _, r := range d.rules {
		if r.Siege && (r.states.find(user) != nil || d.lone[r.Key] != nil && d.lone[r.Key].find(user) != nil) {
			return true
		}
	}
	return false
}

// putOff keeps a sign-in for later. One a moment and user is enough.
func (d *Detector) putOff(l *caller, ev *classify.Event, sole bool) {
	if n := len(l.pending); n > 0 && d.clock-l.pending[n-1].clock >= d.lateness+d.tabs.span {
		clear(l.pending) // no guess that is still to come is before them
		l.pending = l.pending[:0]
	}
	for i := len(l.pending) - 1; i >= 0 && l.pending[i].time == ev.Time; i-- {
		if l.pending[i].shown == ev.User {
			return
		}
	}
	if len(l.pending) == maxPending {
		d.settleCaller(l)
	}
	l.pending = append(l.pending, pending{
		Origin: ev.Origin, shown: ev.User, path: ev.Path, time: ev.Time, line: ev.Line, clock: d.clock, sole: sole,
	})
}

// catchUpOn looks at the sign-ins of a client that were put off.
func (d *Detector) catchUpOn(client string, hash uint64) {
	if l := d.callers.get(key{hash, client, ""}); l != nil {
		d.settleCaller(l)
	}
}

// settleCaller looks at the sign-ins that were put off.
func (d *Detector) settleCaller(l *caller) {
	if len(l.pending) == 0 {
		return
	}
	for i := range l.pending {
		p := &l.pending[i]
		e := &event{
			Origin: p.Origin, who: whoIs(p.Client, classify.UserKey(p.shown)),
			time: p.time, until: never, shown: p.shown, path: p.path, line: p.line,
		}
		d.markSuccess(mark{ev: e, sole: p.sole}, p.clock)
		d.takeBack(e)
	}
	clear(l.pending)
	l.pending = l.pending[:0]
}

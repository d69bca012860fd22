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
// nothing, neither what it takes back nor what it might be the end of has to be
// looked at. It is, before anything of the client is that may change this.
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

// quiet reports whether a sign-in of the visit is nobody's concern so far.
func (d *Detector) quiet(v *visit) bool {
	if v.shown == d.shown {
		return true
	}
	if !d.unconcerned(v) {
		return false
	}
	v.shown = d.shown
	return true
}

// unconcerned looks for guesses that a sign-in of the visit bears on. They are
// in tabs and windows of the client and user, or of the user where an alert
// about that may be open.
func (d *Detector) unconcerned(v *visit) bool {
	if d.tracer != nil {
		return false
	}
	client, user, pair := key{v.clientHash, v.origin.Client, ""}, v.userKey(), v.pairKey(v.origin.Client)
	if firsts := d.lone[KeyClientUser]; firsts != nil && firsts.get(pair) != nil {
		return false
	}
	for _, k := range [...]key{pair, client} {
		if t := d.tabs.get(k); t != nil && len(t.guesses) > 0 {
			return false
		}
	}
	for _, r := range d.rules {
		switch {
		case r.AtSignIn:
			if st := r.states.get(pair); st != nil && (len(st.entries) > 0 || st.alert != nil) {
				return false
			}
		case !r.Siege:
		case r.states.get(user) != nil, d.lone[r.Key] != nil && d.lone[r.Key].get(user) != nil:
			return false
		}
	}
	return true
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
		d.markSuccess(mark{ev: e, sole: p.sole})
		d.takeBack(e)
	}
	clear(l.pending)
	l.pending = l.pending[:0]
}

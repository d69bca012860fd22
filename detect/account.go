package detect

import (
	"cmp"
	"slices"
	"time"

	"log401/classify"
	"log401/parser"
)

const (
	maxDevices = 16                      // of an account
	maxSpells  = 12                      // of a device
	spellSpan  = int64(10 * time.Minute) // failures so close together are one spell
)

// An account is what is remembered of a user, should a story come of it.
type account struct {
	first   *event // a failure, which is all there is
	devices []device
	changes int   // of devices, since the account is in the table
	lost    int   // failures of devices that made room for others,
	lostAt  int64 // the latest of them
	stories []*story
}

// unfold makes a device of the only failure. Attackers invent users without
// end, who need none.
func (a *account) unfold() {
	e := a.first
	if e == nil {
		return
	}
	a.first = nil
	ev := &classify.Event{Origin: e.Origin, Time: e.time, Path: e.path, Line: e.line}
	a.devices[a.device(ev)].fail(ev)
}

// A device is a client and agent that uses the name of the account.
type device struct {
	client, agent string
	path          string // of the last failure
	spells        []spell
	signIns       int
	signIn        int64 // the latest; 0 for none
	seen          int64
}

// A spell is some failures that follow one another closely.
type spell struct {
	first, last int64
	n           int
	madeGood    bool            // the device signed in after it: the user had mistyped
	line        parser.Position // of the first
}

// device returns the index of the device of an event.
func (a *account) device(ev *classify.Event) int {
	i := 0
	for i < len(a.devices) && !a.devices[i].is(ev) {
		i++
	}
	if i == len(a.devices) {
		a.changes++
		if len(a.devices) >= maxDevices {
			a.makeRoom(ev.Time)
		}
		i = len(a.devices)
		a.devices = append(a.devices, device{client: ev.Client, agent: ev.Agent})
	}
	a.devices[i].sight(ev.Time)
	return i
}

// sight notes that the device uses the name.
func (v *device) sight(at int64) {
	if at >= v.seen+storySpan {
		v.spells, v.signIns = nil, 0
	}
	v.seen = max(v.seen, at)
}

func (v *device) is(ev *classify.Event) bool { return v.client == ev.Client && v.agent == ev.Agent }

// makeRoom lets the least important device go: one not seen for a day, else the
// one that failed least, where having signed in counts as two failures, else
// the one not seen for longest.
func (a *account) makeRoom(now int64) {
	least := 0
	for i := range a.devices {
		v, w := &a.devices[i], &a.devices[least]
		if cmp.Or(cmp.Compare(v.weight(now), w.weight(now)), cmp.Compare(v.seen, w.seen)) < 0 {
			least = i
		}
	}
	v := &a.devices[least]
	if a.lostAt <= now-storySpan {
		a.lost = 0
	}
	for _, f := range v.spells {
		if f.last > now-storySpan {
			a.lost += f.n
			a.lostAt = max(a.lostAt, f.last)
		}
	}
	a.devices = slices.Delete(a.devices, least, least+1)
}

func (v *device) weight(now int64) (n int) {
	for _, f := range v.spells {
		if f.last > now-storySpan && !f.madeGood {
			n += f.n
		}
	}
	if v.signIns > 0 && v.signIn > now-storySpan {
		n += 2
	}
	return n
}

// fail adds a wrong password and reports whether it counts: requests of one
// second for several things at once are one.
func (v *device) fail(ev *classify.Event) bool {
	last := len(v.spells) - 1
	if last >= 0 && v.path != ev.Path && v.spells[last].last/int64(time.Second) == ev.Time/int64(time.Second) {
		return false
	}
	v.path = ev.Path
	good := v.madeGood(ev.Time)
	if last >= 0 && v.spells[last].madeGood == good && ev.Time < v.spells[last].first+spellSpan {
		f := &v.spells[last]
		f.n++
		f.last = max(f.last, ev.Time)
		return true
	}
	v.spells = append(v.spells, spell{first: ev.Time, last: ev.Time, n: 1, madeGood: good, line: positionOf(ev)})
	if len(v.spells) > maxSpells {
		v.merge()
	}
	return true
}

// madeGood reports whether the device signed in at a time or after it.
func (v *device) madeGood(at int64) bool { return v.signIn >= at }

// merge makes one spell of the two neighbours that are closest together, or
// forgets the oldest where no neighbours are alike.
func (v *device) merge() {
	best := -1
	width := func(i int) int64 { return v.spells[i+1].last - v.spells[i].first }
	for i := range len(v.spells) - 1 {
		if v.spells[i].madeGood == v.spells[i+1].madeGood && (best < 0 || width(i) < width(best)) {
			best = i
		}
	}
	if best >= 0 {
		f := &v.spells[best+1]
		before := v.spells[best]
		f.first, f.line, f.n = before.first, before.line, f.n+before.n
	}
	v.spells = slices.Delete(v.spells, max(best, 0), max(best, 0)+1)
}

// succeed adds a sign-in.
func (v *device) succeed(at int64) {
	v.signIns++
	v.signIn = max(v.signIn, at)
	for i := range v.spells {
		if v.spells[i].last <= v.signIn {
			v.spells[i].madeGood = true
		}
	}
}

// tell returns what the device did in the day before the account was closed,
// and whether it did anything.
func (v *device) tell(closed int64) (storySource, bool) {
	o := storySource{LockoutSource: LockoutSource{Client: v.client, Agent: v.agent}}
	for _, f := range v.spells {
		if f.last > closed-storySpan {
			o.add(f, closed)
			o.Path = v.path
		}
	}
	if v.signIn > closed-storySpan {
		o.SignIns = v.signIns
	}
	return o, o.Failures+o.SignIns > 0
}

// kept returns the stories that are still kept.
func (a *account) kept() []*story {
	return slices.DeleteFunc(slices.Clone(a.stories), func(s *story) bool { return s.gone })
}

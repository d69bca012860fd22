package detect

import "time"

// A memory is one of the tables that a detector has beside the windows of its
// rules.
type memory struct {
	name string // as [Cut] gives it; neighbours of one name are counted together
	table
}

type table interface {
	forget(settled int64)
	clear()
	lost() int64
}

// A lasting table forgets only what it has no room for.
type lasting struct{ table }

func (lasting) forget(int64) {}
func (lasting) clear()       {}

// lockouts names what is remembered for the stories of accounts, and the
// stories themselves.
const lockouts = "lockouts"

// remembers makes the tables of a detector.
func (d *Detector) remembers() {
	d.bursts = newLRU[burstKey, burst](d.maxKeys, int64(time.Second))
	d.tabs = newLRU[key, tab](d.maxKeys, int64(d.back.Span)+1)
	d.talks = newLRU[talkKey, talk](d.maxKeys, talkSpan)
	d.history = newLRU[key, int64](d.maxKeys, 0)
	d.callers = newLRU[key, caller](d.maxKeys, max(d.sighted.longest, d.tabs.span))
	d.probes = newLRU[probeKey, probe](d.maxKeys, probeSpan)
	d.partSignIns = newLRU[part, sightings](d.maxKeys, d.shut.longest)
	d.answers = newLRU[part, sightings](d.maxKeys, d.unheard.longest)
	d.accounts = newLRU[key, account](d.maxKeys, storySpan)
	d.putAside()
	d.memories = append(d.memories, []memory{
		{"take-back", d.tabs},            // recent guesses and sign-ins
		{"conversations", d.talks},       // who is named in them
		{"paths", d.bursts},              // requests of one second
		{"sign-ins", lasting{d.history}}, // since when a user signs in from a client
		{"sign-ins", d.callers},          // when a client signed in
		{"probes", d.probes},             // the pace of requests
		{"answers", d.partSignIns},       // where anybody signed in
		{"answers", d.answers},           // where a client got an answer
		{lockouts, d.accounts},           // who used the names of users
	}...)
}

// putAside makes the tables of first guesses. A key that is guessed at, or
// guesses, only once is what an attacker can invent without end; it takes a
// place there, and not one in each rule that counts by such a key.
func (d *Detector) putAside() {
	for kind := range numKeyKinds {
		longest := int64(0)
		for _, r := range d.rules {
			if r.waitsFor(kind) {
				longest = max(longest, r.longest)
			}
		}
		if longest == 0 || d.tracer != nil {
			continue
		}
		for _, r := range d.rules {
			r.waits = r.waits || r.waitsFor(kind)
		}
		d.lone[kind] = newLRU[key, *event](d.maxKeys, longest)
		d.memories = append(d.memories, memory{"single guesses", d.lone[kind]})
	}
}

// waitsFor reports whether a first guess changes nothing for the rule. A
// sign-in asks for guesses of its own key at any time, and a rule may be set
// to be content with one.
func (r *rule) waitsFor(kind KeyKind) bool {
	if r.Counts != Guesses && r.Counts != Beats || r.Key != kind || r.AtSignIn {
		return false
	}
	for _, l := range r.Limits {
		if max(l.Count, l.Users, l.Clients) < 2 {
			return false
		}
	}
	return true
}

// setAside reports whether an event is the first of its key, which waits for a
// second one. Where it is the second, the first takes its place in the windows.
func (d *Detector) setAside(kind KeyKind, k key, e *event) bool {
	firsts := d.lone[kind]
	switch first := firsts.get(k); {
	case first != nil && *first != e:
		d.bringIn(kind, k)
		return false
	case first == nil && d.known(kind, k):
		return false
	case first == nil:
		*firsts.touch(k, d.clock) = e
	}
	return true
}

// bringIn gives the first guess of a key its place in the windows, if it waits.
func (d *Detector) bringIn(kind KeyKind, k key) {
	firsts := d.lone[kind]
	if firsts == nil {
		return
	}
	first := firsts.get(k)
	if first == nil {
		return
	}
	for _, r := range d.rules {
		if r.waits && r.Key == kind {
			d.count(r, d.state(r, k), *first)
		}
	}
	firsts.delete(k)
}

// known reports whether a rule that waits remembers the key.
func (d *Detector) known(kind KeyKind, k key) bool {
	for _, r := range d.rules {
		if r.waits && r.Key == kind && r.states.get(k) != nil {
			return true
		}
	}
	return false
}

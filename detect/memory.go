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

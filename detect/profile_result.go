package detect

import (
	"cmp"
	"slices"

	"log401/parser"
)

// A ProfileAlert is what a rule of another tool would have raised.
type ProfileAlert struct {
	Client      string // "" where the rule is not about clients
	User        string // as logged; "" where it is not about users
	Site        string // of its newest line
	First, Last int64  // Unix nanoseconds of the oldest and newest line counted
	Lines       int    // counted
	Failures    int    // of these, failed logons
	Steps       int    // of these, steps of a handshake, in which no credentials were judged
	Evidence    []parser.Position
}

// OnFailures reports whether a failed logon is among the lines.
func (a *ProfileAlert) OnFailures() bool { return a.Failures > 0 }

// OnHandshakes reports whether all lines are steps of handshakes: challenges,
// preludes, challenges that nobody answered, broken handshakes. An alert on
// neither rests on missing permissions, limits and lines that cannot be told.
func (a *ProfileAlert) OnHandshakes() bool { return a.Steps == a.Lines }

// A ProfileResult is what a rule of another tool made of the log.
type ProfileResult struct {
	Profile      Profile
	Rule         ProfileRule
	Lines        int64 // that it counted
	Alerts       int64
	OnFailures   int64 // of these, with a failed logon among their lines
	OnHandshakes int64 // of these, on steps of handshakes and nothing else
	Clients      int   // that alerts are about; an estimate from 256 on
	Users        int   // likewise
	Examples     []ProfileAlert
}

// profileFindings are the alerts of a rule that do not grow any more.
type profileFindings struct {
	kept                             int // most examples; all where below 0
	lines                            int64
	alerts, onFailures, onHandshakes int64
	clients, users                   distinct
	examples                         []ProfileAlert // the earliest, in order
}

func (f *profileFindings) add(a ProfileAlert) {
	f.alerts++
	if a.OnFailures() {
		f.onFailures++
	}
	if a.OnHandshakes() {
		f.onHandshakes++
	}
	f.clients.add(a.Client)
	f.users.add(a.User)
	if f.kept >= 0 && len(f.examples) == f.kept && compareProfileAlerts(a, f.examples[f.kept-1]) >= 0 {
		return
	}
	i, _ := slices.BinarySearchFunc(f.examples, a, compareProfileAlerts)
	f.examples = slices.Insert(f.examples, i, a)
	if f.kept >= 0 {
		f.examples = f.examples[:min(len(f.examples), f.kept)]
	}
}

func compareProfileAlerts(a, b ProfileAlert) int {
	return cmp.Or(
		cmp.Compare(a.First, b.First), cmp.Compare(a.Client, b.Client),
		cmp.Compare(a.User, b.User), cmp.Compare(a.Site, b.Site), cmp.Compare(a.Last, b.Last),
	)
}

// alert returns the alert of a key as it stands.
func (r *profileRule) alert(st *profileState) ProfileAlert {
	t := &st.lines
	a := ProfileAlert{
		Site: st.site, First: t.first, Last: t.last,
		Lines: t.n, Failures: t.weights[weightFailure], Steps: t.weights[weightStep],
		Evidence: []parser.Position{t.firstPos},
	}
	if t.lastPos != t.firstPos {
		a.Evidence = append(a.Evidence, t.lastPos)
	}
	switch r.Key {
	case ByClient, ByClientStream, ByClientSite:
		a.Client = st.client
	case ByUserStream:
		a.User = st.user
	}
	return a
}

// Results returns what each rule raised so far, in the order of the table. It
// changes nothing and may be called at any time; lines that still wait are not
// in it.
func (p *Profiles) Results() []ProfileResult {
	results := make([]ProfileResult, len(p.rules))
	for i, r := range p.rules {
		results[i] = r.result()
	}
	return results
}

func (r *profileRule) result() ProfileResult {
	f := r.found
	f.clients.smallest = slices.Clone(f.clients.smallest)
	f.users.smallest = slices.Clone(f.users.smallest)
	f.examples = slices.Clone(f.examples)
	for n := r.keys.root.next; n != &r.keys.root; n = n.next {
		if n.val.raised {
			f.add(r.alert(&n.val))
		}
	}
	result := ProfileResult{
		Profile: *r.profile, Rule: r.ProfileRule, Lines: f.lines,
		Alerts: f.alerts, OnFailures: f.onFailures, OnHandshakes: f.onHandshakes,
		Examples: f.examples,
	}
	result.Clients, _ = f.clients.count()
	result.Users, _ = f.users.count()
	return result
}

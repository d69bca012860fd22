package detect

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"log401/classify"
)

// An oracle says what alerts the definition of a rule gives, from the full
// list of the events of one key, with no thought of cost.
type oracle struct {
	limits  []Limit
	longest int64
	events  []classify.Event // by time
}

// number counts what a limit is about in the window (at-window, at].
func (o oracle) number(l Limit, window, at int64) (n int, first int64) {
	users := map[string]bool{}
	for i := len(o.events) - 1; i >= 0; i-- {
		if e := o.events[i]; e.Time <= at && e.Time > at-window {
			n++
			if l.Users > 0 {
				users[classify.UserKey(e.User)] = true
			}
			first = e.Time
		}
	}
	if l.Users > 0 {
		return len(users), first
	}
	return n, first
}

// alerts walks through the moments: at each the window is full, or not.
func (o oracle) alerts() []told {
	var found []told
	var open *Alert
	var held int
	silent := int64(-1)
	for i, e := range o.events {
		if i+1 < len(o.events) && o.events[i+1].Time == e.Time {
			continue
		}
		if open != nil && o.endsBefore(held, e.Time) {
			silent = o.end(held, e.Time) + int64(DefaultRest)
			found = append(found, o.close(open, o.end(held, e.Time)))
			open = nil
		}
		for _, l := range o.limits {
			n, first := o.number(l, int64(l.Window), e.Time)
			if n < l.Number() || open == nil && e.Time < silent {
				continue
			}
			if open == nil {
				open, held = &Alert{First: first, Severity: l.Severity}, l.Number()
			}
			open.Severity, held = max(open.Severity, l.Severity), min(held, l.Number())
		}
	}
	if open != nil {
		found = append(found, o.close(open, never))
	}
	return found
}

// end returns the first time after the events before a moment at which the
// longest window holds fewer than held.
func (o oracle) end(held int, before int64) int64 {
	var at int64
	for _, e := range o.events {
		if e.Time < before {
			at = e.Time
		}
	}
	for {
		n, first := o.number(o.limits[0], o.longest, at)
		if n < held {
			return at
		}
		at = first + o.longest
	}
}

func (o oracle) endsBefore(held int, at int64) bool {
	n, _ := o.number(o.limits[0], o.longest, at)
	end := o.end(held, at)
	return end < at || end == at && n < held
}

func (o oracle) close(a *Alert, end int64) told {
	for _, e := range o.events {
		if e.Time >= a.First && e.Time < end {
			a.Count++
		}
	}
	return told{a.Severity, a.Count, (a.First - epoch) / second}
}

// told is what the oracle says of an alert.
type told struct {
	severity Severity
	count    int
	first    int64 // seconds
}

// near allows for events that a window dropped because it was full: when the
// rest of a rule is over they are counted by sixteenths of the window.
func (o oracle) near(a, b told) bool {
	off := func(a, b int64) int64 { return max(a-b, b-a) }
	return a.severity == b.severity && off(int64(a.count), int64(b.count)) <= int64(b.count/10) &&
		off(a.first, b.first) <= o.longest/second/shedBuckets
}

// bursty makes events of one client in bursts and pauses over some hours.
func bursty(r *rand.Rand, n int, make func(sec int) step) []step {
	var all []step
	sec := 0
	for range n {
		switch r.IntN(20) {
		case 0:
			sec += r.IntN(2 * hour)
		case 1, 2, 3:
			sec += r.IntN(300)
		default:
			sec += r.IntN(20)
		}
		all = append(all, make(sec))
	}
	return all
}

func TestAgainstOracle(t *testing.T) {
	kinds := map[string]func(r *rand.Rand) func(sec int) step{
		"brute-force": func(r *rand.Rand) func(int) step {
			return func(sec int) step { return guess(sec, mallory, "") }
		},
		"password-spray": func(r *rand.Rand) func(int) step {
			return func(sec int) step { return guess(sec, mallory, nthUser(r.IntN(12))) }
		},
		"rate-limit": func(r *rand.Rand) func(int) step {
			return func(sec int) step { return rated(sec, mallory, 501+r.Int64N(2)) }
		},
		"deny-list": func(r *rand.Rand) func(int) step {
			return func(sec int) step { return listed(sec, mallory) }
		},
	}
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		alerts := 0
		exact := 0
		for seed := range uint64(60) {
			r := rand.New(rand.NewPCG(seed, 1))
			all := bursty(r, 120, kinds[name](r))
			got, o := playAndAsk(name, all)
			want := o.alerts()
			if !slices.EqualFunc(got, want, o.near) {
				t.Fatalf("%s, seed %d:\n  got %v\n want %v", name, seed, got, want)
			}
			alerts += len(want)
			if slices.Equal(got, want) {
				exact++
			}
		}
		if alerts < 50 || exact < 55 {
			t.Errorf("%s: %d alerts in all, exact in %d of 60 runs", name, alerts, exact)
		}
	}
}

// playAndAsk returns the alerts of a rule by client, and the oracle for them.
func playAndAsk(name string, all []step) (got []told, o oracle) {
	alerts := play(Options{}, all).Alerts()
	slices.SortFunc(alerts, func(a, b Alert) int { return cmp.Compare(a.First, b.First) })
	for _, a := range alerts {
		if a.Rule == name && a.Client != "" {
			got = append(got, told{a.Severity, a.Count, (a.First - epoch) / second})
		}
	}
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Name == name && r.Key == KeyClient })
	o = oracle{limits: rules[i].Limits}
	for _, l := range o.limits {
		o.longest = max(o.longest, int64(l.Window))
	}
	for _, s := range all {
		o.events = append(o.events, s.denial.Event)
	}
	return got, o
}

// steady are the rules whose conditions more events can only further. Whether
// the others are raised may depend on what was known at the time: no client
// had more than half, say.
var steady = []string{"rate-limit", "deny-list", "brute-force", "password-spray", "distributed-brute-force", "success-after-failures", "access-refused"}

func raised(d *Detector) []string {
	var all []string
	for _, a := range d.Alerts() {
		if a.Network != "" || a.Limit == 0 || !slices.Contains(steady, a.Rule) {
			continue
		}
		all = append(all, fmt.Sprint(a.Rule, " ", a.Client, classify.UserKey(a.User), a.Site, a.Path))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// TestAnyOrderWithinLateness shows the same events in many orders: denials up
// to a minute late, sign-ins at once.
func TestAnyOrderWithinLateness(t *testing.T) {
	found := map[string]int{}
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		all := mixed(r, 120)
		want := raised(play(Options{}, all))
		for range 5 {
			if got := raised(play(Options{}, delayed(r, all))); !slices.Equal(got, want) {
				t.Fatalf("seed %d:\n  late: %q\n in order: %q", seed, got, want)
			}
		}
		for _, rule := range steady {
			if slices.ContainsFunc(want, func(s string) bool { return len(s) > len(rule) && s[:len(rule)] == rule }) {
				found[rule]++
			}
		}
	}
	for _, rule := range steady {
		if n := found[rule]; n < 10 || n == 200 && rule != "rate-limit" {
			t.Errorf("%s was raised in %d of 200 runs: too few or too many to tell", rule, n)
		}
	}
}

// mixed makes random events of all kinds within half an hour, by time; failures
// of a second come before sign-ins.
func mixed(r *rand.Rand, n int) []step {
	span := 300 + r.IntN(1500)
	clients := 1 + r.IntN(7)
	users := 1 + r.IntN(12)
	var all []step
	for range n {
		sec := r.IntN(span)
		client, user := nthClient(r.IntN(clients)), nthUser(r.IntN(users))
		switch r.IntN(12) {
		case 0:
			all = append(all, signIn(sec, client, user))
		case 1:
			all = append(all, rated(sec, client, 502))
		case 2:
			all = append(all, listed(sec, client))
		case 3:
			all = append(all, refused(sec, client, user, "/hr/"))
		default:
			all = append(all, guess(sec, client, user))
		}
	}
	slices.SortStableFunc(all, byTimeAndKind)
	return all
}

func byTimeAndKind(a, b step) int {
	kind := func(s step) int {
		if s.denial == nil {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.time(), b.time()), cmp.Compare(kind(a), kind(b)))
}

// delayed shows each denial up to a minute after its time.
func delayed(r *rand.Rand, all []step) []step {
	type arrival struct {
		at int64
		step
	}
	var arrivals []arrival
	for _, s := range all {
		a := arrival{s.time(), s}
		if s.denial != nil {
			a.at += r.Int64N(minute) * second
		}
		arrivals = append(arrivals, a)
	}
	slices.SortStableFunc(arrivals, func(a, b arrival) int { return cmp.Compare(a.at, b.at) })
	var out []step
	for _, a := range arrivals {
		out = append(out, step{clock: (a.at - epoch) / second}, a.step)
	}
	return out
}

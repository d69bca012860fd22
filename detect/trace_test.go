package detect

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"log401/classify"
	"log401/handshake"
)

// verdictOf writes a decision as "verdict first-last", in seconds, with the rule of
// its alert, when a rest ends, and what stood in the way.
func verdictOf(n Decision) string {
	s := fmt.Sprintf("%s %s-%s", n.Verdict, seconds(n.First), seconds(n.Last))
	if n.Verdict == Resting {
		s += " until " + seconds(n.Until)
	}
	if n.Other != "" {
		s += " by " + n.Other
	}
	return s
}

func seconds(at int64) string { return fmt.Sprint((at - epoch) / second) }

// tellings are the lines of the keys of a trace that have a story: "rule key
// fullest/limit: decisions".
func tellings(t *Trace, rule string) []string {
	var lines []string
	for _, k := range t.Keys {
		if k.Rule.Name != rule {
			continue
		}
		about := strings.Join(slices.DeleteFunc([]string{k.About.Client, k.About.Network, k.About.User, k.About.Site, k.About.Path},
			func(s string) bool { return s == "" }), " ")
		var counters, decisions []string
		for _, c := range k.Counters {
			counters = append(counters, fmt.Sprintf("%d/%d", max(c.Count, 0), c.Limit.Number()))
		}
		for _, n := range k.Decisions {
			decisions = append(decisions, verdictOf(n))
		}
		lines = append(lines, fmt.Sprintf("%s %s: %s", about, strings.Join(counters, " "), strings.Join(decisions, ", ")))
	}
	return lines
}

func TestTraceTellsWhy(t *testing.T) {
	const attacker = "203.0.113.9"
	anyOf := func(n int) func(int) string { return func(i int) string { return nthClient(i % n) } }
	for _, c := range []struct {
		name  string
		watch Subject
		opts  Options
		steps []step
		rule  string
		want  []string
	}{
		{"below", Subject{Client: attacker}, Options{}, guesses(7, 0, 60, attacker, "alice"), "brute-force",
			[]string{"203.0.113.9 7/10 1/6 7/50: "}},
		{"raised, prolonged and ended", Subject{Client: attacker}, Options{}, steps(guesses(12, 0, 10, attacker, "alice"), advance(2*hour)), "brute-force",
			[]string{"203.0.113.9 12/10 3/6 12/50: raised 90-110, ended 620-620"}},
		{"still open", Subject{Client: attacker}, Options{}, guesses(10, 0, 10, attacker, "alice"), "brute-force",
			[]string{"203.0.113.9 10/10 3/6 10/50: raised 90-90"}},
		{"rests", Subject{Client: attacker}, Options{}, steps(guesses(10, 0, 10, attacker, "alice"), guesses(11, 1800, 10, attacker, "alice")), "brute-force",
			[]string{"203.0.113.9 11/10 3/6 11/50: raised 90-90, ended 600-600, resting 1890-1900 until 4200"}},
		{"barred", Subject{Client: attacker}, Options{},
			steps(guesses(12, 0, 10, attacker, "alice"), guesses(12, 5*hour, 30*minute, attacker, "alice")), "low-and-slow",
			[]string{"203.0.113.9 24/20: barred 30600-37800 by brute-force"}},
		{"one client", Subject{User: `CONTOSO\Alice`}, Options{}, steps(guesses(8, 0, 10, attacker, "alice"), guesses(3, 5, 10, nthClient(0), "alice")), "brute-force-user",
			[]string{"alice 11/10: one-client 70-70 by 203.0.113.9"}},
		{"no sign-in", Subject{Client: attacker}, Options{}, guesses(7, 0, 60, attacker, "alice"), "success-after-failures",
			[]string{"203.0.113.9 alice 0/5: "}},
		{"too few before the sign-in", Subject{Client: attacker}, Options{}, steps(guesses(4, 0, 60, attacker, "alice"), signIn(300, attacker, "alice")), "success-after-failures",
			[]string{"203.0.113.9 alice 4/5: "}},
		{"sign-in while the user is besieged", Subject{Client: "198.51.100.1"}, Options{},
			steps(times(20, 0, 10, func(sec, i int) step { return guess(sec, anyOf(10)(i), "alice") }), signIn(300, "198.51.100.1", "alice")),
			"success-after-failures", []string{"198.51.100.1 alice 0/5: raised 300-300"}},
		{"in the middle of an alert", Subject{Client: nthClient(9)}, Options{},
			times(20, 0, 10, func(sec, i int) step { return guess(sec, anyOf(10)(i), "alice") }), "distributed-brute-force",
			[]string{"alice 20/15: raised 140-190"}},
		{"another client is not watched", Subject{Client: "198.51.100.1"}, Options{}, guesses(12, 0, 10, attacker, "alice"), "brute-force", nil},
		{"allowed", Subject{Client: attacker}, Options{Allow: []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")}},
			guesses(12, 0, 10, attacker, "alice"), "brute-force", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.opts.Watch = &c.watch
			if got := tellings(play(c.opts, c.steps).Trace(), c.rule); !slices.Equal(got, c.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
			}
		})
	}
}

// Clients with an alert of their own do not count for their network: neither
// what they did before it nor what comes after.
func TestTraceOfCoveredClients(t *testing.T) {
	spray := func(client string, from, n int) []step {
		return times(n, from, 10, func(sec, i int) step { return guess(sec, client, nthUser(sec+i)) })
	}
	d := play(Options{Watch: &Subject{Network: netip.MustParsePrefix("192.0.2.0/24")}},
		steps(spray("192.0.2.1", 0, 11), spray("192.0.2.2", 200, 7), spray("192.0.2.3", 400, 1)))
	got := tellings(d.Trace(), "password-spray")
	want := []string{
		"192.0.2.1 11/8: raised 70-100", "192.0.2.2 7/8: ", "192.0.2.3 1/8: ",
		"192.0.2.0/24 15/15: covered 400-400",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	for _, k := range d.Trace().Keys {
		if k.About.Network != "" && k.Quiet != 4 {
			t.Errorf("%d events left out for their client's alert, want 4", k.Quiet)
		}
	}
}

func TestFate(t *testing.T) {
	d := New(Options{Allow: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	for _, c := range []struct {
		step step
		want Fate
	}{
		{guess(0, "192.0.2.1", "alice"), Counted},
		{with(guess(0, "192.0.2.1", "alice"), func(e *classify.Event) { e.Path = "/other" }), SameSecond},
		{guess(0, "192.0.2.1", "alice"), Counted},
		{with(guess(1, "192.0.2.1", "alice"), func(e *classify.Event) { e.Cause = expired }), NotCounted},
		{step{denial: &handshake.Denial{Event: at(2, "192.0.2.1", ""), Outcome: handshake.Challenge}}, NotCounted},
		{with(rated(2, "192.0.2.1", 502), func(e *classify.Event) { e.LogOnly = true }), NotCounted},
		{rated(2, "192.0.2.1", 502), Counted},
		{guess(3, "10.0.0.1", "alice"), PaceOnly},
		{with(guess(4, "192.0.2.1", "alice"), func(e *classify.Event) { e.Astray = true }), Astray},
	} {
		c.step.show(d)
		if got := d.Fate(); got != c.want {
			t.Errorf("%+v: %v, want %v", c.step.denial.Event, got, c.want)
		}
	}
	if d.Trace() != nil {
		t.Error("a trace of nobody")
	}
}

func TestTraceTakenBack(t *testing.T) {
	const client = "192.0.2.1"
	d := play(Options{Watch: &Subject{Client: client}},
		steps(guesses(5, 0, 10, client, "alice"), guess(45, client, ""), signIn(60, client, "alice"), guess(70, client, "bob"), signIn(80, "192.0.2.2", "bob")))
	var got []string
	for _, b := range d.Trace().TakenBack {
		got = append(got, fmt.Sprintf("%s %s by %s", b.User, seconds(b.Time), seconds(b.SignIn)))
	}
	want := []string{"alice 20 by 60", "alice 30 by 60", "alice 40 by 60", " 45 by 60"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSubjectMatches(t *testing.T) {
	ev := at(0, "192.0.2.1", `CONTOSO\Alice`)
	host := at(0, "Printer.example.com", "")
	for _, c := range []struct {
		subject Subject
		event   classify.Event
		user    string
		want    bool
	}{
		{Subject{}, ev, "", true},
		{Subject{Client: "192.0.2.1"}, ev, ev.User, true},
		{Subject{Client: "192.0.2.2"}, ev, ev.User, false},
		{Subject{Network: netip.MustParsePrefix("192.0.2.0/24")}, ev, "", true},
		{Subject{Network: netip.MustParsePrefix("198.51.100.0/24")}, ev, "", false},
		{Subject{Network: netip.MustParsePrefix("192.0.2.0/24")}, host, "", false},
		{Subject{User: "alice@example.com"}, ev, ev.User, true},
		{Subject{User: "alice"}, host, "ALICE", true}, // likely
		{Subject{User: "bob"}, ev, ev.User, false},
		{Subject{Name: "alice"}, ev, ev.User, true},
		{Subject{Name: "printer.EXAMPLE.com"}, host, "", true},
		{Subject{Name: "printer"}, host, "", false},
		{Subject{Client: "192.0.2.1", User: "bob"}, ev, ev.User, false},
		{Subject{Site: "W3SVC1", Path: "/"}, ev, "", true},
		{Subject{Site: "W3SVC2"}, ev, "", false},
		{Subject{Path: "/x"}, ev, "", false},
	} {
		if got := c.subject.Matches(&c.event, c.user); got != c.want {
			t.Errorf("%+v of %s as %q: %v", c.subject, c.event.Client, c.user, got)
		}
	}
}

// However much happens, a trace stays within its bounds, and says so.
func TestTraceIsBounded(t *testing.T) {
	const client = "192.0.2.1"
	d := New(Options{Watch: &Subject{Client: client}})
	for i := range 3 * maxTraced {
		guess(i, client, fmt.Sprint("user", i)).show(d)
		signIn(i, client, fmt.Sprint("user", i)).show(d)
	}
	perRule := map[string]int{}
	trace := d.Trace()
	for _, k := range trace.Keys {
		perRule[k.Rule.Name+k.Rule.Key.String()]++
	}
	for name, n := range perRule {
		if n > maxTraced {
			t.Errorf("%d keys of %s", n, name)
		}
	}
	if trace.Cut == 0 || len(trace.TakenBack) != maxTraced {
		t.Errorf("cut %d, %d taken back", trace.Cut, len(trace.TakenBack))
	}
	k := &KeyTrace{}
	for i := range int64(3 * maxDecisions) {
		k.decide(Decision{Verdict: Ended, First: i, Last: i, Alert: fmt.Sprint(i)})
	}
	if len(k.Decisions) != maxDecisions || k.Cut != 2*maxDecisions || k.Decisions[0].First != 0 {
		t.Errorf("%d decisions, %d cut", len(k.Decisions), k.Cut)
	}
}

// A window keeps fewer events than a flood has; the trace says that there were
// more.
func TestTraceOfAFlood(t *testing.T) {
	const client = "192.0.2.1"
	d := play(Options{Watch: &Subject{Client: client}}, times(600, 0, 1, func(sec, _ int) step { return guess(sec, client, "alice") }))
	for _, k := range d.Trace().Keys {
		if k.Rule.Name != "brute-force" {
			continue
		}
		if c := k.Counters[0]; c.Count < 550 || c.Limit.Window != 10*time.Minute {
			t.Errorf("%+v", c)
		}
	}
}

// Watching changes nothing that is said.
func TestWatchingChangesNothing(t *testing.T) {
	all := steps(guesses(60, 0, 5, "192.0.2.1", "alice"), signIn(400, "192.0.2.1", "alice"),
		times(40, 500, 5, func(sec, i int) step { return guess(sec, nthClient(i), nthUser(i%3)) }), advance(4*hour))
	plain, watched := play(Options{}, all), play(Options{Watch: &Subject{}}, all)
	if got, want := fmt.Sprint(watched.Alerts()), fmt.Sprint(plain.Alerts()); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

package detect

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

func prefixes(all ...string) []netip.Prefix {
	var list []netip.Prefix
	for _, s := range all {
		list = append(list, netip.MustParsePrefix(s))
	}
	return list
}

func TestEndAndRest(t *testing.T) {
	first := guesses(10, 0, 60, mallory, alice) // ends at 600
	again := func(from int) []step { return guesses(10, from, 60, mallory, alice) }
	run(t, []scenario{
		{"open at its end", steps(first, advance(659)), []string{"brute-force medium 203.0.113.10 10"}},
		{"ended when nothing late can prolong it", steps(first, advance(660)), []string{"brute-force medium 203.0.113.10 10 ended"}},
		{"goes on while the window is full", steps(first, guesses(5, 599, 60, mallory, alice)), []string{"brute-force medium 203.0.113.10 15"}},
		{"a guess in the moment of its end continues it", steps(first, guess(600, mallory, alice)), []string{"brute-force medium 203.0.113.10 11"}},
		{"a guess after the end is not of it", steps(first, guess(601, mallory, alice)), []string{"brute-force medium 203.0.113.10 10"}},
		{"a pause after a burst does not end it", steps(guesses(6, 0, 1, mallory, alice), guesses(50, 300, 5, mallory, alice)), []string{"brute-force high 203.0.113.10 56"}},
		{"rests", steps(first, again(3000)), []string{"brute-force medium 203.0.113.10 10 ended"}},
		{"rests to the last", steps(first, again(3659)), []string{"brute-force medium 203.0.113.10 10 ended"}},
		{"an hour is over", steps(first, again(3660)), []string{
			"brute-force medium 203.0.113.10 10 ended", "brute-force medium 203.0.113.10 10"}},
		{"still going on when the rest is over", steps(first, guesses(70, 1200, 60, mallory, alice)), []string{
			"brute-force medium 203.0.113.10 10 ended", "brute-force medium 203.0.113.10 29"}},
	})
}

func TestLateness(t *testing.T) {
	run(t, []scenario{
		{"the tenth comes a minute late", steps(guesses(5, 0, 60, mallory, alice), guesses(4, 360, 60, mallory, alice), advance(610), guess(555, mallory, alice)),
			[]string{"brute-force medium 203.0.113.10 10"}},
		{"all come a minute late", steps(lagged(60, guesses(60, 0, 1, mallory, alice))), []string{"brute-force high 203.0.113.10 60"}},
		{"late and outside the window", steps(guesses(9, 60, 60, mallory, alice), advance(600), guess(-545, mallory, alice)), nil},
		{"a late one prolongs the alert", steps(guesses(10, 0, 60, mallory, alice), advance(610), guess(590, mallory, alice), advance(665)),
			[]string{"brute-force medium 203.0.113.10 11"}},
	})
}

// lagged moves the clock on so far before each step.
func lagged(lag int, all []step) []step {
	var out []step
	for _, s := range all {
		out = append(out, step{clock: (s.time()-epoch)/second + int64(lag)}, s)
	}
	return out
}

func TestEvidence(t *testing.T) {
	for _, n := range []int{6, 10, 11, 40, 1000, 5000} {
		a := play(Options{}, guesses(n, 1, 1, mallory, alice)).Alerts()[0]
		var lines []int64
		for _, p := range a.Evidence {
			lines = append(lines, p.Line)
		}
		if len(lines) != min(n, 10) || lines[0] != 1 || lines[len(lines)-1] != int64(n) || !slices.IsSorted(lines) {
			t.Errorf("%d guesses: lines %v", n, lines)
		}
		for i := range lines[1:] {
			if gap := lines[i+1] - lines[i]; gap < 1 || gap > int64(max(2, n/4)) {
				t.Errorf("%d guesses: lines %v are not spread evenly", n, lines)
			}
		}
		if a.Count != n || a.Evidence[0].Source != "u_ex.log" {
			t.Errorf("%d guesses: count %d, evidence in %q", n, a.Count, a.Evidence[0].Source)
		}
	}
}

func TestSignInIsEvidence(t *testing.T) {
	a := play(Options{}, steps(guesses(5, 1, 60, mallory, alice), signIn(300, mallory, alice))).Alerts()[0]
	if last := a.Evidence[len(a.Evidence)-1].Line; last != 300 || a.Last != epoch+300*second || a.First != epoch+second {
		t.Errorf("evidence %v, first %d, last %d", a.Evidence, a.First-epoch, a.Last-epoch)
	}
}

func TestSummaries(t *testing.T) {
	spray := times(300, 0, 1, func(sec, i int) step { return guess(sec, mallory, fmt.Sprint("user", i)) })
	d := play(Options{}, steps(spray, rated(0, "192.0.2.1", 501), times(10, 2000, 10, func(sec, i int) step { return guess(sec, "192.0.2.2", alice) }),
		guesses(9, 5000, 10, "192.0.2.3", ""), guess(5100, "192.0.2.3", alice)))
	var got []string
	for _, a := range d.Alerts() {
		got = append(got, a.Summary)
		if a.Advice == "" || strings.ContainsAny(a.Summary, "{}") {
			t.Errorf("%s: summary %q, advice %q", a.Rule, a.Summary, a.Advice)
		}
	}
	for _, want := range []string{
		`192.0.2.1 was denied 1 time in 1 s by a limit on requests (concurrent).`,
		`192.0.2.2 failed to log on 10 times in 90 s as CONTOSO\alice.`,
		`192.0.2.3 failed to log on 10 times in 100 s, 1 of them as CONTOSO\alice.`,
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no summary %q among\n%s", want, strings.Join(got, "\n"))
		}
	}
}

func TestDistinct(t *testing.T) {
	for _, n := range []int{0, 1, 255, 1000, 100_000} {
		var s distinct
		for i := range 2 * n {
			s.add(fmt.Sprint("user", i/2))
		}
		got, exact := s.count()
		if exact != (n < maxExact) || got < n*8/10 || got > n*12/10 || exact && got != n {
			t.Errorf("%d different: counted %d, exact %v", n, got, exact)
		}
	}
}

func TestIDs(t *testing.T) {
	all := steps(guesses(10, 0, 60, mallory, alice), signIn(600, mallory, alice))
	a, b := play(Options{}, all).Alerts(), play(Options{}, all).Alerts()
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("the same events gave\n%v\nand\n%v", a, b)
	}
	if want := "brute-force-17862991458ddb9d"; a[1].ID != want {
		t.Errorf("ID %q, want %q: IDs must stay the same between versions", a[1].ID, want)
	}
	later := play(Options{}, guesses(10, 1, 60, mallory, alice)).Alerts()
	other := play(Options{}, guesses(10, 0, 60, "192.0.2.1", alice)).Alerts()
	if a[1].ID == later[0].ID || a[1].ID == other[0].ID {
		t.Errorf("IDs %q, %q, %q should differ", a[1].ID, later[0].ID, other[0].ID)
	}
}

func TestAlertsChangesNothing(t *testing.T) {
	quiet, asked := New(Options{}), New(Options{})
	for _, s := range guesses(40, 0, 7, mallory, alice) {
		s.show(quiet)
		s.show(asked)
		for _, a := range asked.Alerts() {
			clear(a.Evidence)
		}
	}
	if fmt.Sprint(quiet.Alerts()) != fmt.Sprint(asked.Alerts()) {
		t.Error("asking changed the answer")
	}
}

func TestMaxKeys(t *testing.T) {
	opts := Options{MaxKeys: 3}
	// The client that pauses while three others come, and come again, is
	// forgotten, and with it the guesses made so far. Those that come only once
	// push nobody out.
	pause := steps(guesses(5, 0, 1, mallory, alice))
	for n, user := range []string{"a", "b", "c"} {
		pause = append(pause, guesses(2, 5+n, 0, nthClient(n), user)...)
	}
	d := play(opts, steps(pause, guess(8, mallory, alice)))
	wantAlerts(t, d)
	if cuts := d.Limited(); len(cuts) == 0 || cuts[0].Rule != "brute-force" || cuts[0].Keys != 1 {
		t.Errorf("limited %v", cuts)
	}
	wantAlerts(t, play(opts, steps(pause[:9], guess(8, mallory, alice))), "brute-force medium 203.0.113.10 6")
	once := times(3, 5, 1, func(sec, i int) step { return guess(sec, nthClient(i), nthUser(i)) })
	wantAlerts(t, play(opts, steps(pause[:5], once, guess(8, mallory, alice))), "brute-force medium 203.0.113.10 6")
	if cuts := play(Options{}, pause).Limited(); cuts != nil {
		t.Errorf("limited %v below the limit", cuts)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	const keys = 50
	d := New(Options{MaxKeys: keys})
	for i := range 5000 {
		client := fmt.Sprintf("2001:db8:%x::1", i)
		guess(i, client, fmt.Sprint("user", i)).show(d)
		rated(i, client, 502).show(d)
		signIn(i, client, fmt.Sprint("user", i)).show(d)
	}
	for _, r := range d.rules {
		if r.states.n > keys || len(r.alerts) > keys+2*keys/keysPerAlert+2 {
			t.Errorf("%s by %s: %d keys, %d alerts", r.Name, r.Key, r.states.n, len(r.alerts))
		}
	}
	if n := d.tabs.n + d.talks.n + d.bursts.n + d.history.n; n > 4*keys {
		t.Errorf("%d remembered", n)
	}
	if d.rules[0].cut == 0 {
		t.Error("no alert was cut")
	}
}

// TestMildAlertsLeaveFirst: the one alert that is severe stays, though it is the
// oldest.
func TestMildAlertsLeaveFirst(t *testing.T) {
	all := guesses(60, 0, 1, mallory, alice)
	for i := range 300 {
		all = append(all, guesses(10, (i+1)*hour, 1, nthClient(i%250), alice)...)
	}
	d := play(Options{MaxKeys: 5 * keysPerAlert}, all)
	if d.ruleOf("brute-force").cut == 0 || !slices.Contains(briefs(d), "brute-force high 203.0.113.10 60 ended") {
		t.Errorf("%q", briefs(d))
	}
}

func TestQuietKeysLeave(t *testing.T) {
	d := New(Options{})
	for i := range 1000 {
		guess(i, nthClient(i%200), nthUser(i)).show(d)
		signIn(i, nthClient(i%200), nthUser(i+1)).show(d)
		rated(i, mallory, 502).show(d)
	}
	d.Advance(epoch + int64(3*24*hour)*second)
	for _, r := range d.rules {
		if n := r.states.n; n > 0 {
			t.Errorf("%s by %s: %d keys stay", r.Name, r.Key, n)
		}
	}
	if n := d.tabs.n + d.talks.n + d.bursts.n + len(d.ends); n > 0 {
		t.Errorf("%d stay", n)
	}
}

func TestWindowsAreBounded(t *testing.T) {
	d := New(Options{})
	for i := range 20000 {
		guess(i/50, mallory, fmt.Sprint("user", i%3000)).show(d)
	}
	for _, r := range d.rules {
		st := r.states.get(newKey(mallory, ""))
		if st != nil && (len(st.entries) > r.keep || len(st.shed) > shedBuckets+2) {
			t.Errorf("%s keeps %d events and %d parts", r.Name, len(st.entries), len(st.shed))
		}
	}
}

func TestNetworkOf(t *testing.T) {
	for client, want := range map[string]string{
		"198.51.100.7":        "198.51.100.0/24",
		"::ffff:198.51.100.7": "198.51.100.0/24",
		"2001:db8:1:2:3::4":   "2001:db8:1:2::/64",
		"fe80::1%7":           "fe80::/64",
		"pc.example.com":      "",
		"":                    "",
	} {
		if got := Network(client); got != want {
			t.Errorf("Network(%q) = %q, want %q", client, got, want)
		}
	}
}

func TestRulesTable(t *testing.T) {
	if flaws := CheckRules(Rules()); flaws != nil {
		t.Errorf("the default table: %v", flaws)
	}
	for _, r := range Rules() {
		if r.ID == "" || r.Name == "" || len(r.Limits) == 0 || r.Summary == "" || r.Advice == "" || r.Counts.String() == "" || r.Key.String() == "" {
			t.Errorf("incomplete row %+v", r)
		}
		for _, l := range r.Limits {
			if l.Number() < 1 || l.Window <= 0 && r.Counts != Beats || l.Users > 32 || l.Clients > 32 {
				t.Errorf("%s: limit %+v", r.Name, l)
			}
		}
	}
}

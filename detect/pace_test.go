package detect

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"log401/classify"
)

const stalePhone = `stale-credential medium 203.0.113.10 CONTOSO\alice `

// settled plays steps to their end.
func settled(opts Options, all []step) *Detector {
	d := play(opts, all)
	d.Finish()
	return d
}

func runSettled(t *testing.T, scenarios []scenario) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) { wantAlerts(t, settled(Options{}, s.steps), s.want...) })
	}
}

// gaps makes guesses so many seconds apart.
func gaps(seconds ...int) []step {
	all := []step{guess(0, mallory, alice)}
	sec := 0
	for _, gap := range seconds {
		sec += gap
		all = append(all, guess(sec, mallory, alice))
	}
	return all
}

func inOrder(parts ...any) []step {
	all := steps(parts...)
	slices.SortStableFunc(all, byTimeAndKind)
	return all
}

func TestStaleCredential(t *testing.T) {
	path := func(s step, path string) step { return with(s, func(e *classify.Event) { e.Path = path }) }
	site := func(s step) step { return moved(s, func(o *classify.Origin) { o.Site = "W3SVC2" }) }
	agent := func(s step) step { return moved(s, func(o *classify.Origin) { o.Agent = "other" }) }
	cause := func(c *classify.Cause) []step {
		return times(6, 0, 300, func(sec, _ int) step {
			return with(guess(sec, mallory, alice), func(e *classify.Event) { e.Cause = c })
		})
	}
	six := func() []step { return guesses(6, 0, 300, mallory, alice) }
	tail := guesses(5, 1800, 300, mallory, alice)
	turns := six()
	for _, i := range []int{1, 3, 5} {
		turns[i] = agent(turns[i])
	}
	runSettled(t, []scenario{
		{"five", six()[:5], nil},
		{"six", six(), []string{stalePhone + "6"}},
		{"19 s apart", guesses(6, 0, 19, mallory, alice), nil},
		{"20 s apart", guesses(6, 0, 20, mallory, alice), []string{stalePhone + "6"}},
		{"half of the gaps long enough", gaps(20, 18, 20, 21, 18), []string{stalePhone + "6"}},
		{"uneven by 0.295", gaps(67, 133, 100, 67, 133), []string{stalePhone + "6"}},
		{"uneven by 0.304", gaps(66, 134, 100, 66, 134), nil},
		{"once a day", guesses(6, 0, 24*hour, mallory, alice), []string{stalePhone + "6"}},
		{"less often", guesses(6, 0, 36*hour, mallory, alice), nil},
		{"unnamed", guesses(6, 0, 300, mallory, ""), nil},
		{"unnamed between", inOrder(six(), guess(700, mallory, "")), []string{stalePhone + "6"}},
		{"a second user between", inOrder(six(), guess(700, mallory, "bob")), nil},
		{"a second user in the same second", inOrder(six(), guess(1500, mallory, "bob")), nil},
		{"a second user after", inOrder(six(), guess(1501, mallory, "bob")), []string{stalePhone + "6"}},
		{"a second user just before", inOrder(six(), guess(-6, mallory, "bob")), []string{stalePhone + "6"}},
		{"a second user of the first beat", inOrder(six(), guess(-5, mallory, "bob")), nil},
		{"the second user's name written otherwise", inOrder(six(), guess(600, mallory, "alice@example.com")), []string{stalePhone + "6"}},
		{"a second path", inOrder(six(), path(guess(700, mallory, alice), "/ews/")), nil},
		{"a second path in the same second", inOrder(six(), path(guess(600, mallory, alice), "/ews/")), nil},
		{"a second site", inOrder(six(), site(guess(700, mallory, alice))), nil},
		{"a second agent", inOrder(six(), agent(guess(700, mallory, alice))), []string{stalePhone + "6"}},
		{"two agents in turn", turns, nil},
		{"another client", inOrder(six(), guess(700, nthClient(1), alice)), []string{stalePhone + "6"}},
		{"begins anew after a second user", inOrder(six(), guess(1600, mallory, "bob"), tail, guess(3300, mallory, alice)), []string{stalePhone + "12"}},
		{"again and again within 5 s", inOrder(six(), times(6, 5, 300, func(sec, _ int) step { return guess(sec, mallory, alice) })), []string{stalePhone + "6"}},
		{"again after 6 s", inOrder(six(), times(6, 6, 300, func(sec, _ int) step { return guess(sec, mallory, alice) })), nil},
		{"account locked out", cause(classify.CauseByName("account-locked-out")), []string{stalePhone + "6"}},
		{"password expired", cause(expired), nil},
		{"one taken back", inOrder(six(), signIn(901, mallory, alice)), nil},
		{"one of two of a beat taken back", inOrder(six(), guess(902, mallory, alice), signIn(901, mallory, alice)),
			[]string{"stale-credential low 203.0.113.10 CONTOSO\\alice 6"}},
		{"too late to be taken back", inOrder(six(), signIn(1021, mallory, "bob")), []string{stalePhone + "6"}},
	})
}

func TestPaceAfterBackOff(t *testing.T) {
	wait := []int{30, 60, 120, 240, 480, 900}
	steady := func(n int) []int { return slices.Repeat([]int{900}, n) }
	runSettled(t, []scenario{
		{"while it waits longer and longer", gaps(wait...), nil},
		{"not yet", gaps(append(wait, steady(7)...)...), nil},
		{"once it is steady", gaps(append(wait, steady(8)...)...), []string{stalePhone + "12"}},
		{"goes on", gaps(append(wait, steady(20)...)...), []string{stalePhone + "24"}},
	})
}

func TestPaceEnds(t *testing.T) {
	six := guesses(6, 0, 100, mallory, alice)
	seven := func(sec int) []step { return steps(six, guess(sec, mallory, alice)) }
	runSettled(t, []scenario{
		{"open until three are missed", steps(six, advance(850+59)), []string{stalePhone + "6"}},
		{"ended when nothing late can prolong it", steps(six, advance(850+60)), []string{stalePhone + "6 ended"}},
		{"two missed", seven(800), []string{stalePhone + "7"}},
		{"the third is late", seven(850), []string{stalePhone + "7"}},
		{"three missed", seven(851), []string{stalePhone + "6"}},
		{"of another user", steps(six, guess(700, mallory, "bob"), advance(3600)), []string{stalePhone + "6 ended"}},
		{"rests", steps(six, guesses(12, 1000, 100, mallory, alice)), []string{stalePhone + "6 ended"}},
		{"an hour is over", steps(six, guesses(6, 4000, 100, mallory, alice)), []string{stalePhone + "6 ended", stalePhone + "6"}},
	})
}

func TestPaceSeverity(t *testing.T) {
	for client, want := range map[string]Severity{
		"10.0.0.9": Low, "172.16.0.9": Low, "192.168.0.9": Low, "127.0.0.1": Low, "169.254.0.9": Low,
		"::1": Low, "fd00::9": Low, "fe80::9%7": Low, "::ffff:10.0.0.9": Low, "198.51.100.9": Low, "2001:db8:1::9": Low,
		"100.64.0.9": Medium, "172.32.0.9": Medium, "203.0.113.9": Medium, "2001:db8::9": Medium, "pc.example.com": Medium,
	} {
		opts := Options{Allow: prefixes("198.51.100.0/24", "2001:db8:1::/48")}
		alerts := settled(opts, guesses(6, 0, 300, client, alice)).Alerts()
		if len(alerts) != 1 || alerts[0].Severity != want {
			t.Errorf("%s: %v, want one alert of severity %v", client, alerts, want)
		}
	}
	six := guesses(6, 0, 300, mallory, alice)
	runSettled(t, []scenario{
		{"signed in before", steps(signIn(-500, mallory, alice), six), []string{`stale-credential low 203.0.113.10 CONTOSO\alice 6`}},
		{"signed in as another user", steps(signIn(-500, mallory, "bob"), six), []string{stalePhone + "6"}},
		{"signed in elsewhere", steps(signIn(-500, nthClient(1), alice), six), []string{stalePhone + "6"}},
		{"signs in after", steps(six, signIn(1700, mallory, alice)), []string{
			`success-after-failures critical 203.0.113.10 CONTOSO\alice 6`,
			stalePhone + "6 < success-after-failures"}},
	})
}

func TestAllowedClientsHaveAPace(t *testing.T) {
	opts := Options{Allow: prefixes("203.0.113.0/24")}
	fast := guesses(30, 0, 20, mallory, alice)
	wantAlerts(t, settled(opts, fast), `stale-credential low 203.0.113.10 CONTOSO\alice 30`)
	wantAlerts(t, settled(opts, guesses(60, 0, 5, mallory, alice)))
	wantAlerts(t, settled(opts, inOrder(guesses(6, 0, 300, mallory, alice), signIn(901, mallory, alice))))
}

func TestPaceSupersedes(t *testing.T) {
	burst := times(90, 0, 0, func(_, i int) step { return guess(i/3*20+i%3, mallory, alice) })
	runSettled(t, []scenario{
		{"brute force", guesses(10, 0, 60, mallory, alice), []string{
			"brute-force medium 203.0.113.10 10 < stale-credential", stalePhone + "10"}},
		{"low and slow", guesses(20, 0, 1200, mallory, alice), []string{
			"low-and-slow medium 203.0.113.10 20 < stale-credential", stalePhone + "20"}},
		{"not a grave one", burst, []string{"brute-force high 203.0.113.10 90", stalePhone + "30"}},
		{"not what came before the pace", steps(times(20, 0, 2, func(sec, i int) step { return guess(sec, mallory, nthUser(i%5)) }), guesses(6, 60, 20, mallory, alice)), []string{
			"brute-force medium 203.0.113.10 26", stalePhone + "6"}},
		{"below a spray", steps(guesses(6, 0, 30, mallory, alice), times(8, 200, 40, func(sec, i int) step { return guess(sec, mallory, nthUser(i)) })), []string{
			"password-spray high 203.0.113.10 14", "brute-force medium 203.0.113.10 14 < password-spray",
			stalePhone + "6 ended < password-spray"}},
	})
}

func TestPaceInWords(t *testing.T) {
	for every, want := range map[int]string{
		30:   `203.0.113.10 failed to log on as CONTOSO\alice every 30 s for 2 min, 6 times in all: an old password, or slow guessing.`,
		299:  `203.0.113.10 failed to log on as CONTOSO\alice every 5 min for 24 min, 6 times in all: an old password, or slow guessing.`,
		3590: `203.0.113.10 failed to log on as CONTOSO\alice every 60 min for 4 h, 6 times in all: an old password, or slow guessing.`,
	} {
		a := settled(Options{}, guesses(6, 0, every, mallory, alice)).Alerts()[0]
		if a.Summary != want {
			t.Errorf("summary %q, want %q", a.Summary, want)
		}
		if !strings.Contains(a.Advice, "it calls itself agent.") || a.Limit != 6 || a.WindowSeconds != 0 {
			t.Errorf("advice %q, limit %d in %d s", a.Advice, a.Limit, a.WindowSeconds)
		}
	}
	a := settled(Options{}, guesses(6, 0, 30, "10.0.0.9", alice)).Alerts()[0]
	if want := `10.0.0.9 failed to log on as CONTOSO\alice every 30 s for 2 min, 6 times in all: a device or program with an old password.`; a.Summary != want {
		t.Errorf("summary %q, want %q", a.Summary, want)
	}
}

// stalePhones are clients that fail at a pace, with users and paths that come
// between, sign-ins, pauses and other agents.
func stalePhones(r *rand.Rand) []step {
	var all []step
	for range 1 + r.IntN(3) {
		client, pace := nthClient(100+r.IntN(3)), 15+r.IntN(120)
		for sec, n := r.IntN(100), 10+r.IntN(30); n > 0; n-- {
			s := guess(sec, client, alice)
			switch r.IntN(60) {
			case 0:
				s = guess(sec, client, "bob")
			case 1:
				s = with(s, func(e *classify.Event) { e.Path = "/ews/" })
			case 2:
				s = signIn(sec, client, alice)
			case 3:
				s = moved(s, func(o *classify.Origin) { o.Agent = "other" })
			case 4:
				sec += 5 * pace
			}
			all = append(all, s)
			if r.IntN(6) == 0 {
				all = append(all, guess(sec+r.IntN(7), client, alice))
			}
			sec += pace + r.IntN(1+pace/2)
		}
	}
	return inOrder(all)
}

// TestPaceInAnyOrder shows the same guesses in many orders, which changes
// nothing about a pace.
func TestPaceInAnyOrder(t *testing.T) {
	var table []Rule
	for _, r := range Rules() {
		if r.Counts == Beats {
			table = append(table, r)
		}
	}
	opts := Options{Rules: table}
	found, none := 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 9))
		all := stalePhones(r)
		want := settled(opts, all).Alerts()
		for range 5 {
			if got := settled(opts, delayed(r, all)).Alerts(); !slices.EqualFunc(got, want, samePace) {
				t.Fatalf("seed %d:\n  late: %+v\n in order: %+v", seed, got, want)
			}
		}
		if len(want) > 0 {
			found++
		} else {
			none++
		}
	}
	if found < 50 || none < 10 {
		t.Errorf("a pace in %d of 300 runs, none in %d: too few to tell", found, none)
	}
}

func samePace(a, b Alert) bool {
	return a.ID == b.ID && a.Severity == b.Severity && a.Count == b.Count && a.Last == b.Last && a.Summary == b.Summary
}

// TestRandomGuessesHaveNoPace measures how often guesses at random times are
// taken for a machine, and that machines with a jitter of a quarter are found.
func TestRandomGuessesHaveNoPace(t *testing.T) {
	const runs, beats = 1000, 100
	r := rand.New(rand.NewPCG(1, 10))
	at := func(gap func() float64) (raised int) {
		for i := range runs {
			d := New(Options{})
			sec := 0.0
			for range beats {
				sec += gap()
				guess(int(sec), fmt.Sprintf("2001:db8:%x:%x::1", i/250, i%250), alice).show(d)
			}
			d.Finish()
			if slices.ContainsFunc(d.Alerts(), func(a Alert) bool { return a.Rule == "stale-credential" }) {
				raised++
			}
		}
		return raised
	}
	random := at(func() float64 { return 300 * r.ExpFloat64() })
	machine := at(func() float64 { return 300 * (0.75 + r.Float64()/2) })
	t.Logf("a pace in %d of %d runs of %d guesses at random times, in %d at a pace", random, runs, beats, machine)
	if random > runs*4/100 || machine < runs {
		t.Errorf("a pace in %d of %d random runs, and in %d of machines", random, runs, machine)
	}
}

// TestPulsesAreBounded floods pulses with guesses of all distances.
func TestPulsesAreBounded(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 11))
	for _, gap := range []int{1, 2, 7, 13, 100} {
		d := New(Options{})
		sec := 0
		for range 5000 {
			sec += r.IntN(gap)
			guess(sec-r.IntN(30), mallory, alice).show(d)
		}
		p := d.ruleOf("stale-credential").states.get(newKey(mallory, "agent")).pulse
		if len(p.beats) > 12+(60+120)/5+2 || len(d.due) > 2*60/5+2 {
			t.Errorf("gaps below %d: %d beats kept, %d wait", gap, len(p.beats), len(d.due))
		}
		for _, b := range p.beats {
			if len(b.events) > 4 {
				t.Errorf("gaps below %d: %d events of one beat", gap, len(b.events))
			}
		}
	}
}

// TestForgottenPulse drops a key while beats of it wait.
func TestForgottenPulse(t *testing.T) {
	all := guesses(6, 0, 300, mallory, alice)
	for i := range 3 {
		all = append(all, guess(1510+i, nthClient(i), alice), guess(1520+i, nthClient(i), alice))
	}
	wantAlerts(t, settled(Options{MaxKeys: 3}, all))
	wantAlerts(t, settled(Options{MaxKeys: 4}, all), stalePhone+"6")
}

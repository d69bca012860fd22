package detect

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"log401/classify"
	"log401/handshake"
)

var (
	noCredentials = classify.CauseByName("no-credentials")
	brokenToken   = classify.CauseByName("handshake-broken")
)

// idle is a 401.2 that nothing followed.
func idle(sec int, client, path string) step {
	e := at(sec, client, "")
	e.Substatus, e.Win32, e.Cause, e.Path = 2, 5, noCredentials, path
	return step{denial: &handshake.Denial{Event: e, Outcome: handshake.Unanswered}}
}

// failing is a failure of a named user for a cause.
func failing(sec int, client, cause string) step {
	s := guess(sec, client, alice)
	s.denial.Event.Cause = classify.CauseByName(cause)
	return s
}

func answer(sec int, client, path string) step {
	e := at(sec, client, "")
	e.Status, e.Substatus, e.Class, e.Cause, e.Path, e.Answer = 200, 0, classify.ClassNone, nil, path, true
	return step{answer: &e}
}

// halfHour is 20 stuck requests of 3 clients at no steady pace.
func halfHour(path string) []step {
	return times(20, 0, 1, func(_, i int) step {
		return idle(i*i*4+i%7, nthClient(i%3), fmt.Sprint(path, "/", i%6))
	})
}

func later() step { return advance(2 * hour) }

func TestSignInBroken(t *testing.T) {
	set := func(all []step, i int, change func(*handshake.Denial)) []step {
		change(all[i].denial)
		return all
	}
	const info, medium = "sign-in-broken info W3SVC1 /owa 20", "sign-in-broken medium W3SVC1 /owa 20"
	run(t, []scenario{
		{"20 of 3 clients", steps(halfHour("/owa"), later()), []string{info + " ended"}},
		{"one less", steps(halfHour("/owa")[1:], later()), nil},
		{"2 clients", steps(times(20, 0, 1, func(_, i int) step {
			return idle(i*i*4, nthClient(i%2), "/owa/")
		}), later()), nil},
		{"not yet settled", steps(halfHour("/owa"), advance(1440)), nil},
		{"settled", steps(halfHour("/owa"), advance(1600)), []string{info}},
		{"slowly", steps(times(20, 0, 1, func(_, i int) step {
			return idle(i*195+i%3*20, nthClient(i%4), fmt.Sprint("/owa/", i))
		}), advance(3*hour)), nil},
		{"in capitals too", steps(halfHour("/owa")[:10], halfHour("/OWA")[10:], later()), []string{info + " ended"}},
		{"another part", steps(halfHour("/owa")[:19], halfHour("/ews")[19:], later()), nil},
		{"another site", steps(set(halfHour("/owa"), 19, func(d *handshake.Denial) { move(&d.Event, func(o *classify.Origin) { o.Site = "W3SVC2" }) }), later()), nil},
		{"OPTIONS", steps(set(halfHour("/owa"), 7, func(d *handshake.Denial) { d.Event.Method = "OPTIONS" }), later()), nil},
		{"HEAD", steps(set(halfHour("/owa"), 7, func(d *handshake.Denial) { d.Event.Method = "HEAD" }), later()), []string{info + " ended"}},
		{"one 401.1", steps(set(halfHour("/owa"), 7, func(d *handshake.Denial) { d.Event.Substatus = 1 }), later()), []string{medium + " ended"}},
		{"one broken", steps(set(halfHour("/owa"), 7, func(d *handshake.Denial) {
			d.Outcome, d.Event.Cause = handshake.Broken, brokenToken
		}), later()), []string{medium + " ended"}},
		{"one challenge", steps(set(halfHour("/owa"), 7, func(d *handshake.Denial) { d.Outcome = handshake.Challenge }), later()), nil},
		{"one undetermined", steps(set(halfHour("/owa"), 7, func(d *handshake.Denial) { d.Outcome = handshake.Undetermined }), later()), nil},
		{"401.1 later", steps(halfHour("/owa"), set([]step{idle(1500, mallory, "/owa")}, 0, func(d *handshake.Denial) { d.Event.Substatus = 1 }), later()),
			[]string{"sign-in-broken medium W3SVC1 /owa 21 ended"}},
	})
}

func TestSignInBrokenUnlessSomebodyGetsIn(t *testing.T) {
	const alert = "sign-in-broken info W3SVC1 /owa 20 ended"
	in := func(sec int, path string) step {
		return with(signIn(sec, mallory, alice), func(e *classify.Event) { e.Path = path })
	}
	ahead := func(all []step, sec int) []step { // the steps, so much later
		for _, s := range all {
			s.denial.Event.Time += int64(sec) * second
		}
		return all
	}
	last := 19*19*4 + 19%7 // the moment that decides
	run(t, []scenario{
		{"signed in before", steps(in(0, "/owa/x"), ahead(halfHour("/owa"), 10), later()), nil},
		{"signed in elsewhere", steps(in(0, "/ews/x"), ahead(halfHour("/owa"), 10), later()), []string{alert}},
		{"signed in less than a day before", steps(in(last+1, "/owa/x"), ahead(halfHour("/owa"), 24*hour), advance(27*hour)), nil},
		{"signed in a day before", steps(in(last, "/owa/x"), ahead(halfHour("/owa"), 24*hour), advance(27*hour)), []string{alert}},
		{"signed in at that moment", steps(halfHour("/owa"), in(last, "/owa/x"), later()), nil},
		{"signed in right after", steps(halfHour("/owa"), in(last+1, "/owa/x"), later()), []string{alert}},
		{"signed in before and after", steps(in(0, "/owa/x"), ahead(halfHour("/owa"), 10), in(last+11, "/owa"), later()), nil},
		{"a client answered", steps(halfHour("/owa"), answer(last, nthClient(1), "/owa/z"), later()), nil},
		{"answered right after", steps(halfHour("/owa"), answer(last+1, nthClient(1), "/owa/z"), later()), []string{alert}},
		{"another client answered", steps(halfHour("/owa"), answer(last, mallory, "/owa/z"), later()), []string{alert}},
		{"answered elsewhere", steps(halfHour("/owa"), answer(last, nthClient(1), "/ews/z"), later()), []string{alert}},
		{"answered in the window", steps(answer(last+1, nthClient(1), "/owa"), ahead(halfHour("/owa"), hour), advance(5*hour)), nil},
		{"answered an hour before", steps(answer(last, nthClient(1), "/owa"), ahead(halfHour("/owa"), hour), advance(5*hour)), []string{alert}},
	})
	trusted := Options{Allow: prefixes("203.0.113.10/32")}
	wantAlerts(t, play(trusted, steps(in(0, "/owa"), ahead(halfHour("/owa"), 10), later())))
}

// TestLetInOnABusyPart is about an application that refuses a dozen requests of
// each client and then lets all in, where an answer is reported now and then.
func TestLetInOnABusyPart(t *testing.T) {
	var all []step
	for i := range 60 {
		client := nthClient(i)
		for n := range 12 {
			all = append(all, idle(i*minute, client, fmt.Sprint("/api/", n)))
		}
		if i%10 == 1 {
			all = append(all, answer(i*minute+6, client, "/api/0"))
		}
	}
	wantAlerts(t, play(Options{}, steps(all, later())))
}

// TestProbes is about requests at a steady pace, beside 16 that are not: those
// of a pace that is not known yet count.
func TestProbes(t *testing.T) {
	probe := func(n, from, every, jitter int) []step {
		return times(n, from, every, func(sec, i int) step { return idle(sec+i%2*jitter, mallory, "/owa/health") })
	}
	play := func(probe []step) []string {
		all := steps(halfHour("/owa")[4:], probe)
		slices.SortStableFunc(all, byTimeAndKind)
		return briefs(play(Options{}, steps(all, later())))
	}
	for _, test := range []struct {
		name  string
		probe []step
		want  int
	}{
		{"none", nil, 0},
		{"steady", probe(40, 0, 30, 0), 0},
		{"two legs", steps(probe(40, 0, 30, 0), probe(40, 1, 30, 0)), 0},
		{"steady enough", probe(40, 0, 30, 5), 0},
		{"five tries, even by chance", probe(5, 100, 70, 15), 21},
		{"not steady", probe(20, 0, 60, 25), 36},
		{"with a pause", steps(probe(10, 0, 30, 0), probe(10, 900, 30, 0)), 0},
		{"four at once, no pace", steps(probe(4, 100, 0, 0), probe(4, 1200, 0, 0)), 24},
	} {
		got := play(test.probe)
		want := []string{fmt.Sprint("sign-in-broken info W3SVC1 /owa ", test.want, " ended")}
		if test.want == 0 {
			want = nil
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", test.name, got, want)
		}
	}
}

// TestServerCausesAreNoGuesses plays every number of the Win32 status that
// lies with the server.
func TestServerCausesAreNoGuesses(t *testing.T) {
	n := 0
	for _, c := range classify.Causes() {
		if c.Kind != classify.KindInfrastructure && c.Kind != classify.KindBroken {
			continue
		}
		n++
		d := play(Options{}, steps(times(20, 0, 1, func(_, i int) step {
			return failing(i*i*4, nthClient(i%3), c.Name)
		}), later()))
		wantAlerts(t, d, "sign-in-broken medium W3SVC1 / 20 ended")
		a := d.Alerts()[0]
		if a.Cause != c.Name || !strings.HasPrefix(a.Summary, "Sign-in at / of site W3SVC1 does not work: 20 requests of 3 clients in ") {
			t.Errorf("%s: cause %q, summary %q", c.Name, a.Cause, a.Summary)
		}
	}
	if n < 10 {
		t.Errorf("only %d causes", n)
	}
}

func TestStuckAdvicesNameCauses(t *testing.T) {
	for _, a := range stuckAdvices {
		if c := classify.CauseByName(a.Cause); c == nil || !ofServer(c) {
			t.Errorf("%s is no cause of a server", a.Cause)
		}
	}
	if r := (&Rule{Advice: "general", Advices: stuckAdvices}); r.adviceOn("spn") != adviceSPN || r.adviceOn("no-credentials") != "general" {
		t.Error("wrong advice")
	}
}

// TestStuckInAnyOrder shows denials late and the rest at once.
func TestStuckInAnyOrder(t *testing.T) {
	found := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 4))
		all := stuckMix(r)
		want := play(Options{}, steps(all, advance(4*hour))).Alerts()
		for range 5 {
			got := play(Options{}, steps(delayed(r, all), advance(4*hour))).Alerts()
			if !slices.EqualFunc(got, want, func(a, b Alert) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
				t.Fatalf("seed %d:\n  late: %v\n in order: %v", seed, got, want)
			}
		}
		found += min(1, len(want))
	}
	if found < 40 || found > 160 {
		t.Errorf("alerts in %d of 200 runs: too few or too many to tell", found)
	}
}

// stuckMix makes stuck requests, answers and now and then a sign-in.
func stuckMix(r *rand.Rand) []step {
	var all []step
	getIn := r.IntN(60)
	for i := range 60 {
		sec, client, path := r.IntN(2*hour), nthClient(r.IntN(6)), fmt.Sprint("/owa/", r.IntN(3))
		switch {
		case i == getIn && r.IntN(4) == 0:
			all = append(all, with(signIn(sec, client, alice), func(e *classify.Event) { e.Path = "/owa" }))
		case r.IntN(40) == 0:
			all = append(all, answer(sec, client, path))
		default:
			all = append(all, idle(sec, client, path))
		}
	}
	for sec := range 30 {
		all = append(all, idle(sec*40, mallory, "/owa/health"))
	}
	slices.SortStableFunc(all, byTimeAndKind)
	for i := range all {
		if s := all[i]; s.denial != nil {
			s.denial.Event.Line = int64(i)
		}
	}
	return all
}

func TestStuckRequestsAreBounded(t *testing.T) {
	d := play(Options{MaxKeys: 10}, times(2*maxStuck, 0, 0, func(_, i int) step {
		return idle(0, nthClient(i%200), fmt.Sprint("/", i))
	}))
	if n := len(d.waiting); n != maxStuck {
		t.Errorf("%d wait", n)
	}
	if n := d.probes.n; n != 10 {
		t.Errorf("the pace of %d is known", n)
	}
}

package detect

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"log401/classify"
)

const (
	phone   = "10.0.0.23"
	desktop = "10.0.0.7"
)

// closed is a request of a user refused for a cause of the account.
func closed(sec int, client, user, cause string) step {
	return with(guess(sec, client, user), func(e *classify.Event) { e.Cause = classify.CauseByName(cause) })
}

func locked(sec int, client, user string) step {
	return closed(sec, client, user, "account-locked-out")
}

// stories writes stories as "user cause first+last*count failures", with the
// sources behind it.
func stories(d *Detector) (lines []string) {
	since := func(t int64) int64 {
		if t == 0 {
			return -1
		}
		return (t - epoch) / second
	}
	for _, l := range d.Lockouts() {
		line := fmt.Sprintf("%s %s %d-%d*%d %d", l.User, l.Cause, since(l.First), since(l.Last), l.Count, l.Failures)
		for i, s := range l.Sources {
			line += fmt.Sprintf("; %s %d (%d-%d) %d in %d %d", s.Client, s.Failures, since(s.First), since(s.Last), s.Refused, s.SignIns, s.SignInsAfter)
			if i == 0 && l.Driven {
				line += "!"
			}
		}
		if l.Elsewhere > 0 {
			line += fmt.Sprint("; elsewhere ", l.Elsewhere)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestLockouts(t *testing.T) {
	for _, test := range []struct {
		name  string
		steps []step
		want  []string
	}{
		{"failures and the lock", steps(guesses(5, 0, 60, phone, alice), locked(300, phone, alice)),
			[]string{`CONTOSO\alice account-locked-out 300-300*1 5; 10.0.0.23 5 (0-240) 1 in 0 0!`}},
		{"no lock", guesses(5, 0, 60, phone, alice), nil},
		{"of another user", steps(guesses(5, 0, 60, phone, "bob"), locked(300, phone, alice)),
			[]string{`CONTOSO\alice account-locked-out 300-300*1 0; 10.0.0.23 0 (-1--1) 1 in 0 0`}},
		{"in another spelling", steps(guesses(5, 0, 60, phone, "Alice@contoso.example"), locked(300, phone, alice)),
			[]string{`CONTOSO\alice account-locked-out 300-300*1 5; 10.0.0.23 5 (0-240) 1 in 0 0!`}},
		{"in the same second", steps(guesses(4, 0, 60, phone, alice), locked(240, phone, alice), guess(240, phone, alice)),
			[]string{`CONTOSO\alice account-locked-out 240-240*1 5; 10.0.0.23 5 (0-240) 1 in 0 0!`}},
		{"a day before", steps(guess(0, phone, alice), guess(1000, desktop, alice), locked(24*hour, desktop, alice)),
			[]string{`CONTOSO\alice account-locked-out 86400-86400*1 1; 10.0.0.7 1 (1000-1000) 1 in 0 0!`}},
		{"others before and after", steps(guesses(5, 0, 60, phone, alice), guess(10, desktop, alice), signIn(20, desktop, alice), signIn(30, desktop, alice),
			locked(300, phone, alice), locked(310, desktop, alice), guess(320, mallory, alice), signIn(900, desktop, alice)), []string{
			`CONTOSO\alice account-locked-out 300-310*2 6; 10.0.0.23 5 (0-240) 1 in 0 0!; 10.0.0.7 1 (10-10) 1 in 2 1; 203.0.113.10 0 (-1--1) 1 in 0 0`}},
		{"only mistakes", steps(guesses(3, 0, 5, desktop, alice), signIn(20, desktop, alice), locked(300, desktop, alice)),
			[]string{`CONTOSO\alice account-locked-out 300-300*1 3; 10.0.0.7 3 (0-10) 1 in 1 0`}},
		{"on many paths at once", steps(guess(0, phone, alice), with(guess(0, phone, alice), func(e *classify.Event) { e.Path = "/b" }), locked(300, phone, alice)),
			[]string{`CONTOSO\alice account-locked-out 300-300*1 1; 10.0.0.23 1 (0-0) 1 in 0 0!`}},
		{"recent failures count more", steps(guesses(9, 0, 60, phone, alice), guesses(3, 2*hour, 5, mallory, alice), locked(2*hour+20, phone, alice)),
			[]string{`CONTOSO\alice account-locked-out 7220-7220*1 12; 203.0.113.10 3 (7200-7210) 0 in 0 0!; 10.0.0.23 9 (0-480) 1 in 0 0`}},
		{"still the same", steps(locked(0, phone, alice), locked(24*hour, phone, alice)),
			[]string{`CONTOSO\alice account-locked-out 0-86400*2 0; 10.0.0.23 0 (-1--1) 2 in 0 0`}},
		{"anew after a day", steps(locked(0, phone, alice), signIn(10, desktop, "bob"), locked(24*hour+1, phone, alice)), []string{
			`CONTOSO\alice account-locked-out 0-0*1 0; 10.0.0.23 0 (-1--1) 1 in 0 0`,
			`CONTOSO\alice account-locked-out 86401-86401*1 0; 10.0.0.23 0 (-1--1) 1 in 0 0`}},
		{"anew after a sign-in", steps(locked(0, phone, alice), signIn(1000, desktop, alice), locked(hour+1, phone, alice)), []string{
			`CONTOSO\alice account-locked-out 0-0*1 0; 10.0.0.23 0 (-1--1) 1 in 0 0; 10.0.0.7 0 (-1--1) 0 in 0 1`,
			`CONTOSO\alice account-locked-out 3601-3601*1 0; 10.0.0.23 0 (-1--1) 1 in 0 0; 10.0.0.7 0 (-1--1) 0 in 1 0`}},
		{"a session that goes on", steps(locked(0, phone, alice), signIn(1000, desktop, alice), locked(hour, phone, alice)), []string{
			`CONTOSO\alice account-locked-out 0-3600*2 0; 10.0.0.23 0 (-1--1) 2 in 0 0; 10.0.0.7 0 (-1--1) 0 in 0 1`}},
		{"another cause", steps(closed(0, phone, alice, "password-expired"), locked(60, phone, alice)), []string{
			`CONTOSO\alice password-expired 0-0*1 0; 10.0.0.23 0 (-1--1) 1 in 0 0`,
			`CONTOSO\alice account-locked-out 60-60*1 0; 10.0.0.23 0 (-1--1) 1 in 0 0`}},
		{"not by failures", steps(guesses(3, 0, 60, phone, alice), closed(300, desktop, alice, "password-expired"), closed(301, desktop, alice, "password-expired")),
			[]string{`CONTOSO\alice password-expired 300-301*2 3; 10.0.0.7 0 (-1--1) 2 in 0 0; 10.0.0.23 3 (0-120) 0 in 0 0`}},
		{"no name", steps(guess(0, phone, ""), locked(10, phone, "")), nil},
	} {
		d := play(Options{}, test.steps)
		if got := stories(d); !slices.Equal(got, test.want) {
			t.Errorf("%s:\n  %s\nwant\n  %s", test.name, strings.Join(got, "\n  "), strings.Join(test.want, "\n  "))
		}
		if n := d.UnnamedLockouts(); (n == 1) != (test.name == "no name") {
			t.Errorf("%s: %d without a name", test.name, n)
		}
	}
}

func TestEveryCauseOfAnAccountHasAStory(t *testing.T) {
	for _, c := range classify.Causes() {
		got := len(play(Options{}, steps(closed(0, phone, alice, c.Name))).Lockouts())
		want := 0
		if c.Kind == classify.KindAccount || c.Name == "account-locked-out" {
			want = 1
		}
		if got != want {
			t.Errorf("%s: %d stories, want %d", c.Name, got, want)
		}
	}
}

func TestAllowedClientsHaveTheirPartInStories(t *testing.T) {
	d := play(Options{Allow: prefixes("10.0.0.0/8"), Rules: windowRules}, steps(guesses(12, 0, 60, phone, alice), signIn(30, desktop, alice), locked(900, phone, alice)))
	wantAlerts(t, d)
	if got := stories(d); len(got) != 1 || !strings.Contains(got[0], "10.0.0.23 12 (0-660) 1 in 0 0!; 10.0.0.7") {
		t.Errorf("%q", got)
	}
}

func TestEvidenceOfALockout(t *testing.T) {
	d := play(Options{}, steps(guesses(40, 0, 700, phone, alice), guess(10, desktop, alice), locked(8*hour, desktop, alice), locked(9*hour, phone, alice)))
	var lines []int64
	for _, p := range d.Lockouts()[0].Evidence {
		lines = append(lines, p.Line)
	}
	if len(lines) != maxSpells+2 || lines[0] != 0 || !slices.IsSorted(lines) || lines[maxSpells] != 8*hour || lines[maxSpells+1] != 9*hour {
		t.Errorf("lines %v", lines)
	}
}

func TestStoriesAreBounded(t *testing.T) {
	many := func(from int) []step {
		return times(500, from, 1, func(sec, i int) step { return guess(sec, nthClient(i), alice) })
	}
	d := play(Options{}, steps(guesses(5, 0, 1, phone, alice), signIn(5, desktop, alice), many(10), locked(600, mallory, alice), many(700)))
	l := d.Lockouts()[0]
	if len(l.Sources) != maxDevices || l.Failures != 505 || l.Sources[0].Client != phone {
		t.Errorf("%d sources, %d failures, first %s", len(l.Sources), l.Failures, l.Sources[0].Client)
	}
	told := l.Elsewhere
	for _, s := range l.Sources {
		told += s.Failures + s.Refused
	}
	if told != 505+1+500 {
		t.Errorf("%d failures and refusals are told of", told)
	}
	if !slices.ContainsFunc(l.Sources, func(s LockoutSource) bool { return s.Client == desktop }) {
		t.Error("who signed in was forgotten")
	}
	d = play(Options{MaxKeys: 10}, times(100, 0, 1, func(sec, i int) step { return locked(sec, phone, nthUser(i)) }))
	if n := len(d.Lockouts()); n != 10 || d.accounts.n != 10 {
		t.Errorf("%d stories, %d users", n, d.accounts.n)
	}
	if cuts := d.Limited(); !slices.Contains(cuts, Cut{Rule: "lockouts", Keys: 90 + 90}) {
		t.Errorf("%v", cuts)
	}
}

func TestSpellsAreBounded(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var v device
	n, sec := 0, 0
	for range 400 {
		sec += r.IntN(600)
		if r.IntN(9) == 0 {
			v.succeed(epoch + int64(sec)*second)
			continue
		}
		e := at(sec, phone, alice)
		v.fail(&e)
		n++
		if len(v.spells) > maxSpells {
			t.Fatalf("%d spells", len(v.spells))
		}
	}
	if !slices.IsSortedFunc(v.spells, func(a, b spell) int { return int(a.first - b.first) }) {
		t.Error("spells out of order")
	}
}

// A directory locks a user out as a domain controller does: at the fifth wrong
// password of which none is more than half an hour after the one before; a
// sign-in forgives them, and half an hour later the lock opens.
type directory struct{ wrong, last, until int }

// try makes the step of somebody who signs in with a right or a wrong password.
func (y *directory) try(sec int, client, agent string, right bool) step {
	if sec-y.last > 30*minute {
		y.wrong = 0
	}
	s := guess(sec, client, alice)
	switch {
	case sec < y.until:
		s = locked(sec, client, alice)
	case right:
		y.wrong = 0
		s = signIn(sec, client, alice)
	default:
		if y.wrong, y.last = y.wrong+1, sec; y.wrong >= 5 {
			y.until = sec + 30*minute
		}
	}
	return moved(s, func(o *classify.Origin) { o.Agent = agent })
}

// An actor tries again and again.
type actor struct {
	client, agent string
	from, every   int // seconds
	jitter        int
	right         float64 // share of right passwords
	tries         int
}

// script plays actors against a directory.
func script(r *rand.Rand, actors []actor) []step {
	type try struct {
		sec int
		actor
	}
	var tries []try
	for _, a := range actors {
		for i := range a.tries {
			tries = append(tries, try{a.from + i*a.every + r.IntN(a.jitter+1), a})
		}
	}
	slices.SortStableFunc(tries, func(a, b try) int { return a.sec - b.sec })
	var y directory
	var all []step
	for _, t := range tries {
		all = append(all, y.try(t.sec, t.client, t.agent, r.Float64() < t.right))
	}
	return all
}

// TestCulpritsAreFound plays days with a culprit that is known.
func TestCulpritsAreFound(t *testing.T) {
	user := actor{desktop, "desktop", 8 * hour, 10 * minute, 300, 0.9, 40}
	for _, test := range []struct {
		name    string
		culprit actor
		others  []actor
	}{
		{"a phone with an old password", actor{phone, "phone", 7 * hour, 3 * minute, 20, 0, 200}, []actor{user}},
		{"the phone behind the same address", actor{desktop, "phone", 7 * hour, 3 * minute, 20, 0, 200}, []actor{user}},
		{"an attacker", actor{mallory, "tool", 9 * hour, 15, 10, 0, 200}, []actor{user}},
		{"an attacker beside an old phone", actor{mallory, "tool", 9 * hour, 15, 10, 0, 60}, []actor{user, {phone, "phone", 7 * hour, 40 * minute, 60, 0, 10}}},
		{"the user", actor{desktop, "desktop", 9 * hour, 12, 8, 0, 9}, []actor{{phone, "phone", 7 * hour, 5 * minute, 20, 1, 100}}},
		{"the faster of two devices", actor{phone, "phone", 7 * hour, 4 * minute, 20, 0, 200}, []actor{{"10.0.0.9", "service", 6 * hour, 40 * minute, 60, 0, 60}, user}},
	} {
		found, scripts := 0, 0
		for seed := range uint64(100) {
			r := rand.New(rand.NewPCG(seed, 9))
			all := play(Options{}, script(r, append(test.others, test.culprit))).Lockouts()
			if len(all) == 0 {
				continue
			}
			scripts++
			if s := all[0].Sources[0]; all[0].Driven && s.Client == test.culprit.client && s.Agent == test.culprit.agent {
				found++
			}
		}
		if t.Logf("%s: %d of %d", test.name, found, scripts); scripts < 95 || found*100 < scripts*98 {
			t.Errorf("%s: the culprit of %d of %d stories was found", test.name, found, scripts)
		}
	}
}

package detect

import (
	"fmt"
	"testing"

	"log401/classify"
)

func TestSuccessAfterFailures(t *testing.T) {
	const alert = `success-after-failures critical 203.0.113.10 CONTOSO\alice 5`
	run(t, []scenario{
		{"four", steps(guesses(4, 0, 60, mallory, alice), signIn(300, mallory, alice)), nil},
		{"five", steps(guesses(5, 0, 60, mallory, alice), signIn(300, mallory, alice)), []string{alert}},
		{"five in the same second", steps(guesses(5, 0, 60, mallory, alice), signIn(240, mallory, alice)), []string{alert}},
		{"the first exactly a window before", steps(guesses(5, 0, 60, mallory, alice), signIn(1800, mallory, alice)), nil},
		{"another user", steps(guesses(5, 0, 60, mallory, alice), signIn(300, mallory, "bob")), nil},
		{"another client", steps(guesses(5, 0, 60, mallory, alice), signIn(300, "192.0.2.1", alice)), nil},
		{"sign-in before", steps(signIn(0, mallory, alice), guesses(5, 10, 60, mallory, alice)), nil},
		{"other spelling", steps(guesses(5, 0, 60, mallory, "Alice@example.com"), signIn(300, mallory, alice)),
			[]string{`success-after-failures critical 203.0.113.10 Alice@example.com 5`}},
		{"guesses come later than the sign-in", steps(signIn(20, mallory, alice), guesses(5, 10, 2, mallory, alice)), []string{alert}},
		{"all of many guesses are counted", steps(guesses(300, 0, 5, mallory, alice), signIn(1500, mallory, alice)), []string{
			`success-after-failures critical 203.0.113.10 CONTOSO\alice 300`,
			"brute-force high 203.0.113.10 300 < success-after-failures"}},
	})
}

func TestUnnamedGuesses(t *testing.T) {
	other := moved(signIn(100, mallory, alice), func(o *classify.Origin) { o.Agent = "other" })
	run(t, []scenario{
		{"then the only user", steps(guesses(5, 0, 10, mallory, ""), signIn(100, mallory, alice)),
			[]string{`success-after-failures critical 203.0.113.10 CONTOSO\alice 5`}},
		{"after the sign-in, late", steps(signIn(40, mallory, alice), guesses(5, 0, 10, mallory, "")),
			[]string{`success-after-failures critical 203.0.113.10 CONTOSO\alice 5`}},
		{"named and unnamed", steps(guesses(3, 0, 10, mallory, alice), guesses(2, 30, 10, mallory, ""), signIn(100, mallory, alice)),
			[]string{`success-after-failures critical 203.0.113.10 CONTOSO\alice 5`}},
		{"then two users: the first was alone", steps(guesses(5, 0, 10, mallory, ""), signIn(60, mallory, "bob"), signIn(100, mallory, alice)),
			[]string{"success-after-failures critical 203.0.113.10 bob 5"}},
		{"another user signed in before", steps(signIn(0, mallory, "bob"), guesses(5, 10, 10, mallory, ""), signIn(100, mallory, alice)), nil},
		{"another user failed before", steps(guess(0, mallory, "bob"), guesses(5, 10, 10, mallory, ""), signIn(100, mallory, alice)), nil},
		{"another user, half an hour before", steps(signIn(0, mallory, "bob"), guesses(5, 1790, 2, mallory, ""), signIn(1800, mallory, alice)),
			[]string{`success-after-failures critical 203.0.113.10 CONTOSO\alice 5`}},
		{"another conversation", steps(guesses(5, 0, 10, mallory, ""), other), nil},
	})
}

func TestSignInUnderSiege(t *testing.T) {
	attack := times(20, 0, 120, func(sec, i int) step { return guess(sec, nthClient(i%10), alice) })
	home := "192.0.2.1"
	const (
		distributed = `distributed-brute-force high CONTOSO\alice 20`
		superseded  = distributed + " < success-after-failures"
	)
	run(t, []scenario{
		{"new client", steps(attack, signIn(2400, home, alice)),
			[]string{`success-after-failures critical 192.0.2.1 CONTOSO\alice 20`, superseded}},
		{"known client", steps(signIn(0, home, alice), attack, signIn(2400, home, alice)), []string{distributed}},
		{"known client that failed", steps(signIn(0, nthClient(3), alice), attack, signIn(2400, nthClient(3), alice)),
			[]string{`success-after-failures critical 10.0.3.10 CONTOSO\alice 20`, superseded}},
		{"another user", steps(attack, signIn(2400, home, "bob")), []string{distributed}},
		{"before the alert", steps(attack[:10], signIn(1100, home, alice), attack[10:]), []string{distributed}},
		{"after the alert", steps(attack, advance(3*hour), signIn(3*hour, home, alice)), []string{distributed + " ended"}},
		{"again, while it is open", steps(attack, signIn(2400, home, alice), signIn(2500, home, alice)),
			[]string{`success-after-failures critical 192.0.2.1 CONTOSO\alice 20`, superseded}},
	})
	a := play(Options{}, steps(attack, signIn(2400, home, alice))).Alerts()[0]
	if want := `192.0.2.1 signed in as CONTOSO\alice after 20 failures in 40 min from 10 clients.`; a.Summary != want {
		t.Errorf("summary %q, want %q", a.Summary, want)
	}
	if a.Limit != 0 || a.WindowSeconds != 0 {
		t.Errorf("limit %d in %d s, want none", a.Limit, a.WindowSeconds)
	}
}

func TestTakeBack(t *testing.T) {
	many := func(n int, s step) []step { return times(n, 0, 0, func(int, int) step { return s }) }
	run(t, []scenario{
		{"three are taken back", steps(guesses(3, 0, 10, mallory, alice), signIn(30, mallory, alice), guesses(9, 60, 20, mallory, "bob")), nil},
		{"of four, one stays", steps(guesses(4, 0, 10, mallory, alice), signIn(40, mallory, alice), guesses(9, 60, 20, mallory, "bob")),
			[]string{"brute-force medium 203.0.113.10 10"}},
		{"exactly 2 min before", steps(guess(0, mallory, alice), signIn(120, mallory, alice), guesses(9, 130, 20, mallory, "bob")), nil},
		{"more than 2 min before", steps(guess(0, mallory, alice), signIn(121, mallory, alice), guesses(9, 130, 20, mallory, "bob")),
			[]string{"brute-force medium 203.0.113.10 10"}},
		{"of another user", steps(guess(0, mallory, "bob"), signIn(10, mallory, alice), guesses(9, 60, 20, mallory, "bob")),
			[]string{"brute-force medium 203.0.113.10 10"}},
		{"of another client", steps(guess(0, mallory, alice), signIn(10, "192.0.2.1", alice), guesses(9, 60, 20, mallory, "bob")),
			[]string{"brute-force medium 203.0.113.10 10"}},
		{"one that named nobody", steps(guess(0, mallory, ""), signIn(10, mallory, alice), guesses(9, 60, 20, mallory, "bob")), nil},
		{"one of two that named nobody", steps(guesses(2, 0, 5, mallory, ""), signIn(10, mallory, alice), guesses(9, 60, 20, mallory, "bob")),
			[]string{"brute-force medium 203.0.113.10 10"}},
		{"late", steps(signIn(10, mallory, alice), guess(0, mallory, alice), guesses(9, 60, 20, mallory, "bob")), nil},
		{"signing in again takes no more", steps(guesses(4, 0, 10, mallory, alice), signIn(40, mallory, alice), many(5, signIn(41, mallory, alice)),
			signIn(42, mallory, alice), guesses(9, 60, 20, mallory, "bob")), []string{"brute-force medium 203.0.113.10 10"}},
		{"the alert stays", steps(guesses(10, 0, 60, mallory, "bob"), signIn(550, mallory, "bob")), []string{
			"success-after-failures critical 203.0.113.10 bob 10", "brute-force medium 203.0.113.10 10 < success-after-failures"}},
	})
}

func TestTakeBackEndsAlert(t *testing.T) {
	d := play(Options{}, steps(guesses(10, 0, 60, mallory, alice), signIn(541, mallory, alice)))
	if a := d.rules[3].alerts[0]; a.end != epoch+541*second+1 {
		t.Errorf("ends %d ns after the sign-in, want 1", a.end-epoch-541*second)
	}
}

func TestAllowList(t *testing.T) {
	opts := Options{Allow: prefixes("203.0.113.0/24", "2001:db8::/32"), Rules: windowRules}
	for _, client := range []string{mallory, "2001:db8::7", "::ffff:203.0.113.9"} {
		all := steps(guesses(60, 0, 1, client, alice), signIn(60, client, alice), rated(0, client, 502),
			times(9, 0, 1, func(sec, _ int) step { return listed(sec, client) }),
			times(9, 0, 1, func(sec, _ int) step { return refused(sec, client, alice, "/") }))
		wantAlerts(t, play(opts, all))
	}
	others := times(15, 0, 30, func(sec, i int) step { return guess(sec, nthClient(i%4), alice) })
	wantAlerts(t, play(opts, steps(guesses(3, 0, 9, mallory, alice), others)), `brute-force-user medium CONTOSO\alice 15`)
	wantAlerts(t, play(opts, guesses(10, 0, 60, "pc.example.com", alice)), "brute-force medium pc.example.com 10")
}

// TestBreachKnowsAllClients: of a siege by many clients the window keeps few.
func TestBreachKnowsAllClients(t *testing.T) {
	from := func(i int) string { return fmt.Sprintf("10.1.%d.%d", i/250, i%250) }
	all := times(1000, 0, 1, func(sec, i int) step { return guess(sec, from(i), alice) })
	all = append(all, signIn(1000, mallory, alice))
	for _, a := range play(Options{}, all).Alerts() {
		if a.Rule == "success-after-failures" && (a.Count != 1000 || a.Last-a.First != 1000*second || a.Clients < 900 || a.Clients > 1100) {
			t.Errorf("%s: %d clients", a.Summary, a.Clients)
		} else if a.Rule == "success-after-failures" {
			return
		}
	}
	t.Error("not as it should be")
}

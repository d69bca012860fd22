package detect

import (
	"fmt"
	"testing"

	"log401/classify"
	"log401/handshake"
)

const (
	mallory = "203.0.113.10"
	alice   = `CONTOSO\alice`
)

func TestBruteForce(t *testing.T) {
	run(t, []scenario{
		{"one below", guesses(9, 0, 20, mallory, alice), nil},
		{"ten", guesses(10, 0, 20, mallory, alice), []string{"brute-force medium 203.0.113.10 10"}},
		{"tenth just inside", steps(guesses(9, 0, 20, mallory, alice), guess(599, mallory, alice)), []string{"brute-force medium 203.0.113.10 10"}},
		{"tenth exactly a window later", steps(guesses(9, 0, 20, mallory, alice), guess(600, mallory, alice)), nil},
		{"across any bin edge", guesses(10, 570, 15, mallory, alice), []string{"brute-force medium 203.0.113.10 10"}},
		{"five in 30 s", guesses(5, 0, 1, mallory, alice), nil},
		{"six in 30 s", steps(guesses(5, 0, 1, mallory, alice), guess(29, mallory, alice)), []string{"brute-force medium 203.0.113.10 6"}},
		{"sixth after 30 s", steps(guesses(5, 0, 1, mallory, alice), guess(30, mallory, alice)), nil},
		{"one below high", guesses(49, 0, 12, mallory, alice), []string{"brute-force medium 203.0.113.10 49"}},
		{"high", guesses(50, 0, 12, mallory, alice), []string{"brute-force high 203.0.113.10 50"}},
		{"unnamed", guesses(10, 0, 20, mallory, ""), []string{"brute-force medium 203.0.113.10 10"}},
		{"no client", guesses(60, 0, 1, "", alice), nil},
	})
}

func TestSeverityOnlyRises(t *testing.T) {
	d := play(Options{}, guesses(50, 0, 1, mallory, alice))
	for _, s := range guesses(3, 300, 60, mallory, alice) {
		s.show(d)
	}
	a := d.Alerts()[0]
	if a.Severity != High || a.Limit != 50 || a.WindowSeconds != 600 || a.Count != 53 {
		t.Errorf("got %v, limit %d in %d s, count %d", a.Severity, a.Limit, a.WindowSeconds, a.Count)
	}
}

func TestGuess(t *testing.T) {
	cause := func(c *classify.Cause, ncsa bool) func(sec, i int) step {
		return func(sec, _ int) step {
			return with(guess(sec, mallory, alice), func(e *classify.Event) {
				e.Cause = c
				move(e, func(o *classify.Origin) { o.NCSA = ncsa })
			})
		}
	}
	outcome := func(o handshake.Outcome) func(sec, i int) step {
		return func(sec, _ int) step {
			s := guess(sec, mallory, alice)
			s.denial.Outcome = o
			return s
		}
	}
	path := func(paths int) func(sec, i int) step {
		return func(sec, i int) step {
			return with(guess(sec/4, mallory, alice), func(e *classify.Event) { e.Path = fmt.Sprint("/", i%paths) })
		}
	}
	alert := []string{"brute-force medium 203.0.113.10 12"}
	run(t, []scenario{
		{"state of the account", times(12, 0, 5, cause(expired, false)), nil},
		{"no cause known", times(12, 0, 5, cause(nil, false)), nil},
		{"every failure in NCSA logs", times(12, 0, 5, cause(nil, true)), alert},
		{"challenge", times(12, 0, 5, outcome(handshake.Challenge)), nil},
		{"prelude", times(12, 0, 5, outcome(handshake.Prelude)), nil},
		{"unanswered", times(12, 0, 5, outcome(handshake.Unanswered)), nil},
		{"broken", times(12, 0, 5, outcome(handshake.Broken)), nil},
		{"undetermined", times(12, 0, 5, outcome(handshake.Undetermined)), nil},
		{"forbidden", times(12, 0, 5, outcome(handshake.Forbidden)), nil},
		{"different paths of one second", times(12, 0, 1, path(12)), nil},
		{"more paths of one second than a page asks for", times(76, 0, 0, path(76)), alert},
		{"one path in one second", times(12, 0, 1, path(1)), alert},
	})
}

func TestBusiestPath(t *testing.T) {
	d := New(Options{})
	var counted []bool
	for _, path := range []string{"/a", "/b", "/a", "/b", "/b", "/a", "/c"} {
		e := at(0, mallory, alice)
		e.Path = path
		counted = append(counted, d.busiest(newEvent(&e, whoOf(&e))))
	}
	if got, want := fmt.Sprint(counted), "[true false true false true false false]"; got != want {
		t.Errorf("counted %s, want %s", got, want)
	}
}

func TestRateLimit(t *testing.T) {
	rate := func(client string) func(sec, i int) step {
		return func(sec, _ int) step { return rated(sec, client, 502) }
	}
	clients := func(sec, i int) step { return rated(sec, nthClient(i), 502) }
	logOnly := func(sec, i int) step {
		return with(rated(sec, nthClient(i%2), 502), func(e *classify.Event) { e.LogOnly = true })
	}
	run(t, []scenario{
		{"one", []step{rated(0, mallory, 502)}, []string{"rate-limit info 203.0.113.10 1"}},
		{"19 in a minute", times(19, 0, 3, rate(mallory)), []string{"rate-limit info 203.0.113.10 19"}},
		{"20 in a minute", times(20, 0, 3, rate(mallory)), []string{"rate-limit medium 203.0.113.10 20"}},
		{"20th a minute later", steps(times(19, 0, 3, rate(mallory)), rated(60, mallory, 502)), []string{"rate-limit info 203.0.113.10 20"}},
		{"log-only", times(40, 0, 1, logOnly), nil},
	})
	site := func(n, every int) (found int) {
		for _, a := range play(Options{}, times(n, 0, every, clients)).Alerts() {
			if a.Site == "W3SVC1" && a.Clients == n {
				found++
			}
		}
		return found
	}
	if site(9, 60) != 0 || site(10, 60) != 1 || site(10, 67) != 0 {
		t.Errorf("site alerts: %d, %d, %d; want 0, 1, 0", site(9, 60), site(10, 60), site(10, 67))
	}
}

func TestRateLimitKind(t *testing.T) {
	too := with(rated(0, mallory, -1), func(e *classify.Event) { e.Status = 429 })
	for want, all := range map[string][]step{
		"rate":                {rated(0, mallory, 502)},
		"concurrent":          {rated(0, mallory, 501)},
		"429":                 {too},
		"rate+concurrent":     {rated(0, mallory, 501), rated(1, mallory, 502)},
		"rate+concurrent+429": {too, rated(0, mallory, 501), rated(1, mallory, 502)},
	} {
		if got := play(Options{}, all).Alerts()[0].Kind; got != want {
			t.Errorf("kind %q, want %q", got, want)
		}
	}
}

func TestDenyList(t *testing.T) {
	deny := func(sec, _ int) step { return listed(sec, mallory) }
	run(t, []scenario{
		{"four", times(4, 0, 10, deny), nil},
		{"five", times(5, 0, 149, deny), []string{"deny-list low 203.0.113.10 5"}},
		{"five in exactly 10 min", times(5, 0, 150, deny), nil},
	})
}

func TestAccessRefused(t *testing.T) {
	refuse := func(user, path string) func(sec, i int) step {
		return func(sec, _ int) step { return refused(sec, mallory, user, path) }
	}
	anywhere := func(sec, i int) step { return refused(sec, nthClient(i), alice, "/hr/") }
	spelled := func(sec, i int) step {
		return refused(sec, mallory, []string{alice, "Alice", "alice@example.com", `contoso\ALICE`, "alice"}[i], "/hr/")
	}
	run(t, []scenario{
		{"four", times(4, 0, hour, refuse(alice, "/hr/")), nil},
		{"five", times(5, 0, hour, refuse(alice, "/hr/")), []string{`access-refused info 203.0.113.10 CONTOSO\alice /hr/ 5`}},
		{"five in exactly a day", times(5, 0, 6*hour, refuse(alice, "/hr/")), nil},
		{"two paths", steps(times(4, 0, 60, refuse(alice, "/hr/")), times(4, 300, 60, refuse(alice, "/it/"))), nil},
		{"no user", times(5, 0, hour, refuse("", "/hr/")), []string{"access-refused info 203.0.113.10 /hr/ 5"}},
		{"several clients", times(5, 0, hour, anywhere), []string{`access-refused info CONTOSO\alice /hr/ 5`}},
		{"one user, written in five ways", times(5, 0, hour, spelled), []string{`access-refused info 203.0.113.10 CONTOSO\alice /hr/ 5`}},
	})
}

func TestBruteForceUser(t *testing.T) {
	spread := func(clients int) func(sec, i int) step {
		return func(sec, i int) step { return guess(sec, nthClient(i%clients), alice) }
	}
	run(t, []scenario{
		{"nine", times(9, 0, 60, spread(3)), nil},
		{"ten", times(10, 0, 60, spread(3)), []string{`brute-force-user medium CONTOSO\alice 10`}},
		{"half from one client", times(10, 0, 60, spread(2)), []string{`brute-force-user medium CONTOSO\alice 10`}},
		{"more than half", times(10, 0, 60, func(sec, i int) step { return guess(sec, nthClient(max(0, i-5)), alice) }), nil},
		{"ten in exactly the window", times(10, 0, 67, spread(3)), nil},
	})
}

func TestPasswordSpray(t *testing.T) {
	users := func(sec, i int) step { return guess(sec, mallory, nthUser(i)) }
	again := func(sec, i int) step { return guess(sec, mallory, nthUser(i%7)) }
	run(t, []scenario{
		{"seven", times(7, 0, 240, users), nil},
		{"seven, again and again", times(21, 0, 80, again), nil},
		{"eight", times(8, 0, 240, users), []string{"password-spray high 203.0.113.10 8"}},
		{"eight in exactly the window", steps(times(7, 0, 240, users), users(1800, 7)), nil},
		{"one user in eight spellings", times(8, 0, 240, func(sec, i int) step {
			return guess(sec, mallory, []string{"bob", "BOB", `A\bob`, `B\Bob`, "bob@a", "bob@b", "boB", `C\bob@c`}[i])
		}), nil},
		{"unnamed are no users", times(8, 0, 240, func(sec, i int) step { return guess(sec, mallory, "") }), nil},
		{"brute force is the lower one", times(10, 0, 60, users), []string{
			"password-spray high 203.0.113.10 10", "brute-force medium 203.0.113.10 10 < password-spray"}},
	})
}

func TestNetworkSpray(t *testing.T) {
	from := func(format string, clients int) func(sec, i int) step {
		return func(sec, i int) step { return guess(sec, fmt.Sprintf(format, 1+i%clients), nthUser(i)) }
	}
	noisy := steps(
		times(10, 0, 5, func(sec, i int) step { return guess(sec, "198.51.100.1", nthUser(i)) }),
		times(10, 60, 5, from("198.51.100.%d", 3)))
	run(t, []scenario{
		{"14 users", times(14, 0, 60, from("198.51.100.%d", 3)), nil},
		{"15 users", times(15, 0, 60, from("198.51.100.%d", 3)), []string{"password-spray high 198.51.100.0/24 15"}},
		{"two networks", times(15, 0, 60, from("10.0.%d.1", 3)), nil},
		{"IPv6", times(15, 0, 60, from("2001:db8::%d", 3)), []string{"password-spray high 2001:db8::/64 15"}},
		{"IPv6 of different /64", times(15, 0, 60, from("2001:db8:0:%d::1", 3)), nil},
		{"host names have no network", times(15, 0, 60, from("pc%d.example.com", 3)), nil},
		{"a client with an alert of its own does not count", noisy, []string{
			"password-spray high 198.51.100.1 14", "brute-force medium 198.51.100.1 14 < password-spray"}},
	})
}

func TestDistributed(t *testing.T) {
	spread := func(clients int) func(sec, i int) step {
		return func(sec, i int) step { return guess(sec, nthClient(i%clients), alice) }
	}
	run(t, []scenario{
		{"14", times(14, 0, 120, spread(5)), nil},
		{"15 from 5", times(15, 0, 120, spread(5)), []string{`distributed-brute-force high CONTOSO\alice 15`}},
		{"15 from 4", times(15, 0, 120, spread(4)), nil},
		{"15 in exactly the window", steps(times(14, 0, 120, spread(5)), guess(hour, nthClient(9), alice)), nil},
		{"with the lower one", times(15, 0, 30, spread(5)), []string{
			`distributed-brute-force high CONTOSO\alice 15`,
			`brute-force-user medium CONTOSO\alice 15 < distributed-brute-force`}},
	})
}

func TestLowAndSlow(t *testing.T) {
	day := 24 * hour
	run(t, []scenario{
		{"19", guesses(19, 0, 1200, mallory, alice), nil},
		{"20", guesses(20, 0, 1200, mallory, alice), []string{"low-and-slow medium 203.0.113.10 20"}},
		{"under 6 h", guesses(20, 0, 1100, mallory, alice), nil},
		{"20 in exactly a day", steps(guesses(19, 0, 1200, mallory, alice), guess(day, mallory, alice)), nil},
		{"a window over brute-force", steps(guesses(6, 0, 1, mallory, alice), guesses(20, 700, 1200, mallory, alice)),
			[]string{"brute-force medium 203.0.113.10 6 ended"}},
		{"a day after brute-force", steps(guesses(6, 0, 1, mallory, alice), guesses(20, day+600, 1200, mallory, alice)),
			[]string{"brute-force medium 203.0.113.10 6 ended", "low-and-slow medium 203.0.113.10 20"}},
		{"denser than the window keeps", guesses(360, 0, 67, mallory, alice), []string{"low-and-slow medium 203.0.113.10 360"}},
	})
}

func TestCredentialStuffing(t *testing.T) {
	stuffed := func(users, clients int) func(sec, i int) step {
		return func(sec, i int) step { return guess(sec, nthClient(i%clients), nthUser(i%users)) }
	}
	elsewhere := func(sec, i int) step {
		return moved(stuffed(30, 20)(sec, i), func(o *classify.Origin) { o.Site = fmt.Sprint("W3SVC", i%2) })
	}
	unnamed := func(sec, i int) step { return guess(sec, nthClient(i%20), "") }
	run(t, []scenario{
		{"29 users", times(60, 0, 20, stuffed(29, 20)), nil},
		{"19 clients", times(60, 0, 20, stuffed(30, 19)), nil},
		{"30 users from 20 clients", times(30, 0, 60, stuffed(30, 20)), []string{"credential-stuffing high W3SVC1 30"}},
		{"in exactly the window", steps(times(29, 0, 60, stuffed(30, 20)), stuffed(30, 20)(1800, 29)), nil},
		{"at two sites", times(30, 0, 60, elsewhere), nil},
		{"unnamed are no users", steps(times(29, 0, 60, stuffed(30, 20)), times(5, 1740, 5, unnamed)), nil},
	})
	spray := times(8, 0, 60, func(sec, i int) step { return guess(sec, nthClient(0), nthUser(i)) })
	wantAlerts(t, play(Options{}, steps(spray, times(30, 480, 10, stuffed(30, 20)))),
		"credential-stuffing high W3SVC1 38", "password-spray high 10.0.0.10 10 < credential-stuffing")
}

func TestLogonFlood(t *testing.T) {
	const alert = "logon-flood low 203.0.113.10 60"
	logons := func(n, every int) []step {
		return times(n, 0, every, func(sec, _ int) step { return unanswered(sec, mallory) })
	}
	other := times(90, 0, 5, func(sec, _ int) step {
		return with(unanswered(sec, mallory), func(e *classify.Event) { e.Substatus = 2 })
	})
	clients := times(90, 0, 5, func(sec, i int) step { return unanswered(sec, nthClient(i%2)) })
	run(t, []scenario{
		{"59", logons(59, 10), nil},
		{"60", logons(60, 10), []string{alert}},
		{"in exactly the window", steps(logons(59, 10), unanswered(600, mallory)), nil},
		{"401.2", other, nil},
		{"two clients", clients, nil},
		{"a sign-in in the window", steps(signIn(1, mallory, alice), logons(60, 10)), nil},
		{"a sign-in when the window began", steps(signIn(-10, mallory, alice), logons(60, 10)), []string{alert}},
		{"a sign-in at the end of it", steps(signIn(590, mallory, alice), logons(60, 10)), nil},
		{"a sign-in after it", steps(signIn(591, mallory, alice), logons(60, 10)), []string{alert}},
		{"another client signs in", steps(signIn(300, nthClient(1), alice), logons(60, 10)), []string{alert}},
		{"a sign-in long over", steps(signIn(0, mallory, alice), logons(150, 10)), []string{"logon-flood low 203.0.113.10 149"}},
	})
}

// TestSupersededAfterItsEnd: what a longer window finds later stands for what a
// shorter one found and forgot, as long as it rests on the same guesses.
func TestSupersededAfterItsEnd(t *testing.T) {
	from := func(first int) func(sec, i int) step {
		return func(sec, i int) step { return guess(sec, nthClient(first+i%4), alice) }
	}
	run(t, []scenario{
		{"the same guesses", steps(times(11, 0, 50, from(0)), advance(25*minute), times(20, 25*minute, 90, from(4))), []string{
			`distributed-brute-force high CONTOSO\alice 31`,
			`brute-force-user medium CONTOSO\alice 11 ended < distributed-brute-force`,
		}},
		{"other guesses", steps(times(11, 0, 50, from(0)), advance(65*minute), times(20, 75*minute, 90, from(4)), guess(106*minute, nthClient(9), alice)), []string{
			`distributed-brute-force high CONTOSO\alice 21`,
			`brute-force-user medium CONTOSO\alice 11 ended`,
		}},
	})
}

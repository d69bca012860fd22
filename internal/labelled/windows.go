package labelled

import "time"

// Healthy logons on IIS, in every shape that is known of them.

// ntlm logs on with NTLM: two answers that look like refusals, and then one
// with the name. The codes of the first two depend on version and provider.
func (t *talk) ntlm(path string, last code, outcome string) {
	shape := pick(t.m, [][2]code{{noToken, ntlmLegZero}, {noCredentials, ntlmLeg}, {noCredentials, ntlmLegZero}, {noToken, ntlmLeg}})
	t.anon(path, shape[0], Challenge)
	t.blink()
	t.anon(path, shape[1], Challenge)
	t.blink()
	t.as(path, last, outcome)
}

// kerberos logs on with a ticket: one answer that looks like a refusal.
func (t *talk) kerberos(path string, last code, outcome string) {
	t.anon(path, noCredentials, Challenge)
	t.blink()
	t.as(path, last, outcome)
}

// ahead logs on with NTLM by a client that knows it has to, so that the first
// answer is already 401.1.
func (t *talk) ahead(path string, last code, outcome string) {
	t.anon(path, ntlmLeg, Challenge)
	t.blink()
	t.as(path, last, outcome)
}

// schemes are the ways to log on to Windows.
var schemes = []func(*talk, string, code, string){(*talk).ntlm, (*talk).kerberos, (*talk).ahead}

// visit reads a few pages, each with its parts. A program logs on again on
// every new connection.
func (t *talk) visit(logon func(*talk, string, code, string), rounds int) {
	for range rounds {
		logon(t, pick(t.m, pages), pick(t.m, []code{answered, notModified}), "")
		for range t.m.IntN(5) {
			t.blink()
			if t.m.chance(30) {
				logon(t, pick(t.m, parts), answered, "")
				continue
			}
			t.as(pick(t.m, parts), pick(t.m, []code{answered, notModified}), "")
		}
		t.wait(2*time.Second, 4*time.Minute)
	}
}

// windowsServer returns a server with Windows authentication.
func windowsServer(m *maker) int { return pick(m, []int{intranet, intranet, farmA, farmB}) }

func windowsVisits(m *maker) {
	for range 12 {
		for range m.between(1, 2) {
			m.colleague(windowsServer(m), m.when(time.Hour)).visit(pick(m, schemes), m.between(1, 4))
		}
	}
}

// anonymousVisits keep a server answering: what it serves to everybody.
func anonymousVisits(m *maker) {
	for server := range servers {
		for at := m.begin.Add(time.Second); at.Before(m.end); at = at.Add(m.pause(10*time.Minute, 50*time.Minute)) {
			m.talk(server, m.inside(), pick(m, browsers), "", at).anon("/public/", answered, "")
		}
		m.talk(server, m.inside(), browsers[0], "", m.end).anon("/public/", answered, "")
	}
}

// parallelConnections are those of a browser that loads a page: every one logs
// on for itself, all at once.
func parallelConnections(m *maker) {
	first := m.colleague(intranet, m.when(time.Hour))
	for range 3 {
		for range m.between(2, 6) {
			c := first.again()
			c.wait(0, time.Second)
			c.ntlm(pick(m, parts), answered, "")
		}
		first.wait(2*time.Minute, 9*time.Minute)
	}
}

// signInsWithErrors are logons that work, to pages that do not.
func signInsWithErrors(m *maker) {
	for _, end := range []struct {
		code    code
		outcome string
	}{{missing, ""}, {crashed, ""}, {noPermission, Refused}, {redirected, ""}} {
		c := m.colleague(windowsServer(m), m.when(time.Hour))
		for _, logon := range schemes {
			logon(c, pick(m, pages), end.code, end.outcome)
			c.wait(2*time.Minute, 5*time.Minute)
		}
	}
}

// successElsewhere is a site on two machines: one answers the start of a logon
// and the other its end, or both in turn.
func successElsewhere(m *maker) {
	for range m.between(2, 6) {
		c := m.colleague(farmA, m.when(time.Hour))
		c.anon("/", noCredentials, Challenge)
		c.wait(10*time.Millisecond, 20*time.Second)
		c.server = farmB
		c.as("/", answered, "")
		c.wait(2*time.Minute, 5*time.Minute)
		c.anon("/docs/", noToken, Challenge)
		c.blink()
		c.anon("/docs/", ntlmLeg, Challenge)
		c.blink()
		c.server = farmA
		c.as("/docs/", answered, "")
	}
}

// midnight is when the next file begins, in the middle of logons.
func midnight(m *maker) {
	for range m.between(2, 5) {
		c := m.colleague(intranet, m.begin.Add(dayLength-m.pause(0, 3*time.Second)))
		c.anon("/", noCredentials, Challenge)
		c.wait(0, 2*time.Second)
		c.anon("/", ntlmLeg, Challenge)
		c.wait(0, 2*time.Second)
		c.as("/", answered, "")
	}
}

// manyLegs is Negotiate that falls back to NTLM, or a connection that breaks
// in the middle of a logon: more than two steps for one sign-in. The page and
// its parts follow.
func manyLegs(m *maker) {
	for range m.between(1, 4) {
		c := m.colleague(windowsServer(m), m.when(time.Hour))
		c.anon("/", noCredentials, Challenge)
		for range m.between(2, 3) {
			c.blink()
			c.anon("/", ntlmLeg, Challenge)
		}
		c.blink()
		c.as("/", answered, "")
		for range 3 {
			c.wait(10*time.Millisecond, 5*time.Second)
			c.as(pick(m, parts), answered, "")
		}
	}
}

// preflights are the questions that a browser asks for a page of another
// site; they never carry credentials. The calls that follow do.
func preflights(m *maker) {
	for range m.between(1, 4) {
		path := m.segment() + "/api/orders"
		c := m.colleague(windowsServer(m), m.when(time.Hour))
		for range m.between(3, 12) {
			c.method = "OPTIONS"
			c.anon(path, noCredentials, Unanswered)
			c.wait(2*time.Minute, 4*time.Minute)
		}
	}
	c := m.colleague(intranet, m.when(time.Hour))
	for range 5 {
		c.method = "OPTIONS"
		c.anon("/api/orders", noCredentials, Challenge)
		c.blink()
		c.method = ""
		c.kerberos("/api/orders", answered, "")
		c.wait(2*time.Minute, 4*time.Minute)
	}
}

// endsWithin is whoever was about to log on when the log ended.
func endsWithin(m *maker) {
	for range m.between(1, 5) {
		c := m.colleague(windowsServer(m), m.end.Add(-m.pause(0, 50*time.Second)))
		c.anon("/", noCredentials, Undetermined)
		if m.chance(50) {
			c.anon("/", ntlmLeg, Undetermined)
		}
	}
}

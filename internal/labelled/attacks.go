package labelled

import (
	"slices"
	"time"
)

// Attacks of one client.

// tries guesses passwords of the present user, with pauses in between.
func (t *talk) tries(path string, count int, least, most time.Duration) {
	c := wrongPassword
	if t.server == nginx || t.server == apache {
		c = plain401
	}
	for range count {
		t.as(path, c, Failure)
		t.wait(least, most)
	}
}

// targets are accounts that everybody knows of.
var targets = []string{"administrator", "admin", "backup", "sa", "test", "scanner", "helpdesk"}

// target returns one of them, unlike those of other stories.
func (m *maker) target() string {
	m.users++
	return pick(m, targets) + string(rune('a'+m.users%26)) + string(rune('a'+m.users/26%26))
}

func bruteForceFast(m *maker) {
	c := m.stranger(intranet, m.when(time.Hour))
	c.user = m.logged(m.target())
	if m.chance(50) {
		c.anon("/remote/", noCredentials, Prelude)
		c.blink()
	}
	c.tries("/remote/", m.between(20, 120), 200*time.Millisecond, 2*time.Second)
	c.plant("brute-force")
}

// bruteForceSlow has no steady pace, as tools do that hide.
func bruteForceSlow(m *maker) {
	c := m.stranger(intranet, m.when(time.Hour))
	c.user = m.logged(m.target())
	c.tries("/remote/", m.between(20, 50), 2*time.Second, 80*time.Second)
	c.plant("brute-force", "low-and-slow")
}

func bruteForceNCSA(m *maker) {
	c := m.stranger(basicServer(m), m.when(time.Hour))
	c.user = m.target()
	c.tries("/admin/", m.between(15, 80), 200*time.Millisecond, 20*time.Second)
	c.plant("brute-force")
}

// bruteForcePost fills in the form of an application, which names nobody to
// the server.
func bruteForcePost(m *maker) {
	c := m.stranger(nginx, m.when(time.Hour))
	c.method = "POST"
	c.tries(m.segment()+"/login", m.between(15, 80), time.Second, 20*time.Second)
	c.plant("brute-force")
}

// bruteForceUnnamed guesses with NTLM, which logs no name: a leg that looks
// like any, and a refusal.
func bruteForceUnnamed(m *maker) {
	c := m.stranger(intranet, m.when(time.Hour))
	denied := pick(m, []code{ntlmDenied, wrongPassword})
	for range m.between(15, 60) {
		c.anon("/remote/", ntlmLeg, Prelude)
		c.blink()
		c.anon("/remote/", denied, Failure)
		c.wait(time.Second, 15*time.Second)
	}
	c.plant("brute-force")
}

// bruteForceUser guesses the password of one user from a few addresses.
func bruteForceUser(m *maker) {
	start, user := m.when(time.Hour), m.target()
	var clients []string
	for range 4 {
		c := m.talk(intranet, m.far(), pick(m, tools), "", start.Add(m.pause(0, 30*time.Second)))
		c.user = m.logged(user)
		c.tries("/remote/", m.between(6, 8), 20*time.Second, 80*time.Second)
		clients = append(clients, c.client)
	}
	m.plant(Plant{Rule: "brute-force-user", User: user, Clients: clients, From: start, To: start.Add(20 * time.Minute)})
}

// spray tries few passwords on many accounts.
func spray(m *maker) {
	c := m.stranger(intranet, m.when(2*time.Hour))
	names := m.persons(m.between(12, 25))
	for range m.between(1, 3) {
		for _, name := range names {
			c.user = m.logged(name)
			c.tries("/remote/", 1, time.Second, 50*time.Second)
		}
	}
	c.plant("password-spray", "brute-force", "low-and-slow")
}

// lowAndSlow stays below every limit that looks at minutes.
func lowAndSlow(m *maker) {
	c := m.stranger(intranet, m.begin.Add(m.pause(0, 3*time.Hour)))
	names := m.persons(m.between(1, 5))
	for i := range m.between(30, 44) {
		c.user = m.logged(names[i%len(names)])
		c.tries("/remote/", 1, 2*time.Minute, 58*time.Minute)
	}
	c.plant("low-and-slow")
}

// steadyGuessing is a tool that guesses at the pace of a clock.
func steadyGuessing(m *maker) {
	c := m.stranger(intranet, m.when(4*time.Hour))
	c.user = m.logged(m.target())
	c.beats("/remote/", wrongPassword, m.between(20, 100), m.pause(25*time.Second, 2*time.Minute), 5)
	c.plantStale()
}

// ntlmFlood guesses with NTLM at a server that logs nothing but the legs.
func ntlmFlood(m *maker) {
	c := m.stranger(intranet, m.when(2*time.Hour))
	for range m.between(100, 400) {
		c.anon("/remote/", ntlmLeg, Unanswered)
		c.wait(100*time.Millisecond, 4*time.Second)
	}
	c.plant("logon-flood")
}

// plantFound notes that somebody came in.
func (t *talk) plantFound(user string, from time.Time, clients ...string) {
	t.m.plant(Plant{
		Rule: "success-after-failures", Client: t.client, User: user,
		Clients: append(slices.Clone(clients), t.client), From: from, To: t.at,
		Also: []string{"brute-force", "brute-force-user", "distributed-brute-force", "stale-credential", "low-and-slow"},
	})
}

// foundPassword guesses until a password is right, and makes use of it.
func foundPassword(m *maker) {
	c := m.stranger(intranet, m.when(2*time.Hour))
	user := m.target()
	c.user = m.logged(user)
	c.tries("/remote/", m.between(8, 60), time.Second, 25*time.Second)
	for range m.between(1, 8) {
		c.as("/remote/files/", answered, "")
		c.wait(time.Second, 30*time.Second)
	}
	c.plantFound(user, c.begun)
}

func foundPasswordNCSA(m *maker) {
	c := m.stranger(basicServer(m), m.when(2*time.Hour))
	user := m.target()
	c.user = user
	c.anon("/admin/", plain401, Prelude)
	c.wait(time.Second, 4*time.Second)
	c.tries("/admin/", m.between(8, 60), 3*time.Second, 25*time.Second)
	c.wait(6*time.Second, 20*time.Second)
	for range m.between(1, 8) {
		c.as("/admin/", answered, "")
		c.wait(time.Second, 30*time.Second)
	}
	c.plantFound(user, c.begun)
}

package labelled

import (
	"fmt"
	"time"
)

// Programs that go on by themselves, and servers that something is wrong with.

// beats lets the program fail at a pace, with a jitter of so many hundredths
// either way, and now and then twice in a row as devices do.
func (t *talk) beats(path string, c code, count int, pace time.Duration, jitter int) {
	for i := range count {
		t.as(path, c, Failure)
		began := t.at
		if t.m.chance(15) {
			t.wait(200*time.Millisecond, 3*time.Second)
			t.as(path, c, Failure)
		}
		if i < count-1 {
			spread := pace * time.Duration(jitter) / 100
			t.at = began.Add(t.m.pause(pace-spread, pace+spread))
		}
	}
}

// plantStale notes a program with an old password.
func (t *talk) plantStale() { t.plant("stale-credential", "brute-force", "low-and-slow") }

// stalePhone is a phone that synchronises with an old password, inside or from
// elsewhere; its account may be locked after a while.
func stalePhone(m *maker) {
	for range m.between(1, 3) {
		client := m.inside()
		if m.chance(50) {
			client = m.outside()
		}
		c := m.talk(intranet, client, pick(m, phones), m.person(), m.when(14*time.Hour))
		c.method = "POST"
		pace := m.pause(5*time.Minute, 15*time.Minute)
		c.beats("/Microsoft-Server-ActiveSync", wrongPassword, m.between(5, 30), pace, m.between(0, 20))
		c.at = c.at.Add(pace)
		c.beats("/Microsoft-Server-ActiveSync", pick(m, []code{wrongPassword, lockedOut}), m.between(5, 20), pace, m.between(0, 20))
		c.plantStale()
	}
}

// staleService is a program on a server that does so faster.
func staleService(m *maker) {
	c := m.talk(intranet, m.inside(), "Sync Service/2.4", "svc-"+m.person(), m.when(4*time.Hour))
	c.beats("/remote/api/sync", wrongPassword, m.between(20, 100), m.pause(25*time.Second, 2*time.Minute), m.between(0, 15))
	c.plantStale()
}

// staleNCSA is the same on nginx or Apache.
func staleNCSA(m *maker) {
	c := m.bare(basicServer(m), m.inside(), "docker/27.5.1", "svc-"+m.person(), m.when(4*time.Hour))
	c.beats("/builds/api/sync", plain401, m.between(20, 100), m.pause(25*time.Second, 2*time.Minute), m.between(0, 15))
	c.plantStale()
}

// staleBackOff waits twice as long every time, up to a quarter of an hour.
func staleBackOff(m *maker) {
	c := m.talk(intranet, m.inside(), "Backup Agent/11.0", "svc-"+m.person(), m.when(9*time.Hour))
	for pace := 30 * time.Second; pace < 15*time.Minute; pace *= 2 {
		c.beats("/remote/api/backup", wrongPassword, 1, 0, 0)
		c.at = c.at.Add(pace)
	}
	c.beats("/remote/api/backup", wrongPassword, m.between(16, 30), 15*time.Minute, 5)
	c.plantStale()
}

// outage is when the server finds no domain controller. Nobody can log on at
// an application, over and over, and everybody can afterwards.
func outage(m *maker) {
	path, start := m.segment()+"/", m.when(2*time.Hour)
	var clients []string
	for range m.between(6, 10) {
		c := m.colleague(intranet, start.Add(m.pause(0, 5*time.Minute)))
		clients = append(clients, c.client)
		for range m.between(4, 6) {
			c.anon(path, noCredentials, Prelude)
			c.blink()
			c.anon(path, noController, Failure)
			c.wait(20*time.Second, 3*time.Minute)
		}
		c.at = start.Add(45*time.Minute + m.pause(0, 10*time.Minute))
		c.kerberos(path, answered, "")
	}
	m.plant(Plant{Rule: "sign-in-broken", Site: siteOf(intranet), Clients: clients, From: start, To: start.Add(45 * time.Minute)})
}

// lostAffinity is a load balancer that sends every request of a connection
// elsewhere: no NTLM logon ever ends.
func lostAffinity(m *maker) {
	path, start := m.segment()+"/", m.when(2*time.Hour)
	var clients []string
	for range m.between(5, 8) {
		c := m.colleague(farmA, start.Add(m.pause(0, 10*time.Minute)))
		clients = append(clients, c.client)
		for range m.between(3, 6) {
			c.server = farmA
			c.anon(path, noToken, Unanswered)
			c.blink()
			c.server = farmB
			c.anon(path, invalidToken, Broken)
			c.wait(70*time.Second, 4*time.Minute)
		}
	}
	m.plant(Plant{Rule: "sign-in-broken", Site: siteOf(farmA), Clients: clients, From: start, To: start.Add(2 * time.Hour)})
}

// deadEnd is an application that offers no scheme that browsers know: all that
// anybody ever gets is 401.2.
func deadEnd(m *maker) {
	path, start := m.segment()+"/", m.when(2*time.Hour)
	var clients []string
	for range m.between(5, 8) {
		c := m.colleague(intranet, start.Add(m.pause(0, 15*time.Minute)))
		clients = append(clients, c.client)
		for range m.between(5, 8) {
			c.anon(path, noCredentials, Unanswered)
			c.wait(time.Second, 5*time.Minute)
		}
	}
	m.plant(Plant{Rule: "sign-in-broken", Site: siteOf(intranet), Clients: clients, From: start, To: start.Add(2 * time.Hour)})
}

// probes are those of load balancers and monitors, which take any answer for a
// sign of life.
func probes(m *maker) {
	for _, path := range []string{"/", m.segment() + "/health"} {
		start, pace := m.when(3*time.Hour), pick(m, []time.Duration{10 * time.Second, 30 * time.Second, time.Minute})
		for range m.between(1, 6) {
			c := m.talk(windowsServer(m), m.inside(), "-", "", start.Add(m.pause(0, pace)))
			for range 120 {
				c.anon(path, noCredentials, Unanswered)
				c.at = c.at.Add(pace + m.pause(0, 100*time.Millisecond))
			}
		}
	}
}

// proxyUnanswered is a proxy through which programs ask that never log on.
func proxyUnanswered(m *maker) {
	c := m.talk(intranet, m.inside(), pick(m, browsers), "", m.when(time.Hour))
	for range 25 {
		c.anon(pick(m, pages), noCredentials, Unanswered)
		c.wait(10*time.Second, 130*time.Second)
	}
}

// groupsUnanswered is a program that tries three times every half hour or so
// and never logs on.
func groupsUnanswered(m *maker) {
	c := m.talk(intranet, m.inside(), "Microsoft-WebDAV-MiniRedir/10.0.19045", "", m.begin.Add(m.pause(time.Minute, time.Hour)))
	for range 38 {
		next := c.at.Add(m.pause(20*time.Minute, 38*time.Minute))
		for range 3 {
			c.anon("/docs/", noCredentials, Unanswered)
			c.wait(0, 2*time.Second)
		}
		c.at = next
	}
}

// nightScanner tries well-known paths and never a password.
func nightScanner(m *maker) {
	paths := []string{"/.env", "/.git/config", "/wp-login.php", "/admin/", "/phpmyadmin/", "/owa/", "/server-status", "/backup.zip", "/api/v1/users", "/web.config"}
	for range m.between(1, 3) {
		c := m.stranger(intranet, m.begin.Add(m.pause(time.Hour, 4*time.Hour)))
		n := m.bare(nginx, m.outside(), pick(m, tools), "", c.at)
		for i := range m.between(10, 60) {
			path := paths[i%len(paths)]
			if i >= len(paths) {
				path = fmt.Sprintf("/old%d%s", i, path)
			}
			c.anon(path, noCredentials, Unanswered)
			c.wait(200*time.Millisecond, 5*time.Second)
			n.anon(path, plain401, Unanswered)
			n.wait(200*time.Millisecond, 5*time.Second)
		}
	}
}

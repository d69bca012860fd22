package labelled

import "time"

// Stories that cross: attacks among people who mean no harm, and programs that
// do what attackers do.

// natAttack is somebody in an office who guesses, with the browser that all
// have, while others there log on.
func natAttack(m *maker) {
	client, start := m.outside(), m.when(2*time.Hour)
	for range 8 {
		c := m.talk(intranet, client, browsers[1], m.person(), start.Add(m.pause(0, 10*time.Minute)))
		c.shared = true
		c.visit((*talk).ntlm, m.between(3, 8))
	}
	c := m.talk(intranet, client, browsers[1], "", start.Add(5*time.Minute))
	c.shared = true
	c.user = m.logged(m.target())
	c.tries("/remote/", m.between(20, 40), time.Second, 20*time.Second)
	c.plant("brute-force")
}

// natRush is nine o'clock: eight people with one program open the same page,
// over several connections each.
func natRush(m *maker) {
	client, start := m.outside(), m.when(time.Hour)
	for range 8 {
		first := m.talk(intranet, client, browsers[0], m.person(), start.Add(m.pause(0, 20*time.Second)))
		first.shared = true
		logon := pick(m, schemes)
		for range m.between(1, 6) {
			c := first.again()
			c.wait(0, time.Second)
			logon(c, pick(m, parts), answered, "")
			for range m.IntN(4) {
				c.blink()
				c.as(pick(m, parts), notModified, "")
			}
		}
	}
}

// natMistakes is the same office after everybody had to choose a new password.
func natMistakes(m *maker) {
	client, start := m.outside(), m.when(3*time.Hour)
	for range 8 {
		c := m.talk(intranet, client, browsers[2], m.person(), start.Add(m.pause(0, 2*time.Hour)))
		c.shared = true
		c.mistypeNTLM(m.between(1, 2))
		c.wait(time.Second, time.Minute)
		c.visit((*talk).ntlm, m.between(1, 3))
	}
}

// natNCSA are eight people behind one address who log on with Basic.
func natNCSA(m *maker) {
	client, start := m.outside(), m.when(2*time.Hour)
	server := basicServer(m)
	for i := range 8 {
		c := m.bare(server, client, browsers[0], m.person(), start.Add(m.pause(0, time.Hour)))
		c.shared = true
		if i < 3 {
			c.anon("/builds/", plain401, Prelude)
			c.wait(7*time.Second, 25*time.Second)
			c.as("/builds/", plain401, Failure)
		} else {
			c.anon("/builds/", plain401, Challenge)
		}
		c.wait(7*time.Second, 25*time.Second)
		for range m.between(2, 8) {
			c.as("/builds/", answered, "")
			c.wait(time.Second, 5*time.Minute)
		}
	}
}

// besieged is a user who works on while others guess at the password.
func besieged(m *maker) {
	start, user := m.when(3*time.Hour), m.person()
	own := m.talk(intranet, m.inside(), browsers[0], user, start)
	own.user = `CONTOSO\` + user
	own.visit((*talk).ntlm, 3)
	clients, end := m.siege(user, own.at)
	begun := own.at
	for own.at.Before(end) {
		own.visit((*talk).ntlm, 1)
		own.wait(time.Minute, 6*time.Minute)
	}
	m.plant(Plant{
		Rule: "distributed-brute-force", User: user, Clients: clients, From: begun, To: end,
		Also: []string{"brute-force-user"},
	})
}

// outlook asks over and over with NTLM and gives up half of it, while its user
// works on.
func outlook(m *maker) {
	c := m.talk(intranet, m.inside(), "MacOutlook/16.94 (Intel Mac OS X 15.3)", m.person(), m.when(time.Hour))
	c.moot = true // which of them led to the answers nobody can tell
	for range m.between(100, 300) {
		c.anon("/ews/exchange.asmx", ntlmLeg, Unanswered)
		c.wait(20*time.Millisecond, 3*time.Second)
		if m.chance(20) {
			c.as("/ews/exchange.asmx", answered, "")
		}
	}
}

// openTab is a page left open after the session ran out: it goes on calling.
func openTab(m *maker) {
	c := m.talk(nginx, m.inside(), pick(m, browsers), m.person(), m.when(3*time.Hour))
	c.method = "POST"
	c.moot = true // guesses at a form would look the same
	path, pace := m.segment()+"/api/heartbeat", m.pause(15*time.Second, time.Minute)
	for range m.between(40, 120) {
		c.anon(path, plain401, Unanswered)
		c.wait(pace, pace+time.Second)
	}
	m.plant(Plant{
		Rule: "brute-force", Client: c.client, Clients: []string{c.client}, From: c.begun, To: c.at,
		Wrong: true,
	})
}

// slowDownloads are large files over Digest from Apache, which logs the time a
// request began when it is over.
func slowDownloads(m *maker) {
	c := m.bare(apache, m.inside(), "curl/8.12.1", m.person(), m.when(2*time.Hour))
	c.anon("/vault/image.iso", plain401, Challenge)
	for range m.between(2, 5) {
		c.blink()
		c.as("/vault/image.iso", answered, "")
		m.lines[len(m.lines)-1].took = m.pause(5*time.Second, 50*time.Second)
		c.wait(time.Minute, 5*time.Minute)
	}
}

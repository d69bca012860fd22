package labelled

import "time"

// People who mean no harm: behind one address, with a wrong password, without
// a permission.

// nat lets eight people work for an hour behind one address. Two of them
// mistype their password.
func nat(m *maker, agent func(i int) string) {
	client, start := m.outside(), m.when(2*time.Hour)
	for i := range 8 {
		c := m.talk(intranet, client, agent(i), m.person(), start.Add(m.pause(0, 10*time.Minute)))
		c.shared = true
		if i < 2 {
			c.mistypeNTLM(1)
			c.wait(time.Second, 3*time.Minute)
		}
		c.visit(schemes[i%2], m.between(3, 12))
	}
}

// natOwnAgents are people whose programs differ a little.
func natOwnAgents(m *maker) {
	builds := []string{"", " OPR/117", " Vivaldi/7.1", " Build/1", " Build/2", " Build/3", " Build/4", " Build/5"}
	nat(m, func(i int) string { return browsers[0] + builds[i] })
}

// natOneAgent are people with the same program on the same system.
func natOneAgent(m *maker) { nat(m, func(int) string { return browsers[0] }) }

// mistypeBasic is asked for a password and gives some wrong ones.
func (t *talk) mistypeBasic(path string, mistakes int) {
	t.anon(path, noCredentials, Prelude)
	for range mistakes {
		t.wait(5*time.Second, 25*time.Second)
		t.as(path, wrongPassword, Failure)
	}
	t.wait(5*time.Second, 25*time.Second)
}

// mistypeNTLM is the same with NTLM, which names nobody.
func (t *talk) mistypeNTLM(mistakes int) {
	t.anon("/", noCredentials, Prelude)
	for range mistakes {
		t.wait(4*time.Second, 15*time.Second)
		t.anon("/", ntlmLeg, Prelude)
		t.blink()
		t.anon("/", pick(t.m, []code{ntlmDenied, wrongPassword}), Failure)
	}
	t.wait(4*time.Second, 20*time.Second)
	t.anon("/", ntlmLeg, Challenge)
	t.blink()
	t.as("/", answered, "")
}

func mistakesBasic(m *maker) {
	for range m.between(1, 4) {
		c := m.talk(intranet, m.outside(), pick(m, browsers), m.person(), m.when(time.Hour))
		c.mistypeBasic("/remote/", m.between(1, 3))
		c.as("/remote/", answered, "")
		c.wait(time.Second, 30*time.Second)
		c.as("/remote/mail/", answered, "")
	}
}

// mistakesNTLM are those of somebody who was there before, and is so after.
func mistakesNTLM(m *maker) {
	for range m.between(1, 4) {
		c := m.colleague(windowsServer(m), m.when(2*time.Hour))
		if m.chance(60) {
			c.visit((*talk).ntlm, 2)
			c.wait(2*time.Minute, 20*time.Minute)
		}
		if m.chance(30) {
			c.forgets(m.between(1, 3))
			continue
		}
		c.mistypeNTLM(m.between(1, 3))
		c.wait(time.Second, time.Minute)
		c.visit((*talk).ntlm, m.between(1, 3))
	}
}

// forgets tries some wrong passwords with NTLM and gives up.
func (t *talk) forgets(mistakes int) {
	t.anon("/", noCredentials, Prelude)
	for range mistakes {
		t.wait(4*time.Second, 15*time.Second)
		t.anon("/", ntlmLeg, Prelude)
		t.blink()
		t.anon("/", ntlmDenied, Failure)
	}
}

// guest is somebody at the machine of somebody else, who works there again as
// soon as the guest has given up.
func guest(m *maker) {
	host := m.colleague(intranet, m.when(2*time.Hour))
	host.shared = true
	host.visit((*talk).kerberos, 2)
	other := host.again()
	other.person = m.person()
	other.wait(70*time.Second, 3*time.Minute)
	other.forgets(m.between(1, 3))
	host.at = other.at
	host.wait(10*time.Second, 3*time.Minute)
	host.visit((*talk).kerberos, 2)
}

func mistakesNCSA(m *maker) {
	for range m.between(1, 4) {
		c := m.bare(basicServer(m), m.outside(), pick(m, browsers), m.person(), m.when(time.Hour))
		c.anon("/builds/", plain401, Prelude)
		for range m.between(1, 3) {
			c.wait(7*time.Second, 25*time.Second)
			c.as("/builds/", plain401, Failure)
		}
		c.wait(7*time.Second, 25*time.Second)
		c.as("/builds/", answered, "")
	}
	fast := m.bare(nginx, m.outside(), pick(m, browsers), m.person(), m.when(time.Hour))
	fast.moot = true // a new nonce would look the same
	fast.anon("/builds/", plain401, Prelude)
	fast.wait(7*time.Second, 20*time.Second)
	fast.as("/builds/", plain401, Failure)
	fast.wait(3*time.Second, 4*time.Second)
	fast.as("/builds/", answered, "")

	form := m.talk(nginx, m.outside(), pick(m, browsers), m.person(), m.when(time.Hour))
	form.moot = true // a new token would look the same
	form.method = "POST"
	path := m.segment() + "/logon"
	form.anon(path, plain401, Failure)
	form.wait(5*time.Second, 20*time.Second)
	form.anon(path, redirected, "")
}

// givesUp is somebody who has forgotten the password and says so.
func givesUp(m *maker) {
	c := m.talk(intranet, m.outside(), pick(m, browsers), m.person(), m.when(time.Hour))
	c.mistypeBasic("/remote/", 3)
	n := m.bare(basicServer(m), m.outside(), pick(m, browsers), m.person(), m.when(time.Hour))
	n.anon("/builds/", plain401, Prelude)
	for range 3 {
		n.wait(7*time.Second, 25*time.Second)
		n.as("/builds/", plain401, Failure)
	}
}

// expiredPassword is somebody whose right password is none any more.
func expiredPassword(m *maker) {
	c := m.talk(intranet, m.outside(), pick(m, browsers), m.person(), m.when(time.Hour))
	c.anon("/remote/", noCredentials, Prelude)
	for range m.between(2, 6) {
		c.wait(5*time.Second, 40*time.Second)
		c.as("/remote/", expired, Failure)
	}
}

// permissionDenied is somebody who may come in, but not everywhere.
func permissionDenied(m *maker) {
	c := m.colleague(windowsServer(m), m.when(8*time.Hour))
	path, times := m.segment()+"/budget.xlsx", m.between(2, 9)
	for range times {
		pick(m, schemes)(c, path, noPermission, Refused)
		c.wait(2*time.Minute, 50*time.Minute)
	}
	c.plantRefused(times)
	// A part of a page that the anonymous account may not read starts a logon.
	d := m.colleague(intranet, m.when(time.Hour))
	d.anon("/docs/handbook.pdf", noPermission, Challenge)
	d.wait(50*time.Millisecond, 20*time.Second)
	d.as("/docs/handbook.pdf", answered, "")
	// And where it does not, it is a refusal.
	e := m.talk(intranet, m.inside(), pick(m, browsers), "", m.when(time.Hour))
	e.anon("/docs/closed.pdf", noPermission, Refused)
}

// permissionDeniedNCSA is the same on Apache, which answers 401 to a right
// password without permission.
func permissionDeniedNCSA(m *maker) {
	c := m.bare(apache, m.inside(), pick(m, browsers), m.person(), m.when(3*time.Hour))
	c.anon("/builds/", plain401, Challenge)
	c.wait(time.Second, 20*time.Second)
	path, times := m.segment()+"/secret/", m.between(2, 9)
	for range times {
		c.as("/builds/", answered, "")
		c.wait(time.Second, 20*time.Second)
		c.as(path, plain401, Refused)
		c.wait(time.Second, 15*time.Minute)
	}
	c.plantRefused(times)
}

// plantRefused notes that somebody was refused so often.
func (t *talk) plantRefused(times int) {
	if times >= 5 {
		t.m.plant(Plant{Rule: "access-refused", User: t.person, Clients: []string{t.client}, From: t.begun, To: t.at})
	}
}

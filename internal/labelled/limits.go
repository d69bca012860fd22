package labelled

import (
	"fmt"
	"time"
)

// Limits on requests, deny lists, and what is forbidden to everybody.

// over asks faster than a limit allows: some answers, then denials.
func (t *talk) over(path string, denied code, count int, pace time.Duration) {
	for range t.m.between(2, 8) {
		t.anon(path, answered, "")
		t.wait(pace/4, pace/2)
	}
	for range count {
		t.anon(path, denied, RateLimit)
		t.wait(pace/2, pace)
	}
}

func requestLimit(m *maker) {
	c := m.stranger(intranet, m.when(time.Hour))
	c.over("/api/catalog", pick(m, []code{tooMany, tooFast, tooFast401, {404, 502, 0}}), m.between(25, 200), time.Second)
	c.plant("rate-limit")
}

// requestLimitSlip is somebody who runs into a limit for a moment.
func requestLimitSlip(m *maker) {
	c := m.colleague(intranet, m.when(time.Hour))
	c.kerberos("/", answered, "")
	c.begun = c.at
	for range m.between(1, 8) {
		c.anon(pick(m, parts), tooMany, RateLimit)
		c.blink()
	}
	c.as("/", answered, "")
	c.plant("rate-limit")
}

// requestLimitLogOnly is a limit that is being tried out: everybody is served.
func requestLimitLogOnly(m *maker) {
	c := m.stranger(intranet, m.when(time.Hour))
	for range m.between(20, 120) {
		c.anon("/api/catalog", pick(m, []code{wouldBeTooFast, {200, 501, 0}, {304, 502, 0}}), RateLimit)
		c.wait(10*time.Millisecond, time.Second)
	}
	c.anon("/api/gone", code{404, 502, 2}, RateLimit)
	m.lines[len(m.lines)-1].truth.LogOnly = true
}

// requestLimitTight is a limit that ordinary visitors run into.
func requestLimitTight(m *maker) {
	start := m.when(time.Hour)
	var clients []string
	for range m.between(14, 20) {
		c := m.colleague(farmA, start.Add(m.pause(0, 5*time.Minute)))
		for range m.between(1, 6) {
			c.anon(pick(m, parts), tooMany, RateLimit)
			c.blink()
		}
		c.plant("rate-limit")
		clients = append(clients, c.client)
	}
	m.plant(Plant{Rule: "rate-limit", Site: siteOf(farmA), Clients: clients, From: start, To: start.Add(6 * time.Minute)})
}

func requestLimitNCSA(m *maker) {
	c := m.stranger(basicServer(m), m.when(time.Hour))
	c.over("/public/search", plain429, m.between(25, 100), time.Second)
	c.plant("rate-limit")
}

// denyListed is somebody whom the administrator has locked out, and somebody
// who notices at once.
func denyListed(m *maker) {
	c := m.stranger(intranet, m.when(time.Hour))
	denied := pick(m, []code{addressDenied, addressListed, {401, 503, 0}, {404, 503, 0}})
	for range m.between(7, 30) {
		c.anon("/remote/", denied, DenyList)
		c.wait(time.Second, 70*time.Second)
	}
	c.plant("deny-list")
	d := m.stranger(intranet, m.when(time.Hour))
	for range m.between(1, 4) {
		d.anon("/remote/", denied, DenyList)
		d.wait(time.Second, 20*time.Second)
	}
}

// forbiddenPaths are closed to everybody.
func forbiddenPaths(m *maker) {
	c := m.stranger(basicServer(m), m.when(time.Hour))
	d := m.stranger(intranet, m.when(time.Hour))
	for i := range m.between(5, 40) {
		c.anon(fmt.Sprintf("/internal/%d", i), plain403, Forbidden)
		c.wait(100*time.Millisecond, 3*time.Second)
		d.anon(fmt.Sprintf("/internal/%d", i), pick(m, []code{{403, 7, 0}, {403, 16, 2148204809}, {403, 4, 5}}), Forbidden)
		d.wait(100*time.Millisecond, 3*time.Second)
		d.anon("/empty/", code{403, 14, 0}, "")
	}
}

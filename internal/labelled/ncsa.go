package labelled

import (
	"fmt"
	"time"
)

// Healthy logons on Apache and nginx, which log no more than 401.

// bare returns a talk whose names are logged as typed, without a domain.
func (m *maker) bare(server int, client, agent, person string, at time.Time) *talk {
	t := m.talk(server, client, agent, person, at)
	t.user = person
	return t
}

func basicServer(m *maker) int { return pick(m, []int{nginx, apache}) }

// basicVisits are those of people and programs that log on with Basic: the
// first answer is 401, and then the password goes with every request.
func basicVisits(m *maker) {
	for range 6 {
		c := m.bare(basicServer(m), m.inside(), pick(m, browsers), m.person(), m.when(time.Hour))
		c.anon("/builds/", plain401, Challenge)
		c.wait(50*time.Millisecond, 40*time.Second)
		c.as("/builds/", answered, "")
		for range m.IntN(6) {
			c.wait(10*time.Millisecond, time.Minute)
			c.as(pick(m, []string{"/builds/", "/builds/latest/", "/builds/latest/report.html"}), answered, "")
		}
	}
	for range 4 {
		c := m.colleague(intranet, m.when(time.Hour))
		c.anon("/remote/", noCredentials, Challenge)
		c.wait(50*time.Millisecond, 40*time.Second)
		for range m.between(1, 6) {
			c.as("/remote/"+pick(m, []string{"", "files/", "mail/"}), answered, "")
			c.wait(10*time.Millisecond, time.Minute)
		}
	}
}

// digestVisits are with Digest, where the server wants a new nonce every few
// minutes: the name was sent, the answer is 401, and the next request works.
func digestVisits(m *maker) {
	c := m.bare(apache, m.inside(), pick(m, browsers), m.person(), m.when(2*time.Hour))
	c.anon("/vault/", plain401, Challenge)
	c.blink()
	c.as("/vault/", answered, "")
	for range m.between(3, 12) {
		c.wait(time.Minute, 9*time.Minute)
		path := pick(m, []string{"/vault/", "/vault/keys", "/vault/log"})
		if m.chance(60) {
			c.as(path, plain401, Challenge)
			c.blink()
		}
		c.as(path, answered, "")
	}
}

// cookieApplication logs on with a form and a cookie of its own: calls without
// it are refused, calls with it are anonymous to the server.
func cookieApplication(m *maker) {
	for range m.between(1, 3) {
		c := m.talk(nginx, m.inside(), pick(m, browsers), m.person(), m.when(time.Hour))
		path := m.segment()
		for range m.between(1, 3) {
			c.anon(path+"/session", plain401, Unanswered)
			c.blink()
		}
		c.wait(3*time.Second, 30*time.Second)
		c.method = "POST"
		c.anon(path+"/logon", redirected, "")
		c.method = ""
		for i := range m.between(2, 8) {
			c.wait(10*time.Millisecond, 20*time.Second)
			c.anon(fmt.Sprintf("%s/items/%d", path, i), answered, "")
		}
	}
	c := m.talk(intranet, m.inside(), pick(m, browsers), m.person(), m.when(time.Hour))
	path := m.segment()
	for range m.between(1, 3) {
		c.anon(path+"/session", application, Unanswered)
		c.wait(3*time.Second, 30*time.Second)
	}
	c.anon(path+"/items", answered, "")
}

// tokenRefresh is an application in a browser whose token runs out: the calls
// that were under way are refused, it gets a new one and sends them again.
func tokenRefresh(m *maker) {
	c := m.talk(basicServer(m), m.inside(), pick(m, browsers), m.person(), m.when(3*time.Hour))
	path := m.segment()
	c.method = "POST"
	for range m.between(2, 8) {
		calls := m.between(1, 5)
		for i := range calls {
			c.anon(fmt.Sprintf("%s/query/%d", path, i%3), plain401, Challenge)
			c.blink()
		}
		c.wait(100*time.Millisecond, 2*time.Second)
		c.anon(path+"/token", answered, "")
		for i := range calls {
			c.blink()
			c.anon(fmt.Sprintf("%s/query/%d", path, i%3), answered, "")
		}
		c.wait(4*time.Minute, 20*time.Minute)
	}
}

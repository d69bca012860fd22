package biglog

import (
	"strconv"
	"time"
)

// What a public site sees.
const (
	publicPause   = 22 * time.Millisecond // between two requests: four million a day
	publicClients = 60_000
	publicStaff   = 300
	guessingHosts = 60
	guessedNames  = 40
)

// A request is what any format writes a line from.
type request struct {
	client      int
	user        int // 0 for none
	method      string
	path        string
	page        int // appended to path; negative for none
	query       int // negative for none
	agent       int
	status, sub int
	win32       int64
}

// public returns the next request to a public site.
func (m *maker) public() request {
	m.pass(publicPause)
	client := m.rank(publicClients)
	r := request{client: client, method: "GET", page: -1, query: -1, agent: client % len(agents), status: 200}
	switch n := m.rand.IntN(1000); {
	case n < 5:
		m.refuseUnnamed(&r)
	case n < 8:
		m.step(&r)
	case n < 10:
		m.failure(&r)
	case n < 30:
		m.staff(&r)
	case n < 60:
		r.method, r.path, r.query = "POST", "/shop/cart.aspx", m.rand.IntN(5000)
	case n < 100:
		r.path, r.page, r.status, r.win32 = "/wp-content/plugins/gallery", m.rand.IntN(900), 404, 2
	case n < 103:
		r.path, r.status, r.win32 = "/images/", 403, 5
		r.sub = 14
	case n < 250:
		r.path, r.page, r.status = "/images/product", m.rand.IntN(3000), 304
	default:
		r.path, r.page, r.query = "/shop/product", m.rand.IntN(3000), m.rand.IntN(100_000)
	}
	return r
}

// refuseUnnamed is a request of somebody who never logs on.
func (m *maker) refuseUnnamed(r *request) {
	r.path, r.status, r.sub, r.win32 = "/portal/default.aspx", 401, 2, 5
}

// step is a step of a logon of one of the staff.
func (m *maker) step(r *request) {
	r.client = m.rank(publicStaff)
	r.agent = r.client % len(agents)
	r.path, r.page = "/portal/tasks", m.rand.IntN(40)
	r.status, r.sub, r.win32 = 401, 1, 2148074254
}

// failure is a wrong password: of somebody who tries names from one of a few
// hosts, or, one time in ten, of one of the staff.
func (m *maker) failure(r *request) {
	r.path, r.status, r.sub, r.win32 = "/portal/default.aspx", 401, 1, 1326
	if m.chance(100) {
		r.client = m.rank(publicStaff)
		r.agent = r.client % len(agents)
		r.user = r.client + 1
		return
	}
	r.client = publicClients + m.rank(guessingHosts)
	r.agent = r.client % len(agents)
	r.user = publicClients + m.rank(guessedNames)
}

// staff is an answer to one of the staff.
func (m *maker) staff(r *request) {
	r.client = m.rank(publicStaff)
	r.agent = r.client % len(agents)
	r.user = r.client + 1
	r.path, r.page = "/portal/tasks", m.rand.IntN(40)
}

// publicClient appends the address of a client of the public site.
func publicClient(b []byte, client int) []byte {
	return address(b, 100, 64+client>>16, client>>8&255, client&255)
}

func address(b []byte, parts ...int) []byte {
	for i, p := range parts {
		if i > 0 {
			b = append(b, '.')
		}
		b = strconv.AppendInt(b, int64(p), 10)
	}
	return b
}

func (m *maker) publicW3C(b []byte) []byte {
	r := m.public()
	var client [16]byte
	return m.w3c(b, &r, "10.0.0.5", publicClient(client[:0], r.client))
}

func (m *maker) publicCombined(b []byte) []byte {
	r := m.public()
	b = publicClient(b, r.client)
	b = append(b, " - "...)
	b = userName(b, "", r.user)
	b = append(b, " ["...)
	b = append(b, m.time("02/Jan/2006:15:04:05 -0700")...)
	b = append(b, `] "`...)
	b = append(b, r.method...)
	b = append(b, ' ')
	b = r.target(b, '?')
	b = append(b, ` HTTP/1.1" `...)
	b = strconv.AppendInt(b, int64(r.status), 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(200+m.rand.IntN(40_000)), 10)
	b = append(b, ` "`...)
	b = append(b, m.referer()...)
	b = append(b, `" "`...)
	b = append(b, agents[r.agent].plain...)
	return append(b, "\"\n"...)
}

// target appends path and query, with sep between them.
func (r *request) target(b []byte, sep byte) []byte {
	b = append(b, r.path...)
	if r.page >= 0 {
		b = strconv.AppendInt(append(b, '/'), int64(r.page), 10)
		b = append(b, ".aspx"...)
	}
	switch {
	case r.query >= 0:
		b = append(b, sep)
		b = strconv.AppendInt(append(b, "id="...), int64(r.query), 10)
	case sep == ' ':
		b = append(b, " -"...)
	}
	return b
}

// userName appends the name of a user, "-" for none.
func userName(b []byte, domain string, user int) []byte {
	if user == 0 {
		return append(b, '-')
	}
	b = append(b, domain...)
	return strconv.AppendInt(append(b, "user"...), int64(user), 10)
}

// hostile is the public site with a failure of somebody new in every ninth
// line or so.
func (m *maker) hostile(b []byte) []byte {
	if !m.chance(112) || m.made >= hostileFailures {
		return m.publicW3C(b)
	}
	m.pass(publicPause)
	m.made++
	r := request{
		user: 10_000 + m.made*7, method: "GET", path: "/portal/default.aspx", page: -1, query: -1,
		agent: m.made % len(agents), status: 401, sub: 1, win32: 1326,
	}
	var client [16]byte
	n := m.made
	return m.w3c(b, &r, "10.0.0.5", address(client[:0], 198, 18+n>>16&1, n>>8&255, n&255))
}

const hostileFailures = 450_000

package biglog

import "time"

const (
	workstations  = 2000
	intranetPause = 7 * time.Millisecond // between two requests: four million in eight hours
	parallel      = 12                   // visits that go on at once
)

// A visit is somebody who opens a page of the intranet: some logons, of two
// kinds, each with as many 401s as answers.
type visit struct {
	user int // 0 for none at the moment
	left int // logons
	step int
	ntlm bool
	page int
}

// ntlmSteps are those of NTLM on a new connection, and two answers; kerberosSteps
// those of a server that asks for a ticket with every request.
var (
	ntlmSteps     = []request{{status: 401, sub: 2, win32: 5}, {status: 401, sub: 1, win32: 2148074254}, {user: 1}, {user: 1}}
	kerberosSteps = []request{{status: 401, sub: 2, win32: 5}, {user: 1}}
)

// intranet appends the next line of one of the visits.
func (m *maker) intranet(b []byte) []byte {
	m.pass(intranetPause)
	v := &m.visits[m.rand.IntN(parallel)]
	if v.user == 0 {
		*v = visit{user: 1 + m.rand.IntN(workstations), left: 1 + m.rand.IntN(10), ntlm: m.chance(500), page: m.rand.IntN(200)}
	}
	steps := kerberosSteps
	if v.ntlm {
		steps = ntlmSteps
	}
	r := steps[v.step]
	r.method, r.path, r.page, r.query = "GET", "/sites/team", v.page+v.left, -1
	r.agent = v.user % len(agents)
	if r.user != 0 {
		r.user, r.status = v.user, 200
	}
	user := v.user
	if v.step++; v.step == len(steps) {
		v.step = 0
		if v.left--; v.left == 0 {
			v.user = 0
		}
	}
	var client [16]byte
	return m.w3c(b, &r, "10.0.0.6", address(client[:0], 10, 20, user>>8, user&255))
}

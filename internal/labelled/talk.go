package labelled

import "time"

// A code is what a server answers: status, substatus and Win32 status. The
// last two do not reach logs in NCSA format.
type code struct{ status, substatus, win32 int }

// The codes of the stories.
var (
	answered    = code{200, 0, 0}
	notModified = code{304, 0, 0}
	redirected  = code{302, 0, 0}
	missing     = code{404, 0, 2}
	crashed     = code{500, 0, 0}

	noCredentials = code{401, 2, 5}          // the first answer to somebody who has not logged on
	noToken       = code{401, 2, 2148074254} // the same
	ntlmLeg       = code{401, 1, 2148074254} // the middle of an NTLM logon
	ntlmLegZero   = code{401, 1, 0}          // the same
	ntlmDenied    = code{401, 1, 2148074252} // its end where the password is wrong; no name is logged
	wrongPassword = code{401, 1, 1326}
	lockedOut     = code{401, 1, 1909}
	expired       = code{401, 1, 1330}
	noController  = code{401, 1, 1311}
	invalidToken  = code{401, 1, 2148074248} // half a handshake on a connection that knows nothing of it
	noPermission  = code{401, 3, 5}
	application   = code{401, 0, 0}

	tooMany        = code{403, 501, 0}
	tooFast        = code{403, 502, 0}
	tooFast401     = code{401, 502, 0}
	wouldBeTooFast = code{200, 502, 0}
	addressDenied  = code{403, 6, 5}
	addressListed  = code{403, 503, 0}

	plain401 = code{401, 0, 0} // of NCSA logs
	plain403 = code{403, 0, 0}
	plain429 = code{429, 0, 0}
)

// A talk is one program at one address that talks to a server, at a moment
// that moves on.
type talk struct {
	m      *maker
	server int
	client string
	agent  string
	user   string // as the server logs it where the request names one
	person string // who it really is; "" for nobody
	method string // of the next requests; GET where it is ""
	shared bool   // see Truth
	moot   bool   // see Truth
	at     time.Time
	begun  time.Time
}

// talk starts one as a person with some program.
func (m *maker) talk(server int, client, agent, person string, at time.Time) *talk {
	t := &talk{m: m, server: server, client: client, agent: agent, person: person, at: at, begun: at}
	if person != "" {
		t.user = m.logged(person)
	}
	return t
}

// colleague starts a talk of somebody inside.
func (m *maker) colleague(server int, at time.Time) *talk {
	return m.talk(server, m.inside(), pick(m, browsers), m.person(), at)
}

// stranger starts a talk of a program from outside that names nobody so far.
func (m *maker) stranger(server int, at time.Time) *talk {
	return m.talk(server, m.outside(), pick(m, tools), "", at)
}

// wait lets time pass.
func (t *talk) wait(least, most time.Duration) { t.at = t.at.Add(t.m.pause(least, most)) }

// blink is the time between two requests that no person has a part in.
func (t *talk) blink() { t.wait(time.Millisecond, 120*time.Millisecond) }

// anon logs an answer to a request without a name; outcome is "" for one that
// is no denial.
func (t *talk) anon(path string, c code, outcome string) { t.log("", path, c, outcome) }

// as logs an answer to a request that names the user.
func (t *talk) as(path string, c code, outcome string) { t.log(t.user, path, c, outcome) }

func (t *talk) log(user, path string, c code, outcome string) {
	took := time.Duration(0)
	if t.server == apache && c.status < 400 {
		took = t.m.pause(0, 2*time.Second)
	}
	t.m.lines = append(t.m.lines, line{
		at: t.at, took: took, server: t.server, client: t.client, agent: t.agent, user: user,
		method: t.method, path: path, code: c,
		truth: Truth{
			Scenario: t.m.scenario, Outcome: outcome, User: t.person, Shared: t.shared, Moot: t.moot,
			LogOnly: outcome == RateLimit && c.status < 400,
		},
	})
	t.at = t.at.Add(took)
}

// again returns another talk of the same program and person, from now on.
func (t *talk) again() *talk {
	other := *t
	return &other
}

// plant notes that the talk was what a rule is for. The key is the client.
func (t *talk) plant(rule string, also ...string) {
	t.m.plant(Plant{Rule: rule, Client: t.client, Clients: []string{t.client}, From: t.begun, To: t.at, Also: also})
}

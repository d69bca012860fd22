package doctor

import (
	"bytes"
	"hash/crc32"
	"slices"
	"time"

	"log401/classify"
	"log401/parser"
)

// Answers counts the entries by status.
type Answers struct {
	Below400 int64 `json:"below_400"`
	From400  int64 `json:"from_400"`
	Denied   int64 `json:"unauthorized"` // status 401
	Unknown  int64 `json:"unknown"`      // "-"
}

func (a *Answers) show(e *parser.Entry) {
	switch {
	case e.Status == 0:
		a.Unknown++
	case e.Status < 400:
		a.Below400++
	default:
		a.From400++
	}
	if e.Status == 401 {
		a.Denied++
	}
}

// Logons says how people sign in, as far as the log shows it.
type Logons struct {
	Named    int64  `json:"named"`    // entries with a user that are no 401
	TwoLegs  Sample `json:"two_legs"` // two 401s, then the user: NTLM, or Negotiate that came down to it
	OneLeg   Sample `json:"one_leg"`  // one 401, then the user: Kerberos, Basic or Digest
	Refused  Sample `json:"refused"`  // 401 with a user: as Basic and Digest are refused
	Nameless Sample `json:"refused_without_name"`
	Forms    Sample `json:"forms"` // POSTs to what looks like a page to log on, answered without a 401
}

// A Sample counts something, and has the lines of the first time.
type Sample struct {
	Count int64   `json:"count"`
	Lines []int64 `json:"lines"`
}

func (s *Sample) add(lines ...int64) {
	if s.Count++; s.Count > 1 {
		return
	}
	for _, l := range lines {
		if l > 0 {
			s.Lines = append(s.Lines, l)
		}
	}
}

// A conversation is one client and agent, between its 401s and what follows.
type conversation struct {
	challenge, leg int64  // lines of the last 401 and of the 401.1 behind it, 0 for none
	time           int64  // of the last 401
	path           uint32 // digest of its path
}

// legTime is how far apart the 401s of one logon stand at most, in nanoseconds.
const legTime = int64(5 * time.Second)

// maxConversations bounds what is remembered of a source.
const maxConversations = 1 << 14

// logon takes down what an entry shows of logons.
func (x *examiner) logon(e *parser.Entry) {
	user := e.Field(parser.FieldUser)
	l := &x.exam.Logons
	switch {
	case user != nil && e.Status == 401:
		l.Refused.add(e.Line)
	case user != nil && e.Status != 0:
		l.Named++
		x.signIn(e)
	case e.Status == 401:
		x.challenge(e)
	case isForm(e):
		l.Forms.add(e.Line)
	}
}

// signIn looks what came before the first answer to a named user.
func (x *examiner) signIn(e *parser.Entry) {
	c := x.conversations[string(x.key(e))]
	if c == nil {
		return
	}
	switch l := &x.exam.Logons; {
	case c.leg > 0:
		l.TwoLegs.add(c.challenge, c.leg, e.Line)
	case c.challenge > 0:
		l.OneLeg.add(c.challenge, e.Line)
	}
	*c = conversation{}
}

// challenge takes down a 401 without a user.
func (x *examiner) challenge(e *parser.Entry) {
	win32, _ := classify.ParseWin32(e.Field(parser.FieldWin32))
	if row, ok := classify.LookupWin32(win32); ok && row.Set == classify.Win32Hard {
		x.exam.Logons.Nameless.add(e.Line)
		return
	}
	k := x.key(e)
	c := x.conversations[string(k)]
	if c == nil {
		if len(x.conversations) == maxConversations {
			return
		}
		c = &conversation{}
		x.conversations[string(k)] = c
	}
	if c.isLeg(e) {
		c.leg = e.Line
		return
	}
	*c = conversation{challenge: e.Line, time: e.Time, path: pathOf(e)}
}

// isLeg reports whether a 401 is the second of a logon. Where IIS logs no
// substatus, it is one that follows another for the same path at once; Apache
// and nginx have no such logons by themselves.
func (c *conversation) isLeg(e *parser.Entry) bool {
	if e.Layout().Has(parser.FieldSubstatus) || e.Layout().IsNCSA() {
		substatus, ok := e.Int(parser.FieldSubstatus)
		return ok && substatus == 1
	}
	return c.challenge > 0 && c.leg == 0 && e.Time-c.time <= legTime && c.path == pathOf(e)
}

func pathOf(e *parser.Entry) uint32 { return crc32.ChecksumIEEE(e.Field(parser.FieldPath)) }

// key names the conversation of an entry until the next call.
func (x *examiner) key(e *parser.Entry) []byte {
	agent := e.Field(parser.FieldAgent)
	x.scratch = append(x.scratch[:0], e.Field(parser.FieldClient)...)
	x.scratch = append(x.scratch, 0)
	x.scratch = append(x.scratch, agent[:min(len(agent), maxText)]...)
	return x.scratch
}

// formWords are parts of the last name of paths that pages to log on have.
var formWords = [][]byte{[]byte("login"), []byte("logon"), []byte("signin"), []byte("sign-in"), []byte("sign_in"), []byte("auth.owa"), []byte("wp-login")}

// isForm reports whether an entry is a form to log on that was sent.
func isForm(e *parser.Entry) bool {
	if e.Status == 0 || e.Status >= 400 || string(e.Field(parser.FieldMethod)) != "POST" {
		return false
	}
	path := bytes.TrimRight(e.Field(parser.FieldPath), "/")
	last := bytes.ToLower(path[bytes.LastIndexByte(path, '/')+1:])
	return slices.ContainsFunc(formWords, func(word []byte) bool { return bytes.Contains(last, word) })
}

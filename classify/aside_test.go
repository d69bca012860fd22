package classify

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"log401/internal/state"
	"log401/parser"
)

// asidesOf returns a line for every event of the log; none may be a denial or
// show a user signed in.
func asidesOf(t *testing.T, c *Classifier, log string) (got []string) {
	t.Helper()
	eachEvent(t, c, log, func(ev *Event, line []byte) {
		if ev.Denied() || ev.SignedIn() || ev.FirstSuccess || ev.Answer || !ev.Aside() {
			t.Errorf("%s is judged: %+v", line, *ev)
		}
		got = append(got, fmt.Sprintf("%d %s %s %s user=%q reason=%q site=%q queue=%q win32=%d",
			ev.Line, ev.Program, ev.Client, ev.Code(), ev.User, ev.Reason, ev.Site, ev.Queue, ev.Win32))
	})
	return got
}

const ftp6 = `#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status sc-win32-status
2026-01-02 03:04:00 192.0.2.1 - [1]USER alice 331 0
2026-01-02 03:04:01 192.0.2.2 - [1]USER bob 331 0
2026-01-02 03:04:02 192.0.2.1 - [1]PASS - 530 1326
2026-01-02 03:04:03 192.0.2.2 - [1]PASS - 530 1326
2026-01-02 03:04:04 192.0.2.2 - [2]PASS - 530 1326
2026-01-02 03:04:05 192.0.2.1 carol [1]PASS - 230 0
2026-01-02 03:04:06 192.0.2.1 carol [1]sent /401 401 0
2026-01-02 03:04:07 192.0.2.1 - [3]AUTH - 534 0
`

func TestAsides(t *testing.T) {
	for _, test := range []struct {
		name, log string
		want      []string
	}{
		{"HTTPERR", `#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename
2026-01-02 03:04:05 ::ffff:192.0.2.1 4711 10.0.0.5 80 HTTP/1.1 GET / 503 2 QueueFull DefaultAppPool
2026-01-02 03:04:06 192.0.2.1 4712 10.0.0.5 80 - - - - - Timer_ConnectionIdle -
2026-01-02 03:04:07 192.0.2.1 4712 10.0.0.5 80 HTTP/1.1 GET / 401 1 Odd -
`, []string{
			`2 httperr 192.0.2.1 503 user="" reason="QueueFull" site="2" queue="DefaultAppPool" win32=-1`,
			`3 httperr 192.0.2.1 0 user="" reason="Timer_ConnectionIdle" site="" queue="" win32=-1`,
			`4 httperr 192.0.2.1 401 user="" reason="Odd" site="1" queue="" win32=-1`,
		}},
		{"FTP by its methods", ftp6, []string{
			`4 ftp 192.0.2.1 530 user="alice" reason="" site="" queue="" win32=1326`,
			`5 ftp 192.0.2.2 530 user="bob" reason="" site="" queue="" win32=1326`,
			`6 ftp 192.0.2.2 530 user="" reason="" site="" queue="" win32=1326`,
			`9 ftp 192.0.2.1 534 user="" reason="" site="" queue="" win32=0`,
		}},
		{"FTP by its sessions", `#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status sc-win32-status sc-substatus x-session
2026-01-02 03:04:00 192.0.2.1 - USER alice 331 0 0 s1
2026-01-02 03:04:01 192.0.2.1 - USER bob 331 0 0 s2
2026-01-02 03:04:02 192.0.2.1 - PASS *** 530 1326 41 s1
2026-01-02 03:04:03 192.0.2.1 CONTOSO\carol PASS *** 530 1326 41 s2
2026-01-02 03:04:04 192.0.2.1 CONTOSO\carol PASS *** 230 0 0 s2
`, []string{
			`4 ftp 192.0.2.1 530.41 user="alice" reason="" site="" queue="" win32=1326`,
			`5 ftp 192.0.2.1 530.41 user="CONTOSO\\carol" reason="" site="" queue="" win32=1326`,
		}},
	} {
		if got := asidesOf(t, NewClassifier("stream"), test.log); !slices.Equal(got, test.want) {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
	}
}

// TestSavedWithSessions goes on in the middle of FTP sessions.
func TestSavedWithSessions(t *testing.T) {
	lines := strings.SplitAfter(ftp6, "\n")
	c := NewClassifier("stream")
	asidesOf(t, c, strings.Join(lines[:3], ""))
	var to state.Encoder
	c.Save(&to)
	again := NewClassifier("stream")
	from := state.NewDecoder(to.Bytes())
	again.Load(from)
	if err := from.End(); err != nil {
		t.Fatal(err)
	}
	var twice state.Encoder
	again.Save(&twice)
	if !bytes.Equal(to.Bytes(), twice.Bytes()) {
		t.Error("saved right after it was loaded, it is another state")
	}
	rest := lines[0] + strings.Join(lines[3:], "")
	if got, want := asidesOf(t, again, rest), asidesOf(t, c, rest); !slices.Equal(got, want) || len(got) == 0 {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestMethodsLikeThoseOfFTP has clients that name their method as sessions of
// FTP do, at servers that let them: their denials are denials.
func TestMethodsLikeThoseOfFTP(t *testing.T) {
	for _, line := range []string{
		`192.0.2.1 - alice [02/Jan/2026:03:04:05 +0000] "[1]GET /a HTTP/1.1" 401 12 "-" "x"`,
		`{"time":"2026-01-02T03:04:05Z","status":401,"remote_addr":"192.0.2.1","remote_user":"alice","method":"[1]GET","uri":"/a"}`,
	} {
		e, err := parser.NewReader(strings.NewReader(line+"\n"), "a.log", nil).Read()
		if err != nil {
			t.Fatal(err)
		}
		var ev Event
		if !NewClassifier("stream").Classify(&History{}, e, &ev) || ev.Aside() || ev.Class != ClassLogon {
			t.Errorf("%s: %+v", line, ev)
		}
	}
}

// TestFTPSessionsAreBounded keeps a log of many sessions from taking memory.
func TestFTPSessionsAreBounded(t *testing.T) {
	var log strings.Builder
	log.WriteString("#Fields: date time c-ip cs-method cs-uri-stem sc-status x-session\n")
	for i := range maxFTPSessions + 10 {
		fmt.Fprintf(&log, "2026-01-02 03:04:00 192.0.2.1 USER alice 331 s%d\n", i)
	}
	long := "[1" + strings.Repeat("1", 10*MaxText) + "]USER"
	log.WriteString("#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2026-01-02 03:04:00 192.0.2.1 " + long + " alice 331\n")
	c := NewClassifier("stream")
	asidesOf(t, c, log.String())
	for session := range c.sessions {
		if len(session) > 3*MaxText {
			t.Errorf("a session of %d bytes is remembered", len(session))
		}
	}
	if n := len(c.sessions); n == 0 || n > maxFTPSessions {
		t.Errorf("%d sessions are remembered, at most %d may be", n, maxFTPSessions)
	}
}

// TestReasons holds the table against the order that it promises.
func TestReasons(t *testing.T) {
	for i := 1; i < len(reasons); i++ {
		a, b := &reasons[i-1], &reasons[i]
		if a.Kind > b.Kind || a.Kind == b.Kind && a.Name >= b.Name {
			t.Errorf("%s stands before %s", a.Name, b.Name)
		}
	}
	for _, r := range reasons {
		if r.Title == "" || r.Meaning == "" || r.Admin == "" || r.Source == "" {
			t.Errorf("%s: something is missing: %+v", r.Name, r)
		}
		if x, err := Explain(strings.ToLower(r.Name)); err != nil || x.Title == "" {
			t.Errorf("%s is not explained: %v", r.Name, err)
		}
	}
}

func TestKindOfReason(t *testing.T) {
	for _, test := range []struct {
		reason string
		status int
		want   ReasonKind
	}{
		{"QueueFull", 503, ReasonUnavailable},
		{"queuefull", 0, ReasonUnavailable},
		{"Timer_ReqQueue", 0, ReasonAbandoned},
		{"Hostname", 400, ReasonRejected},
		{"N/I", 501, ReasonRejected},
		{"N/I", 503, ReasonUnavailable},
		{"Timer_HeaderWait", 408, ReasonConnection},
		{"NewReason", 503, ReasonUnavailable},
		{"NewReason", 421, ReasonRejected},
		{"NewReason", 0, ReasonConnection},
	} {
		if got := KindOfReason(test.reason, test.status); got != test.want {
			t.Errorf("%s, %d: %s, want %s", test.reason, test.status, got, test.want)
		}
	}
}

func TestFTPReason(t *testing.T) {
	for _, test := range []struct {
		status           int
		substatus, win32 int64
		want             string
	}{
		{530, 41, 1326, "User name or password wrong"},
		{530, -1, 1909, "Account locked out"},
		{530, 42, 0, "Anonymous logon not allowed"},
		{534, 26, 5, "TLS required for the password"},
		{534, -1, -1, "Refused by policy, usually for want of TLS"},
		{530, -1, -1, "Not logged on"},
	} {
		if got := FTPReason(test.status, test.substatus, test.win32); got != test.want {
			t.Errorf("%d.%d, %d: %q, want %q", test.status, test.substatus, test.win32, got, test.want)
		}
	}
}

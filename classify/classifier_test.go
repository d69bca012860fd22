package classify

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"log401/parser"
)

// eachEvent calls f with every event of the log, and with the line it is of.
func eachEvent(t *testing.T, c *Classifier, log string, f func(ev *Event, line []byte)) {
	t.Helper()
	r := parser.NewReader(strings.NewReader(log), "a.log", nil)
	var (
		h  History
		ev Event
	)
	for {
		e, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if c.Classify(&h, e, &ev) {
			f(&ev, e.Raw)
		}
	}
}

// classifyLog returns a line for every event of the log.
func classifyLog(t *testing.T, log string) (got []string) {
	t.Helper()
	c := NewClassifier("stream")
	c.SetSource("a.log", "W3SVC1")
	eachEvent(t, c, log, func(ev *Event, _ []byte) {
		s := fmt.Sprintf("%d %s %s user=%q site=%s", ev.Line, ev.Client, ev.Code(), ev.User, ev.Site)
		if ev.Denied() {
			s += fmt.Sprintf(" %s/%s", ev.Class, ev.Cause.Name)
		}
		if ev.LogOnly {
			s += " log-only"
		}
		if ev.SignedIn() {
			s += " signed-in"
		}
		if ev.FirstSuccess {
			s += " first-success"
		}
		got = append(got, s)
	})
	return got
}

func TestClient(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"192.0.2.1", "192.0.2.1"},
		{"::ffff:192.0.2.1", "192.0.2.1"},
		{"fe80::1%7", "fe80::1"},
		{"192.0.2.1:4711", "192.0.2.1"},
		{"[2001:DB8::1]:4711", "2001:db8::1"},
		{"Host.Example.COM", "host.example.com"},
		{"[192.0.2.1](http://192.0.2.1)", "192.0.2.1"},
		{"[192.0.2.1](http://192.0.2.2)", "[192.0.2.1](http://192.0.2.2)"},
		{"](http://)", "](http://)"},
		{"[](http://)", ""},
		{"", ""},
	} {
		if got := Client([]byte(test.in)); got != test.want {
			t.Errorf("Client(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

// The server is what the log names it, else its address.
func TestServer(t *testing.T) {
	for _, test := range []struct{ fields, values, want string }{
		{"s-ip s-computername", "10.0.0.5 WEB01", "WEB01"},
		{"s-ip s-computername", "10.0.0.5 -", "10.0.0.5"},
		{"s-ip", "10.0.0.5", "10.0.0.5"},
		{"s-computername", "web01", "web01"},
		{"c-ip", "192.0.2.1", ""},
	} {
		log := "#Fields: date time sc-status " + test.fields + "\n2026-01-02 00:00:01 401 " + test.values + "\n"
		e, err := parser.NewReader(strings.NewReader(log), "a.log", nil).Read()
		if err != nil {
			t.Fatal(err)
		}
		var ev Event
		if NewClassifier("stream").Classify(&History{}, e, &ev); ev.Server != test.want {
			t.Errorf("%s: %s is server %q, want %q", test.fields, test.values, ev.Server, test.want)
		}
	}
}

func TestClassifyW3C(t *testing.T) {
	const header = "#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status sc-substatus sc-win32-status\n"
	for _, test := range []struct{ line, want string }{
		{`192.0.2.1 - GET / 401 2 5`, `3 192.0.2.1 401.2 user="" site=W3SVC1 logon/no-credentials`},
		{`192.0.2.1 - GET / 401 1 2148074254`, `3 192.0.2.1 401.1 user="" site=W3SVC1 logon/challenge`},
		{`192.0.2.1 CONTOSO\alice GET / 401 1 1326`, `3 192.0.2.1 401.1 user="CONTOSO\\alice" site=W3SVC1 logon/bad-credentials`},
		{`192.0.2.1 - GET / 401 1 -2146893044`, `3 192.0.2.1 401.1 user="" site=W3SVC1 logon/bad-credentials`},
		{`192.0.2.1 CONTOSO\alice GET / 401 3 5`, `3 192.0.2.1 401.3 user="CONTOSO\\alice" site=W3SVC1 refused/acl signed-in`},
		{`192.0.2.1 CONTOSO\alice GET / 200 0 0`, `3 192.0.2.1 200.0 user="CONTOSO\\alice" site=W3SVC1 signed-in`},
		{`192.0.2.1 CONTOSO\alice GET / 404 0 2`, `3 192.0.2.1 404.0 user="CONTOSO\\alice" site=W3SVC1 signed-in`},
		{`192.0.2.1 - GET / 200 0 0`, ``},
		{`192.0.2.1 - GET / 404 0 2`, ``},
		{`192.0.2.1 - GET / 403 14 0`, `3 192.0.2.1 403.14 user="" site=W3SVC1`},
		{`192.0.2.1 - GET / 403 6 5`, `3 192.0.2.1 403.6 user="" site=W3SVC1 deny-list/deny-list-address`},
		{`192.0.2.1 - GET / 404 503 0`, `3 192.0.2.1 404.503 user="" site=W3SVC1 deny-list/deny-list-address`},
		{`192.0.2.1 - GET / 403 502 0`, `3 192.0.2.1 403.502 user="" site=W3SVC1 rate-limit/rate-limit-requests`},
		{`192.0.2.1 - GET / 200 501 0`, `3 192.0.2.1 200.501 user="" site=W3SVC1 rate-limit/rate-limit-concurrent log-only`},
		{`192.0.2.1 - GET / 404 502 2`, `3 192.0.2.1 404.502 user="" site=W3SVC1 rate-limit/rate-limit-requests log-only`},
		{`192.0.2.1 - GET / 404 502 0`, `3 192.0.2.1 404.502 user="" site=W3SVC1 rate-limit/rate-limit-requests`},
		{`192.0.2.1 - GET / 429 0 0`, `3 192.0.2.1 429.0 user="" site=W3SVC1 rate-limit/rate-limit-429`},
		{`192.0.2.1 - GET / - 0 0`, ``},
		{`::ffff:192.0.2.1 - GET / 401 2 5`, `3 192.0.2.1 401.2 user="" site=W3SVC1 logon/no-credentials`},
		{`fe80::1%7 - GET / 401 2 5`, `3 fe80::1 401.2 user="" site=W3SVC1 logon/no-credentials`},
		{`- - GET / 401 2 5`, `3  401.2 user="" site=W3SVC1 logon/no-credentials`},
	} {
		got := classifyLog(t, header+"2026-01-02 03:04:05 192.0.2.9 - GET / 200 0 0\n2026-01-02 03:04:05 "+test.line+"\n")
		want := []string{`2 192.0.2.9 200.0 user="" site=W3SVC1 first-success`}
		if test.want != "" {
			want = append(want, test.want)
		}
		if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
			t.Errorf("%s: got\n%s\nwant\n%s", test.line, g, w)
		}
	}
}

func TestClassifyNCSA(t *testing.T) {
	const rest = ` [02/Jan/2026:03:04:05 +0000] `
	for _, test := range []struct{ line, want string }{
		{`192.0.2.1 - alice` + rest + `"GET / HTTP/1.1" 401 12`, `2 192.0.2.1 401 user="alice" site=W3SVC1 logon/ncsa-logon`},
		{`192.0.2.1 - alice` + rest + `"GET / HTTP/1.1" 200 12`, `2 192.0.2.1 200 user="alice" site=W3SVC1 signed-in`},
		{`192.0.2.1 - -` + rest + `"POST /login HTTP/1.1" 302 12`, `2 192.0.2.1 302 user="" site=W3SVC1`},
		{`192.0.2.1 - -` + rest + `"GET / HTTP/1.1" 302 12`, ``},
		{`192.0.2.1 - -` + rest + `"POST /login HTTP/1.1" 404 12`, ``},
		{`192.0.2.1 - -` + rest + `"GET / HTTP/1.1" 429 12`, `2 192.0.2.1 429 user="" site=W3SVC1 rate-limit/rate-limit-429`},
		{`192.0.2.1:80 - -` + rest + `"GET / HTTP/1.1" 403 12`, `2 192.0.2.1 403 user="" site=W3SVC1 forbidden/access-rule`},
		{`Client.Example.COM - -` + rest + `"GET / HTTP/1.1" 403 12`, `2 client.example.com 403 user="" site=W3SVC1 forbidden/access-rule`},
	} {
		got := classifyLog(t, `192.0.2.9 - -`+rest+`"GET / HTTP/1.1" 200 12`+"\n"+test.line+"\n")
		want := []string{`1 192.0.2.9 200 user="" site=W3SVC1 first-success`}
		if test.want != "" {
			want = append(want, test.want)
		}
		if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
			t.Errorf("%s: got\n%s\nwant\n%s", test.line, g, w)
		}
	}
}

func TestOtherProgramsAreNoWebLogs(t *testing.T) {
	if got := classifyLog(t, "#Fields: date time c-ip cs-username cs-uri-stem sc-status x-session\n2026-01-02 03:04:05 192.0.2.1 - / 401 1\n"); len(got) > 0 {
		t.Errorf("events of an FTP log: %v", got)
	}
}

func TestEntriesThatDoNotMatterAllocateNothing(t *testing.T) {
	log := "#Fields: date time c-ip cs-username sc-status sc-substatus\n2026-01-02 03:04:05 192.0.2.1 - 200 0\n2026-01-02 03:04:05 192.0.2.1 - 200 0\n"
	r := parser.NewReader(strings.NewReader(log), "a.log", nil)
	c, h := NewClassifier("s"), History{}
	var ev Event
	var e *parser.Entry
	for range 2 {
		e, _ = r.Read()
		c.Classify(&h, e, &ev)
	}
	if n := testing.AllocsPerRun(100, func() { c.Classify(&h, e, &ev) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestLongTextsAreCutAndStayDistinct(t *testing.T) {
	long := strings.Repeat("a", 10*MaxText)
	log := "#Fields: date time c-ip cs-username cs(User-Agent) sc-status sc-substatus\n"
	for _, end := range []string{"1", "2", "1"} {
		log += "2026-01-02 03:04:05 " + long + end + " " + long + end + " " + long + end + " 401 1\n"
	}
	r := parser.NewReader(strings.NewReader(log), "a.log", nil)
	c, h := NewClassifier("s"), History{}
	var events [3]Event
	for i := range events {
		e, err := r.Read()
		if err != nil || !c.Classify(&h, e, &events[i]) {
			t.Fatal(err)
		}
		if ev := &events[i]; len(ev.Agent) != MaxText || len(ev.User) != MaxText || len(ev.Client) != MaxText {
			t.Errorf("texts of %d, %d and %d bytes", len(ev.Agent), len(ev.User), len(ev.Client))
		}
	}
	if events[0].Agent == events[1].Agent || events[0].Agent != events[2].Agent || events[0].Client == events[1].Client {
		t.Error("cut texts are not told apart")
	}
}

func TestLongTextsAreCutBetweenCharacters(t *testing.T) {
	for shift := range 4 {
		b := shorten([]byte(strings.Repeat("x", shift) + strings.Repeat("\u20ac", MaxText)))
		if !utf8.Valid(b) || len(b) > MaxText {
			t.Errorf("cut to %d bytes: %q", len(b), b[len(b)-30:])
		}
	}
}

func TestSharedStringsAreBounded(t *testing.T) {
	c, h := NewClassifier("s"), History{}
	var ev Event
	log := "#Fields: date time c-ip cs(User-Agent) sc-status sc-substatus\n"
	for i := range 3 * maxBytes / MaxText {
		line := fmt.Sprintf("2026-01-02 03:04:05 192.0.2.1 %s%05d 401 1\n", strings.Repeat("a", MaxText-5), i)
		r := parser.NewReader(strings.NewReader(log+line), "a.log", nil)
		e, _ := r.Read()
		c.Classify(&h, e, &ev)
		if c.shared.bytes > maxBytes {
			t.Fatalf("%d bytes remembered", c.shared.bytes)
		}
	}
	if n := len(c.shared.texts); n == 0 || n > maxBytes/MaxText+1 {
		t.Errorf("%d strings remembered", n)
	}
}

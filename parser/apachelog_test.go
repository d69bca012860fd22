package parser

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// readOne returns the only line of a log as readAll does, and its columns.
func readOne(t *testing.T, l *Layout, line string) string {
	t.Helper()
	checkFastIsSlow(t, []byte(line+"\n"+line+"\r\n"), l)
	r := NewReader(strings.NewReader(line+"\n"), "a.log", l)
	var reject string
	r.OnReject(func(e *LineError) { reject = fmt.Sprintf("%d %s: %s", e.Column, e.Field, e.Reason) })
	e, err := r.Read()
	if err != nil {
		return reject
	}
	s := describe(e, nil)
	for i, name := range l.Columns() {
		b := e.FieldByName(name)
		if i > 0 && b == nil {
			continue
		}
		s += fmt.Sprintf(" %s=%s", name, l.grammar.text(nil, b))
	}
	return s
}

func TestApacheFormats(t *testing.T) {
	const at = "1 2026-01-02T03:04:05 "
	for _, test := range []struct{ name, format, line, want string }{
		{"common", `%h %l %u %t "%r" %>s %b`, `192.0.2.1 - alice ` + when + ` "GET /a HTTP/1.1" 401 12`,
			at + `401 c-ip=192.0.2.1 cs-username=alice time=02/Jan/2026:03:04:05 +0000 cs-request=GET /a HTTP/1.1 sc-status=401 sc-bytes=12`},
		{"as in httpd.conf", `"%h %l %u %t \"%r\" %>s %b"`, `192.0.2.1 - a b [c] ` + when + ` "GET /\"a\" HTTP/1.1" 401 -`,
			at + `401 c-ip=192.0.2.1 cs-username=a b [c] time=02/Jan/2026:03:04:05 +0000 cs-request=GET /"a" HTTP/1.1 sc-status=401`},
		{"in pieces", `%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t %a %u %s`, `02/Jan/2026 03:04:05.250 +0000 192.0.2.1 x y 401`,
			"1 2026-01-02T03:04:05.25 " + `401 time=02/Jan/2026 03:04:05.250 +0000 c-ip=192.0.2.1 cs-username=x y sc-status=401`},
	} {
		l, err := ApacheLayout(test.format)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := readOne(t, l, test.line); got != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestApacheFormatsRefused(t *testing.T) {
	for _, test := range []struct{ format, want string }{
		{`%h%u %t %>s`, "column 3: no text stands between %h and %u, so where the one ends cannot be told"},
		{`%h %u %t`, "no status"},
		{`%h %u %>s`, "no time"},
	} {
		_, err := ApacheLayout(test.format)
		var refused *FormatError
		if !errors.As(err, &refused) || refused.Error() != test.want {
			t.Errorf("%s: %v, want %s", test.format, err, test.want)
		}
	}
}

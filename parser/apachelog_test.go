package parser

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// readOne returns what the only line of a log is read as: time and status, and
// the columns that are there. A rejected line is its place and reason.
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
	for _, name := range l.Columns() {
		if b := e.FieldByName(name); b != nil {
			s += fmt.Sprintf(" %s=%s", name, l.grammar.text(nil, b))
		}
	}
	return s
}

// checkFormat reads one line of a format string of Apache.
func checkFormat(t *testing.T, format, line, want string) {
	t.Helper()
	l, err := ApacheLayout(format)
	if err != nil {
		t.Errorf("%s: %v", format, err)
		return
	}
	if got := strings.TrimPrefix(readOne(t, l, line), "1 2026-01-02T"); got != want {
		t.Errorf("%s\nline %s\ngot  %s\nwant %s", format, line, got, want)
	}
}

const clf = "time=02/Jan/2026:03:04:05 +0000"

func TestApacheFormats(t *testing.T) {
	for _, test := range []struct{ name, format, line, want string }{
		{"common", `%h %l %u %t "%r" %>s %b`, `192.0.2.1 - alice ` + when + ` "GET /a HTTP/1.1" 401 12`,
			`03:04:05 401 c-ip=192.0.2.1 cs-username=alice ` + clf + ` cs-request=GET /a HTTP/1.1 sc-status=401 sc-bytes=12`},
		{"as in httpd.conf", `"%h %l %u %t \"%r\" %>s %b"`, `192.0.2.1 - - ` + when + ` "GET /\"a\" HTTP/1.1" 401 -`,
			`03:04:05 401 c-ip=192.0.2.1 ` + clf + ` cs-request=GET /"a" HTTP/1.1 sc-status=401`},
		{"the directive as a whole", `  LogFormat "%h \"%u\" %t %>s" mine`, `192.0.2.1 "-" ` + when + ` 401`,
			`03:04:05 401 c-ip=192.0.2.1 ` + clf + ` sc-status=401`},
		{"quotes at both ends", `"%u" %t %>s "%{Referer}i"`, `"a" ` + when + ` 401 "b"`,
			`03:04:05 401 cs-username=a ` + clf + ` sc-status=401 cs(referer)=b`},
		{"tabs and a percent sign", `%h\t%u\t%t\t100%%\t%>s`, "192.0.2.1\ta b\t" + when + "\t100%\t401",
			`03:04:05 401 c-ip=192.0.2.1 cs-username=a b ` + clf + ` sc-status=401`},
		{"a user that forges", `%h %l %u %t "%r" %>s`, `192.0.2.1 - a b [c] [01/Jan/2000:00:00:00 +0000] \"GET\" 200 ` + when + ` "-" 401`,
			`03:04:05 401 c-ip=192.0.2.1 cs-username=a b [c] [01/Jan/2000:00:00:00 +0000] "GET" 200 ` + clf + ` sc-status=401`},
		{"empty user", `%h %u %t "%r" %>s`, `192.0.2.1 "" ` + when + ` "-" 401`,
			`03:04:05 401 c-ip=192.0.2.1 cs-username= ` + clf + ` sc-status=401`},
		{"empty user in quotes", `%h "%u" %t %>s`, `192.0.2.1 """" ` + when + ` 401`,
			`03:04:05 401 c-ip=192.0.2.1 cs-username= ` + clf + ` sc-status=401`},
		{"all escapes", `"%u" %t %>s`, `"CORP\\bob\b\n\r\t\v\"\xe4\x0c\\x41" ` + when + ` 401`,
			"03:04:05 401 cs-username=CORP\\bob\b\n\r\t\v\"\xe4\f\\x41 " + clf + " sc-status=401"},
		{"a value that ends with a backslash", `"%u" "%r" %t %>s`, `"a\\" "b" ` + when + ` 401`,
			`03:04:05 401 cs-username=a\ cs-request=b ` + clf + ` sc-status=401`},
		{"path and query", `%t %m "%U%q" %H %>s`, when + ` GET "/a b?c=d e" HTTP/1.1 401`,
			`03:04:05 401 ` + clf + ` cs-method=GET cs-uri=/a b?c=d e cs-version=HTTP/1.1 sc-status=401`},
		{"query alone", `%t "%U" "%q" %>s`, when + ` "/a" "?b" 401`, `03:04:05 401 ` + clf + ` cs-uri-stem=/a cs-uri-query=b sc-status=401`},
		{"no query", `%t "%U" "%q" %>s`, when + ` "/a" "" 401`, `03:04:05 401 ` + clf + ` cs-uri-stem=/a sc-status=401`},
		{"virtual host and port, IPv6", `%v:%p %a:%{remote}p %t %>s`, `[2001:db8::5]:443 2001:db8::1:5000 ` + when + ` 401`,
			`03:04:05 401 cs-host=[2001:db8::5] s-port=443 c-ip=2001:db8::1 c-port=5000 ` + clf + ` sc-status=401`},
		{"a list of addresses first", `%{X-Forwarded-For}i %l %u %t "%r" %>s`, `198.51.100.1, 10.0.0.1 - alice ` + when + ` "-" 401`,
			`03:04:05 401 cs(x-forwarded-for)=198.51.100.1, 10.0.0.1 cs-username=alice ` + clf + ` sc-status=401`},
		{"a list that forges a client", `%{X-Forwarded-For}i %h %l %u %t "%r" %>s`, `x 198.51.100.7 - 192.0.2.1 - - ` + when + ` "-" 401`,
			`27 cs-username: can be read in two ways`},
		{"pipes", `%h|%u|%t|%r|%>s|%{User-Agent}i`, `192.0.2.1|a b|` + when + `|GET / HTTP/1.1|401|Mozilla (X11)`,
			`03:04:05 401 c-ip=192.0.2.1 cs-username=a b ` + clf + ` cs-request=GET / HTTP/1.1 sc-status=401 cs(user-agent)=Mozilla (X11)`},
		{"pipes, and a path that has one", `%h|%u|%t|%r|%>s|%{User-Agent}i`, `192.0.2.1|-|` + when + `|GET /|401|x HTTP/1.1|404|x`,
			`62 cs(user-agent): can be read in two ways`},
		{"arrows", `%{Referer}i -> %U %t %>s`, `http://a.example/ -> /b ` + when + ` 401`,
			`03:04:05 401 cs(referer)=http://a.example/ cs-uri-stem=/b ` + clf + ` sc-status=401`},
		{"agent last", `%t %>s %{User-Agent}i`, when + ` 401 a b " c`, `03:04:05 401 ` + clf + ` sc-status=401 cs(user-agent)=a b " c`},
		{"request without quotes", `%h %t %r %>s %b`, `192.0.2.1 ` + when + ` GET /a 200 5 HTTP/1.1 401 -`,
			`03:04:05 401 c-ip=192.0.2.1 ` + clf + ` cs-request=GET /a 200 5 HTTP/1.1 sc-status=401`},
		{"conditional", `%t %>s "%400,501{Referer}i" "%!200,304{User-agent}i" %>{X}o`, when + ` 401 "-" "b" c`,
			`03:04:05 401 ` + clf + ` sc-status=401 cs(user-agent)=b sc(x)=c`},
		{"named values", `%t %s "%{sid}C" "%{UNIQUE_ID}e" "%{n}n" "%{a}^ti" "%{b}^to" "%{SSL_PROTOCOL}x"`, when + ` 401 "1" "2" "3" "4" "5" "6"`,
			`03:04:05 401 ` + clf + ` sc-status=401 cs(cookie:sid)=1 x-env(unique_id)=2 x-note(n)=3 cs-trailer(a)=4 sc-trailer(b)=5 x-ssl(ssl_protocol)=6`},
		{"a certificate's name, which is not escaped", `%t %s "%{SSL_CLIENT_S_DN}x" %D`, when + ` 401 "CN=\a" b" 5`,
			`03:04:05 401 ` + clf + ` sc-status=401 x-ssl(ssl_client_s_dn)=CN=\a" b time-taken=5`},
		{"a request behind it", `%{SSL_CLIENT_S_DN}x "%r" %t %>s`, `CN=a" \ "GET /\"x\\" ` + when + ` 401`,
			`03:04:05 401 x-ssl(ssl_client_s_dn)=CN=a" \ cs-request=GET /"x\ ` + clf + ` sc-status=401`},
		{"numbers", `%t %>s %B %I %O %S %D %T %{ms}T %{us}T %k %P %{tid}P %p %{local}p %X %^FB %A %R %L %{c}L`, when + ` 401 0 1 2 3 4 5 6 7 8 9 10 11 12 - 13 10.0.0.5 cgi-script AbC+/ -`,
			`03:04:05 401 ` + clf + ` sc-status=401 sc-bytes=0 cs-bytes=1 sc-bytes=0 x-bytes=3 time-taken=4 time-taken=4 time-taken=4 time-taken=4 x-keepalive=8 x-process=9 x-thread=10 s-port=11 s-port=11 x-connection=- x-first-byte=13 s-ip=10.0.0.5 x-handler=cgi-script x-log-id=AbC+/`},
		{"JSON", `{ \"t\":\"%t\", \"ip\":\"%a\", \"s\":%>s, \"ua\":\"%{User-Agent}i\" }`, `{ "t":"` + when + `", "ip":"192.0.2.1", "s":401, "ua":"a \"b\" }" }`,
			`03:04:05 401 ` + clf + ` c-ip=192.0.2.1 sc-status=401 cs(user-agent)=a "b" }`},
		{"a blank at the end", `%t %>s %b `, when + ` 401 5`, `03:04:05 401 ` + clf + ` sc-status=401 sc-bytes=5`},
		{"blanks at the end of the line", `%t %r %>s %b`, when + ` GET / 401 5  `, `03:04:05 401 ` + clf + ` cs-request=GET / sc-status=401 sc-bytes=5`},
		{"an odd host name", `%h %t %>s`, `1/25.2.0.192,x ` + when + ` 401`, `03:04:05 401 c-ip=1/25.2.0.192,x ` + clf + ` sc-status=401`},
		{"unknown status", `%t %>s %b`, when + ` - -`, `03:04:05 0 ` + clf},
	} {
		t.Run(test.name, func(t *testing.T) { checkFormat(t, test.format, test.line, test.want) })
	}
}

func TestApacheFormatRejects(t *testing.T) {
	const format = `%h %l %u %t "%r" %>s %b "%{User-Agent}i"`
	for _, test := range []struct{ name, line, want string }{
		{"cut in the request", `192.0.2.1 - - ` + when + ` "GET / HT`, `45 cs-request: unterminated quotation`},
		{"cut behind the status", `192.0.2.1 - - ` + when + ` "GET /" 401`, `55 sc-status: too few fields`},
		{"torn", `192.0.2.1 - - ` + when + ` "GET /a.192.0.2.2 - - ` + when + ` "GET /" 401 12 "x"`, `95 cs-request: not as the format says`},
		{"status", `192.0.2.1 - - ` + when + ` "GET /" 4012 5 "x"`, `52 sc-status: invalid status`},
		{"time", `192.0.2.1 - - [32/Jan/2026:03:04:05 +0000] "GET /" 401 5 "x"`, `16 time: invalid time`},
		{"more behind", `192.0.2.1 - - ` + when + ` "GET /" 401 5 "x" 7`, `61 : too many fields`},
		{"other text", `hello world`, `12 c-ident: too few fields`},
	} {
		t.Run(test.name, func(t *testing.T) { checkFormat(t, format, test.line, test.want) })
	}
}

func TestApacheTimes(t *testing.T) {
	for _, test := range []struct{ format, text, want string }{
		{`%{%Y-%m-%d %H:%M:%S %z}t`, `2026-01-02 04:04:05 +0100`, `03:04:05`},
		{`%{%FT%T}t`, `2026-01-02T03:04:05`, `03:04:05`},
		{`%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t`, `02/Jan/2026 03:04:05.250 +0000`, `03:04:05.25`},
		{`[%{%d/%b/%Y:%T}t.%{usec_frac}t]`, `[02/Jan/2026:03:04:05.000250]`, `03:04:05`},
		{`%t %{msec_frac}t`, when + ` 007`, `03:04:05.007`},
		{`%{sec}t`, `1767323045`, `03:04:05`},
		{`%{%s}t`, `1767323045`, `03:04:05`},
		{`%{msec}t`, `1767323045250`, `03:04:05.25`},
		{`%{usec}t`, `1767323045250000`, `03:04:05.25`},
		{`%{sec}t.%{usec_frac}t`, `1767323045.250000`, `03:04:05.25`},
		{`%{usec}t %{msec_frac}t`, `1767323045250999 250`, `03:04:05.25`},
		{`%{%c}t`, `Fri Jan  2 03:04:05 2026`, `03:04:05`},
		{`%{%D %r}t`, `01/02/26 03:04:05 AM`, `03:04:05`},
		{`%{%x %X}t`, `01/02/26 03:04:05`, `03:04:05`},
		{`%{%I%p %M %j %y}t`, `03AM 04 002 26`, `03:04:00`},
		{`%{%l %P %M %d %h %Y}t`, ` 3 am 04 02 Jan 2026`, `03:04:00`},
		{`%{%I %p %M %S %F}t`, `12 am 04 05 2026-01-02`, `00:04:05`},
		{`%{%A, %e %B %Y %R}t`, `Friday,  2 January 2026 03:04`, `03:04:00`},
		{`%{%F %T %Z}t`, `2026-01-02 03:04:05 UTC`, `03:04:05`},
		{`%{%n%F%t%T%%}t`, "", `%n in a time cannot be read back`},
		{`%{%F%t%T%%}t`, "2026-01-02\t03:04:05%", `03:04:05`},
		{`%{begin:%F %T}t`, `2026-01-02 03:04:05`, `03:04:05`},
		{`%{begin}t`, when, `03:04:05`},
		{`%{end:%F %T}t`, `2026-01-02 03:04:05`, `03:04:05`},
		{`%{end:sec}t %{%F %T}t`, `1800000000 2026-01-02 03:04:05`, `03:04:05`},
		{`%{end:usec_frac}t %{%F %T}t`, `999999 2026-01-02 03:04:05`, `03:04:05`},
		{`%{%Y-%m-%d}t %D %{%H:%M:%S}t`, `2026-01-02 99 03:04:05`, `03:04:05`},
		{`%{%F}t%{T%T}t`, `2026-01-02T03:04:05`, `03:04:05`},
		{`%{%E}t`, ``, `%E in a time cannot be read back`},
		{`%{%T}t`, ``, `the time has no year`},
		{`%{%Y %T}t`, ``, `the time has no month`},
		{`%{%b %Y %T}t`, ``, `the time has no day`},
		{`%{%F}t`, ``, `the time has no hour`},
		{`%{%F %I:%M}t`, ``, `the time has no AM or PM`},
		{`%{%F %H}t`, ``, `the time has no minute`},
		{`%{%F %H%}t`, ``, `nothing stands behind the last %`},
	} {
		t.Run(test.format, func(t *testing.T) {
			l, err := ApacheLayout(test.format + " %s")
			var refused *FormatError
			switch {
			case errors.As(err, &refused):
				if refused.Reason != test.want || refused.Column != 1 {
					t.Errorf("column %d: %s, want %s", refused.Column, refused.Reason, test.want)
				}
			case err != nil:
				t.Error(err)
			default:
				got := strings.Fields(readOne(t, l, test.text+" 401"))
				if len(got) < 3 || got[1] != "2026-01-02T"+test.want || got[2] != "401" {
					t.Errorf("read as %s", got)
				}
			}
		})
	}
}

func TestApacheTimeIsLocal(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err) // the zones are part of the test program
	}
	for _, test := range []struct{ format, text, want string }{
		{`%{%F %T}t %s`, `2026-07-02 05:04:05 401`, "1 2026-07-02T03:04:05 401"},
		{`%{%F %T %Z}t %s`, `2026-07-02 05:04:05 CEST 401`, "1 2026-07-02T03:04:05 401"},
		{`%{%F %T %Z}t %s`, `2026-07-02 03:04:05 GMT 401`, "1 2026-07-02T03:04:05 401"},
		{`%{%F %T %z}t %s`, `2026-07-02 03:04:05 +0000 401`, "1 2026-07-02T03:04:05 401"},
		{`%{sec}t %s`, `1782961445 401`, "1 2026-07-02T03:04:05 401"},
	} {
		l, err := ApacheLayout(test.format)
		if err != nil {
			t.Fatal(err)
		}
		compareLines(t, readAll(t, NewReader(strings.NewReader(test.text), "a.log", l.In(berlin))), test.want)
		checkFastIsSlow(t, []byte(test.text+"\n"+test.text), l.In(berlin))
	}
}

func TestApacheFormatsRefused(t *testing.T) {
	for _, test := range []struct{ format, want string }{
		{`%h%u %t %>s`, "column 3: no text stands between %h and %u, so where the one ends cannot be told"},
		{`%h %u%U %t %>s`, "column 6: no text stands between %u and %U, so where the one ends cannot be told"},
		{`%h %u %r %t %>s`, `column 4: %u can hold the " " behind it, and %r the " " before it, so where they end cannot be told`},
		{`"%{Referer}i, %{User-Agent}i" %t %>s`, `column 2: %{Referer}i can hold the ", " behind it, and %{User-Agent}i the ", " before it, so where they end cannot be told`},
		{`%{SSL_CLIENT_S_DN}x %u %t %>s`, `column 1: %{SSL_CLIENT_S_DN}x can hold the " " behind it, and %u the " " before it, so where they end cannot be told`},
		{`%v:%h %t %>s`, `column 1: %v can hold the ":" behind it, and %h the ":" before it, so where they end cannot be told`},
		{`%h %u %t`, "no status"},
		{`%h %u %>s`, "no time"},
		{`%h %400t %s`, "column 4: %400t leaves the time out of some lines"},
		{`%h %t %s \`, "column 10: the string ends with a backslash"},
		{`"%h \"%t\" %s %Z"`, "column 15: %Z is no directive"},
		{`%h %t %s %{Referer`, "column 11: no } closes the {"},
		{`%h %t %s %>`, "column 10: the string ends inside a directive"},
		{`%h %t %s %{}i`, "column 10: %{}i names nothing"},
		{`%h %t %s %i`, "column 10: %i names nothing"},
		{`%t %s %{hours}T`, `column 7: %{hours}T logs no value: Apache does not know "hours" there`},
		{`%t\n%s`, "column 3: an entry of more than one line cannot be read"},
		{`#%t %s`, `column 1: lines that start with "#" are directives of W3C logs`},
		{`%{end:sec}t%u %t %s`, "column 1: %{end:sec}t has a number or name of any length with nothing behind it that could not belong to it"},
		{`%{sec}t%{msec_frac}t %s`, "column 1: %{sec}t%{msec_frac}t has a number or name of any length with nothing behind it that could not belong to it"},
		{`%{%F %T %Z}tX %s`, "column 1: %{%F %T %Z}t has a number or name of any length with nothing behind it that could not belong to it"},
		{`%`, "column 1: the string ends inside a directive"},
	} {
		_, err := ApacheLayout(test.format)
		var refused *FormatError
		if !errors.As(err, &refused) || refused.Error() != test.want || refused.Format != test.format {
			t.Errorf("%s: %v, want %s", test.format, err, test.want)
		}
	}
}

// TestPreferredFields holds which of several values for a known field it is.
func TestPreferredFields(t *testing.T) {
	for _, test := range []struct {
		format, line string
		field        Field
		want         string
	}{
		{`%t %s %>s`, ` 200 401`, FieldStatus, "401"},
		{`%t %<s %>s`, ` 200 401`, FieldStatus, "401"},
		{`%t %s`, ` 401`, FieldStatus, "401"},
		{`%t %>s %h %a %{c}a`, ` 401 a.example 192.0.2.1 10.0.0.1`, FieldClient, "192.0.2.1"},
		{`%t %>s %{c}a %h`, ` 401 10.0.0.1 a.example`, FieldClient, "a.example"},
		{`%t %>s %{c}a`, ` 401 10.0.0.1`, FieldClient, "10.0.0.1"},
		{`%t %>s %{Host}i %V %v`, ` 401 a b c`, FieldHost, "c"},
		{`%t %>s "%r" "%U"`, ` 401 "GET /%61 HTTP/1.1" "/a"`, FieldPath, "/%61"},
		{`%t %>s "%r" %m`, ` 401 "GET /a HTTP/1.1" GET`, FieldMethod, "GET"},
		{`%t %>s "%U%q"`, ` 401 "/a?b"`, FieldPath, "/a"},
		{`%t %>s "%U%q"`, ` 401 "/a?b"`, FieldQuery, "b"},
		{`%t %>s %O %b`, ` 401 500 200`, FieldBytesSent, "200"},
		{`%t %>s "%{user-AGENT}i"`, ` 401 "x"`, FieldAgent, "x"},
	} {
		l, err := ApacheLayout(test.format)
		if err != nil {
			t.Fatal(err)
		}
		r := NewReader(strings.NewReader(when+test.line), "a.log", l)
		e, err := r.Read()
		if err != nil {
			t.Errorf("%s: %v", test.format, err)
			continue
		}
		if got := string(e.Field(test.field)); got != test.want || !l.Has(test.field) {
			t.Errorf("%s: %q, want %q", test.format, got, test.want)
		}
	}
}

func TestTimeTaken(t *testing.T) {
	for _, test := range []struct {
		format, text string
		want         time.Duration
	}{
		{`%D`, "1500", 1500 * time.Microsecond},
		{`%T`, "2", 2 * time.Second},
		{`%T %D`, "2 2000001", 2000001 * time.Microsecond},
		{`%{ms}T`, "7000000000", 7000000 * time.Second},
		{`%T`, "9223372036854775807", 0},
		{`%D`, "-", 0},
		{`%b`, "5", 0},
	} {
		l, err := ApacheLayout("%t %s " + test.format)
		if err != nil {
			t.Fatal(err)
		}
		e, err := NewReader(strings.NewReader(when+" 401 "+test.text), "a.log", l).Read()
		if err != nil {
			t.Fatal(err)
		}
		if d, ok := e.TimeTaken(); d != test.want || ok != (d != 0) {
			t.Errorf("%s %s: %v, %v", test.format, test.text, d, ok)
		}
	}
	e, err := newReader("#Fields: date time sc-status time-taken\n2026-01-02 03:04:05 401 15").Read()
	if err != nil {
		t.Fatal(err)
	}
	if d, ok := e.TimeTaken(); d != 15*time.Millisecond || !ok {
		t.Errorf("W3C: %v, %v", d, ok)
	}
}

func TestFormatStringsHaveNames(t *testing.T) {
	for format, want := range map[string]string{
		`%h %l %u %t "%r" %>s %b`: "common",
		`"%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\""`: "vhost_combined",
		`%h %t %>s`: "apache",
	} {
		l, err := FormatLayout(format)
		if err != nil || l.Name() != want || l.Format() != Custom {
			t.Errorf("%s: %v, %v", format, l, err)
		}
	}
}

func TestApacheTimeOfNeitherHalf(t *testing.T) {
	checkFormat(t, `%{%I %p %M %S %F}t %s`, `12 xm 04 05 2026-01-02 401`, `1 time: invalid time`)
}

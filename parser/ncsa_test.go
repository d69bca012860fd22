package parser

import (
	"strings"
	"testing"
)

const when = "[02/Jan/2026:03:04:05 +0000]"

func TestNCSA(t *testing.T) {
	fields := []Field{FieldHost, FieldPort, FieldClient, FieldUser, FieldMethod, FieldPath, FieldAgent}
	const at = "1 2026-01-02T03:04:05 "
	for _, test := range []struct{ name, line, want string }{
		{"common", `192.0.2.1 - alice ` + when + ` "GET /a?b HTTP/1.1" 401 12`, at + `401 - - "192.0.2.1" "alice" "GET" "/a" -`},
		{"combined", `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 200 12 "-" "Mozilla/5.0 (X11)"`, at + `200 - - "192.0.2.1" - "GET" "/" "Mozilla/5.0 (X11)"`},
		{"combinedio", `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 200 12 "-" "curl" 100 200`, at + `200 - - "192.0.2.1" - "GET" "/" "curl"`},
		{"vhost", `www.example.com 192.0.2.1 - alice ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 "www.example.com" - "192.0.2.1" "alice" "GET" "/" -`},
		{"vhost and port", `www.example.com:443 192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 401 12 "-" "-"`, at + `401 "www.example.com" "443" "192.0.2.1" - "GET" "/" -`},
		{"vhost and host name", `www.example.com client.example.net - - ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 "www.example.com" - "client.example.net" - "GET" "/" -`},
		{"host name", `client.example.net - - ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 - - "client.example.net" - "GET" "/" -`},
		{"IPv6", `2001:db8::1 - - ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 - - "2001:db8::1" - "GET" "/" -`},
		{"user with blanks", `192.0.2.1 - alice in chains ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 - - "192.0.2.1" "alice in chains" "GET" "/" -`},
		{"vhost, user with blanks", `www.example.com:80 192.0.2.1 - alice b ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 "www.example.com" "80" "192.0.2.1" "alice b" "GET" "/" -`},
		{"a user like an address", `client.example.net - 198.51.100.1 - ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 - - "client.example.net" "198.51.100.1 -" "GET" "/" -`},
		{"a user that forges a time", `192.0.2.1 - x [01/Jan/2000:00:00:00 +0000] ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 - - "192.0.2.1" "x [01/Jan/2000:00:00:00 +0000]" "GET" "/" -`},
		{"a user that forges a request", `192.0.2.1 - x [01/Jan/2000:00:00:00 +0000] \"GET / HTTP/1.0\" 200 1 ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 - - "192.0.2.1" "x [01/Jan/2000:00:00:00 +0000] \"GET / HTTP/1.0\" 200 1" "GET" "/" -`},
		{"empty user", `192.0.2.1 - "" ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 - - "192.0.2.1" "" "GET" "/" -`},
		{"domain user of Apache", `192.0.2.1 - CONTOSO\\bob ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 - - "192.0.2.1" "CONTOSO\\bob" "GET" "/" -`},
		{"domain user of a writer that does not escape", `192.0.2.1 - CONTOSO\bob ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 - - "192.0.2.1" "CONTOSO\\bob" "GET" "/" -`},
		{"Apache escapes", `192.0.2.1 - a\"b\xe4 ` + when + ` "GET /\"x\" HTTP/1.1" 401 12`, at + `401 - - "192.0.2.1" "a\"b\xe4" "GET" "/\"x\"" -`},
		{"nginx escapes", `192.0.2.1 - - ` + when + ` "GET /\x22x\x5C HTTP/1.1" 401 12 "-" "a\x22"`, at + `401 - - "192.0.2.1" - "GET" "/\"x\\" "a\""`},
		{"an escaped backslash before the quote", `192.0.2.1 - - ` + when + ` "GET /x\\" 401 12 "-" "a\\"`, at + `401 - - "192.0.2.1" - "GET" "/x\\" "a\\"`},
		{"unescaped quotes in the request", `192.0.2.1 - - ` + when + ` "GET /"x" HTTP/1.1" 404 12`, at + `404 - - "192.0.2.1" - "GET" "/\"x\"" -`},
		{"an unescaped request that forges a status", `192.0.2.1 - - ` + when + ` "GET /?q="x" 200 5 HTTP/1.1" 404 12 "-" "curl"`, at + `404 - - "192.0.2.1" - "GET" "/" "curl"`},
		{"an escaped request that forges a status", `192.0.2.1 - - ` + when + ` "GET /\" 200 5 9 HTTP/1.1" 401 12 "-" "curl"`, at + `401 - - "192.0.2.1" - "GET" "/\" 200 5 9" "curl"`},
		{"unescaped quotes in referer and agent", `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 401 12 "https://a.example/"x"" "says "hello", often"`, at + `401 - - "192.0.2.1" - "GET" "/" "says \"hello\", often"`},
		{"blanks in the path", `192.0.2.1 - - ` + when + ` "GET /a b HTTP/1.1" 404 12`, at + `404 - - "192.0.2.1" - "GET" "/a b" -`},
		{"no version", `192.0.2.1 - - ` + when + ` "GET /" 404 12`, at + `404 - - "192.0.2.1" - "GET" "/" -`},
		{"timed out", `192.0.2.1 - - ` + when + ` "-" 408 - "-" "-"`, at + `408 - - "192.0.2.1" - - - -`},
		{"no request", `192.0.2.1 - - ` + when + ` "" 400 0`, at + `400 - - "192.0.2.1" - - - -`},
		{"binary", `192.0.2.1 - - ` + when + ` "\x16\x03\x01" 400 157 "-" "-"`, at + `400 - - "192.0.2.1" - - - -`},
		{"status unknown", `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" - -`, at + `0 - - "192.0.2.1" - "GET" "/" -`},
		{"no size", `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 401 "-" "curl"`, at + `401 - - "192.0.2.1" - "GET" "/" "curl"`},
		{"number before the referer", `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 401 12 345 "-" "curl"`, at + `401 - - "192.0.2.1" - "GET" "/" "curl"`},
		{"more behind", `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 401 12 "-" "curl" "-" rt=0.1 X-Forwarded-For="1, 2"`, at + `401 - - "192.0.2.1" - "GET" "/" "curl"`},
		{"cut in the agent", `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 401 12 "-" "Mozilla/5.0 (X1`, at + `401 - - "192.0.2.1" - "GET" "/" "Mozilla/5.0 (X1"`},
		{"zone", `192.0.2.1 - - [02/Jan/2026:05:34:05 +0230] "GET / HTTP/1.1" 401 12`, at + `401 - - "192.0.2.1" - "GET" "/" -`},
		{"a virtual host that starts with a quote", `": 192.0.2.1 - alice ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 ":" - "192.0.2.1" "alice" "GET" "/" -`},
		{"syslog", `Jan  2 03:04:05 web1 nginx[12]: 192.0.2.1 - alice ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 - - "192.0.2.1" "alice" "GET" "/" -`},
		{"syslog, ISO time", `2026-01-02T03:04:05+00:00 web1 httpd: 192.0.2.1 - alice ` + when + ` "GET / HTTP/1.1" 401 12`, at + `401 - - "192.0.2.1" "alice" "GET" "/" -`},
	} {
		t.Run(test.name, func(t *testing.T) {
			compareLines(t, readAll(t, newReader(test.line+"\n"), fields...), test.want)
			checkFastIsSlow(t, []byte(test.line+"\n"+test.line+"\r\n"), start)
		})
	}
}

func TestNCSARejects(t *testing.T) {
	first := `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 200 12` + "\n"
	for _, test := range []struct{ name, line, want string }{
		{"one part before the time", `192.0.2.1 ` + when + ` "GET / HTTP/1.1" 200 12`, "2:11 rejected: too few fields"},
		{"two parts before the time", `192.0.2.1 - ` + when + ` "GET / HTTP/1.1" 200 12`, "2:13 rejected: too few fields"},
		{"no size and nothing else", `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 200`, "2:64 rejected: too few fields"},
		{"cut in the request", `192.0.2.1 - - ` + when + ` "GET / HT`, "2:44 request rejected: unterminated quotation"},
		{"bad status", `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 2xx 12`, "2:61 status rejected: invalid status"},
		{"a torn line that another was written behind", `192.0.2.1 - alice ` + when + ` "GET /a.192.0.2.2 - - ` + when + ` "GET / HTTP/1.1" 401 12 "-" "x"`, "2:48 request rejected: unterminated quotation"},
		{"a request that ends as a time does", `192.0.2.1 - - ` + when + ` "GET /[aaaaaaaaaaaaaaaaaaaaaaaaaa] " 200 12`, "2:44 request rejected: unterminated quotation"},
		{"bad time", `192.0.2.1 - - [32/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 200 12`, "2:16 time rejected: invalid time"},
		{"bad month", `192.0.2.1 - - [02/anF/2026:03:04:05 +0000] "GET / HTTP/1.1" 200 12`, "2:16 time rejected: invalid time"},
		{"other text", `hello world`, "2 rejected: not an access log line"},
		{"error log of nginx", `2026/01/02 03:04:05 [error] 1#1: *2 user "x" was not found`, "2 rejected: line of an error log"},
		{"error log of Apache", `[Fri Jan 02 03:04:05.000000 2026] [auth_basic:error] [pid 1] AH01617: user x`, "2 rejected: line of an error log"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := readAll(t, newReader(first+test.line+"\n"))
			compareLines(t, got[1:], test.want)
			checkFastIsSlow(t, []byte(first+test.line), start)
		})
	}
}

func TestFormatIsThatOfTheFirstLineAccepted(t *testing.T) {
	vhost := `www.example.com 192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 200 12`
	common := `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 200 12`
	for _, test := range []struct{ log, want string }{
		{"nonsense\n" + common, "common"},
		{common + ` "-" "x"`, "combined"},
		{common + ` "-" "x" 1 2`, "combinedio"},
		{vhost, "vhost_common"},
		{vhost + ` "-" "x"` + "\n" + common, "vhost_combined"},
		{w3cHeader + common, "w3c"},
		{common + "\n" + w3cHeader, "common"},
		{"nonsense", ""},
	} {
		for _, size := range []int{16, BlockSize} {
			r := newReader(test.log)
			r.splitter.size = size
			readAll(t, r)
			if got := r.Layout().Name(); got != test.want {
				t.Errorf("%q in blocks of %d: format %q, want %q", test.log, size, got, test.want)
			}
		}
	}
}

func TestForcedFormatNeverGuesses(t *testing.T) {
	common := `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 200 12`
	lines := map[string]string{
		"common": common, "combined": common + ` "-" "x"`, "combinedio": common + ` "-" "x" 1 2`,
		"vhost_common": "a.example:80 " + common, "vhost_combined": "a.example:80 " + common + ` "-" "x"`,
	}
	for format := range lines {
		l, err := FormatLayout(format)
		if err != nil {
			t.Fatal(err)
		}
		for name, line := range lines {
			checkFastIsSlow(t, []byte(line), l)
			r := NewReader(strings.NewReader(line), "a.log", l)
			readAll(t, r)
			// A line with a virtual host is a common line of a user with blanks.
			want := name == format || "vhost_"+format == name
			if got := r.Tally().Entries == 1; got != want {
				t.Errorf("format %s, line %s: accepted is %v", format, name, got)
			}
		}
	}
	if _, err := FormatLayout("combind"); err == nil || !strings.Contains(err.Error(), "vhost_combined") {
		t.Errorf("unknown format: %v", err)
	}
	if l, err := FormatLayout("auto"); l != nil || err != nil {
		t.Errorf("auto: %v, %v", l, err)
	}
}

// TestNCSAClientList holds that a list of addresses, which formats with
// X-Forwarded-For in front print, is taken neither for a virtual host nor for a
// client and part of a user.
func TestNCSAClientList(t *testing.T) {
	const rest = ` - alice ` + when + ` "GET / HTTP/1.1" 401 12 "-" "curl"` + "\n"
	for _, test := range []struct {
		name, lines string
		rejected    int
	}{
		{"two", "203.0.113.1, 10.0.0.1" + rest, 1},
		{"three", "203.0.113.1, 10.0.0.1, 10.0.0.2" + rest, 1},
		{"and the proxy", "203.0.113.1, 10.0.0.1 10.0.0.2" + rest, 1},
		{"behind a virtual host", "www.example.com 203.0.113.1, 10.0.0.1" + rest, 1},
		{"among others", "203.0.113.1" + rest + "203.0.113.1, 10.0.0.1" + rest, 1},
		{"a user with a comma", `192.0.2.1 - Doe, Jane ` + when + ` "GET / HTTP/1.1" 401 12` + "\n", 0},
	} {
		rejected := 0
		r := NewReader(strings.NewReader(test.lines), "", Auto())
		r.OnReject(func(e *LineError) {
			if rejected++; e.Reason != ReasonClientList {
				t.Errorf("%s: %v", test.name, e)
			}
		})
		for {
			if _, err := r.Read(); err != nil {
				break
			}
		}
		if rejected != test.rejected {
			t.Errorf("%s: %d rejected, want %d", test.name, rejected, test.rejected)
		}
	}
}

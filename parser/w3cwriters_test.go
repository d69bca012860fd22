package parser

import (
	"strings"
	"testing"
)

func TestAppendAgent(t *testing.T) {
	for _, test := range []struct{ logged, want string }{
		{"curl/8.5.0", "curl/8.5.0"},
		{"Mozilla/5.0%20(X11)", "Mozilla/5.0 (X11)"},
		{"Mozilla/5.0%2520(X11)", "Mozilla/5.0 (X11)"},
		{"100%25%20sure", "100% sure"},
		{"a%20b%2520c", "a b%20c"}, // blanks show that it was encoded once
		{"%", "%"}, {"%4", "%4"}, {"%zz", "%zz"}, {"", ""},
	} {
		if got := string(appendAgent([]byte("-"), []byte(test.logged))); got != "-"+test.want {
			t.Errorf("%q: %q, want %q", test.logged, got, "-"+test.want)
		}
	}
}

// TestWholeURI shows what of cs-uri is host, port, path and query, asked for
// one by one and all together.
func TestWholeURI(t *testing.T) {
	fields := []Field{FieldHost, FieldPort, FieldPath, FieldQuery}
	for _, test := range []struct{ columns, values, want string }{
		{"cs-uri", "/a?b", `- - "/a" "b"`},
		{"cs-uri", "https://www.example.com:8443/a?b", `"www.example.com" "8443" "/a" "b"`},
		{"cs-uri", "https://www.example.com", `"www.example.com" - "" -`},
		{"cs-uri", "https://[2001:db8::1]/a", `"[2001:db8::1]" - "/a" -`},
		{"cs-uri", "/a?u=http://b/c", `- - "/a" "u=http://b/c"`},
		{"cs-uri", "://", `- - "://" -`},
		{"cs-uri", "http:///a", `- - "/a" -`},
		{"cs-uri s-port", "http://www.example.com:8443/a 443", `"www.example.com" "443" "/a" -`},
		{"cs-uri cs-host", "http://www.example.com/a example.net", `"example.net" - "/a" -`},
		{"cs-uri cs-uri-query", "/a x=1", `- - "/a" "x=1"`},
		{"cs-uri cs-uri-stem", "http://www.example.com/a /b", `- - "/b" -`},
		{"cs-uri cs-uri-stem", "/a?b -", `- - "/a" "b"`},
		{"cs-uri cs-host s-port cs-uri-query", "http://www.example.com:81/a?b - - -", `"www.example.com" "81" "/a" "b"`},
		{"cs-uri cs-vid", "www.example.com:81/a 1", `"www.example.com" "81" "/a" -`},
		{"cs-uri cs-vid", "www.example.com 1", `"www.example.com" - "" -`},
	} {
		log := "#Fields: date time sc-status " + test.columns + "\n2026-01-02 03:04:05 401 " + test.values + "\n"
		compareLines(t, readAll(t, newReader(log), fields...), "2 2026-01-02T03:04:05 401 "+test.want)
		checkFastIsSlow(t, []byte(log), start)
	}
}

func TestLogsOfOtherWritersAreNotJudgedAsIIS(t *testing.T) {
	for _, test := range []struct {
		fields string
		name   string
		ncsa   bool
	}{
		{"date time c-ip sc-status", "w3c", false},
		{"date time c-ip sc-status x-edge-location", "cloudfront", true},
		{"date time c-ip sc-status cs-vid", "incapsula", true},
		{"date time c-ip sc-status SC-ServiceName", "netscaler", true},
	} {
		l := start.withFields(test.fields)
		if l.Name() != test.name || l.IsNCSA() != test.ncsa {
			t.Errorf("%s: %s, %v, want %s, %v", test.fields, l.Name(), l.IsNCSA(), test.name, test.ncsa)
		}
	}
}

func TestHTTPERRWithoutHeader(t *testing.T) {
	const plain = "2026-01-02 03:04:05 192.0.2.1 4711 10.0.0.5 443 "
	for _, test := range []struct {
		line string
		want bool
	}{
		{plain + "HTTP/1.1 GET / 503 1 QueueFull", true},
		{plain + "HTTP/1.1 GET / 503 1 QueueFull DefaultAppPool", true},
		{plain + "HTTP/2.0 GET / 5 503 1 QueueFull DefaultAppPool", true},
		{plain + "HTTP/2.0 GET / 5 503 1 QueueFull DefaultAppPool TCP", true},
		{plain + "- - - - - Timer_HeaderWait -", true},
		{plain + "HTTP/1.1 GET / 503 1 401 DefaultAppPool", false},
		{plain + "- GET / 5030 - QueueFull", false},
		{"2026-01-02 03:04:05 10.0.0.5 GET /a - 443 - 192.0.2.1 curl/8.5.0 - 401 2 5 15", false},
		{"2026-01-02 03:04:05 W3SVC1 10.0.0.5 GET /a - 443 - 192.0.2.1 curl/8.5.0 401 2", false},
	} {
		e, err := newReader(test.line + "\n").Read()
		if got := err == nil && e.Program() == "httperr"; got != test.want {
			t.Errorf("%s: %v, want %v", test.line, got, test.want)
		}
	}
}

// TestProgramOfFTP knows the FTP service by its methods, too.
func TestProgramOfFTP(t *testing.T) {
	log := "#Fields: date time cs-method sc-status\n2026-01-02 03:04:05 [12]PASS 530\n2026-01-02 03:04:05 GET 200\n"
	r := newReader(log)
	for _, want := range []string{"ftp", ""} {
		e, err := r.Read()
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Program(); got != want {
			t.Errorf("%s: %q, want %q", e.Raw, got, want)
		}
	}
}

func TestLoadBalancer(t *testing.T) {
	fields := []Field{FieldClient, FieldHost, FieldPort, FieldMethod, FieldPath, FieldQuery, FieldBytesRead, FieldBytesSent, FieldAgent}
	const head, tail = "http 2026-01-02T03:04:05.5Z app/web/1 ", " 10.0.0.1:80 0.000 0.001 0.000 401 401 34 366 "
	for _, test := range []struct{ line, want string }{
		{head + "192.0.2.1:2817" + tail + `"GET http://www.example.com:80/a?b HTTP/1.1" "curl/8.5.0" - -`,
			`1 2026-01-02T03:04:05.5 401 "192.0.2.1" "www.example.com" "80" "GET" "/a" "b" "34" "366" "curl/8.5.0"`},
		{head + "[2001:db8::1]:2817" + tail + `"GET https://www.example.com:443/ HTTP/2.0"`,
			`1 2026-01-02T03:04:05.5 401 "2001:db8::1" "www.example.com" "443" "GET" "/" - "34" "366" -`},
		{head + "2001:db8::1:2817" + tail + `"- http://www.example.com:80- -" "-"`,
			`1 2026-01-02T03:04:05.5 401 "2001:db8::1" - - - - - "34" "366" -`},
	} {
		compareLines(t, readAll(t, newReader(test.line+"\n"), fields...), test.want)
	}
	if _, err := newReader(strings.Replace(head, "http", "tls", 1) + "192.0.2.1:1" + tail + `"GET / HTTP/1.1"`).Read(); err == nil {
		t.Error("a connection type that is none was taken")
	}
}

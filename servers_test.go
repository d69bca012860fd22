package log401_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"log401/parser"
)

// The tests in this file let a real Apache httpd and a real nginx write logs in
// many format strings at once, while requests are made that try to break them,
// and hold what is read against what was sent. They need the programs
// apache2, nginx, htpasswd's format of users and curl, so they run only where
// LOG401_SERVERS is set; the servers listen on the loopback interface alone.

// A request is what is sent, and what can be told from its answer.
type request struct {
	method, target    string // target as sent; it starts with the number of the request
	agent, referer    string
	forwarded, cookie string
	user              string // with a password; "" for none
	raw               bool   // not a thing that curl would send: written as it is

	// of the answer
	status int
}

// unsafeTexts are values for everything that a client may choose. Each is sent
// as an agent, a referer, a list of addresses, a cookie and a part of the query.
var unsafeTexts = []string{
	`Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36`,
	`say "hello" and 'goodbye'`,
	`back\slash \" \\ \x41 \n`,
	`ends with a backslash\`,
	`"`,
	`""`,
	`] "GET / HTTP/1.0" 200 5 "-" "forged`,
	`" 200 5 "-" "forged`,
	`192.0.2.7 - admin [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.0" 401 5`,
	`{"status":200,"agent":"forged"}`,
	`a","status":200,"x":"`,
	"Gr\u00fc\u00dfe \u2713 \u65e5\u672c \U0001f512",
	"latin \xfc\xdf \xff bytes",
	"a\ttab",
	"\x01\x02\x1b[31mred\x1b[0m\x7f",
	`a|b,c;d=e&f%20g%22h+i`,
	`$remote_addr %h ${jndi:x}`,
	`two  blanks`,
	strings.Repeat("long ", 600) + "end",
	`<script>alert(1)</script>`,
}

// unsafeUsers are names that somebody may offer for a logon.
var unsafeUsers = []string{
	`alice`,
	`CONTOSO\alice`,
	`CONTOSO\xavier`,
	`alice in chains`,
	`a]b [02/Jan/2026 03.04.05 +0000] "GET / HTTP/1.0" 200 5`,
	`b" 200 5 "`,
	"m\u00fcller",
	"m\xfcller",
	"esc\x1b[31m",
	`- -`,
}

// requests returns what is sent to a server, in order.
func requests() (all []*request) {
	add := func(r request) {
		r.target = fmt.Sprintf("/n%d%s", len(all), r.target)
		if r.method == "" {
			r.method = "GET"
		}
		all = append(all, &r)
	}
	add(request{target: "/"})
	add(request{target: "/a?b=c", method: "POST", agent: "curl", referer: "http://example.com/", forwarded: "192.0.2.1, 10.0.0.1", cookie: "sid=1"})
	for _, text := range unsafeTexts {
		add(request{target: "/agent", agent: text})
		add(request{target: "/referer", referer: text})
		add(request{target: "/forwarded", forwarded: text})
		add(request{target: "/all", agent: text, referer: text, forwarded: text, cookie: "sid=" + strings.NewReplacer(";", "", "\t", "").Replace(text)})
	}
	for _, user := range unsafeUsers {
		add(request{target: "/private", user: user})
		add(request{target: "/private?x", user: user, agent: `a "quoted" one`, method: "POST"})
	}
	add(request{target: "/private", user: "carol", agent: "right password"})
	add(request{target: "/private/none", method: "PROPFIND"})
	for _, target := range []string{`/a%20b%22c%5C`, `/%7Eu/%C3%BC?q=%3F%26`, `/?`, `/x??y`, `/p?a=1;b="2"&c=\`, "/\u00fc", `/a|b`, `/]`} {
		add(request{target: target, raw: true})
	}
	return all
}

// curl sends r and notes the status of the answer.
func (r *request) curl(t *testing.T, port int) {
	t.Helper()
	args := []string{"-s", "-o", os.DevNull, "-w", "%{http_code}", "--path-as-is", "--globoff", "--max-time", "20", "-X", r.method}
	header := func(name, value string) {
		if value == "" {
			value = ":" // none at all
		} else {
			value = ": " + value
		}
		args = append(args, "-H", name+value)
	}
	header("User-Agent", r.agent)
	if r.referer != "" {
		header("Referer", r.referer)
	}
	if r.forwarded != "" {
		header("X-Forwarded-For", r.forwarded)
	}
	if r.cookie != "" {
		header("Cookie", r.cookie)
	}
	if r.user != "" {
		args = append(args, "-u", r.user+":secret")
	}
	cmd := exec.Command("curl", append(args, fmt.Sprintf("http://127.0.0.1:%d%s", port, r.target))...)
	cmd.Env = append(os.Environ(), "no_proxy=*")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("curl %q: %v", r.target, err)
	}
	if r.status, err = strconv.Atoi(string(out)); err != nil {
		t.Fatal(err)
	}
}

// write sends r byte by byte as it is and notes the status of the answer.
func (r *request) write(t *testing.T, port int) {
	t.Helper()
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n", r.method, r.target, port)
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := fmt.Sscanf(string(answer), "HTTP/1.1 %d", &r.status); n != 1 {
		t.Fatalf("%q: answer %.40q: %v", r.target, answer, err)
	}
}

// want returns the text that the field of r's line stands for; ok is false
// where it is absent.
func (r *request) want(f parser.Field) (text string, ok bool) {
	path, query, asked := strings.Cut(r.target, "?")
	switch f {
	case parser.FieldClient:
		return "127.0.0.1", true
	case parser.FieldUser:
		text = r.user
	case parser.FieldMethod:
		return r.method, true
	case parser.FieldPath:
		return path, true
	case parser.FieldQuery:
		return query, asked
	case parser.FieldAgent:
		text = r.agent
	case parser.FieldReferer:
		text = r.referer
	}
	return text, text != ""
}

// A logFormat is a format string and the fields to look at in its lines.
type logFormat struct {
	name   string
	format string
	escape string // nginx: json, none or ""
	holds  []parser.Field
	header map[string]func(*request) string // by the names of request headers
}

// Groups of fields that formats hold.
var (
	holdsCommon   = []parser.Field{parser.FieldClient, parser.FieldUser, parser.FieldMethod, parser.FieldPath, parser.FieldQuery}
	holdsCombined = append(holdsCommon[:len(holdsCommon):len(holdsCommon)], parser.FieldAgent, parser.FieldReferer)
	holdsForward  = map[string]func(*request) string{"X-Forwarded-For": func(r *request) string { return r.forwarded }}
)

// layout returns the layout that --log-format would give.
func (f *logFormat) layout(t *testing.T) *parser.Layout {
	t.Helper()
	l, err := parser.FormatLayout(f.format)
	if f.escape != "" {
		l, err = parser.NginxLayout(f.format, f.escape)
	}
	if err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	return l
}

// check reads the log and holds every entry against its request.
func (f *logFormat) check(t *testing.T, path string, sent []*request, first, last time.Time) {
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := parser.NewReader(file, f.name, f.layout(t))
	r.OnReject(func(e *parser.LineError) { t.Errorf("rejected: %v\n%q", e, e.Text) })
	n := 0
	for {
		e, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		n++
		f.checkEntry(t, e, sent, first, last)
	}
	if n != len(sent) {
		t.Errorf("%d requests were sent, %d entries read", len(sent), n)
	}
}

func (f *logFormat) checkEntry(t *testing.T, e *parser.Entry, sent []*request, first, last time.Time) {
	path, _ := e.AppendText(nil, parser.FieldPath)
	number, _, _ := strings.Cut(strings.TrimPrefix(string(path), "/n"), "/")
	number, _, _ = strings.Cut(number, "?")
	i, err := strconv.Atoi(number)
	if err != nil || i >= len(sent) {
		t.Errorf("line %d: no number of a request in the path %q\n%s", e.Line, path, e.Raw)
		return
	}
	r := sent[i]
	if e.Status != r.status {
		t.Errorf("line %d: status %d, sent %d\n%s", e.Line, e.Status, r.status, e.Raw)
	}
	if at := time.Unix(0, e.Time); at.Before(first.Truncate(time.Second)) || at.After(last) {
		t.Errorf("line %d: time %s, sent between %s and %s\n%s", e.Line, at, first, last, e.Raw)
	}
	for _, field := range f.holds {
		got, ok := e.AppendText(nil, field)
		want, present := r.want(field)
		if want == "-" {
			want, present = "", false
		}
		if ok && len(got) == 0 && !present {
			continue // "" and absent are the same to all but users
		}
		if ok != present || string(got) != want {
			t.Errorf("line %d: field %d: got %q %t, sent %q %t\n%s", e.Line, field, got, ok, want, present, e.Raw)
		}
	}
	for name, want := range f.header {
		if got, _ := e.AppendTextByName(nil, name); string(got) != want(r) {
			t.Errorf("line %d: %s: got %q, sent %q\n%s", e.Line, name, got, want(r), e.Raw)
		}
	}
}

// A server is a running one.
type server struct {
	port int
	stop func() // ends it and waits for it, so that its logs are whole
}

// start runs a server and waits until it answers.
func start(t *testing.T, port int, name string, args ...string) server {
	t.Helper()
	var output bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.Env = append(os.Environ(), "TZ=UTC")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	stop := func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		<-ended
	}
	for range 200 {
		select {
		case err := <-ended:
			t.Fatalf("%s ended: %v\n%s", name, err, output.String())
		case <-time.After(50 * time.Millisecond):
		}
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			conn.Close()
			return server{port, stop}
		}
	}
	stop()
	t.Fatalf("%s does not answer\n%s", name, output.String())
	return server{}
}

// freePort returns a port that nothing listens on.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// serve makes all requests of a server that logs in all formats, into files
// named by their number, and checks what is read.
func serve(t *testing.T, dir string, formats []logFormat, run func(port int) server) {
	t.Helper()
	s := run(freePort(t))
	sent := requests()
	first := time.Now()
	for _, r := range sent {
		if r.raw {
			r.write(t, s.port)
		} else {
			r.curl(t, s.port)
		}
	}
	s.stop()
	last := time.Now()
	statuses := map[int]int{}
	for _, r := range sent {
		statuses[r.status]++
	}
	t.Logf("%d requests, answers by status: %v", len(sent), statuses)
	if statuses[http.StatusUnauthorized] < 2*len(unsafeUsers) || statuses[http.StatusOK] == 0 {
		t.Error("too few of them were refused, or none was served")
	}
	for i, f := range formats {
		t.Run(f.name, func(t *testing.T) {
			f.check(t, filepath.Join(dir, fmt.Sprintf("%d.log", i)), sent, first, last)
		})
	}
}

// needServers skips the test where servers are not asked for.
func needServers(t *testing.T, programs ...string) {
	t.Helper()
	if os.Getenv("LOG401_SERVERS") == "" {
		t.Skip("LOG401_SERVERS is not set: no servers are run")
	}
	for _, p := range append(programs, "curl") {
		if _, err := exec.LookPath(p); err != nil {
			t.Fatal(err)
		}
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

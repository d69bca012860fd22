package doctor

import (
	"strings"
	"testing"

	"log401/parser"
)

// TestGuessFormat holds that what is guessed is what one would write, and that
// it reads the line.
func TestGuessFormat(t *testing.T) {
	for _, c := range []struct{ name, line, want string }{
		{"an address behind the agent", `10.0.0.5 - - [10/Feb/2026:07:00:00 +0100] "GET / HTTP/1.1" 200 512 "-" "curl/8.5.0" 203.0.113.20`,
			`%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %{X-Forwarded-For}i`},
		{"virtual host and status in front", `www.example.com:443 192.0.2.1 - alice [10/Feb/2026:07:00:00 +0100] 401 "GET / HTTP/1.1" 512`,
			`%v:%p %h %l %u %t %>s "%r" %b`},
		{"bars", `192.0.2.1|alice|10/Feb/2026:07:00:00 +0100|200|GET /a HTTP/1.1|17`,
			`%h|%u|%{%d/%b/%Y:%H:%M:%S %z}t|%>s|%r|%b`},
		{"nginx, ISO time", `192.0.2.1 - alice [2026-02-10T07:00:00+01:00] "GET / HTTP/1.1" 200 512 0.003`,
			`$remote_addr - $remote_user [$time_iso8601] "$request" $status $body_bytes_sent $request_time`},
		{"time first, the user behind the client", `10/Feb/2026:07:00:00 +0100|192.0.2.1|alice|GET /a HTTP/1.1|401|17|Mozilla/5.0 (X11)`,
			`%{%d/%b/%Y:%H:%M:%S %z}t|%h|%u|%r|%>s|%b|%{User-Agent}i`},
		{"tabs and ISO time", "2026-02-10T07:00:00+01:00\t192.0.2.1\t-\tGET\t/a\t401\tcurl/8",
			"$time_iso8601\t$remote_addr\t$remote_user\t$request_method\t$request_uri\t$status\t$http_user_agent"},
		{"keys", `time=2026-02-10T07:00:00Z client=192.0.2.1 user=- bytes=200 method=GET uri=/a status=401 agent="curl/8 (x y)"`,
			`time=%{%Y-%m-%dT%H:%M:%SZ}t client=%h user=%u bytes=%R method=%m uri=%U%q status=%>s agent="%{User-Agent}i"`},
		{"LTSV", "time:[10/Feb/2026:07:00:00 +0100]\thost:192.0.2.1\tuser:alice\treq:GET / HTTP/1.1\tstatus:401\tsize:17\tua:curl/8",
			`time:%t\thost:%h\tuser:%u\treq:%r\tstatus:%>s\tsize:%b\tua:%{User-Agent}i`},
		{"JSON with keys of its own", `{"when":"2026-02-10T07:00:00Z","who":"-","from":"192.0.2.1","what":"GET /a HTTP/1.1","ms":5,"res":401}`,
			`{"when":"$time_iso8601","who":"$remote_user","from":"$remote_addr","what":"$request","res":"$status"}`},
		{"JSON within JSON", `{"at":1770703200.123,"q":{"verb":"GET","what":"/a"},"a":{"n":401},"peer":"192.0.2.1"}`,
			`{"at":"$msec","q":{"verb":"$request_method","what":"$request_uri"},"a":{"n":"$status"},"peer":"$remote_addr"}`},
		{"a list of proxies in front", `203.0.113.1, 10.2.2.2 - alice [10/Feb/2026:07:00:00 +0100] "GET / HTTP/1.1" 401 512 "-" "curl/8.5.0" 12`,
			`%{X-Forwarded-For}i %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %{x1}n`},
		{"a list and the proxy in front", `203.0.113.1, 10.2.2.2 10.9.9.9 - alice [10/Feb/2026:07:00:00 +0100] "GET / HTTP/1.1" 401 512`,
			`%{X-Forwarded-For}i %h %l %u %t "%r" %>s %b`},
		{"semicolons", `2026-02-10 07:00:00;192.0.2.1;CONTOSO\alice;GET;401;17`, `%{%Y-%m-%d %H:%M:%S}t;%h;%u;%m;%>s;%b`},
		{"LTSV with a header of proxies", "time:10/Feb/2026:07:00:00 +0100\thost:192.0.2.1\tforwardedfor:-\treq:GET /a HTTP/1.1\tstatus:401\tsize:12\treferer:-\tua:curl/8",
			`time:%{%d/%b/%Y:%H:%M:%S %z}t\thost:%h\tforwardedfor:%{X-Forwarded-For}i\treq:%r\tstatus:%>s\tsize:%b\treferer:%{Referer}i\tua:%{User-Agent}i`},
		{"no time", `192.0.2.1 - alice "GET / HTTP/1.1" 200 512`, ``},
		{"no status", `192.0.2.1 - alice [10/Feb/2026:07:00:00 +0100] "GET / HTTP/1.1"`, ``},
		{"text", `Dear all, the logs of last week are on the share`, ``},
		{"an error log", `[Tue Feb 10 07:00:03.120045 2026] [core:error] [pid 812] [client 192.0.2.1:50112] AH00126: Invalid URI`, ``},
		{"JSON of no request", `{"level":"info","msg":"started"}`, ``},
		{"broken JSON", `{"when":"2026-02-10T07:00:00Z","res":401`, ``},
		{"a quote without end", `192.0.2.1 "GET / 401 [10/Feb/2026:07:00:00 +0100]`, ``},
		{"nothing", ``, ``},
	} {
		got := GuessFormat([][]byte{[]byte(c.line)})
		if got != c.want {
			t.Errorf("%s: %s\ngot  %s\nwant %s", c.name, c.line, got, c.want)
		}
		if got == "" {
			continue
		}
		l, err := parser.FormatLayout(got)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		e, err := parser.NewReader(strings.NewReader(c.line), "", l).Read()
		if err != nil || e.Status == 0 || e.Time == 0 {
			t.Errorf("%s does not read %s: %v", got, c.line, err)
		}
	}
	if got := GuessFormat(nil); got != "" {
		t.Errorf("of no lines: %s", got)
	}
}

func TestGuessFields(t *testing.T) {
	const agent = " Mozilla/5.0+(X11;+Linux+x86_64)+Firefox/135.0"
	for _, c := range []struct{ lines, want string }{
		{"2026-02-10 06:00:00 10.0.0.10 GET / - 443 - 192.0.2.1" + agent + " - 401 2 5 1", "iis"},
		{"2026-02-10 06:00:00 10.0.0.10 GET / - 443 - 192.0.2.1" + agent + " 401 2 5 1", "iis7"},
		{"2026-02-10 06:00:00 W3SVC1 10.0.0.10 GET / - 443 - 192.0.2.1" + agent + " 401 2 5", "iis6"},
		{"2026-02-10 06:00:00 192.0.2.1 - 10.0.0.10 80 GET / - 401 5", "date time c-ip cs-username s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status sc-substatus"},
		{"2026-02-10 06:00:00 GET / CONTOSO\\alice 192.0.2.1 401 1 1326\n2026-02-10 06:00:01 GET /a - 192.0.2.1 401 2 5",
			"date time cs-method cs-uri-stem cs-username c-ip sc-status sc-substatus sc-win32-status"},
		{"2026-02-10 06:00:00 one two three", ""},
		{"", ""},
	} {
		var samples [][]byte
		for line := range strings.Lines(c.lines) {
			samples = append(samples, []byte(strings.TrimSpace(line)))
		}
		if got := GuessFields(samples); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.lines, got, c.want)
		}
	}
}

func FuzzGuess(f *testing.F) {
	f.Add(`10.0.0.5 - - [10/Feb/2026:07:00:00 +0100] "GET / HTTP/1.1" 200 512 "-" "curl/8.5.0" 203.0.113.20`)
	f.Add("2026-02-10 06:00:00 10.0.0.10 GET / - 443 - 192.0.2.1 curl/8 - 401 2 5 1")
	f.Add(`{"when":"2026-02-10T07:00:00Z","a":{"res":401,"$":"'\\u0000"}}`)
	f.Add("a|b\t\"c|[d\\")
	f.Fuzz(func(t *testing.T, line string) {
		samples := [][]byte{[]byte(line), []byte(line)}
		if format := GuessFormat(samples); format != "" {
			if _, err := parser.FormatLayout(format); err != nil {
				t.Errorf("%q: %s: %v", line, format, err)
			}
		}
		if fields := GuessFields(samples); fields != "" {
			if _, err := parser.W3CLayout(fields); err != nil {
				t.Errorf("%q: %s: %v", line, fields, err)
			}
		}
	})
}

package parser

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// object returns an object with time, status and client, and more pairs.
func object(more string) string {
	return `{"time":"2026-01-02T03:04:05Z","status":401,"remote_addr":"192.0.2.1"` + more + `}`
}

func TestJSON(t *testing.T) {
	fields := []Field{FieldHost, FieldClient, FieldUser, FieldMethod, FieldPath, FieldQuery, FieldAgent}
	const at, no4 = "1 2026-01-02T03:04:05 401 ", ` - - - -`
	for _, test := range []struct{ name, line, want string }{
		{"nginx", `{"time_iso8601":"2026-01-02T04:04:05+01:00","remote_addr":"192.0.2.1","remote_user":"","request":"GET /a?b HTTP/1.1","status":"401","http_user_agent":"curl/8.5","request_time":0.001}`,
			at + `- "192.0.2.1" - "GET" "/a" "b" "curl/8.5"`},
		{"nginx, numbers", `{"msec":1767323045.000,"host":"www.example.com","client":"192.0.2.1","user":"alice","uri":"/index.php","args":"b","request_uri":"/a?b","request_method":"GET","status":401}`,
			at + `"www.example.com" "192.0.2.1" "alice" "GET" "/a" "b" -`},
		{"nginx after an internal redirect", object(`,"uri":"/401.html","request":"GET /a HTTP/1.1"`), at + `- "192.0.2.1" - "GET" "/a" - -`},
		{"Caddy", `{"level":"info","ts":1767323045,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"192.0.2.1","remote_port":"40000","client_ip":"198.51.100.1","proto":"HTTP/2.0","method":"GET","host":"example.com","uri":"/x?y","headers":{"User-Agent":["curl/8.5"],"X-Forwarded-For":["198.51.100.1"]},"tls":{"resumed":false,"version":772,"proto":"h2"}},"bytes_read":0,"user_id":"alice","duration":0.001,"size":0,"status":401,"resp_headers":{"Server":["Caddy"]}}`,
			at + `"example.com" "198.51.100.1" "alice" "GET" "/x" "y" "curl/8.5"`},
		{"Traefik", `{"ClientAddr":"192.0.2.1:40000","ClientHost":"198.51.100.1","ClientUsername":"-","DownstreamStatus":401,"Duration":1000,"OriginStatus":200,"RequestHost":"example.com","RequestMethod":"GET","RequestPath":"/x?y","RequestPort":"-","StartUTC":"2026-01-02T03:04:05.000000000Z","request_User-Agent":"curl/8.5","time":"2026-01-02T03:04:06Z"}`,
			at + `"example.com" "192.0.2.1:40000" - "GET" "/x" "y" "curl/8.5"`},
		{"headers that are named like fields", `{"DownstreamStatus":401,"ClientAddr":"192.0.2.1","RequestMethod":"GET","RequestPath":"/x","RequestHost":"example.com","StartUTC":"2026-01-02T03:04:05Z","downstream_Status":"200 OK","origin_Status":"200","request_Host":"b","request_Method":"PUT","request_Path":"/y","request_User-Agent":"curl/8.5"}`,
			at + `"example.com" "192.0.2.1" - "GET" "/x" - "curl/8.5"`},
		{"Envoy", `{"authority":"example.com","downstream_remote_address":"192.0.2.1:40000","downstream_local_address":"10.0.0.1:8080","method":"GET","path":"/x?y","response_code":401,"start_time":"2026-01-02T03:04:05.000Z","upstream_host":null,"user_agent":"curl/8.5","x_forwarded_for":null}`,
			at + `"example.com" "192.0.2.1:40000" - "GET" "/x" "y" "curl/8.5"`},
		{"ECS nested", `{"@timestamp":"2026-01-02T03:04:05.000Z","source":{"ip":"192.0.2.1"},"user":{"name":"alice","id":"7"},"http":{"request":{"method":"GET","bytes":7},"response":{"status_code":401}},"url":{"original":"https://example.com/x?y","domain":"example.com","path":"/x","query":"y"},"user_agent":{"original":"curl/8.5","name":"curl"}}`,
			at + `"example.com" "192.0.2.1" "alice" "GET" "/x" "y" "curl/8.5"`},
		{"ECS dotted", `{"@timestamp":"2026-01-02T03:04:05.000Z","source.ip":"192.0.2.1","user.name":"alice","http.request.method":"GET","http.response.status_code":401,"url.original":"https://example.com/x?y","user_agent.original":"curl/8.5"}`,
			at + `"example.com" "192.0.2.1" "alice" "GET" "/x" "y" "curl/8.5"`},
		{"Apache", `{ "time":"[02/Jan/2026:03:04:05 +0000]", "client":"192.0.2.1", "remote_user":"CONTOSO\\alice", "method":"GET", "path":"/x", "query":"?y", "status":401, "bytes":-, "agent":"caf\xc3\xa9", "vhost":"example.com" }`,
			at + `"example.com" "192.0.2.1" "CONTOSO\\alice" "GET" "/x" "y" "café"`},
		{"Apache, a path as the request", object(`,"request":"/x"`), at + `- "192.0.2.1" - - "/x" - -`},
		{"W3C names", `{"date":"2026-01-02","time":"03:04:05","c-ip":"192.0.2.1","cs-username":"-","cs-method":"GET","cs-uri-stem":"/x","cs-uri-query":"y","sc-status":401,"cs(User-Agent)":"curl/8.5"}`,
			at + `- "192.0.2.1" - "GET" "/x" "y" "curl/8.5"`},
		{"only a host that is an address", `{"time":"2026-01-02T03:04:05Z","host":"192.0.2.1","status":401,"uri":"/"}`, at + `- "192.0.2.1" - - "/" - -`},
		{"carried by a shipper", `{"kubernetes":{"host":"node1"},"log":{"time":"2026-01-02T03:04:05Z","remote_addr":"192.0.2.1","status":401}}`, at + `- "192.0.2.1" -` + no4},
		{"behind a syslog header", `<190>Jan  2 03:04:05 web1 nginx: ` + object(``), at + `- "192.0.2.1" -` + no4},
		{"behind the header of a container runtime", `2026-01-02T03:04:05.123456789Z stdout F ` + object(``), at + `- "192.0.2.1" -` + no4},
		{"an element of an array a line", object(``) + `,`, at + `- "192.0.2.1" -` + no4},
		{"white space everywhere", " \t{ \"time\" :\t\"2026-01-02T03:04:05Z\" , \"status\" : 401 , \"ip\" : \"192.0.2.1\" } \t", at + `- "192.0.2.1" -` + no4},
		{"a comma behind the last pair", `{"time":"2026-01-02T03:04:05Z","status":401,"ip":"192.0.2.1",}`, at + `- "192.0.2.1" -` + no4},
		{"a value that is missing", object(`,"upstream":,"x":`), at + `- "192.0.2.1" -` + no4},
		{"a key twice: the last", object(`,"user":"alice","user":"bob"`), at + `- "192.0.2.1" "bob"` + no4},
		{"keys of one field: the better", object(`,"client_ip":"10.0.0.1","user_id":"7","username":"bob"`), at + `- "192.0.2.1" "bob"` + no4},
		{"an absent value hides none", object(`,"remote_user":"-","user":"bob"`), at + `- "192.0.2.1" "bob"` + no4},
		{"escapes in keys and values", object(`,"us\u0065r":"a\u00e9\ud83d\ude00\/\"\\\n"`), at + `- "192.0.2.1" "aé😀/\"\\\n"` + no4},
		{"escapes that are none", object(`,"user":"\u0000 \x00 \q \ud800 \u12"`), at + `- "192.0.2.1" "\\u0000 \\x00 \\q ` + "\ufffd" + ` \\u12"` + no4},
		{"invalid UTF-8 and control bytes", object(`,"user":"` + "a\xff\x1b\t" + `"`), at + `- "192.0.2.1" "a\xff\x1b\t"` + no4},
		{"no status yet", strings.Replace(object(``), "401", "0", 1), `1 2026-01-02T03:04:05 0 - "192.0.2.1" -` + no4},
		{"status null", strings.Replace(object(``), "401", "null", 1), `1 2026-01-02T03:04:05 0 - "192.0.2.1" -` + no4},
		{"a long string", object(`,"user":"` + strings.Repeat("x", 1<<10) + `","pad":"` + strings.Repeat(`\"`, 1<<19) + `"`), at + `- "192.0.2.1" "` + strings.Repeat("x", 1<<10) + `"` + no4},
		{"deep nesting", object(`,"deep":` + strings.Repeat(`[{"a":`, 30) + `1` + strings.Repeat(`}]`, 30)), at + `- "192.0.2.1" -` + no4},
	} {
		t.Run(test.name, func(t *testing.T) {
			compareLines(t, readAll(t, newReader(test.line+"\n"), fields...), test.want)
			checkFastIsSlow(t, []byte(test.line+"\n"+test.line+"\r\n"), start)
		})
	}
}

func TestJSONRejects(t *testing.T) {
	for _, test := range []struct{ name, line, want string }{
		{"cut off", object(``)[:69], "2:70 rejected: invalid JSON"},
		{"cut off in a string", object(``)[:30], "2:31 rejected: invalid JSON"},
		{"more behind", object(``) + `x`, "2:71 rejected: invalid JSON"},
		{"no comma", `{"status":401 "time":0}`, "2:15 rejected: invalid JSON"},
		{"no colon", `{"status" 401}`, "2:11 rejected: invalid JSON"},
		{"a key without quotes", `{"a":1,status:401}`, "2:8 rejected: invalid JSON"},
		{"an unescaped quote", object(`,"user":"a"b"`), "2:81 rejected: invalid JSON"},
		{"nested too deeply", object(`,"deep":` + strings.Repeat(`[`, 64) + strings.Repeat(`]`, 64)), "2:141 rejected: invalid JSON"},
		{"status of four digits", `{"time":1767323045,"status":4011}`, "2:29 status rejected: invalid status"},
		{"status a word", `{"time":1767323045,"status":"ok"}`, "2:30 status rejected: invalid status"},
		{"time not a time", `{"time":"soon","status":401}`, "2:10 time rejected: invalid time"},
		{"no time", `{"status":401}`, "2 rejected: JSON, but not of a request"},
		{"no status", `{"time":1767323045,"level":"info","msg":"started"}`, "2 rejected: JSON, but not of a request"},
		{"an error of Caddy", `{"level":"error","ts":1767323045,"logger":"http.log.error.log0","request":{"uri":"/"},"status":502}`, "2 rejected: line of an error log"},
		{"a line of Docker", `{"log":"192.0.2.1 - - [02/Jan/2026:03:04:05 +0000] \"GET / HTTP/1.1\" 401 0\n","stream":"stdout","time":"2026-01-02T03:04:05Z"}`, "2 rejected: log line inside JSON"},
		{"an array", `[1,2]`, "2 rejected: not an access log line"},
		{"a word", `null`, "2 rejected: not an access log line"},
		{"a NUL", object("\x00"), "2:70 rejected: NUL bytes inside"},
	} {
		t.Run(test.name, func(t *testing.T) {
			log := object(``) + "\n" + test.line + "\n"
			compareLines(t, readAll(t, newReader(log))[1:], test.want)
			checkFastIsSlow(t, []byte(log), start)
		})
	}
}

func TestJSONIsNotGuessed(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{`{"time":"2026-01-02T03:04:05Z","status":200}`, "1 rejected: JSON, but not of a request"},
		{`{"log":"x","stream":"stdout","time":"2026-01-02T03:04:05Z"}`, "1 rejected: log line inside JSON"},
		{`{"time":`, "1 rejected: invalid JSON"},
		{`{}`, "1 rejected: JSON, but not of a request"},
		{`{ }`, "1 rejected: JSON, but not of a request"},
		{`server {`, "1 rejected: not an access log line"},
		{`say "{"status":401}`, "1 rejected: not an access log line"},
	} {
		compareLines(t, readAll(t, newReader(test.line+"\n")), test.want)
	}
}

func TestJSONForced(t *testing.T) {
	l, err := FormatLayout("JSON")
	if err != nil {
		t.Fatal(err)
	}
	log := "#Fields: date time sc-status\n" + `192.0.2.1 - - ` + when + ` "GET / HTTP/1.1" 200 12` + "\n" + object(``) + "\n"
	r := NewReader(strings.NewReader(log), "a.log", l)
	compareLines(t, readAll(t, r, FieldClient), "2 rejected: not an access log line", `3 2026-01-02T03:04:05 401 "192.0.2.1"`)
	if l := r.Layout(); l.Name() != "json" || !l.Has(FieldClient) || l.Has(FieldUser) {
		t.Errorf("layout %s, columns %v", l.Name(), l.Columns())
	}
}

func TestJSONLayouts(t *testing.T) {
	for _, test := range []struct {
		line, name, columns string
		ncsa                bool
	}{
		{object(`,"user":"","uri":"/","http_x_forwarded_for":"","x-real-ip":"","requestTime":1,"tags":["a","b"]`), "json",
			"time sc-status c-ip cs-username cs-uri cs(x-forwarded-for) cs(x-real-ip) requesttime tags", true},
		{`{"TimeGenerated":"2026-01-02T03:04:05Z","CIp":"192.0.2.1","CsUsername":"alice","ScStatus":401,"ScSubStatus":"1","ScWin32Status":"1326","SPort":"443","UserAgent":"curl"}`, "json",
			"time c-ip cs-username sc-status sc-substatus sc-win32-status s-port cs(user-agent)", false},
		{`{"ts":1767323045,"request":{"client_ip":"192.0.2.1","remote_ip":"10.0.0.1","headers":{"Cookie":["a"]}},"status":401,"resp_headers":{"Www-Authenticate":["Basic"]}}`, "caddy",
			"time c-ip request>remote_ip cs(cookie) sc-status sc(www-authenticate)", true},
		{`{"StartUTC":"2026-01-02T03:04:05Z","DownstreamStatus":401,"OriginStatus":401,"ClientHost":"192.0.2.1","request_X-Forwarded-For":"","request_id":""}`, "traefik",
			"time sc-status originstatus c-ip cs(x-forwarded-for) request_id", true},
	} {
		r := newReader(test.line + "\n")
		if got := readAll(t, r); strings.Contains(strings.Join(got, ""), "rejected") {
			t.Errorf("%s: %s", test.line, got)
		}
		l := r.Layout()
		if got := strings.Join(l.Columns(), " "); l.Name() != test.name || got != test.columns || l.IsNCSA() != test.ncsa {
			t.Errorf("%s is %s, NCSA %v, with %s; want %s, %v, %s", test.line, l.Name(), l.IsNCSA(), got, test.name, test.ncsa, test.columns)
		}
	}
}

func TestJSONTimeTaken(t *testing.T) {
	caddy := `{"ts":1767323045,"request":{"remote_ip":"192.0.2.1"},"status":401,"duration":`
	traefik := `{"time":"2026-01-02T03:04:05Z","ClientAddr":"192.0.2.1:1","DownstreamStatus":401,"Duration":`
	for _, test := range []struct {
		log  string
		want time.Duration
	}{
		{object(`,"request_time":0.250`), 250 * time.Millisecond},
		{object(`,"request_time":"1.5"`), 1500 * time.Millisecond},
		{object(`,"request_time":250`), 0}, // %D or %T of Apache?
		{object(`,"duration":250`), 0},
		{object(`,"TimeTaken":250`), 250 * time.Millisecond},
		{object(`,"event":{"duration":250000000}`), 250 * time.Millisecond},
		{caddy + `0.25}`, 250 * time.Millisecond},
		{traefik + `250000000}`, 250 * time.Millisecond},
		{object(`,"downstream_remote_address":"192.0.2.1:1","duration":250`), 250 * time.Millisecond},
		{object(`,"request_time":0.250`) + "\n" + object(`,"TimeTaken":7`), 0}, // of the last line
	} {
		var d time.Duration
		r := newReader(test.log + "\n")
		for e, err := r.Read(); err == nil; e, err = r.Read() {
			d, _ = e.TimeTaken()
		}
		if d != test.want {
			t.Errorf("%s: took %v, want %v", test.log, d, test.want)
		}
	}
}

func TestJSONFieldByName(t *testing.T) {
	for _, test := range []struct{ pair, name, want string }{
		{`"http_x_forwarded_for":"198.51.100.7"`, "X-Forwarded-For", `"198.51.100.7"`},
		{`"http_x_forwarded_for":"198.51.100.7"`, "cs(X-Forwarded-For)", `"198.51.100.7"`},
		{`"http_x_forwarded_for":"198.51.100.7"`, "HTTP_X_FORWARDED_FOR", `"198.51.100.7"`},
		{`"xForwardedFor":"198.51.100.7"`, "cs(x-forwarded-for)", `"198.51.100.7"`},
		{`"request_X-Forwarded-For":"198.51.100.7"`, "x-forwarded-for", `"198.51.100.7"`},
		{`"a":{"headers":{"X-Forwarded-For":["198.51.100.7"]}}`, "a>headers>X-Forwarded-For", `"198.51.100.7"`},
		{`"request":{"headers":{"X-Forwarded-For":["198.51.100.7","192.0.2.9"]}}`, "x-forwarded-for", `"198.51.100.7, 192.0.2.9"`},
		{`"request":{"headers":{"X-Forwarded-For":["198.51.100.7"]}}`, "request.headers.X-Forwarded-For[0]", `"198.51.100.7"`},
		{`"request":{"headers":{"X-Forwarded-For":["198.51.100.7"],"X_Forwarded_For":["203.0.113.1"]}}`, "x-forwarded-for", `"198.51.100.7"`},
		{`"request":{"headers":{"X_Forwarded_For":["203.0.113.1","203.0.113.2"],"X-Forwarded-For":["198.51.100.7"]}}`, "x-forwarded-for", `"198.51.100.7"`},
		{`"request_X-Forwarded-For":"198.51.100.7","request_X_Forwarded_For":"203.0.113.1"`, "cs(X-Forwarded-For)", `"198.51.100.7"`},
		{`"request":{"headers":{"X-Forwarded-For":["","198.51.100.7"]}}`, "x-forwarded-for", `"198.51.100.7"`},
		{`"http_x_forwarded_for":""`, "x-forwarded-for", `""`},
		{`"upstream_addr":"10.0.0.9:80"`, "upstream_addr", `"10.0.0.9:80"`},
		{`"sent_http_location":"/x"`, "sc(location)", `"/x"`},
		{`"cookie_sid":"abc"`, "cs(cookie:sid)", `"abc"`},
		{`"user":"alice"`, "cs-username", `"alice"`},
		{`"user":"alice"`, "User", `"alice"`},
		{`"user":"alice"`, "use", `""`},
		{`"user":"alice"`, "()", `""`},
	} {
		r := newReader(object(`,`+test.pair) + "\n")
		e, err := r.Read()
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%q", e.FieldByName(test.name)); got != test.want {
			t.Errorf("%s of %s is %s, want %s", test.name, test.pair, got, test.want)
		}
	}
}

func TestAnyTime(t *testing.T) {
	const base = 1767323045 * nanosPerSecond // 2026-01-02T03:04:05Z
	for _, test := range []struct {
		text  string
		nanos int64
		wall  bool
	}{
		{"2026-01-02T03:04:05Z", base, false},
		{"2026-01-02t03:04:05z", base, false},
		{"2026-01-02T04:34:05.25+01:30", base + 25e7, false},
		{"2026-01-02 04:34:05.123456789+0130", base + 123456789, false},
		{"2026-01-01T19:04:05-08", base, false},
		{"2026-01-02T03:04:05 +0000", base, false},
		{"2026-01-02 03:04:05 UTC", base, false},
		{"2026-01-02 03:04:05", base, true},
		{"2026-01-02T03:04:05.5", base + 5e8, true},
		{"2026/01/02 03:04:05", base, true},
		{"2026-01-02T03:04", base - 5e9, true},
		{"02/Jan/2026:03:04:05 +0000", base, false},
		{"[02/Jan/2026:04:04:05 +0100]", base, false},
		{"02/Jan/2026:03:04:05.678", base + 678e6, true},
		{"1767323045", base, false},
		{"1767323045.5", base + 5e8, false},
		{"1767323045.1234567891", base + 123456789, false},
		{"1767323045123", base + 123e6, false},
		{"1767323045123.25", base + 12325e4, false},
		{"1767323045123456", base + 123456e3, false},
		{"1767323045123456789", base + 123456789, false},
		{"123456789012345", 123456789012345e3, false},
		{"123456789012345678", 123456789012345678, false},
		{"99999999999", 0, false},
		{"0", 0, false},
	} {
		nanos, wall, ok := parseAnyTime([]byte(test.text))
		if !ok && test.nanos == 0 {
			continue // no time that fits
		}
		if !ok || nanos != test.nanos || wall != test.wall {
			t.Errorf("%s: %d, %v, %v, want %d, %v", test.text, nanos, wall, ok, test.nanos, test.wall)
		}
	}
	for _, text := range []string{"", "-", "soon", "2026-13-02T03:04:05Z", "2026-01-02T25:04:05Z", "2026-01-02", "2026-01-02T03:04:05X",
		"2026-01-02T03:04:05+1", "2026-01-02T", "02/Foo/2026:03:04:05 +0000", "1e9", "1.", ".5", "-1", "12345678901234567890", "9999999999999999999", "1767323045.5x",
		"2026-01-02Xxxxxxxxx", "2026-01/02 03:04:05", "2026-01-02T03:04:05+\xff0:00"} {
		if nanos, _, ok := parseAnyTime([]byte(text)); ok {
			t.Errorf("%q is read as %d", text, nanos)
		}
	}
}

func TestJSONZone(t *testing.T) {
	l := Auto().In(zoneOf(t, "Europe/Berlin"))
	log := strings.Replace(object(``), "05Z", "05", 1) + "\n" + strings.Replace(object(``), "05Z", "05", 1) + "\n" + object(``) + "\n"
	r := NewReader(strings.NewReader(log), "a.log", l)
	compareLines(t, readAll(t, r), "1 2026-01-02T02:04:05 401", "2 2026-01-02T02:04:05 401", "3 2026-01-02T03:04:05 401")
	if n := r.Tally().Zoneless; n != 2 {
		t.Errorf("%d entries without a zone, want 2", n)
	}
}

func TestJSONTableIsSorted(t *testing.T) {
	for i, row := range jsonTable {
		if i > 0 && jsonTable[i-1].path >= row.path {
			t.Errorf("%s stands behind %s", row.path, jsonTable[i-1].path)
		}
		if p := pathOf([]byte(row.path)); string(p.bytes()) != row.path || row.rank == 0 {
			t.Errorf("%s, rank %d, is never found", row.path, row.rank)
		}
	}
	if !slices.IsSorted(jsonCarriers) {
		t.Error("the carriers are not sorted")
	}
	for f, name := range jsonFieldNames {
		if known, ok := w3cFields[name]; ok && known != Field(f) {
			t.Errorf("%s is named as another field", name)
		}
	}
}

// TestJSONTimeLongerThanRemembered reads a time that starts another one.
func TestJSONTimeLongerThanRemembered(t *testing.T) {
	log := `{"time":"2026-01-02T03:04:05.123456789000+01:00","status":401,"ip":"192.0.2.1"}` + "\n" +
		`{"time":"2026-01-02T03:04:05.123456789000","status":401,"ip":"192.0.2.1"}` + "\n"
	checkFastIsSlow(t, []byte(log), recogniseJSON(start, []byte(object(``))))
}

// TestJSONOfManyValues keeps a line of many values from costing more than its
// length: neither the key above them nor the element before is copied for each.
func TestJSONOfManyValues(t *testing.T) {
	line := `{"` + strings.Repeat("_", 4*maxJSONName) + `":[` + strings.Repeat(`{"a":1},`, 100) + `1],"b":` + strings.Repeat("[0,", 50) + strings.Repeat("2,", 1000) + strings.Repeat("]", 50) + `}`
	e := Entry{Raw: []byte(line), layout: unsettledJSON}
	longest, seen := 0, 0
	visit := func(v jsonValue) { longest, seen = max(longest, len(v.path)), seen+1 }
	if n := testing.AllocsPerRun(10, func() { e.eachJSON(visit) }); n > 50 {
		t.Errorf("%v allocations", n)
	}
	if longest > maxJSONName || seen < 1000 {
		t.Errorf("%d values, one with a path of %d bytes", seen, longest)
	}
	if path := pathOf([]byte(strings.Repeat("k", 2*maxJSONPath))); path.n != maxJSONPath+1 {
		t.Errorf("a path of %d", path.n)
	}
}

func FuzzJSON(f *testing.F) {
	seed(f, "json", object(`,"user":"a\"b\\","x":[1,{"y":null}],"n":-1.5e3`), object(``)+"\n"+object(`,"request":{"uri":"/"}`)+"\n"+object(`,"re\u0071uest":"GET / HTTP/1.0"`),
		`{"time":1,"status":"401","log":{"ip":"x","a":["b","c"]},}`)
	f.Fuzz(func(t *testing.T, data []byte) {
		checkFastIsSlow(t, data, start)
		checkFastIsSlow(t, append([]byte(object(``)+"\n"), data...), start)
		checkFastIsSlow(t, data, unsettledJSON)
		line, _ := cutLine(data)
		checkIsJSON(t, line)
	})
}

// checkIsJSON fails where the scan refuses what package encoding/json takes, or
// finds other values.
func checkIsJSON(t *testing.T, line []byte) {
	var want map[string]any
	if !utf8.Valid(line) || len(line) == 0 || line[0] != '{' || strings.Count(string(line), "{")+strings.Count(string(line), "[") >= maxJSONDepth {
		return
	}
	d := json.NewDecoder(strings.NewReader(string(line)))
	d.UseNumber()
	if !json.Valid(line) || d.Decode(&want) != nil {
		return
	}
	e := Entry{Raw: line, layout: start}
	var known [numFields]span
	s := jsonScan{}
	s.begin(&e, &known, nil)
	if !s.object(0) {
		t.Fatalf("%q is refused at %d", line, s.at)
	}
	found := map[string]string{}
	e.eachJSON(func(v jsonValue) {
		if b := v.span.of(line); v.index == 0 && !strings.Contains(string(v.path), ">") {
			found[string(appendJSONText(nil, v.path))] = string(appendJSONText(nil, b))
		}
	})
	for key, value := range want {
		if text, ok := value.(string); ok && text != "-" && !strings.ContainsAny(text+key, "\x00>\ufffd") && found[key] != text {
			t.Errorf("%q: %q is %q, want %q", line, key, found[key], text)
		}
		if n, ok := value.(json.Number); ok && !strings.ContainsAny(key, "\x00>\ufffd") && found[key] != n.String() {
			t.Errorf("%q: %q is %q, want %s", line, key, found[key], n)
		}
	}
}

// TestJSONCaddyHasHeaders: Caddy logs the headers that a request has, so that
// one without an agent does not show that agents are not logged.
func TestJSONCaddyHasHeaders(t *testing.T) {
	r := newReader(`{"ts":1767323045,"request":{"remote_ip":"192.0.2.1","headers":{}},"status":401,"resp_headers":{}}` + "\n")
	readAll(t, r)
	if l := r.Layout(); l.Name() != "caddy" || !l.Has(FieldAgent) || !l.Has(FieldReferer) || l.Has(FieldSubstatus) {
		t.Errorf("%s with %q", l.Name(), l.Columns())
	}
}

func TestJSONColumnsAreBounded(t *testing.T) {
	var more strings.Builder
	for i := range 2 * maxJSONColumns {
		fmt.Fprintf(&more, `,"key%d":1`, i)
	}
	r := newReader(object(more.String()) + "\n")
	readAll(t, r)
	if n := len(r.Layout().Columns()); n != maxJSONColumns {
		t.Errorf("%d columns, want %d", n, maxJSONColumns)
	}
}

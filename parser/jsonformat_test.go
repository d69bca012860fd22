package parser

import (
	"strings"
	"testing"
	"time"
)

func TestNginxJSONFormat(t *testing.T) {
	fields := []Field{FieldClient, FieldUser, FieldMethod, FieldPath, FieldAgent}
	const at = "1 2026-01-02T03:04:05 401 "
	for _, test := range []struct{ name, format, escape, line, want, columns string }{
		{"any names", `{"t":"$time_iso8601","ip":"$http_x_real_ip","host":"$remote_addr","u":"$remote_user","st":$status,"r":"$request","a":{"b":"$http_user_agent"},"s":$request_time,"status":"fine"}`, "json",
			`{"t":"2026-01-02T03:04:05+00:00","ip":"198.51.100.9","host":"192.0.2.1","u":"al\u00efce","st":401,"r":"GET /a HTTP/1.1","a":{"b":"x\t\"y\""},"s":0.250,"status":"fine"}`,
			at + `"192.0.2.1" "alïce" "GET" "/a" "x\t\"y\""`, "time cs(x-real-ip) c-ip cs-username sc-status cs-request cs(user-agent) time-taken status"},
		{"a request in parts", `{"time":"$msec","request":"$request_method $request_uri $server_protocol","code":"$status","ip":"$remote_addr"}`, "json",
			`{"time":"1767323045.000","request":"GET /a?b HTTP/1.1","code":"401","ip":"192.0.2.1"}`,
			at + `"192.0.2.1" - "GET" "/a" -`, "time cs-request sc-status c-ip"},
		{"a URI in parts", `{"time":"$time_iso8601","st":"$status","where":"$scheme://$host$request_uri","why":"$uri$is_args$args"}`, "json",
			`{"time":"2026-01-02T03:04:05+00:00","st":"401","where":"https://example.com/a?b","why":"/index.php?b"}`,
			at + `- - - "/a" -`, "time sc-status cs-uri cs-uri"},
		{"default escapes", `{ "time_local": "$time_local", "remote_user": "$remote_user", "status": "$status", "ups": $upstream_response_time }`, "",
			`{ "time_local": "02/Jan/2026:03:04:05 +0000", "remote_user": "a\x22b", "status": "401", "ups": - }`,
			at + `- "a\"b" - - -`, "time cs-username sc-status upstream_response_time"},
	} {
		t.Run(test.name, func(t *testing.T) {
			l, err := NginxLayout(test.format, test.escape)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(l.Columns(), " "); l.Format() != JSON || got != test.columns {
				t.Errorf("format %d, columns %s, want %s", l.Format(), got, test.columns)
			}
			r := NewReader(strings.NewReader(test.line+"\n"), "a.log", l)
			compareLines(t, readAll(t, r, fields...), test.want)
			checkFastIsSlow(t, []byte(test.line+"\n"+test.line+"\r\n"), l)
		})
	}
}

func TestNginxJSONFormatKeepsUnits(t *testing.T) {
	l, err := NginxLayout(`{"time":"$time_iso8601","status":$status,"duration":$request_time}`, "json")
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewReader(strings.NewReader(`{"time":"2026-01-02T03:04:05+00:00","status":401,"duration":0.250}`), "a.log", l).Read()
	if err != nil {
		t.Fatal(err)
	}
	if d, ok := e.TimeTaken(); d != 250*time.Millisecond || !ok {
		t.Errorf("took %v, %v", d, ok)
	}
}

func TestNginxFormatThatIsNoObject(t *testing.T) {
	for _, format := range []string{
		`{"$remote_user":1} $time_iso8601 $status`,
		`{"a_b":"$status","ab":"$time_iso8601"}`,
		`[{"a":"$status","b":"$time_iso8601"}]`,
		`{"a":"$status", "b":"$time_iso8601"`,
		`{"a":"$status","$time_iso8601":"b"}`,
	} {
		if l, err := NginxLayout(format, "json"); err == nil && l.Format() == JSON {
			t.Errorf("%s is read as JSON, with %v", format, l.Columns())
		}
	}
	if l, err := NginxLayout(`{"a":"$remote_addr","t":"$time_iso8601"}`, "json"); err == nil {
		t.Errorf("a string without a status is read, with %v", l.Columns())
	}
}

package parser

import (
	"errors"
	"testing"
)

func TestNginxFormats(t *testing.T) {
	const at = "1 2026-01-02T03:04:05 "
	const iso = "2026-01-02T03:04:05+00:00"
	for _, test := range []struct{ name, format, escape, line, want string }{
		{"combined", nginxNames[0].format, "", `192.0.2.1 - alice ` + when + ` "GET /\x22a HTTP/1.1" 401 12 "-" "curl/8"`,
			at + `401 c-ip=192.0.2.1 cs-username=alice time=02/Jan/2026:03:04:05 +0000 cs-request=GET /"a HTTP/1.1 sc-status=401 sc-bytes=12 cs(user-agent)=curl/8`},
		{"several times", `$msec $time_iso8601 [$time_local] $status $request_time`, "default", `1767323045.250 ` + iso + ` ` + when + ` 200 0.005`,
			"1 2026-01-02T03:04:05.25 200 time=1767323045.250 " + iso + " " + when[:len(when)-1] + " sc-status=200 time-taken=0.005"},
		{"upstreams", `$time_iso8601 $remote_addr $status $upstream_addr $upstream_response_time $pipe`, "", iso + ` 192.0.2.1 502 10.0.0.1:80, 10.0.0.2:80 : unix:/run/a.sock 0.001, - : 0.100 .`,
			at + `502 time=` + iso + ` c-ip=192.0.2.1 sc-status=502 upstream_addr=10.0.0.1:80, 10.0.0.2:80 : unix:/run/a.sock upstream_response_time=0.001, - : 0.100 pipe=.`},
		{"names in braces", `[${time_local}] ${status}x${http_x_real_ip}`, "", when + ` 401x192.0.2.1`, at + `401 time=02/Jan/2026:03:04:05 +0000 sc-status=401 cs(x-real-ip)=192.0.2.1`},
		{"path and query", `$time_iso8601 $status $uri$is_args$args`, "", iso + ` 401 /a-b?c=d`, at + `401 time=` + iso + ` sc-status=401 cs-uri=/a-b?c=d`},
		{"path without query", `$time_iso8601 $status $uri$is_args$args`, "", iso + ` 401 /a-b-`, at + `401 time=` + iso + ` sc-status=401 cs-uri=/a-b`},
		{"a query that ends in a dash", `$time_iso8601 $status $uri$is_args$args`, "", iso + ` 401 /a?b-`, at + `401 time=` + iso + ` sc-status=401 cs-uri=/a?b-`},
		{"a zone without a colon", `$time_iso8601 $status`, "", "2026-01-02T03:04:05+01.00 401", "1 time: invalid time"},
		{"query alone", `$time_iso8601 $status "$is_args$args"`, "", iso + ` 401 "?a"`, at + `401 time=` + iso + ` sc-status=401 cs-uri-query=a`},
		{"host and path", `$time_iso8601 $status "$scheme://$host$request_uri"`, "", iso + ` 401 "https://www.example.com/a?b"`, at + `401 time=` + iso + ` sc-status=401 scheme=https cs-uri=/a?b`},
		{"raw", `$remote_addr [$time_local] "$request" $status`, "none", `192.0.2.1 ` + when + ` "GET /"a" HTTP/1.1" 401`, at + `401 c-ip=192.0.2.1 time=02/Jan/2026:03:04:05 +0000 cs-request=GET /"a" HTTP/1.1 sc-status=401`},
		{"raw, nothing there", `$remote_addr "$http_referer" $time_iso8601 $status`, "none", `192.0.2.1 "" ` + iso + ` 401`, at + `401 c-ip=192.0.2.1 time=` + iso + ` sc-status=401`},
		{"escaped as in JSON", `$time_iso8601|$status|$remote_user|"$http_user_agent"`, "json", iso + `|401||"a \"b\" \\"`, at + `401 time=` + iso + ` sc-status=401 cs(user-agent)=a "b" \`},
		{"JSON", `{"t":"$time_iso8601","ms":"$msec","host":"$remote_addr","who":"$remote_user","r":"$request","url":"$uri","code":$status,"up":{"t":$upstream_response_time},"u2":"$scheme://$host"}`, "json",
			`{"t":"` + iso + `","ms":"1767323045.250","host":"192.0.2.1","who":"a\"b","r":"GET /a HTTP/1.1","url":"/b","code":401,"up":{"t":},"u2":"https://x"}`, "1 2026-01-02T03:04:05.25 401 time_iso8601=" + iso + " time=1767323045.250 c-ip=192.0.2.1 cs-username=a\"b cs-request=GET /a HTTP/1.1 cs-uri-stem=/a sc-status=401 u2=https://x"},
		{"JSON with another escape", `{"t":"$time_iso8601","who":"$remote_user","code":"$status"}`, "default", `{"t":"` + iso + `","who":"a\x22b","code":"401"}`, at + `401 time=` + iso + ` cs-username=a"b sc-status=401`},
		{"tabs", "$time_iso8601\t$remote_user\t$status\t$uri", "", iso + "\tal ice\t401\t/a b", at + `401 time=` + iso + ` cs-username=al ice sc-status=401 cs-uri-stem=/a b`},
		{"other variables", `$time_iso8601 $status "$my_own" $arg_id "$cookie_a_b" $sent_http_x_y`, "", iso + ` 401 "x y" 7 "c" d e`, at + `401 time=` + iso + ` sc-status=401 my_own=x y arg_id=7 cs(cookie:a_b)=c sc(x-y)=d e`},
		{"no answer", `$time_iso8601 $status $remote_addr`, "", iso + ` 000 192.0.2.1`, at + `0 time=` + iso + ` sc-status=000 c-ip=192.0.2.1`},
	} {
		l, err := NginxLayout(test.format, test.escape)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := readOne(t, l, test.line); got != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestNginxFormatsRefused(t *testing.T) {
	for _, test := range []struct{ format, escape, want string }{
		{`$time_local $status $`, "", `column 21: no name of a variable stands behind the $`},
		{`$time_local $status ${uri`, "", `column 21: no name of a variable stands behind the $`},
		{`$remote_addr$remote_user $time_local $status`, "", `column 13: no text stands between $remote_addr and $remote_user, so where the one ends cannot be told`},
		{`$request $http_user_agent $time_local $status`, "", `column 1: $request can hold the " " behind it, and $http_user_agent the " " before it, so where they end cannot be told`},
		{`$time_local "$request" "$http_referer" $status`, "none", `column 14: $request can hold the "\" \"" behind it, and $http_referer the "\" \"" before it, so where they end cannot be told`},
		{"$time_local\n$status", "", `column 12: an entry of more than one line cannot be read`},
		{`$time_local`, "", `no status`},
		{`$status`, "", `no time`},
		{`$time_local $status`, "html", `escape=html is not known to nginx`},
	} {
		_, err := NginxLayout(test.format, test.escape)
		var refused *FormatError
		if !errors.As(err, &refused) || refused.Error() != test.want {
			t.Errorf("%s: %v, want %s", test.format, err, test.want)
		}
	}
}

package log401_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// nginxFormats are log_format strings as they stand in nginx.conf.
var nginxFormats = []logFormat{
	{name: "combined", format: `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"`, holds: holdsCombined},
	{name: "main", format: `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for"`, holds: holdsCombined, header: holdsForward},
	{name: "timed", format: `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time $upstream_response_time $pipe`, holds: holdsCombined},
	{name: "vhost", format: `$host:$server_port $remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"`, holds: holdsCombined},
	{name: "iso time", format: `$time_iso8601 $remote_addr "$remote_user" "$request" $status "$http_user_agent"`, holds: holdsCommon},
	{name: "msec", format: `$msec $remote_addr "$remote_user" $status "$request" "$http_x_forwarded_for"`, holds: holdsCommon, header: holdsForward},
	{name: "uri parts", format: `$time_iso8601 $remote_addr "$remote_user" $request_method "$request_uri" $server_protocol $status $bytes_sent`, holds: holdsCommon},
	{name: "keys", format: `time="$time_iso8601" client=$remote_addr user="$remote_user" request="$request" status=$status agent="$http_user_agent" referer="$http_referer" upstream="$upstream_addr"`, holds: holdsCombined},
	{name: "quoted", format: `"$time_local" "$remote_addr" "$remote_user" "$request" "$status" "$http_referer" "$http_user_agent"`, holds: holdsCombined},
	{name: "pipes", format: `$remote_addr|$time_iso8601|$status|"$remote_user"|"$request"|"$http_user_agent"|"$http_referer"`, holds: holdsCombined},
	{name: "tabs", format: "$time_iso8601\t$remote_addr\t$status\t\"$remote_user\"\t\"$request\"\t\"$http_user_agent\"", holds: holdsCommon},
	{name: "json", escape: "json", format: `{"time":"$time_iso8601","client":"$remote_addr","user":"$remote_user","request":"$request","status":$status,"agent":"$http_user_agent","referer":"$http_referer","forwarded":"$http_x_forwarded_for"}`, holds: holdsCombined},
	{name: "json of parts", escape: "json", format: `{ "ts": $msec, "http": { "m": "$request_method", "u": "$request_uri", "s": "$status" }, "c": { "ip": "$remote_addr", "name": "$remote_user", "ua": "$http_user_agent", "xff": "$http_x_forwarded_for" } }`, holds: holdsCommon, header: holdsForward},
	{name: "json strings", escape: "json", format: `{"msec":"$msec","remote_addr":"$remote_addr","remote_user":"$remote_user","request_method":"$request_method","request_uri":"$request_uri","status":"$status","http_user_agent":"$http_user_agent","http_referer":"$http_referer"}`, holds: holdsCombined},
	{name: "user before time", format: `$remote_addr $remote_user [$time_local] $status "$request"`, holds: holdsCommon},
	{name: "status first", format: `$status $time_iso8601 $remote_addr "$request" "$remote_user" "$http_referer"`, holds: holdsCommon},
	{name: "connection", format: `$connection $connection_requests $remote_addr:$remote_port $server_addr:$server_port [$time_local] $scheme "$request" $status $request_length "$http_cookie" "$remote_user" "$request_id"`, holds: holdsCommon,
		header: map[string]func(*request) string{"Cookie": func(r *request) string { return r.cookie }}},
	{name: "braces", format: `[${time_local}] ${remote_addr} "${remote_user}" "${request}" ${status} "${http_user_agent}"`, holds: holdsCommon},
	{name: "semicolons", format: `$time_iso8601;$remote_addr;$status;$request_time;"$request";"$remote_user";"$http_user_agent"`, holds: holdsCommon},
	{name: "agent last", format: `$time_iso8601 $remote_addr $status "$request" $http_user_agent`},
}

func TestNginxServer(t *testing.T) {
	needServers(t, "nginx")
	dir := t.TempDir()
	serve(t, dir, nginxFormats, func(port int) server {
		writeFile(t, filepath.Join(dir, "users"), passwords)
		if err := os.MkdirAll(filepath.Join(dir, "www"), 0o755); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, "nginx.conf"), nginxConf(dir, port))
		return start(t, port, "nginx", "-p", dir, "-e", "error.log", "-c", "nginx.conf")
	})
}

// nginxConf is a configuration that logs in all formats at once.
func nginxConf(dir string, port int) string {
	var b strings.Builder
	if os.Getuid() == 0 {
		b.WriteString("user root;\n")
	}
	fmt.Fprintf(&b, "daemon off;\nworker_processes 1;\npid nginx.pid;\nerror_log error.log;\nevents {}\nhttp {\n")
	for _, folder := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		fmt.Fprintf(&b, "%s_temp_path %s/%s;\n", folder, dir, folder)
	}
	for i, f := range nginxFormats {
		escape := ""
		if f.escape != "" {
			escape = " escape=" + f.escape
		}
		fmt.Fprintf(&b, "log_format f%d%s '%s';\n", i, escape, f.format)
	}
	fmt.Fprintf(&b, "server {\nlisten 127.0.0.1:%d;\nserver_name localhost;\nroot www;\n", port)
	for i := range nginxFormats {
		fmt.Fprintf(&b, "access_log %d.log f%d;\n", i, i)
	}
	fmt.Fprintf(&b, "location / { return 200 served; }\nlocation ~ ^/n[0-9]+/private { auth_basic test; auth_basic_user_file users; }\n}\n}\n")
	return b.String()
}

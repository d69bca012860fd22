package log401_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// passwords lets carol in with the password "secret".
const passwords = "carol:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n"

// apacheFormats are LogFormat strings as they stand in httpd.conf, without the
// quotes around them and the backslashes before those inside.
var apacheFormats = []logFormat{
	{name: "common", format: `%h %l %u %t "%r" %>s %b`, holds: holdsCommon},
	{name: "combined", format: `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"`, holds: holdsCombined},
	{name: "vhost_combined", format: `%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"`, holds: holdsCombined},
	{name: "combinedio", format: `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %I %O`, holds: holdsCombined},
	{name: "forwarded", format: `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" "%{X-Forwarded-For}i"`, holds: holdsCombined, header: holdsForward},
	{name: "quoted", format: `"%a" "%u" "%t" "%r" "%>s" "%b" "%{User-Agent}i"`, holds: holdsCommon},
	{name: "parts", format: `%t %a "%u" %m "%U%q" %H %>s %B "%{User-Agent}i"`},
	{name: "tabs", format: `%h\t%u\t%{%Y-%m-%dT%H:%M:%S%z}t\t%r\t%>s\t%D\t%{Referer}i\t%{User-Agent}i`, holds: holdsCombined},
	{name: "json", format: `{"time":"%{%Y-%m-%dT%H:%M:%S%z}t","client":"%a","user":"%u","request":"%r","status":%>s,"agent":"%{User-Agent}i","referer":"%{Referer}i"}`, holds: holdsCombined},
	{name: "epoch", format: `%{sec}t.%{msec_frac}t %a "%u" %>s "%r" "%{X-Forwarded-For}i"`, holds: holdsCommon, header: holdsForward},
	{name: "user before status", format: `%{usec}t %a %u %>s "%r"`, holds: holdsCommon},
	{name: "status first", format: `%>s %t %h %u "%r"`, holds: holdsCommon},
	{name: "conditional", format: `%h %l %u %t "%r" %>s %b "%!200,304{Referer}i" "%{User-Agent}i"`},
	{name: "everything", format: `%v:%p %{c}a %a %h %u %t "%r" %s %>s %O %I %D %{ms}T %k %X %L %P %{tid}P %f`},
	{name: "keys", format: `ts=%{usec}t client=%a user="%u" method=%m request="%r" query="%q" status=%>s agent="%{User-Agent}i" forwarded="%{X-Forwarded-For}i"`, holds: holdsCommon, header: holdsForward},
	{name: "split time", format: `%{%d/%b/%Y:%H:%M:%S}t.%{msec_frac}t %{%z}t %h "%r" %>s "%u" "%{Referer}i"`, holds: holdsCommon},
	{name: "local time", format: `%h %l "%u" [%{%a %b %d %H:%M:%S %Y}t] "%r" %>s %B "%{Cookie}i" "%{User-Agent}i"`, holds: holdsCommon,
		header: map[string]func(*request) string{"Cookie": func(r *request) string { return r.cookie }}},
	{name: "agent last", format: `%t %>s %h "%r" %{User-Agent}i`},
	{name: "pipes", format: `%h|%{%s}t|%>s|"%u"|"%r"|"%{Referer}i"|"%{User-Agent}i"`, holds: holdsCombined},
	{name: "begin and end", format: `%{begin:%Y-%m-%d %H:%M:%S}t %{end:msec}t %a "%u" "%r" %>s %{us}T %V`, holds: holdsCommon},
}

func TestApacheServer(t *testing.T) {
	needServers(t, "apache2")
	dir := t.TempDir()
	serve(t, dir, apacheFormats, func(port int) server {
		writeFile(t, filepath.Join(dir, "users"), passwords)
		if err := os.MkdirAll(filepath.Join(dir, "www"), 0o755); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, "www", "page"), "served\n")
		writeFile(t, filepath.Join(dir, "httpd.conf"), apacheConf(dir, port))
		return start(t, port, "apache2", "-f", filepath.Join(dir, "httpd.conf"), "-D", "FOREGROUND")
	})
}

// apacheConf is a configuration that logs in all formats at once.
func apacheConf(dir string, port int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "ServerRoot %s\nServerName localhost\nListen 127.0.0.1:%d\nPidFile httpd.pid\nErrorLog error.log\nDocumentRoot www\nHttpProtocolOptions Unsafe\n", dir, port)
	for _, module := range []string{"mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "alias"} {
		fmt.Fprintf(&b, "LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n", module, module)
	}
	b.WriteString("AliasMatch ^/n[0-9]+/(agent|referer|forwarded|all|private)$ " + filepath.Join(dir, "www", "page") + "\n")
	fmt.Fprintf(&b, "<Directory %s>\nRequire all granted\n</Directory>\n", dir)
	b.WriteString("<LocationMatch ^/n[0-9]+/private>\nAuthType Basic\nAuthName test\nAuthUserFile users\nRequire valid-user\n</LocationMatch>\n")
	for i, f := range apacheFormats {
		format := strings.ReplaceAll(f.format, `"`, `\"`)
		fmt.Fprintf(&b, "LogFormat \"%s\" f%d\nCustomLog %d.log f%d\n", format, i, i, i)
	}
	return b.String()
}

package parser

import (
	"fmt"
	"strings"
	"testing"
)

// FuzzNginxFormat prints a line as nginx would with any format string, and
// holds what is read from it against what was printed: it is the same, or the
// line is rejected because a value holds what its kind as good as never does.
func FuzzNginxFormat(f *testing.F) {
	f.Add(nginxNames[0].format, uint8(0), `a "b" \c`, "x\ty é")
	f.Add(nginxNames[1].format, uint8(0), "-", "")
	f.Add(`$remote_addr [$time_local] "$request" $status`, uint8(2), `GET /"a" HTTP/1.1`, "")
	f.Add(`$time_iso8601|$status|$remote_user|"$http_user_agent"`, uint8(1), `a|"b`, `\`)
	f.Add(`$msec ${status} $uri$is_args$args $upstream_addr $pipe`, uint8(0), "/a", "b, c : d")
	f.Add(`$status "$scheme://$host$request_uri" $time_iso8601`, uint8(0), "a", "b")
	f.Add(`{"t":"$time_iso8601","s":$status,"u":"$remote_user"}`, uint8(1), `a"b`, `\`)
	f.Fuzz(func(t *testing.T, format string, escaping uint8, one, two string) {
		name := []string{"default", "json", "none"}[escaping%3]
		l, err := NginxLayout(format, name)
		if err != nil || l.Format() == JSON {
			return
		}
		items, _ := nginxItems(format, nginxEscapes[name])
		var line strings.Builder
		want := map[string]string{}
		for i := range items {
			if items[i].isText() {
				line.WriteString(items[i].text)
				continue
			}
			printed, value := printNginx(&items[i], name, []string{one, two}[i%2])
			line.WriteString(printed)
			if _, twice := want[items[i].name]; twice || items[i].time != nil {
				value = "\x00" // one of several, or compared by what it means
			}
			want[items[i].name] = value
		}
		checkPrinted(t, l, line.String(), want)
	})
}

// printNginx returns what nginx prints for an item, and what of it is the
// value.
func printNginx(it *item, escape, chosen string) (printed, value string) {
	switch {
	case it.time != nil && it.name == "msec":
		return "1767323045.250", ""
	case it.time != nil && it.name == "time_local":
		return when[1 : len(when)-1], ""
	case it.time != nil:
		return "2026-01-02T03:04:05+00:00", ""
	case it.kind == kindStatus:
		return "401", "401"
	case it.kind == kindNumber:
		return "12.5", "12.5"
	case it.host:
		return "h/x?y", "/x?y"
	case it.joined:
		return "/x?y", "/x?y"
	case it.query:
		return "?y", "y"
	case !it.kind.escaped() && it.kind != kindRaw:
		chosen = strings.Map(func(r rune) rune {
			if r > 0x7e || !holds[it.kind][byte(r)] {
				return 'x'
			}
			return r
		}, chosen)
	case it.kind == kindList:
		chosen = "10.0.0.1:80, unix:/a : 10.0.0.2"
	}
	chosen = strings.Map(func(r rune) rune {
		if r == 0 || r == '\n' || r == '\r' {
			return 'x' // no value of a request has these
		}
		return r
	}, chosen)
	return escapeNginx(chosen, escape), chosen
}

func escapeNginx(value, escape string) string {
	if escape == "none" {
		return value
	}
	var b strings.Builder
	for _, c := range []byte(value) {
		switch {
		case escape == "json" && (c == '"' || c == '\\'):
			b.WriteString(`\` + string(c))
		case escape == "json" && c < ' ':
			fmt.Fprintf(&b, `\u%04X`, c)
		case escape == "default" && (c < ' ' || c == '"' || c == '\\' || c >= 0x7f):
			fmt.Fprintf(&b, `\x%02X`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// checkPrinted reads a line and compares its columns with what was printed;
// "-" is an absent value, and an empty one may be.
func checkPrinted(t *testing.T, l *Layout, line string, want map[string]string) {
	t.Helper()
	e, err := NewReader(strings.NewReader(line+"\n"), "a.log", l).Read()
	if err != nil || line[0] == '#' {
		return
	}
	if e.Status != 401 {
		t.Errorf("status %d in %q", e.Status, line)
	}
	seen := map[string]int{}
	for _, name := range l.Columns() {
		seen[name]++
	}
	for _, name := range l.Columns() {
		value, known := want[name]
		if !known || value == "\x00" || seen[name] > 1 {
			continue
		}
		got, ok := e.AppendTextByName(nil, name)
		if ok && string(got) != value || !ok && value != "" && value != "-" {
			t.Errorf("%s is %q, %v, want %q in %q", name, got, ok, value, line)
		}
	}
}

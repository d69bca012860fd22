package serverconf

import (
	"strings"
	"testing"
)

// configOf returns a configuration with these logs, "path format" each.
func configOf(logs ...string) *Config {
	r := newReader("/etc/nginx/nginx.conf", files{real: func(string) string { return "" }})
	for _, l := range logs {
		name, format, _ := strings.Cut(l, " ")
		r.addLog(Log{Path: name, Format: &Format{Server: Nginx, Name: format, Text: "$" + format}})
	}
	return &r.out
}

func TestFind(t *testing.T) {
	c := configOf(
		"/var/log/nginx/access.log main",
		"/var/log/nginx/*.log host",
		"/var/log/nginx/shop/access.log shop",
		"/srv/*/*-api.log api",
		"/srv/two.log main",
		"/srv/two.log shop",
		"C:/nginx/logs/Site.log win",
		"/data/* any",
	)
	for _, test := range []struct {
		paths string
		want  string // formats; "!" where exact
	}{
		{"/var/log/nginx/access.log", "main!"},
		{"/var/log/nginx/other.log", "host!"},
		{"/backup/nginx/access.log", "main"},
		{"/backup/shop/access.log", "shop"},
		{"/backup/access.log", "main shop"},
		{"/backup/nginx/shop.log", "host"},
		{"/srv/a/b-api.log", "api!"},
		{"/srv/a/b/c-api.log", "api"},
		{"/srv/two.log", "main shop!"},
		{`c:\NGINX\logs\site.log`, "win!"},
		{"/data/x", "any!"},
		{"/other/x", ""},
		{"/backup/error", ""},
		{"/tmp/link /var/log/nginx/access.log", "main!"},
		{"", ""},
	} {
		m := c.Find(strings.Fields(test.paths)...)
		var got []string
		for _, f := range m.Formats() {
			got = append(got, f.Name)
		}
		text := strings.Join(got, " ")
		if m.Exact {
			text += "!"
		}
		if text != test.want {
			t.Errorf("%q: %q, want %q", test.paths, text, test.want)
		}
	}
}

func TestMatchStar(t *testing.T) {
	for _, test := range []struct {
		pattern, name string
		want          bool
	}{
		{"a", "a", true},
		{"a", "b", false},
		{"*", "", true},
		{"a*", "a", true},
		{"*.log", "x.log", true},
		{"*.log", "x.log.1", false},
		{"a*b*c", "a-b-b-c", true},
		{"a*b*c", "a-c-b", false},
		{"a*a", "a", false},
		{"**", "x", true},
	} {
		if got := matchStar(test.pattern, test.name); got != test.want {
			t.Errorf("%q, %q: %v", test.pattern, test.name, got)
		}
	}
}

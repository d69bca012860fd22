package parser

import (
	"strings"
	"testing"
)

// The packages of nginx.org log X-Forwarded-For behind the agent.
func TestNginxMain(t *testing.T) {
	const before = `10.0.0.1 - - ` + when + ` "GET / HTTP/1.1" 401 12 "-" "curl/8"`
	for _, test := range []struct{ line, name, want string }{
		{before, "combined", ""},
		{before + ` "-"`, "main", ""},
		{before + ` "203.0.113.9"`, "main", "203.0.113.9"},
		{before + ` "203.0.113.9, 10.0.0.7"`, "main", "203.0.113.9, 10.0.0.7"},
		{before + ` "unknown,2001:db8::1"`, "main", "unknown,2001:db8::1"},
		{before + ` "text/html"`, "combined", ""},
		{before + ` ""`, "combined", ""},
		{before + ` 203.0.113.9`, "combined", ""},
		{`www.example.com:443 ` + before + ` "203.0.113.9"`, "vhost_combined", ""},
	} {
		r := NewReader(strings.NewReader(test.line+"\n"), "a.log", nil)
		e, err := r.Read()
		if err != nil {
			t.Fatal(err)
		}
		got := string(e.FieldByName("X-Forwarded-For"))
		if l := e.Layout(); l.Name() != test.name || got != test.want || e.HasName("x-forwarded-for") != (l.Name() == "main") {
			t.Errorf("%s: %s, %q; want %s, %q", test.line, l.Name(), got, test.name, test.want)
		}
	}
}

// Lines of a log of main may hold anything in its place, or nothing.
func TestNginxMainGoesOn(t *testing.T) {
	const before = `10.0.0.1 - - ` + when + ` "GET / HTTP/1.1" 401 12 "-" "curl/8"`
	log := before + ` "-"` + "\n" + before + ` "<\"script>"` + "\n" + before + "\n" + before + ` "203.0.113.9" 0.003` + "\n"
	r := NewReader(strings.NewReader(log), "a.log", nil)
	for _, want := range []string{"", `<"script>`, "", "203.0.113.9"} {
		e, err := r.Read()
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := e.AppendTextByName(nil, "cs(X-Forwarded-For)"); string(got) != want {
			t.Errorf("%s: %q, want %q", e.Raw, got, want)
		}
	}
	forced, err := FormatLayout("main")
	if err != nil {
		t.Fatal(err)
	}
	r = NewReader(strings.NewReader(log), "a.log", forced)
	for range 2 {
		if _, err := r.Read(); err != nil {
			t.Fatal(err)
		}
	}
	if e, err := r.Read(); err == nil || r.Tally().Rejected != 2 {
		t.Errorf("%v, tally %+v: lines with more and less are no lines of a forced main", e, r.Tally())
	}
}

func TestFieldByHeaderName(t *testing.T) {
	for _, test := range []struct{ fields, name, want string }{
		{"time x-forwarded-for sc-status", "X-Forwarded-For", "a"},
		{"time cs(X-Forwarded-For) sc-status", "X-Forwarded-For", "a"},
		{"time cs(X-Forwarded-For) sc-status", "cs(x-forwarded-for)", "a"},
		{"time cs(X-Forwarded) sc-status", "X-Forwarded-For", ""},
		{"time sc(X-Forwarded-For) sc-status", "X-Forwarded-For", ""},
		{"cs(X-Real-IP) X-Real-IP sc-status", "x-real-ip", "a"},
	} {
		r := NewReader(strings.NewReader("#Date: 2026-01-02\n#Fields: "+test.fields+"\n10:00:00 a 401\n"), "a.log", nil)
		e, err := r.Read()
		if err != nil {
			t.Fatal(err)
		}
		if got := string(e.FieldByName(test.name)); got != test.want || e.HasName(test.name) != (got != "") {
			t.Errorf("%s under %s: %q, want %q", test.name, test.fields, got, test.want)
		}
	}
}

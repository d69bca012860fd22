package parser

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// Equal stretches of a layout hold equal fields, whatever stands in the lines.
func TestEqualStretchesHoldEqualFields(t *testing.T) {
	const fields = "date time cs-username c-ip cs(User-Agent) sc-status"
	var log strings.Builder
	log.WriteString("#Fields: " + fields + "\n")
	texts := []string{"-", "a", `"a`, `b"`, `""`, `"-"`, `"a b"`, "a  b", "a\tb", "é", "\x80"}
	for _, user := range texts {
		for _, client := range texts {
			for _, agent := range texts {
				fmt.Fprintf(&log, "2026-01-02 03:04:05 %s %s %s 401\n", user, client, agent)
			}
		}
	}
	known := map[string][]string{}
	reader := NewReader(strings.NewReader(log.String()), "a.log", nil)
	stretches := 0
	for e, err := reader.Read(); err == nil; e, err = reader.Read() {
		stretch := e.Stretch(2, 4)
		if stretch == nil {
			continue
		}
		stretches++
		got := []string{}
		for _, f := range []Field{FieldUser, FieldClient, FieldAgent} {
			b := e.Field(f)
			got = append(got, fmt.Sprint(b == nil, string(b)))
		}
		if want, ok := known[string(stretch)]; ok && strings.Join(got, "|") != strings.Join(want, "|") {
			t.Fatalf("%q: %q and %q", stretch, got, want)
		}
		known[string(stretch)] = got
		if !bytes.Contains(e.Raw, stretch) || !bytes.HasSuffix(e.Raw, append(bytes.Clone(stretch), " 401"...)) {
			t.Fatalf("%q in %q", stretch, e.Raw)
		}
	}
	if stretches == 0 {
		t.Fatal("no line has one")
	}
}

func TestStretch(t *testing.T) {
	log := "#Fields: date time cs-username c-ip sc-status\n" +
		"2026-01-02 03:04:05 - 192.0.2.1 401\n" +
		"2026-01-02 03:04:05 a  192.0.2.1 401\n" +
		"2026-01-02 03:04:05 \"a b\" 192.0.2.1 401\n" +
		"2026-01-02 03:04:05 bob 192.0.2.2 401\r\n"
	want := []string{"- 192.0.2.1|2026-01-02 03:04:05|401", "||", "||", "bob 192.0.2.2|2026-01-02 03:04:05|401"}
	reader := NewReader(strings.NewReader(log), "a.log", nil)
	for i := range want {
		e, err := reader.Read()
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%s|%s|%s", e.Stretch(2, 3), e.Stretch(0, 1), e.Stretch(4, 4))
		if got != want[i] {
			t.Errorf("line %d: %s, want %s", i, got, want[i])
		}
		if c := e.Layout().Column(FieldClient); c != 3 {
			t.Errorf("client in column %d", c)
		}
		if c := e.Layout().Column(FieldAgent); c != -1 {
			t.Errorf("agent in column %d", c)
		}
	}
}

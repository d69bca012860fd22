package ruleset

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"log401/detect"
)

// read reads a file that has to be right.
func read(t *testing.T, text string) Set {
	t.Helper()
	s, err := Read("rules.toml", []byte(text))
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	return s
}

func written(t *testing.T, s *Set) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestWrittenReadsBack shows that a set survives being written, and that what
// is written stays as it is.
func TestWrittenReadsBack(t *testing.T) {
	for _, text := range []string{
		"",
		"allow = ['10.0.0.0/8', '2001:db8::/32', '192.0.2.1', '::ffff:198.51.100.7/120']",
		"rest = '90m'\n[windows]\nleg = '2s'\nchallenge = '5m'\n[take-back]\nspan = '1h'\nguesses = 0\nunnamed = 2\n",
		"[rule.brute-force]\nenabled = false\nlimits = [{count = 3, users = 2, span = '10s', window = '1h', severity = 'low'}]",
		"[rule.sign-in-broken]\nshut-for = '1h'\ngrave = 'info'\n",
		"[[rule.deny-list.limits]]\ncount = 1\nwindow = '1m'\nseverity = 'info'\n[[rule.deny-list.limits]]\ncount = 9\nwindow = '1m'\nseverity = 'high'\n",
	} {
		s := read(t, text)
		out := written(t, &s)
		back := read(t, out)
		if !reflect.DeepEqual(s, back) {
			t.Errorf("%s: other after reading back\n%s", text, out)
		}
		if again := written(t, &back); again != out {
			t.Errorf("%s: written again\n%s\nwas\n%s", text, again, out)
		}
	}
}

func TestEmptyFileIsDefault(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "[rule]\n", "[rule.brute-force]\nenabled = true", "[windows]\nleg = '5s'", "\xef\xbb\xbf"} {
		if s := read(t, text); !reflect.DeepEqual(s, Default()) {
			t.Errorf("%q: %+v", text, s)
		}
	}
	if got := Default(); got.Notes() != nil {
		t.Errorf("notes %q", got.Notes())
	}
}

// TestReplaced shows that a list of limits replaces the default, and nothing
// else.
func TestReplaced(t *testing.T) {
	s := read(t, "[rule.brute-force]\nlimits = [{count = 3, window = '1m', severity = 'low'}]\n")
	want := Default()
	want.rule("brute-force").Limits = []detect.Limit{{Count: 3, Window: time.Minute, Severity: detect.Low}}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("%+v", s)
	}
}

func TestUTF16(t *testing.T) {
	const text = "rest = \"2h\" # für alle\n"
	for _, order := range []string{"le", "be"} {
		data := []byte{0xff, 0xfe}
		if order == "be" {
			data = []byte{0xfe, 0xff}
		}
		for _, u := range utf16.Encode([]rune(text)) {
			lo, hi := byte(u), byte(u>>8)
			if order == "be" {
				lo, hi = hi, lo
			}
			data = append(data, lo, hi)
		}
		if s, err := Read("rules.toml", data); err != nil || s.Rest != 2*time.Hour {
			t.Errorf("%s: rest %v, %v", order, s.Rest, err)
		}
	}
}

func TestNotes(t *testing.T) {
	s := read(t, `
allow = ["10.0.0.0/8", "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"]
rest = "2h"
[windows]
leg = "10s"
[rule.low-and-slow]
enabled = false
[rule.deny-list]
enabled = false
[rule.brute-force]
limits = [{count = 5, window = "10m", severity = "medium"}, {count = 50, window = "10m", severity = "high"}]
`)
	const want = `Rules that are switched off, and raise no alerts: deny-list, low-and-slow.
Rules with other limits than the default: brute-force at {count = 5, window = "10m", severity = "medium"} or {count = 50, window = "10m", severity = "high"}.
Settings other than the default: rest 2h instead of 1h, windows.leg 10s instead of 5s.
Trusted clients, who raise no alerts but about old passwords: 10.0.0.0/8, 192.0.2.1/32, 192.0.2.2/32, 192.0.2.3/32, 192.0.2.4/32, and 1 more.`
	if got := strings.Join(s.Notes(), "\n"); got != want {
		t.Errorf("notes\n%s\nwant\n%s", got, want)
	}
}

func TestChoose(t *testing.T) {
	s := Default()
	if err := s.Choose("windows.leg", "3s"); err != nil || s.Leg != 3*time.Second {
		t.Errorf("leg %v, %v", s.Leg, err)
	}
	for text, want := range map[string]string{
		"soon": `"soon" is no duration`,
		"0s":   "0 is too low",
		"-3s":  "-3s is not between 1s and 1h",
		"3h":   "3h is not between 1s and 1h",
	} {
		if err := s.Choose("windows.challenge", text); fmt.Sprint(err) != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestParseNetwork(t *testing.T) {
	for text, want := range map[string]string{
		"10.1.2.3/8":           "10.0.0.0/8",
		"192.0.2.1":            "192.0.2.1/32",
		"::ffff:192.0.2.1":     "192.0.2.1/32",
		"::ffff:192.0.2.0/120": "192.0.2.0/24",
		"2001:db8::1%eth0":     "2001:db8::1/128",
		"2001:db8:1:2:3::/64":  "2001:db8:1:2::/64",
		"10.0.0.0/33":          "",
		"10.0.0.256":           "",
		"pc.example.com":       "",
		"2001:db8::%eth0/64":   "",
		"::ffff:192.0.2.0/24":  "::/24",
		"":                     "",
	} {
		got := ""
		if p, err := ParseNetwork(text); err == nil {
			got = p.String()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestEveryRuleIsExplained keeps the printed table complete.
func TestEveryRuleIsExplained(t *testing.T) {
	s := Default()
	text := written(t, &s)
	for _, r := range s.Rules {
		if !strings.Contains(text, "\n# Counts "+r.Counts.String()+" by "+r.Key.String()) || !strings.Contains(text, "\n[rule."+r.ID+"]\n") {
			t.Errorf("%s is not printed", r.ID)
		}
	}
	for line := range strings.Lines(text) {
		if len(line) > 100 || strings.TrimRight(line, " \n") != strings.TrimSuffix(line, "\n") {
			t.Errorf("line %q", line)
		}
	}
}

// FuzzRead holds that nothing panics, that errors have a place in the file, and
// that what is accepted is written and read back as the same.
func FuzzRead(f *testing.F) {
	def := Default()
	var b bytes.Buffer
	if err := Write(&b, &def); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	for _, c := range wrongFiles {
		f.Add([]byte(c.text))
	}
	f.Add([]byte("\xff\xfer\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Read("f", data)
		if err != nil {
			for _, e := range err.(Errors) {
				if e.Line < 1 || e.Column < 1 || e.Line > bytes.Count(data, []byte("\n"))+1 || e.Problem == "" {
					t.Errorf("%q: error %+v", data, e)
				}
			}
			return
		}
		if flaws := detect.CheckRules(s.Rules); flaws != nil {
			t.Errorf("%q: accepted with %v", data, flaws)
		}
		out := written(t, &s)
		if back := read(t, out); !reflect.DeepEqual(s, back) {
			t.Errorf("%q: read back as\n%s", data, out)
		}
	})
}

package log401_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	w3cTime  = "2006-01-02 15:04:05"
	ncsaTime = "02/Jan/2006:15:04:05 -0700"
)

var (
	repeatLine  = regexp.MustCompile(`^@repeat (\d+) every (\w+) from ([\d-]+ [\d:]+)$`)
	placeholder = regexp.MustCompile(`(\[?)\{(time|n)(?:([+%])(\w+))?\}`)
)

// expand writes out what stands between "@repeat N every SPAN from TIME" and
// "@end" as often as that says.
func expand(t *testing.T, text string) string {
	t.Helper()
	var out, body strings.Builder
	var r *repeat
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "@repeat "):
			r = parseRepeat(t, strings.TrimSpace(line))
		case strings.TrimSpace(line) == "@end":
			r.write(&out, body.String())
			r = nil
			body.Reset()
		case r != nil:
			body.WriteString(line)
		default:
			out.WriteString(line)
		}
	}
	if r != nil {
		t.Fatal("@repeat has no @end")
	}
	return out.String()
}

type repeat struct {
	t     *testing.T
	times int
	every time.Duration
	from  time.Time
}

func parseRepeat(t *testing.T, line string) *repeat {
	t.Helper()
	m := repeatLine.FindStringSubmatch(line)
	if m == nil {
		t.Fatalf("%q is no @repeat N every SPAN from YYYY-MM-DD HH:MM:SS", line)
	}
	times, _ := strconv.Atoi(m[1])
	from, err := time.Parse(w3cTime, m[3])
	if err != nil {
		t.Fatal(err)
	}
	return &repeat{t, times, parseSpan(t, m[2]), from}
}

func (r *repeat) write(out *strings.Builder, body string) {
	for i := range r.times {
		out.WriteString(placeholder.ReplaceAllStringFunc(body, func(hit string) string { return r.value(hit, i) }))
	}
}

func parseSpan(t *testing.T, text string) time.Duration {
	t.Helper()
	span, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return span
}

// value returns what a placeholder stands for in round i, which counts from 0.
func (r *repeat) value(hit string, i int) string {
	m := placeholder.FindStringSubmatch(hit)
	bracket, name, operator, operand := m[1], m[2], m[3], m[4]
	if name == "n" {
		if operator == "%" {
			every, err := strconv.Atoi(operand)
			if err != nil || every == 0 {
				r.t.Fatalf("%s: no number", hit)
			}
			i %= every
		}
		return fmt.Sprint(bracket, i+1)
	}
	at := r.from.Add(time.Duration(i) * r.every)
	if operator == "+" {
		at = at.Add(parseSpan(r.t, operand))
	}
	if bracket != "" {
		return bracket + at.Format(ncsaTime)
	}
	return at.Format(w3cTime)
}

func TestExpand(t *testing.T) {
	got := expand(t, "a\n@repeat 3 every 90s from 2026-03-02 08:00:00\n{time} {n} {n%2}\n[{time+1s}]\n@end\nb\n")
	want := `a
2026-03-02 08:00:00 1 1
[02/Mar/2026:08:00:01 +0000]
2026-03-02 08:01:30 2 2
[02/Mar/2026:08:01:31 +0000]
2026-03-02 08:03:00 3 1
[02/Mar/2026:08:03:01 +0000]
b
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

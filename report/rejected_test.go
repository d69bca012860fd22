package report

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"log401/parser"
)

// rejectedLines returns the rejected lines of a log in a form.
func rejectedLines(t *testing.T, log, source string, form RejectedForm) string {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(form.Head())
	w := NewRejectedWriter(&b, form)
	r := parser.NewReader(strings.NewReader(log), source, nil)
	r.OnReject(func(e *parser.LineError) {
		if err := w.Line(e); err != nil {
			t.Fatal(err)
		}
	})
	for {
		if _, err := r.Read(); err == io.EOF {
			break
		}
	}
	if n := r.Tally().Rejected; w.Count() != n {
		t.Errorf("%d lines written of %d", w.Count(), n)
	}
	return b.String()
}

const mixedLog = "#Date: 2026-01-05 07:00:00\n#Fields: time c-ip sc-status\n" +
	"08:00:00 192.0.2.1 401\ntorn \x1b[2J\xff\n08:00:01 192.0.2.1 4o1\r\n" +
	"#Fields: date time c-ip sc-status\n2026-01-05 08:00:00 192.0.2.1\n"

func TestRejectedCSV(t *testing.T) {
	long := strings.Repeat("x", parser.MaxLine+1)
	got, err := csv.NewReader(strings.NewReader(rejectedLines(t, mixedLog+long+"\n", "a\n\x1b[2J.log", RejectedCSV))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	const name = `a\x0a\x1b[2J.log`
	want := [][]string{
		{"source", "line", "column", "reason", "field", "text"},
		{name, "4", "11", "too few fields", "", `torn \x1b[2J\xff`},
		{name, "5", "20", "invalid status", "sc-status", "08:00:01 192.0.2.1 4o1"},
		{name, "7", "30", "too few fields", "", "2026-01-05 08:00:00 192.0.2.1"},
		{name, "8", "", "line too long, this is its start", "", long[:1024]},
	}
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || strings.Join(got[i], "|") != strings.Join(want[i], "|") {
			t.Errorf("row %d: got %.200q, want %.200q", i, got[min(i, len(got)-1)], want[min(i, len(want)-1)])
		}
	}
}

// The raw form has the bytes of the lines, and is read under the layouts that
// they were read under: each is rejected again for the same reason.
func TestRejectedLogIsReadAsBefore(t *testing.T) {
	const mark = "#Rejected: "
	first := rejectedLines(t, mixedLog, "a\n.log", RejectedLog)
	if !strings.Contains(first, "\ntorn \x1b[2J\xff\n") || !strings.Contains(first, mark+`a\x0a.log:5:20: sc-status: invalid status`+"\n") {
		t.Errorf("%q", first)
	}
	var reasons [2][]string
	for i, text := range []string{first, rejectedLines(t, first, "b.log", RejectedLog)} {
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, mark) {
				line = line[strings.LastIndex(line, ":"):]
			}
			reasons[i] = append(reasons[i], line)
		}
	}
	if got, want := strings.Join(reasons[1], ""), strings.Join(reasons[0], ""); got != want {
		t.Errorf("read again:\n%s\nbefore:\n%s", got, want)
	}
}

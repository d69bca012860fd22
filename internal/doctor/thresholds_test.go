package doctor

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// noon is when the logs of these tests begin.
var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// entries returns lines of W3C a second apart, whose client is the proxy
// 10.0.0.1 in some of a hundred, and else somebody else.
func entries(from time.Time, n, percent, status int) string {
	var b strings.Builder
	b.WriteString("#Fields: date time c-ip sc-status\n")
	for i := range n {
		client := "10.0.0.1"
		if i%100 >= percent {
			client = fmt.Sprintf("192.0.2.%d", i%100)
		}
		fmt.Fprintf(&b, "%s %s %d\n", from.Add(time.Duration(i)*time.Second).Format(time.DateTime), client, status)
	}
	return b.String()
}

// examineText examines the log of a stream.
func examineText(t *testing.T, name, log string) *Exam {
	t.Helper()
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(log)), nil }
	return Examine(t.Context(), Subject{Name: name, Stream: "s", Open: open})
}

// level returns how urgent a finding of a kind is, "" where there is none.
func level(x *Exam, kind string) Level {
	if i := slices.IndexFunc(x.Findings, func(f Finding) bool { return f.Kind == kind }); i >= 0 {
		return x.Findings[i].Level
	}
	return ""
}

// TestThresholds shows each kind of finding just where it begins.
func TestThresholds(t *testing.T) {
	pauses := func(usual, longest time.Duration) string {
		log, at := entries(noon, leastEnds, 0, 200), noon.Add(leastEnds*time.Second)
		for range maxPauses {
			at = at.Add(usual)
			log += at.Format(time.DateTime) + " 192.0.2.1 200\n"
		}
		return log + at.Add(longest).Format(time.DateTime) + " 192.0.2.1 200\n"
	}
	for _, test := range []struct {
		name, kind, log string
		want            Level
	}{
		{"60 % of a proxy", "proxy", entries(noon, 100, 60, 200), Improve},
		{"59 %", "proxy", entries(noon, 100, 59, 200), ""},
		{"50 lines", "proxy", entries(noon, 50, 100, 200), Improve},
		{"49 lines", "proxy", entries(noon, 49, 100, 200), ""},
		{"5 refused", "errors-only", entries(noon, 5, 0, 401), Improve},
		{"4 refused", "errors-only", entries(noon, 4, 0, 401), ""},
		{"5000 let in", "successes-only", entries(noon, 5000, 0, 200), Improve},
		{"4999 let in", "successes-only", entries(noon, 4999, 0, 200), ""},
		{"one line of a hundred", "rejected", entries(noon, 98, 0, 200) + "x\n", Improve},
		{"one line of 101", "rejected", entries(noon, 99, 0, 200) + "x\n", Look},
		{"ten minutes among seconds", "gap", pauses(2*time.Second, 10*time.Minute), Look},
		{"less than ten minutes", "gap", pauses(2*time.Second, 10*time.Minute-time.Second), ""},
		{"four times as long as others", "gap", pauses(5*time.Minute, 20*time.Minute), Look},
		{"not four times as long", "gap", pauses(5*time.Minute, 20*time.Minute-time.Second), ""},
	} {
		if got := level(examineText(t, "a.log", test.log), test.kind); got != test.want {
			t.Errorf("%s: %s is %q, want %q", test.name, test.kind, got, test.want)
		}
	}
}

// TestMissingFile: between two files of a stream a day and an hour may be
// missing, as a night without requests and a change of clocks may be.
func TestMissingFile(t *testing.T) {
	for _, test := range []struct {
		quiet time.Duration
		want  Level
	}{{25*time.Hour - time.Second, ""}, {25 * time.Hour, Look}} {
		exams := []*Exam{
			examineText(t, "a.log", entries(noon, 1, 0, 200)),
			examineText(t, "b.log", entries(noon.Add(test.quiet), 1, 0, 200)),
		}
		Compare(exams)
		if got := level(exams[1], "gap-between"); got != test.want {
			t.Errorf("quiet for %v: %q, want %q", test.quiet, got, test.want)
		}
	}
}

package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

const logs = "../../testdata"

// runScan runs log401 with some arguments and returns what it prints.
func runScan(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	e := &env{
		stdin: strings.NewReader(""), stdout: &out, stderr: &errs, local: time.UTC,
		now:      func() time.Time { return time.Date(2026, 3, 3, 8, 0, 0, 0, time.UTC) },
		terminal: terminal{width: 80},
	}
	status = run(context.Background(), args, e)
	return out.String(), errs.String(), status
}

// Same answer: JSON is byte-equal for any number of workers and any order of
// paths.
func TestLawSameAnswer(t *testing.T) {
	a, b, c := logs+"/demo/W3SVC1", logs+"/demo/nginx", logs+"/w3c"
	want, _, _ := runScan(t, "--format", "json", "--profile", "all", "--jobs", "1", a, b, c)
	if len(want) < 1000 {
		t.Fatalf("no report: %s", want)
	}
	for _, args := range [][]string{
		{"--jobs", "2", c, b, a}, {"--jobs", "16", b, c, a}, {b, a, c, a, logs + "/demo/nginx/access.log"},
	} {
		if got, _, _ := runScan(t, append([]string{"--format", "json", "--profile", "all"}, args...)...); got != want {
			t.Errorf("%v gives another report", args)
		}
	}
}

// Conservation: every line is an entry, a directive, blank or rejected, in
// every source and in all.
func TestLawConservation(t *testing.T) {
	e := &env{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: time.Now, local: time.UTC}
	f := scanFlags{viewFlags: viewFlags{top: 10, color: "never"}}
	j, err := f.job(e, []string{logs})
	if err != nil {
		t.Fatal(err)
	}
	if err := j.expand(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	in := e.readAll(context.Background(), j, true).report.Input
	if in.Lines == 0 || in.Lines != in.Entries+in.Directives+in.Blank+in.Rejected {
		t.Errorf("%+v", in.Tally)
	}
	var rejected, lines int64
	for _, s := range in.Sources {
		lines += s.Lines
		if s.Lines != s.Entries+s.Directives+s.Blank+s.Rejected {
			t.Errorf("%s: %+v", s.Name, s.Tally)
		}
	}
	for _, r := range in.Rejects {
		rejected += r.Count
		if r.First.Line == 0 || r.First.Source == "" {
			t.Errorf("%s has no position", r.Reason)
		}
	}
	if rejected != in.Rejected || lines != in.Lines {
		t.Errorf("%d lines and %d rejected by source and reason, %d and %d in all", lines, rejected, in.Lines, in.Rejected)
	}
}

// Hostile text stays text: no control byte reaches the output, whatever stands
// in the logs and in the names of files.
func TestLawHostileTextStaysText(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, "a\x1b[2Jb.log")
	hostile := "#Fields: date time c-ip cs-username cs-uri-stem sc-status sc-substatus sc-win32-status\n"
	for range 12 {
		hostile += "2026-03-01 08:00:00 \x1b]0;x\x07 =cmd|'/c\x9b31m'!A1\u202e\xff /<b>\u2028\x7f 401 1 1326\nreject \x1b[31m\n"
	}
	if err := os.WriteFile(name, []byte(hostile), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"table", "json", "csv"} {
		stdout, stderr, _ := runScan(t, "--format", format, "--all", "--profile", "all", "--by", "client,user,path", name, logs+"/w3c/hostile.log", folder+"/\x1bmissing")
		for _, text := range []string{stdout, stderr} {
			if i := strings.IndexFunc(text, isControl); i >= 0 || !utf8.ValidString(text) {
				t.Errorf("%s: control text at %d: %q", format, i, text[max(0, i-40):min(len(text), i+40)])
			}
		}
		for _, formula := range []string{"\n=cmd", ",=cmd", "\"=cmd"} {
			if format == "csv" && strings.Contains(stdout, formula) {
				t.Errorf("a cell starts with a formula: %q", formula)
			}
		}
	}
}

func isControl(r rune) bool {
	return r < 0x20 && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r == 0x2028
}

// Evidence: every alert names lines, and they are lines of its client or user.
func TestLawEvidence(t *testing.T) {
	r := scanFolder(t, logs+"/demo")
	if len(r.Alerts) < 5 {
		t.Fatalf("%d alerts", len(r.Alerts))
	}
	for _, a := range r.Alerts {
		if len(a.Evidence) == 0 || len(a.Evidence) > 10 {
			t.Errorf("%s: %d lines", a.ID, len(a.Evidence))
		}
		for _, at := range a.Evidence {
			data, err := os.ReadFile(at.Source)
			if err != nil {
				t.Fatal(err)
			}
			line := strings.Split(string(data), "\n")[at.Line-1]
			if !strings.Contains(line, a.Client) || !strings.Contains(line, a.User) {
				t.Errorf("%s: %s does not tell of %s %s: %s", a.ID, at, a.Client, a.User, line)
			}
		}
	}
}

// Nothing silent: whatever is missing or odd in the test logs is said.
func TestLawNothingSilent(t *testing.T) {
	for _, test := range []struct{ log, want string }{
		{"w3c/httperr.log", "HTTP.sys"},
		{"w3c/ftp.log", "FTP"},
		{"w3c/no-substatus.log", "sc-substatus"},
		{"w3c/iis-no-header.log", "--fields iis"},
		{"w3c/iis-nul-run.log", "NUL"},
		{"w3c/empty.log", "empty"},
		{"w3c/iis-errors-only.log", "selectiveLogging"},
		{"ncsa/nginx-error.log", "error log"},
	} {
		stdout, _, _ := runScan(t, logs+"/"+test.log)
		if !strings.Contains(strings.Join(strings.Fields(stdout), " "), test.want) {
			t.Errorf("%s: nothing of %q in\n%s", test.log, test.want, stdout)
		}
	}
}

// An interrupted scan reports what it has, marked, and says so in its status.
func TestInterruptedScan(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out bytes.Buffer
	e := &env{stdin: strings.NewReader(""), stdout: &out, stderr: io.Discard, now: time.Now, local: time.UTC}
	status := run(ctx, []string{"--format", "json", logs + "/demo"}, e)
	if status != exitInterrupted || !strings.Contains(out.String(), `"complete":false`) {
		t.Errorf("status %d, report %.200s", status, out.String())
	}
}

// burst is a log of guesses of one client within a minute of one day.
func burst(day, client string) string {
	log := "#Fields: date time c-ip cs-username cs-uri-stem sc-status sc-substatus sc-win32-status\n"
	for s := range 40 {
		log += day + time.Unix(int64(s), 0).UTC().Format(" 15:04:05 ") + client + " alice / 401 1 1326\n"
	}
	return log
}

// scanText returns the JSON report on a log on standard input.
func scanText(t *testing.T, log string) string {
	t.Helper()
	var out bytes.Buffer
	e := &env{stdin: strings.NewReader(log), piped: true, stdout: &out, stderr: io.Discard, now: time.Now, local: time.UTC}
	if status := run(context.Background(), []string{"--format", "json"}, e); status != exitDone {
		t.Fatalf("status %d", status)
	}
	return out.String()
}

// alertIDs returns the IDs of the alerts of a JSON report.
func alertIDs(report string) (ids []string) {
	for _, part := range strings.Split(report, `{"id":"`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		ids = append(ids, id)
	}
	return ids
}

// Days joined newest first, and a line whose time stands alone, hide nothing.
func TestTimeThatGoesBackHidesNothing(t *testing.T) {
	first, second := burst("2026-01-01", "192.0.2.1"), burst("2026-01-02", "192.0.2.2")
	future := "#Fields: date time c-ip cs-username cs-uri-stem sc-status sc-substatus sc-win32-status\n" +
		"2027-01-01 00:00:00 192.0.2.9 alice / 401 1 1326\n"
	for name, test := range map[string]struct{ log, note string }{
		"oldest first":         {first + second, ""},
		"newest first":         {second + first, "The time steps back in stdin"},
		"a line of the future": {future + first + second, "a time more than ten minutes ahead"},
		"one in the middle":    {first + future + second, "a time more than ten minutes ahead"},
		"a file twice":         {first + second + first + second, "The time steps back in stdin"},
	} {
		report := scanText(t, test.log)
		for _, client := range []string{"192.0.2.1", "192.0.2.2"} {
			if !strings.Contains(report, `"rule":"brute-force","severity":"medium","kind":null,"client":"`+client+`"`) {
				t.Errorf("%s: no alert about %s in %s", name, client, report)
			}
		}
		if ids := alertIDs(report); len(slices.Compact(slices.Sorted(slices.Values(ids)))) != len(ids) {
			t.Errorf("%s: alerts share an ID: %q", name, ids)
		}
		if !strings.Contains(report, test.note) {
			t.Errorf("%s: no note of it in %s", name, report)
		}
	}
}

// What the log shows after a question settles it, also by lines that matter to
// nobody else.
func TestQuietLinesSettleQuestions(t *testing.T) {
	const header = "#Fields: date time c-ip cs-username cs-uri-stem sc-status sc-substatus sc-win32-status\n"
	log := header + "2026-01-01 08:00:00 192.0.2.9 - / 200 0 0\n2026-01-01 08:00:01 192.0.2.1 - / 401 2 5\n"
	if report := scanText(t, log); !strings.Contains(report, `"by_outcome":{"undetermined":1}`) {
		t.Errorf("the log ends at once: %s", report)
	}
	log += "2026-01-01 08:05:00 192.0.2.9 - / 200 0 0\n"
	if report := scanText(t, log); !strings.Contains(report, `"by_outcome":{"unanswered":1}`) {
		t.Errorf("the log goes on: %s", report)
	}
}

// What lies outside the span asked for settles nothing, and its answers are not
// missed.
func TestUntilInventsNoFailure(t *testing.T) {
	const log = `192.0.2.9 - - [05/Jan/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 1
192.0.2.9 - - [05/Jan/2026:09:00:01 +0000] "GET / HTTP/1.1" 200 1
192.0.2.1 - alice [05/Jan/2026:10:00:00 +0000] "GET /a HTTP/1.1" 401 1
192.0.2.1 - alice [05/Jan/2026:10:00:02 +0000] "GET /a HTTP/1.1" 200 1
192.0.2.9 - - [05/Jan/2026:10:10:00 +0000] "GET / HTTP/1.1" 200 1
`
	file := filepath.Join(t.TempDir(), "access.log")
	if err := os.WriteFile(file, []byte(log), 0o644); err != nil {
		t.Fatal(err)
	}
	report, _, status := runScan(t, "--format", "json", "--until", "2026-01-05 10:00:01", file)
	if status != exitDone || !strings.Contains(report, `"by_outcome":{"undetermined":1}`) {
		t.Errorf("status %d: %s", status, report)
	}
}

// Prefix rule: whatever is settled about the start of a log stays when more of
// it is read; only what was undetermined may change.
func TestLawPrefix(t *testing.T) {
	data, err := os.ReadFile(logs + "/demo/W3SVC1/u_ex260302.log")
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	before := map[string]int64{}
	for n := 100; n < len(lines); n += 100 {
		e := &env{stdin: bytes.NewReader(bytes.Join(lines[:n], nil)), piped: true, stdout: io.Discard, stderr: io.Discard, now: time.Now, local: time.UTC}
		f := scanFlags{viewFlags: viewFlags{color: "never"}}
		j, err := f.job(e, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := j.expand(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		after := e.readAll(context.Background(), j, true).report.Denials.ByOutcome
		for outcome, count := range before {
			if outcome != "undetermined" && after[outcome] < count {
				t.Errorf("after %d lines: %d × %s, %d a hundred lines before", n, after[outcome], outcome, count)
			}
		}
		before = after
	}
}

// A read that waits for nobody knows how long ends when the scan is ended.
func TestInterruptedWhileWaiting(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	in, feed := io.Pipe()
	defer feed.Close()
	var out bytes.Buffer
	e := &env{stdin: in, piped: true, stdout: &out, stderr: io.Discard, now: time.Now, local: time.UTC}
	done := make(chan int)
	go func() { done <- run(ctx, []string{"--format", "json"}, e) }()
	if _, err := feed.Write([]byte(burst("2026-01-01", "192.0.2.1"))); err != nil {
		t.Fatal(err)
	}
	cancel()
	if status := <-done; status != exitInterrupted || !strings.Contains(out.String(), `"complete":false`) {
		t.Errorf("status %d, report %.100s", status, out.String())
	}
}

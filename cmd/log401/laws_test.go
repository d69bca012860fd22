package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
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
		getenv:   func(string) string { return "" },
	}
	status = run(context.Background(), args, e)
	return out.String(), errs.String(), status
}

// Same answer: JSON is byte-equal for any number of workers and any order of
// paths.
func TestLawSameAnswer(t *testing.T) {
	a, b, c := logs+"/demo/W3SVC1", logs+"/demo/nginx", logs+"/w3c"
	want, _, _ := runScan(t, "--format", "json", "--jobs", "1", a, b, c)
	if len(want) < 1000 {
		t.Fatalf("no report: %s", want)
	}
	for _, args := range [][]string{
		{"--jobs", "2", c, b, a}, {"--jobs", "16", b, c, a}, {b, a, c, a, logs + "/demo/nginx/access.log"},
	} {
		if got, _, _ := runScan(t, append([]string{"--format", "json"}, args...)...); got != want {
			t.Errorf("%v gives another report", args)
		}
	}
}

// Conservation: every line is an entry, a directive, blank or rejected, in
// every source and in all.
func TestLawConservation(t *testing.T) {
	e := &env{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: time.Now, local: time.UTC}
	f := scanFlags{top: 10, color: "never"}
	j, err := f.job(e, []string{logs})
	if err != nil {
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
		stdout, stderr, _ := runScan(t, "--format", format, "--all", "--by", "client,user,path", name, logs+"/w3c/hostile.log", folder+"/\x1bmissing")
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

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// call runs the command.
func call(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, messages strings.Builder
	status = run(context.Background(), args, &out, &messages)
	return out.String(), messages.String(), status
}

// TestCompare measures what is quick to measure. What it takes is not looked
// at, and tools may be missing.
func TestCompare(t *testing.T) {
	for _, program := range []string{"sh", "go"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	dir := t.TempDir()
	stdout, stderr, status := call(t, "compare", "-dir", dir, "-lines", "2000", "-runs", "1", "-only", "jobs,startup")
	if status != 0 {
		t.Fatalf("status %d\n%s", status, stderr)
	}
	for _, want := range []string{
		"* rounds: 1;", "* logs of full size have 2000 lines;",
		"| jobs | ", "| startup | ", "\n| startup | mawk | 20 | ",
		"\n# jobs\nlog401 --jobs 2 --format json \"$FILE\"\n",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the report does not have %q", want)
		}
	}
	if t.Failed() {
		t.Log(stdout)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 2 {
		t.Errorf("%q are left, want two logs", left)
	}
}

// TestFailingTools: a tool that is missing or fails is said to be; log401 has
// to work.
func TestFailingTools(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip(err)
	}
	var progress strings.Builder
	w := workshop{logs: t.TempDir(), tmp: t.TempDir(), progress: &progress}
	c := comparison{name: "failing", commands: []command{
		{"stub", "", few, ":"},
		{"missing", "log401-no-such-program", few, "log401-no-such-program"},
		{"failing", "sh", few, "echo out of order >&2; exit 7"},
	}}
	o, err := w.measure(context.Background(), &c, fewLines, 2)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		problem string
		samples int
	}{{"", 2}, {"not installed", 0}, {"failed", 0}} {
		if s := o.series[i]; s.problem != want.problem || len(s.samples) != want.samples {
			t.Errorf("%s: %q and %d samples, want %q and %d", s.name, s.problem, len(s.samples), want.problem, want.samples)
		}
	}
	if !strings.Contains(progress.String(), "out of order") {
		t.Errorf("nothing says why a tool failed: %s", progress.String())
	}
	c.commands = []command{{"log401", "", few, "exit 3"}}
	if _, err := w.measure(context.Background(), &c, fewLines, 1); err == nil {
		t.Error("log401 fails and nothing says so")
	}
}

func TestMake(t *testing.T) {
	file := filepath.Join(t.TempDir(), "logs", "u_ex.log")
	if _, stderr, status := call(t, "make", "w3c-hostile", "100", file); status != 0 {
		t.Fatalf("status %d\n%s", status, stderr)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), "\n2026-01-05 "); n != 100 {
		t.Errorf("%d entries, want 100", n)
	}
	if left, _ := filepath.Glob(file + "*"); len(left) != 1 {
		t.Errorf("%q are left", left)
	}
}

func TestStatus(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		stderr string
	}{
		{[]string{"help"}, 0, ""},
		{[]string{"measure"}, 2, "bench: command \"measure\": not known\n\nUsage:"},
		{[]string{"make", "w3c-public", "1", filepath.Join(os.DevNull, "x.log")}, 1, "bench: "},
	} {
		stdout, stderr, status := call(t, c.args...)
		if status != c.status || !strings.HasPrefix(stderr, c.stderr) || (status == 0) != strings.HasPrefix(stdout, "Usage:") {
			t.Errorf("%q: status %d\n%s%s", c.args, status, stdout, stderr)
		}
	}
}

func TestCPUModel(t *testing.T) {
	for _, c := range []struct{ info, want string }{
		{"processor\t: 0\nmodel\t\t: 2\nmodel name\t: A Processor @ 2 GHz\nflags\t: x\n", "A Processor @ 2 GHz"},
		{"Processor\t: 0\n", "arm64"},
		{"", "arm64"},
	} {
		if got := cpuModel(c.info, "arm64"); got != c.want {
			t.Errorf("%q: %q, want %q", c.info, got, c.want)
		}
	}
}

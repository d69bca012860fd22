package main

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"log401/internal/biglog"
)

func TestParseArgs(t *testing.T) {
	kind, err := biglog.KindByName("w3c-public")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		want any // a task, or a part of the error
	}{
		{"", "no command"},
		{"help", helpTask{}},
		{"--help", helpTask{}},
		{"compare -h", helpTask{}},
		{"measure", `command "measure": not known`},
		{"make w3c-public 300 u_ex.log", &makeTask{kind, 300, "u_ex.log"}},
		{"make w3c-public 300", "2 arguments, want KIND LINES FILE"},
		{"make w3c 300 u_ex.log", `kind "w3c": not known`},
		{"make w3c-public -1 u_ex.log", `lines "-1"`},
		{"make w3c-public many u_ex.log", `lines "many"`},
		{"compare -dir d -lines 2000 -runs 1 -only jobs", &compareTask{"d", 2000, 1, []*comparison{byName(t, "jobs")}}},
		{"compare -dir d -only memory,startup", &compareTask{"d", defaultLines, defaultRuns, []*comparison{byName(t, "memory"), byName(t, "startup")}}},
		{"compare -only awk", `-only "awk": no comparison of that name`},
		{"compare -lines 3", "-lines 3: at least 20"},
		{"compare -runs 0", "-runs 0: at least one"},
		{"compare jobs", `argument "jobs": only flags`},
		{"compare -fast", "-fast"},
	} {
		got, err := parseArgs(strings.Fields(c.args))
		if why, ok := c.want.(string); ok {
			if err == nil || !strings.Contains(err.Error(), why) {
				t.Errorf("%q: error %v, want one that says %q", c.args, err, why)
			}
		} else if err != nil || !sameTask(got, c.want) {
			t.Errorf("%q: %+v, error %v, want %+v", c.args, got, err, c.want)
		}
	}
}

// sameTask compares tasks; a kind holds a function and is compared by name.
func sameTask(a, b any) bool {
	x, ok := a.(*makeTask)
	y, okToo := b.(*makeTask)
	if ok && okToo {
		return x.kind.Name == y.kind.Name && x.lines == y.lines && x.file == y.file
	}
	return reflect.DeepEqual(a, b)
}

func byName(t *testing.T, name string) *comparison {
	t.Helper()
	list, err := chosen(name)
	if err != nil || len(list) != 1 {
		t.Fatalf("comparison %q: %v", name, err)
	}
	return list[0]
}

func TestAllComparisonsByDefault(t *testing.T) {
	got, err := parseArgs([]string{"compare"})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(got.(*compareTask).only); n != len(comparisons) {
		t.Errorf("%d comparisons, want %d", n, len(comparisons))
	}
}

func TestUsageNamesComparisons(t *testing.T) {
	for _, c := range comparisons {
		if !strings.Contains(usage(), c.name) {
			t.Errorf("usage does not name %s", c.name)
		}
	}
}

// TestDocumentedCommands: what BENCHMARKS.md says to run is understood, and it
// speaks of every comparison.
func TestDocumentedCommands(t *testing.T) {
	text, err := os.ReadFile("../../BENCHMARKS.md")
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for line := range strings.Lines(string(text)) {
		if args, ok := strings.CutPrefix(strings.TrimSpace(line), "go run ./internal/bench "); ok {
			args, _, _ = strings.Cut(args, " >")
			commands = append(commands, args)
		}
	}
	if !slices.ContainsFunc(commands, func(c string) bool { return strings.HasPrefix(c, "make ") }) || !slices.Contains(commands, "compare") {
		t.Errorf("BENCHMARKS.md shows %q, not both commands", commands)
	}
	for _, c := range commands {
		if _, err := parseArgs(strings.Fields(c)); err != nil {
			t.Errorf("%q: %v", c, err)
		}
	}
	for _, c := range comparisons {
		if !strings.Contains(string(text), "| `"+c.name+"` |") {
			t.Errorf("BENCHMARKS.md says nothing of %s", c.name)
		}
	}
}

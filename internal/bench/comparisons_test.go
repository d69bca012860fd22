package main

import (
	"slices"
	"strings"
	"testing"

	"log401/internal/biglog"
)

// TestTable: every row of the table can be measured and judged.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range comparisons {
		if seen[c.name] || c.name == "" || c.about == "" {
			t.Errorf("%q: no name of its own, or nothing about it", c.name)
		}
		seen[c.name] = true
		if len(c.commands) == 0 || c.commands[0].needs != "" {
			t.Errorf("%s: the first command is not that of log401", c.name)
		}
		for _, b := range c.bounds {
			if b.of.relative && len(c.commands) < 2 {
				t.Errorf("%s: nothing to compare with", c.name)
			}
			if b.most <= 0 || b.aim >= b.most {
				t.Errorf("%s: at most %v, aim %v", c.name, b.most, b.aim)
			}
		}
		for i := range c.commands {
			checkCommand(t, c.name, &c.commands[i])
		}
	}
}

func checkCommand(t *testing.T, of string, c *command) {
	t.Helper()
	program := c.needs
	if program == "" {
		program = "log401"
	} else if !slices.ContainsFunc(versions, func(v version) bool { return v.program == c.needs }) {
		t.Errorf("%s: nothing says how %s tells its version", of, c.needs)
	}
	if !strings.Contains(c.line, program+" ") || !strings.Contains(c.line, `"$FILE"`) {
		t.Errorf("%s: %q does not run %s on the input", of, c.line, program)
	}
	if _, err := biglog.KindByName(c.input.kind); err != nil {
		t.Errorf("%s: %v", of, err)
	}
}

func TestInputSize(t *testing.T) {
	for _, c := range []struct {
		in         input
		full, want int
	}{
		{publicW3C, 4_000_000, 4_000_000},
		{packed, 4_000_000, 4_000_000},
		{cut, 4_000_000, 200_000},
		{cut, 100, fewLines},
		{few, 4_000_000, fewLines},
	} {
		if got := c.in.size(c.full); got != c.want {
			t.Errorf("%+v of %d: %d, want %d", c.in, c.full, got, c.want)
		}
	}
}

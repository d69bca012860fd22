package labelled

import (
	"bytes"
	"maps"
	"reflect"
	"slices"
	"testing"
)

func TestSameSeedSameLog(t *testing.T) {
	a, b := Make(7), Make(7)
	if !reflect.DeepEqual(a.Files, b.Files) || !reflect.DeepEqual(a.Truth, b.Truth) || !reflect.DeepEqual(a.Plants, b.Plants) {
		t.Error("two logs of one seed differ")
	}
	if c := Make(8); reflect.DeepEqual(a.Files, c.Files) {
		t.Error("logs of two seeds are equal")
	}
}

// Every scenario leaves lines of its own, and the truth about its denials.
func TestScenarios(t *testing.T) {
	base := len(Make(0).lines)
	if base < 200 {
		t.Fatalf("%d lines", base)
	}
	for _, s := range scenarios {
		l := Only(s.name, 3)
		lines, denials := 0, 0
		for _, x := range l.lines {
			if x.truth.Scenario != s.name {
				continue
			}
			lines++
			if x.truth.Outcome != "" {
				denials++
			}
		}
		if lines == 0 || denials == 0 && s.name != "anonymous visits" {
			t.Errorf("%s: %d lines, %d denials", s.name, lines, denials)
		}
	}
}

func TestScenarioNamesAreUnique(t *testing.T) {
	names := Scenarios()
	slices.Sort(names)
	if unique := slices.Compact(slices.Clone(names)); len(unique) != len(names) {
		t.Errorf("%q", names)
	}
}

// Shuffling moves lines within their second and changes nothing else.
func TestShuffled(t *testing.T) {
	l := Make(5)
	s := l.Shuffled(99)
	moved := false
	for i := range servers {
		if got, want := linesOf(s, i), linesOf(l, i); !maps.Equal(got, want) {
			t.Errorf("%s: other lines", servers[i].folder)
		}
		moved = moved || !bytes.Equal(s.Files[i].Data, l.Files[i].Data)
	}
	if !moved {
		t.Error("nothing moved")
	}
	if len(s.Truth) != len(l.Truth) {
		t.Errorf("truth about %d lines, before %d", len(s.Truth), len(l.Truth))
	}
}

// linesOf counts the lines of a server.
func linesOf(l *Log, server int) map[string]int {
	count := map[string]int{}
	for _, f := range l.Files {
		if f.Folder == servers[server].folder {
			for _, line := range bytes.Split(f.Data, []byte("\n")) {
				count[string(line)]++
			}
		}
	}
	return count
}

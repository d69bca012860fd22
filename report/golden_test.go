package report

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Zones that do not depend on those installed where the test runs.
var (
	berlin  = time.FixedZone("CET", 3600)
	kolkata = time.FixedZone("IST", 5*3600+1800)
)

func TestGolden(t *testing.T) {
	full := fixture(Options{})
	all := fixture(Options{All: true})
	by := fixture(Options{By: []string{"client", "path"}})
	hours := fixture(Options{By: []string{"hour", "network", "method"}, Location: kolkata})
	table := func(r *Report, o TableOptions) func(io.Writer) error {
		return func(w io.Writer) error { return WriteTable(w, r, o) }
	}
	tests := []struct {
		file  string
		write func(io.Writer) error
	}{
		{"table-80.txt", table(full, TableOptions{})},
		{"table-140.txt", table(full, TableOptions{Width: 140, Location: berlin})},
		{"table-ascii.txt", table(full, TableOptions{ASCII: true})},
		{"table-color.txt", table(full, TableOptions{Color: true, Top: 3})},
		{"table-all.txt", table(all, TableOptions{Width: 120, All: true, Top: -1})},
		{"table-by.txt", table(by, TableOptions{})},
		{"table-by-hour.txt", table(hours, TableOptions{Top: 5, Location: kolkata})},
		{"by-hour.csv", func(w io.Writer) error { return WriteCSV(w, hours) }},
		{"table-quiet.txt", table(quiet(), TableOptions{})},
		{"table-empty.txt", table(NewBuilder(Options{}).Report(emptyAccount(), nil, nil, false), TableOptions{})},
		{"table-profiles.txt", table(profiled(), TableOptions{Top: 2})},
		{"report-profiles.json", func(w io.Writer) error { return WriteJSON(w, profiled()) }},
		{"report.json", func(w io.Writer) error { return WriteJSON(w, full) }},
		{"report-all-by.json", func(w io.Writer) error { return WriteJSON(w, fixture(Options{All: true, By: sixKeys})) }},
		{"groups.csv", func(w io.Writer) error { return WriteCSV(w, full) }},
		{"by.csv", func(w io.Writer) error { return WriteCSV(w, by) }},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			var b bytes.Buffer
			if err := test.write(&b); err != nil {
				t.Fatal(err)
			}
			compareGolden(t, filepath.Join("testdata", test.file), b.Bytes())
		})
	}
}

func compareGolden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("%s:%d: got\n%q\nwant\n%q\n(go test -update writes it anew)", file, i+1, g[i], w[i])
		}
	}
	t.Fatalf("%s: got %d lines, want %d", file, len(g), len(w))
}

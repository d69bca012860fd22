package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestCSVCell(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"alice", "alice"},
		{`CONTOSO\alice`, `CONTOSO\alice`},
		{"=1+1", "'=1+1"},
		{"+1", "'+1"},
		{"-1", "'-1"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"＝1", "'＝1"},
		{"＋1", "'＋1"},
		{"－1", "'－1"},
		{"＠x", "'＠x"},
		{"  =1", "'  =1"},
		{"  a ", `"  a "`},
		{"\u00a0=1", `\u{a0}=1`},
		{"\t=1", `\x09=1`},
		{"\r\n=1", `\x0d\x0a=1`},
		{"a,b", `"a,b"`},
		{`say "hi"`, `"say ""hi"""`},
		{`"=1"`, `"'""=1"""`},
		{"a;=1;b", `"a;'=1;b"`},
		{"a=b", "a=b"},
		{"\x1b[31m\xff", `\x1b[31m\xff`},
	}
	for _, test := range tests {
		if got := csvCell(test.in); got != test.want {
			t.Errorf("csvCell(%q) = %q, want %q", test.in, got, test.want)
		}
		if isBareCell(test.in) && test.in != test.want {
			t.Errorf("%q is written as it is", test.in)
		}
	}
}

func TestCSVReadsBack(t *testing.T) {
	for _, r := range []*Report{
		fixture(Options{}), fixture(Options{By: sixKeys}), fixture(Options{MaxGroups: 2}), fixture(Options{MaxGroups: 2, By: []string{"path"}}),
	} {
		var b bytes.Buffer
		if err := WriteCSV(&b, r); err != nil {
			t.Fatal(err)
		}
		if n, m := strings.Count(b.String(), "\n"), strings.Count(b.String(), "\r\n"); n != m {
			t.Errorf("%d line ends, %d of them CRLF", n, m)
		}
		rows, err := csv.NewReader(&b).ReadAll() // fails where rows differ in length
		if err != nil {
			t.Fatal(err)
		}
		column := slices.Index(rows[0], "count")
		if column < 0 {
			t.Fatalf("columns %q", rows[0])
		}
		var sum int64
		for _, row := range rows[1:] {
			var n int64
			if _, err := fmt.Sscan(row[column], &n); err != nil {
				t.Fatal(err)
			}
			sum += n
		}
		if want := csvTotal(r); sum != want {
			t.Errorf("counts add up to %d, want %d", sum, want)
		}
	}
}

func csvTotal(r *Report) int64 {
	if r.By != nil {
		return rowSum(r.By)
	}
	n := r.Cut.Denials + r.Cut.LogOnly
	for g := range r.Groups.All() {
		n += g.Count
	}
	return n
}

func TestNamesAreBareCells(t *testing.T) {
	for _, s := range []string{"", "203.0.113.9", `CONTOSO\alice`, "/portal/default.aspx", "alice@example.com", "401.1"} {
		if !isBareCell(s) {
			t.Errorf("%q takes the long way", s)
		}
	}
}

func FuzzCSVCell(f *testing.F) {
	hostileSeeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		cell := csvCell(s)
		if isBareCell(s) && cell != s {
			t.Fatalf("%q is written as it is, and not as %q", s, cell)
		}
		mustBePlain(t, cell, false)
		record, err := csv.NewReader(strings.NewReader("x," + cell + ",y\n")).Read()
		if err != nil || len(record) != 3 {
			t.Fatalf("%q does not read back: %q, %v", cell, record, err)
		}
		for part := range strings.SplitSeq(record[1], ";") {
			part = strings.TrimLeftFunc(part, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
			for _, start := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
				if strings.HasPrefix(part, start) {
					t.Errorf("%q may be taken for a formula", record[1])
				}
			}
		}
	})
}

func BenchmarkCSV(b *testing.B) {
	r := generated(manyGroups)
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteCSV(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}

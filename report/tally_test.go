package report

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestTableCountsAsAMapDoes counts keys of all lengths, around the sizes of
// blocks and pieces, and looks at the rows through a view that is not of the
// last moment.
func TestTableCountsAsAMapDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	table, counts := newTable(1<<20), make(map[string]int64)
	var keys []string // in the order of rows
	count := func() {
		key := fmt.Sprint(r.IntN(4*blockRows)) + strings.Repeat("x", max(0, r.IntN(400)-380)*longText/10)
		if counts[key]++; counts[key] == 1 {
			keys = append(keys, key)
		}
		if table.add([]byte(key), len(key), int64(len(keys))) == nil {
			t.Fatal("left out")
		}
	}
	for range 2 * blockRows {
		count()
	}
	early, earlyKeys, then := table.view(), slices.Clone(keys), make(map[string]int64)
	for key, n := range counts {
		then[key] = n
	}
	for range 8 * blockRows {
		count()
	}
	check(t, early, earlyKeys, then)
	check(t, table.view(), keys, counts)
}

func check(t *testing.T, v view, keys []string, counts map[string]int64) {
	t.Helper()
	if v.n != len(keys) {
		t.Fatalf("%d rows, want %d", v.n, len(keys))
	}
	for i, key := range keys {
		row, record := v.row(i)
		if record != key || row.count != counts[key] || row.first != int64(i+1) {
			t.Fatalf("row %d: %.20q %d from %d, want %.20q %d", i, record, row.count, row.first, key, counts[key])
		}
	}
}

// TestRecordsReadBack: what tells rows apart is what comes back.
func TestRecordsReadBack(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	for range 1000 {
		g := groupKey{client: randomText(r), user: randomText(r), code: r.Uint32() >> r.IntN(32), cause: r.Uint32() >> r.IntN(32)}
		g.outcome, g.logOnly, g.likely = 9, r.IntN(2) == 0, r.IntN(2) == 0
		if got := groupKeyOf(string(g.append(nil))); got != g {
			t.Fatalf("%+v came back as %+v", g, got)
		}
		a := asideKey{client: randomText(r), reason: strings.Repeat("r", r.IntN(300)), queue: randomText(r), status: r.IntN(1000), substatus: -1, win32: r.Int64()}
		if got := asideKeyOfRecord(string(a.append(nil))); got != a {
			t.Fatalf("%+v came back as %+v", a, got)
		}
	}
}

package report

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"log401/handshake"
)

// A randomText is one of a few that start alike: of any length around that of a
// window, with bytes that may be taken for the end.
func randomText(r *rand.Rand) string {
	s := []byte(strings.Repeat(string("ab\x00\xff"[r.IntN(4)]), r.IntN(3*windowBytes)))
	if len(s) > 0 {
		s[r.IntN(len(s))] = "ab\x00\xff"[r.IntN(4)]
	}
	return string(s)
}

func TestWindowsKeepTheOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for range 20_000 {
		a, b := randomText(r), randomText(r)
		want := strings.Compare(a, b)
		got := 0
		for at := 0; got == 0; at += windowBytes {
			x, y := windowAt(a, at), windowAt(b, at)
			got = comparePlaced(placed{window: x}, placed{window: y})
			if got == 0 && !x.goesOn() {
				break
			}
		}
		if got != want {
			t.Fatalf("%q and %q: %d, want %d", a, b, got, want)
		}
	}
}

func TestGroupsAndRowsAreSorted(t *testing.T) {
	for seed, by := range [][]string{{"path"}, {"path", "user"}, {"hour", "path"}, {"hour"}} {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		b := NewBuilder(Options{By: by, All: true})
		for range 3000 {
			d := randomDenial(r)
			d.Event.Origin = originOf(randomText(r), "")
			d.Event.Path, d.Event.Time = randomText(r), r.Int64N(1e14)
			if d.Event.User == "" && d.Outcome == handshake.Failure {
				d.LikelyUser = randomText(r)
			}
			b.Denial(d)
		}
		rep := report(b)
		if !slices.IsSortedFunc(slices.Collect(rep.Groups.All()), compareGroups) {
			t.Errorf("by %s: groups are not sorted", by)
		}
		rows := slices.Collect(rep.By.Rows.All())
		want := slices.Clone(rows)
		slices.SortFunc(want, mostFirst)
		if by[0] == hourKey {
			sortByTime(want)
		}
		if !slices.EqualFunc(rows, want, func(x, y Row) bool { return mostFirst(x, y) == 0 }) {
			t.Errorf("by %s: rows are not sorted", by)
		}
	}
}

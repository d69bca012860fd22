package handshake

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSortTurns compares with a sort by comparison.
func TestSortTurns(t *testing.T) {
	r := rand.New(rand.NewPCG(401, 5))
	for n := range 200 {
		var masks [numWords]uint64
		for w := range masks {
			masks[w] = r.Uint64() & r.Uint64() & r.Uint64() & -uint64(r.IntN(2))
		}
		turns := make([]turn, n)
		for i := range turns {
			turns[i].index = int32(i)
			for w := range masks {
				turns[i].words[w] = r.Uint64() & masks[w]
			}
		}
		want := slices.Clone(turns)
		slices.SortStableFunc(want, func(a, b turn) int {
			return cmp.Or(cmp.Compare(a.words[2], b.words[2]), cmp.Compare(a.words[1], b.words[1]), cmp.Compare(a.words[0], b.words[0]))
		})
		got, room := sortTurns(turns, make([]turn, n))
		if !slices.Equal(got, want) || len(room) != n {
			t.Fatalf("%d turns are not in order", n)
		}
	}
}

func TestUnsigned(t *testing.T) {
	ordered := []int64{-1 << 63, -2, -1, 0, 1, 1<<63 - 1}
	if !slices.IsSortedFunc(ordered, func(a, b int64) int { return cmp.Compare(unsigned(a), unsigned(b)) }) {
		t.Error("numbers change their order")
	}
}

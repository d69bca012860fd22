package handshake

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestTickets holds that the order of tickets is never against that of turns,
// and that few bits that differ tell all turns apart.
func TestTickets(t *testing.T) {
	r := rand.New(rand.NewPCG(401, 5))
	for n := range 300 {
		var masks, common turn
		for w := range masks {
			sparse := r.Uint64()
			masks[w] = sparse & r.Uint64() & -uint64(r.IntN(2))
			if n%2 == 0 {
				masks[w] &= 0xffff << r.IntN(49)
			}
			common[w] = r.Uint64()
		}
		turns := make([]turn, n)
		for i := range turns {
			for w := range masks {
				turns[i][w] = common[w] ^ r.Uint64()&masks[w]
			}
		}
		tickets, whole := ticketsOf(nil, turns)
		if n%2 == 0 && !whole {
			t.Fatalf("no room for 48 bits")
		}
		for i, a := range tickets {
			for j, b := range tickets {
				order := turns[i].compare(&turns[j])
				switch {
				case a.index() != i:
					t.Fatalf("ticket %d is %#x", i, a)
				case a.beside(b) && order != 0 && whole, !a.beside(b) && cmp.Compare(a, b) != order:
					t.Fatalf("turns %x and %x have tickets %#x and %#x", turns[i], turns[j], a, b)
				}
			}
		}
	}
}

func TestUnsigned(t *testing.T) {
	ordered := []int64{-1 << 63, -2, -1, 0, 1, 1<<63 - 1}
	if !slices.IsSortedFunc(ordered, func(a, b int64) int { return cmp.Compare(unsigned(a), unsigned(b)) }) {
		t.Error("numbers change their order")
	}
}

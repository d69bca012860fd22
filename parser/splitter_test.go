package parser

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// cutWith returns the data of all blocks of a log, which are filled by turns,
// so many of them.
func cutWith(log string, blocks int) (cut []string) {
	s := NewSplitter(strings.NewReader(log), "a.log", nil)
	s.size, s.limit = 512, 8<<10
	for turn, b := 0, make([]Block, blocks); s.Next(&b[turn]) == nil; turn = (turn + 1) % blocks {
		at := fmt.Sprint(b[turn].Line, " ", b[turn].Offset, " ")
		cut = append(cut, at+string(b[turn].Data))
	}
	return cut
}

// TestBlocksFilledByTurns: what was cut off one block starts the next, which
// may be another one, whatever its buffer has held before.
func TestBlocksFilledByTurns(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 7))
		var log strings.Builder
		for log.Len() < 64<<10 {
			n := r.IntN(60)
			if r.IntN(40) == 0 {
				n = r.IntN(12 << 10) // some of them too long
			}
			log.WriteString(strings.Repeat(string(rune('a'+r.IntN(26))), n) + "\n")
		}
		want := cutWith(log.String(), 1)
		for blocks := 2; blocks < 6; blocks++ {
			if got := cutWith(log.String(), blocks); !slices.Equal(got, want) {
				t.Errorf("seed %d: %d blocks by turns are cut otherwise than one", seed, blocks)
			}
		}
	}
}

// TestLinesBehindOneTooLong: none of them is lost where another block is filled
// next.
func TestLinesBehindOneTooLong(t *testing.T) {
	behind := strings.Repeat("a line\n", 5000)
	got := strings.Join(cutWith(strings.Repeat("x", 20<<10)+"\n"+behind, 4), "")
	if n := strings.Count(got, "a line\n"); n != 5000 {
		t.Errorf("%d of 5000 lines", n)
	}
}

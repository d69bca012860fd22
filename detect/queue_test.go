package detect

import (
	"math/rand/v2"
	"slices"
	"testing"
)

type number int

func (n number) before(o number) bool { return n < o }

func TestQueue(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 8))
	for range 200 {
		var q queue[number]
		var want []number
		for range r.IntN(300) {
			if n := number(r.IntN(50)); r.IntN(3) > 0 || len(want) == 0 {
				q.push(n)
				want = append(want, n)
				slices.Sort(want)
				continue
			}
			if got := q.pop(); got != want[0] || len(q) != len(want)-1 {
				t.Fatalf("popped %d of %v, and left %d", got, want, len(q))
			}
			want = want[1:]
		}
	}
}

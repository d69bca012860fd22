package handshake

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"log401/classify"
)

// TestDeadlines adds and removes questions, most of them in the order in which
// they expire, and compares the first with that of a sorted list.
func TestDeadlines(t *testing.T) {
	r := rand.New(rand.NewPCG(401, 4))
	w3c, ncsa := classify.NewOrigin(classify.Origin{}), classify.NewOrigin(classify.Origin{NCSA: true})
	var d deadlines
	var open []*question
	for step := range 20_000 {
		if r.IntN(100) < 52 {
			q := &question{kind: pickOf(r, []kind{soft, name}), deadline: int64(step/10 - r.IntN(3)*r.IntN(2)*r.IntN(50)), sequence: int64(step)}
			q.event().Origin = pickOf(r, []*classify.Origin{w3c, ncsa})
			d.add(q)
			open = append(open, q)
		} else if len(open) > 0 {
			i := r.IntN(len(open)) * r.IntN(2)
			d.remove(open[i])
			open = slices.Delete(open, i, i+1)
		}
		slices.SortFunc(open, func(a, b *question) int {
			return cmp.Or(cmp.Compare(a.deadline, b.deadline), cmp.Compare(a.sequence, b.sequence))
		})
		var want *question
		if len(open) > 0 {
			want = open[0]
		}
		if d.first() != want || d.open != len(open) {
			t.Fatalf("step %d: %d open, want %d, or another is first", step, d.open, len(open))
		}
	}
}

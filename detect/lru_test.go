package detect

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// A plainTable does what an lru does, with no thought of cost.
type plainTable struct {
	max  int
	keys []key // the one left alone longest first
	at   map[key]int64
	lost int64
}

func (p *plainTable) touch(k key, clock int64) {
	at, known := p.at[k]
	switch i := slices.Index(p.keys, k); {
	case known && at == clock:
		return
	case known:
		p.keys = slices.Delete(p.keys, i, i+1)
	case len(p.keys) == p.max:
		p.lost++
		p.remove(p.keys[0])
	}
	p.keys, p.at[k] = append(p.keys, k), clock
}

func (p *plainTable) remove(k key) {
	delete(p.at, k)
	p.keys = slices.DeleteFunc(p.keys, func(n key) bool { return n == k })
}

func (p *plainTable) forget(upTo int64) {
	for len(p.keys) > 0 && p.at[p.keys[0]] <= upTo {
		p.remove(p.keys[0])
	}
}

// TestTable compares a table with one that keeps its order with every touch.
func TestTable(t *testing.T) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 4))
		const span = 20
		table, want := newLRU[key, string](5+r.IntN(60), span), plainTable{at: map[key]int64{}}
		want.max = table.max
		clock := int64(0)
		for range 3000 {
			clock += int64(r.IntN(2))
			k := newKey(fmt.Sprint(r.IntN(80)), "")
			switch r.IntN(20) {
			case 0:
				table.forget(clock)
				want.forget(clock - span)
			case 1:
				table.delete(k)
				want.remove(k)
			default:
				if v := table.touch(k, clock); *v != "" && *v != k.a {
					t.Fatalf("%q has the value of %q", k.a, *v)
				} else {
					*v = k.a
				}
				want.touch(k, clock)
			}
			if _, known := want.at[k]; known != (table.get(k) != nil) {
				t.Fatalf("seed %d: %q is there: %t", seed, k.a, !known)
			}
		}
		wantOrder(t, table, want)
	}
}

func wantOrder(t *testing.T, table *lru[key, string], want plainTable) {
	t.Helper()
	table.settle()
	var got []key
	for n := table.root.next; n != &table.root; n = n.next {
		got = append(got, n.key)
	}
	if !slices.Equal(got, want.keys) || table.dropped != want.lost || table.n != len(got) {
		t.Fatalf("order:\n  %v\nwant\n  %v\n%d dropped, want %d", got, want.keys, table.dropped, want.lost)
	}
}

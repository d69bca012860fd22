package detect

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// A plainTable does what an lru does, with no thought of cost.
type plainTable struct {
	max   int
	names []name // the one left alone longest first
	at    map[name]int64
	lost  int64
}

func (p *plainTable) touch(k name, clock int64) {
	at, known := p.at[k]
	switch i := slices.Index(p.names, k); {
	case known && at == clock:
		return
	case known:
		p.names = slices.Delete(p.names, i, i+1)
	case len(p.names) == p.max:
		p.lost++
		p.remove(p.names[0])
	}
	p.names, p.at[k] = append(p.names, k), clock
}

func (p *plainTable) remove(k name) {
	delete(p.at, k)
	p.names = slices.DeleteFunc(p.names, func(n name) bool { return n == k })
}

func (p *plainTable) forget(upTo int64) {
	for len(p.names) > 0 && p.at[p.names[0]] <= upTo {
		p.remove(p.names[0])
	}
}

// TestTable compares a table with one that keeps its order with every touch.
func TestTable(t *testing.T) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 4))
		const span = 20
		table, want := newLRU[name, string](5+r.IntN(60), span), plainTable{at: map[name]int64{}}
		want.max = table.max
		clock := int64(0)
		for range 3000 {
			clock += int64(r.IntN(2))
			k := name(fmt.Sprint(r.IntN(80)))
			switch r.IntN(20) {
			case 0:
				table.forget(clock)
				want.forget(clock - span)
			case 1:
				table.delete(k)
				want.remove(k)
			default:
				if v := table.touch(k, clock); *v != "" && *v != string(k) {
					t.Fatalf("%q has the value of %q", k, *v)
				} else {
					*v = string(k)
				}
				want.touch(k, clock)
			}
			if _, known := want.at[k]; known != (table.get(k) != nil) {
				t.Fatalf("seed %d: %q is there: %t", seed, k, !known)
			}
		}
		wantOrder(t, table, want)
	}
}

func wantOrder(t *testing.T, table *lru[name, string], want plainTable) {
	t.Helper()
	table.settle()
	var got []name
	for n := table.root.next; n != &table.root; n = n.next {
		got = append(got, n.key)
	}
	if !slices.Equal(got, want.names) || table.dropped != want.lost || table.n != len(got) {
		t.Fatalf("order:\n  %q\nwant\n  %q\n%d dropped, want %d", got, want.names, table.dropped, want.lost)
	}
}

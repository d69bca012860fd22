package handshake

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"log401/classify"
)

func clientOrigin(n int) *classify.Origin {
	return classify.NewOrigin(classify.Origin{Client: fmt.Sprint("host", n)})
}

// TestMemory puts and drops conversations at random, and looks for all of them
// after each step.
func TestMemory(t *testing.T) {
	const clients = 300
	r := rand.New(rand.NewPCG(401, 3))
	m := newMemory()
	there := map[int]*conversation{}
	for step := range 5000 {
		n := r.IntN(clients)
		if c := there[n]; c != nil {
			m.drop(c)
			delete(there, n)
		} else {
			c = &conversation{origins: [2]*classify.Origin{clientOrigin(n), clientOrigin(n)}}
			m.put(c)
			m.quiet.append(c)
			there[n] = c
		}
		if step%50 != 0 {
			continue
		}
		for n := range clients {
			if got := m.find(clientOrigin(n)); got != there[n] {
				t.Fatalf("step %d: client %d is found as %v", step, n, got)
			}
		}
		listed := 0
		for c := m.quiet.first; c != nil; c = c.behind {
			listed++
		}
		if m.count != len(there) || listed != len(there) {
			t.Fatalf("%d conversations, %d counted, %d listed", len(there), m.count, listed)
		}
	}
}

// Origins of equal hashes are told apart by what they say.
func TestEqualHashes(t *testing.T) {
	m := newMemory()
	var all []*conversation
	for n := range 10 {
		o := clientOrigin(n)
		o.Hash = 401
		c := &conversation{origins: [2]*classify.Origin{o, o}}
		m.put(c)
		all = append(all, c)
	}
	for i, c := range all {
		if i%2 == 0 {
			m.drop(c)
		}
	}
	for i, c := range all {
		if got := m.find(c.origins[0]) == c; got != (i%2 == 1) {
			t.Errorf("conversation %d is found: %t", i, got)
		}
	}
}

package handshake

import (
	"math/rand/v2"

	"log401/classify"
)

// A memory holds the conversations that are remembered: by their Origins, and
// in the order in which they last went on.
type memory struct {
	places []place // a hash table, at most half of it taken
	factor uint64  // odd; of the hash: which conversations meet in places is nobody's choice
	shift  int     // of the product: what is left numbers the places
	count  int
	quiet  row // conversations with open questions or of NCSA logs, the longest quiet first
	calm   row // the others, which are remembered for the users named in them
}

// A place is where a conversation is found, and the hash of its Origins: most
// others are told from it without a look at them.
type place struct {
	conversation *conversation // nil where the place is free
	hash         uint64
}

// A row is a list of conversations.
type row struct{ first, last *conversation }

// newMemory returns a memory with nothing in it. No order depends on chance,
// only how long it takes to find a conversation.
func newMemory() memory {
	return memory{places: make([]place, leastPlaces), shift: 64 - leastBits, factor: rand.Uint64() | 1}
}

const (
	leastBits   = 6
	leastPlaces = 1 << leastBits
)

// home returns the place where the search for a hash begins.
func (m *memory) home(hash uint64) int {
	return int(hash * m.factor >> (m.shift & 63))
}

// place returns where the conversation of an Origin is, or would be.
func (m *memory) place(o *classify.Origin) int {
	i := m.home(o.Hash)
	for p := &m.places[i]; p.conversation != nil && (p.hash != o.Hash || !p.conversation.is(o)); p = &m.places[i] {
		i = (i + 1) & (len(m.places) - 1)
	}
	return i
}

// find returns the conversation of an Origin, nil where none is remembered.
func (m *memory) find(o *classify.Origin) *conversation { return m.places[m.place(o)].conversation }

// put takes in a conversation that is not there.
func (m *memory) put(c *conversation) {
	m.count++
	if m.count > len(m.places)/2 {
		m.grow()
	}
	m.places[m.place(c.origins[0])] = place{c, c.origins[0].Hash}
}

func (m *memory) grow() {
	old := m.places
	m.places = make([]place, 2*len(old))
	m.shift--
	mask := len(m.places) - 1
	for _, p := range old {
		if p.conversation == nil {
			continue
		}
		i := m.home(p.hash)
		for m.places[i].conversation != nil {
			i = (i + 1) & mask
		}
		m.places[i] = p
	}
}

// drop lets go of a conversation that is there. Those behind it move up where
// the search for them would end at its place.
func (m *memory) drop(c *conversation) {
	c.row.remove(c)
	m.count--
	gap := m.place(c.origins[0])
	m.places[gap] = place{}
	mask := len(m.places) - 1
	for i := (gap + 1) & mask; m.places[i].conversation != nil; i = (i + 1) & mask {
		home := m.home(m.places[i].hash)
		if (i-home)&mask >= (i-gap)&mask {
			m.places[gap], m.places[i] = m.places[i], place{}
			gap = i
		}
	}
}

// longestQuiet returns the conversation to drop for another one.
func (m *memory) longestQuiet() *conversation {
	calm, quiet := m.calm.first, m.quiet.first
	if calm == nil || quiet != nil && quiet.touched < calm.touched {
		return quiet
	}
	return calm
}

// append puts a conversation, which is in no row, behind the others.
func (r *row) append(c *conversation) {
	c.row, c.before = r, r.last
	if r.last != nil {
		r.last.behind = c
	} else {
		r.first = c
	}
	r.last = c
}

// remove takes a conversation out of its row, if it is in one.
func (r *row) remove(c *conversation) {
	if r == nil {
		return
	}
	if c.behind != nil {
		c.behind.before = c.before
	} else {
		r.last = c.before
	}
	if c.before != nil {
		c.before.behind = c.behind
	} else {
		r.first = c.behind
	}
	c.row, c.before, c.behind = nil, nil, nil
}

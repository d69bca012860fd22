package classify

import (
	"hash/maphash"

	"log401/parser"
)

// A memo finds what was made of texts of the log before, by the texts as
// logged. It is a cache: what is not in it is made again, and where it is full
// the new takes the place of the old, whose room it uses.
type memo[V any] struct {
	tags []uint64 // of each row the hash that it is found by, 0 for none: close together, they are looked at first
	rows []memoRow[V]
	most int // rows
	turn int // to be replaced
}

type memoRow[V any] struct {
	layout *parser.Layout // it says what the text means
	text   []byte
	value  V
}

const (
	maxWhos     = 1 << 15
	maxPlaces   = 1 << 12
	leastMemo   = 1 << 9 // rows
	memoProbes  = 4      // neighbours that a row may stand in
	maxMemoText = 384    // bytes of a text that is remembered
)

// seed keeps clients from making texts meet; no event depends on it.
var seed = maphash.MakeSeed()

// tagOf returns the hash that a text is found by, never 0.
func tagOf(text []byte) uint64 { return maphash.Bytes(seed, text) | 1 }

// find returns what was made of a text, or nil. It is valid until the next put.
func (m *memo[V]) find(tag uint64, l *parser.Layout, text []byte) *V {
	mask := uint64(len(m.tags)) - 1
	for i := range uint64(min(len(m.tags), memoProbes)) {
		at := (tag>>1 + i) & mask
		if m.tags[at] == tag {
			if r := &m.rows[at]; r.layout == l && string(r.text) == string(text) {
				return &r.value
			}
		}
	}
	return nil
}

// put remembers what was made of a text.
func (m *memo[V]) put(tag uint64, l *parser.Layout, text []byte, value V) *V {
	at, ok := m.place(tag)
	for !ok && len(m.tags) < m.most {
		m.grow()
		at, ok = m.place(tag)
	}
	if !ok {
		m.turn = (m.turn + 1) % memoProbes
		at = (at + m.turn) & (len(m.tags) - 1)
	}
	r := &m.rows[at]
	m.tags[at] = tag
	r.layout, r.text, r.value = l, append(r.text[:0], text...), value
	return &r.value
}

// place returns where a row of that tag belongs: where one is, or where none
// is. Otherwise it returns the first of its neighbours.
func (m *memo[V]) place(tag uint64) (at int, ok bool) {
	if len(m.tags) == 0 {
		return 0, false
	}
	free := -1
	mask := len(m.tags) - 1
	for i := range memoProbes {
		at := (int(tag>>1) + i) & mask
		switch {
		case m.tags[at] == tag:
			return at, true
		case m.tags[at] == 0 && free < 0:
			free = at
		}
	}
	if free < 0 {
		return int(tag>>1) & mask, false
	}
	return free, true
}

// grow makes room for more rows.
func (m *memo[V]) grow() {
	n := max(leastMemo, 4*len(m.tags))
	tags, rows := m.tags, m.rows
	m.tags, m.rows = make([]uint64, n), make([]memoRow[V], n)
	for i, tag := range tags {
		if at, ok := m.place(tag); ok && tag != 0 {
			m.tags[at], m.rows[at] = tag, rows[i]
		}
	}
}

// forget empties the memo.
func (m *memo[V]) forget() { clear(m.tags) }

package classify

import (
	"hash/maphash"

	"log401/parser"
)

// A memo finds what was made of texts of the log before, by the texts as
// logged. It is a cache: what is not in it is made again, and where it is full
// the new takes the place of the old.
type memo[V any] struct {
	rows []memoRow[V]
	most int // rows
	turn int // to be replaced
}

// A memoRow is to be found with as few looks into memory as can be.
type memoRow[V any] struct {
	tag    uint64         // hash that it is found by; 0: none
	layout *parser.Layout // it says what the text means
	text   string
	value  V
}

const (
	maxWhos     = 1 << 14
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
	for i := range min(len(m.rows), memoProbes) {
		r := &m.rows[(int(tag>>1)+i)&(len(m.rows)-1)]
		if r.tag == tag && r.layout == l && r.text == string(text) {
			return &r.value
		}
	}
	return nil
}

// put remembers what was made of a text.
func (m *memo[V]) put(tag uint64, l *parser.Layout, text []byte, value V) *V {
	r := m.place(tag)
	for r == nil && len(m.rows) < m.most {
		m.grow()
		r = m.place(tag)
	}
	if r == nil {
		m.turn = (m.turn + 1) % memoProbes
		r = &m.rows[(int(tag>>1)+m.turn)&(len(m.rows)-1)]
	}
	*r = memoRow[V]{tag, l, string(text), value}
	return &r.value
}

// place returns the row for a tag: the one that has it, or one that is free;
// nil where all are taken.
func (m *memo[V]) place(tag uint64) (free *memoRow[V]) {
	for i := range min(len(m.rows), memoProbes) {
		r := &m.rows[(int(tag>>1)+i)&(len(m.rows)-1)]
		if r.tag == tag {
			return r
		}
		if r.tag == 0 && free == nil {
			free = r
		}
	}
	return free
}

// grow makes room for more rows.
func (m *memo[V]) grow() {
	rows := m.rows
	m.rows = make([]memoRow[V], max(leastMemo, 2*len(rows)))
	for i := range rows {
		if r := m.place(rows[i].tag); r != nil && rows[i].tag != 0 {
			*r = rows[i]
		}
	}
}

// forget empties the memo.
func (m *memo[V]) forget() { m.rows = nil }

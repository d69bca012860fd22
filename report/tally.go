package report

import (
	"fmt"
	"hash/maphash"
	"math"
	"math/bits"
	"slices"

	"log401/handshake"
)

// A table counts denials by record, the bytes that tell a row from the others.
// It keeps a limited number of rows, and of bytes in their keys, since clients
// choose user names and paths as they like; what comes on top is counted as a
// whole.
//
// Rows, records and index hold no pointers but few large ones, and never move:
// a table of half a million rows is cheap to grow and no work for the garbage
// collector.
type table struct {
	limit   int
	room    int64 // bytes that keys may still take
	seed    maphash.Seed
	index   []uint64 // of places at least a quarter of which are free; see place
	shift   int      // bits of a hash below those that number a place
	n       int      // rows
	last    int      // the row counted last
	blocks  []*block
	shared  []bool // blocks that a view has, too: a row is changed in a copy
	records texts
	vias    []via
	other   Cut      // Groups stays 0; seen knows it
	seen    []uint64 // linear counter of the keys left out: one bit a digest
}

// A tally is a row of a table.
type tally struct {
	count       int64
	first, last int64
	record      textRef
	size        uint32               // of the record
	via         uint32               // index into vias plus 1; 0 where no proxy was on the way
	likelihood  handshake.Confidence // the lowest of the likely users counted
}

const blockRows = 512

type block [blockRows]tally

// bytesPerKey is the mean length that keys may have at the limit. Names and
// paths are shorter; an attack with long ones reaches the limit earlier.
const bytesPerKey = 256

// firstPlaces is how many places an index has at first, as a power of two.
const firstPlaces = 6

func newTable(limit int) *table {
	return &table{limit: min(limit, math.MaxInt32), room: int64(limit) * bytesPerKey, seed: maphash.MakeSeed()}
}

// add counts a denial and returns its row, valid until the next call, or nil
// where the limit leaves it out. size is what the record takes of the room for
// keys.
func (t *table) add(record []byte, size int, at int64) *tally {
	if t.n > 0 && t.record(t.last) == string(record) {
		return t.again(t.last, at) // most come in runs
	}
	hash := maphash.Bytes(t.seed, record)
	if i, known := t.find(record, hash); known {
		return t.again(i, at)
	}
	if t.n >= t.limit || t.room < int64(size) {
		return nil
	}
	return t.insert(record, size, hash, tally{count: 1, first: at, last: at})
}

// again counts one more denial of a row.
func (t *table) again(i int, at int64) *tally {
	t.last = i
	row := t.row(i)
	row.count++
	row.first = min(row.first, at)
	row.last = max(row.last, at)
	return row
}

func (t *table) record(i int) string {
	row := &t.blocks[i/blockRows][i%blockRows]
	return textAt(t.records.pieces, row.record, row.size)
}

// A place of the index is 0 or holds the number of a row, counted from 1, below
// the upper half of its hash. A row stands at the place that the first bits of
// its hash name, or else at the next free one.
func place(hash uint64, row int) uint64 { return hash&^math.MaxUint32 | uint64(row+1) }

func (t *table) find(record []byte, hash uint64) (row int, known bool) {
	if t.index == nil {
		return 0, false
	}
	for p := hash >> t.shift; ; p = (p + 1) & uint64(len(t.index)-1) {
		at := t.index[p]
		if at == 0 {
			return 0, false
		}
		if (at^hash)>>32 != 0 {
			continue
		}
		i := int(uint32(at)) - 1
		if t.record(i) == string(record) {
			return i, true
		}
	}
}

// insert appends a row whose record is in none yet.
func (t *table) insert(record []byte, size int, hash uint64, row tally) *tally {
	if 4*(t.n+1) > 3*len(t.index) {
		t.widen()
	}
	t.enter(place(hash, t.n))
	t.room -= int64(size)
	row.record, row.size = t.records.add(record), uint32(len(record))
	if t.n%blockRows == 0 {
		t.blocks, t.shared = append(t.blocks, new(block)), append(t.shared, false)
	}
	t.last = t.n
	t.n++
	to := t.row(t.last)
	*to = row
	return to
}

func (t *table) enter(at uint64) {
	p := at >> t.shift
	for t.index[p] != 0 {
		p = (p + 1) & uint64(len(t.index)-1)
	}
	t.index[p] = at
}

// widen doubles the index. Places hold enough of their hashes to find the new
// ones, and those lie in the order of the old ones.
func (t *table) widen() {
	old := t.index
	size := max(1<<firstPlaces, 2*len(old))
	t.index, t.shift = make([]uint64, size), 64-bits.TrailingZeros(uint(size))
	for _, at := range old {
		if at != 0 {
			t.enter(at)
		}
	}
}

// row returns a row that may be changed.
func (t *table) row(i int) *tally {
	b := i / blockRows
	if t.shared[b] {
		own := *t.blocks[b]
		t.blocks[b], t.shared[b] = &own, false
	}
	return &t.blocks[b][i%blockRows]
}

// through notes the proxy that a denial of a row came through, "" for none.
func (t *table) through(row *tally, proxy string) {
	if proxy == "" {
		return
	}
	if row.via == 0 {
		t.vias = append(t.vias, via{})
		row.via = uint32(len(t.vias))
	}
	t.vias[row.via-1].add(proxy)
}

// A view is what a table held when it was made. It does not change, and may be
// read by several goroutines at once.
type view struct {
	n       int
	blocks  []*block
	records []string
	vias    []via
}

func (t *table) view() view {
	for i := range t.shared {
		t.shared[i] = true
	}
	return view{t.n, slices.Clone(t.blocks), slices.Clone(t.records.pieces), slices.Clone(t.vias)}
}

// now returns a view that is valid until something is added.
func (t *table) now() view { return view{t.n, t.blocks, t.records.pieces, t.vias} }

// row returns a row, which must not be changed, and its record.
func (v *view) row(i int) (*tally, string) {
	row := &v.blocks[i/blockRows][i%blockRows]
	return row, textAt(v.records, row.record, row.size)
}

// via returns the proxies of a row.
func (v *view) via(row *tally) via {
	if row.via == 0 {
		return via{}
	}
	return v.vias[row.via-1]
}

const seenBits = 1 << 23 // 1 MiB, taken only once a limit bites

// leaveOut counts a denial that add left out; digest is that of its key, the
// same in every run.
func (t *table) leaveOut(digest uint64, logOnly bool) {
	if t.seen == nil {
		t.seen = make([]uint64, seenBits/64)
	}
	bit := digest % seenBits
	t.seen[bit/64] |= 1 << (bit % 64)
	if logOnly {
		t.other.LogOnly++
	} else {
		t.other.Denials++
	}
}

// cut estimates the number of keys left out from the share of bits they set.
func (t *table) cut() Cut {
	c := t.other
	set := 0
	for _, word := range t.seen {
		set += bits.OnesCount64(word)
	}
	share := float64(min(set, seenBits-1)) / seenBits
	c.Groups = min(int64(math.Round(-seenBits*math.Log1p(-share))), c.Denials+c.LogOnly)
	return c
}

// digest is FNV-1a over the strings and the places where they end, with its
// bits mixed once more.
func digest(parts ...string) uint64 {
	h := uint64(14695981039346656037)
	for _, s := range parts {
		for i := 0; i < len(s); i++ {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
		h = (h ^ 0x100) * 1099511628211
	}
	h ^= h >> 32
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// limitNotes says where the limit on rows bit.
func (b *Builder) limitNotes() []string {
	out := limitNote(nil, "groups", b.groups)
	out = limitNote(out, "paths", b.paths)
	if b.by != nil {
		out = limitNote(out, "rows of the breakdown asked for", b.by)
	}
	return out
}

func limitNote(out []string, what string, t *table) []string {
	c := t.cut()
	n := c.Denials + c.LogOnly
	if n == 0 {
		return out
	}
	return append(out, fmt.Sprintf("The report keeps %s %s; about %s more, with %s denials, are counted in the totals only. --max-groups keeps more.",
		number(int64(t.n)), what, number(c.Groups), number(n)))
}

package detect

import (
	"cmp"
	"slices"
)

// A hashed is a key that knows its hash, which differs from run to run: nobody
// can make up keys that fall together, and nothing may depend on it but where
// they are found.
type hashed[K any] interface {
	sum() uint64
	is(K) bool // the same key
}

// An lru is a bounded table. When it is full the entry that was left alone
// longest leaves first; of those last touched at one clock, the one that was
// touched first then.
//
// A touch only notes that an entry has moved to the end of the order; it takes
// its place there when the order is looked at, so that what is touched again
// and again costs no more than that note.
type lru[K hashed[K], V any] struct {
	max     int
	span    int64    // how long an entry is remembered after its last touch
	dropped int64    // entries that left because the table was full
	onDrop  func(*V) // called for them; may be nil

	n       int
	buckets []*node[K, V] // chains of nodes; their number is a power of two
	root    node[K, V]    // ring: root.next was left alone longest, but for those that moved
	moved   []*node[K, V] // marked so, and others
	touches uint64        // so far
	spare   *node[K, V]   // a chain of nodes that left
	chunk   []node[K, V]  // nodes that were never used
}

type node[K hashed[K], V any] struct {
	key        K
	val        V
	touched    int64  // clock of the last touch
	placed     int64  // the same when it took its place; never falls along the ring
	order      uint64 // of its last touch among all of the table
	birth      uint64 // what order was at first; 0 once it has left
	moved      bool   // touched since it took its place
	prev, next *node[K, V]
	chain      *node[K, V]
}

const (
	leastBuckets = 8
	nodeChunk    = 32 // nodes are allocated by so many at most
)

func newLRU[K hashed[K], V any](max int, span int64) *lru[K, V] {
	t := &lru[K, V]{max: max, span: span}
	t.clear()
	return t
}

// clear empties the table; nothing counts as dropped.
func (t *lru[K, V]) clear() {
	for n := t.root.next; n != nil && n != &t.root; n = n.next {
		n.birth = 0
	}
	t.n, t.moved, t.spare, t.chunk = 0, nil, nil, nil
	t.buckets = make([]*node[K, V], leastBuckets)
	t.root.prev, t.root.next = &t.root, &t.root
}

// find returns the node of k, or nil. Once k leaves, the node may become that
// of another key, with another birth.
func (t *lru[K, V]) find(k K) *node[K, V] {
	for n := *t.bucket(k); n != nil; n = n.chain {
		if n.key.is(k) {
			return n
		}
	}
	return nil
}

func (t *lru[K, V]) bucket(k K) **node[K, V] {
	return &t.buckets[k.sum()&uint64(len(t.buckets)-1)]
}

// get returns the value of k, or nil. The pointer stays good until k leaves.
func (t *lru[K, V]) get(k K) *V {
	if n := t.find(k); n != nil {
		return &n.val
	}
	return nil
}

// touch returns the value of k, new and zero where there was none, and makes
// it the one that leaves last.
func (t *lru[K, V]) touch(k K, clock int64) *V { return &t.visit(k, clock).val }

// visit is touch for the node.
func (t *lru[K, V]) visit(k K, clock int64) *node[K, V] {
	n := t.find(k)
	if n == nil {
		return t.insert(k, clock)
	}
	t.renew(n, clock)
	return n
}

// renew is touch for a node of the table.
func (t *lru[K, V]) renew(n *node[K, V], clock int64) {
	if n.touched == clock {
		return
	}
	n.touched = clock
	t.touches++
	n.order = t.touches
	if !n.moved {
		t.move(n)
	}
}

func (t *lru[K, V]) move(n *node[K, V]) {
	n.moved = true
	t.moved = append(t.moved, n)
}

func (t *lru[K, V]) insert(k K, clock int64) *node[K, V] {
	if t.n >= t.max {
		t.drop()
	}
	if 2*t.n >= len(t.buckets) { // most keys that are looked for are not there
		t.grow()
	}
	n := t.fresh()
	t.touches++
	t.n++
	n.key, n.touched, n.order, n.birth = k, clock, t.touches, t.touches
	b := t.bucket(k)
	n.chain, *b = *b, n
	t.place(n)
	if len(t.moved) > 0 { // those are older
		t.move(n)
	}
	return n
}

// fresh returns a zero node.
func (t *lru[K, V]) fresh() *node[K, V] {
	if n := t.spare; n != nil {
		t.spare, n.chain = n.chain, nil
		return n
	}
	if len(t.chunk) == 0 {
		t.chunk = make([]node[K, V], min(nodeChunk, t.max, t.n+1))
	}
	n := &t.chunk[0]
	t.chunk = t.chunk[1:]
	return n
}

func (t *lru[K, V]) grow() {
	old := t.buckets
	t.buckets = make([]*node[K, V], 2*len(old))
	for _, n := range old {
		for n != nil {
			b, next := t.bucket(n.key), n.chain
			n.chain, *b = *b, n
			n = next
		}
	}
}

// place puts a node at the end of the ring.
func (t *lru[K, V]) place(n *node[K, V]) {
	n.placed, n.moved = n.touched, false
	last := t.root.prev
	n.prev, n.next = last, &t.root
	last.next, t.root.prev = n, n
}

// settle lets all that moved take their places.
func (t *lru[K, V]) settle() {
	t.moved = slices.DeleteFunc(t.moved, func(n *node[K, V]) bool { return !n.moved })
	slices.SortFunc(t.moved, func(a, b *node[K, V]) int { return cmp.Compare(a.order, b.order) })
	for _, n := range t.moved {
		if n.moved { // it may stand there twice
			n.unlink()
			t.place(n)
		}
	}
	clear(t.moved)
	t.moved = t.moved[:0]
}

// first returns the node that was left alone longest, root where there is none.
func (t *lru[K, V]) first() *node[K, V] {
	if t.root.next.moved {
		t.settle()
	}
	return t.root.next
}

func (t *lru[K, V]) drop() {
	n := t.first()
	t.dropped++
	if t.onDrop != nil {
		t.onDrop(&n.val)
	}
	t.remove(n)
}

// forget removes what was last touched the span before the settled time, or
// earlier.
func (t *lru[K, V]) forget(settled int64) {
	t.expire(settled, func(_ *V, touched int64) bool { return touched <= settled-t.span })
}

// lost returns how many entries left because the table was full.
func (t *lru[K, V]) lost() int64 { return t.dropped }

// expire removes from the front what is over: it asks about each entry last
// touched the span before the settled time, or earlier, with the clock of that
// touch, until one has to stay.
func (t *lru[K, V]) expire(settled int64, over func(v *V, touched int64) bool) {
	for t.root.next != &t.root && t.root.next.placed <= settled-t.span {
		n := t.first()
		if n.touched > settled-t.span || !over(&n.val, n.touched) {
			return
		}
		t.remove(n)
	}
}

// delete removes k, if it is there.
func (t *lru[K, V]) delete(k K) {
	if n := t.find(k); n != nil {
		t.remove(n)
	}
}

func (t *lru[K, V]) remove(n *node[K, V]) {
	n.unlink()
	b := t.bucket(n.key)
	for *b != n {
		b = &(*b).chain
	}
	*b = n.chain
	t.n--
	*n = node[K, V]{chain: t.spare}
	t.spare = n
	if len(t.moved) > 2*t.n+leastBuckets {
		t.settle()
	}
}

func (n *node[K, V]) unlink() {
	n.prev.next, n.next.prev = n.next, n.prev
}

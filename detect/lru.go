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
	tags    []uint32      // by place: the low half of a hash, 0 where there is none; a power of two of them
	nodes   []*node[K, V] // likewise
	root    node[K, V]    // ring: root.next was left alone longest, but for those that moved
	moved   []*node[K, V] // marked so, and others
	touches uint64        // so far
	spare   *node[K, V]   // nodes that left, linked by next
	chunk   []node[K, V]  // nodes that were never used
}

type node[K hashed[K], V any] struct {
	birth      uint64 // what order was at first; 0 once it has left
	touched    int64  // clock of the last touch
	order      uint64 // of its last touch among all of the table
	placed     int64  // what touched was when it took its place; never falls along the ring
	prev, next *node[K, V]
	moved      bool // touched since it took its place
	key        K
	val        V
}

const (
	leastPlaces = 8
	nodeChunk   = 32 // nodes are allocated by so many at most
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
	t.tags, t.nodes = make([]uint32, leastPlaces), make([]*node[K, V], leastPlaces)
	t.root.prev, t.root.next = &t.root, &t.root
}

// find returns the node of k, or nil. Once k leaves, the node may become that
// of another key, with another birth.
func (t *lru[K, V]) find(k K) *node[K, V] {
	tag := tagOf(k.sum())
	for i := t.home(tag); t.tags[i] != 0; i = t.after(i) {
		if t.tags[i] == tag && t.nodes[i].key.is(k) {
			return t.nodes[i]
		}
	}
	return nil
}

func tagOf(hash uint64) uint32 { return max(uint32(hash), 1) }

// home returns the place at which the search for a tag begins. What is not there
// is at one of the places behind it, with no empty one between.
func (t *lru[K, V]) home(tag uint32) int { return int(tag) & (len(t.tags) - 1) }

func (t *lru[K, V]) after(i int) int { return (i + 1) & (len(t.tags) - 1) }

// put gives a node, which is not there, a place.
func (t *lru[K, V]) put(tag uint32, n *node[K, V]) {
	i := t.home(tag)
	for t.tags[i] != 0 {
		i = t.after(i)
	}
	t.tags[i], t.nodes[i] = tag, n
}

// free frees the place of a node. Those behind it move up where that brings them
// nearer to their homes.
func (t *lru[K, V]) free(n *node[K, V]) {
	i := t.home(tagOf(n.key.sum()))
	for t.nodes[i] != n {
		i = t.after(i)
	}
	for j := t.after(i); t.tags[j] != 0; j = t.after(j) {
		mask := len(t.tags) - 1
		if (j-t.home(t.tags[j]))&mask >= (j-i)&mask {
			t.tags[i], t.nodes[i] = t.tags[j], t.nodes[j]
			i = j
		}
	}
	t.tags[i], t.nodes[i] = 0, nil
}

func (t *lru[K, V]) grow() {
	tags, nodes := t.tags, t.nodes
	t.tags, t.nodes = make([]uint32, 2*len(tags)), make([]*node[K, V], 2*len(nodes))
	for i, tag := range tags {
		if tag != 0 {
			t.put(tag, nodes[i])
		}
	}
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
	if 8*t.n >= 7*len(t.tags) {
		t.grow()
	}
	n := t.fresh()
	t.touches++
	t.n++
	n.key, n.touched, n.order, n.birth = k, clock, t.touches, t.touches
	t.put(tagOf(k.sum()), n)
	t.place(n)
	if len(t.moved) > 0 { // those are older
		t.move(n)
	}
	return n
}

// fresh returns a zero node.
func (t *lru[K, V]) fresh() *node[K, V] {
	if n := t.spare; n != nil {
		t.spare = n.next
		return n
	}
	if len(t.chunk) == 0 {
		t.chunk = make([]node[K, V], min(nodeChunk, t.max, t.n+1))
	}
	n := &t.chunk[0]
	t.chunk = t.chunk[1:]
	return n
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
	t.free(n)
	t.n--
	*n = node[K, V]{next: t.spare}
	t.spare = n
	if len(t.moved) > 2*t.n+leastPlaces {
		t.settle()
	}
}

func (n *node[K, V]) unlink() {
	n.prev.next, n.next.prev = n.next, n.prev
}

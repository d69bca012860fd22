package detect

// An lru is a bounded table. When it is full the entry that was left alone
// longest leaves first, whatever order the map has.
type lru[K comparable, V any] struct {
	max     int
	span    int64    // how long an entry is remembered after its last touch
	dropped int64    // entries that left because the table was full
	onDrop  func(*V) // called for them; may be nil
	nodes   map[K]*node[K, V]
	root    node[K, V] // ring: root.next was left alone longest
}

type node[K comparable, V any] struct {
	key        K
	val        V
	touched    int64 // clock of the last touch; never falls along the ring
	prev, next *node[K, V]
}

func newLRU[K comparable, V any](max int, span int64) *lru[K, V] {
	t := &lru[K, V]{max: max, span: span, nodes: make(map[K]*node[K, V])}
	t.root.prev, t.root.next = &t.root, &t.root
	return t
}

// clear empties the table; nothing counts as dropped.
func (t *lru[K, V]) clear() {
	clear(t.nodes)
	t.root.prev, t.root.next = &t.root, &t.root
}

// get returns the value of k, or nil. The pointer stays good until k leaves.
func (t *lru[K, V]) get(k K) *V {
	if n := t.nodes[k]; n != nil {
		return &n.val
	}
	return nil
}

// touch returns the value of k, new and zero where there was none, and makes
// it the one that leaves last.
func (t *lru[K, V]) touch(k K, clock int64) *V {
	n := t.nodes[k]
	if n == nil {
		if len(t.nodes) >= t.max {
			t.drop()
		}
		n = &node[K, V]{key: k}
		t.nodes[k] = n
	} else {
		n.unlink()
	}
	n.touched = clock
	last := t.root.prev
	n.prev, n.next = last, &t.root
	last.next, t.root.prev = n, n
	return &n.val
}

func (t *lru[K, V]) drop() {
	n := t.root.next
	t.remove(n)
	t.dropped++
	if t.onDrop != nil {
		t.onDrop(&n.val)
	}
}

// forget removes what was last touched the span before the settled time, or
// earlier.
func (t *lru[K, V]) forget(settled int64) {
	t.expire(func(_ *V, touched int64) bool { return touched <= settled-t.span })
}

// lost returns how many entries left because the table was full.
func (t *lru[K, V]) lost() int64 { return t.dropped }

// expire removes from the front what is over: it asks about each entry, with
// the clock of its last touch, until one has to stay.
func (t *lru[K, V]) expire(over func(v *V, touched int64) bool) {
	for n := t.root.next; n != &t.root && over(&n.val, n.touched); n = t.root.next {
		t.remove(n)
	}
}

// delete removes k, if it is there.
func (t *lru[K, V]) delete(k K) {
	if n := t.nodes[k]; n != nil {
		t.remove(n)
	}
}

func (t *lru[K, V]) remove(n *node[K, V]) {
	n.unlink()
	delete(t.nodes, n.key)
}

func (n *node[K, V]) unlink() {
	n.prev.next, n.next.prev = n.next, n.prev
}

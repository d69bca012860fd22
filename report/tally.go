package report

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"math"
	"math/bits"
	"strings"

	"log401/handshake"
)

// A counted key can be a key of a table.
type counted interface {
	comparable
	size() int      // bytes of its strings
	digest() uint64 // the same in every run
}

// A table counts denials by key. It keeps a limited number of keys, and of
// bytes in them, since clients choose user names and paths as they like; what
// comes on top is counted as a whole.
type table[K counted] struct {
	limit int
	room  int64 // bytes that keys may still take
	seed  maphash.Seed
	index map[uint64]int32 // by hash of the key, or the next free number: a key stands in rows, and only there
	rows  []tally[K]
	other Cut      // Groups stays 0; seen knows it
	seen  []uint64 // linear counter of the keys left out: one bit a digest
}

type tally[K counted] struct {
	key         K
	count       int64
	first, last int64
	likelihood  handshake.Confidence // the lowest of the likely users counted
	via         *via                 // nil where no proxy was on the way
}

// bytesPerKey is the mean length that keys may have at the limit. Names and
// paths are shorter; an attack with long ones reaches the limit earlier.
const bytesPerKey = 256

func newTable[K counted](limit int) *table[K] {
	return &table[K]{limit: min(limit, math.MaxInt32), room: int64(limit) * bytesPerKey, seed: maphash.MakeSeed(), index: make(map[uint64]int32)}
}

// find returns the index of a key in rows, or where index is to hold it.
func (t *table[K]) find(key K) (i int, free uint64, ok bool) {
	for h := maphash.Comparable(t.seed, key); ; h++ {
		i, taken := t.index[h]
		if !taken {
			return 0, h, false
		}
		if t.rows[i].key == key {
			return int(i), 0, true
		}
	}
}

// add counts a denial and returns its row, or nil where the limit leaves it out.
func (t *table[K]) add(key K, at int64, logOnly bool) *tally[K] {
	i, free, ok := t.find(key)
	if !ok {
		if len(t.rows) >= t.limit || t.room < int64(key.size()) {
			t.leaveOut(key, logOnly)
			return nil
		}
		i = len(t.rows)
		t.index[free] = int32(i)
		t.room -= int64(key.size())
		t.rows = append(t.rows, tally[K]{key: key, first: at, last: at})
	}
	row := &t.rows[i]
	row.count++
	row.first = min(row.first, at)
	row.last = max(row.last, at)
	return row
}

// through notes the proxy that a denial came through, "" for none.
func (t *tally[K]) through(proxy string) {
	if proxy == "" {
		return
	}
	if t.via == nil {
		t.via = new(via)
	}
	t.via.add(proxy)
}

const seenBits = 1 << 23 // 1 MiB, taken only once a limit bites

func (t *table[K]) leaveOut(key K, logOnly bool) {
	if t.seen == nil {
		t.seen = make([]uint64, seenBits/64)
	}
	bit := key.digest() % seenBits
	t.seen[bit/64] |= 1 << (bit % 64)
	if logOnly {
		t.other.LogOnly++
	} else {
		t.other.Denials++
	}
}

// cut estimates the number of keys left out from the share of bits they set.
func (t *table[K]) cut() Cut {
	c := t.other
	set := 0
	for _, word := range t.seen {
		set += bits.OnesCount64(word)
	}
	share := float64(min(set, seenBits-1)) / seenBits
	c.Groups = min(int64(math.Round(-seenBits*math.Log1p(-share))), c.Denials+c.LogOnly)
	return c
}

// A groupKey tells groups apart. The code of an event follows from its status
// and substatus, and is shared between keys.
type groupKey struct {
	client, user, cause, code string
	outcome                   handshake.Outcome
	logOnly                   bool
	likely                    bool // user is none as logged, but a likely one
}

func (k groupKey) size() int { return len(k.client) + len(k.user) }

func (k groupKey) digest() uint64 {
	kind := k.outcome.String()
	if k.logOnly {
		kind += "?"
	}
	if k.likely {
		kind += "~"
	}
	return digest(k.client, k.user, k.cause, k.code, kind)
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

func compareGroups(a, b Group) int {
	return cmp.Or(
		strings.Compare(a.Client, b.Client),
		strings.Compare(a.User, b.User),
		strings.Compare(a.Code, b.Code),
		strings.Compare(a.Cause, b.Cause),
		strings.Compare(a.Outcome, b.Outcome),
		compareBool(a.LogOnly, b.LogOnly),
		strings.Compare(a.LikelyUser, b.LikelyUser),
	)
}

func compareBool(a, b bool) int {
	if a == b {
		return 0
	}
	if b {
		return -1
	}
	return 1
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

func limitNote[K counted](out []string, what string, t *table[K]) []string {
	c := t.cut()
	n := c.Denials + c.LogOnly
	if n == 0 {
		return out
	}
	return append(out, fmt.Sprintf("The report keeps %s %s; about %s more, with %s denials, are counted in the totals only. --max-groups keeps more.",
		number(int64(len(t.rows))), what, number(c.Groups), number(n)))
}

package detect

import (
	"hash/maphash"
	"math/bits"
)

var seed = maphash.MakeSeed()

// hashOf returns the hash of a text: 0 for none.
func hashOf(s string) uint64 {
	if s == "" {
		return 0
	}
	return max(maphash.String(seed, s), 1)
}

// hashBoth returns the hash of a pair from those of its parts.
func hashBoth(a, b uint64) uint64 {
	h := (a ^ bits.RotateLeft64(b, 31)) * 0x9e3779b97f4a7c15
	return h ^ h>>32
}

// A key is what a window belongs to: one or two values, by the kind of key.
// Keys of equal values are equal.
type key struct {
	hash uint64
	a, b string
}

func newKey(a, b string) key {
	if b == "" {
		return key{hashOf(a), a, ""}
	}
	return key{hashBoth(hashOf(a), hashOf(b)), a, b}
}

func (k key) sum() uint64   { return k.hash }
func (k key) is(o key) bool { return k.hash == o.hash && k.a == o.a && k.b == o.b }

func (k probeKey) sum() uint64 {
	return hashBoth(hashBoth(hashOf(k.client), hashOf(k.agent)), hashBoth(hashOf(k.site), hashOf(k.path)))
}

func (k burstKey) sum() uint64 {
	return hashBoth(hashBoth(k.key.hash, hashOf(k.agent)), uint64(k.second))
}

func (k probeKey) is(o probeKey) bool { return k == o }
func (k burstKey) is(o burstKey) bool { return k == o }
func (p part) is(o part) bool         { return p == o }

func (p part) sum() uint64 {
	return hashBoth(hashBoth(hashOf(p.site), hashOf(p.segment)), hashOf(p.client))
}

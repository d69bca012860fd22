package detect

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"

	"log401/parser"
)

const (
	// maxBetween is how many lines an alert names between first and last.
	maxBetween = 8
	// maxSampled is how many it keeps to choose them from.
	maxSampled = 4 * maxBetween
)

// An evidence keeps the first and the last line of an alert and some between,
// spread evenly over its life: every stride-th event, where the stride doubles
// whenever the sample is full.
type evidence struct {
	first, last *event
	sample      []*event
	seen        int
	stride      int
}

func (v *evidence) add(e *event) {
	if v.first == nil || e.time < v.first.time {
		v.first = e
	}
	if v.last == nil || e.time >= v.last.time {
		v.last = e
	}
	if v.stride == 0 {
		v.stride = 1
	}
	if v.seen%v.stride == 0 {
		v.sample = append(v.sample, e)
	}
	v.seen++
	if len(v.sample) == maxSampled {
		v.thin()
	}
}

func (v *evidence) thin() {
	kept := v.sample[:0]
	for i := 0; i < len(v.sample); i += 2 {
		kept = append(kept, v.sample[i])
	}
	clear(v.sample[len(kept):])
	v.sample = kept
	v.stride *= 2
}

// between returns the events that lines names between first and last.
func (v *evidence) between() []*event {
	between := slices.DeleteFunc(slices.Clone(v.sample), func(e *event) bool { return e == v.first || e == v.last })
	slices.SortStableFunc(between, byTime)
	n := min(len(between), maxBetween)
	chosen := make([]*event, n)
	for i := range n {
		chosen[i] = between[i*len(between)/n]
	}
	return chosen
}

// settle keeps nothing but what lines names.
func (v *evidence) settle() { v.sample = v.between() }

// lines returns the positions, in the order of time.
func (v *evidence) lines() []parser.Position {
	if v.first == nil {
		return nil
	}
	chosen := append([]*event{v.first}, v.between()...)
	if v.last != v.first {
		chosen = append(chosen, v.last)
	}
	positions := make([]parser.Position, len(chosen))
	for i, e := range chosen {
		positions[i] = e.position()
	}
	return positions
}

func byTime(a, b *event) int {
	return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.Source, b.Source), cmp.Compare(a.line, b.line))
}

// maxExact is how many values a distinct counts exactly.
const maxExact = 256

// A distinct counts different strings in bounded memory: exactly up to
// maxExact, beyond that as an estimate that is off by a few parts in a hundred.
// It keeps the smallest hashes; how small they are tells how many there were.
type distinct struct {
	smallest []uint64
	final    int // the count once nothing is added any more, and smallest is gone
	rough    bool
}

// settle keeps nothing but the count.
func (s *distinct) settle() {
	n, exact := s.count()
	*s = distinct{final: n, rough: !exact}
}

func (s *distinct) add(v string) {
	if v != "" {
		s.insert(hash(v))
	}
}

// merge adds what another one counted, as long as that still counts.
func (s *distinct) merge(t *distinct) {
	for _, h := range t.smallest {
		s.insert(h)
	}
}

func (s *distinct) insert(h uint64) {
	if len(s.smallest) == maxExact && h >= s.smallest[maxExact-1] {
		return
	}
	i, found := slices.BinarySearch(s.smallest, h)
	if found {
		return
	}
	if len(s.smallest) == maxExact {
		s.smallest = s.smallest[:maxExact-1]
	}
	s.smallest = slices.Insert(s.smallest, i, h)
}

// count returns the number of different strings, and whether it is exact.
func (s *distinct) count() (n int, exact bool) {
	if s.smallest == nil {
		return s.final, !s.rough
	}
	if len(s.smallest) < maxExact {
		return len(s.smallest), true
	}
	share := float64(s.smallest[maxExact-1]) / math.MaxUint64
	return max(maxExact, int((maxExact-1)/share)), false
}

// hash spreads FNV over all bits, which an estimate needs.
func hash(v string) uint64 {
	f := fnv.New64a()
	f.Write([]byte(v))
	h := f.Sum64()
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

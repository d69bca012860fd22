package parser

import (
	"encoding/binary"
	"math/bits"
)

// An outline says where marks stand in a window, the next kilobytes of a block.
// A mark is a byte that may part lines or fields: one up to ' ', or, in logs
// that part fields by quotes, a control character or a quote. It is drawn 64
// bytes at a time, without branches that depend on the text.
type outline struct {
	text   []byte                          // the window
	marks  [windowSize / chunk]uint64      // of the bytes of a chunk each, the first the lowest bit
	before [windowSize / chunk]uint16      // how many marks stand in front of the chunk
	home   [windowSize + 2*chunk]uint8     // of each mark, the chunk it stands in
	ends   [windowSize / leastMarks]uint16 // see even
	count  int                             // of the marks
	pairs  int                             // marks that stand right behind another
}

const (
	chunk = 64 // bytes that are looked at at a time
	// windowSize is how much of a block is looked at before its lines are: so
	// little that it stays in the processor's nearest cache, and that a byte can
	// number its chunks.
	windowSize = 8 << 10
)

const (
	each = 0x0101010101010101
	high = 0x80 * each
)

// What is xored with the text so that the marks are the bytes up to ' '.
const (
	blankMarks = uint64(0)
	quoteMarks = uint64('"'^' ') * each
)

// draw makes the outline of a text that is no longer than a window.
func (o *outline) draw(text []byte, flip uint64) {
	o.text = text
	o.mark(text, flip)
	if whole := len(text) &^ (chunk - 1); whole < len(text) {
		var last [chunk]byte
		for i := copy(last[:], text[whole:]); i < chunk; i++ {
			last[i] = 'x'
		}
		o.marks[whole/chunk] = ^turn(acrossExact(&last, flip))
	}
	n, pairs, behind := 0, 0, uint64(0)
	for i := range (len(text) + chunk - 1) / chunk {
		m := o.marks[i]
		o.before[i] = uint16(n)
		o.settle(i, n, bits.OnesCount64(m))
		n += bits.OnesCount64(m)
		pairs += bits.OnesCount64(m & (m<<1 | behind))
		behind = m >> 63
	}
	o.count, o.pairs = n, pairs
}

// settle notes that n marks from the given one on stand in a chunk. It may
// write some beyond them, which are overwritten.
func (o *outline) settle(i, mark, n int) {
	home := (*[chunk]byte)(o.home[mark:])
	binary.LittleEndian.PutUint64(home[0:], uint64(i)*each)
	binary.LittleEndian.PutUint64(home[8:], uint64(i)*each)
	if n > 16 {
		for at := range home {
			home[at] = byte(i)
		}
	}
}

// mark finds the marks of the whole chunks of text. Of ASCII, which nearly all
// logs are, one addition tells the bytes above ' '; the top bits of a word's
// bytes become one bit each of eight, which stand across the words until they
// are turned.
func (o *outline) mark(text []byte, flip uint64) {
	const above = (0x80 - (' ' + 1)) * each
	for i := 0; len(text) >= chunk; i++ {
		b := (*[chunk]byte)(text)
		text = text[chunk:]
		w := word(b[0:])
		all, across := w, (w^flip+above)&high>>7
		w = word(b[8:])
		all, across = all|w, across|(w^flip+above)&high>>6
		w = word(b[16:])
		all, across = all|w, across|(w^flip+above)&high>>5
		w = word(b[24:])
		all, across = all|w, across|(w^flip+above)&high>>4
		w = word(b[32:])
		all, across = all|w, across|(w^flip+above)&high>>3
		w = word(b[40:])
		all, across = all|w, across|(w^flip+above)&high>>2
		w = word(b[48:])
		all, across = all|w, across|(w^flip+above)&high>>1
		w = word(b[56:])
		all, across = all|w, across|(w^flip+above)&high
		if all&high != 0 {
			across = acrossExact(b, flip)
		}
		o.marks[i&(len(o.marks)-1)] = ^turn(across)
	}
}

// word returns the first eight bytes of b as a number, the first the lowest.
func word(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

// acrossExact is for a chunk of any bytes.
func acrossExact(b *[chunk]byte, flip uint64) (across uint64) {
	for i := range 8 {
		w := word(b[8*i:]) ^ flip
		across |= ((w | high) - (' '+1)*each | w) & high >> (7 - i)
	}
	return across
}

// turn swaps rows and columns of eight rows of eight bits. Source: Hacker's
// Delight, "Transposing a Bit Matrix".
func turn(x uint64) uint64 {
	t := (x ^ x>>7) & 0x00aa00aa00aa00aa
	x ^= t ^ t<<7
	t = (x ^ x>>14) & 0x0000cccc0000cccc
	x ^= t ^ t<<14
	t = (x ^ x>>28) & 0x00000000f0f0f0f0
	return x ^ t ^ t<<28
}

// at returns where a mark stands; the first is 0. It has no branch. Source:
// Vigna, "Broadword Implementation of Rank/Select Queries".
func (o *outline) at(mark int) int {
	i := int(o.home[mark]) & (len(o.marks) - 1)
	x, n := o.marks[i], uint64(mark)-uint64(o.before[i])
	s := x - x>>1&0x5555555555555555
	s = s&0x3333333333333333 + s>>2&0x3333333333333333
	s = (s + s>>4) & 0x0f0f0f0f0f0f0f0f * each // of each byte, the bits set in it and below
	byte8 := (n*each | high - s) & high >> 7 * each >> 53 & 0x38
	n -= s << 8 >> byte8 & 0xff
	return i*chunk + int(byte8) + int(nthOfByte[(n<<8|x>>byte8&0xff)&0x7ff])
}

// nthOfByte is the index of a bit among those of a byte that are set, by its
// number and the byte.
var nthOfByte = func() (table [8 << 8]uint8) {
	for b := range 1 << 8 {
		n := 0
		for i := range 8 {
			if b>>i&1 != 0 {
				table[n<<8|b] = uint8(i)
				n++
			}
		}
	}
	return table
}()

// line returns where the marks of the line that starts at an index stand, to
// its newline or to as many as places has room for, and the number of them.
func (o *outline) line(from int, places []uint16) int {
	i := from / chunk
	m := o.marks[i] & (^uint64(0) << (from % chunk))
	last := (len(o.text) - 1) / chunk
	for n := range places {
		for m == 0 {
			if i++; i > last {
				return n
			}
			m = o.marks[i]
		}
		at := i*chunk + bits.TrailingZeros64(m)
		places[n] = uint16(at)
		if o.text[at] == '\n' {
			return n + 1
		}
		m &= m - 1
	}
	return len(places)
}

package handshake

import (
	"math/bits"
	"slices"

	"log401/classify"
)

// A turn is what numbers say of when an event is taken, the most telling first.
type turn [numWords]uint64

// The words of a turn.
const (
	phaseWord = iota // the second and the phase
	timeWord
	clientWord // its order, see classify.Origin
	numWords
)

func turnOf(ev *classify.Event, p phase) turn {
	return turn{
		phaseWord:  unsigned(second(ev.Time)<<2 | int64(p)),
		timeWord:   unsigned(ev.Time),
		clientWord: ev.ClientOrder,
	}
}

// unsigned makes numbers keep their order as unsigned ones.
func unsigned(n int64) uint64 { return uint64(n) ^ 1<<63 }

func (t *turn) compare(u *turn) int {
	for w := range t {
		switch {
		case t[w] < u[w]:
			return -1
		case t[w] > u[w]:
			return 1
		}
	}
	return 0
}

// A ticket is the index of an event among those of its second, below as much of
// its turn as there is room for: tickets are in the order of turns as far as
// that tells events apart.
type ticket uint64

const (
	indexBits = 16
	roomBits  = 64 - indexBits
)

func (t ticket) index() int { return int(t & (1<<indexBits - 1)) }

// beside reports whether two tickets tell nothing of the order of their events.
func (t ticket) beside(u ticket) bool { return t>>indexBits == u>>indexBits }

// ticketsOf appends the tickets of turns, in their order, and reports whether
// turns with equal tickets are equal. What all turns have in common needs no
// room: in most seconds that is all but the phase and a part of the client.
func ticketsOf(tickets []ticket, turns []turn) (all []ticket, whole bool) {
	var differ turn
	for i := range turns {
		for w := range differ {
			differ[w] |= turns[i][w] ^ turns[0][w]
		}
	}
	room := roomBits
	var parts [numWords]part
	for w := range parts {
		parts[w] = partOf(differ[w], room)
		room -= int(parts[w].size)
		differ[w] &^= parts[w].mask << parts[w].shift
	}
	phase, time, client := parts[phaseWord], parts[timeWord], parts[clientWord] // no loop: this one is run for every event
	for i := range turns {
		t := &turns[i]
		told := phase.appendTo(0, t[phaseWord])
		told = time.appendTo(told, t[timeWord])
		told = client.appendTo(told, t[clientWord])
		tickets = append(tickets, ticket(told<<indexBits|uint64(i)))
	}
	return tickets, differ == turn{}
}

// A part is some neighbouring bits of a word.
type part struct {
	size, shift uint8 // below 64
	mask        uint64
}

// partOf returns the part with the bits that differ, or as many of the highest
// of them as there is room for.
func partOf(differ uint64, room int) part {
	top := bits.Len64(differ)
	low := max(min(bits.TrailingZeros64(differ), top), top-room)
	size := top - low
	return part{size: uint8(size), shift: uint8(low & 63), mask: 1<<size - 1}
}

// appendTo puts the part of a word below some bits.
func (p part) appendTo(bits, word uint64) uint64 {
	return bits<<(p.size&63) | word>>(p.shift&63)&p.mask
}

// fewTickets are sorted by comparison.
const fewTickets = 32

// sortTickets sorts tickets, and returns what it needed the room for as the
// room for others. Many are sorted by one byte after the other, the least
// telling first, without those that none differ in.
func sortTickets(tickets, room []ticket) (sorted, spare []ticket) {
	if len(tickets) <= fewTickets {
		slices.Sort(tickets)
		return tickets, room
	}
	room = slices.Grow(room[:0], len(tickets))[:len(tickets)]
	top := ticket(0)
	for _, t := range tickets {
		top |= t
	}
	for shift := indexBits; top>>shift != 0; shift += 8 {
		sortByByte(tickets, room, shift)
		tickets, room = room, tickets
	}
	return tickets, room
}

// sortByByte copies tickets to another place, sorted by one byte.
func sortByByte(tickets, to []ticket, shift int) {
	var next [256]uint32 // where the next one with that byte belongs
	for _, t := range tickets {
		next[byte(t>>shift)]++
	}
	at := uint32(0)
	for b, n := range next {
		next[b] = at
		at += n
	}
	for _, t := range tickets {
		b := byte(t >> shift)
		to[next[b]] = t
		next[b]++
	}
}

package handshake

// A turn is the place of an event in the order of its second: its index among
// those held, and what numbers say of it, the most telling last.
type turn struct {
	words [numWords]uint64
	index int32
}

// The words of a turn.
const (
	clientWord = iota // its order, see classify.Origin
	timeWord
	phaseWord // the second and the phase
	numWords
)

// unsigned makes numbers keep their order as unsigned ones.
func unsigned(n int64) uint64 { return uint64(n) ^ 1<<63 }

// sortTurns sorts turns by their words and leaves those with equal words in
// the order in which they are. room is as long as turns; the two come back with
// the sorted ones first. It sorts by one byte after the other, the least
// telling first, and skips those that all turns have in common: these are most.
func sortTurns(turns, room []turn) (sorted, spare []turn) {
	var differ [numWords]uint64
	for i := range turns {
		for w := range differ {
			differ[w] |= turns[i].words[w] ^ turns[0].words[w]
		}
	}
	for w := range differ {
		for shift := 0; differ[w]>>shift != 0; shift += 8 {
			if byte(differ[w]>>shift) != 0 {
				sortByByte(turns, room, w, shift)
				turns, room = room, turns
			}
		}
	}
	return turns, room
}

// sortByByte copies turns to another place, sorted by one byte of a word.
func sortByByte(turns, to []turn, word, shift int) {
	var next [256]int32 // where the next one with that byte belongs
	for i := range turns {
		next[byte(turns[i].words[word]>>shift)]++
	}
	at := int32(0)
	for b, n := range next {
		next[b] = at
		at += n
	}
	for i := range turns {
		b := byte(turns[i].words[word] >> shift)
		to[next[b]] = turns[i]
		next[b]++
	}
}

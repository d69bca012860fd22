package classify

// A lookup finds the rows of a table by their numbers without a search: every
// line that matters is looked up in two of them. It is filled once.
type lookup [1 << lookupBits]struct {
	number int64
	row    int16 // counted from 1; 0: none
}

// lookupBits leaves three places in four empty with the tables that there are.
const lookupBits = 9

// newLookup returns a lookup of the numbers of n rows, no two of them equal.
func newLookup(n int, number func(row int) int64) *lookup {
	var l lookup
	for row := range n {
		slot := &l[l.slot(number(row))]
		slot.number, slot.row = number(row), int16(row+1)
	}
	return &l
}

// golden spreads neighbours: 2^64 by the golden ratio.
const golden = 0x9E3779B97F4A7C15

// slot returns where a number is, or would be.
func (l *lookup) slot(number int64) int {
	i := int(uint64(number) * golden >> (64 - lookupBits))
	for l[i].row != 0 && l[i].number != number {
		i = (i + 1) % len(l)
	}
	return i
}

// find returns the row of a number, -1 where there is none.
func (l *lookup) find(number int64) int { return int(l[l.slot(number)].row) - 1 }

package parser

// Column returns the index of the column that is a known field of a W3C log,
// counted from 0, or -1 where the layout has no such column.
func (l *Layout) Column(f Field) int {
	if l.format != W3C {
		return -1
	}
	return int(l.known[f])
}

// Stretch returns the text of a W3C line from one of its columns to another,
// as logged, with what is around and between them; nil where the line is not
// made of its columns and single blanks alone. Two equal stretches of the same
// columns of a layout hold equal fields.
func (e *Entry) Stretch(first, last int) []byte {
	if !e.placed {
		return nil
	}
	from, to := e.stretch(first, last)
	return e.Raw[from:to]
}

// stretch returns where a stretch of an entry starts and ends whose columns are
// known by places.
func (e *Entry) stretch(first, last int) (from, to int) {
	if first > 0 {
		from = int(e.places[first-1]) + 1 - e.start
	}
	return from, int(e.places[last]) - e.start
}

// columnField returns what stands in a column; the columns have been split. Where
// they are known by places it takes fewer steps for the many fields that are
// neither "-" nor in quotes.
func (e *Entry) columnField(column int) []byte {
	if !e.placed {
		return e.fields.columns[column].of(e.Raw)
	}
	from, to := e.stretch(column, column)
	if b := e.Raw[from:to]; len(b) > 0 && b[0] > '-' {
		return b
	}
	return spanOf(e.Raw, from, to).of(e.Raw)
}

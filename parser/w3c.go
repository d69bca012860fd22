package parser

import "bytes"

// The grammar of a W3C extended line: as many fields as #Fields names,
// separated by runs of blanks and tabs, or by tabs where #Fields is. IIS never quotes; other writers put
// values with blanks into double quotes, with "" for a quote inside. Since a
// value that merely starts with a quote must not swallow its neighbours, the
// quotes are looked at only where the plain fields do not come out even.

var w3cGrammar = grammar{
	parse: parseW3C,
	split: (*Entry).splitW3C,
	skim:  (*Parser).skimW3C,
	text:  appendUndoubled, escape: '"',
}

func threeDigits(b []byte) (n int, ok bool) {
	if len(b) != 3 {
		return 0, false
	}
	return digits(b)
}

// parseW3C takes any line of text under a W3C layout.
func parseW3C(e *Entry) fault {
	if len(e.layout.columns) == 0 {
		return fault{reason: unreadable(e.Raw)}
	}
	if f := e.splitColumns(); f.reason != "" {
		return f
	}
	e.columned = true
	if f := e.timeW3C(); f.reason != "" {
		return f
	}
	return e.statusOf(e.column(FieldStatus), "sc-status")
}

// column returns the span of a field's column; the columns have been split.
func (e *Entry) column(f Field) span {
	i := e.layout.known[f]
	if i < 0 {
		return span{}
	}
	return e.columnAt(int(i))
}

// columnAt returns the span of a column; the columns have been split.
func (e *Entry) columnAt(i int) span {
	if !e.placed {
		return e.fields.columns[i]
	}
	from, to := e.stretch(i, i)
	return spanOf(e.Raw, from, to)
}

// statusOf reads the status; an absent one is unknown.
func (e *Entry) statusOf(s span, field string) fault {
	e.Status = 0
	if !s.present {
		return fault{}
	}
	n, ok := threeDigits(s.of(e.Raw))
	if !ok {
		return fault{reason: ReasonStatus, field: field, at: int(s.from)}
	}
	e.Status = n
	return fault{}
}

func (e *Entry) timeW3C() fault {
	l, day, clock := e.layout, e.layout.date, int64(0)
	if l.dated {
		s, ok := e.column(FieldDate), false
		if day, ok = parseDate(s.of(e.Raw)); !ok || s.to-s.from != 10 {
			return fault{reason: ReasonTime, field: "date", at: int(s.from)}
		}
	}
	if day == noDate {
		return fault{reason: ReasonNoDate}
	}
	if l.known[FieldTime] >= 0 {
		s, ok := e.column(FieldTime), false
		if clock, ok = parseClock(s.of(e.Raw)); !ok {
			return fault{reason: ReasonTime, field: "time", at: int(s.from)}
		}
	}
	e.Time, e.wall = day*nanosPerSecond+clock, l.wall
	return fault{}
}

// splitW3C finds all fields of a line that is known to be an entry.
func (e *Entry) splitW3C() {
	if !e.columned {
		e.splitColumns()
	}
	e.knowColumns()
	if uri := e.fields.known[FieldURI]; uri.present && !e.fields.known[FieldPath].present {
		e.cutWholeURI(uri, e.layout.writer != nil && e.layout.writer.bare)
	}
}

// knowColumns sets the known fields of a line whose columns have been split.
func (e *Entry) knowColumns() {
	for f, i := range e.layout.known {
		e.fields.known[f] = span{}
		if i >= 0 {
			e.fields.known[f] = e.columnAt(int(i))
		}
	}
}

// splitColumns finds the columns of the line, or why it has not as many as the
// layout.
func (e *Entry) splitColumns() fault {
	want := len(e.layout.columns)
	if e.layout.tabbed && e.tabColumns() == want {
		return fault{}
	}
	n := e.plainColumns()
	if n == want {
		return fault{}
	}
	if bytes.IndexByte(e.Raw, '"') >= 0 {
		quoted, closed := e.quotedColumns()
		switch {
		case quoted == want && closed:
			return fault{}
		case !closed && n > want:
			return fault{reason: ReasonQuote}
		case closed:
			n = quoted
		}
	}
	if n < want {
		return fault{reason: ReasonTooFewFields, at: len(e.Raw)}
	}
	return fault{reason: ReasonTooManyFields, at: len(e.Raw)}
}

// plainColumns splits at runs of blanks and returns how many fields there are.
func (e *Entry) plainColumns() int {
	line, columns := e.Raw, e.fields.columns[:0]
	for i := 0; i < len(line); {
		if isSpace(line[i]) {
			i++
			continue
		}
		end := i
		for end < len(line) && !isSpace(line[end]) {
			end++
		}
		columns = append(columns, spanOf(line, i, end))
		i = end
	}
	e.fields.columns = columns
	return len(columns)
}

// tabColumns splits at tabs alone, and returns how many fields there are: some
// writers leave blanks in values as they are. An empty value is absent.
func (e *Entry) tabColumns() int {
	line, columns := e.Raw, e.fields.columns[:0]
	for from, more := 0, true; more; {
		end := len(line)
		i := bytes.IndexByte(line[from:], '\t')
		if more = i >= 0; more {
			end = from + i
		}
		column := span{}
		if end > from {
			column = spanOf(line, from, end)
		}
		columns = append(columns, column)
		from = end + 1
	}
	e.fields.columns = columns
	return len(columns)
}

// quotedColumns splits at runs of blanks outside double quotes that start a
// field. It reports whether the last quotation was closed.
func (e *Entry) quotedColumns() (n int, closed bool) {
	line, columns := e.Raw, e.fields.columns[:0]
	closed = true
	for i := 0; i < len(line); {
		if isSpace(line[i]) {
			i++
			continue
		}
		end := i
		if line[i] == '"' {
			end, closed = closingQuote(line, i)
		}
		for end < len(line) && !isSpace(line[end]) {
			end++
		}
		columns = append(columns, spanOf(line, i, end))
		i = end
	}
	e.fields.columns = columns
	return len(columns), closed
}

// closingQuote returns the index behind the quote that closes the one at i;
// "" inside stands for a quote.
func closingQuote(line []byte, i int) (end int, closed bool) {
	for i++; i < len(line); i++ {
		if line[i] != '"' {
			continue
		}
		if i+1 == len(line) || line[i+1] != '"' {
			return i + 1, true
		}
		i++
	}
	return len(line), false
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' }

package parser

import "bytes"

// A grammar is what reads the lines of one format.
type grammar struct {
	// parse takes any line of text and sets Time and Status, or says why the
	// line is no entry. Where the line says no zone, Time is what it says, read
	// as UTC, and wall is set: the parser does the rest (see localClock). The
	// same goes for fast.
	parse func(*Entry) fault

	// split finds all known fields, and the columns where there are some, of a
	// line that parse or fast took.
	split func(*Entry)

	// fast takes the lines that nearly all lines of a log are, or is nil. It
	// accepts nothing that parse would not accept with the same result.
	fast func(*Parser, *Entry) bool

	// skim goes over the lines of p.skimmer from the next on that nearly all lines
	// of a log are, until one is to be given out, or is nil. It takes nothing that
	// parse would not take with the same result; what it leaves is for fast. The
	// marks are those of its outline.
	skim  func(*Parser) outcome
	marks uint64

	// plain looks one field up in a line that fast took, without splitting it;
	// ok is false where that is not possible. It is there where fast is.
	plain func(*Entry, Field) (b []byte, ok bool)

	// text appends a value with the escapes of the format undone.
	text func(dst, value []byte) []byte

	// escape is the byte without which a value has no escapes, whatever the
	// field; 0 where none has.
	escape byte

	// textOf returns what does so for a field that is unlike the others, nil
	// for most; it is nil where all are alike.
	textOf func(Field) func(dst, value []byte) []byte
	// named looks a value up by its name, in formats whose lines need not have
	// the columns of their layout; nil in others.
	named func(e *Entry, name string) []byte
}

// recognisers are tried in order on the first lines of a source, until one
// returns the layout that the line says the source has. A client may have put a
// line of one format into a value of another: so those come first that look at
// a line from end to end. A line of IIS ends with a comma, which no line of the
// NCSA family does, whatever its client sent.
var recognisers = []func(start *Layout, line []byte) *Layout{
	recogniseJSON,
	recogniseNative,
	recogniseNCSA,
	recogniseHTTPERR,
	recogniseLoadBalancer,
}

// firstToRead returns the first layout that reads a line as an entry, nil if
// none does.
func firstToRead(layouts []*Layout, line []byte) *Layout {
	for _, l := range layouts {
		e := Entry{Raw: line, layout: l}
		if l.grammar.parse(&e).reason == "" {
			return l
		}
	}
	return nil
}

// detect returns the layout that a source gets from a line under an unknown
// layout, l itself if no grammar accepts the line.
func detect(l *Layout, line []byte) *Layout {
	found := l.candidate(line)
	for i := 0; found == nil && i < len(recognisers); i++ {
		if f := recognisers[i](l, line); f != nil && (l.format == Unknown || l.format == f.format) {
			found = f
		}
	}
	switch {
	case found == nil:
		return l
	case found.zone != l.zone:
		return found.In(l.zone)
	}
	return found
}

// candidate returns the first candidate that accepts a line, or nil.
func (l *Layout) candidate(line []byte) *Layout {
	for _, c := range l.candidates {
		if c.accepts(line) {
			return c
		}
	}
	return nil
}

// unreadable says why a line under an unknown layout is no entry.
func unreadable(line []byte) Reason {
	switch {
	case jsonStart(line) >= 0:
		return unreadableJSON(line)
	case looksLikeW3C(line):
		return ReasonNoFields
	case isErrorLog(line):
		return ReasonErrorLog
	case startsWithClients(line):
		return ReasonClientList
	}
	return ReasonNoFormat
}

// startsWithClients reports whether a line is one of the NCSA family but for a
// list of addresses in place of the client.
func startsWithClients(line []byte) bool {
	end := timeEnd(line)
	if end < 0 {
		return false
	}
	prefix, ok := prefixOf(line[:end-ncsaTimeLen-1], start)
	return ok && prefix.lists(line)
}

// looksLikeW3C recognises lines as IIS writes them: date, time, a handful of
// other fields, and among them one that may be a status.
func looksLikeW3C(line []byte) bool {
	if _, ok := parseDate(line); !ok || len(line) < 19 {
		return false
	}
	if _, ok := parseClock(line[11:19]); !ok {
		return false
	}
	fields, status := 0, false
	for t := nextToken(line, 19); t.there(); t = nextToken(line, t.to) {
		fields++
		n, ok := threeDigits(line[t.from:t.to])
		status = status || ok && n >= 100 && n < 600
	}
	return fields >= 4 && status
}

// isErrorLog recognises the start of lines of error logs: "[Fri Jan 02 …" as
// Apache, "2026/01/02 15:04:05 [level]" as nginx writes them.
func isErrorLog(line []byte) bool {
	if len(line) > 21 && line[4] == '/' && line[7] == '/' && line[20] == '[' {
		_, ok := parseClock(line[11:19])
		return ok
	}
	return len(line) > 8 && line[0] == '[' && line[4] == ' ' && line[8] == ' ' &&
		bytes.Contains([]byte(weekdays), line[1:4]) && bytes.Contains([]byte(months), line[5:8])
}

const weekdays = "MonTueWedThuFriSatSun"

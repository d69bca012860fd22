package parser

import "bytes"

// A skimmer goes over the lines of a window that nobody asks for. Its place is
// kept between the calls of Parser.Next; the lines between may have been read
// by others.
type skimmer struct {
	outline
	layout *Layout // that the outline was drawn for; nil: there is none
	offset int64   // of the window in the source
	from   int     // index of the next line in the window

	even  bool // all lines have the same marks; see isEven
	lines int  // of an even window
	next  int  // number of the next of them
	given bool // the line before the next was given out

	places [mostMarks]uint16 // scratch
}

const (
	leastMarks = 4  // of a line in an even window
	mostMarks  = 80 // more than a line has that is skimmed over
)

// An outcome says why a skimmer stopped.
type outcome uint8

const (
	windowDone outcome = iota
	entryFound         // in p.entry, to be given out
	lineLeft           // the next line is for others
)

// skim goes over lines as long as none is to be given out, and reports whether
// one is, then in p.entry. If not, what is left of the block starts with a line
// that only others can read, or is empty.
func (p *Parser) skim() bool {
	s := &p.skimmer
	for len(p.data) > 0 {
		if !s.reach(p) {
			s.outlook(p)
		}
		switch p.layout.grammar.skim(p) {
		case entryFound:
			return true
		case lineLeft:
			return false
		}
	}
	return false
}

// reach goes to the next line of the block, if the window holds it.
func (s *skimmer) reach(p *Parser) bool {
	from := p.offset - s.offset
	if s.layout != p.layout || from < int64(s.from) || from >= int64(len(s.text)) {
		return false
	}
	s.from = int(from)
	for s.even && s.next < s.lines && int(s.ends[s.next]) < s.from {
		s.next++
	}
	return true
}

// outlook makes a window of what is left of the block, up to the last newline
// that fits.
func (s *skimmer) outlook(p *Parser) {
	l := p.layout
	s.draw(p.data[:min(len(p.data), windowSize)], l.grammar.marks)
	for s.count > 0 && s.text[s.at(s.count-1)] != '\n' {
		s.count--
	}
	end := 0
	if s.count > 0 {
		end = s.at(s.count-1) + 1
	}
	s.text = s.text[:end]
	s.layout, s.offset, s.from, s.next, s.even = l, p.offset, 0, 0, false
	if l.format == W3C {
		s.even = s.isEven(len(l.columns))
	}
}

// isEven reports whether each line of the window has n fields, parted by single
// blanks, and no other control character than its end, and sets lines and ends.
// It counts: if there are as many blanks as lines of n fields have, and each
// mark that would end such a line does, then all other marks are those blanks.
func (s *skimmer) isEven(n int) bool {
	if s.count == 0 {
		return false
	}
	if first := s.at(min(n, s.count) - 1); s.text[first] == '\r' {
		n++
	}
	s.lines = s.count / n
	crlf := n - len(s.layout.columns)
	if n < leastMarks || n >= mostMarks || s.count%n != 0 || s.pairs != s.lines*crlf ||
		bytes.Count(s.text, blank) != s.lines*(n-1-crlf) {
		return false
	}
	for i := range s.lines {
		end := s.at(i*n + n - 1)
		if s.text[end] != '\n' || crlf != 0 && s.text[end-1] != '\r' {
			return false
		}
		s.ends[i] = uint16(end)
	}
	return true
}

var blank = []byte(" ")

// passed counts the entries up to s.from and takes them off the block.
func (p *Parser) passed(entries int) {
	n := int64(p.skimmer.from) - (p.offset - p.skimmer.offset)
	p.data, p.offset, p.line = p.data[n:], p.offset+n, p.line+int64(entries)
	p.tally.Lines += int64(entries)
	p.tally.Entries += int64(entries)
}

// consume takes one line off the block, which is counted elsewhere.
func (p *Parser) consume(n int) {
	p.skimmer.from += n
	p.data, p.offset, p.line = p.data[n:], p.offset+int64(n), p.line+1
}

// What is known of a status.
const (
	known    = 1 << iota // it has three digits
	quiet                // entries of it matter only if something else says so
	answered             // it is from 100 to 399
)

var kindsOfStatus = func() (kinds [1000]uint8) {
	for status := range kinds {
		kinds[status] = known
		if !telling(status) {
			kinds[status] |= quiet
		}
		if IsServed(status) {
			kinds[status] |= answered
		}
	}
	return kinds
}()

// kindOfStatus returns what is known of the status that b, a line's end, starts
// with; 0 if there is none.
func kindOfStatus(b []byte) uint8 {
	if len(b) < len("200 ") {
		return 0
	}
	x, y, z := b[0]-'0', b[1]-'0', b[2]-'0'
	if x > 9 || y > 9 || z > 9 || b[3] > ' ' {
		return 0
	}
	return kindsOfStatus[int(x)*100+int(y)*10+int(z)]
}

// isDash reports whether b, a line's end, starts with a "-" alone.
func isDash(b []byte) bool { return len(b) > 1 && b[0] == '-' && b[1] <= ' ' }

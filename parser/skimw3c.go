package parser

import "bytes"

// The fast path of W3C lines. It takes lines of single blanks between exactly
// the fields of the layout, without tabs and other control characters, that
// start with date and time, or with the time. Quotes need no care: where the
// plain fields come out even they are the fields, whatever stands in them.

// skimW3C goes over the lines of the window. Behind a line of interest it looks
// closely at the next at once: in many logs such lines are the rule.
func (p *Parser) skimW3C() outcome {
	s := &p.skimmer
	for closely := true; s.from < len(s.text); closely = false {
		wanted := false
		if s.even && p.Interest != nil && !(closely && s.given) {
			if wanted = p.skimEven(); s.from == len(s.text) {
				break
			}
		}
		if !p.takeW3C() {
			return lineLeft
		}
		s.next++
		if s.given = p.look(p.accept(), wanted); s.given {
			return entryFound
		}
	}
	if len(s.text) == 0 {
		return lineLeft
	}
	return windowDone
}

// skimEven goes over the lines of an even window that are surely of no
// interest, and reports whether the one it stops at surely is. It looks at
// nothing but the time, the status, the substatus and whether there is a user,
// and at what Served is asked about.
func (p *Parser) skimEven() (wanted bool) {
	s, l, in := &p.skimmer, p.layout, p.Interest
	user, status, substatus := int(l.known[FieldUser]), int(l.known[FieldStatus]), int(l.known[FieldSubstatus])
	if l.wall || l.program != "" || status < 0 || p.glance.layout != l || in.Served != nil && l.known[FieldURI] >= 0 {
		return false
	}
	first, marks := s.next, s.count/s.lines
	last := min(int64(s.lines), int64(first)+in.untilEvery(p.line-p.first))
	kinds := uint8(0)
	for ; int64(s.next) < last; s.next++ {
		mark := s.next * marks
		line := s.text[s.from : s.ends[s.next]+1]
		at := s.column(mark, status)
		kind := kindOfStatus(line[at:])
		if kind&quiet == 0 || user >= 0 && !isDash(line[s.column(mark, user):]) {
			break
		}
		if substatus == status+1 {
			at += len("200 ")
		} else if substatus >= 0 {
			at = s.column(mark, substatus)
		}
		if substatus >= 0 && (line[at] == '5' || line[at] == '"') || !p.stampedW3C(line) {
			break
		}
		kinds |= kind
		if p.stamp.nanos != p.glance.time {
			p.tell(p.stamp.nanos)
		}
		if in.Served != nil && kind&answered != 0 && p.asksW3C(line, mark) {
			wanted = true
			break
		}
		s.from += len(line)
	}
	p.glance.served = p.glance.served || kinds&answered != 0
	p.passed(s.next - first)
	return wanted
}

// column returns where a column, not the first, of the line at s.from starts
// there; mark is the number of the first mark of the line.
func (s *skimmer) column(mark, column int) int { return s.at(mark+column-1) + 1 - s.from }

// asksW3C asks whether an answer without a user is of interest.
func (p *Parser) asksW3C(line []byte, mark int) bool {
	s, known := &p.skimmer, &p.layout.known
	method, path := int(known[FieldMethod]), int(known[FieldPath])
	if method <= 0 || path != method+1 || path+1 == len(p.layout.columns) {
		return p.Interest.Served(s.field(line, mark, method), s.field(line, mark, path))
	}
	from := s.column(mark, method)
	between := from + bytes.IndexByte(line[from:], ' ')
	to := between + 1 + bytes.IndexByte(line[between+1:], ' ')
	return p.Interest.Served(spanOf(line, from, between).of(line), spanOf(line, between+1, to).of(line))
}

// field returns what stands in a column, nil if there is none.
func (s *skimmer) field(line []byte, mark, column int) []byte {
	if column <= 0 {
		return nil
	}
	return spanOf(line, s.column(mark, column), s.column(mark, column+1)-1).of(line)
}

// takeW3C makes the next line of the window the entry, if it is one that the
// fast path takes, and goes on behind it.
func (p *Parser) takeW3C() bool {
	s, l, e := &p.skimmer, p.layout, &p.entry
	n := len(l.columns)
	places := s.places[:min(n+1, mostMarks)]
	places = places[:s.line(s.from, places)]
	if n >= mostMarks || !s.even && !s.single(n, places) {
		return false
	}
	line := s.text[s.from : places[len(places)-1]+1]
	if !p.stampedW3C(line) {
		return false
	}
	e.begin(line[:int(places[n-1])-s.from], p.line, p.offset, l)
	e.Time, e.wall = p.stamp.nanos, l.wall
	e.columned, e.placed, e.start, e.places = true, true, s.from, &s.places
	if !e.plainStatus() {
		return false
	}
	p.consume(len(line))
	return true
}

// plainStatus reads the status; an absent one is unknown.
func (e *Entry) plainStatus() (ok bool) {
	e.Status, ok = 0, true
	if s := e.column(FieldStatus); s.present {
		e.Status, ok = threeDigits(s.of(e.Raw))
	}
	return ok
}

// single reports whether a line's marks are single blanks between n fields and
// then its end.
func (s *skimmer) single(n int, places []uint16) bool {
	switch len(places) - n {
	default:
		return false
	case 1:
		if s.text[places[n-1]] != '\r' || places[n] != places[n-1]+1 {
			return false
		}
	case 0:
	}
	behind := s.from - 1
	for i, place := range places[:n] {
		if int(place) == behind+1 || i < n-1 && s.text[place] != ' ' {
			return false
		}
		behind = int(place)
	}
	return s.text[places[len(places)-1]] == '\n'
}

// stampedW3C reads the time of a line into p.stamp.
func (p *Parser) stampedW3C(line []byte) bool {
	l := p.layout
	if len(line) <= l.prefix || line[l.prefix] != ' ' {
		return false
	}
	if p.stamp.layout == l && p.stamp.same(line[:l.prefix+1]) {
		return true
	}
	nanos, ok := stampW3C(l, line[:l.prefix])
	if ok {
		p.stamp.set(l, line[:l.prefix+1], nanos)
	}
	return ok
}

// stampW3C reads the date and time, or the time alone, at a line's start.
func stampW3C(l *Layout, b []byte) (nanos int64, ok bool) {
	day := l.date
	if l.dated {
		if day, ok = parseDate(b); !ok {
			return 0, false
		}
		b = b[len("2026-01-02 "):]
	}
	if day == noDate {
		return 0, false
	}
	clock, ok := parseClock(b)
	return day*nanosPerSecond + clock, ok
}

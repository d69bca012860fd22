package parser

import "bytes"

// apacheGrammar reads lines of a LogFormat.
var apacheGrammar = patternGrammar(appendUnescapedApache, '\\')

// patternGrammar returns the grammar of format strings of a writer whose
// escapes text undoes.
func patternGrammar(text func(dst, value []byte) []byte, escape byte) grammar {
	return grammar{
		parse: parsePattern,
		split: (*Entry).splitPattern,
		fast:  (*Parser).fastPattern,
		plain: (*Entry).plainPattern,
		text:  text, escape: escape,
	}
}

// parsePattern takes any line of text under a layout of a format string.
func parsePattern(e *Entry) fault {
	if m := e.matchPattern(); m.what != matched {
		return m.fault(e.Raw)
	}
	p, columns := e.layout.pattern, e.fields.columns
	if !e.timePattern(nil) {
		return fault{reason: ReasonTime, field: "time", at: int(columns[p.times[0]].from)}
	}
	return e.statusOf(columns[p.direct[FieldStatus]], "sc-status")
}

// fastPattern is parsePattern with a time that is remembered.
func (p *Parser) fastPattern(e *Entry) (ok bool) {
	if m := e.matchPattern(); m.what != matched || !e.timePattern(&p.stamp) {
		return false
	}
	status := e.fields.columns[e.layout.pattern.direct[FieldStatus]]
	if !status.present {
		e.Status = 0
		return true
	}
	e.Status, ok = threeDigits(e.Raw[status.from:status.to])
	return ok
}

// timePattern sets the time from its columns and reports whether it is one.
func (e *Entry) timePattern(s *stamp) bool {
	p := e.layout.pattern
	c := p.times[0]
	text := e.fields.columns[c].of(e.Raw)
	if s == nil || !p.steady || len(text) > len(s.text) {
		nanos, zoned, ok := p.timeOf(e)
		e.Time, e.wall = nanos, !zoned
		return ok
	}
	if !s.is(e.layout, text) {
		var nanos int64
		var ok bool
		if p.values[c].time.common {
			nanos, ok = parseNCSATime(text)
		} else {
			nanos, _, ok = p.timeOf(e)
		}
		if !ok {
			return false
		}
		s.set(e.layout, text, nanos)
	}
	e.Time, e.wall = s.nanos, p.wall
	return true
}

// timeOf joins the parts of the time.
func (p *pattern) timeOf(e *Entry) (nanos int64, zoned, ok bool) {
	var w wallTime
	for _, c := range p.times {
		if !p.values[c].time.read(&w, e.fields.columns[c].of(e.Raw)) {
			return 0, false, false
		}
	}
	nanos, ok = w.nanoseconds()
	return nanos, w.zoned, ok
}

// matchPattern finds the columns of a line, or where it goes wrong.
func (e *Entry) matchPattern() mismatch {
	p, line := e.layout.pattern, e.Raw
	if cap(e.fields.columns) < len(p.values) {
		e.fields.columns = make([]span, len(p.values))
	}
	columns := e.fields.columns[:len(p.values)]
	e.fields.columns = columns
	i := 0
	for k := range p.steps {
		s := &p.steps[k]
		var end int
		if s.op == opUntil {
			end = s.wordEnd(line, i)
		} else if end = s.endOf(line, i); end < 0 {
			return mismatch{endless, s, i}
		}
		next := end
		if s.op == opFree {
			if end = s.readBack(columns, line, i, next); end < 0 {
				return mismatch{unfit, s, i}
			}
		}
		if s.careful && s.inDoubt(line, i, end) {
			return mismatch{twoWays, s, i}
		}
		if s.text != "" && !textAt(line, next, s.text) {
			return mismatch{otherText, s, next}
		}
		if s.op != opLiteral {
			columns[s.column] = s.span(line, i, end)
		}
		i = next + len(s.text)
	}
	switch last := &p.steps[len(p.steps)-1]; {
	case i == len(line):
		return mismatch{}
	case last.op == opSoft:
		return mismatch{twoWays, last, i}
	case !isBlank(line[i:]):
		return mismatch{what: more, at: i}
	}
	return mismatch{}
}

// A mismatch is where a line goes another way than its format string.
type mismatch struct {
	what mismatchKind
	step *step
	at   int
}

type mismatchKind uint8

const (
	matched   mismatchKind = iota
	endless                // a value does not end
	otherText              // other text stands behind a value
	unfit                  // what stands between a free value and its stop is something else
	twoWays                // a value holds what it should not, and may be another's
	more                   // the line goes on
)

// fault says what is wrong with the line.
func (m *mismatch) fault(line []byte) fault {
	f := fault{reason: ReasonText, at: m.at}
	if m.step != nil && m.step.item != nil {
		f.field = m.step.item.name
	}
	switch {
	case m.what == more:
		f.reason = ReasonTooManyFields
	case m.what == endless && m.step.item.time != nil:
		f.reason = ReasonTime
	case m.what == endless && m.step.stop == '"':
		f.reason = ReasonQuote
	case m.what == endless, m.what == otherText && m.at == len(line):
		f.reason = ReasonTooFewFields
	case m.what == twoWays, m.what == otherText && m.step.op == opSoft:
		f.reason = ReasonAmbiguous
	}
	return f
}

// textAt reports whether a text stands at i. Most texts of format strings are
// one byte, or two.
func textAt(line []byte, i int, text string) bool {
	n := len(text)
	return len(line)-i >= n && line[i] == text[0] && line[i+n-1] == text[n-1] && (n <= 2 || string(line[i:i+n]) == text)
}

// endOf returns the index behind a value that starts at i, for a free one the
// index of its stop, or -1.
func (s *step) endOf(line []byte, i int) int {
	switch s.op {
	case opLiteral:
		return i
	case opText:
		return s.textEnd(line, i)
	case opWidth:
		if len(line)-i < s.width {
			return -1
		}
		return i + s.width
	case opTime:
		var w wallTime
		return s.item.time.end(&w, line, i)
	case opSoft:
		return s.softEnd(line, i)
	case opFree:
		return s.stopEnd(line, i)
	}
	return s.restEnd(line, i)
}

// wordEnd goes to the stop, or to where the line goes on with what no value
// has: the text that is expected there is another, then.
func (s *step) wordEnd(line []byte, i int) int {
	set := s.takes
	for i < len(line) && set[line[i]] {
		i++
	}
	return i
}

// restEnd goes to the end of the line, or to where more follows than a value.
func (s *step) restEnd(line []byte, i int) int {
	set := takes[s.kind]
	for i < len(line) && set[line[i]] {
		i++
	}
	return i
}

// softEnd goes to the first byte that the value does not hold.
func (s *step) softEnd(line []byte, from int) int {
	for i := from; i < len(line); i++ {
		switch {
		case line[i] == '\\':
			i++
		case s.never[line[i]] && !(s.kind == kindList && s.inList(line, from, i)):
			return max(i-s.skip, from)
		}
	}
	return len(line)
}

// inList reports whether the blank at i is one of ", " between the names of a
// list that starts at from, or of the " : " that nginx writes between servers.
func (s *step) inList(line []byte, from, i int) bool {
	switch {
	case line[i] != ' ' || i == from:
		return false
	case line[i-1] == ',':
		return true
	case !s.item.servers():
		return false
	}
	return i-1 > from && line[i-1] == ':' && line[i-2] == ' ' ||
		i+2 < len(line) && line[i+1] == ':' && line[i+2] == ' '
}

// textEnd goes to the first stop that is not escaped.
func (s *step) textEnd(line []byte, i int) int {
	from := i
	if s.odd && s.item.empty && textAt(line, i, `""`) {
		from += len(`""`)
	}
	for {
		n := bytes.IndexByte(line[from:], s.stop)
		if n < 0 {
			return -1
		}
		from += n
		if from == i || line[from-1] != '\\' || !escaped(line[i:from]) {
			return from
		}
		from++
	}
}

// escaped reports whether what follows value has a backslash in front of it
// that is not escaped itself.
func escaped(value []byte) bool {
	n := len(value)
	for n > 0 && value[n-1] == '\\' {
		n--
	}
	return (len(value)-n)%2 == 1
}

// stopEnd returns the index of the stop of a free value.
func (s *step) stopEnd(line []byte, i int) int {
	if s.text == "" {
		if len(s.back) > 0 && s.back[0].blankless() {
			line = bytes.TrimRight(line, " \t")
		}
		return max(len(line), i)
	}
	stop := s.textEnd(line, i)
	if stop < i+s.skip {
		return -1
	}
	return stop - s.skip
}

// inDoubt reports whether a value may belong to the one before: it holds what
// it should not, or there is none behind a list that may have taken it.
func (s *step) inDoubt(line []byte, from, to int) bool {
	switch {
	case to == from && (s.behindList || s.item.empty): // an empty user has quotes
		return true
	case s.behindList && !s.dash && to == from+1 && line[from] == '-':
		return true
	}
	return s.op == opFree && s.never != nil && s.softEnd(line[:to], from) < to
}

// blankless reports whether what the step reads is always there and does not
// end with a blank, so that blanks at the end of a line do not belong to it.
func (s *step) blankless() bool {
	if s.op == opLiteral {
		return !isSpace(s.text[len(s.text)-1])
	}
	return (s.kind == kindNumber || s.kind == kindStatus) && !s.item.absent
}

// readBack reads what stands between a free value that starts at from and its
// stop. It returns the end of the value, or -1.
func (s *step) readBack(columns []span, line []byte, from, stop int) int {
	i := stop
	for k := range s.back {
		b := &s.back[k]
		start := i
		switch b.op {
		case opLiteral:
			start -= len(b.text)
			if start >= from && !textAt(line, start, b.text) {
				return -1
			}
		case opWidth:
			start -= b.width
		default:
			start = b.wordStart(line, from, i)
		}
		if start < from {
			return -1
		}
		if b.op != opLiteral {
			columns[b.column] = b.span(line, start, i)
		}
		i = start
	}
	return i
}

// wordStart is wordEnd and textEnd backwards.
func (s *step) wordStart(line []byte, from, i int) int {
	set, escapes := s.takes, s.kind.escaped()
	for i > from && set[line[i-1]] {
		if line[i-1] == s.stop && !(escapes && escaped(line[from:i-1])) {
			return i
		}
		i--
	}
	return i
}

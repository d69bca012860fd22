package parser

import "bytes"

// apacheGrammar reads lines of a LogFormat.
var apacheGrammar = patternGrammar(appendUnescapedApache)

// patternGrammar returns the grammar of format strings of a writer whose
// escapes text undoes.
func patternGrammar(text func(dst, value []byte) []byte) grammar {
	return grammar{
		parse: parsePattern,
		split: (*Entry).splitPattern,
		fast:  (*Parser).fastPattern,
		plain: (*Entry).plainPattern,
		text:  text,
	}
}

// parsePattern takes any line of text under a layout of a format string.
func parsePattern(e *Entry) fault {
	return e.readPattern(nil)
}

// fastPattern is parsePattern with a time that is remembered.
func (p *Parser) fastPattern(e *Entry) bool {
	return e.readPattern(&p.stamp).reason == ""
}

// readPattern finds the columns of a line, and time and status among them.
func (e *Entry) readPattern(s *stamp) fault {
	if f := e.matchPattern(); f.reason != "" {
		return f
	}
	if f := e.timePattern(s); f.reason != "" {
		return f
	}
	return e.statusOf(e.fields.columns[e.layout.pattern.direct[FieldStatus]], "sc-status")
}

// timePattern sets the time from its columns.
func (e *Entry) timePattern(s *stamp) fault {
	p, columns := e.layout.pattern, e.fields.columns
	first := columns[p.times[0]]
	text := first.of(e.Raw)
	remember := s != nil && p.steady && len(text) <= len(s.text)
	if remember && s.is(e.layout, text) {
		e.Time, e.wall = s.nanos, p.wall
		return fault{}
	}
	var w wallTime
	for _, c := range p.times {
		if !p.values[c].time.read(&w, columns[c].of(e.Raw)) {
			return fault{reason: ReasonTime, field: "time", at: int(columns[c].from)}
		}
	}
	nanos, ok := w.nanoseconds()
	if !ok {
		return fault{reason: ReasonTime, field: "time", at: int(first.from)}
	}
	e.Time, e.wall = nanos, !w.zoned
	if remember {
		s.set(e.layout, text, nanos)
	}
	return fault{}
}

// matchPattern finds the columns of a line.
func (e *Entry) matchPattern() fault {
	p, line := e.layout.pattern, e.Raw
	if cap(e.fields.columns) < len(p.values) {
		e.fields.columns = make([]span, len(p.values))
	}
	e.fields.columns = e.fields.columns[:len(p.values)]
	i := 0
	for k := range p.steps {
		s := &p.steps[k]
		if s.op == opLiteral {
			if !textAt(line, i, s.text) {
				return p.otherText(k, line, i)
			}
			i += len(s.text)
			continue
		}
		next := s.endOf(line, i)
		if next < 0 {
			return p.noEnd(s, line, i)
		}
		end := next
		if s.op == opFree {
			if end = e.readBack(s, line, i, next); end < 0 {
				return fault{reason: ReasonText, field: p.values[s.column].name, at: i}
			}
		}
		e.fields.columns[s.column] = p.values[s.column].span(line, i, end)
		i = next
	}
	if !isBlank(line[i:]) {
		return fault{reason: ReasonTooManyFields, at: i}
	}
	return fault{}
}

// otherText says what is wrong where a text of the format string is not found.
func (p *pattern) otherText(k int, line []byte, i int) fault {
	f := fault{reason: ReasonText, at: i}
	if i == len(line) {
		f.reason = ReasonTooFewFields
	}
	if k > 0 {
		if c := p.steps[k-1].column; p.steps[k-1].op != opLiteral {
			f.field = p.values[c].name
		}
	}
	return f
}

// noEnd says what is wrong where a value does not end.
func (p *pattern) noEnd(s *step, line []byte, i int) fault {
	f := fault{reason: ReasonTooFewFields, field: p.values[s.column].name, at: i}
	switch {
	case s.time != nil:
		f.reason = ReasonTime
	case s.stop == '"':
		f.reason = ReasonQuote
	}
	return f
}

func textAt(line []byte, i int, text string) bool {
	return len(line)-i >= len(text) && string(line[i:i+len(text)]) == text
}

// endOf returns the index behind a value that starts at i, for a free one the
// index of its stop, or -1.
func (s *step) endOf(line []byte, i int) int {
	switch s.op {
	case opWidth:
		if len(line)-i < s.width {
			return -1
		}
		return i + s.width
	case opTime:
		var w wallTime
		return s.time.end(&w, line, i)
	case opUntil:
		return s.wordEnd(line, i)
	case opList:
		return listEnd(line, i)
	case opText:
		return s.textEnd(line, i)
	case opFree:
		return s.stopEnd(line, i)
	}
	return s.restEnd(line, i)
}

// wordEnd goes to the stop over bytes that the value may have.
func (s *step) wordEnd(line []byte, i int) int {
	set := takes[s.kind]
	for ; i < len(line); i++ {
		if line[i] == s.stop {
			return i
		}
		if !set[line[i]] {
			return i // the text that is expected here is another
		}
	}
	return i
}

// restEnd goes to the end of the line, or to where more follows than a value.
func (s *step) restEnd(line []byte, i int) int {
	if s.kind == kindText || s.kind == kindRaw {
		return len(line)
	}
	set := takes[s.kind]
	for i < len(line) && set[line[i]] {
		i++
	}
	return i
}

// listEnd goes to the first blank that does not belong to ", " or " : ".
func listEnd(line []byte, i int) int {
	for from := i; ; i++ {
		switch {
		case i == len(line):
			return i
		case line[i] != ' ':
		case i > from && line[i-1] == ',', i-1 > from && line[i-1] == ':' && line[i-2] == ' ':
		case i+2 < len(line) && line[i+1] == ':' && line[i+2] == ' ':
		default:
			return i
		}
	}
}

// textEnd goes to the first stop that is not escaped.
func (s *step) textEnd(line []byte, i int) int {
	from := i
	if s.empty && textAt(line, i, `""`) {
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
	if s.end {
		return len(line)
	}
	stop := s.textEnd(line, i)
	if stop < i+s.skip {
		return -1
	}
	return stop - s.skip
}

// readBack reads what stands between a free value that starts at from and its
// stop. It returns the end of the value, or -1.
func (e *Entry) readBack(s *step, line []byte, from, stop int) int {
	i := stop
	for k := range s.back {
		b := &s.back[k]
		start := i
		switch b.op {
		case opLiteral:
			start = i - len(b.text)
			if start < from || !textAt(line, start, b.text) {
				return -1
			}
		case opWidth:
			start = i - b.width
		default:
			start = b.wordStart(line, from, i)
		}
		if start < from {
			return -1
		}
		if b.op != opLiteral {
			e.fields.columns[b.column] = e.layout.pattern.values[b.column].span(line, start, i)
		}
		i = start
	}
	return i
}

// wordStart is wordEnd backwards.
func (s *step) wordStart(line []byte, from, i int) int {
	set := takes[s.kind]
	for i > from && line[i-1] != s.stop && set[line[i-1]] {
		i--
	}
	return i
}

// span returns the span of a value, absent for what stands for absent.
func (it *item) span(line []byte, from, to int) span {
	switch to - from {
	case 0:
		return span{int32(from), int32(to), !it.query && !it.absent}
	case 1:
		if it.dash && line[from] == '-' {
			return span{}
		}
	case 2:
		if it.empty && string(line[from:to]) == `""` {
			return span{int32(from + 1), int32(from + 1), true}
		}
	}
	if it.host || it.joined {
		from, to = it.path(line, from, to)
	}
	if it.query && line[from] == '?' {
		from++
	}
	return span{int32(from), int32(to), true}
}

// path returns what of a value is path and query: what stands behind the host,
// and without the "-" for a query that there is not.
func (it *item) path(line []byte, from, to int) (int, int) {
	if slash := bytes.IndexByte(line[from:to], '/'); it.host && slash > 0 {
		from += slash
	}
	if it.joined && it.dash && line[to-1] == '-' && bytes.IndexByte(line[from:to], '?') < 0 {
		to--
	}
	return from, to
}

// plainPattern looks up the fields that have a column of their own.
func (e *Entry) plainPattern(f Field) (b []byte, ok bool) {
	if c := e.layout.pattern.direct[f]; c >= 0 {
		return e.fields.columns[c].of(e.Raw), true
	}
	return nil, e.layout.known[f] < 0
}

// splitPattern finds all fields of a line whose columns are known.
func (e *Entry) splitPattern() {
	k := &e.fields.known
	*k = [numFields]span{}
	p := e.layout.pattern
	if c := p.direct[FieldRequest]; c >= 0 {
		e.splitRequest(e.fields.columns[c])
	}
	if c := p.direct[FieldURI]; c >= 0 && e.fields.columns[c].present {
		e.cutURI(e.fields.columns[c])
	}
	for f, c := range p.direct {
		if c >= 0 {
			k[f] = e.fields.columns[c]
		}
	}
}

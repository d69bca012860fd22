package parser

import "bytes"

// span returns the span of a value, absent for what stands for absent.
func (s *step) span(line []byte, from, to int) span {
	if s.odd {
		return s.item.oddSpan(line, from, to)
	}
	if s.dash && to-from == 1 && line[from] == '-' {
		return span{}
	}
	return span{int32(from), int32(to), true}
}

// oddSpan is span for values of which not all is what was logged.
func (it *item) oddSpan(line []byte, from, to int) span {
	switch {
	case it.dash && to-from == 1 && line[from] == '-', (it.query || it.absent) && to == from:
		return span{}
	case it.empty && string(line[from:to]) == `""`:
		return span{int32(from + 1), int32(from + 1), true}
	}
	if it.host || it.joined {
		from, to = it.path(line, from, to)
	}
	if it.query && from < to && line[from] == '?' {
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
	if it.joined && it.dash && to > from && line[to-1] == '-' && bytes.IndexByte(line[from:to], '?') < 0 {
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

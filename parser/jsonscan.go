package parser

import "bytes"

// A jsonScan reads one line: it checks that what stands there is an object, and
// finds the values of the keys that mean something.
//
// It takes every valid JSON object nested up to maxJSONDepth, and some that are
// not valid but come from format strings written by hand: a value without
// quotes may be any word or missing ("bytes":-, as Apache writes for none), a
// comma may stand behind the last pair and behind the object, and strings may
// hold control bytes, bytes that are no UTF-8 and escapes that JSON has not,
// such as the \xhh of Apache.
//
// A value that is null, empty or "-" is absent. Where a key is repeated its
// last value counts, as with other readers of JSON; the first element of an
// array stands for the array.
type jsonScan struct {
	line   []byte
	layout *Layout
	cache  *jsonCache       // or nil
	known  *[numFields]span // where values go

	parent jsonPath // of the object that is being read
	seed   uint64   // for the cache: tells parents apart
	nth    int      // how many keys have been read

	seen  uint64 // by field: the line has a key of it, absent value or not
	rank  [numJSONSlots]uint8
	other [numJSONSlots - numFields]span // values of keys that are no field
	at    int                            // where the line is no JSON

	// Of the thorough reading: it is told each value.
	visit func(jsonValue)
	path  []byte
	index int // of jsonValue
}

// A jsonValue is what the thorough reading finds: a value that is no object or
// array.
type jsonValue struct {
	path    []byte // as the line spells it, keys joined by ">"; valid during the call
	span    span
	index   int // in the outermost array that it is not in the first element of, else 0
	meaning jsonMeaning
}

// maxJSONName is how many bytes a path has at most that the thorough reading is
// told of: a line of a million values must not be a million copies of one key.
const maxJSONName = 256

// maxJSONDepth is how deep objects and arrays may be nested.
const maxJSONDepth = 64

// begin gets s ready for a line.
func (s *jsonScan) begin(e *Entry, known *[numFields]span, cache *jsonCache) {
	s.line, s.layout, s.cache, s.known = e.Raw, e.layout, cache, known
	*s.known = [numFields]span{}
	s.rank = [numJSONSlots]uint8{}
	s.other = [numJSONSlots - numFields]span{}
	s.seen, s.parent.n, s.seed, s.nth, s.index = 0, 0, 0, 0, 0
}

// object reads the object whose brace is at i, and all that may follow it to
// the end of the line. It reports whether it could.
func (s *jsonScan) object(i int) bool {
	i = s.pairs(i+1, 0)
	if i < 0 {
		return false
	}
	i = skipJSONSpace(s.line, i)
	if i < len(s.line) && s.line[i] == ',' {
		i = skipJSONSpace(s.line, i+1)
	}
	return i == len(s.line) || s.fail(i) > 0
}

// fail notes where the line is no JSON. It returns -1.
func (s *jsonScan) fail(i int) int {
	s.at = i
	return -1
}

// pairs reads the keys and values of an object up to its closing brace, and
// returns the index behind it, or -1.
func (s *jsonScan) pairs(i, depth int) int {
	line := s.line
	for {
		i = skipJSONSpace(line, i)
		if i >= len(line) || line[i] != '"' {
			if i < len(line) && line[i] == '}' {
				return i + 1
			}
			return s.fail(i)
		}
		end, m := s.key(i + 1)
		if end < 0 {
			return s.fail(i)
		}
		key := line[i+1 : end]
		i = end + 1
		if i >= len(line) || line[i] != ':' {
			i = skipJSONSpace(line, i)
			if i >= len(line) || line[i] != ':' {
				return s.fail(i)
			}
		}
		if i = s.value(skipJSONSpace(line, i+1), key, m, depth); i < 0 {
			return i
		}
		i = skipJSONSpace(line, i)
		switch {
		case i < len(line) && line[i] == ',':
			i++
		case i < len(line) && line[i] == '}':
			return i + 1
		default:
			return s.fail(i)
		}
	}
}

// value reads the value at i of a key and returns the index behind it, or -1.
func (s *jsonScan) value(i int, key []byte, m jsonMeaning, depth int) int {
	if i >= len(s.line) {
		return s.fail(i)
	}
	switch s.line[i] {
	case '"':
		end := jsonStringEnd(s.line, i+1)
		if end < 0 {
			return s.fail(i)
		}
		s.take(m, i+1, end)
		if s.visit != nil {
			s.show(key, m, i+1, end)
		}
		return end + 1
	case '{', '[':
		return s.nested(i, key, m, depth+1)
	}
	return s.word(i, key, m)
}

// take puts a value where it belongs, unless it is absent or one of a key that
// counts before is there.
func (s *jsonScan) take(m jsonMeaning, from, to int) {
	if m.rank == 0 {
		return
	}
	s.seen |= 1 << m.field
	if jsonAbsent(s.line[from:to]) || s.rank[m.field] != 0 && m.rank > s.rank[m.field] {
		return
	}
	s.rank[m.field] = m.rank
	value := span{int32(from), int32(to), true}
	if m.field < numFields {
		s.known[m.field] = value
	} else {
		s.other[m.field-numFields] = value
	}
}

// word reads a value without quotes: a number, true, false, null, or what a
// format string left there.
func (s *jsonScan) word(i int, key []byte, m jsonMeaning) int {
	end := i
	for end < len(s.line) && jsonWord[s.line[end]] {
		end++
	}
	to := end
	if string(s.line[i:end]) == "null" {
		to = i
	}
	s.take(m, i, to)
	if s.visit != nil {
		s.show(key, m, i, to)
	}
	return end
}

// jsonWord are the bytes of values without quotes.
var jsonWord = wordBytes()

func wordBytes() (is [256]bool) {
	for c := '!'; c <= '~'; c++ {
		is[c] = true
	}
	for _, c := range `"{}[]:,\` {
		is[c] = false
	}
	return is
}

// nested reads the object or array at i.
func (s *jsonScan) nested(i int, key []byte, m jsonMeaning, depth int) int {
	if depth >= maxJSONDepth {
		return s.fail(i)
	}
	if s.line[i] == '[' {
		return s.elements(i+1, key, m, depth)
	}
	parent, seed, path := s.parent, s.seed, len(s.path)
	s.enter(key)
	i = s.pairs(i+1, depth)
	s.parent, s.seed, s.path = parent, seed, s.path[:path]
	return i
}

// enter makes the object of a key the one that is being read.
func (s *jsonScan) enter(key []byte) {
	outermost := s.parent.n == 0
	s.parent.add(key)
	if outermost && s.isCarrier() {
		s.parent.n = 0
	}
	s.seed = 0
	for _, c := range s.parent.bytes() {
		s.seed = s.seed*31 + uint64(c)
	}
	if s.visit != nil {
		s.path = append(append(s.path, key[:min(len(key), maxJSONName)]...), '>')
	}
}

func (s *jsonScan) isCarrier() bool {
	for _, c := range jsonCarriers {
		if string(s.parent.bytes()) == c {
			return true
		}
	}
	return false
}

// elements reads the elements of an array up to its closing bracket.
func (s *jsonScan) elements(i int, key []byte, m jsonMeaning, depth int) int {
	line := s.line
	i = skipJSONSpace(line, i)
	for n := 0; ; n++ {
		if i < len(line) && line[i] == ']' {
			return i + 1
		}
		i = s.element(i, n, key, m, depth)
		if i < 0 {
			return i
		}
		i = skipJSONSpace(line, i)
		switch {
		case i < len(line) && line[i] == ',':
			i = skipJSONSpace(line, i+1)
		case i >= len(line) || line[i] != ']':
			return s.fail(i)
		}
	}
}

// element reads the element of an array that is the n-th counted from 0.
func (s *jsonScan) element(i, n int, key []byte, m jsonMeaning, depth int) int {
	if n == 0 {
		return s.value(i, key, m, depth)
	}
	parent, index := s.parent, s.index
	s.parent.n = maxJSONPath + 1 // where nothing means anything
	if index == 0 {
		s.index = n
	}
	i = s.value(i, key, jsonMeaning{}, depth)
	s.parent, s.index = parent, index
	return i
}

// show calls visit.
func (s *jsonScan) show(key []byte, m jsonMeaning, from, to int) {
	if len(s.path)+len(key) > maxJSONName {
		return
	}
	v := jsonValue{path: append(s.path, key...), index: s.index, meaning: m}
	if !jsonAbsent(s.line[from:to]) {
		v.span = span{int32(from), int32(to), true}
	}
	s.visit(v)
}

// key returns the end of the key that starts at i, and its meaning: first it is
// compared with the key that stood in its place in the line before. The end is
// -1 where no quote ends the key.
func (s *jsonScan) key(i int) (end int, m jsonMeaning) {
	if row := s.expected(); row != nil {
		end = i + int(row.n)
		if end < len(s.line) && s.line[end] == '"' && row.is(s.line[i:end], &s.parent) {
			s.nth++
			return end, row.meaning
		}
	}
	end = jsonStringEnd(s.line, i)
	if end >= 0 {
		m = s.meaning(s.line[i:end])
	}
	s.nth++
	return end, m
}

// expected returns the row of the key that stood in this place before, or nil.
func (s *jsonScan) expected() *jsonCached {
	if s.cache == nil || s.nth >= len(s.cache.order) {
		return nil
	}
	return &s.cache.rows[s.cache.order[s.nth]]
}

// meaning says what a key of the object that is being read means.
func (s *jsonScan) meaning(key []byte) jsonMeaning {
	if s.parent.n > maxJSONPath || len(key) == 0 {
		return jsonMeaning{}
	}
	if s.cache == nil || len(key) > maxCachedKey {
		return s.lookUp(key)
	}
	n := jsonHash(key, s.seed)
	row := &s.cache.rows[n]
	if s.nth < len(s.cache.order) {
		s.cache.order[s.nth] = n
	}
	if !row.is(key, &s.parent) {
		row.n, row.known, row.parent = uint8(copy(row.key[:], key)), true, s.parent
		row.meaning = s.lookUp(key)
	}
	return row.meaning
}

func (s *jsonScan) lookUp(key []byte) jsonMeaning {
	p := s.parent
	p.add(key)
	return s.layout.jsonMeaning(&p)
}

// jsonStringEnd returns the index of the quote that ends the string whose
// content starts at i, or -1.
func jsonStringEnd(line []byte, i int) int {
	for from := i; ; {
		n := bytes.IndexByte(line[from:], '"')
		if n < 0 {
			return -1
		}
		end := from + n
		escapes := end
		for escapes > i && line[escapes-1] == '\\' {
			escapes--
		}
		if (end-escapes)%2 == 0 {
			return end
		}
		from = end + 1
	}
}

// skipJSONSpace returns the index of the first byte at or behind i that is no
// white space.
func skipJSONSpace(line []byte, i int) int {
	for i < len(line) && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r') {
		i++
	}
	return i
}

// jsonAbsent reports whether a value says that there is none.
func jsonAbsent(value []byte) bool {
	return len(value) == 0 || len(value) == 1 && value[0] == '-'
}

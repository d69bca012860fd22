package parser

import "bytes"

// The fast path of the NCSA family. It takes lines of client, ident and user,
// parted by single blanks, whose quotes stand around request, referer and agent
// and perhaps one more value, or around the request alone; no backslash stands
// before a quote, so that none is escaped, and there are no tabs and other
// control characters. The rest is for fastNCSA and for the grammar.

// ncsaSpots are where the parts of a line that the fast path took stand in it.
type ncsaSpots struct {
	client, ident, bracket int // ends of the first two, and the time's bracket
	quotes                 [mostQuotes]int
	n                      int // quotes that there are
}

const mostQuotes = 8

// beforeQuote is what stands between the first bracket and the first quote.
const beforeQuote = len("[02/Jan/2006:15:04:05 -0700] ")

// skimNCSA goes over the lines of the window.
func (p *Parser) skimNCSA() outcome {
	s := &p.skimmer
	for s.from < len(s.text) {
		wanted := false
		if p.Interest != nil && p.glance.layout == p.layout {
			if wanted = p.skimNobody(); s.from == len(s.text) {
				break
			}
		}
		if !p.takeNCSA() {
			return lineLeft
		}
		if p.look(p.accept(), wanted) {
			return entryFound
		}
	}
	if len(s.text) == 0 {
		return lineLeft
	}
	return windowDone
}

// skimNobody goes over lines without a user that are surely of no interest, and
// reports whether the one it stops at surely is.
func (p *Parser) skimNobody() (wanted bool) {
	s, in, lines, kinds := &p.skimmer, p.Interest, 0, uint8(0)
	for every := in.untilEvery(p.line - p.first); s.from < len(s.text) && every > 0; every-- {
		quotes, stop, end := s.quotes()
		if !p.isQuoted(quotes, stop) {
			break
		}
		open, closed := int(quotes[0]), int(quotes[1])
		kind := kindOfStatus(s.text[closed+len(`" `):])
		if kind&quiet == 0 || !isNobody(s.text[s.from:open-beforeQuote+1]) || !p.stampedNCSA(s.text[open-beforeQuote+1:]) {
			break
		}
		kinds |= kind
		if p.stamp.nanos != p.glance.time {
			p.tell(p.stamp.nanos)
		}
		if in.Served != nil && kind&answered != 0 && in.Served(methodAndPath(s.text[open:closed+1])) {
			wanted = true
			break
		}
		s.from = end
		lines++
	}
	p.glance.served = p.glance.served || kinds&answered != 0
	p.passed(lines)
	return wanted
}

// quotes returns the places of the marks of the next line but its end, where
// that starts and where the next line does; too many or too few marks are none.
func (s *skimmer) quotes() (quotes []uint16, stop, end int) {
	places := s.places[:mostQuotes+len("\r\n")]
	n := s.line(s.from, places) - 1
	if n < 2 || s.text[places[n]] != '\n' {
		return nil, 0, 0
	}
	stop, end = int(places[n]), int(places[n])+1
	if int(places[n-1]) == stop-1 && s.text[stop-1] == '\r' {
		n, stop = n-1, stop-1
	}
	return places[:n], stop, end
}

// isQuoted reports whether the next line is as the fast path takes it, from the
// bracket of the time on.
func (p *Parser) isQuoted(quotes []uint16, stop int) bool {
	s, text, n := &p.skimmer, p.skimmer.text, len(quotes)
	if !p.layout.takesQuotes(n) || int(quotes[0])-s.from < len("a - - ")+beforeQuote {
		return false
	}
	for _, at := range quotes {
		if text[at] != '"' || text[at-1] == '\\' {
			return false
		}
	}
	open, closed := int(quotes[0]), int(quotes[1])
	if string(text[open-2:open]) != "] " || string(text[closed-2:closed]) == "] " || // another line may follow a torn one
		text[open-beforeQuote] != '[' || text[open-beforeQuote-1] != ' ' || text[s.from] == '#' || text[s.from] == bom[0] {
		return false
	}
	size, sizeEnd := closed+len(`" 200 `), stop
	if n > 2 {
		sizeEnd = int(quotes[2]) - 1
	}
	if size >= sizeEnd || text[closed+1] != ' ' || text[size-1] != ' ' || kindOfStatus(text[closed+2:]) == 0 || !isNumber(text[size:sizeEnd]) {
		return false
	}
	for i := 2; i < n; i += 2 {
		if int(quotes[i]) != sizeEnd+1 || text[sizeEnd] != ' ' {
			return false
		}
		sizeEnd = int(quotes[i+1]) + 1
	}
	return sizeEnd == stop
}

// takesQuotes reports whether the fast path takes lines of so many quotes.
func (l *Layout) takesQuotes(n int) bool {
	switch {
	case !l.forced:
		return n == 2 || n == 6 || n == 8
	case l.shape.forwarded:
		return n == 8
	case l.shape.agent:
		return n == 6
	}
	return n == 2
}

// isNobody reports whether what stands before the time, and its bracket, are a
// client and that neither ident nor user is known.
func isNobody(prefix []byte) bool {
	client := len(prefix) - len(" - - [")
	return client > 0 && string(prefix[client:]) == " - - [" && prefix[client-1] != ',' && bytes.IndexByte(prefix[:client], ' ') < 0
}

// stampedNCSA reads the time that b starts with into p.stamp.
func (p *Parser) stampedNCSA(b []byte) bool {
	text := b[:ncsaTimeLen]
	if p.stamp.layout == p.layout && p.stamp.same(text) {
		return true
	}
	nanos, ok := parseNCSATime(text)
	if ok {
		p.stamp.set(p.layout, text, nanos)
	}
	return ok
}

// methodAndPath returns what of a request in quotes is method and path.
func methodAndPath(quoted []byte) (method, path []byte) {
	request := spanOf(quoted, 0, len(quoted)).of(quoted)
	n, end := cutRequest(request)
	if n == 0 {
		return nil, nil
	}
	path = request[n+1 : end]
	if i := bytes.IndexByte(path, '?'); i >= 0 {
		path = path[:i]
	}
	return request[:n], path
}

// takeNCSA makes the next line of the window the entry, if it is one that the
// fast path takes, and goes on behind it.
func (p *Parser) takeNCSA() bool {
	s, e := &p.skimmer, &p.entry
	quotes, stop, end := s.quotes()
	if !p.isQuoted(quotes, stop) {
		return false
	}
	line := s.text[s.from:stop]
	spots := ncsaSpots{bracket: int(quotes[0]) - s.from - beforeQuote, n: len(quotes)}
	prefix := line[:spots.bracket-1]
	spots.client = bytes.IndexByte(prefix, ' ')
	spots.ident = spots.client + 1 + bytes.IndexByte(prefix[spots.client+1:], ' ')
	if spots.client <= 0 || spots.ident <= spots.client+1 || spots.ident+1 >= len(prefix) || bytes.IndexByte(prefix[spots.ident+1:], ' ') >= 0 ||
		prefix[spots.client-1] == ',' || prefix[spots.ident-1] == ',' || !p.stampedNCSA(line[spots.bracket+1:]) {
		return false
	}
	for i, at := range quotes {
		spots.quotes[i] = int(at) - s.from
	}
	e.begin(line, p.line, p.offset, p.layout)
	status := spots.quotes[1] + len(`" `)
	e.Time, e.spotted, e.spots = p.stamp.nanos, true, spots
	e.Status, _ = digits(line[status : status+3])
	p.consume(end - s.from)
	return true
}

// splitSpots finds all fields of a line that the fast path took.
func (e *Entry) splitSpots() {
	line, k, q := e.Raw, &e.fields.known, &e.spots
	*k = [numFields]span{}
	k[FieldClient] = spanOf(line, 0, q.client)
	k[FieldIdent] = spanOf(line, q.client+1, q.ident)
	k[FieldUser] = spanOf(line, q.ident+1, q.bracket-1)
	k[FieldTime] = span{int32(q.bracket + 1), int32(q.bracket + 1 + ncsaTimeLen), true}
	k[FieldRequest] = spanOf(line, q.quotes[0], q.quotes[1]+1)
	status, end := q.quotes[1]+len(`" `), len(line)
	k[FieldStatus] = span{int32(status), int32(status + 3), true}
	if q.n > 2 {
		end = q.quotes[2] - 1
		k[FieldReferer] = spanOf(line, q.quotes[2], q.quotes[3]+1)
		k[FieldAgent] = spanOf(line, q.quotes[4], q.quotes[5]+1)
	}
	k[FieldBytesSent] = spanOf(line, status+len("200 "), end)
	if e.layout.shape.forwarded {
		var forwarded span
		if q.n == mostQuotes {
			forwarded = spanOf(line, q.quotes[6], q.quotes[7]+1)
		}
		e.fields.columns = append(e.fields.columns[:0], forwarded)
	}
	e.splitRequest(k[FieldRequest])
}

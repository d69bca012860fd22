package parser

import "bytes"

// A Parser gives out the entries of blocks. It is used by one goroutine; the
// zero value is ready for Reset.
type Parser struct {
	// OnReject, if set, is called with every rejected line. The LineError and
	// its text are valid until it returns.
	OnReject func(*LineError)

	// Interest, if set, makes Next give out only some of the entries. It may be
	// changed between the calls of Next.
	Interest *Interest

	tally   Tally
	block   *Block
	data    []byte // what is left of the block
	offset  int64  // of data in the source
	line    int64  // number of the next line
	first   int64  // number of the first line of the block
	layout  *Layout
	traits  traits
	slowly  bool // nothing but the grammars reads lines: for tests
	stamp   stamp
	local   localClock
	json    *jsonReader // nil before the first line of JSON
	glance  glance
	skimmer skimmer
	entry   Entry
	fault   LineError
}

// Reset makes p go on with the lines of b. The tally goes on; a new source
// takes a new Parser.
func (p *Parser) Reset(b *Block) {
	p.block = b
	p.data, p.offset, p.line, p.layout = b.Data, b.Offset, b.Line, b.Layout
	p.first, p.glance = b.Line, glance{}
	p.traits, p.skimmer.layout = traits{}, nil
	p.tally.NULBytes += b.NULBytes
}

// Tally returns the counts over all blocks so far.
func (p *Parser) Tally() Tally { return p.tally }

// Layout returns the layout in force after the last line given out.
func (p *Parser) Layout() *Layout { return p.layout }

// Next returns the next entry of the block that is of interest, or nil at its
// end. The Entry and its bytes are valid until the next call of Next or Reset.
func (p *Parser) Next() *Entry {
	if p.block != nil && p.block.overlong {
		p.rejectOverlong()
	}
	for len(p.data) > 0 {
		if p.layout.skims() && !p.slowly && p.skim() {
			return &p.entry
		}
		if len(p.data) == 0 {
			break
		}
		var line []byte
		number, offset := p.line, p.offset
		if i := bytes.IndexByte(p.data, '\n'); i >= 0 {
			line, p.data = p.data[:i], p.data[i+1:]
			p.offset += int64(i + 1)
		} else {
			line, p.data = p.data, nil
			p.offset += int64(len(line))
		}
		p.line++
		if p.parse(trimCR(line), number, offset) && p.look(p.accept(), false) {
			return &p.entry
		}
	}
	return nil
}

// accept counts the line in p.entry as an entry and returns it.
func (p *Parser) accept() *Entry {
	p.tally.Lines++
	p.tally.Entries++
	e := &p.entry
	if e.wall {
		e.Time = p.local.unix(e.layout.zone, e.Time, &p.tally)
	}
	return e
}

// parse takes one line and reports whether it is an entry, then in p.entry.
func (p *Parser) parse(line []byte, number, offset int64) bool {
	e := &p.entry
	e.begin(line, number, offset, p.layout)
	p.learn(line)
	if !p.slowly && !p.traits.nul && len(line) > 0 && line[0] != bom[0] && (line[0] != '#' || p.layout.startsFreely()) && p.fast(e) {
		return true
	}
	return p.slow(e)
}

// learn sets the traits: those of the block, or of the line where lines that get
// here are few.
func (p *Parser) learn(line []byte) {
	switch {
	case p.layout.skims():
		p.traits = traitsOf(line)
	case !p.traits.ofBlock:
		p.traits = traitsOf(p.block.Data)
		p.traits.ofBlock = true
	}
}

func (p *Parser) fast(e *Entry) bool {
	g := p.layout.grammar
	e.plain = g != nil && g.fast != nil && g.fast(p, e)
	e.wall = e.wall && e.plain
	return e.plain
}

// slow takes any line: it is the grammar.
func (p *Parser) slow(e *Entry) bool {
	if p.traits.nul && onlyNUL(e.Raw) {
		p.tally.NULBytes += int64(len(e.Raw))
		return false
	}
	if bytes.HasPrefix(e.Raw, bom) {
		e.Raw = e.Raw[len(bom):] // of a file joined to another
		e.Offset += int64(len(bom))
	}
	if p.traits.nul {
		if i := bytes.IndexByte(e.Raw, 0); i >= 0 {
			p.tally.NULBytes += int64(bytes.Count(e.Raw, nul))
			return p.reject(fault{reason: ReasonNUL, at: i})
		}
	}
	switch {
	case isBlank(e.Raw):
		p.tally.Lines++
		p.tally.Blank++
		return false
	case e.Raw[0] == '#' && !p.layout.startsFreely():
		p.tally.Lines++
		p.tally.Directives++
		p.layout = p.layout.directive(e.Raw)
		return false
	}
	return p.slowEntry(e)
}

var nul = []byte{0}

func (p *Parser) slowEntry(e *Entry) bool {
	if !p.layout.settled() {
		p.layout = detect(p.layout, e.Raw)
		e.layout = p.layout
	}
	g, f := p.layout.grammar, fault{}
	if g != nil {
		f = g.parse(e)
	} else {
		f.reason = unreadable(e.Raw)
	}
	if f.reason != "" {
		return p.reject(f)
	}
	return true
}

// A fault is why a line is rejected and where: at is a byte of the line, or -1
// for the line as a whole.
type fault struct {
	reason Reason
	field  string
	at     int
}

// reject counts the line in p.entry as rejected. It returns false.
func (p *Parser) reject(f fault) bool {
	p.tally.Lines++
	p.tally.Rejected++
	if p.OnReject == nil {
		return false
	}
	p.fault = LineError{
		Position: Position{Source: p.block.Source, Line: p.entry.Line},
		Offset:   p.entry.Offset, Reason: f.reason, Field: f.field, Text: p.entry.Raw,
		Cut: f.reason == ReasonTooLong, Layout: p.layout,
	}
	if f.field != "" || f.at > 0 {
		p.fault.Column = f.at + 1
	}
	p.OnReject(&p.fault)
	return false
}

// rejectOverlong rejects the one line that the block holds the start of.
func (p *Parser) rejectOverlong() {
	p.entry.Raw, p.entry.Line, p.entry.Offset = p.data, p.line, p.offset
	p.data = nil
	p.reject(fault{reason: ReasonTooLong})
	p.block = nil
}

// A stamp is the text of the last time read and what it means, so that a
// second that a thousand lines share is parsed once.
type stamp struct {
	layout *Layout
	text   [32]byte
	n      int
	nanos  int64
}

// is reports whether b is the text of the stamp under the layout.
func (s *stamp) is(l *Layout, b []byte) bool {
	return s.layout == l && string(s.text[:s.n]) == string(b)
}

// same reports whether b, of a length that stamps of its layout have, is the
// text of the stamp.
func (s *stamp) same(b []byte) bool {
	t := &s.text
	switch len(b) {
	case len("2006-01-02 15:04:05 "):
		return word(b) == word(t[:]) && word(b[8:]) == word(t[8:]) && word(b[12:]) == word(t[12:])
	case ncsaTimeLen:
		return word(b) == word(t[:]) && word(b[8:]) == word(t[8:]) && word(b[16:]) == word(t[16:]) && word(b[18:]) == word(t[18:])
	}
	return string(t[:s.n]) == string(b)
}

// set remembers a text, unless it is longer than any that is worth it.
func (s *stamp) set(l *Layout, b []byte, nanos int64) {
	s.layout, s.n, s.nanos = l, copy(s.text[:], b), nanos
	if s.n < len(b) {
		s.layout = nil
	}
}

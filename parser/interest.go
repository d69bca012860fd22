package parser

import "math"

// An Interest says which entries Parser.Next gives out; the others are counted
// in the Tally and show up in OnTime and Parser.Served, and nowhere else.
//
// Of interest are, whatever the Interest says: entries of status 401, 403 or
// 429, of a status that is unknown, or of one that only an FTP server gives
// (331, 530, 534); of a substatus from 501 to 504; with a user, be it an empty
// one; of a layout that is of no web server; and the first entry of a block and
// of each layout in it.
type Interest struct {
	// Served, if set, is asked about the other entries of status 100 to 399:
	// true for those of interest. Method and path are as logged, valid until it
	// returns, and nil where the entry has none. Nil: none is of interest.
	Served func(method, path []byte) bool

	// OnTime, if set, is called with the time, in Unix nanoseconds, of the first
	// entry of a block and of each whose time is another than that of the entry
	// before it: of all entries, and before the entry is given out.
	OnTime func(nanos int64)

	// Every makes of interest the lines whose number, counted from 0 at the
	// start of the block, is a multiple of it; 0: none.
	Every int64
}

// A glance is what a Parser with an Interest has to know of the entries of the
// block so far.
type glance struct {
	layout *Layout // of the last entry, nil before the first
	time   int64   // of the last entry
	served bool    // an entry of status 100 to 399 was among them
}

// Served reports whether an entry of status 100 to 399 was among those that
// Next has come across since Reset, given out or not.
func (p *Parser) Served() bool { return p.glance.served }

// look takes note of an accepted entry and reports whether it is to be given
// out, as it surely is if wanted.
func (p *Parser) look(e *Entry, wanted bool) bool {
	g := &p.glance
	first := g.layout != e.layout
	if g.layout == nil || g.time != e.Time {
		p.tell(e.Time)
	}
	g.layout, g.served = e.layout, g.served || IsServed(e.Status)
	return p.Interest == nil || wanted || first || p.Interest.wants(e, e.Line-p.first)
}

// tell takes the time of an entry that is another than that of the one before.
func (p *Parser) tell(nanos int64) {
	p.glance.time = nanos
	if p.Interest != nil && p.Interest.OnTime != nil {
		p.Interest.OnTime(nanos)
	}
}

// wants reports whether an entry is of interest; line is its number in the
// block.
func (in *Interest) wants(e *Entry, line int64) bool {
	switch {
	case telling(e.Status), e.layout.program != "", in.Every > 0 && line%in.Every == 0:
		return true
	case IsLimit(e.Field(FieldSubstatus)), e.Field(FieldUser) != nil:
		return true
	case !IsServed(e.Status):
		return false
	}
	return in.Served != nil && in.Served(e.Field(FieldMethod), e.Field(FieldPath))
}

// untilEvery returns how many lines stand between the line of a number, counted
// from 0, and the next that Every makes of interest.
func (in *Interest) untilEvery(line int64) int64 {
	if in.Every <= 0 {
		return math.MaxInt32
	}
	return (in.Every - line%in.Every) % in.Every
}

// telling reports whether entries of a status are of interest, whoever asked
// for whatever.
func telling(status int) bool {
	switch status {
	case 0, 401, 403, 429, 331, 530, 534:
		return true
	}
	return false
}

// IsServed reports whether a status is one of an answer that is no error.
func IsServed(status int) bool { return 100 <= status && status < 400 }

// IsLimit reports whether a substatus is one of 501 to 504, by which IIS says
// that a client asked too often or is on a list.
func IsLimit(substatus []byte) bool {
	return len(substatus) == 3 && substatus[0] == '5' && substatus[1] == '0' && '1' <= substatus[2] && substatus[2] <= '4'
}

package parser

import (
	"fmt"
	"strings"
)

// How a line is read, and which format strings are refused.
//
// A value ends where the text behind it starts, if the value cannot hold the
// first byte of that text: a word before a blank, an escaped value before a
// quote. It may also be known by its width, or read itself, as times do.
//
// Else the value is free: a user "a b" before a blank. The reader then looks
// for the next stop: the first text with a byte that neither the free value
// nor anything between can hold, or the end of the line. From there it goes
// back over the values between, each of which has to start where the text in
// front of it ends, by the same rule; what is left is the free value. So in
//
//	%h %l %u %t "%r" %>s
//
// the user is free, the quote is its stop, and the time stands between. Such
// strings are read exactly, whatever clients send.
//
// Where two values between the same stops are free, a client that chooses both
// could write what it likes. Such a string is read if each of them is followed
// by a text with a byte that it holds as good as never: a blank behind a user
// or a list of addresses, "|" behind anything. Then they are taken to end
// there; a line in which one holds such a byte nevertheless is rejected, never
// guessed at.
//
//	%{X-Forwarded-For}i %l %u %t "%r" %>s
//
// All other strings are refused.

// A step reads the next value of a line and the text behind it.
type step struct {
	op                  op
	kind                kind
	column              int16
	dash                bool // "-" is an absent value
	odd                 bool // see item.span
	stop                byte // the byte that ends the value
	skip                int  // its index in the text behind the value
	width               int  // opWidth
	text                string
	item                *item
	careful, behindList bool     // see inDoubt
	back                []step   // opFree: what stands between the value and its stop, read backwards
	takes               *byteSet // opUntil, and backwards: what the value goes over
	never               *byteSet // opSoft, and opFree behind one: what the value does not hold
}

type op uint8

const (
	opLiteral op = iota // nothing but a text
	opWidth             // a value of so many bytes
	opTime              // a time that ends by itself
	opUntil             // a word or number, up to the byte behind it
	opText              // an escaped value, up to the byte behind it
	opFree              // a value that is what the values around it leave
	opSoft              // a value up to one of the bytes that it is said not to hold
	opRest              // a value at the end of the line
)

// compile makes the steps, or says why there are none.
func (p *pattern) compile() *FormatError {
	p.number()
	if err := p.checkParts(); err != nil {
		return err
	}
	soft := &softStretch{to: -1}
	for i := 0; i < len(p.items); {
		s, next, err := p.compileItem(i, &soft)
		if err != nil {
			return err
		}
		p.steps = append(p.steps, s)
		i = next
	}
	return nil
}

// number gives the values their columns.
func (p *pattern) number() {
	for i := range p.items {
		if p.items[i].isText() {
			p.columns = append(p.columns, -1)
			continue
		}
		p.columns = append(p.columns, int16(len(p.values)))
		p.values = append(p.values, &p.items[i])
	}
}

// checkParts refuses strings without what makes an entry.
func (p *pattern) checkParts() *FormatError {
	if len(p.items) > 0 && strings.HasPrefix(p.items[0].start(), "#") {
		return &FormatError{Column: 1, Reason: `lines that start with "#" are directives of W3C logs`}
	}
	if n := len(p.items); n > 0 && strings.HasSuffix(p.items[n-1].text, "\r") {
		return &FormatError{Reason: "it ends with carriage returns", Hint: "leave them out: lines are read with them and without"}
	}
	status := false
	for _, v := range p.values {
		status = status || v.field == FieldStatus
	}
	if !status {
		return &FormatError{Reason: "no status", Hint: "log401 is about answers: the string needs %>s (Apache) or $status (nginx)"}
	}
	return p.chooseTime()
}

// compileItem returns the step for the item and what is read with it, and the
// index of the next.
func (p *pattern) compileItem(i int, stretch **softStretch) (s step, next int, err *FormatError) {
	it := &p.items[i]
	if it.isText() {
		return step{op: opLiteral, text: it.text}, i + 1, nil
	}
	s, next = p.newStep(i), i+1
	soft, text := *stretch, ""
	if next < len(p.items) {
		text = p.items[next].text
	}
	switch {
	case s.op == opTime && (it.time.open() || next < len(p.items) && it.time.goesOn(text)):
		return s, 0, p.openTime(it)
	case s.op == opTime, s.op == opWidth:
	case i < soft.to && it.canBeSoft():
		s.soften(soft, text)
	case next == len(p.items):
	case text == "":
		return s, 0, p.noText(it, &p.items[next])
	case !holds[it.kind][text[0]]:
		s.op, s.stop = it.untilOp(), text[0]
		s.takes = takesUntil(it.kind, text[0])
		if i < soft.to {
			s.takes = s.takes.without(&soft.never) // one may belong to the value before
		}
	default:
		stop, err := p.compileFree(&s, i)
		if err == nil && i < soft.to {
			s.never, s.careful = &soft.never, true
		}
		if err == nil {
			return s, stop + 1, nil
		}
		if soft = p.softFrom(i); soft == nil {
			return s, 0, err
		}
		*stretch = soft
		s.soften(soft, text)
	}
	if text != "" {
		s.text = text
		next++
	}
	return s, next, nil
}

// newStep returns a step for the value of an item. Its op is opWidth or opTime
// where what follows does not matter, else opRest.
func (p *pattern) newStep(i int) step {
	it := &p.items[i]
	s := step{op: opRest, kind: it.kind, column: p.columns[i], dash: it.dash && it.time == nil, odd: it.odd(), item: it}
	s.behindList = i > 1 && p.items[i-2].kind == kindList && strings.Trim(p.items[i-1].text, " ") == "" && p.items[i-1].isText()
	s.careful = s.behindList
	if it.time != nil {
		s.op, s.width = opTime, it.time.width
		if s.width > 0 {
			s.op = opWidth
		}
	}
	return s
}

// odd reports whether the value is more than what stands in the line.
func (it *item) odd() bool { return it.empty || it.query || it.absent || it.host || it.joined }

// takesUntil returns what a value of a kind goes over, up to a stop.
func takesUntil(k kind, stop byte) *byteSet {
	set := *takes[k]
	set[stop] = false
	return &set
}

func (it *item) untilOp() op {
	if it.kind.escaped() {
		return opText
	}
	return opUntil
}

// noText refuses two values side by side.
func (p *pattern) noText(it, next *item) *FormatError {
	return &FormatError{Column: next.at,
		Reason: fmt.Sprintf("no text stands between %s and %s, so where the one ends cannot be told", it.source, next.source),
		Hint:   "with a blank between them in the server's own configuration, its logs could be read from then on"}
}

// openTime refuses a time with a part that ends nobody knows where.
func (p *pattern) openTime(it *item) *FormatError {
	return &FormatError{Column: it.at,
		Reason: it.source + " has a number or name of any length with nothing behind it that could not belong to it",
		Hint:   "with a blank behind it in the server's own configuration, its logs could be read from then on"}
}

// compileFree makes the step of a free value and returns the index of its
// stop.
func (p *pattern) compileFree(s *step, i int) (stop int, err *FormatError) {
	s.op = opFree
	stop, s.skip = p.stopOf(i)
	if stop < len(p.items) {
		s.text = p.items[stop].text
		s.stop = s.text[s.skip]
	}
	for j := stop - 1; j > i; j-- {
		back := p.newStep(j)
		before := p.items[j-1].text
		switch it := &p.items[j]; {
		case it.isText():
			back = step{op: opLiteral, text: it.text}
		case it.time != nil && it.time.open():
			return 0, p.openTime(it)
		case back.op == opWidth:
		case before == "":
			return 0, p.noText(&p.items[j-1], it)
		case it.kind.escaped() && (p.looksEscaped(j-1) || it.looksEmpty(before)):
			return 0, p.twoFree(i, j)
		case !it.held()[before[len(before)-1]]:
			back.stop, back.takes = before[len(before)-1], takes[it.kind]
			if it.time != nil {
				back.takes = it.held()
			}
		default:
			return 0, p.twoFree(i, j)
		}
		s.back = append(s.back, back)
	}
	return stop, nil
}

// looksEmpty reports whether a text ends like an empty value that follows it:
// it is written as two quotes.
func (it *item) looksEmpty(before string) bool { return it.empty && strings.HasSuffix(before, `"`) }

// looksEscaped reports whether a backslash may stand in front of the last byte
// of a text: its own, or that of a raw value.
func (p *pattern) looksEscaped(i int) bool {
	if text := p.items[i].text; len(text) > 1 {
		return text[len(text)-2] == '\\'
	}
	return p.items[i-1].kind == kindRaw
}

// stopOf returns the text that a free value and what stands between cannot
// hold, and which byte of it that is; the end of the line where there is none.
func (p *pattern) stopOf(i int) (stop, skip int) {
	held := *holds[p.items[i].kind]
	for j := i + 1; j < len(p.items); j++ {
		it := &p.items[j]
		if !it.isText() {
			held.add(it.held())
			if it.empty && j+1 < len(p.items) && strings.HasPrefix(p.items[j+1].text, `"`) {
				held['"'] = true // the quotes of an empty value and the text behind look alike
			}
			continue
		}
		for k := range len(it.text) {
			if escaped := k > 0 && it.text[k-1] == '\\'; !escaped && !held[it.text[k]] {
				return j, k // what follows a backslash looks like a part of the value
			}
		}
		held.add(bytesOf(it.text))
	}
	return len(p.items), 0
}

// twoFree refuses two values that can both hold the text between them.
func (p *pattern) twoFree(i, j int) *FormatError {
	it, other := &p.items[i], &p.items[j]
	return &FormatError{Column: it.at,
		Reason: fmt.Sprintf("%s can hold the %q behind it, and %s the %q before it, so where they end cannot be told",
			it.source, p.items[i+1].text, other.source, p.items[j-1].text),
		Hint: "with quotes around one of them in the server's own configuration, its logs could be read from then on"}
}

// A softStretch is a part of a format string in which several values are free
// and are taken to end at bytes that they hold as good as never.
type softStretch struct {
	to    int // index of the item that ends it
	never byteSet
}

// softFrom returns the stretch that starts with the value i, nil where its
// values cannot be told apart.
func (p *pattern) softFrom(i int) *softStretch {
	if !p.items[i].canBeSoft() {
		return nil
	}
	stop, _ := p.stopOf(i)
	soft := &softStretch{to: stop}
	stretch := p.items[i:min(stop+1, len(p.items))]
	seldom := seldomIn(stretch)
	for j := range stretch {
		switch {
		case stretch[j].kind == kindRaw && !stretch[j].isText(), growsList(stretch[j:]):
			return nil
		case j+1 == len(stretch) || !stretch[j].canBeSoft():
			continue
		}
		k := firstOf(stretch[j+1].text, seldom)
		if k < 0 {
			return nil
		}
		soft.never[stretch[j+1].text[k]] = true
	}
	return soft
}

// growsList reports whether a list follows a value that a client may choose,
// and nothing but blanks stand between: what the value has behind a blank and
// a comma would be taken for the start of the list.
func growsList(stretch []item) bool {
	return len(stretch) > 2 && stretch[0].canBeSoft() && !stretch[0].servers() &&
		strings.Trim(stretch[1].text, " ") == "" && stretch[2].kind == kindList
}

// seldomIn returns the bytes that no value that a client may choose holds but
// as good as never.
func seldomIn(stretch []item) *byteSet {
	seldom := bytesBut("")
	for j := range stretch {
		for c := range seldom {
			seldom[c] = seldom[c] && (!stretch[j].canBeSoft() || stretch[j].kind.seldom(byte(c)))
		}
	}
	return seldom
}

// canBeSoft reports whether the item is a value that a client may choose.
func (it *item) canBeSoft() bool { return !it.isText() && it.kind.escaped() }

// soften makes s read a value up to the first byte that a stretch says it does
// not hold.
func (s *step) soften(soft *softStretch, text string) {
	s.op, s.never = opSoft, &soft.never
	s.careful = s.careful || s.item.empty
	s.skip = max(firstOf(text, s.never), 0)
}

// firstOf returns the index of the first byte of text in set, or -1.
func firstOf(text string, set *byteSet) int {
	for i := range len(text) {
		if set[text[i]] {
			return i
		}
	}
	return -1
}

package parser

import "fmt"

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
// the user is free, the quote is its stop, and the time stands between.
//
// A format string is refused where this does not work: where two values stand
// side by side without text, and where two values of one stretch between
// stops are free. No reader could tell where the one ends, and a client that
// chooses both could write what it likes.

// A step reads the next part of a line.
type step struct {
	op     op
	column int16
	kind   kind
	empty  bool   // two quotes are an empty value
	stop   byte   // opUntil, opText: the byte behind the value; opFree: of the stop
	skip   int    // opFree: index of that byte in the text of the stop
	width  int    // opWidth
	text   string // opLiteral
	time   *timeFormat
	back   []step // opFree: what stands between the value and its stop, read backwards
	end    bool   // opFree: the stop is the end of the line
}

type op uint8

const (
	opLiteral op = iota // text that has to stand here
	opWidth             // a value of so many bytes
	opTime              // a time that ends by itself
	opUntil             // a word or number, up to the byte behind it
	opList              // a list, up to a blank that does not belong to it
	opText              // an escaped value, up to the byte behind it
	opFree              // a value that is what the values around it leave
	opRest              // a value at the end of the line
)

// compile makes the steps, or says why there are none.
func (p *pattern) compile() *FormatError {
	p.number()
	if err := p.checkParts(); err != nil {
		return err
	}
	for i := 0; i < len(p.items); {
		next, err := p.compileItem(i)
		if err != nil {
			return err
		}
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
	status := false
	for _, v := range p.values {
		status = status || v.field == FieldStatus
	}
	if !status {
		return &FormatError{Reason: "no status", Hint: "log401 is about answers: the string needs %>s (Apache) or $status (nginx)"}
	}
	return p.chooseTime()
}

// compileItem adds the step for the item, and for those behind it that are
// read with it. It returns the index of the next.
func (p *pattern) compileItem(i int) (next int, err *FormatError) {
	it := p.itemIn(i)
	s := step{column: p.columns[i], kind: it.kind, empty: it.empty, time: it.time, width: it.width()}
	next = i + 1
	switch {
	case it.isText():
		s.op, s.text = opLiteral, it.text
	case s.width > 0:
		s.op = opWidth
	case it.time != nil:
		s.op = opTime
	case next == len(p.items):
		s.op = opRest
	case !p.items[next].isText():
		return 0, p.noText(it, &p.items[next])
	case !holds[it.kind][p.items[next].text[0]]:
		s.op, s.stop = it.untilOp(), p.items[next].text[0]
	case it.kind == kindList && p.items[next].text[0] == ' ':
		s.op = opList
	default:
		s.op = opFree
		if next, err = p.compileFree(&s, i); err != nil {
			return 0, err
		}
	}
	p.steps = append(p.steps, s)
	return next, nil
}

// itemIn returns the item as it stands between its neighbours: a list in quotes
// may be read as any text, so that a client that sends something else is not
// lost.
func (p *pattern) itemIn(i int) *item {
	it := &p.items[i]
	if it.kind != kindList || i+1 == len(p.items) || !p.items[i+1].isText() || holds[kindText][p.items[i+1].text[0]] {
		return it
	}
	text := *it
	text.kind = kindText
	return &text
}

func (it *item) untilOp() op {
	if it.kind == kindText {
		return opText
	}
	return opUntil
}

// noText refuses two values side by side.
func (p *pattern) noText(it, next *item) *FormatError {
	return &FormatError{Column: next.at,
		Reason: fmt.Sprintf("no text stands between %s and %s, so where the one ends cannot be told", it.source, next.source),
		Hint:   "put a blank or quotes between them, in the server's configuration too"}
}

// compileFree makes the step of a free value and returns the index of its
// stop.
func (p *pattern) compileFree(s *step, i int) (stop int, err *FormatError) {
	stop, s.skip = p.stopOf(i)
	s.end = stop == len(p.items)
	if !s.end {
		s.stop = p.items[stop].text[s.skip]
	}
	for j := stop - 1; j > i; j-- {
		it := &p.items[j]
		back := step{column: p.columns[j], kind: it.kind, time: it.time, width: it.width()}
		switch {
		case it.isText():
			back.op, back.text = opLiteral, it.text
		case back.width > 0:
			back.op = opWidth
		case !p.items[j-1].isText():
			return 0, p.noText(&p.items[j-1], it)
		case !holds[it.kind][lastByte(p.items[j-1].text)]:
			back.op, back.stop = opUntil, lastByte(p.items[j-1].text)
		default:
			return 0, p.twoFree(i, j)
		}
		s.back = append(s.back, back)
	}
	return stop, nil
}

func lastByte(s string) byte { return s[len(s)-1] }

// stopOf returns the text that a free value and what stands between cannot
// hold, and which byte of it that is; the end of the line where there is none.
func (p *pattern) stopOf(i int) (stop, skip int) {
	held := *holds[p.items[i].kind]
	for j := i + 1; j < len(p.items); j++ {
		it := &p.items[j]
		if !it.isText() {
			for c, can := range holds[it.kind] {
				held[c] = held[c] || can
			}
			continue
		}
		for k := range len(it.text) {
			if !held[it.text[k]] {
				return j, k
			}
		}
	}
	return len(p.items), 0
}

// twoFree refuses two values that can both hold the text between them.
func (p *pattern) twoFree(i, j int) *FormatError {
	it, other, text := &p.items[i], &p.items[j], p.items[i+1].text
	return &FormatError{Column: it.at,
		Reason: fmt.Sprintf("%s can hold the %q behind it, and %s can hold the %q before it, so where they end cannot be told", it.source, text, other.source, p.items[j-1].text),
		Hint:   fmt.Sprintf(`put %s or %s in quotes, in the server's configuration too: "%s"`, it.source, other.source, other.source)}
}

package classify

import "log401/parser"

// Most lines that matter differ in little from one seen before: the same
// person, the same page, the same numbers. In W3C logs of IIS what makes up a
// sender stands side by side, with the user, and so do the numbers: they are
// found by this text as a whole. Whatever is not found so is made of the
// fields.

// A plan says where these texts stand under a layout.
type plan struct {
	layout  *parser.Layout
	sender  stretch
	numbers stretch
	others  []int // of webTraits, those outside of sender
}

// A stretch is columns side by side, none if there is nothing between the two.
type stretch struct{ first, end int }

func (s stretch) of(e *parser.Entry) []byte {
	if s.first >= s.end {
		return nil
	}
	return e.Stretch(s.first, s.end-1)
}

func (s stretch) holds(column int) bool { return s.first <= column && column < s.end }

// planOf returns the plan for a layout.
func planOf(l *parser.Layout) plan {
	p := plan{layout: l}
	if status := l.Column(parser.FieldStatus); status >= 0 && l.Column(parser.FieldSubstatus) == status+1 && l.Column(parser.FieldWin32) == status+2 {
		p.numbers = stretch{status, status + 3}
	}
	client, user, agent := l.Column(parser.FieldClient), l.Column(parser.FieldUser), l.Column(parser.FieldAgent)
	if client < 0 || user < 0 || l.Column(parser.FieldURI) >= 0 { // which may hold the host and the port, too
		return p
	}
	s := stretch{min(client, user), max(client, user) + 1}
	if agent >= 0 {
		s.first, s.end = min(s.first, agent), max(s.end, agent+1)
	}
	settled := map[int]bool{user: true} // columns that say little but who it is
	for _, f := range webTraits {
		settled[l.Column(f)] = true
	}
	settled[l.Column(parser.FieldProtocol)] = true
	for column := s.first; column < s.end; column++ {
		if !settled[column] {
			return p
		}
	}
	for s.first > 0 && settled[s.first-1] {
		s.first--
	}
	for settled[s.end] {
		s.end++
	}
	p.sender = s
	for i, f := range webTraits {
		if column := l.Column(f); column >= 0 && !s.holds(column) {
			p.others = append(p.others, i)
		}
	}
	return p
}

// A who is a sender and the user that a line names.
type who struct {
	origin    *Origin
	user      string
	setting   uint32
	emptyUser bool
}

// Settings number what senders are told by outside of the plan's stretch: the
// address of the server, say, which nearly always is that of the line before.
type settings struct {
	known   memo[uint32]
	count   uint32
	last    uint32
	layout  *parser.Layout // of the last one
	text    []byte         // of the last one
	scratch []byte
}

// maxSettings is how many settings are numbered before all are forgotten.
const maxSettings = 1 << 16

// who returns who sent the entry of a web server. It is valid until the next
// call.
func (c *Classifier) who(e *parser.Entry) *who {
	p := &c.plan
	text := p.sender.of(e)
	if len(text) == 0 || len(text) > maxMemoText || c.proxies.Field != "" || !c.setting(e) {
		c.spelt = c.whoOf(e)
		return &c.spelt
	}
	setting := c.settings.last
	tag := tagOf(text) + uint64(setting)<<1
	if w := c.whos.find(tag, p.layout, text); w != nil && w.setting == setting {
		return w
	}
	if c.spelt = c.whoOf(e); !c.met.again(tag) {
		return &c.spelt
	}
	return c.whos.put(tag, p.layout, text, c.spelt)
}

// A met holds the hashes of what came once: of senders that never come again there
// may be any number, and they are not worth a row.
type met [1 << 12]uint32

// again reports whether a hash came before, as far as is known, and notes it.
func (m *met) again(tag uint64) bool {
	last := &m[tag>>52%uint64(len(m))]
	again := *last == uint32(tag)
	*last = uint32(tag)
	return again
}

// whoOf makes a who of the fields.
func (c *Classifier) whoOf(e *parser.Entry) who {
	s := c.senderOf(e)
	user := c.shared.again(e, parser.FieldUser, &s.user)
	return who{s.origin, user, c.settings.last, user == "" && e.Field(parser.FieldUser) != nil}
}

// setting makes the last setting that of the entry. It reports false where
// that is too long to be remembered.
func (c *Classifier) setting(e *parser.Entry) bool {
	s := &c.settings
	text := s.scratch[:0]
	for _, i := range c.plan.others {
		text = append(append(text, e.Field(webTraits[i])...), 0) // of which there are none in an entry
	}
	s.scratch = text
	switch {
	case s.layout == c.plan.layout && string(text) == string(s.text):
		return true
	case len(text) > maxMemoText:
		s.scratch = nil
		return false
	}
	s.layout, s.text, s.scratch = c.plan.layout, text, s.text
	tag := tagOf(text)
	if known := s.known.find(tag, s.layout, text); known != nil {
		s.last = *known
		return true
	}
	if s.count == maxSettings {
		s.known.forget()
		c.whos.forget()
		s.count = 0
	}
	s.count++
	s.last = *s.known.put(tag, s.layout, text, s.count)
	return true
}

// Numbers are what status, substatus and Win32 status mean together.
type numbers struct {
	logged           [maxNumberText]byte
	size             int
	substatus, win32 int64
	verdicts         [2]Verdict // without a user, with one
}

const (
	maxNumberText = 24     // bytes of numbers that are remembered
	numberRows    = 1 << 6 // a power of two
)

// number sets what the numbers of an entry say.
func (c *Classifier) number(e *parser.Entry, ev *Event) {
	text := c.plan.numbers.of(e)
	if len(text) == 0 || len(text) > maxNumberText {
		readNumbers(e, ev)
		ev.judge(Decide(factsOf(ev)))
		return
	}
	n := &c.numbers[numberRow(text)]
	if string(n.logged[:n.size]) != string(text) {
		readNumbers(e, ev)
		n.learn(text, ev)
	}
	ev.Substatus, ev.Win32 = n.substatus, n.win32
	if ev.User != "" || ev.EmptyUser {
		ev.judge(n.verdicts[1])
	} else {
		ev.judge(n.verdicts[0])
	}
}

// numberRow spreads the numbers that there are: "401 1 2148074254".
func numberRow(text []byte) int {
	row := uint64(len(text))
	for _, i := range [...]int{0, 2, 4, len(text) / 2, len(text) - 1} {
		row = (row ^ uint64(text[min(i, len(text)-1)])) * golden
	}
	return int(row >> 58 & (numberRows - 1))
}

// learn makes n the numbers of an event, as logged.
func (n *numbers) learn(text []byte, ev *Event) {
	n.size = copy(n.logged[:], text)
	n.substatus, n.win32 = ev.Substatus, ev.Win32
	facts := factsOf(ev)
	for i := range n.verdicts {
		facts.HasUser = i == 1
		n.verdicts[i] = Decide(facts)
	}
}

func (e *Event) judge(v Verdict) { e.Class, e.Cause, e.LogOnly = v.Class, v.Cause, v.LogOnly }

// A place is a path as events have it, and the part of the site that it belongs
// to.
type place struct {
	path string
	part string // "" where it is not known yet
	site string // as logged, that the part is of
	none bool   // no site is logged
}

// placeOf returns the place of an entry. It is valid until the next call.
func (c *Classifier) placeOf(e *parser.Entry) *place {
	b := e.Field(parser.FieldPath)
	if len(b) == 0 || len(b) > maxMemoText {
		c.elsewhere = place{path: c.shared.text(e, parser.FieldPath)}
		return &c.elsewhere
	}
	tag := tagOf(b)
	if p := c.places.find(tag, e.Layout(), b); p != nil {
		return p
	}
	return c.places.put(tag, e.Layout(), b, place{path: c.shared.text(e, parser.FieldPath)})
}

package parser

import (
	"slices"
	"strings"
	"time"
)

// A format string of Apache or nginx is translated to items, and these are
// compiled to the steps by which its lines are read.

// An item is one part of a format string: text that stands in every line, or a
// value.
type item struct {
	text string // text that stands in every line; empty for a value

	source string // the directive or variable as written
	at     int    // its byte in the format string, 1 for the first
	field  Field  // FieldNone for what log401 does not know
	name   string // of the column, in lower case; see Entry.FieldByName
	kind   kind
	dash   bool          // "-" stands for an absent value
	empty  bool          // an empty value is written as two quotes, without quotes around it
	query  bool          // a value starts with "?", which does not belong to it; "" is absent
	joined bool          // path and query of nginx, which writes a query that there is not as "-"
	host   bool          // what stands before the first "/" does not belong to the value
	absent bool          // an empty value is absent
	tick   time.Duration // what 1 means in a duration
	rank   int           // among values of one field: the lowest has it
	time   *timeFormat   // of kindTime
}

// A kind is what values can hold, and by that where they can end.
type kind uint8

const (
	kindNumber kind = iota // digits, signs, points
	kindStatus             // three digits
	kindWord               // what the server makes: addresses, names, ids; no blank, and little but letters and digits
	kindToken              // letters, digits and what joins them: methods, schemes, ids
	kindName               // text that a client chooses and that has as good as never a blank: a user, a path, a cookie
	kindList               // the same with ", " between names; nginx writes " : ", too
	kindText               // text that a client chooses, with a backslash in front of each quote and of itself
	kindRaw                // anything, escaped in no way
	kindTime               // what its timeFormat prints
)

// escaped reports whether values of the kind hold any byte but quotes and
// control bytes, unless escaped by a backslash.
func (k kind) escaped() bool { return k == kindName || k == kindList || k == kindText }

// seldom reports whether values of the kind hold a byte as good as never.
func (k kind) seldom(c byte) bool {
	return c == '|' || c == '^' || c == '~' || c == '`' || c == ' ' && k != kindText || !holds[k][c]
}

// A byteSet is a set of bytes.
type byteSet [256]bool

func bytesOf(chars string) *byteSet {
	var set byteSet
	for _, c := range []byte(chars) {
		set[c] = true
	}
	return &set
}

// bytesBut is the set of all bytes that are none of chars.
func bytesBut(chars string) *byteSet {
	set := bytesOf(chars)
	for i := range set {
		set[i] = !set[i]
	}
	return set
}

// add adds the bytes of another set.
func (set *byteSet) add(more *byteSet) {
	for c, in := range more {
		set[c] = set[c] || in
	}
}

// without returns the bytes that are not in another set.
func (set *byteSet) without(less *byteSet) *byteSet {
	kept := *set
	for c, out := range less {
		kept[c] = kept[c] && !out
	}
	return &kept
}

// controls are bytes that a value without escapes cannot hold: all writers
// escape them. DEL is none: nginx leaves it as it is with escape=json.
const controls = "\x00\x01\x02\x03\x04\x05\x06\a\b\t\n\v\f\r\x0e\x0f" +
	"\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// holds are the bytes that values of a kind can hold, apart from escapes.
var holds = [...]*byteSet{
	kindNumber: bytesOf("0123456789.+-"),
	kindStatus: bytesOf("0123456789-"),
	kindWord:   bytesOf("0123456789.+-:_%[]/@=*\\" + letters),
	kindName:   bytesBut(`"` + controls),
	kindList:   bytesBut(`"` + controls),
	kindText:   bytesBut(`"` + controls),
	kindRaw:    bytesBut("\n"),
	kindTime:   bytesOf("0123456789.,+-:/TZ " + letters),
	kindToken:  bytesOf("0123456789.-_" + letters),
}

// held returns the bytes that values of the item can hold: a time has what
// stands between its parts, too.
func (it *item) held() *byteSet {
	if it.time == nil {
		return holds[it.kind]
	}
	set := *holds[it.kind]
	for _, part := range it.time.parts {
		set.add(bytesOf(part.text))
	}
	return &set
}

// takes are the bytes over which the reader of a value of a kind goes to the
// text behind it: more than values should hold, so that one odd host name does
// not cost the line.
var takes = [...]*byteSet{
	kindNumber: holds[kindNumber],
	kindStatus: holds[kindStatus],
	kindWord:   bytesBut(` "` + controls),
	kindName:   bytesBut(""),
	kindList:   bytesBut(""),
	kindText:   bytesBut(""),
	kindRaw:    bytesBut(""),
	kindTime:   holds[kindTime],
	kindToken:  bytesBut(` "` + controls),
}

// start returns the text that the item is or, as a time, starts with.
func (it *item) start() string {
	if it.time != nil && len(it.time.parts) > 0 {
		return it.time.parts[0].text
	}
	return it.text
}

func (it *item) isText() bool { return it.text != "" }

// A pattern is what a layout of a format string has to read its lines.
type pattern struct {
	items   []item // values and texts in turn, as far as possible
	steps   []step
	columns []int16          // of the items; -1 for texts
	values  []*item          // by column
	direct  [numFields]int16 // column of each field that has one of its own, or -1
	times   []int16          // columns that make up the time
	steady  bool             // the same text is always the same time
	wall    bool             // no part of it is a zone
}

// newPatternLayout returns the layout of lines that the items of a format
// string print, or a *FormatError where they could not be read in one way
// only. The grammar is that of the writer: it undoes the escapes.
func newPatternLayout(name, format string, items []item, g *grammar) (*Layout, error) {
	p := &pattern{items: cutLineEnd(joinItems(items))}
	if err := p.compile(); err != nil {
		err.Format = format
		return nil, err
	}
	l := &Layout{format: Custom, grammar: g, name: name, date: noDate, known: noColumns(), pattern: p}
	p.direct = noColumns()
	for i, v := range p.values {
		l.columns = append(l.columns, v.name)
		if v.field != FieldNone && p.direct[v.field] < 0 {
			p.direct[v.field] = int16(i)
			l.markKnown(v.field, int16(i))
		}
		if v.field == FieldTimeTaken {
			l.tick = v.tick
		}
	}
	return l, nil
}

// derived are the fields that are parts of others.
var derived = map[Field][]Field{
	FieldRequest: {FieldMethod, FieldURI, FieldPath, FieldQuery, FieldProtocol},
	FieldURI:     {FieldPath, FieldQuery},
}

// markKnown notes that the layout has a field, in a column or as a part of it.
func (l *Layout) markKnown(f Field, column int16) {
	l.known[f] = column
	for _, part := range derived[f] {
		if l.known[part] < 0 {
			l.known[part] = column
		}
	}
}

// joinItems makes one text of neighbouring texts, and one time of neighbouring
// times of the same moment with the text between them.
func joinItems(items []item) []item {
	var joined []item
	for _, it := range items {
		n := len(joined)
		switch {
		case it.isText() && n > 0 && joined[n-1].isText():
			joined[n-1].text += it.text
		case it.time != nil && n > 0 && joined[n-1].joins(&it):
			joined[n-1].join("", &it)
		case it.time != nil && n > 1 && joined[n-1].isText() && joined[n-2].joins(&it):
			joined[n-2].join(joined[n-1].text, &it)
			joined = joined[:n-1]
		default:
			joined = append(joined, it)
		}
	}
	return dropLastBlanks(joined)
}

// dropLastBlanks takes blanks off the end: those at the end of a line that
// belong to no value do not matter.
func dropLastBlanks(items []item) []item {
	n := len(items)
	if n < 2 || !items[n-1].isText() || items[n-2].kind.escaped() || items[n-2].kind == kindRaw {
		return items
	}
	items[n-1].text = strings.TrimRight(items[n-1].text, " \t")
	if items[n-1].text == "" {
		items = items[:n-1]
	}
	return items
}

// cutLineEnd removes the end of the line from the last text: it is not part of
// a line that is read.
func cutLineEnd(items []item) []item {
	n := len(items) - 1
	if n < 0 || !items[n].isText() {
		return items
	}
	if items[n].text = strings.TrimSuffix(strings.TrimSuffix(items[n].text, "\n"), "\r"); items[n].text == "" {
		items = items[:n]
	}
	return items
}

// joins reports whether a time and the next are one time.
func (it *item) joins(next *item) bool {
	return it.time != nil && it.time.moment == next.time.moment
}

func (it *item) join(between string, next *item) {
	parts := slices.Concat(it.time.parts, textParts(between), next.time.parts)
	it.time = newTimeFormat(it.time.moment, parts)
	it.source += between + next.source
}

package doctor

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"log401/parser"
)

// Text is what the bytes of a source are like.
type Text struct {
	LF          int64 `json:"lf"`           // lines that end with a newline alone
	CRLF        int64 `json:"crlf"`         // lines that end with carriage return and newline
	Unfinished  bool  `json:"unfinished"`   // the last line has no newline
	InvalidUTF8 int64 `json:"invalid_utf8"` // lines with bytes that are no UTF-8
	FirstOdd    *Line `json:"first_invalid_utf8"`
}

// look takes down what the text of a block shows beside its entries.
func (x *examiner) look(b *parser.Block) {
	if len(b.Data) == 0 {
		return
	}
	t := &x.exam.Text
	newlines := int64(bytes.Count(b.Data, []byte("\n")))
	crlf := int64(bytes.Count(b.Data, []byte("\r\n")))
	t.CRLF += crlf
	t.LF += newlines - crlf
	last := b.Data[len(b.Data)-1]
	t.Unfinished = last != '\n' && last != 0
	if !utf8.Valid(b.Data) {
		t.lookForBytes(b)
	}
	x.lookForDirectives(b)
}

// lookForBytes counts the lines that are no UTF-8.
func (t *Text) lookForBytes(b *parser.Block) {
	number := b.Line
	for data := b.Data; len(data) > 0; number++ {
		var line []byte
		line, data = cutLine(data)
		if utf8.Valid(line) {
			continue
		}
		if t.InvalidUTF8++; t.FirstOdd == nil {
			t.FirstOdd = &Line{number, parser.Quote(around(line, firstInvalid(line)), maxQuote)}
		}
	}
}

func firstInvalid(line []byte) int {
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRune(line[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(line)
}

// around returns a line from a little before a byte on.
func around(line []byte, at int) []byte { return line[max(0, at-quoteBefore):] }

// lookForDirectives finds the lines that start with "#".
func (x *examiner) lookForDirectives(b *parser.Block) {
	number, data := b.Line, b.Data
	for len(data) > 0 {
		at := nextDirective(data)
		if at < 0 {
			return
		}
		number += int64(bytes.Count(data[:at], []byte("\n")))
		var line []byte
		line, data = cutLine(data[at:])
		x.directive(number, bytes.TrimSuffix(line, []byte("\r")))
		number++
	}
}

// nextDirective returns the index of the first "#" that starts a line, or -1.
func nextDirective(data []byte) int {
	if data[0] == '#' {
		return 0
	}
	i := bytes.Index(data, []byte("\n#"))
	if i < 0 {
		return -1
	}
	return i + 1
}

func cutLine(data []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(data, []byte("\n"))
	return line, rest
}

// directive takes down one line that starts with "#".
func (x *examiner) directive(number int64, line []byte) {
	name, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimSpace(value)
	switch {
	case bytes.EqualFold(name, []byte("#Software")) && x.exam.Writer == "":
		x.exam.Writer = cutText(value)
	case bytes.EqualFold(name, []byte("#Fields")):
		x.newFields(number, line, strings.Fields(strings.ToLower(string(value))))
	}
}

// maxText is how much is kept of a text that the log brings, in bytes.
const maxText = 200

func cutText(b []byte) string {
	return strings.ToValidUTF8(string(b[:min(len(b), maxText)]), "\uFFFD")
}

// maxChanges is how many changes are listed.
const maxChanges = 5

// newFields compares a #Fields line with the one before.
func (x *examiner) newFields(number int64, line []byte, fields []string) {
	x.exam.Headers++
	before := x.fields
	x.fields = fields
	if x.header == nil {
		x.header = &Line{number, parser.Quote(line, maxQuote)}
	}
	if before == nil || slices.Equal(before, fields) || len(x.exam.Changes) == maxChanges {
		return
	}
	c := Change{Line: number, Added: without(fields, before), Removed: without(before, fields)}
	c.Moved = len(c.Added)+len(c.Removed) == 0
	x.exam.Changes = append(x.exam.Changes, c)
}

// without returns the names of a that are not in b.
func without(a, b []string) []string {
	out := []string{}
	for _, name := range a {
		if !slices.Contains(b, name) {
			out = append(out, name)
		}
	}
	return out
}

package parser

import (
	"bytes"
	"strings"
)

// A formatReader goes over a format string byte by byte and knows where in the
// string as given it is.
type formatReader struct {
	text    []byte // without the quotes around it
	columns []int  // of each byte of text, and of the end
	i       int
}

// newFormatReader returns a reader of what Apache makes of an argument in its
// configuration: quotes around it go, and inside them \" and \\ lose the
// backslash. A whole directive is taken for its argument.
func newFormatReader(format string) *formatReader {
	r := &formatReader{}
	from, to := apacheArgument(format)
	quote := byte(0)
	if outerQuotes(format[from:to]) {
		quote = format[from]
		from, to = from+1, to-1
	}
	for i := from; i < to; i++ {
		if quote != 0 && format[i] == '\\' && (format[i+1] == quote || format[i+1] == '\\') {
			i++
		}
		r.text = append(r.text, format[i])
		r.columns = append(r.columns, i+1)
	}
	r.columns = append(r.columns, to+1)
	return r
}

// apacheArgument returns the extent of the format string in the line of a
// configuration, LogFormat "..." name; the extent of all where it is none.
func apacheArgument(line string) (from, to int) {
	words := strings.Fields(line)
	if len(words) < 2 || !strings.EqualFold(words[0], "LogFormat") {
		return 0, len(line)
	}
	from = strings.Index(line, words[0]) + len(words[0])
	from += strings.Index(line[from:], words[1])
	if n := quotedLen(line[from:]); n > 0 {
		return from, from + n
	}
	return from, from + len(words[1])
}

// outerQuotes reports whether quotes stand around a text, and not two texts in
// quotes at its ends.
func outerQuotes(text string) bool { return text != "" && quotedLen(text) == len(text) }

// quotedLen returns the length of the text in quotes that another starts with,
// or 0.
func quotedLen(text string) int {
	if text == "" || text[0] != '"' && text[0] != '\'' {
		return 0
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[0]:
			return i + 1
		}
	}
	return 0
}

func (r *formatReader) done() bool  { return r.i == len(r.text) }
func (r *formatReader) peek() byte  { return r.text[r.i] }
func (r *formatReader) column() int { return r.columns[r.i] }

func (r *formatReader) next() byte {
	r.i++
	return r.text[r.i-1]
}

// until goes to the next byte c and returns what stands before it.
func (r *formatReader) until(c byte) (before string, found bool) {
	n := bytes.IndexByte(r.text[r.i:], c)
	if n < 0 {
		return "", false
	}
	before = string(r.text[r.i : r.i+n])
	r.i += n
	return before, true
}

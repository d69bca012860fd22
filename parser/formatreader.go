package parser

import "bytes"

// A formatReader goes over a format string byte by byte and knows where in the
// string as given it is.
type formatReader struct {
	text    []byte // without the quotes around it
	columns []int  // of each byte of text, and of the end
	i       int
}

// newFormatReader returns a reader of what Apache makes of an argument in its
// configuration: quotes around it go, and inside them \" and \\ lose the
// backslash.
func newFormatReader(format string) *formatReader {
	r := &formatReader{}
	quote, inner := outerQuotes(format)
	for i := inner; i < len(format)-inner; i++ {
		if quote != 0 && format[i] == '\\' && (format[i+1] == quote || format[i+1] == '\\') {
			i++
		}
		r.text = append(r.text, format[i])
		r.columns = append(r.columns, i+1)
	}
	r.columns = append(r.columns, len(format)+1)
	return r
}

// outerQuotes returns the quote that stands around the whole format and its
// length, 0 if none does.
func outerQuotes(format string) (quote byte, n int) {
	if len(format) < 2 || format[0] != '"' && format[0] != '\'' {
		return 0, 0
	}
	quote = format[0]
	for i := 1; i < len(format); i++ {
		switch format[i] {
		case '\\':
			i++
		case quote:
			if i == len(format)-1 {
				return quote, 1
			}
			return 0, 0
		}
	}
	return 0, 0
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

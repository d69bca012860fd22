package parser

import (
	"bytes"
	"math"
	"strconv"
	"time"
)

// A span is a part of a line. The zero span is a field that is absent.
type span struct {
	from, to int32
	present  bool
}

// of returns the bytes of the span in line, nil if absent.
func (s span) of(line []byte) []byte {
	if !s.present {
		return nil
	}
	return line[s.from:s.to]
}

// splitFields are the fields of an entry, found when one is first asked for.
type splitFields struct {
	done    bool
	columns []span // W3C: by column
	known   [numFields]span
}

// spanOf returns the span of a W3C token, "-" as absent and without the quotes
// around it.
func spanOf(line []byte, from, to int) span {
	switch {
	case to-from == 1 && line[from] == '-':
		return span{}
	case to-from >= 2 && line[from] == '"' && line[to-1] == '"':
		if to-from == 3 && line[from+1] == '-' {
			return span{}
		}
		return span{int32(from + 1), int32(to - 1), true}
	}
	return span{int32(from), int32(to), true}
}

// AppendText appends the value of a field with the escapes of its format
// undone: in W3C logs "" inside quotes, in NCSA logs \", \\ and \xhh. Other
// escapes, such as \n, stay as they are: undone they would be a DOMAIN\name
// spoilt in a log whose writer does not escape. It reports whether the field
// is present.
func (e *Entry) AppendText(dst []byte, f Field) ([]byte, bool) {
	b := e.Field(f)
	if b == nil {
		return dst, false
	}
	text := e.layout.grammar.text
	if of := e.layout.grammar.textOf; of != nil {
		if special := of(f); special != nil {
			text = special
		}
	}
	return text(dst, b), true
}

// Plain returns the bytes of a field, as Field does, if they are what AppendText
// would append. Ok is false where there may be escapes to undo.
func (e *Entry) Plain(f Field) (b []byte, ok bool) {
	b = e.Field(f)
	escape := e.layout.grammar.escape
	return b, escape == 0 || bytes.IndexByte(b, escape) < 0
}

// AppendTextByName does for FieldByName what AppendText does for Field.
func (e *Entry) AppendTextByName(dst []byte, name string) ([]byte, bool) {
	b := e.FieldByName(name)
	if b == nil {
		return dst, false
	}
	return e.layout.grammar.text(dst, b), true
}

func appendUndoubled(dst, b []byte) []byte {
	for {
		i := bytes.Index(b, twoQuotes)
		if i < 0 {
			return append(dst, b...)
		}
		dst = append(dst, b[:i+1]...)
		b = b[i+2:]
	}
}

var twoQuotes = []byte(`""`)

// appendToEscape appends what stands before the first backslash that has a byte
// behind it, and returns what is left from there on, nil for nothing.
func appendToEscape(dst, b []byte) (appended, left []byte) {
	i := bytes.IndexByte(b, '\\')
	if i < 0 || i+1 == len(b) {
		return append(dst, b...), nil
	}
	return append(dst, b[:i]...), b[i:]
}

func appendUnescaped(dst, b []byte) []byte {
	for dst, b = appendToEscape(dst, b); b != nil; dst, b = appendToEscape(dst, b) {
		switch {
		case b[1] == '"' || b[1] == '\\':
			dst = append(dst, b[1])
			b = b[2:]
		case b[1] == 'x' && len(b) >= 4 && isHex(b[2]) && isHex(b[3]) && isEscaped(unhex(b[2])<<4|unhex(b[3])):
			dst = append(dst, unhex(b[2])<<4|unhex(b[3]))
			b = b[4:]
		default:
			dst = append(dst, b[0], b[1])
			b = b[2:]
		}
	}
	return dst
}

// appendUnescapedApache undoes all escapes that Apache writes. Source: Apache
// httpd 2.4, ap_escape_logitem in server/util.c.
func appendUnescapedApache(dst, b []byte) []byte {
	for dst, b = appendToEscape(dst, b); b != nil; dst, b = appendToEscape(dst, b) {
		if c := apacheEscapes[b[1]]; c != 0 {
			dst, b = append(dst, c), b[2:]
			continue
		}
		n := min(len(b), len(`\xhh`))
		dst, b = appendUnescaped(dst, b[:n]), b[n:]
	}
	return dst
}

// apacheEscapes are the bytes that stand for others behind a backslash.
var apacheEscapes = [256]byte{'b': '\b', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v', '"': '"', '\\': '\\'}

// isEscaped reports whether servers write the byte as \xhh: Apache what is no
// printable character, nginx the quote and the backslash, too.
func isEscaped(c byte) bool { return c < ' ' || c >= 0x7f || c == '"' || c == '\\' }

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}

// Int returns the number that a field spells, with sign or as 0x and hex
// digits, and whether it does; numbers that do not fit 64 bits do not.
func (e *Entry) Int(f Field) (n int64, ok bool) {
	b := e.Field(f)
	if n, ok := digits(b); ok {
		return int64(n), true
	}
	if len(b) == 0 || len(b) > 20 {
		return 0, false
	}
	n, err := strconv.ParseInt(string(b), 0, 64)
	return n, err == nil
}

// TimeTaken returns how long the request took, in the unit that the writer
// has: W3C and IIS milliseconds, Apache %D microseconds and %T seconds, nginx
// seconds with a fraction. It reports whether the entry says so.
func (e *Entry) TimeTaken() (d time.Duration, ok bool) {
	tick := e.layout.tick
	if tick == 0 {
		tick = time.Millisecond
	}
	whole, fraction := e.Field(FieldTimeTaken), []byte(nil)
	if i := bytes.IndexByte(whole, '.'); i >= 0 {
		whole, fraction = whole[:i], whole[i:]
	}
	n, err := strconv.ParseInt(string(whole), 10, 64)
	nanos, ok := parseFraction(fraction)
	if err != nil || !ok || n < 0 || n >= math.MaxInt64/int64(tick) {
		return 0, false
	}
	return time.Duration(n)*tick + time.Duration(nanos)*tick/time.Second, true
}

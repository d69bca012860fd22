package report

import (
	"encoding/base64"
	"io"
	"strconv"
	"unicode/utf8"
)

// An encoder appends JSON to a buffer and empties it into a writer, so that a
// document is never in memory as a whole. Its first error stays.
type encoder struct {
	w      io.Writer
	b      []byte
	next   bool      // a comma stands before the next member or element
	decode *Encoding // of text that is no UTF-8, or nil
	err    error
}

const encoderBuffer = 64 << 10

// spill writes the buffer out where it is nearly full. It is called between
// the elements of long lists.
func (e *encoder) spill() {
	if len(e.b) >= encoderBuffer {
		e.flush()
	}
}

func (e *encoder) flush() {
	if e.err == nil {
		_, e.err = e.w.Write(e.b)
	}
	e.b = e.b[:0]
}

// pass writes bytes that were encoded apart, and returns the first error so far.
func (e *encoder) pass(b []byte) error {
	if len(e.b)+len(b) <= encoderBuffer {
		e.b = append(e.b, b...)
		return e.err
	}
	e.flush()
	if e.err == nil {
		_, e.err = e.w.Write(b)
	}
	return e.err
}

func (e *encoder) comma() {
	if e.next {
		e.b = append(e.b, ',')
	}
	e.next = true
}

// newline starts a line for the next member or element.
func (e *encoder) newline() {
	if e.next {
		e.b = append(e.b, ',')
		e.next = false
	}
	e.b = append(e.b, '\n')
}

// lastLine starts the line of a closing bracket.
func (e *encoder) lastLine() { e.b = append(e.b, '\n') }

func (e *encoder) open(bracket byte) {
	e.comma()
	e.b = append(e.b, bracket)
	e.next = false
}

func (e *encoder) close(bracket byte) {
	e.b = append(e.b, bracket)
	e.next = true
}

// key writes the name of a member; its value follows. Names are plain.
func (e *encoder) key(name string) {
	b := e.b
	if e.next {
		b = append(b, ',')
	}
	b = append(b, '"')
	b = append(b, name...)
	e.b = append(b, '"', ':')
	e.next = false
}

func (e *encoder) bool(key string, v bool) {
	e.key(key)
	e.b = strconv.AppendBool(e.b, v)
	e.next = true
}

func (e *encoder) int(key string, n int64) {
	e.key(key)
	e.b = strconv.AppendInt(e.b, n, 10)
	e.next = true
}

func (e *encoder) null(key string) {
	e.key(key)
	e.b = append(e.b, "null"...)
	e.next = true
}

// intOrNull writes null for 0.
func (e *encoder) intOrNull(key string, n int64) {
	if n == 0 {
		e.null(key)
		return
	}
	e.int(key, n)
}

// text writes a member whose value may be any bytes. Invalid UTF-8 is decoded
// or becomes U+FFFD, and the bytes follow in base64 as a member of their own.
func (e *encoder) text(key, s string) {
	e.key(key)
	if !e.quote(s) {
		e.key(key + "_base64")
		e.b = append(e.b, '"')
		e.b = base64.StdEncoding.AppendEncode(e.b, []byte(s))
		e.b = append(e.b, '"')
		e.next = true
	}
}

// textOrNull writes null for "".
func (e *encoder) textOrNull(key, s string) {
	if s == "" {
		e.null(key)
		return
	}
	e.text(key, s)
}

// time writes nanoseconds since 1970 in UTC, a fraction only where there is
// one.
func (e *encoder) time(key string, ns int64) {
	e.key(key)
	e.b = append(e.b, '"')
	e.b = appendTime(e.b, ns)
	e.b = append(e.b, '"')
	e.next = true
}

// element writes a string in a list.
func (e *encoder) element(s string) {
	e.comma()
	e.quote(s)
}

// Kinds of bytes in a JSON string.
const (
	asItIs      = iota
	backslashed // by a backslash before it
	examine     // as a part of a character, or of none
)

var kinds = func() (kinds [256]byte) {
	for c := range kinds {
		if c < 0x20 || c > 0x7e {
			kinds[c] = examine
		}
	}
	kinds['"'], kinds['\\'] = backslashed, backslashed
	return kinds
}()

// quote writes s as a JSON string and reports whether it is valid UTF-8. What
// would not show as itself is escaped as by clean, so that a report on a
// terminal is as harmless as a table.
func (e *encoder) quote(s string) (valid bool) {
	e.next = true
	b, start := append(e.b, '"'), 0
	for i := 0; i < len(s); i++ {
		switch kinds[s[i]] {
		case backslashed:
			b = append(b, s[start:i]...)
			b = append(b, '\\')
			start = i
		case examine:
			return e.quoteAny(s)
		}
	}
	b = append(b, s[start:]...)
	e.b = append(b, '"')
	return true
}

// quoteAny is quote for text beyond printable ASCII.
func (e *encoder) quoteAny(s string) (valid bool) {
	valid = utf8.ValidString(s)
	s = e.decode.show(s)
	e.b = append(e.b, '"')
	start := 0
	for i := 0; i < len(s); {
		if kinds[s[i]] == asItIs {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if size > 1 && shows(r) {
			i += size
			continue
		}
		e.b = append(e.b, s[start:i]...)
		e.escape(r)
		i += size
		start = i
	}
	e.b = append(e.b, s[start:]...)
	e.b = append(e.b, '"')
	return valid
}

func (e *encoder) escape(r rune) {
	switch {
	case r == '"' || r == '\\':
		e.b = append(e.b, '\\', byte(r))
	case r == utf8.RuneError:
		e.b = append(e.b, "\uFFFD"...)
	case r > 0xffff:
		r -= 0x10000
		e.unit(0xd800 + r>>10)
		e.unit(0xdc00 + r&0x3ff)
	default:
		e.unit(r)
	}
}

// unit writes one UTF-16 unit as \uXXXX.
func (e *encoder) unit(u rune) {
	e.b = append(e.b, '\\', 'u', hexDigits[u>>12&15], hexDigits[u>>8&15], hexDigits[u>>4&15], hexDigits[u&15])
}

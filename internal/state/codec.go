// Package state encodes what the tool knows in the midst of its input, so that
// it can be put aside and gone on with later as if nothing had been between:
// an [Encoder] and a [Decoder] for values, and named sections with a version
// and a checksum around them.
package state

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// An Encoder appends values to bytes. The zero value is ready to use. A string
// is written once and referred to by number after that, since the names of
// clients, users and paths come again and again.
type Encoder struct {
	buf     []byte
	strings map[string]uint64
}

// Bytes returns what was encoded so far. It is valid until the next value.
func (e *Encoder) Bytes() []byte { return e.buf }

// Int encodes a number.
func (e *Encoder) Int(n int64) { e.buf = binary.AppendVarint(e.buf, n) }

// Uint encodes a number that is never negative.
func (e *Encoder) Uint(n uint64) { e.buf = binary.AppendUvarint(e.buf, n) }

// Len encodes how many values follow; [Decoder.Len] reads it.
func (e *Encoder) Len(n int) { e.Uint(uint64(n)) }

// Bool encodes a truth value.
func (e *Encoder) Bool(b bool) {
	if b {
		e.buf = append(e.buf, 1)
		return
	}
	e.buf = append(e.buf, 0)
}

// String encodes a string.
func (e *Encoder) String(s string) {
	if n, known := e.strings[s]; known {
		e.Uint(n + 1)
		return
	}
	if e.strings == nil {
		e.strings = make(map[string]uint64)
	}
	e.strings[s] = uint64(len(e.strings))
	e.Uint(0)
	e.Len(len(s))
	e.buf = append(e.buf, s...)
}

// ErrDamaged is the cause of errors about bytes that no Encoder wrote.
var ErrDamaged = errors.New("damaged state")

// A Decoder reads back what an Encoder wrote, value by value, in the same
// order. After an error every value is zero, and Err says what was wrong
// first, so that a caller need look only at the end.
type Decoder struct {
	rest    []byte
	size    int
	strings []string
	err     error
}

// NewDecoder returns a Decoder of what [Encoder.Bytes] returned. It keeps data.
func NewDecoder(data []byte) *Decoder { return &Decoder{rest: data, size: len(data)} }

// Err returns the first error, which wraps [ErrDamaged], or nil.
func (d *Decoder) Err() error { return d.err }

// Fail notes an error at the present position: a value that was read is none
// that can be.
func (d *Decoder) Fail(what string) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: byte %d: %s", ErrDamaged, d.size-len(d.rest), what)
	}
	d.rest = nil
}

// End returns Err, or an error if not everything was read.
func (d *Decoder) End() error {
	if d.err == nil && len(d.rest) > 0 {
		d.Fail("more than was expected")
	}
	return d.err
}

// Int reads a number.
func (d *Decoder) Int() int64 {
	v, n := binary.Varint(d.rest)
	if n <= 0 {
		d.Fail("no number")
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

// Uint reads a number that is never negative.
func (d *Decoder) Uint() uint64 {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 {
		d.Fail("no number")
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

// Len reads how many values follow. Each takes a byte at least, so that
// damaged bytes cannot ask for more memory than they have themselves.
func (d *Decoder) Len() int {
	n := d.Uint()
	if n > uint64(len(d.rest)) {
		d.Fail("a length beyond the end")
		return 0
	}
	return int(n)
}

// Index reads a number below n, as an index or a code that has n values.
func (d *Decoder) Index(n int) int {
	i := d.Uint()
	if d.err == nil && i >= uint64(n) {
		d.Fail("a number out of range")
	}
	if d.err != nil {
		return 0
	}
	return int(i)
}

// Bool reads a truth value.
func (d *Decoder) Bool() bool {
	if len(d.rest) == 0 || d.rest[0] > 1 {
		d.Fail("no truth value")
		return false
	}
	b := d.rest[0] == 1
	d.rest = d.rest[1:]
	return b
}

// String reads a string.
func (d *Decoder) String() string {
	n := d.Uint()
	switch {
	case d.err != nil:
		return ""
	case n > uint64(len(d.strings)):
		d.Fail("a string that was not there before")
		return ""
	case n > 0:
		return d.strings[n-1]
	}
	size := d.Len()
	if d.err != nil {
		return ""
	}
	s := string(d.rest[:size])
	d.rest = d.rest[size:]
	d.strings = append(d.strings, s)
	return s
}

package state

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
)

// A Section is a named part of a state, which one package writes and reads.
type Section struct {
	Name string
	Data []byte
}

// magic starts every state. The number is the version of the form and of what
// the sections hold: a state of another version is refused.
const (
	magic      = "log401 state "
	version    = "1"
	headerSize = len(magic) + len(version) + len("\n")
)

// ErrForeign and ErrVersion are the causes of errors about bytes that are no
// state, or that of another version of the tool.
var (
	ErrForeign = errors.New("not a state of log401")
	ErrVersion = errors.New("a state of another version of log401")
)

// Pack joins sections. The same sections give the same bytes.
func Pack(sections []Section) []byte {
	var e Encoder
	e.Len(len(sections))
	for _, s := range sections {
		e.Len(len(s.Name))
		e.buf = append(e.buf, s.Name...)
		e.Len(len(s.Data))
		e.buf = append(e.buf, s.Data...)
	}
	packed := append([]byte(magic+version+"\n"), e.buf...)
	sum := sha256.Sum256(packed)
	return append(packed, sum[:]...)
}

// Unpack takes apart what Pack joined. The sections share the memory of packed.
// Its error wraps [ErrForeign], [ErrVersion] or [ErrDamaged].
func Unpack(packed []byte) ([]Section, error) {
	if !bytes.HasPrefix(packed, []byte(magic)) {
		return nil, ErrForeign
	}
	line, _, _ := bytes.Cut(packed[len(magic):], []byte("\n"))
	if string(line) != version {
		return nil, fmt.Errorf("%w: %.20q", ErrVersion, line)
	}
	end := len(packed) - sha256.Size
	if end < headerSize {
		return nil, fmt.Errorf("%w: it is cut short", ErrDamaged)
	}
	if sum := sha256.Sum256(packed[:end]); !bytes.Equal(sum[:], packed[end:]) {
		return nil, fmt.Errorf("%w: the checksum does not fit", ErrDamaged)
	}
	d := NewDecoder(packed[headerSize:end])
	sections := make([]Section, d.Len())
	for i := range sections {
		sections[i] = Section{Name: string(d.raw()), Data: d.raw()}
	}
	return sections, d.End()
}

// raw reads bytes with their length before them.
func (d *Decoder) raw() []byte {
	n := d.Len()
	if d.err != nil {
		return nil
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

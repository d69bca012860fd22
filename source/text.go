package source

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
)

// text makes UTF-8 with line feeds of text that begins with c, which f says
// the encoding of, and skips the byte order mark.
func (c *contents) text(name string, f *format) error {
	if f != nil && f.decode == nil {
		return f.notLog(name)
	}
	head, _ := c.r.Peek(headSize) // an error comes back with the next read
	if f == nil {
		f = guessUTF16(head)
	}
	if f != nil {
		c.r = bufio.NewReaderSize(&layer{r: f.decode(c.r), name: name, format: f}, bufferSize)
		c.note = f.what + ", read as such"
		head, _ = c.r.Peek(headSize)
	}
	if strings.HasPrefix(string(head), utf8BOM) {
		if _, err := c.r.Discard(len(utf8BOM)); err != nil {
			return err
		}
	}
	if start, _ := c.r.Peek(bufferSize); bytes.IndexByte(start, '\r') >= 0 && bytes.IndexByte(start, '\n') < 0 {
		c.r = bufio.NewReaderSize(&returns{c.r}, bufferSize)
		if c.note == "" {
			c.note = "lines end in carriage returns alone, as on old Macs, and are read as such"
		}
	}
	return nil
}

// Note says what is to be known about how the text was read, or "".
func (c *contents) Note() string { return c.note }

func decodeUTF16LE(in io.Reader) io.Reader { return decodeUTF16(in, unicode.LittleEndian) }

func decodeUTF16BE(in io.Reader) io.Reader { return decodeUTF16(in, unicode.BigEndian) }

func decodeUTF16(in io.Reader, order unicode.Endianness) io.Reader {
	return unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Reader(in)
}

// utf16 are the encodings that guessUTF16 finds.
var utf16LE, utf16BE = &format{what: "UTF-16 text", decode: decodeUTF16LE}, &format{what: "UTF-16 text", decode: decodeUTF16BE}

// guessUTF16 recognises UTF-16 without a byte order mark: of the first
// characters of a log nearly all are ASCII, so every other byte is a NUL.
func guessUTF16(head []byte) *format {
	var nul [2]int
	for i, b := range head {
		if b == 0 {
			nul[i&1]++
		}
	}
	half := len(head) / 2
	switch most, few := half-half/8, half/8; {
	case half < 4:
	case nul[1] >= most && nul[0] <= few:
		return utf16LE
	case nul[0] >= most && nul[1] <= few:
		return utf16BE
	}
	return nil
}

// returns reads text whose lines end in CR alone as if they ended in LF. A CR
// before an LF stays.
type returns struct{ in *bufio.Reader }

// Read reads as io.Reader does.
func (r *returns) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	for i, b := range p[:n] {
		if b == '\r' && !r.feeds(p[i+1:n]) {
			p[i] = '\n'
		}
	}
	return n, err
}

// feeds reports whether an LF comes next, given the bytes that were read.
func (r *returns) feeds(next []byte) bool {
	if len(next) == 0 {
		next, _ = r.in.Peek(1) // an error comes back with the next read
	}
	return len(next) > 0 && next[0] == '\n'
}

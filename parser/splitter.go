package parser

import (
	"bytes"
	"io"
)

const (
	// BlockSize is the usual size of a block's data in bytes.
	BlockSize = 256 << 10
	// MaxLine is the length in bytes from which on a line is rejected as too
	// long. HTTP.sys ends lines at 64 KiB; servers with other limits exist.
	MaxLine = 16 << 20
	// overlongKept is what is kept of a line that is too long.
	overlongKept = 1 << 10
)

// A Splitter cuts a stream of bytes into Blocks of whole lines and finds the
// layout that each block starts under. Lines longer than MaxLine are cut,
// runs of NUL bytes of any length are skipped; the memory used is that of the
// blocks given out.
type Splitter struct {
	r      io.Reader
	source string
	layout *Layout
	size   int
	limit  int // longest line
	rest   []byte
	offset int64 // of rest
	line   int64 // line number of the first line in rest
	nul    int64 // NUL bytes skipped before rest
	err    error
}

// NewSplitter returns a Splitter that reads r. The source is the name for
// positions; layout is nil, or a forced layout from W3CLayout or NCSALayout.
func NewSplitter(r io.Reader, source string, layout *Layout) *Splitter {
	if layout == nil {
		layout = start
	}
	return &Splitter{r: r, source: source, layout: layout, line: 1, size: BlockSize, limit: MaxLine}
}

// SetBlockSize sets the usual size of a block's data in bytes.
func (s *Splitter) SetBlockSize(n int) { s.size = max(n, 16) }

// Next fills b with the next lines, reusing its buffer; Data is valid until
// the next call with the same Block. Where blocks end depends on the stream
// alone, not on the Blocks that are filled. At the end it returns io.EOF, after
// the last line, or the error of the reader, after all whole and partial lines
// that could be read before it.
func (s *Splitter) Next(b *Block) error {
	size := s.size
	for size <= len(s.rest) {
		size *= 2
	}
	buf := b.room(nil, size)
	n := copy(buf, s.rest)
	s.rest = s.rest[:0]
	for {
		n += s.fill(buf[n:])
		n = s.skipNUL(buf[:n])
		if s.err == nil && n < len(buf) {
			continue
		}
		end := n
		if s.err == nil {
			end = bytes.LastIndexByte(buf[:n], '\n') + 1
		}
		switch {
		case end > 0:
			s.give(b, buf[:end])
			s.rest = append(s.rest, buf[end:n]...)
			return nil
		case s.err != nil:
			return s.end(b)
		case len(buf) < s.limit:
			buf = b.room(buf, 2*len(buf))
		default:
			return s.overlong(b, buf)
		}
	}
}

// room returns so many bytes of the block's buffer, which start with those of
// buf, a part of it.
func (b *Block) room(buf []byte, n int) []byte {
	if cap(b.buf) < n {
		b.buf = make([]byte, n)
		copy(b.buf, buf)
	}
	return b.buf[:n]
}

// end returns the error that ended the stream, or first a block without lines
// where NUL bytes are still to be counted.
func (s *Splitter) end(b *Block) error {
	if s.nul == 0 {
		return s.err
	}
	s.give(b, nil)
	return nil
}

// fill reads until p is full or the stream ends.
func (s *Splitter) fill(p []byte) int {
	n, idle := 0, 0
	for n < len(p) && s.err == nil {
		var m int
		m, s.err = s.r.Read(p[n:])
		n += m
		if m > 0 {
			idle = 0
		} else if idle++; idle > maxIdle && s.err == nil {
			s.err = io.ErrNoProgress
		}
	}
	return n
}

// maxIdle is how often in a row a reader may bring nothing.
const maxIdle = 100

// skipNUL drops the NUL bytes that data starts with, where they fill it: a
// file pre-allocated by a server or torn by a crash can hold gigabytes of
// them. One is left, so that text that follows on the same line is seen to
// stand behind NULs.
func (s *Splitter) skipNUL(data []byte) int {
	if len(data) < 2 || data[0] != 0 || !onlyNUL(data) {
		return len(data)
	}
	dropped := len(data) - 1
	s.offset += int64(dropped)
	s.nul += int64(dropped)
	return 1
}

// give hands out data and moves on behind it.
func (s *Splitter) give(b *Block, data []byte) {
	b.Source, b.Offset, b.Line, b.Layout, b.Data = s.source, s.offset, s.line, s.layout, data
	b.NULBytes, b.overlong = s.nul, false
	s.nul = 0
	s.offset += int64(len(data))
	s.line += int64(bytes.Count(data, newline))
	s.layout = layoutAfter(s.layout, data)
}

var newline = []byte("\n")

// overlong hands out the start of a line that does not fit the limit, and
// skips the rest of the line.
func (s *Splitter) overlong(b *Block, buf []byte) error {
	length := int64(len(buf))
	chunk := buf[overlongKept:]
	chunk = chunk[:min(len(chunk), s.size)] // what is left of it fits a block
	var rest []byte
	for rest == nil && s.err == nil {
		n := s.fill(chunk)
		end := bytes.IndexByte(chunk[:n], '\n')
		if end >= 0 {
			rest = chunk[end+1 : n]
			n = end + 1
		}
		length += int64(n)
	}
	layout := s.layout
	s.give(b, buf[:overlongKept])
	s.layout = layout // nothing is concluded from a line that is rejected
	b.overlong = true
	s.line++
	s.offset += length - overlongKept
	s.rest = append(s.rest[:0], rest...)
	return nil
}

// layoutAfter returns the layout in force after the lines of data.
func layoutAfter(l *Layout, data []byte) *Layout {
	for !l.settled() && len(data) > 0 {
		var line []byte
		line, data = cutLine(data)
		l = l.after(line)
	}
	if l.format != W3C {
		return l
	}
	for {
		i := nextDirective(data)
		if i < 0 {
			return l
		}
		var line []byte
		line, data = cutLine(data[i:])
		l = l.directive(trimCR(line))
	}
}

// after returns the layout in force after one line under an unknown layout.
func (l *Layout) after(line []byte) *Layout {
	line = bytes.TrimPrefix(trimCR(line), bom)
	switch {
	case bytes.IndexByte(line, 0) >= 0:
		return l
	case len(line) > 0 && line[0] == '#':
		return l.directive(line)
	}
	return detect(l, line)
}

// cutLine returns the first line of data, its newline removed, and the rest.
func cutLine(data []byte) (line, rest []byte) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return data[:i], data[i+1:]
	}
	return data, nil
}

// nextDirective returns the index of the first "#" that starts a line, behind
// a byte order mark or not, or -1. Data starts at the start of a line.
func nextDirective(data []byte) int {
	for from := 0; ; from++ {
		i := bytes.IndexByte(data[from:], '#')
		if i < 0 {
			return -1
		}
		from += i
		before := bytes.TrimSuffix(data[max(0, from-len(bom)):from], bom)
		start := from - (min(from, len(bom)) - len(before))
		if start == 0 || data[start-1] == '\n' {
			return from
		}
	}
}

package source

import (
	"bufio"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	bufferSize = 64 << 10  // bytes, one buffer a layer
	maxLayers  = 3         // of compression around each other
	maxWindow  = 256 << 20 // bytes that a zstd or xz file may make us remember
)

// contents is what a source holds once all compression is off.
type contents struct {
	r       *bufio.Reader
	closers []io.Closer // outermost layer first
	note    string      // what to know about the text
}

// unpack takes the layers of compression off in and makes UTF-8 of text in
// another encoding. It owns in, and has closed it when it returns an error.
func unpack(name string, in io.ReadCloser) (*contents, error) {
	c, f, err := peel(name, in)
	if err == nil {
		err = c.text(name, f)
	}
	if err != nil {
		_ = in.Close() // what could be said of closing matters less than err
		return nil, err
	}
	return c, nil
}

// peel takes the layers of compression off in and says what is inside: nil for
// what may be text. It owns in, and has closed it when it returns an error.
func peel(name string, in io.ReadCloser) (*contents, *format, error) {
	c := &contents{closers: []io.Closer{in}}
	f, err := c.peel(name, in)
	if err != nil {
		_ = c.Close() // what could be said of closing matters less than err
		return nil, nil, err
	}
	return c, f, nil
}

func (c *contents) peel(name string, in io.Reader) (*format, error) {
	c.r = bufio.NewReaderSize(&layer{r: in, name: name}, bufferSize)
	for layers := 0; ; layers++ {
		// If fewer bytes are there, the layer tells why with the next read.
		head, _ := c.r.Peek(headSize)
		f := sniff(name, head)
		switch {
		case f == nil || f.open == nil:
			return f, nil
		case layers == maxLayers:
			return nil, tooManyLayers(name)
		}
		inner, err := f.open(c.r)
		if err != nil {
			return nil, damage(name, f, 0, err)
		}
		c.closers = append(c.closers, inner)
		c.r = bufio.NewReaderSize(&layer{r: inner, name: name, format: f}, bufferSize)
	}
}

// isPacked reports whether compression was taken off. Nothing is of no contents.
func (c *contents) isPacked() bool { return c != nil && len(c.closers) > 1 }

// Read reads as io.Reader does.
func (c *contents) Read(p []byte) (int, error) { return c.r.Read(p) }

// Close frees the decoders and closes the file.
func (c *contents) Close() error {
	var errs []error
	for i := len(c.closers) - 1; i >= 0; i-- {
		errs = append(errs, c.closers[i].Close())
	}
	return errors.Join(errs...)
}

// A layer reads a file or the inside of a compressed one. It turns errors into
// problems and repeats them, because Peek swallows what a reader says once.
type layer struct {
	r      io.Reader
	name   string
	format *format // nil for the file itself
	read   int64
	err    error
}

// Read reads as io.Reader does.
func (l *layer) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	n, err := l.r.Read(p)
	l.read += int64(n)
	l.err = l.explain(err)
	return n, l.err
}

func (l *layer) explain(err error) error {
	var known *Problem
	switch {
	case err == nil || err == io.EOF || errors.As(err, &known):
		return err
	case l.format == nil:
		return systemProblem(l.name, err)
	}
	return damage(l.name, l.format, l.read, err)
}

var errTrailing = errors.New("the compressed data is followed by something else")

// damage says what is wrong with compressed data that gave read bytes.
func damage(name string, f *format, read int64, err error) *Problem {
	p := &Problem{Path: name, Kind: Corrupt, Hint: fmt.Sprintf("test it with %s, and copy or compress it once more from the original", f.test), Err: err}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		p.Kind = Truncated
		p.Text = fmt.Sprintf("truncated %s: read %d bytes before it ended", f.what, read)
		p.Hint = "it was cut off while it was copied or compressed: copy it again, or wait until the rotation is done"
	case errors.Is(err, errXZWindow):
		p.Kind = Unreadable
		p.Text = fmt.Sprintf("this xz file needs a window of more than %d MiB of memory", maxWindow>>20)
		p.Hint = "unpack it with xz -d first, or compress it with xz -9 or less"
	case errors.Is(err, errXZFilter) || errors.Is(err, errXZCheck):
		p.Kind = Unreadable
		p.Text = fmt.Sprintf("cannot be unpacked here (%v)", err)
		p.Hint = "pipe it: xz -dc FILE | log401 -"
	case errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded):
		p.Kind = Unreadable
		p.Text = fmt.Sprintf("this %s file needs a window of more than %d MiB of memory", f.what, maxWindow>>20)
		p.Hint = "unpack it with zstd -d --long=31 first, or compress it with --long=27 or less"
	default:
		p.Text = fmt.Sprintf("corrupt %s: read %d bytes before the damage (%v)", f.what, read, err)
	}
	return p
}

func tooManyLayers(name string) *Problem {
	return &Problem{
		Path: name,
		Kind: Unreadable,
		Text: fmt.Sprintf("compressed more than %d times over", maxLayers),
		Hint: hintUnpack,
	}
}

// gzipMembers reads concatenated gzip members and the zeros that some tools
// pad them with. The gzip package can do the former only.
type gzipMembers struct {
	in     *bufio.Reader
	member *gzip.Reader // nil before the first
}

func openGzip(in *bufio.Reader) (io.ReadCloser, error) { return &gzipMembers{in: in}, nil }

// Read reads as io.Reader does.
func (g *gzipMembers) Read(p []byte) (int, error) {
	for {
		if g.member != nil {
			n, err := g.member.Read(p)
			if n > 0 || err != io.EOF {
				return n, noEOF(err)
			}
		}
		if err := g.next(); err != nil {
			return 0, err
		}
	}
}

// next starts the next member; io.EOF says that there is none.
func (g *gzipMembers) next() error {
	if err := skipZeros(g.in); err != nil {
		return err
	}
	// Errors come back with the next read.
	if head, _ := g.in.Peek(2); string(head) != "\x1f\x8b" && string(head) != "\x1f" {
		return errTrailing
	}
	if g.member == nil {
		g.member = new(gzip.Reader)
	}
	if err := g.member.Reset(g.in); err == io.EOF {
		return io.ErrUnexpectedEOF // some headers that end too early are reported as the end
	} else if err != nil {
		return err
	}
	g.member.Multistream(false)
	return nil
}

// noEOF lets the end of a member come with no bytes only, when it is known
// whether another follows.
func noEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

func skipZeros(in *bufio.Reader) error {
	for {
		b, err := in.ReadByte()
		if err != nil {
			return err
		}
		if b != 0 {
			return in.UnreadByte()
		}
	}
}

// Close implements io.Closer.
func (g *gzipMembers) Close() error { return nil }

func openZstd(in *bufio.Reader) (io.ReadCloser, error) {
	// Streams are read side by side already: one goroutine each is enough.
	d, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(maxWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

func openBzip2(in *bufio.Reader) (io.ReadCloser, error) {
	return io.NopCloser(bzip2.NewReader(in)), nil
}

package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/s2"
)

// maxSpool is how much may be taken out of archives into a temporary file, in
// bytes as they stand there, which for logs is after compression.
const maxSpool = 16 << 30

// packBlock is how much is compressed at once, in bytes. It is fast rather than
// small: everything goes through it that stands in a compressed tar archive.
const packBlock = 256 << 10

// errSpoolFull says that there is more than maxSpool.
var errSpoolFull = errors.New("too much for the temporary file")

// A spool is a temporary file that holds what can only be read once and in
// one order, so that all of it can be read at the same time. The file has no
// name and is gone when the last source in it is, or the program.
type spool struct {
	ctx    context.Context
	file   *os.File // nil before the first use
	size   int64
	limit  int64
	packer *s2.Writer
}

func newSpool(ctx context.Context) *spool { return &spool{ctx: ctx, limit: maxSpool} }

// Write appends to the file.
func (s *spool) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if s.size+int64(len(p)) > s.limit {
		return 0, errSpoolFull
	}
	if s.file == nil {
		f, err := createUnnamed()
		if err != nil {
			return 0, &spoolError{err}
		}
		s.file = f
	}
	n, err := s.file.WriteAt(p, s.size)
	s.size += int64(n)
	if err != nil {
		return n, &spoolError{err}
	}
	return n, nil
}

// A spoolError is one of the temporary file, not of what goes into it.
type spoolError struct{ err error }

func (e *spoolError) Error() string { return "temporary file: " + systemText(e.err) }

func (e *spoolError) Unwrap() error { return e.err }

// keep takes all of r as it is and says where it stands. If r ends early, that
// is where the bytes before the error are.
func (s *spool) keep(r io.Reader) (place, error) {
	start := s.size
	_, err := io.CopyBuffer(struct{ io.Writer }{s}, r, make([]byte, bufferSize))
	return place{held: s.file, offset: start, size: s.size - start}, err
}

// pack is keep for text, which it compresses.
func (s *spool) pack(r io.Reader) (place, error) {
	start := s.size
	if s.packer == nil {
		s.packer = s2.NewWriter(nil, s2.WriterConcurrency(1), s2.WriterBlockSize(packBlock))
	}
	s.packer.Reset(s)
	_, err := io.CopyBuffer(struct{ io.Writer }{s.packer}, r, make([]byte, bufferSize))
	err = errors.Join(err, s.packer.Close())
	return place{held: s.file, offset: start, size: s.size - start}, err
}

// openKept opens what keep has put into a place, as openPacked opens a file.
func openKept(name string, p place) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		in, err := p.open(name)
		if err != nil {
			return nil, err // not a section that is nil
		}
		return in, nil
	}
}

// unpackKept does the same for pack.
func unpackKept(name string, p place) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		in, err := p.open(name)
		if err != nil {
			return nil, err
		}
		return &unpacked{s2.NewReader(in, s2.ReaderMaxBlockSize(packBlock)), in}, nil
	}
}

// unpacked reads what pack has put into a place.
type unpacked struct {
	*s2.Reader
	io.Closer
}

// spoolProblem is the problem with a temporary file, or nil if err is of
// another kind.
func spoolProblem(name string, err error) *Problem {
	var own *spoolError
	switch {
	case errors.Is(err, errSpoolFull):
		return &Problem{Path: name, Kind: Unreadable, Text: fmt.Sprintf("the logs in it take more than %d GiB of temporary space", maxSpool>>30), Hint: hintUnpack, Err: err}
	case errors.As(err, &own):
		return &Problem{Path: name, Kind: Unreadable, Text: "cannot be taken apart: " + own.Error(), Hint: "let TMPDIR (on Windows TMP) name a folder with space for it, or unpack it first", Err: err}
	}
	return nil
}

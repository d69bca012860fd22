package main

import (
	"context"
	"io"
	"os"

	"log401/source"
)

// openUntil returns the Open of a source whose reader ends when ctx does, also
// where it waits for a pipe that brings nothing.
func openUntil(ctx context.Context, s source.Source) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		if s.Path != "-" && mayBlock(s) { // standard input is by itself
			return newInterruptible(ctx, s.Open), nil
		}
		in, err := s.Open()
		if err != nil {
			return nil, err
		}
		return source.UntilDone{Context: ctx, ReadCloser: in}, nil
	}
}

// mayBlock reports whether reading may wait for somebody to write.
func mayBlock(s source.Source) bool {
	if s.Path == "-" {
		return true
	}
	info, err := os.Stat(s.Path)
	return err == nil && !info.Mode().IsRegular()
}

// An interruptible reads in a goroutine of its own, which is left behind
// waiting when ctx ends first.
type interruptible struct {
	ctx  context.Context
	want chan int   // how much the next read asks for
	got  chan chunk // what it brought
	rest []byte
	err  error
}

type chunk struct {
	data []byte
	err  error
}

func newInterruptible(ctx context.Context, open func() (io.ReadCloser, error)) *interruptible {
	i := &interruptible{ctx: ctx, want: make(chan int), got: make(chan chunk, 1)}
	go i.serve(open)
	return i
}

// readUntil returns a reader of in that ends when ctx does. If in is nil, so
// is the reader.
func readUntil(ctx context.Context, in io.Reader) io.Reader {
	if in == nil {
		return nil
	}
	return newInterruptible(ctx, func() (io.ReadCloser, error) { return io.NopCloser(in), nil })
}

// serve opens what is to be read, which may wait, too, and reads as asked.
func (i *interruptible) serve(open func() (io.ReadCloser, error)) {
	in, err := open()
	if err == nil {
		defer in.Close()
	}
	var buf []byte
	for n := i.wanted(); n > 0; n = i.wanted() {
		if cap(buf) < n {
			buf = make([]byte, n)
		}
		read := 0
		if err == nil {
			read, err = in.Read(buf[:n])
		}
		i.got <- chunk{buf[:read], err}
		if err != nil {
			return // nothing is wanted after that
		}
	}
}

// wanted waits until a read is asked for and returns its size, or 0 where none
// will be.
func (i *interruptible) wanted() int {
	select {
	case n := <-i.want:
		return n
	case <-i.ctx.Done():
		return 0
	}
}

func (i *interruptible) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if len(i.rest) == 0 && i.err == nil {
		if err := i.next(len(p)); err != nil {
			return 0, err
		}
	}
	n := copy(p, i.rest)
	i.rest = i.rest[n:]
	if len(i.rest) == 0 {
		return n, i.err
	}
	return n, nil
}

func (i *interruptible) next(n int) error {
	select {
	case i.want <- n:
	case <-i.ctx.Done():
		i.err = i.ctx.Err() // for good: a read may be under way
		return i.err
	}
	select {
	case c := <-i.got:
		i.rest, i.err = c.data, c.err
		return nil
	case <-i.ctx.Done():
		i.err = i.ctx.Err()
		return i.err
	}
}

// Close ends the goroutine, once it does not wait any more. It is called once.
func (i *interruptible) Close() error {
	close(i.want)
	return nil
}

// interrupted reports whether the user has asked to stop.
func interrupted(ctx context.Context) bool { return ctx.Err() != nil }

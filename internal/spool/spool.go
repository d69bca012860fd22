// Package spool keeps what several writers write at the same time in one
// file, and gives it back writer by writer: memory stays flat, and which of
// them was faster changes nothing.
package spool

import (
	"encoding/binary"
	"errors"
	"io"
	"sync"
)

// A File is where a Spool keeps bytes: an *os.File that is open for reading
// and writing, and empty.
type File interface {
	io.ReaderAt
	io.WriterAt
}

// A Spool is a file of chunks. Each writer has a chain of them: at the head of
// a chunk stand the offset of the next one, 0 for none yet, and its length.
type Spool struct {
	writers []Writer

	mu   sync.Mutex
	file File
	end  int64 // of the file
	err  error // the first of the file
}

// What the writers of a Spool may hold in memory together, and each of them.
const (
	budget    = 16 << 20
	maxBuffer = 64 << 10
	minBuffer = 512
)

// head is the length of a chunk's head. Chunks start behind the first head of
// the file, so that no chunk stands at 0.
const head = 16

// New returns a Spool with a number of writers that keeps what they write in
// file.
func New(file File, writers int) *Spool {
	s := &Spool{writers: make([]Writer, writers), file: file, end: head}
	for i := range s.writers {
		s.writers[i] = Writer{spool: s, room: min(max(budget/writers, minBuffer), maxBuffer)}
	}
	return s
}

// Writer returns writer i. Different writers may be used at the same time, one
// writer by one goroutine.
func (s *Spool) Writer(i int) *Writer { return &s.writers[i] }

// A Writer is one of those of a Spool.
type Writer struct {
	spool       *Spool
	room        int
	buffer      []byte
	first, last int64 // offsets of chunks in the file, 0 where there is none
}

// Write keeps p. The error may be that of another writer: there is one file.
func (w *Writer) Write(p []byte) (int, error) {
	if len(w.buffer)+len(p) > w.room {
		if err := w.flush(); err != nil {
			return 0, err
		}
	}
	if len(p) > w.room {
		return len(p), w.chunk(p)
	}
	if w.buffer == nil {
		w.buffer = make([]byte, 0, w.room)
	}
	w.buffer = append(w.buffer, p...)
	return len(p), nil
}

func (w *Writer) flush() error {
	if len(w.buffer) == 0 {
		return nil
	}
	err := w.chunk(w.buffer)
	w.buffer = w.buffer[:0]
	return err
}

// chunk appends a chunk to the file and to the writer's chain.
func (w *Writer) chunk(p []byte) error {
	s := w.spool
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.end
	s.end += head + int64(len(p))
	var lead [head]byte
	binary.BigEndian.PutUint64(lead[8:], uint64(len(p)))
	s.writeAt(lead[:], at)
	s.writeAt(p, at+head)
	if w.last != 0 {
		s.writeAt(binary.BigEndian.AppendUint64(nil, uint64(at)), w.last)
	} else {
		w.first = at
	}
	w.last = at
	return s.err
}

func (s *Spool) writeAt(p []byte, at int64) {
	if s.err == nil {
		_, s.err = s.file.WriteAt(p, at)
	}
}

// CopyTo writes everything to w, the first writer's part first. No writer may
// be used from then on.
func (s *Spool) CopyTo(w io.Writer) error {
	for i := range s.writers {
		if err := s.writers[i].copyTo(w); err != nil {
			return err
		}
	}
	return s.err
}

func (w *Writer) copyTo(to io.Writer) error {
	for at := w.first; at != 0; {
		var lead [head]byte
		if _, err := w.spool.file.ReadAt(lead[:], at); err != nil {
			return errors.Join(w.spool.err, err)
		}
		length := int64(binary.BigEndian.Uint64(lead[8:]))
		if _, err := io.Copy(to, io.NewSectionReader(w.spool.file, at+head, length)); err != nil {
			return err
		}
		at = int64(binary.BigEndian.Uint64(lead[:8]))
	}
	_, err := to.Write(w.buffer)
	return err
}

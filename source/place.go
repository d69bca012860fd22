package source

import (
	"io"
	"os"
)

// A place is where the bytes of a file stand one after the other: in a file
// that holds others, too, or among what was taken out of archives.
type place struct {
	path         string   // of the file that holds them, or "" for held
	held         *os.File // stays open; nil if nothing was held yet
	offset, size int64
}

// open returns the bytes. Problems with them are those of the source name.
func (p place) open(name string) (*section, error) {
	if p.path == "" {
		return &section{SectionReader: io.NewSectionReader(p.held, p.offset, p.size), name: name}, nil
	}
	f, err := os.Open(p.path)
	if err != nil {
		return nil, systemProblem(name, err)
	}
	return &section{SectionReader: io.NewSectionReader(f, p.offset, p.size), file: f, name: name}, nil
}

// part is the place of size bytes in p from offset on, or of as many as there
// are.
func (p place) part(offset, size int64) place {
	offset = min(max(offset, 0), p.size)
	p.offset += offset
	p.size = min(max(size, 0), p.size-offset)
	return p
}

// A section reads the bytes of a place.
type section struct {
	*io.SectionReader
	file *os.File // to be closed, or nil
	name string
	read int64
}

// Read reads as io.Reader does, and tells of a file that has become shorter.
func (s *section) Read(p []byte) (int, error) {
	n, err := s.SectionReader.Read(p)
	s.read += int64(n)
	if err == io.EOF && s.read < s.Size() {
		err = shrankProblem(s.name, s.read, s.Size())
	}
	return n, err
}

// Close closes the file.
func (s *section) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

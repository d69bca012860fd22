// Package source turns what a user names (files, directories, globs, standard
// input) into named streams of bytes, compressed files and archives included.
//
// [Expand] finds the files and says which belong together. It opens each to see
// whether it is an archive, which is a folder of files to it. [Source.Open]
// reads one of them. What a file is, its first bytes decide, never its name.
// The package knows nothing of log formats.
//
// Whatever stands between a path and its bytes is a [Problem]: a sentence for
// the user, a hint what to do, and the cause for errors.Is.
package source

import (
	"io"
	"os"
	"sync/atomic"
)

// A Source is one file, also one in an archive, device or pipe, or standard
// input.
type Source struct {
	// Name is what people are shown: the path as the user gave it, cleaned
	// and with slashes, or the directory that was given and the path below
	// it. Standard input is "stdin". For a file in an archive it is the name
	// of the archive and the path in it: "logs.zip/W3SVC1/u_ex260101.log".
	Name string

	// Path is what the system opens, such as the archive that the file is in;
	// "-" for standard input and files in an archive that comes from there.
	Path string

	// Folder is the base name of the directory that holds the file, in its
	// archive if it is in one. It is empty for standard input, pipes, devices
	// and files of the root. A file in an archive but in no directory of it
	// has the name of the archive, less a date; or, where the archive is no
	// more than the packed file ("u_ex260101.zip"), the folder of the archive.
	Folder string

	// Explicit says that the user named this very file, rather than a
	// directory, glob or archive that it was found through.
	Explicit bool

	// Read, if set, counts the bytes that are read of the source, of a
	// compressed file those that it has on disk.
	Read *atomic.Int64

	note   string // what is to be known about where the bytes are from, or ""
	size   int64  // what Read counts in all, if that is known
	sized  bool   // it is
	packed bool   // reading it is work, since it is compressed

	// open returns the bytes as they are stored. It is nil for files, which
	// are those of Path.
	open func() (io.ReadCloser, error)
}

// A Stream is an ordered run of sources: the files of one folder whose names
// differ only in digits, dates and compression suffix, oldest first.
type Stream struct {
	// Name is unique among the streams of one folder. It is the common part
	// of the names, with "*" for a date and "#" for a number that stood
	// directly beside a letter: "logs/u_ex*.log", "logs/access.log".
	Name string

	// Sources are never empty and in the order in which they were written.
	Sources []Source
}

// Open returns the bytes of the source, without compression (gzip, zstd,
// bzip2, xz, up to three layers of them) and without a leading UTF-8 byte order
// mark. UTF-16, with a byte order mark or without, comes as UTF-8, with U+FFFD
// for what is no character. In text without any LF at its start, CR becomes LF.
// An empty file has no bytes and no error.
//
// If there is something to be known about how the bytes are read, the reader
// has a method Note() string that says it.
//
// Every error, of Open and of the reader, is a *[Problem]. Open itself fails
// where the file cannot be opened or its first bytes belong to something that
// is no log. The reader fails where the data is cut off or damaged, after it
// has given out every byte before that.
//
// The reader needs a bounded amount of memory and must be closed. Standard
// input can be opened once, and closing it leaves it open.
func (s Source) Open() (io.ReadCloser, error) {
	in, err := s.openPacked()
	if err != nil {
		return nil, err
	}
	c, err := unpack(s.Name, in)
	if err != nil {
		return nil, err // not contents that are nil
	}
	if s.note != "" {
		c.note = s.note
	}
	return c, nil
}

// Size returns how many bytes Read will count, as far as is known from when the
// source was found: nothing is of pipes, devices and standard input.
func (s Source) Size() (bytes int64, known bool) { return s.size, s.sized }

// openPacked returns the bytes as they are stored.
func (s Source) openPacked() (io.ReadCloser, error) { return s.openCounted(s.Read) }

func (s Source) openCounted(read *atomic.Int64) (io.ReadCloser, error) {
	in, err := s.openStored()
	if err != nil || read == nil {
		return in, err
	}
	return &counted{in, read}, nil
}

func (s Source) openStored() (io.ReadCloser, error) {
	if s.open != nil {
		return s.open()
	}
	f, err := openFile(s.Path, s.Name)
	if err != nil {
		return nil, systemProblem(s.Name, err)
	}
	return f, nil
}

// A counted reader counts what it reads.
type counted struct {
	io.ReadCloser
	read *atomic.Int64
}

// Read reads as io.Reader does.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.read.Add(int64(n))
	return n, err
}

// A file reads to the end that the file has when it gets there, and tells if
// that is before the end it had when it was opened. It is not mapped into
// memory, where a shrinking file would end the program.
type file struct {
	*os.File
	name string
	size int64 // bytes when opened, 0 for what is no regular file
	read int64
}

func openFile(path, name string) (*file, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	opened := &file{File: f, name: name}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		opened.size = info.Size()
	}
	return opened, nil
}

// Read reads as io.Reader does.
func (f *file) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.read += int64(n)
	if err == io.EOF && f.read < f.size {
		return n, shrankProblem(f.name, f.read, f.size)
	}
	return n, err
}

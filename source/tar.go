package source

import (
	"archive/tar"
	"bufio"
	"errors"
	"io"
	"strings"
)

var errManyMembers = errors.New("too many files in an archive")

// findTar finds the files in a tar archive. Where it is not compressed, their
// bytes are read where they stand. Otherwise they can only be had in the order
// of the archive, which is not that of time, and unpacking it anew for each
// stream would take long: the archive is read once, here, and what may be logs
// is put aside, compressed.
func (a *archive) findTar(c *contents) error {
	if p, ok := a.file.place(c); ok {
		in, err := p.open(a.file.Name)
		if err != nil {
			return err
		}
		defer in.Close()
		return a.eachTar(in.SectionReader, func(m *found, size int64, _ io.Reader) error {
			at, err := in.Seek(0, io.SeekCurrent)
			m.setPlace(p.part(at, size))
			return err
		})
	}
	return a.eachTar(c, a.putAside)
}

// eachTar calls use for each file that a tar archive has, with its size and
// its bytes. It returns what is wrong with the archive.
func (a *archive) eachTar(in io.Reader, use func(m *found, size int64, data io.Reader) error) error {
	r := tar.NewReader(in)
	for {
		h, err := r.Next()
		if err == io.EOF {
			return a.ctx.Err()
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return err
		}
		if err := a.ctx.Err(); err != nil {
			return err
		}
		m, err := a.newTarred(h)
		if m != nil && err == nil {
			err = use(m, h.Size, r)
		}
		if err != nil {
			return err
		}
	}
}

// newTarred is newMember for tar archives. Links are left out: they lead to
// files that are there themselves.
func (a *archive) newTarred(h *tar.Header) (*found, error) {
	name := memberName(h.Name)
	switch {
	case name == "":
		return nil, nil
	case isSparse(h):
		a.refuse(name, "is a sparse file, with holes", hintUnpack)
		return nil, nil
	case h.Typeflag != tar.TypeReg && h.Typeflag != tar.TypeCont:
		return nil, nil
	}
	return a.newMember(name)
}

// isSparse reports whether the bytes of a file do not stand in the archive one
// after the other.
func isSparse(h *tar.Header) bool {
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return h.Typeflag == tar.TypeGNUSparse
}

// putAside keeps the bytes of a file that cannot be read again.
func (a *archive) putAside(m *found, size int64, data io.Reader) error {
	in := bufio.NewReaderSize(data, bufferSize)
	head, _ := in.Peek(headSize) // an error comes back with the next read
	f := sniff(m.Name, head)
	var p place
	var err error
	switch {
	case f == nil || f.decode != nil:
		p, err = a.spool.pack(in)
		m.open, m.text = unpackKept(m.Name, p), true
		m.size, m.sized, m.packed = size, true, true
	case f.open != nil || f.isArchive():
		p, err = a.spool.keep(in)
		m.setPlace(p)
	default:
		problem := f.notLog(m.Name)
		m.open, m.text = func() (io.ReadCloser, error) { return nil, problem }, true
	}
	return err
}

package source

import (
	"archive/zip"
	"bufio"
	"cmp"
	"compress/bzip2"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"math"

	"github.com/klauspost/compress/flate"
)

// maxDirectory is how large the list of files at the end of a zip archive may
// be, in bytes: all of it is in memory for a moment.
const maxDirectory = 32 << 20

const hintDeflate64 = "Windows Explorer packs files of more than 2 GiB in a way of its own: unpack it with Explorer or 7-Zip, and name the folder that comes out"

// A zipMethod is a way in which a file in a zip archive is compressed.
type zipMethod struct {
	name string
	hint string
	open func(*bufio.Reader) (io.ReadCloser, error)
}

// zipMethods are the ways in which files in zip archives are compressed, as
// the specification of PKWARE numbers them. Those without open are known.
var zipMethods = map[uint16]zipMethod{
	zip.Store:   {open: func(in *bufio.Reader) (io.ReadCloser, error) { return io.NopCloser(in), nil }},
	zip.Deflate: {open: func(in *bufio.Reader) (io.ReadCloser, error) { return flate.NewReader(in), nil }},
	9:           {name: "Deflate64", hint: hintDeflate64},
	12:          {open: func(in *bufio.Reader) (io.ReadCloser, error) { return io.NopCloser(bzip2.NewReader(in)), nil }},
	14:          {name: "LZMA"},
	93:          {open: openZstd},
	95:          {open: openXZ},
	98:          {name: "PPMd"},
	99:          {name: "AES encryption"},
}

// findZip finds the files in a zip archive. Its list of them is at the end, so
// what comes from a pipe, or out of compression, is put aside first.
func (a *archive) findZip(c *contents) error {
	p, ok := a.file.place(c)
	if !ok {
		var err error
		if p, err = a.spool.keep(c); err != nil {
			return err
		}
	}
	in, err := p.open(a.file.Name)
	if err != nil {
		return err
	}
	defer in.Close()
	meter := &metered{ReaderAt: in.SectionReader, left: maxDirectory}
	r, err := zip.NewReader(meter, in.Size())
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return err
	}
	meter.left = in.Size() // for the headers of its files
	packed := uint64(0)
	for _, f := range r.File {
		if packed += f.CompressedSize64; packed > uint64(in.Size()) {
			return errOverlap
		}
		if err := a.addZipped(p, f); err != nil {
			return err
		}
	}
	return a.ctx.Err()
}

// errOverlap says that the files of an archive share bytes. No program packs
// so, but a few MiB can be made to unpack to more than any disk holds.
var errOverlap = errors.New("files in it overlap")

// metered ends when more of a list of files was read than it may have.
type metered struct {
	io.ReaderAt
	left int64 // bytes
}

// ReadAt reads as io.ReaderAt does.
func (m *metered) ReadAt(p []byte, at int64) (int, error) {
	if m.left -= int64(len(p)); m.left < 0 {
		return 0, errManyMembers
	}
	return m.ReaderAt.ReadAt(p, at)
}

// refuses says why a file compressed so cannot be read, "" if it can, and what
// to do. damage is what is wrong with where it stands.
func (m *zipMethod) refuses(f *zip.File, damage error) (reason, hint string) {
	switch {
	case f.Flags&1 != 0:
		return "is encrypted", "unpack it with its password and name the folder that comes out"
	case m.open == nil:
		return "is compressed with " + m.name, cmp.Or(m.hint, hintUnpack)
	case damage != nil:
		return "is damaged", "test it with unzip -t, and copy it once more from the original"
	}
	return "", ""
}

// addZipped adds a file of the archive in p.
func (a *archive) addZipped(p place, f *zip.File) error {
	name := memberName(f.Name)
	if name == "" || !f.Mode().IsRegular() {
		return nil
	}
	method, known := zipMethods[f.Method]
	if !known {
		method.name = fmt.Sprintf("method %d", f.Method)
	}
	offset, damage := f.DataOffset()
	if reason, hint := method.refuses(f, damage); reason != "" {
		a.refuse(name, reason, hint)
		return nil
	}
	m, err := a.newMember(name)
	if m == nil || err != nil {
		return err
	}
	packed := p.part(offset, int64(f.CompressedSize64))
	member := zipped{name: m.Name, format: a.format, place: packed, unpack: method.open, size: f.UncompressedSize64, sum: f.CRC32}
	m.open = member.open
	m.size, m.sized, m.packed = int64(min(f.UncompressedSize64, math.MaxInt64)), true, f.Method != zip.Store
	return nil
}

// A zipped is a file in a zip archive.
type zipped struct {
	name   string
	format *format // of the archive
	place  place   // of the compressed bytes
	unpack func(*bufio.Reader) (io.ReadCloser, error)
	size   uint64 // after that, as the archive says
	sum    uint32
}

// open returns the bytes of the file, which are compared with what the archive
// says of them.
func (z zipped) open() (io.ReadCloser, error) {
	in, err := z.place.open(z.name)
	if err != nil {
		return nil, err
	}
	out, err := z.unpack(bufio.NewReaderSize(in, bufferSize))
	if err != nil {
		return nil, errors.Join(damage(z.name, z.format, 0, err), in.Close())
	}
	tested := &tested{r: out, left: z.size, want: z.sum, sum: crc32.NewIEEE()}
	return &zippedReader{layer{r: tested, name: z.name, format: z.format}, out, in}, nil
}

// A zippedReader reads a file in a zip archive.
type zippedReader struct {
	layer
	unpacked, packed io.Closer
}

// Close frees the decoder and closes the archive.
func (z *zippedReader) Close() error {
	_ = z.unpacked.Close() // says no more than Read has said
	return z.packed.Close()
}

// A tested reader gives as many bytes as were stated, with the sum that was.
type tested struct {
	r    io.Reader
	left uint64
	want uint32
	sum  hash.Hash32
}

// Read reads as io.Reader does.
func (t *tested) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if uint64(n) > t.left {
		return int(t.left), zip.ErrFormat
	}
	t.left -= uint64(n)
	t.sum.Write(p[:n])
	switch {
	case err != io.EOF:
		return n, err
	case t.left > 0:
		return n, io.ErrUnexpectedEOF
	case t.sum.Sum32() != t.want:
		return n, zip.ErrChecksum
	}
	return n, io.EOF
}

package source

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"

	"github.com/ulikunitz/xz/lzma"
)

// An xzReader reads the container of the xz format: streams one after the
// other, with zeros between them, each of blocks and an index of them. See
// https://tukaani.org/xz/xz-file-format.txt, version 1.2.1.
//
// The xz package could do so too, but takes as much memory as a file asks for,
// anew for each block. Here one decoder serves all blocks, and its window is
// bounded. It decodes whole chunks: of data that is cut off or damaged, the
// last two MiB may be lost.
type xzReader struct {
	in    *bufio.Reader
	check xzCheck // of the stream; size 0 between streams as well

	started bool      // a stream header was read
	inside  bool      // of a stream
	records hash.Hash // of the blocks of the stream, as the index has them
	blocks  uint64

	decoder *lzma.Reader2
	window  int64 // bytes that decoder remembers
	chunk   xzChunk
	block   *xzBlock // nil between blocks
}

// An xzBlock is the block that is being read.
type xzBlock struct {
	header           int64 // bytes
	packed, unpacked int64 // bytes so far
	stated           [2]int64
	sum              hash.Hash // nil for none
	first            bool      // no chunk has been read
}

// An xzCheck is what blocks are tested with.
type xzCheck struct {
	size int // bytes
	make func() hash.Hash
}

// xzChecks are those that the format defines, by their number.
var xzChecks = map[byte]xzCheck{
	0:  {},
	1:  {4, func() hash.Hash { return littleEndianSum{crc32.NewIEEE()} }},
	4:  {8, func() hash.Hash { return littleEndianSum{crc64.New(crc64.MakeTable(crc64.ECMA))} }},
	10: {sha256.Size, sha256.New},
}

// littleEndianSum is a hash whose bytes come in the order of the xz format.
type littleEndianSum struct{ hash.Hash }

// Sum appends as hash.Hash does.
func (s littleEndianSum) Sum(b []byte) []byte {
	start := len(b)
	b = s.Hash.Sum(b)
	for i, j := start, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return b
}

var (
	errXZHeader = errors.New("xz: wrong header")
	errXZCheck  = errors.New("xz: unknown kind of checksum")
	errXZFilter = errors.New("xz: filters beside LZMA2")
	errXZWindow = errors.New("xz: window too large")
	errXZSum    = errors.New("xz: wrong checksum")
	errXZSize   = errors.New("xz: wrong size")
	errXZChunk  = errors.New("xz: wrong chunk")
)

func openXZ(in *bufio.Reader) (io.ReadCloser, error) {
	return io.NopCloser(&xzReader{in: in}), nil
}

// Read reads as io.Reader does.
func (x *xzReader) Read(p []byte) (int, error) {
	for x.chunk.unpacked == 0 {
		if err := x.next(); err != nil {
			return 0, err
		}
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, err := x.decode(p[:min(int64(len(p)), x.chunk.unpacked)])
	x.chunk.unpacked -= int64(n)
	x.block.unpacked += int64(n)
	if x.block.sum != nil {
		x.block.sum.Write(p[:n])
	}
	return n, err
}

// decode lets the decoder read on in the chunk.
func (x *xzReader) decode(p []byte) (n int, err error) {
	if x.decoder == nil {
		x.decoder, err = lzma.Reader2Config{DictCap: int(x.window)}.NewReader2(&x.chunk)
	}
	if err == nil {
		n, err = x.decoder.Read(p)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) && !x.chunk.cut || err == io.EOF {
		err = errXZChunk // it is all there, but not what its header says
	}
	return n, err
}

// next moves on to the next chunk, or by one step towards it. io.EOF says that
// there is none.
func (x *xzReader) next() error {
	switch {
	case !x.inside:
		return x.startStream()
	case x.block == nil:
		return x.startBlock()
	default:
		return x.startChunk()
	}
}

// startStream reads the header of a stream, or four zeros before it.
func (x *xzReader) startStream() error {
	head, err := x.in.Peek(4)
	switch {
	case len(head) == 0 && x.started:
		return err
	case x.started && len(head) == 4 && binary.LittleEndian.Uint32(head) == 0:
		_, err = x.in.Discard(4)
		return err
	case x.started && err == nil && string(head) != "\xfd7zX":
		return errTrailing
	}
	header := make([]byte, 12)
	if err := x.read(header); err != nil {
		return err
	}
	check, known := xzChecks[header[7]]
	switch {
	case string(header[:6]) != "\xfd7zXZ\x00" || crc32.ChecksumIEEE(header[6:8]) != binary.LittleEndian.Uint32(header[8:]):
		return errXZHeader
	case header[6] != 0 || !known:
		return errXZCheck
	}
	x.check, x.started, x.inside = check, true, true
	x.records, x.blocks = sha256.New(), 0
	return nil
}

// read fills p: an end within the container comes too early.
func (x *xzReader) read(p []byte) error {
	_, err := io.ReadFull(x.in, p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// startBlock reads the header of a block, or the index, which ends a stream.
func (x *xzReader) startBlock() error {
	size := make([]byte, 1)
	if err := x.read(size); err != nil {
		return err
	}
	if size[0] == 0 {
		return x.endStream()
	}
	header := make([]byte, 4*(int(size[0])+1))
	header[0] = size[0]
	if err := x.read(header[1:]); err != nil {
		return err
	}
	body := header[:len(header)-4]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(header[len(body):]) {
		return errXZSum
	}
	stated, window, err := xzBlockHeader(body)
	if err != nil {
		return err
	}
	x.block = &xzBlock{header: int64(len(header)), stated: stated, first: true}
	if x.check.make != nil {
		x.block.sum = x.check.make()
	}
	if window > x.window {
		x.decoder, x.window = nil, window
	}
	return nil
}

// xzBlockHeader returns the packed and unpacked size that the header of a
// block states, -1 for none, and the bytes that its decoder has to remember.
func xzBlockHeader(body []byte) (stated [2]int64, window int64, err error) {
	flags, rest := body[1], bytes.NewReader(body[2:])
	stated = [2]int64{-1, -1}
	for i, flag := range []byte{0x40, 0x80} {
		if flags&flag == 0 {
			continue
		}
		n, err := binary.ReadUvarint(rest)
		if err != nil || n>>62 != 0 {
			return stated, 0, errXZHeader
		}
		stated[i] = int64(n)
	}
	filter := make([]byte, 3)
	if _, err := io.ReadFull(rest, filter); err != nil {
		return stated, 0, errXZHeader
	}
	if flags&0x3f != 0 || filter[0] != 0x21 || filter[1] != 1 {
		return stated, 0, errXZFilter
	}
	if window, err = lzma.DecodeDictCap(filter[2]); err != nil {
		return stated, 0, errXZHeader
	}
	if unpacked := stated[1]; unpacked >= 0 {
		window = min(window, max(unpacked, lzma.MinDictCap))
	}
	if window > maxWindow {
		return stated, 0, errXZWindow
	}
	return stated, window, nil
}

// startChunk reads the header of an LZMA2 chunk, or what ends a block.
func (x *xzReader) startChunk() error {
	if err := x.chunk.skip(); err != nil {
		return err
	}
	control := make([]byte, 1)
	if err := x.read(control); err != nil {
		return err
	}
	x.block.packed++
	if control[0] == 0 {
		return x.endBlock()
	}
	// The decoder still remembers the block before.
	if x.block.first && control[0] != 1 && control[0] < 0xe0 {
		return errXZChunk
	}
	x.block.first = false
	if err := x.chunk.start(x.in, control[0]); err != nil {
		return err
	}
	x.block.packed += x.chunk.size() - 1
	return nil
}

// endBlock compares what was read with what was stated.
func (x *xzReader) endBlock() error {
	b := x.block
	x.block = nil
	padding := int(-b.packed & 3)
	tail := make([]byte, padding+x.check.size)
	if err := x.read(tail); err != nil {
		return err
	}
	if len(bytes.Trim(tail[:padding], "\x00")) > 0 {
		return errXZHeader
	}
	if stated := b.stated[0]; stated >= 0 && stated != b.packed {
		return errXZSize
	}
	if stated := b.stated[1]; stated >= 0 && stated != b.unpacked {
		return errXZSize
	}
	if b.sum != nil && !bytes.Equal(b.sum.Sum(nil), tail[padding:]) {
		return errXZSum
	}
	x.blocks++
	writeUvarint(x.records, uint64(b.header+b.packed+int64(x.check.size)))
	writeUvarint(x.records, uint64(b.unpacked))
	return nil
}

func writeUvarint(w io.Writer, n uint64) {
	_, _ = w.Write(binary.AppendUvarint(nil, n)) // a hash has no errors
}

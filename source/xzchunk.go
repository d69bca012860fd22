package source

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"io"
)

// An xzChunk gives the decoder one LZMA2 chunk, its header included.
type xzChunk struct {
	in       *bufio.Reader
	header   []byte // all of it
	given    int    // bytes of header that were read
	packed   int64  // bytes after the header that were not read
	unpacked int64  // bytes that the decoder has still to give
	cut      bool   // in ended within the chunk
}

// start reads the rest of a header that begins with control.
func (c *xzChunk) start(in *bufio.Reader, control byte) error {
	lengths := []int{2, 4, 5} // of the header after control
	kind := 0
	switch {
	case control >= 0xc0:
		kind = 2
	case control >= 0x80:
		kind = 1
	case control > 2:
		return errXZChunk
	}
	header := make([]byte, 1+lengths[kind])
	header[0] = control
	if _, err := io.ReadFull(in, header[1:]); err != nil {
		return io.ErrUnexpectedEOF
	}
	*c = xzChunk{in: in, header: header}
	c.unpacked = int64(binary.BigEndian.Uint16(header[1:])) + 1
	c.packed = c.unpacked
	if kind > 0 {
		c.unpacked += int64(control&0x1f) << 16
		c.packed = int64(binary.BigEndian.Uint16(header[3:])) + 1
	}
	return nil
}

// size is that of the chunk that start has begun, in bytes.
func (c *xzChunk) size() int64 { return int64(len(c.header)) + c.packed }

// Read reads as io.Reader does.
func (c *xzChunk) Read(p []byte) (int, error) {
	if c.given < len(c.header) {
		n := copy(p, c.header[c.given:])
		c.given += n
		return n, nil
	}
	if c.packed == 0 {
		return 0, io.EOF
	}
	n, err := c.in.Read(p[:min(int64(len(p)), c.packed)])
	c.packed -= int64(n)
	if err == io.EOF {
		c.cut = true
	}
	return n, err
}

// skip passes over what the decoder had no use for.
func (c *xzChunk) skip() error {
	if c.packed == 0 {
		return nil
	}
	n, err := io.CopyN(io.Discard, c.in, c.packed)
	c.packed -= n
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// endStream reads the index and the footer and compares them with what was
// read. The first byte of the index, a zero, has been read.
func (x *xzReader) endStream() error {
	x.inside = false
	index := &xzIndex{in: x.in, sum: crc32.Update(0, crc32.IEEETable, []byte{0}), size: 1}
	blocks, err := index.number()
	if err != nil {
		return err
	}
	if blocks != x.blocks {
		return errXZSize
	}
	records := sha256.New()
	for range 2 * blocks {
		n, err := index.number()
		if err != nil {
			return err
		}
		writeUvarint(records, n)
	}
	if !bytes.Equal(records.Sum(nil), x.records.Sum(nil)) {
		return errXZSize
	}
	return x.footer(index)
}

// footer reads what comes after the records of the index.
func (x *xzReader) footer(index *xzIndex) error {
	for index.size%4 != 0 {
		if b, err := index.ReadByte(); err != nil {
			return early(err)
		} else if b != 0 {
			return errXZHeader
		}
	}
	tail := make([]byte, 16) // the checksum of the index, and the footer
	if err := x.read(tail); err != nil {
		return err
	}
	footer := tail[4:]
	switch {
	case binary.LittleEndian.Uint32(tail) != index.sum, crc32.ChecksumIEEE(footer[4:10]) != binary.LittleEndian.Uint32(footer):
		return errXZSum
	case string(footer[10:]) != "YZ" || 4*(int64(binary.LittleEndian.Uint32(footer[4:]))+1) != index.size+4:
		return errXZHeader
	case footer[8] != 0 || xzChecks[footer[9]].size != x.check.size:
		return errXZCheck
	}
	return nil
}

// An xzIndex reads the bytes of an index.
type xzIndex struct {
	in   *bufio.Reader
	sum  uint32
	size int64
}

// ReadByte reads as io.ByteReader does.
func (i *xzIndex) ReadByte() (byte, error) {
	b, err := i.in.ReadByte()
	if err == nil {
		i.sum = crc32.Update(i.sum, crc32.IEEETable, []byte{b})
		i.size++
	}
	return b, err
}

// number reads a number in the notation of the index.
func (i *xzIndex) number() (uint64, error) {
	n, err := binary.ReadUvarint(i)
	return n, early(err)
}

// early makes an end one that comes too early.
func early(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

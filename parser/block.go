package parser

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A Block is some whole lines of one source. It is filled by a Splitter and
// may be parsed by any Parser, in any order relative to other blocks.
type Block struct {
	Source   string  // name of the source
	Offset   int64   // byte offset of Data in the source
	Line     int64   // line number of the first line of Data
	Layout   *Layout // in force at the first line
	Data     []byte  // whole lines; the last may lack its newline at the end of the source
	NULBytes int64   // NUL bytes skipped before Data

	overlong bool // Data is the start of one line that is longer than the limit
	buf      []byte
}

// traits are what is looked up once in a block so that no line has to be
// searched for what the block does not hold; see learn.
type traits struct {
	nul, tab bool
	ofBlock  bool // not of one line
}

func traitsOf(data []byte) traits {
	return traits{
		nul: bytes.IndexByte(data, 0) >= 0,
		tab: bytes.IndexByte(data, '\t') >= 0,
	}
}

var bom = []byte("\xef\xbb\xbf")

// countBlanks returns how many blanks b has, and whether no two of them are
// neighbours. It looks at eight bytes at a time: bytes.Count says nothing of
// neighbours, and bytes.Index for two blanks is slow where one is common.
func countBlanks(b []byte) (n int, single bool) {
	const low7, high = 0x7f7f7f7f7f7f7f7f, 0x8080808080808080
	var neighbours, before uint64 // before: the byte in front was a blank
	for len(b) >= 8 {
		x := binary.LittleEndian.Uint64(b) ^ 0x2020202020202020
		blanks := ^((x&low7 + low7) | x) & high // the top bit of each byte that is a blank
		n += bits.OnesCount64(blanks)
		neighbours |= blanks & (blanks<<8 | before)
		before = blanks >> 56
		b = b[8:]
	}
	for _, c := range b {
		blank := uint64(0)
		if c == ' ' {
			blank = 0x80
			n++
		}
		neighbours |= blank & before
		before = blank
	}
	return n, neighbours == 0
}

// trimCR removes the carriage return that ends a line of a CRLF file.
func trimCR(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

// onlyNUL reports whether a line, its newline removed, is nothing but NUL
// bytes, at least one of them.
func onlyNUL(line []byte) bool {
	return len(line) > 0 && len(bytes.TrimLeft(line, "\x00")) == 0
}

// isBlank reports whether a line has nothing but blanks and tabs.
func isBlank(line []byte) bool {
	for _, c := range line {
		if c != ' ' && c != '\t' {
			return false
		}
	}
	return true
}

package parser

import "bytes"

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
// searched for what the block does not hold.
type traits struct {
	nul, quote, tab, doubleBlank bool
}

func traitsOf(data []byte) traits {
	return traits{
		nul:         bytes.IndexByte(data, 0) >= 0,
		quote:       bytes.IndexByte(data, '"') >= 0,
		tab:         bytes.IndexByte(data, '\t') >= 0,
		doubleBlank: bytes.Contains(data, doubleBlank),
	}
}

var (
	doubleBlank = []byte("  ")
	bom         = []byte("\xef\xbb\xbf")
)

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

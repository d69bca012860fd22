package classify

import (
	"fmt"
	"hash/fnv"
	"unicode/utf8"

	"log401/parser"
)

// An interner keeps one copy of each text of a stream, and an Origin for those
// that come together. What it has forgotten lives on where it is in use.
type interner struct {
	scratch []byte
	texts   map[string]string  // text → the one copy that events share
	clients map[string]string  // client as logged → canonical form
	senders map[uint64]*sender // of the source at hand, by a hash of their traits
	last    *sender            // that was met, of the source at hand
	bytes   int                // in the keys of texts and clients
}

// What is remembered of the texts of a stream is bounded in number and bytes.
const (
	maxStrings = 1 << 14
	maxBytes   = 1 << 20
)

// MaxText is the length in bytes from which on an event keeps only the start
// of a text, and behind it a digest that tells it from others: clients write
// agents and paths of any length.
const MaxText = 512

func newInterner() interner {
	return interner{texts: map[string]string{}, clients: map[string]string{}, senders: map[uint64]*sender{}}
}

// text returns the value of a field with its escapes undone, "" if absent.
func (n *interner) text(e *parser.Entry, f parser.Field) string {
	if b, ok := e.Plain(f); ok && len(b) <= MaxText {
		if len(b) == 0 {
			return ""
		}
		return n.share(b)
	}
	b, ok := e.AppendText(n.scratch[:0], f)
	n.keep(b)
	if !ok || len(b) == 0 {
		return ""
	}
	return n.share(shorten(b))
}

// share returns the one copy of a text.
func (n *interner) share(b []byte) string {
	if s, ok := n.texts[string(b)]; ok {
		return s
	}
	n.makeRoom(len(b))
	s := string(b)
	n.texts[s] = s
	return s
}

// method returns the method of an entry.
func (n *interner) method(e *parser.Entry) string {
	switch b := e.Field(parser.FieldMethod); string(b) {
	case "GET":
		return "GET"
	case "POST":
		return "POST"
	}
	return n.text(e, parser.FieldMethod)
}

// forgetSenders begins another source.
func (n *interner) forgetSenders() {
	clear(n.senders)
	n.last = nil
}

// keep lets b be written over by the next text.
func (n *interner) keep(b []byte) {
	n.scratch = b[:0]
	if cap(b) > maxScratch {
		n.scratch = nil
	}
}

// maxScratch is how many bytes a line's worth of text may hold on to.
const maxScratch = 64 << 10

// makeRoom forgets all that is shared where more bytes would be too much.
func (n *interner) makeRoom(bytes int) {
	if n.bytes += bytes; n.bytes > maxBytes || len(n.texts)+len(n.clients)+len(n.senders) >= maxStrings {
		clear(n.texts)
		clear(n.clients)
		clear(n.senders)
		n.bytes = bytes
	}
}

// shorten cuts a text to MaxText bytes, the last of them a digest of it all.
func shorten(b []byte) []byte {
	if len(b) <= MaxText {
		return b
	}
	h := fnv.New64a()
	h.Write(b)
	end := MaxText - len("...#0123456789abcdef")
	for whole := end; whole > end-utf8.UTFMax; whole-- {
		if utf8.RuneStart(b[whole]) {
			end = whole
			break
		}
	}
	return fmt.Appendf(b[:end], "...#%016x", h.Sum64())
}

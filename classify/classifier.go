package classify

import (
	"fmt"
	"hash/fnv"
	"net/netip"
	"strings"
	"unicode/utf8"

	"log401/parser"
)

// A Classifier turns the entries of a stream into events, and most entries into
// nothing. It is used by one goroutine; a stream may have several, since but
// for FTP they look at each entry by itself. What takes the entries before it
// to tell a [History] knows.
type Classifier struct {
	stream   string
	source   string
	folder   string
	scratch  []byte
	strings  map[string]string // text as logged → the one copy that events share
	bytes    int               // in the keys of strings and clients
	clients  map[string]string // client as logged → canonical form
	proxies  Proxies
	part     partMemo
	sessions map[string]string // of FTP: the name that each asked to log on with
}

// What is remembered of the texts of a stream is bounded in number and bytes;
// strings in use live on when they are forgotten.
const (
	maxStrings = 1 << 16
	maxBytes   = 4 << 20
)

// MaxText is the length in bytes from which on an event keeps only the start
// of a text, and behind it a digest that tells it from others: clients write
// agents and paths of any length.
const MaxText = 512

// NewClassifier returns a Classifier for the stream of that name.
func NewClassifier(stream string) *Classifier {
	return &Classifier{stream: stream, strings: map[string]string{}, clients: map[string]string{}, sessions: map[string]string{}}
}

// SetSource names the source that the next entries come from, and the folder
// that holds it, which is its site where the log names none.
func (c *Classifier) SetSource(source, folder string) { c.source, c.folder = source, folder }

func (c *Classifier) fill(e *parser.Entry, ev *Event) {
	client, peer := c.through(e)
	*ev = Event{
		Time: e.Time, Clock: e.Time, Stream: c.stream, Source: c.source, Line: e.Line,
		Status: e.Status, Substatus: -1, Win32: -1,
		Client: client,
		Peer:   peer,
		User:   c.text(e, parser.FieldUser),
		Agent:  c.text(e, parser.FieldAgent),
		Site:   c.text(e, parser.FieldSite),
		Host:   c.text(e, parser.FieldHost),
		Port:   c.text(e, parser.FieldPort),
		Server: c.text(e, parser.FieldServerName),
		Method: c.text(e, parser.FieldMethod),
		Path:   c.text(e, parser.FieldPath),
		NCSA:   e.Layout().IsNCSA(),
	}
	if ev.Server == "" {
		ev.Server = c.text(e, parser.FieldServer)
	}
	ev.EmptyUser = ev.User == "" && e.Field(parser.FieldUser) != nil
	if ev.Site == "" {
		ev.Site = c.folder
	}
	ev.numbers(e)
	c.decide(ev)
}

func (c *Classifier) decide(ev *Event) {
	v := Decide(factsOf(ev))
	ev.Class, ev.Cause, ev.LogOnly = v.Class, v.Cause, v.LogOnly
}

// text returns the value of a field with its escapes undone, "" if absent.
func (c *Classifier) text(e *parser.Entry, f parser.Field) string {
	b, ok := e.AppendText(c.scratch[:0], f)
	c.keep(b)
	if !ok || len(b) == 0 {
		return ""
	}
	b = shorten(b)
	if s, ok := c.strings[string(b)]; ok {
		return s
	}
	c.makeRoom(len(b))
	s := string(b)
	c.strings[s] = s
	return s
}

// keep lets b be written over by the next text.
func (c *Classifier) keep(b []byte) {
	c.scratch = b[:0]
	if cap(b) > maxScratch {
		c.scratch = nil
	}
}

// maxScratch is how many bytes a line's worth of text may hold on to.
const maxScratch = 64 << 10

// makeRoom forgets the shared strings where n bytes more would be too much.
func (c *Classifier) makeRoom(n int) {
	if c.bytes += n; c.bytes > maxBytes || len(c.strings)+len(c.clients) >= maxStrings {
		clear(c.strings)
		clear(c.clients)
		c.bytes = n
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

// peer returns who the connection is from, in the one form that groups and
// rules use.
func (c *Classifier) peer(e *parser.Entry) string {
	b := e.Field(parser.FieldClient)
	if len(b) > MaxText {
		b = shorten(append(c.scratch[:0], b...))
	}
	if s, ok := c.clients[string(b)]; ok {
		return s
	}
	c.makeRoom(2 * len(b))
	s := Client(b)
	c.clients[string(b)] = s
	return s
}

// Client returns the canonical form of a client: of an address without zone
// and port, IPv4 for IPv4 mapped into IPv6, and without the link that a wiki or
// a mail made of it; a host name as it is, in lower case.
func Client(b []byte) string {
	s := string(b)
	if text, link, ok := strings.Cut(s, "](http://"); ok && "["+link == text+")" {
		s = text[1:]
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return a.WithZone("").Unmap().String()
	}
	if a, err := netip.ParseAddrPort(s); err == nil {
		return a.Addr().WithZone("").Unmap().String()
	}
	return strings.ToLower(s)
}

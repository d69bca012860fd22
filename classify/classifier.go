package classify

import (
	"fmt"
	"hash/fnv"
	"net/netip"
	"strings"
	"unicode/utf8"

	"log401/parser"
)

// A Classifier turns the entries of one stream into events, and most entries
// into nothing. It is used by one goroutine.
//
// Answers below 400 that name no user are nothing, as a rule. But where a part
// of a site (the first segment of the path) has refused ten requests of three
// clients in the last hour, none for its password, and nobody signed in there
// since, they are events with Answer set: at most one in five minutes in the
// part, and in ten of a client; of the 64 clients refused there last in the
// same stream. What another stream refused or answered is not known here.
type Classifier struct {
	stream   string
	source   string
	folder   string
	success  bool
	scratch  []byte
	strings  map[string]string // text as logged → the one copy that events share
	bytes    int               // in the keys of strings and clients
	clients  map[string]string // client as logged → canonical form
	proxies  Proxies
	watch    watch
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

// Success reports whether the stream has shown an answer below 400.
func (c *Classifier) Success() bool { return c.success }

// Classify reports whether the entry matters, and fills ev where it does. It
// allocates only for strings not seen before.
func (c *Classifier) Classify(e *parser.Entry, ev *Event) bool {
	if mayBeAside(e) {
		if program := e.Program(); program != "" {
			return c.aside(e, ev, program)
		}
	}
	c.watch.turn(e.Time)
	matters := c.matters(e)
	answer := c.watch.due(e.Time) && served(e.Status) && !(matters && e.Field(parser.FieldUser) != nil) && c.answers(e)
	if !matters && !answer || e.Program() != "" {
		return false
	}
	c.fill(e, ev)
	ev.Answer = answer
	if served(e.Status) && !c.success {
		c.success, ev.FirstSuccess = true, true
	}
	c.watch.note(e, ev, c.folder)
	return true
}

func served(status int) bool { return 100 <= status && status < 400 }

// matters reports whether an entry may be a denial, shows a signed-in user, is
// the first answer below 400, or settles a logon by POST.
func (c *Classifier) matters(e *parser.Entry) bool {
	switch {
	case e.Status == 401 || e.Status == 403 || e.Status == 429:
		return true
	case served(e.Status) && !c.success:
		return true
	case e.Status == 0:
		return false
	case limited(e.Field(parser.FieldSubstatus)):
		return true
	case e.Field(parser.FieldUser) != nil:
		return true
	}
	return served(e.Status) && e.Layout().IsNCSA() && isPost(e)
}

// limited reports whether a substatus is one of 501 to 504, which make a
// denial of a status that else is none.
func limited(substatus []byte) bool {
	return len(substatus) == 3 && substatus[0] == '5' && substatus[1] == '0' && '1' <= substatus[2] && substatus[2] <= '4'
}

func isPost(e *parser.Entry) bool { return string(e.Field(parser.FieldMethod)) == "POST" }

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

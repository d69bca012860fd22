package classify

import (
	"cmp"
	"hash/maphash"
	"math/bits"

	"log401/parser"
)

// A sender is an Origin beside what the log says of it, so that it is found
// without a look at the texts one by one.
type sender struct {
	layout *parser.Layout // it says what escapes there are
	logged [numTraits]string
	origin *Origin
	user   said // that was named last
}

// What makes up an Origin, and how much there may be of it.
var (
	webTraits   = [...]parser.Field{parser.FieldClient, parser.FieldAgent, parser.FieldSite, parser.FieldHost, parser.FieldPort, parser.FieldServerName, parser.FieldServer}
	asideTraits = [...]parser.Field{parser.FieldClient, parser.FieldSite, parser.FieldReason, parser.FieldQueue}
)

const numTraits = len(webTraits) + 1 // and what proxies say

// senderOf returns the sender of an entry of a web server.
func (c *Classifier) senderOf(e *parser.Entry) *sender {
	var traits [numTraits][]byte
	for i, f := range webTraits {
		traits[i] = e.Field(f)
	}
	if c.proxies.Field != "" {
		traits[len(webTraits)] = e.FieldByName(c.proxies.Field)
	}
	if s := c.shared.find(e.Layout(), &traits); s != nil {
		return s
	}
	client, peer := c.through(e)
	return c.shared.meet(e.Layout(), &traits, NewOrigin(Origin{
		Stream: c.stream, Source: c.source, Client: client, Peer: peer,
		Agent:  c.shared.text(e, parser.FieldAgent),
		Site:   cmp.Or(c.shared.text(e, parser.FieldSite), c.folder),
		Host:   c.shared.text(e, parser.FieldHost),
		Port:   c.shared.text(e, parser.FieldPort),
		Server: cmp.Or(c.shared.text(e, parser.FieldServerName), c.shared.text(e, parser.FieldServer)),
		NCSA:   e.Layout().IsNCSA(),
	}))
}

// senderAside returns the sender of an entry of another program.
func (c *Classifier) senderAside(e *parser.Entry, program string) *sender {
	var traits [numTraits][]byte
	for i, f := range asideTraits {
		traits[i] = e.Field(f)
	}
	if s := c.shared.find(e.Layout(), &traits); s != nil && s.origin.Program == program {
		return s
	}
	return c.shared.meet(e.Layout(), &traits, NewOrigin(Origin{
		Stream: c.stream, Source: c.source, Client: c.peer(e), Program: program,
		Site:   c.shared.text(e, parser.FieldSite),
		Reason: c.shared.text(e, parser.FieldReason),
		Queue:  c.shared.text(e, parser.FieldQueue),
	}))
}

// hashOf returns the hash that senders are found by.
func hashOf(traits *[numTraits][]byte) (hash uint64) {
	for _, trait := range traits {
		hash = bits.RotateLeft64(hash, 7)
		if len(trait) > 0 {
			hash ^= maphash.Bytes(seed, trait)
		}
	}
	return hash
}

// is reports whether these are the sender's traits.
func (s *sender) is(l *parser.Layout, traits *[numTraits][]byte) bool {
	if s == nil || s.layout != l {
		return false
	}
	for i, trait := range traits {
		if string(trait) != s.logged[i] {
			return false
		}
	}
	return true
}

// find returns the sender with these traits, or nil. Often it is that of the
// line before.
func (n *interner) find(l *parser.Layout, traits *[numTraits][]byte) *sender {
	if n.last.is(l, traits) {
		return n.last
	}
	if s := n.senders[hashOf(traits)]; s.is(l, traits) {
		n.last = s
		return s
	}
	return nil
}

// meet returns a sender that was not found, and remembers it, unless texts of
// it are so long that they are cut.
func (n *interner) meet(l *parser.Layout, traits *[numTraits][]byte, o *Origin) *sender {
	s := &sender{layout: l, origin: o}
	for i, trait := range traits {
		if len(trait) > MaxText {
			return s
		}
		if len(trait) > 0 {
			s.logged[i] = n.share(trait)
		}
	}
	n.makeRoom(0)
	n.senders[hashOf(traits)] = s
	n.last = s
	return s
}

// A said is the text of a field as logged and as events have it.
type said struct{ logged, text string }

// again returns the text of a field, which often is the one said last: a client
// has the same user.
func (n *interner) again(e *parser.Entry, f parser.Field, last *said) string {
	b := e.Field(f)
	switch {
	case len(b) == 0:
		return ""
	case string(b) == last.logged:
		return last.text
	}
	text := n.text(e, f)
	switch {
	case string(b) == text:
		*last = said{text, text}
	case len(b) <= MaxText:
		*last = said{n.share(b), text}
	}
	return text
}

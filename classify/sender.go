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
	layout     *parser.Layout // it says what escapes there are
	logged     [numTraits]string
	origin     *Origin
	name, user string // the user that was named last, as logged and as events have it
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
	hash, s := c.shared.find(e.Layout(), &traits)
	if s != nil {
		return s
	}
	client, peer := c.through(e)
	return c.shared.meet(hash, e.Layout(), &traits, NewOrigin(Origin{
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
	hash, s := c.shared.find(e.Layout(), &traits)
	if s != nil && s.origin.Program == program {
		return s
	}
	return c.shared.meet(hash, e.Layout(), &traits, NewOrigin(Origin{
		Stream: c.stream, Source: c.source, Client: c.peer(e), Program: program,
		Site:   c.shared.text(e, parser.FieldSite),
		Reason: c.shared.text(e, parser.FieldReason),
		Queue:  c.shared.text(e, parser.FieldQueue),
	}))
}

// seed keeps clients from making senders meet; no event depends on it.
var seed = maphash.MakeSeed()

// find returns the sender with these traits, or nil, and the hash of the traits.
func (n *interner) find(l *parser.Layout, traits *[numTraits][]byte) (hash uint64, s *sender) {
	for _, trait := range traits {
		hash = bits.RotateLeft64(hash, 7)
		if len(trait) > 0 {
			hash ^= maphash.Bytes(seed, trait)
		}
	}
	if s = n.senders[hash]; s == nil || s.layout != l {
		return hash, nil
	}
	for i, trait := range traits {
		if string(trait) != s.logged[i] {
			return hash, nil
		}
	}
	return hash, s
}

// meet returns a sender that was not found, and remembers it, unless texts of
// it are so long that they are cut.
func (n *interner) meet(hash uint64, l *parser.Layout, traits *[numTraits][]byte, o *Origin) *sender {
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
	n.senders[hash] = s
	return s
}

// userOf returns the user of an entry, "" where there is none.
func (n *interner) userOf(e *parser.Entry, s *sender) string {
	b := e.Field(parser.FieldUser)
	if len(b) == 0 {
		return ""
	}
	if string(b) == s.name {
		return s.user
	}
	user := n.text(e, parser.FieldUser)
	if len(b) <= MaxText {
		s.name, s.user = n.share(b), user
	}
	return user
}

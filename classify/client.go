package classify

import (
	"net/netip"
	"strings"

	"log401/parser"
)

// peer returns who the connection is from, in the one form that groups and
// rules use.
func (c *Classifier) peer(e *parser.Entry) string {
	b := e.Field(parser.FieldClient)
	if len(b) > MaxText {
		b = shorten(append(c.shared.scratch[:0], b...))
	}
	if s, ok := c.shared.clients[string(b)]; ok {
		return s
	}
	c.shared.makeRoom(2 * len(b))
	s := Client(b)
	c.shared.clients[string(b)] = s
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

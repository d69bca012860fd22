package classify

import (
	"bytes"
	"net/netip"
	"strings"

	"log401/parser"
)

// Proxies say how the client of a request is found that came through proxies.
// The zero value knows of none: the client is who the connection is from.
type Proxies struct {
	// Field is the name of the field, or of the request header, that proxies
	// write the client to: a single address, a list as of X-Forwarded-For, or
	// pairs as of Forwarded (RFC 7239). "" for none.
	Field string

	// Trusted are the networks of the proxies. Others are not believed: anyone
	// can send any header. Where none is given everyone is, for the last address
	// of the field: who has sent the rest nobody can know.
	Trusted []netip.Prefix
}

// forwardedHeaders are request headers that proxies write the client to, the
// ones to prefer first. Sources: MDN, "X-Forwarded-For"; RFC 7239; Cloudflare,
// Akamai, Microsoft Azure Front Door, Fastly and Imperva documentation.
var forwardedHeaders = []string{
	"x-forwarded-for", "forwarded", "cf-connecting-ip", "true-client-ip", "x-real-ip", "x-client-ip",
	"x-azure-clientip", "fastly-client-ip", "incap-client-ip", "x-cluster-client-ip", "originalip",
}

// ForwardedField returns the name of a field that proxies may write the client
// to and that the entry has a place for, "" where there is none.
func ForwardedField(e *parser.Entry) string {
	for _, header := range forwardedHeaders {
		if e.HasName(header) {
			return header
		}
	}
	return ""
}

// maxHops bounds how many addresses of a list are looked at, from the right.
const maxHops = 64

// Client returns, in canonical form, the client of a request that came over a
// connection from peer with a list of addresses in the field, nil for none. It
// is the right-most address that is not trusted, beginning with peer; where all
// are trusted, the left-most. What is no address ends the list: what stands
// left of it may be made up. Where peer is not known it is taken for trusted.
func (p *Proxies) Client(peer, list []byte) string {
	client := Client(peer)
	if len(p.Trusted) > 0 && client != "" && !p.trusts(client) {
		return client
	}
	for range maxHops {
		var element []byte
		if element, list = lastElement(list); element == nil {
			break
		}
		address, ok := forwardedAddress(element)
		if !ok {
			break
		}
		client = address.String()
		if !p.holds(address) {
			break
		}
	}
	return client
}

// trusts reports whether a client in canonical form is a proxy. nginx writes
// "unix:" for connections through a socket of its own machine.
func (p *Proxies) trusts(client string) bool {
	if client == "unix:" {
		client = "127.0.0.1"
	}
	address, err := netip.ParseAddr(client)
	return err == nil && p.holds(address)
}

func (p *Proxies) holds(address netip.Addr) bool {
	for _, network := range p.Trusted {
		if network.Contains(address) {
			return true
		}
	}
	return false
}

// lastElement cuts the last element off a list and returns it, without what
// stands around it, and the rest; nil where there is none. Empty elements are
// none (RFC 9110, section 5.6.1).
func lastElement(list []byte) (element, rest []byte) {
	for len(list) > 0 {
		i := bytes.LastIndexByte(list, ',')
		element, list = trimForwarded(list[i+1:]), list[:max(i, 0)]
		if len(element) > 0 {
			return element, list
		}
	}
	return nil, nil
}

// trimForwarded cuts off blanks, as IIS ("+") and CloudFront ("%20") write
// them, too, and quotes, with the backslashes of servers that escape them.
func trimForwarded(b []byte) []byte {
	for {
		n := len(b)
		b = bytes.Trim(b, " \t+\"'\\")
		b = bytes.TrimSuffix(bytes.TrimPrefix(b, percentBlank), percentBlank)
		if len(b) == n {
			return b
		}
	}
}

var percentBlank = []byte("%20")

// maxElement is the length in bytes from which on an element is no address. The
// pairs of Forwarded are some hundred bytes.
const maxElement = 512

// forwardedAddress returns the address that an element of a list names:
// 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1], [2001:db8::1]:80, or
// pairs as in for="[2001:db8::1]:80";proto=https. "unknown", "_hidden" and
// whatever else may stand there name none.
func forwardedAddress(element []byte) (netip.Addr, bool) {
	if len(element) > maxElement {
		return netip.Addr{}, false
	}
	text := string(element)
	if strings.IndexByte(text, '=') >= 0 {
		text = forPair(text)
	}
	return parseHop(text)
}

// forPair returns the value of "for" among pairs, "" where there is none.
func forPair(pairs string) string {
	for pair := range strings.SplitSeq(pairs, ";") {
		name, value, _ := strings.Cut(pair, "=")
		if strings.EqualFold(string(trimForwarded([]byte(name))), "for") {
			return string(trimForwarded([]byte(value)))
		}
	}
	return ""
}

// parseHop reads an address with or without port and brackets, in the one form
// that groups and rules use.
func parseHop(text string) (netip.Addr, bool) {
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if err != nil {
		pair, failed := netip.ParseAddrPort(text)
		address, err = pair.Addr(), failed
	}
	return address.WithZone("").Unmap(), err == nil
}

// A NamedNetwork is some networks under one name.
type NamedNetwork struct {
	Name     string
	Networks []netip.Prefix
}

// NamedNetworks are the networks that go by a name. Sources: RFC 1918, RFC
// 6598, RFC 4193; RFC 1122 and RFC 4291 for loopback.
var NamedNetworks = []NamedNetwork{
	{"loopback", prefixes("127.0.0.0/8", "::1/128")},
	{"private", prefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")},
}

func prefixes(texts ...string) (networks []netip.Prefix) {
	for _, text := range texts {
		networks = append(networks, netip.MustParsePrefix(text))
	}
	return networks
}

// SetProxies says how clients are found. It is called before the first entry.
func (c *Classifier) SetProxies(p Proxies) { c.proxies = p }

// Client returns the client of an entry in canonical form, beyond the proxies
// that it came through; "" where none is logged. It allocates only for strings
// not seen before.
func (c *Classifier) Client(e *parser.Entry) string {
	if c.proxies.Field == "" {
		return c.peer(e)
	}
	// A NUL keeps the two apart, and from an address alone.
	key := append(append(c.shared.scratch[:0], cutPeer(e)...), 0)
	peer := len(key)
	key, ok := e.AppendTextByName(key, c.proxies.Field)
	c.shared.keep(key)
	if !ok {
		return c.peer(e)
	}
	if s, ok := c.shared.clients[string(key)]; ok {
		return s
	}
	s := c.proxies.Client(key[:peer-1], key[peer:])
	if len(key) <= MaxText {
		c.shared.makeRoom(len(key) + len(s))
		c.shared.clients[string(key)] = s
	}
	return s
}

// cutPeer returns the start of who the connection is from, as logged.
func cutPeer(e *parser.Entry) []byte {
	b := e.Field(parser.FieldClient)
	return b[:min(len(b), MaxText)]
}

// through returns the client of an entry, and the proxy that the connection is
// from, "" where it is from the client.
func (c *Classifier) through(e *parser.Entry) (client, peer string) {
	client = c.Client(e)
	if c.proxies.Field != "" {
		peer = c.peer(e)
	}
	if peer == client {
		peer = ""
	}
	return client, peer
}

package classify

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"

	"log401/parser"
)

// An Origin is what the events of one conversation in one source share: where
// they were logged and who has sent the requests. It never changes.
//
// Two Origins may be equal and yet not the same: compare pointers first, then
// Hash, then the texts.
type Origin struct {
	Stream  string // name of the stream
	Source  string // name of the source within the stream
	Client  string // one address in canonical form, or a host name; "" where not logged
	Peer    string // the proxy that the connection is from, in the same form; "" where it is from the client
	Agent   string
	Site    string // s-sitename, or the folder of the file, or the name given
	Host    string
	Port    string
	Server  string // s-computername, else s-ip; as logged
	NCSA    bool   // the log has neither substatus nor Win32 status, as NCSA logs
	Program string // "httperr" or "ftp": of no web server, shown beside the denials and judged by nobody; else ""
	Reason  string // of HTTPERR: "QueueFull"
	Queue   string // of HTTPERR: the application pool

	// Hash is of client, agent, site, host and port: all Origins of a
	// conversation have the same, in every run.
	Hash uint64

	// ClientOrder is lower where Client stands before another one in the order
	// of texts. It is equal for equal clients, and for some that are not.
	ClientOrder uint64
}

// NewOrigin returns an Origin with these texts, and with what follows from
// them.
func NewOrigin(o Origin) *Origin {
	o.Hash, o.ClientOrder = o.hash(), orderOf(o.Client)
	return &o
}

// SameConversation reports whether two Origins are of one conversation.
func (o *Origin) SameConversation(p *Origin) bool {
	return o == p || o.Hash == p.Hash &&
		o.Client == p.Client && o.Agent == p.Agent && o.Site == p.Site && o.Host == p.Host && o.Port == p.Port
}

// hash computes Hash. Clients choose what they send, and a hash that has no
// secret must be a strong one to keep them from making conversations collide.
func (o *Origin) hash() uint64 {
	var room [256]byte
	b := room[:0]
	for _, text := range [...]string{o.Client, o.Agent, o.Site, o.Host, o.Port} {
		b = binary.AppendUvarint(b, uint64(len(text)))
		b = append(b, text...)
	}
	sum := sha256.Sum256(b)
	return binary.LittleEndian.Uint64(sum[:])
}

// orderOf packs the start of a text into four bits a byte: all of an IPv4
// address, and of others what stands before the first byte that no such
// address has.
func orderOf(text string) (order uint64) {
	for i := range min(len(text), 16) {
		code, exact := uint64(0), true
		switch b := text[i]; {
		case b < '.':
			code, exact = 1, false
		case b <= '9':
			code = uint64(b-'.') + 2
		default:
			code, exact = 14, false
		}
		order |= code << (60 - 4*i)
		if !exact {
			break
		}
	}
	return order
}

// origin returns the Origin of an entry of a web server.
func (c *Classifier) origin(e *parser.Entry) *Origin {
	c.key = c.appendWho(c.key[:0], e)
	for _, f := range [...]parser.Field{
		parser.FieldAgent, parser.FieldSite, parser.FieldHost, parser.FieldPort, parser.FieldServerName, parser.FieldServer,
	} {
		c.key = appendPart(c.key, e, f)
	}
	ncsa := e.Layout().IsNCSA()
	if ncsa {
		c.key = append(c.key, 'n')
	}
	if o := c.shared.origins[string(c.key)]; o != nil {
		return o
	}
	client, peer := c.through(e)
	o := Origin{
		Stream: c.stream, Source: c.source, Client: client, Peer: peer,
		Agent:  c.shared.text(e, parser.FieldAgent),
		Site:   cmp.Or(c.shared.text(e, parser.FieldSite), c.folder),
		Host:   c.shared.text(e, parser.FieldHost),
		Port:   c.shared.text(e, parser.FieldPort),
		Server: cmp.Or(c.shared.text(e, parser.FieldServerName), c.shared.text(e, parser.FieldServer)),
		NCSA:   ncsa,
	}
	return c.shared.origin(c.key, o)
}

// originAside returns the Origin of an entry of another program.
func (c *Classifier) originAside(e *parser.Entry, program string) *Origin {
	c.key = append(c.key[:0], program...)
	for _, f := range [...]parser.Field{parser.FieldClient, parser.FieldSite, parser.FieldReason, parser.FieldQueue} {
		c.key = appendPart(c.key, e, f)
	}
	if o := c.shared.origins[string(c.key)]; o != nil {
		return o
	}
	return c.shared.origin(c.key, Origin{
		Stream: c.stream, Source: c.source, Client: c.peer(e), Program: program,
		Site:   c.shared.text(e, parser.FieldSite),
		Reason: c.shared.text(e, parser.FieldReason),
		Queue:  c.shared.text(e, parser.FieldQueue),
	})
}

// appendWho appends what tells an entry's client and proxy.
func (c *Classifier) appendWho(key []byte, e *parser.Entry) []byte {
	key = append(key, e.Field(parser.FieldClient)...)
	key = endPart(key, 0)
	if c.proxies.Field != "" {
		start := len(key)
		key, _ = e.AppendTextByName(key, c.proxies.Field)
		key = appendLength(key, start)
	}
	return key
}

// appendPart appends the text of a field.
func appendPart(key []byte, e *parser.Entry, f parser.Field) []byte {
	start := len(key)
	key, _ = e.AppendText(key, f)
	return endPart(key, start)
}

// endPart shortens the part of a key that begins at start as events do.
func endPart(key []byte, start int) []byte {
	return appendLength(key[:start+len(shorten(key[start:]))], start)
}

// appendLength appends how long a part is, so that no others make the same key.
func appendLength(key []byte, start int) []byte {
	n := len(key) - start
	return append(key, byte(n), byte(n>>8))
}

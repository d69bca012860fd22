package classify

import (
	"crypto/sha256"
	"encoding/binary"
)

// An Origin is what the events of one conversation in one source share: where
// they were logged and who has sent the requests. It never changes. What is
// asked for most comes first.
//
// Two Origins may be equal and yet not the same: compare pointers first, then
// Hash, then the texts.
type Origin struct {
	// Hash is of client, agent, site, host and port: all Origins of a
	// conversation have the same, in every run.
	Hash uint64

	// ClientOrder is lower where Client stands before another one in the order
	// of texts. It is equal for equal clients, and for some that are not.
	ClientOrder uint64

	NCSA    bool   // the log has neither substatus nor Win32 status, as NCSA logs
	Program string // "httperr" or "ftp": of no web server, shown beside the denials and judged by nobody; else ""
	Client  string // one address in canonical form, or a host name; "" where not logged
	Stream  string // name of the stream
	Source  string // name of the source within the stream
	Peer    string // the proxy that the connection is from, in the same form; "" where it is from the client
	Agent   string
	Site    string // s-sitename, or the folder of the file, or the name given
	Host    string
	Port    string
	Server  string // s-computername, else s-ip; as logged
	Reason  string // of HTTPERR: "QueueFull"
	Queue   string // of HTTPERR: the application pool
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

package detect

import "net/netip"

// addressOf returns the address of a client as networks know it: IPv4 where it
// is one in IPv6, without a zone; not ok where the client is a host name.
func addressOf(client string) (addr netip.Addr, ok bool) {
	addr, err := netip.ParseAddr(client)
	return addr.Unmap().WithZone(""), err == nil
}

// Network returns the IPv4 /24 or IPv6 /64 of a client as CIDR, or "" where the
// client is a host name.
func Network(client string) string {
	addr, ok := addressOf(client)
	if !ok {
		return ""
	}
	bits := 64
	if addr.Is4() {
		bits = 24
	}
	p, err := addr.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

// A network is one that clients are in.
type network struct {
	cidr string
	hash uint64
}

// key returns the key of a network, and whether there is one.
func (n *network) key() (key, bool) {
	if n == nil {
		return key{}, false
	}
	return key{n.hash, n.cidr, ""}, true
}

func (n *network) String() string {
	if n == nil {
		return ""
	}
	return n.cidr
}

func newNetwork(cidr string) *network {
	if cidr == "" {
		return nil
	}
	return &network{cidr, hashOf(cidr)}
}

// networks remembers the networks that clients were in lately.
type networks [256]struct {
	bits    [8]byte // of the address, as many as a network has
	is4     bool
	network *network
}

// of returns the network of a client; nil where it is a host name.
func (n *networks) of(client string) *network {
	addr, ok := addressOf(client)
	if !ok {
		return nil
	}
	var bits [8]byte
	if addr.Is4() {
		four := addr.As4()
		copy(bits[:], four[:3])
	} else {
		all := addr.As16()
		copy(bits[:], all[:])
	}
	slot := 0
	for _, b := range bits {
		slot = slot*31 + int(b)
	}
	last := &n[slot%len(n)]
	if last.network == nil || last.bits != bits || last.is4 != addr.Is4() {
		last.bits, last.is4, last.network = bits, addr.Is4(), newNetwork(Network(client))
	}
	return last.network
}

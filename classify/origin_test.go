package classify

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// ClientOrder never contradicts the order of clients, and tells IPv4 addresses
// apart.
func TestClientOrder(t *testing.T) {
	clients := []string{"", "\x00", "-", ".", "/", "0", "00", "9", ":", "a", "a.example", "b", "2001:db8::1", "fe80::1", "\xff", "1234567890123456789", "1234567890123456780"}
	r := rand.New(rand.NewPCG(401, 6))
	for range 300 {
		clients = append(clients, fmt.Sprintf("%d.%d.%d.%d", r.IntN(256), r.IntN(3), r.IntN(20), r.IntN(256)))
	}
	slices.Sort(clients)
	for i, a := range clients {
		for _, b := range clients[i:] {
			x, y := NewOrigin(Origin{Client: a}), NewOrigin(Origin{Client: b})
			address := strings.Count(a, ".") == 3 && strings.Count(b, ".") == 3
			if x.ClientOrder > y.ClientOrder || address && a != b && x.ClientOrder == y.ClientOrder {
				t.Errorf("%q is at %x, %q at %x", a, x.ClientOrder, b, y.ClientOrder)
			}
		}
	}
}

func TestSameConversation(t *testing.T) {
	base := Origin{Client: "a", Agent: "b", Site: "c", Host: "d", Port: "e"}
	for name, test := range map[string]struct {
		change func(*Origin)
		same   bool
	}{
		"equal":            {func(*Origin) {}, true},
		"another source":   {func(o *Origin) { o.Stream, o.Source, o.Server, o.Peer = "x", "x", "x", "x" }, true},
		"another client":   {func(o *Origin) { o.Client = "x" }, false},
		"another agent":    {func(o *Origin) { o.Agent = "x" }, false},
		"another site":     {func(o *Origin) { o.Site = "x" }, false},
		"another host":     {func(o *Origin) { o.Host = "x" }, false},
		"another port":     {func(o *Origin) { o.Port = "x" }, false},
		"the edges differ": {func(o *Origin) { o.Client, o.Agent = "ab", "" }, false},
	} {
		other := base
		test.change(&other)
		a, b := NewOrigin(base), NewOrigin(other)
		if got := a.SameConversation(b); got != test.same || test.same != (a.Hash == b.Hash) {
			t.Errorf("%s: %t, hashes %x and %x", name, got, a.Hash, b.Hash)
		}
		b.Hash = a.Hash
		if got := a.SameConversation(b); got != test.same {
			t.Errorf("%s: %t where the hashes are equal", name, got)
		}
	}
	if got := NewOrigin(base).Hash; got != 0x7d4f5c28e40d2284 {
		t.Errorf("the hash is %#x, and was another one before", got)
	}
}

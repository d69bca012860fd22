package classify

import (
	"net/netip"
	"strings"
	"testing"

	"log401/parser"
)

// trusting returns Proxies that trust 10.0.0.0/8 and loopback.
func trusting() Proxies {
	return Proxies{Field: "X-Forwarded-For", Trusted: append(prefixes("10.0.0.0/8"), NamedNetworks[0].Networks...)}
}

func TestForwardedLists(t *testing.T) {
	anyone, trusted := Proxies{Field: "X-Forwarded-For"}, trusting()
	for _, test := range []struct {
		name, peer, list string
		anyone, trusted  string // the client
	}{
		{"no list", "10.0.0.1", "", "10.0.0.1", "10.0.0.1"},
		{"one address", "10.0.0.1", "203.0.113.9", "203.0.113.9", "203.0.113.9"},
		{"the last is of the last hop", "10.0.0.1", "198.51.100.7, 203.0.113.9", "203.0.113.9", "203.0.113.9"},
		{"two proxies", "10.0.0.1", "203.0.113.9, 10.0.0.2", "10.0.0.2", "203.0.113.9"},
		{"a forged start", "10.0.0.1", "192.0.2.1, 203.0.113.9, 10.0.0.2", "10.0.0.2", "203.0.113.9"},
		{"nobody but proxies", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.2", "10.0.0.3"},
		{"a stranger's list", "198.51.100.7", "203.0.113.9", "203.0.113.9", "198.51.100.7"},
		{"a name is no proxy", "proxy.example.com", "203.0.113.9", "203.0.113.9", "proxy.example.com"},
		{"no connection logged", "", "203.0.113.9", "203.0.113.9", "203.0.113.9"},
		{"a socket", "unix:", "203.0.113.9", "203.0.113.9", "203.0.113.9"},
		{"IIS", "10.0.0.1", "203.0.113.9,+10.0.0.2", "10.0.0.2", "203.0.113.9"},
		{"CloudFront", "10.0.0.1", "203.0.113.9,%20203.0.113.8", "203.0.113.8", "203.0.113.8"},
		{"no blank", "10.0.0.1", "203.0.113.9,10.0.0.2", "10.0.0.2", "203.0.113.9"},
		{"quotes", "10.0.0.1", `"203.0.113.9", "10.0.0.2"`, "10.0.0.2", "203.0.113.9"},
		{"a port", "10.0.0.1:4000", "203.0.113.9:49152", "203.0.113.9", "203.0.113.9"},
		{"IPv6", "10.0.0.1", "2001:DB8::1", "2001:db8::1", "2001:db8::1"},
		{"brackets", "10.0.0.1", "[2001:db8::1]", "2001:db8::1", "2001:db8::1"},
		{"brackets and a port", "10.0.0.1", "[2001:db8::1]:443", "2001:db8::1", "2001:db8::1"},
		{"quoted brackets", "10.0.0.1", `"[2001:db8::1]"`, "2001:db8::1", "2001:db8::1"},
		{"a zone", "10.0.0.1", "fe80::1%7", "fe80::1", "fe80::1"},
		{"IPv4 in IPv6", "::ffff:10.0.0.1", "::ffff:203.0.113.9, ::ffff:10.0.0.2", "10.0.0.2", "203.0.113.9"},
		{"empty elements", "10.0.0.1", ", 203.0.113.9, ,10.0.0.2,", "10.0.0.2", "203.0.113.9"},
		{"unknown", "10.0.0.1", "unknown", "10.0.0.1", "10.0.0.1"},
		{"unknown behind a proxy", "10.0.0.1", "203.0.113.9, unknown, 10.0.0.2", "10.0.0.2", "10.0.0.2"},
		{"hidden", "10.0.0.1", "for=_hidden", "10.0.0.1", "10.0.0.1"},
		{"markup", "10.0.0.1", "<script>alert(1)</script>", "10.0.0.1", "10.0.0.1"},
		{"markup before an address", "10.0.0.1", "<script>, 203.0.113.9", "203.0.113.9", "203.0.113.9"},
		{"nothing but commas", "10.0.0.1", strings.Repeat(",", 5000), "10.0.0.1", "10.0.0.1"},
		{"a long list", "10.0.0.1", strings.Repeat("203.0.113.9, ", 400) + "10.0.0.2", "10.0.0.2", "203.0.113.9"},
		{"more proxies than there are", "10.0.0.1", "203.0.113.9, " + strings.Repeat("10.0.0.3, ", 400) + "10.0.0.2", "10.0.0.2", "10.0.0.3"},
		{"a long word", "10.0.0.1", strings.Repeat("1", 5000), "10.0.0.1", "10.0.0.1"},
		{"RFC 7239", "10.0.0.1", `for=203.0.113.9;proto=https;by=10.0.0.1`, "203.0.113.9", "203.0.113.9"},
		{"RFC 7239, IPv6", "10.0.0.1", `For="[2001:db8::1]:4711"`, "2001:db8::1", "2001:db8::1"},
		{"RFC 7239, escaped", "10.0.0.1", `proto=http;for=\"[2001:db8::1]\"`, "2001:db8::1", "2001:db8::1"},
		{"RFC 7239, IIS", "10.0.0.1", `for=192.0.2.1,+for=203.0.113.9;+proto=https,+for=10.0.0.2`, "10.0.0.2", "203.0.113.9"},
		{"RFC 7239 without for", "10.0.0.1", `by=203.0.113.9`, "10.0.0.1", "10.0.0.1"},
		{"RFC 7239, too long", "10.0.0.1", strings.Repeat("by=x;", maxElement/5) + "for=203.0.113.9", "10.0.0.1", "10.0.0.1"},
		{"RFC 7239, a quote left open", "10.0.0.1", `for="192.0.2.1, for=203.0.113.9`, "203.0.113.9", "203.0.113.9"},
	} {
		for _, p := range []struct {
			*Proxies
			want string
		}{{&anyone, test.anyone}, {&trusted, test.trusted}} {
			if got := p.Client([]byte(test.peer), []byte(test.list)); got != p.want {
				t.Errorf("%s, %d networks trusted: %q, want %q", test.name, len(p.Trusted), got, p.want)
			}
		}
	}
}

// FuzzForwarded holds the answer to what may be one: who the connection is
// from, or an address that stands in the list. What a client puts in front of
// a list changes nothing, unless there is nobody but proxies.
func FuzzForwarded(f *testing.F) {
	for _, list := range []string{
		"203.0.113.9", "192.0.2.1, 10.0.0.2", `for="[2001:db8::1]:4711";proto=http, for=_x`, ",+::ffff:10.0.0.1,%20fe80::1%a", `\"1.2.3.4:5\"`,
	} {
		f.Add([]byte("10.0.0.1"), []byte(list))
	}
	f.Fuzz(func(t *testing.T, peer, list []byte) {
		for _, p := range []Proxies{{}, trusting()} {
			got := p.Client(peer, list)
			if got == Client(peer) {
				continue
			}
			address, err := netip.ParseAddr(got)
			if err != nil || address.String() != got || address.Zone() != "" || address.Is4In6() {
				t.Fatalf("%q through %q: %q is no address in canonical form", list, peer, got)
			}
			if p.holds(address) {
				continue
			}
			if again := p.Client(peer, append([]byte("192.0.2.77, "), list...)); again != got {
				t.Fatalf("%q: %q, but %q with an address in front", list, got, again)
			}
		}
	})
}

const proxied = "#Fields: date time c-ip cs-username cs(X-Forwarded-For) sc-status sc-substatus sc-win32-status\n"

// forwardedEvents returns the events of a log read with the proxies.
func forwardedEvents(t testing.TB, log string, p Proxies) (events []Event) {
	t.Helper()
	c, h := NewClassifier("s"), History{}
	c.SetProxies(p)
	r := parser.NewReader(strings.NewReader(log), "a.log", nil)
	for {
		e, err := r.Read()
		if err != nil {
			return events
		}
		var ev Event
		if c.Classify(&h, e, &ev) {
			events = append(events, ev)
		}
	}
}

func TestEventsBehindProxies(t *testing.T) {
	const at = "2026-01-02 10:00:00 "
	log := proxied +
		at + "10.0.0.1 - 192.0.2.1,+203.0.113.9:5000 401 1 1326\n" +
		at + "198.51.100.7 - 203.0.113.9 401 1 1326\n" +
		at + "10.0.0.1 - - 401 1 1326\n" +
		at + "10.0.0.1 - <script>" + strings.Repeat("x", 5000) + " 401 1 1326\n" +
		at + "::ffff:203.0.113.9 - 203.0.113.9 401 1 1326\n"
	for i, ev := range forwardedEvents(t, log, trusting()) {
		want := [][2]string{{"203.0.113.9", "10.0.0.1"}, {"198.51.100.7", ""}, {"10.0.0.1", ""}, {"10.0.0.1", ""}, {"203.0.113.9", ""}}[i]
		if ev.Client != want[0] || ev.Peer != want[1] {
			t.Errorf("line %d: client %q, peer %q; want %q", ev.Line, ev.Client, ev.Peer, want)
		}
	}
	for _, ev := range forwardedEvents(t, log, Proxies{}) {
		if ev.Peer != "" {
			t.Errorf("line %d: peer %q without proxies", ev.Line, ev.Peer)
		}
	}
	for _, ev := range forwardedEvents(t, log, Proxies{Field: "Forwarded"}) {
		if ev.Peer != "" {
			t.Errorf("line %d: peer %q without the field", ev.Line, ev.Peer)
		}
	}
}

func TestForwardedClientAllocatesNothing(t *testing.T) {
	c, h := NewClassifier("s"), History{}
	c.SetProxies(trusting())
	r := parser.NewReader(strings.NewReader(proxied+"2026-01-02 10:00:00 10.0.0.1 - 192.0.2.1,+203.0.113.9:5000 401 1 1326\n"), "a.log", nil)
	e, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	var ev Event
	if n := testing.AllocsPerRun(100, func() { c.Classify(&h, e, &ev) }); n != 0 || ev.Client != "203.0.113.9" {
		t.Errorf("%v allocations, client %q", n, ev.Client)
	}
}

func TestForwardedField(t *testing.T) {
	const date = "#Date: 2026-01-02\n#Fields: time sc-status "
	for log, want := range map[string]string{
		date + "c-ip\n10:00:00 200 a":                                                                      "",
		date + "cs(X-Forwarded-For)\n10:00:00 200 -":                                                       "x-forwarded-for",
		date + "X-Real-IP X-Forwarded-For\n10:00:00 200 - -":                                               "x-forwarded-for",
		date + "OriginalIP\n10:00:00 200 192.0.2.1":                                                        "originalip",
		`{"time":"2026-01-02T10:00:00Z","request":"GET / HTTP/1.1","status":200,"http_x_real_ip":"a"}`:     "x-real-ip",
		`{"time":"2026-01-02T10:00:00Z","request":"GET / HTTP/1.1","status":200,"remote_addr":"10.0.0.1"}`: "",
	} {
		e, err := parser.NewReader(strings.NewReader(log+"\n"), "a.log", nil).Read()
		if err != nil {
			t.Fatal(err)
		}
		if got := ForwardedField(e); got != want {
			t.Errorf("%s: %q, want %q", log, got, want)
		}
	}
}

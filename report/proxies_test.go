package report

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"log401/classify"
	"log401/detect"
	"log401/parser"
	"log401/timeline"
)

// crowded is a source of whose requests most are of one client.
func crowded(name string, clients timeline.Clients) timeline.SourceAccount {
	return changed(healthy(name), func(s *timeline.SourceAccount) { s.Clients = clients })
}

func behind(trusted ...string) classify.Proxies {
	p := classify.Proxies{Field: "X-Forwarded-For"}
	for _, text := range trusted {
		p.Trusted = append(p.Trusted, netip.MustParsePrefix(text))
	}
	return p
}

func TestProxyNotes(t *testing.T) {
	busy := timeline.Clients{Looked: 300, Top: "10.0.0.1", OfTop: 270}
	named := busy
	named.Forwarded, named.Named = "x-forwarded-for", 300
	real := named
	real.Forwarded = "x-real-ip"
	public := named
	public.Top = "203.0.113.9"
	public.Forwarded = "x-forwarded-for"
	used := busy
	used.Field = true
	columns := timeline.Clients{Looked: 300, Top: "203.0.113.9", OfTop: 30, Columns: []string{"date", "time", "x\x1bodd"}}
	for _, test := range []struct {
		name    string
		proxies classify.Proxies
		sources []timeline.SourceAccount
		want    []string // a part of each note
	}{
		{"nothing to say", classify.Proxies{}, []timeline.SourceAccount{crowded("a", columns)}, nil},
		{"a forwarded field unused", classify.Proxies{}, []timeline.SourceAccount{crowded("a", named)}, []string{
			"About 90 % of the requests in a come from 10.0.0.1: a proxy or load balancer, so its clients count as one, and alerts on a client name the proxy. Whom it spoke for is logged: --trusted-proxy 10.0.0.1 reads it; further"}},
		{"another field", classify.Proxies{}, []timeline.SourceAccount{crowded("a", real)}, []string{"--client-field x-real-ip --trusted-proxy 10.0.0.1"}},
		{"a public address may be an attacker", classify.Proxies{}, []timeline.SourceAccount{crowded("a", public)}, []string{"If it is a proxy or load balancer of yours"}},
		{"a public address without a field", classify.Proxies{}, []timeline.SourceAccount{crowded("a", timeline.Clients{Looked: 300, Top: "203.0.113.9", OfTop: 300})}, nil},
		{"a field that is mostly empty", classify.Proxies{}, []timeline.SourceAccount{crowded("a", timeline.Clients{Looked: 300, Top: "203.0.113.9", OfTop: 300, Forwarded: "x-forwarded-for", Named: 20})}, nil},
		{"no field, IIS", classify.Proxies{}, []timeline.SourceAccount{crowded("a", busy)}, []string{"a private address: if it is a proxy or load balancer, its clients count as one. To log whom it spoke for: in appcmd"}},
		{"no field, Apache or nginx", classify.Proxies{}, []timeline.SourceAccount{changed(crowded("a", busy), func(s *timeline.SourceAccount) { s.Format = "combined" })}, []string{"%{X-Forwarded-For}i"}},
		{"few requests", classify.Proxies{}, []timeline.SourceAccount{crowded("a", timeline.Clients{Looked: 199, Top: "10.0.0.1", OfTop: 199})}, nil},
		{"few requests a day", classify.Proxies{}, []timeline.SourceAccount{
			crowded("a", timeline.Clients{Looked: 199, Top: "10.0.0.1", OfTop: 199}), crowded("b", timeline.Clients{Looked: 101, Top: "10.0.0.1", OfTop: 101})},
			[]string{"About 100 % of the requests in 2 sources (first a) come from 10.0.0.1"}},
		{"most is 80 %", classify.Proxies{}, []timeline.SourceAccount{crowded("a", timeline.Clients{Looked: 300, Top: "10.0.0.1", OfTop: 239})}, nil},
		{"a host name", classify.Proxies{}, []timeline.SourceAccount{crowded("a", timeline.Clients{Looked: 300, Top: "proxy", OfTop: 300})}, nil},
		{"anyone is believed", behind(), []timeline.SourceAccount{crowded("a", used)}, []string{"Clients are the last address in X-Forwarded-For, whoever sent it"}},
		{"one more proxy", behind("10.9.0.0/16"), []timeline.SourceAccount{crowded("a", used)}, []string{"add --trusted-proxy 10.0.0.1."}},
		{"nobody but proxies", behind("10.0.0.0/8"), []timeline.SourceAccount{crowded("a", used)}, nil},
		{"no such field", behind(), []timeline.SourceAccount{crowded("a", columns)}, []string{`There is no field X-Forwarded-For in a, so every client is whom the connection is from. Fields are date, time, x\x1bodd.`}},
		{"but another", behind(), []timeline.SourceAccount{crowded("a", real)}, []string{"--client-field x-real-ip reads the clients that are there."}},
		{"not everywhere", behind("10.0.0.0/8"), []timeline.SourceAccount{crowded("a", used), crowded("b", columns)}, []string{"There is no field X-Forwarded-For in b: there the client"}},
	} {
		in := account(test.sources...)
		in.Proxies = test.proxies
		got := proxyNotes(&in, &Denials{})
		if len(got) != len(test.want) {
			t.Errorf("%s: %q, want %d notes", test.name, got, len(test.want))
			continue
		}
		for i, want := range test.want {
			if !strings.Contains(got[i], want) {
				t.Errorf("%s: %q, want %q", test.name, got[i], want)
			}
		}
	}
}

func TestZoneNotes(t *testing.T) {
	berlin := time.FixedZone("Europe/Berlin", 3600)
	for _, test := range []struct {
		name  string
		zone  *time.Location
		tally parser.Tally
		want  []string
	}{
		{"all say their zone", nil, parser.Tally{Entries: 9}, nil},
		{"nothing read", berlin, parser.Tally{}, nil},
		{"no zone given", nil, parser.Tally{Entries: 9, Zoneless: 9}, []string{"The times in a say no zone and were read as UTC. Where"}},
		{"a zone for nothing", berlin, parser.Tally{Entries: 9}, []string{"All times in the input say their zone"}},
		{"a zone", berlin, parser.Tally{Entries: 9, Zoneless: 8}, []string{"The times of 8 entries in a say no zone and were read as Europe/Berlin."}},
		{"local", time.Local, parser.Tally{Entries: 9, Zoneless: 1}, []string{"The times of 1 entry in a say no zone and were read as local time of this machine."}},
		{"odd hours", berlin, parser.Tally{Entries: 9, Zoneless: 9, Repeated: 1, Skipped: 2}, []string{
			"The times of", "1 entry is of an hour that the end of daylight saving repeats in Europe/Berlin.", "2 entries are of an hour that the start"}},
	} {
		in := account(changed(healthy("a"), func(s *timeline.SourceAccount) { s.Tally = test.tally }))
		in.Zone = test.zone
		got := zoneNotes(&in, &Denials{})
		if len(got) != len(test.want) {
			t.Errorf("%s: %q, want %d notes", test.name, got, len(test.want))
			continue
		}
		for i, want := range test.want {
			if !strings.HasPrefix(got[i], want) {
				t.Errorf("%s: %q, want %q", test.name, got[i], want)
			}
		}
	}
}

func TestVerdictOnAProxy(t *testing.T) {
	named := timeline.Clients{Looked: 300, Top: "10.0.0.1", OfTop: 270, Forwarded: "x-forwarded-for", Named: 300}
	bare := timeline.Clients{Looked: 300, Top: "10.0.0.1", OfTop: 270}
	public := timeline.Clients{Looked: 300, Top: "203.0.113.9", OfTop: 270}
	for _, test := range []struct {
		name    string
		clients timeline.Clients
		proxies classify.Proxies
		accused string
		want    string
	}{
		{"its clients are logged", named, classify.Proxies{}, "10.0.0.1", "--trusted-proxy 10.0.0.1 tells them apart."},
		{"they are not", bare, classify.Proxies{}, "10.0.0.1", "see the data quality below."},
		{"another client", named, classify.Proxies{}, "203.0.113.9", ""},
		{"a public address", public, classify.Proxies{}, "203.0.113.9", ""},
		{"looked behind", named, behind(), "10.0.0.1", ""},
	} {
		r := &Report{Input: account(crowded("a", test.clients))}
		r.Input.Proxies = test.proxies
		got := sayProxy(r, []detect.Alert{{Client: test.accused}})
		if !strings.HasSuffix(got, test.want) || (got == "") != (test.want == "") {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

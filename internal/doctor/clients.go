package doctor

import (
	"hash/crc32"
	"net/netip"
	"slices"
	"strings"

	"log401/classify"
	"log401/parser"
)

// Clients says who the requests come from.
type Clients struct {
	Distinct  int64  `json:"distinct"` // addresses; from 32,768 on no more are told apart
	Most      string `json:"most"`     // the address with the most entries
	MostCount int64  `json:"most_entries"`
	Agents    int    `json:"most_agents"`  // user agents of that one, counted up to 3
	Private   bool   `json:"most_private"` // it is of a private network or the server itself

	Forwarded string `json:"forwarded"` // a column that names the client behind a proxy: "x-forwarded-for", or ""
	Filled    int64  `json:"forwarded_filled"`
	Example   *Line  `json:"forwarded_example"`
	Unnamed   bool   `json:"forwarded_unnamed"` // behind the fields of the format stands a column of addresses without a name
}

// maxClients is how many addresses are told apart.
const maxClients = 1 << 15

// A caller is one address.
type caller struct {
	entries int64
	agents  [maxAgents]uint32 // digests of its first user agents; 0 for none
}

// maxAgents is how many user agents of an address are told apart. One machine
// has one or two, a proxy many.
const maxAgents = 3

// client takes down where an entry comes from.
func (x *examiner) client(e *parser.Entry) {
	x.forwarded(e)
	address := e.Field(parser.FieldClient)
	if address == nil {
		return
	}
	c := x.clients[string(address)]
	if c == nil {
		if len(x.clients) == maxClients {
			return
		}
		c = &caller{}
		x.clients[string(address)] = c
	}
	c.entries++
	c.agent(e.Field(parser.FieldAgent))
}

// agent takes down one user agent.
func (c *caller) agent(agent []byte) {
	if agent == nil || c.agents[maxAgents-1] != 0 {
		return
	}
	digest := crc32.ChecksumIEEE(agent[:min(len(agent), maxText)]) | 1
	for i := range c.agents {
		if c.agents[i] == digest {
			return
		}
		if c.agents[i] == 0 {
			c.agents[i] = digest
			return
		}
	}
}

// maxSearched is in how many entries under a layout a field of proxies is
// looked for: lines of JSON have the fields that they like.
const maxSearched = 100

// forwarded looks for an address other than that of the connection.
func (x *examiner) forwarded(e *parser.Entry) {
	c := &x.exam.Clients
	if x.forwardedOf != e.Layout() {
		x.forwardedOf, x.searched = e.Layout(), 0
	}
	if c.Forwarded == "" && x.searched < maxSearched {
		x.searched++
		c.Forwarded = classify.ForwardedField(e)
	}
	if c.Forwarded == "" {
		if e.Layout().Format() == parser.NCSA && endsWithAddress(e.Raw) {
			x.unnamed++
		}
		return
	}
	if v := e.FieldByName(c.Forwarded); v != nil {
		if c.Filled++; c.Filled == 1 {
			c.Example = &Line{e.Line, parser.Quote(v, maxQuote)}
		}
	}
}

// endsWithAddress reports whether the last thing of a line is an address, or a
// list of them, or what stands for none in quotes.
func endsWithAddress(line []byte) bool {
	s := strings.TrimSuffix(string(line[max(0, len(line)-maxText):]), `"`)
	if i := strings.LastIndexAny(s, `" ,`); i >= 0 {
		s = s[i+1:]
	}
	_, err := netip.ParseAddr(s)
	return err == nil
}

// finishClients finds the busiest address.
func (x *examiner) finishClients() {
	c := &x.exam.Clients
	c.Distinct = int64(len(x.clients))
	for address, k := range x.clients {
		if k.entries > c.MostCount || k.entries == c.MostCount && address < c.Most {
			c.Most, c.MostCount = address, k.entries
		}
	}
	if most := x.clients[c.Most]; most != nil {
		c.Agents = slices.Index(append(most.agents[:], 0), 0)
	}
	if a, err := netip.ParseAddr(c.Most); err == nil {
		a = a.Unmap()
		c.Private = a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast()
	}
	c.Most = strings.ToValidUTF8(c.Most[:min(len(c.Most), maxText)], "\uFFFD")
	c.Unnamed = x.unnamed*2 > x.exam.Entries
}

package report

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"log401/classify"
	"log401/detect"
	"log401/internal/mend"
	"log401/internal/phrase"
	"log401/timeline"
)

// proxyNotes say how clients were found, and what looks like a proxy that
// hides them.
func proxyNotes(in *timeline.Account, _ *Denials) []string {
	var out []string
	if in.Proxies.Field != "" {
		out = append(fieldNotes(in), trustNotes(in)...)
	} else {
		out = nobodyNotes(in)
	}
	crowded := crowds(in)
	for _, c := range crowded[:min(len(crowded), maxCrowds)] {
		out = append(out, c.note(in)...)
	}
	return out
}

// maxCrowds is how many addresses get a note that they may be proxies.
const maxCrowds = 3

// fieldNotes say where the field that proxies write is missing.
func fieldNotes(in *timeline.Account) []string {
	field := name(in.Proxies.Field)
	read := sourcesWhere(in, func(s *timeline.SourceAccount) bool { return s.Entries > 0 && s.Program == "" })
	without := slices.DeleteFunc(slices.Clone(read), func(s *timeline.SourceAccount) bool { return s.Clients.Field })
	switch {
	case len(without) == 0:
		return nil
	case len(without) < len(read):
		return []string{"There is no field " + field + inThese(without) + ": there the client is whom the connection is from."}
	}
	text := "There is no field " + field + inThese(read) + ", so every client is whom the connection is from."
	if other := firstForwarded(without); other != "" {
		text += " --client-field " + other + " reads the clients that are there."
	} else if fields := someFields(without[0].Clients.Columns); fields != "" {
		text += " Fields are " + fields + "."
	}
	return []string{text}
}

// nobodyNotes are about logs whose only addresses are those that proxies write.
func nobodyNotes(in *timeline.Account) []string {
	found := sourcesWhere(in, func(s *timeline.SourceAccount) bool {
		return s.Entries > 0 && s.Program == "" && s.Clients.Forwarded != "" && lacks(s, "c-ip")
	})
	if len(found) == 0 {
		return nil
	}
	return []string{"No client is logged" + inThese(found) + ", so all clients count as one, shown as -. " +
		"Whom proxies spoke for is: --client-field " + phrase.Header(found[0].Clients.Forwarded) + " counts by it, and --trusted-proxy says whose word to take."}
}

func firstForwarded(list []*timeline.SourceAccount) string {
	for _, s := range list {
		if s.Clients.Forwarded != "" {
			return s.Clients.Forwarded
		}
	}
	return ""
}

// maxFields is how many fields a note lists.
const maxFields = 40

func someFields(columns []string) string {
	names := make([]string, 0, maxFields)
	for _, c := range columns[:min(len(columns), maxFields)] {
		names = append(names, name(c))
	}
	if len(columns) > maxFields {
		names = append(names, "...")
	}
	return strings.Join(names, ", ")
}

// trustNotes say that the word of everyone was taken.
func trustNotes(in *timeline.Account) []string {
	if len(in.Proxies.Trusted) > 0 || !slices.ContainsFunc(in.Sources, func(s timeline.SourceAccount) bool { return s.Clients.Field }) {
		return nil
	}
	return []string{"Clients are the last address in " + name(in.Proxies.Field) + ", whoever sent it: " +
		"who can reach the server without passing a proxy can pass for anyone. --trusted-proxy NETWORK names the proxies whose word counts."}
}

const (
	// crowdPercent is the share of requests from which on an address looks like
	// a proxy,
	crowdPercent = 80
	// crowdEntries of how many entries that were looked at.
	crowdEntries = 200
)

// A crowd is an address that most requests of some sources come from.
type crowd struct {
	client     string
	looked, of int64
	named      int64 // of looked: with a value that names a client behind it
	sources    []*timeline.SourceAccount
	field      bool   // the field asked for is there
	forwarded  string // field that names the clients behind it, or ""
}

// crowds returns the addresses that look like proxies, the busiest first.
func crowds(in *timeline.Account) []*crowd {
	var list []*crowd
	for i := range in.Sources {
		s := &in.Sources[i]
		c := &s.Clients
		if _, err := netip.ParseAddr(c.Top); err != nil || c.OfTop*100 < c.Looked*crowdPercent || s.Program != "" {
			continue
		}
		i := slices.IndexFunc(list, func(o *crowd) bool { return o.client == c.Top })
		if i < 0 {
			i = len(list)
			list = append(list, &crowd{client: c.Top})
		}
		list[i].add(s)
	}
	list = slices.DeleteFunc(list, func(c *crowd) bool { return c.looked < crowdEntries })
	slices.SortFunc(list, func(a, b *crowd) int {
		return cmp.Or(cmp.Compare(b.of, a.of), strings.Compare(a.client, b.client))
	})
	return list
}

func (c *crowd) add(s *timeline.SourceAccount) {
	c.looked += s.Clients.Looked
	c.of += s.Clients.OfTop
	c.named += s.Clients.Named
	c.sources = append(c.sources, s)
	c.field = c.field || s.Clients.Field
	c.forwarded = cmp.Or(c.forwarded, s.Clients.Forwarded)
}

// note says what the address looks like, and what to do.
func (c *crowd) note(in *timeline.Account) []string {
	text := fmt.Sprintf("About %d %% of the requests%s come from %s", c.of*100/c.looked, inThese(c.sources), c.client)
	private := isPrivate(c.client)
	switch {
	case c.field && private && len(in.Proxies.Trusted) > 0 && !trusts(in, c.client):
		return []string{text + ", behind the proxies that are named. If it is one more of them, add --trusted-proxy " + c.client + "."}
	case in.Proxies.Field != "":
		return nil // how far it is believed has been said
	case c.named*2 >= c.looked && private:
		return []string{text + ": a proxy or load balancer, so its clients count as one, and alerts on a client name the proxy. " +
			"Whom it spoke for is logged: " + c.flags() + " reads it; further proxies stand behind commas."}
	case c.named*2 >= c.looked:
		return []string{text + ". If it is a proxy or load balancer of yours, its clients count as one; whom it spoke for is logged, and " + c.flags() + " reads it."}
	case private:
		return []string{text + ", a private address: if it is a proxy or load balancer, its clients count as one. " + c.advice()}
	}
	return nil
}

// sayProxy warns of alerts on an address that everyone seems to come from:
// whoever blocks it shuts all of them out.
func sayProxy(r *Report, alerts []detect.Alert) string {
	if r.Input.Proxies.Field != "" {
		return ""
	}
	for _, c := range crowds(&r.Input) {
		accused := slices.ContainsFunc(alerts, func(a detect.Alert) bool { return a.Client == c.client })
		if !accused || !isPrivate(c.client) {
			continue
		}
		text := c.client + " may be a proxy, and whoever blocks it blocks everyone behind it"
		if c.named*2 < c.looked {
			return text + ": see the data quality below."
		}
		return text + ": " + c.flags() + " tells them apart."
	}
	return ""
}

func trusts(in *timeline.Account, client string) bool {
	address, err := netip.ParseAddr(client)
	return err == nil && slices.ContainsFunc(in.Proxies.Trusted, func(p netip.Prefix) bool { return p.Contains(address) })
}

// flags are those that make log401 look behind the proxy.
func (c *crowd) flags() string {
	flags := "--trusted-proxy " + c.client
	if c.forwarded != "x-forwarded-for" {
		flags = "--client-field " + c.forwarded + " " + flags
	}
	return flags
}

func isPrivate(client string) bool {
	address, err := netip.ParseAddr(client)
	return err == nil && slices.ContainsFunc(classify.NamedNetworks, func(n classify.NamedNetwork) bool {
		return slices.ContainsFunc(n.Networks, func(p netip.Prefix) bool { return p.Contains(address) })
	})
}

// advice says how the servers of the sources log whom a proxy spoke for.
func (c *crowd) advice() string {
	const header = "X-Forwarded-For"
	ways := mend.Forwarded(header)
	if isW3C(c.sources[0]) {
		ways = mend.IISHeader(header)[:1]
	}
	var texts []string
	for _, w := range ways {
		texts = append(texts, "in "+w.Where+" "+strings.TrimSuffix(w.Lines[0], ";"))
	}
	return "To log whom it spoke for: " + strings.Join(texts, "; ") + "."
}

package report

import (
	"slices"
	"strings"

	"log401/internal/state"
)

// maxVia is how many proxies of a group are named.
const maxVia = 4

// A via is the proxies that requests came through: the first few in the order
// of their names, so that it does not matter who came first.
type via struct {
	some []string
	more bool
}

// add takes a proxy, "" for none.
func (v *via) add(proxy string) {
	i, found := slices.BinarySearch(v.some, proxy)
	switch {
	case found || proxy == "":
		return
	case len(v.some) < maxVia:
		v.some = slices.Insert(v.some, i, proxy)
		return
	case i < maxVia:
		v.some = slices.Insert(v.some[:maxVia-1], i, proxy)
	}
	v.more = true
}

func (v *via) transcribe(c state.Coder) {
	state.Slice(c, &v.some, func(s *string) { c.String(s) })
	c.Bool(&v.more)
	if c.Loads() && (len(v.some) > maxVia || !slices.IsSorted(v.some)) {
		c.Fail("proxies in another order")
	}
}

// viaOf returns the proxies that the denials of a client came through, none
// for "". The groups are sorted by client.
func viaOf(groups []Group, client string) ([]string, bool) {
	var all via
	if client == "" {
		return nil, false
	}
	i, _ := slices.BinarySearchFunc(groups, client, func(g Group, client string) int { return strings.Compare(g.Client, client) })
	for ; i < len(groups) && groups[i].Client == client; i++ {
		for _, proxy := range groups[i].Proxies {
			all.add(proxy)
		}
		all.more = all.more || groups[i].MoreProxies
	}
	return all.some, all.more
}

// viaText is a cell or a phrase: "10.0.0.1, 10.0.0.2 and more".
func viaText(proxies []string, more bool) string {
	names := make([]string, len(proxies))
	for i, p := range proxies {
		names[i] = name(p)
	}
	text := strings.Join(names, ", ")
	if more {
		text += " and more"
	}
	return text
}

// sameVia returns the proxies that all of some groups came through, "" where
// they are not the same.
func sameVia(groups []Group) string {
	text := ""
	for i := range groups {
		t := viaText(groups[i].Proxies, groups[i].MoreProxies)
		if t == "" || i > 0 && t != text {
			return ""
		}
		text = t
	}
	return text
}

func anyVia(groups []Group) bool {
	return slices.ContainsFunc(groups, func(g Group) bool { return len(g.Proxies) > 0 })
}

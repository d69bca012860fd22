package report

import (
	"slices"
	"sort"
	"strings"

	"log401/internal/state"
)

// maxVia is how many proxies of a group are named.
const maxVia = 4

// A via is the proxies that requests came through: the first few in the order
// of their names, so that it does not matter who came first. A copy of it does
// not change.
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
		v.some = slices.Concat(v.some[:i], []string{proxy}, v.some[i:])
		return
	case i < maxVia:
		v.some = slices.Concat(v.some[:i], []string{proxy}, v.some[i:maxVia-1])
	}
	v.more = true
}

// transcribe writes or reads the proxies of a row, where it has some.
func (v *via) transcribe(c state.Coder, some bool) {
	c.Bool(&some)
	if !some {
		return
	}
	state.Slice(c, &v.some, func(s *string) { c.String(s) })
	c.Bool(&v.more)
	if c.Loads() && (len(v.some) > maxVia || !slices.IsSorted(v.some)) {
		c.Fail("proxies in another order")
	}
}

// viaOf returns the proxies that the denials of a client came through, none
// for "". The groups are sorted by client.
func viaOf(groups List[Group], client string) ([]string, bool) {
	var all via
	if client == "" {
		return nil, false
	}
	first := sort.Search(groups.Len(), func(i int) bool { return groups.At(i).Client >= client })
	for i := first; i < groups.Len(); i++ {
		g := groups.At(i)
		if g.Client != client {
			break
		}
		for _, proxy := range g.Proxies {
			all.add(proxy)
		}
		all.more = all.more || g.MoreProxies
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

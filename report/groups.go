package report

import (
	"encoding/binary"

	"log401/handshake"
)

// A groupKey tells groups apart. The code of an event follows from its status
// and substatus.
type groupKey struct {
	client, user string
	code, cause  uint32 // numbers of names
	outcome      handshake.Outcome
	logOnly      bool
	likely       bool // user is none as logged, but a likely one
}

func (k *groupKey) size() int { return len(k.client) + len(k.user) }

func (k *groupKey) digest(n *numbered) uint64 {
	kind := k.outcome.String()
	if k.logOnly {
		kind += "?"
	}
	if k.likely {
		kind += "~"
	}
	return digest(k.client, k.user, n.list[k.cause], n.list[k.code], kind)
}

// Bits of the first byte of a record, beside the outcome.
const (
	bitLogOnly = 1 << 6
	bitLikely  = 1 << 5
)

// append appends the record of a key.
func (k *groupKey) append(b []byte) []byte {
	first := byte(k.outcome)
	if k.logOnly {
		first |= bitLogOnly
	}
	if k.likely {
		first |= bitLikely
	}
	b = append(b, first)
	b = binary.AppendUvarint(b, uint64(k.code))
	b = binary.AppendUvarint(b, uint64(k.cause))
	b = binary.AppendUvarint(b, uint64(len(k.client)))
	b = append(b, k.client...)
	return append(b, k.user...)
}

func groupKeyOf(record string) (k groupKey) {
	first := record[0]
	k.outcome = handshake.Outcome(first &^ (bitLogOnly | bitLikely))
	k.logOnly, k.likely = first&bitLogOnly != 0, first&bitLikely != 0
	code, rest := cutNumber(record[1:])
	cause, rest := cutNumber(rest)
	n, rest := cutNumber(rest)
	k.code, k.cause = uint32(code), uint32(cause)
	k.client, k.user = rest[:n], rest[n:]
	return k
}

// cutNumber reads what binary.AppendUvarint appended.
func cutNumber(s string) (n uint64, rest string) {
	for i := range len(s) {
		n |= uint64(s[i]&0x7f) << (7 * i)
		if s[i] < 0x80 {
			return n, s[i+1:]
		}
	}
	return 0, ""
}

// A numbered gives numbers to the few names that most groups share. The first
// is "".
type numbered struct {
	list   []string
	number map[string]uint32
}

func newNumbered() numbered { return numbered{[]string{""}, map[string]uint32{"": 0}} }

func (n *numbered) of(name string) uint32 {
	i, known := n.number[name]
	if !known {
		i = uint32(len(n.list))
		n.list = append(n.list, name)
		n.number[name] = i
	}
	return i
}

// A groupView makes groups of a view of their table.
type groupView struct {
	view
	names []string
}

// sortedGroups returns the groups counted so far, sorted.
func (b *Builder) sortedGroups() List[Group] {
	v := &groupView{b.groups.view(), b.names.list[:len(b.names.list):len(b.names.list)]}
	o := order{columns: groupOrder, window: v.window}
	rows := o.of(v.n)
	return List[Group]{len(rows), func(i int) Group { return v.group(int(rows[i])) }}
}

func (v *groupView) group(i int) Group {
	row, record := v.row(i)
	k := groupKeyOf(record)
	g := Group{
		Client: k.client, User: k.user, Code: v.names[k.code], Cause: v.names[k.cause], Outcome: k.outcome.String(),
		LogOnly: k.logOnly, Count: row.count, First: row.first, Last: row.last,
	}
	if via := v.via(row); via.some != nil {
		g.Proxies, g.MoreProxies = via.some, via.more
	}
	if k.likely {
		g.User, g.LikelyUser, g.Likelihood = "", k.user, row.likelihood.String()
	}
	return g
}

// groupOrder is how many columns groups are sorted by.
const groupOrder = 7

// window returns a window of a column that groups are sorted by.
func (v *groupView) window(row int32, column, at int) window {
	_, record := v.row(int(row))
	k := groupKeyOf(record)
	user, likely := k.user, ""
	if k.likely {
		user, likely = "", k.user
	}
	switch column {
	case 0:
		return windowAt(k.client, at)
	case 1:
		return windowAt(user, at)
	case 2:
		return windowAt(v.names[k.code], at)
	case 3:
		return windowAt(v.names[k.cause], at)
	case 4:
		return windowAt(k.outcome.String(), at)
	case 5:
		if k.logOnly {
			return window{high: 1}
		}
		return window{}
	}
	return windowAt(likely, at)
}

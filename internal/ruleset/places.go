package ruleset

import (
	"bytes"
	"strconv"

	"github.com/pelletier/go-toml/v2/unstable"
)

// A path leads to a value of a file: names of tables, and indexes in lists.
type path string

// Only an escape can put these bytes into a name. Two paths are then one, and a
// place may be that of the other.
func (p path) key(name string) path { return p + "\x00" + path(name) }
func (p path) item(i int) path      { return p + "\x01" + path(strconv.Itoa(i)) }

// parent returns the path without its last part.
func (p path) parent() path {
	for i := len(p) - 1; i > 0; i-- {
		if p[i] <= '\x01' {
			return p[:i]
		}
	}
	return ""
}

// places knows where names and values stand in a file, as offsets of bytes.
type places struct {
	parser unstable.Parser
	names  map[path]int
	values map[path]int
	tables map[path]int // how many tables a list made of [[headers]] has
}

// findPlaces returns the places of a file that is known to be TOML. The parser
// is the one that toml.Unmarshal uses.
func findPlaces(data []byte) *places {
	p := &places{names: map[path]int{}, values: map[path]int{}, tables: map[path]int{}}
	p.parser.Reset(data)
	table := path("")
	for p.parser.NextExpression() {
		switch e := p.parser.Expression(); e.Kind {
		case unstable.Table:
			table = p.follow("", e.Key())
		case unstable.ArrayTable:
			list := p.list(e.Key())
			table = list.item(p.tables[list])
			p.tables[list]++
		case unstable.KeyValue:
			p.pair(table, e)
		}
	}
	return p
}

// follow notes the names of a dotted key and returns where they lead from a
// table.
func (p *places) follow(from path, names unstable.Iterator) path {
	for names.Next() {
		from = p.enter(from).key(string(names.Node().Data))
		p.note(p.names, from, names.Node())
	}
	return p.enter(from)
}

// list is follow for the header of a table in a list, and returns the list.
func (p *places) list(names unstable.Iterator) path {
	list := path("")
	for names.Next() {
		list = p.enter(list).key(string(names.Node().Data))
		p.note(p.names, list, names.Node())
		if names.IsLast() {
			p.note(p.values, list.item(p.tables[list]), names.Node())
		}
	}
	return list
}

// enter returns the path to the last table of a list made of headers, and any
// other path as it is.
func (p *places) enter(at path) path {
	if n := p.tables[at]; n > 0 {
		return at.item(n - 1)
	}
	return at
}

func (p *places) pair(table path, e *unstable.Node) {
	p.enclose(p.follow(table, e.Key()), e.Value())
}

// enclose notes a value and those in it.
func (p *places) enclose(at path, v *unstable.Node) {
	p.note(p.values, at, v)
	parts := v.Children()
	switch v.Kind {
	case unstable.Array:
		for i := 0; parts.Next(); i++ {
			p.enclose(at.item(i), parts.Node())
		}
	case unstable.InlineTable:
		for parts.Next() {
			p.pair(at, parts.Node())
		}
	}
}

// note keeps the first place of a path; nodes without a range have none.
func (p *places) note(in map[path]int, at path, n *unstable.Node) {
	if _, known := in[at]; !known && n.Raw.Length > 0 {
		in[at] = int(n.Raw.Offset)
	}
}

// name returns where the name at the end of a path stands, or what holds it.
func (p *places) name(at path) int {
	for ; at != ""; at = at.parent() {
		if found, ok := p.names[at]; ok {
			return found
		}
		if found, ok := p.values[at]; ok {
			return found
		}
	}
	return 0
}

// value returns where the value at the end of a path stands, or its name, or
// what holds it.
func (p *places) value(at path) int {
	if found, ok := p.values[at]; ok {
		return found
	}
	return p.name(at)
}

// lineAndColumn returns the place of an offset, both from 1 on, the column in
// bytes.
func lineAndColumn(data []byte, offset int) (line, column int) {
	before := data[:offset]
	return 1 + bytes.Count(before, []byte("\n")), offset - bytes.LastIndexByte(before, '\n')
}

package report

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"log401/detect"
	"log401/handshake"
)

// A key is something that a breakdown can count by.
type key struct {
	name  string
	value func(b *Builder, d *handshake.Denial, code string) string
}

var keys = []key{
	{"client", func(_ *Builder, d *handshake.Denial, _ string) string { return d.Event.Client }},
	{"network", func(b *Builder, d *handshake.Denial, _ string) string { return b.network(d.Event.Client) }},
	{"proxy", func(_ *Builder, d *handshake.Denial, _ string) string { return d.Event.Peer }},
	{"user", func(_ *Builder, d *handshake.Denial, _ string) string { return d.Event.User }},
	{"agent", func(_ *Builder, d *handshake.Denial, _ string) string { return d.Event.Agent }},
	{"cause", func(_ *Builder, d *handshake.Denial, _ string) string { return causeName(&d.Event) }},
	{"code", func(_ *Builder, _ *handshake.Denial, code string) string { return code }},
	{"outcome", func(_ *Builder, d *handshake.Denial, _ string) string { return d.Outcome.String() }},
	{"method", func(_ *Builder, d *handshake.Denial, _ string) string { return d.Event.Method }},
	{"path", func(_ *Builder, d *handshake.Denial, _ string) string { return d.Event.Path }},
	{"host", func(_ *Builder, d *handshake.Denial, _ string) string { return d.Event.Host }},
	{"port", func(_ *Builder, d *handshake.Denial, _ string) string { return d.Event.Port }},
	{"site", func(_ *Builder, d *handshake.Denial, _ string) string { return d.Event.Site }},
	{"server", func(_ *Builder, d *handshake.Denial, _ string) string { return d.Event.Server }},
	{hourKey, func(b *Builder, d *handshake.Denial, _ string) string { return b.hour(d.Event.Time) }},
}

// hourKey is the key whose values are times: the start of an hour, RFC 3339 in
// UTC.
const hourKey = "hour"

// maxBy is how many keys a breakdown may have: a row has room for as many.
const maxBy = 6

// KeyNames returns the names of all keys that a breakdown can have.
func KeyNames() []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	return names
}

func keyByName(name string) *key {
	for i := range keys {
		if keys[i].name == name {
			return &keys[i]
		}
	}
	return nil
}

// ParseKeys splits a list such as "client,path" into the keys of a breakdown.
func ParseKeys(list string) ([]string, error) {
	var names []string
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		switch {
		case keyByName(name) == nil:
			return nil, fmt.Errorf("unknown key %q: the keys are %s", name, strings.Join(KeyNames(), ", "))
		case slices.Contains(names, name):
			return nil, fmt.Errorf("key %q twice", name)
		case len(names) == maxBy:
			return nil, fmt.Errorf("key %q is one too many: at most %d keys go together", name, maxBy)
		}
		names = append(names, name)
	}
	return names, nil
}

// A rowKey holds the values of the keys asked for, in their order.
type rowKey [maxBy]string

func (k *rowKey) size() int {
	n := 0
	for _, s := range k {
		n += len(s)
	}
	return n
}

func (k *rowKey) digest() uint64 { return digest(k[:]...) }

// append appends the record of the first n values.
func (k *rowKey) append(b []byte, n int) []byte {
	for _, s := range k[:n] {
		b = appendText(b, s)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// cutText reads what appendText appended.
func cutText(record string) (s, rest string) {
	n, rest := cutNumber(record)
	return rest[:n], rest[n:]
}

func (b *Builder) rowKey(d *handshake.Denial, code string) rowKey {
	var row rowKey
	for i, k := range b.byKeys {
		row[i] = k.value(b, d, code)
	}
	return row
}

// A recent value of a key is kept, since the next denial mostly has the same.
type recent[K comparable, V any] struct {
	of    K
	value V
	known bool
}

func (r *recent[K, V]) get(of K, value func(K) V) V {
	if !r.known || r.of != of {
		*r = recent[K, V]{of, value(of), true}
	}
	return r.value
}

func (b *Builder) network(client string) string { return b.lastNetwork.get(client, detect.Network) }

// hour returns the start of the hour by the clock of the zone asked for: in
// some zones that is at half past an hour of UTC.
func (b *Builder) hour(ns int64) string {
	shown, offset := b.times.wall.shown(ns, b.opts.Location)
	start := floor(shown, hour) - offset
	return b.lastHour.get(start, func(start int64) string { return time.Unix(start, 0).UTC().Format(time.RFC3339) })
}

// floor returns the highest multiple of step that is not above n.
func floor(n, step int64) int64 {
	if rest := n % step; rest < 0 {
		return n - rest - step
	}
	return n - n%step
}

// breakdown makes the rows of t: by hour where that is the first key, else
// most denials first.
func breakdown(t *table, keys []*key) Breakdown {
	b := Breakdown{Cut: t.cut()}
	for _, k := range keys {
		b.Keys = append(b.Keys, k.name)
	}
	v := &rowView{t.view(), len(keys), b.byTime()}
	o := order{columns: len(keys) + 1, window: v.window}
	rows := o.of(v.n)
	b.Rows = List[Row]{len(rows), func(i int) Row { return v.makeRow(int(rows[i])) }}
	return b
}

// A rowView makes rows of a breakdown of a view of their table.
type rowView struct {
	view
	keys   int
	byTime bool
}

func (v *rowView) makeRow(i int) Row {
	row, record := v.row(i)
	values := make([]string, v.keys)
	for i := range values {
		values[i], record = cutText(record)
	}
	return Row{Values: values, Count: row.count, First: row.first, Last: row.last}
}

// window returns a window of a column that rows are sorted by: the count, then
// the values, but for an hour, which comes before all.
func (v *rowView) window(i int32, column, at int) window {
	row, record := v.row(int(i))
	value := column - 1
	if v.byTime && column < 2 {
		value = -column
	}
	if value < 0 {
		return window{high: ^uint64(row.count)} // most first
	}
	var s string
	for range value + 1 {
		s, record = cutText(record)
	}
	return windowAt(s, at)
}

func mostFirst(x, y Row) int {
	return cmp.Or(cmp.Compare(y.Count, x.Count), slices.Compare(x.Values, y.Values))
}

// sortByTime puts rows in the order of their first key, and those of an hour
// in the order in which they were.
func sortByTime(rows []Row) {
	slices.SortStableFunc(rows, func(x, y Row) int { return strings.Compare(x.Values[0], y.Values[0]) })
}

// byTime reports whether the rows stand in the order of time.
func (b *Breakdown) byTime() bool { return b.Keys[0] == hourKey }

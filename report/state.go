package report

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"log401/handshake"
	"log401/internal/state"
)

// ErrOtherCounts is what Load returns where the state was counted by a Builder
// with other Options than its own, so that the two cannot be added up.
var ErrOtherCounts = errors.New("what was counted before is another breakdown, or without all that is asked for now: --by, --all and --tz have to stay as they were")

// Save appends everything counted, so that another Builder can go on as if it
// were this one. Equal Builders append equal bytes.
func (b *Builder) Save(to *state.Encoder) {
	c := state.Saving(to)
	settings := b.settings()
	c.String(&settings)
	b.transcribe(c)
}

// Load takes over what another Builder saved. It is called on a Builder that
// is new, with the same By, All and Location; it returns [ErrOtherCounts] if they
// differ, else the error of from. After an error the Builder is not to be
// used.
func (b *Builder) Load(from *state.Decoder) error {
	if settings := from.String(); from.Err() == nil && settings != b.settings() {
		return ErrOtherCounts
	}
	b.transcribe(state.Loading(from))
	return from.Err()
}

// settings names the options that what is counted depends on.
func (b *Builder) settings() string {
	settings := []string{b.opts.Location.String()}
	if b.opts.All {
		settings = append(settings, "all")
	}
	for _, k := range b.byKeys {
		settings = append(settings, k.name)
	}
	return strings.Join(settings, " ")
}

func (b *Builder) transcribe(c state.Coder) {
	c.Int(&b.total)
	c.Int(&b.logOnly)
	for i := range b.class {
		c.Int(&b.class[i])
	}
	for i := range b.outcome {
		c.Int(&b.outcome[i])
	}
	b.times.transcribe(c)
	b.transcribeCodes(c)
	transcribeTable(c, b.groups, func(k *groupKey) { k.transcribe(c) })
	transcribeTable(c, b.paths, func(k *rowKey) { k.transcribe(c, 1) })
	for _, t := range [...]*table[asideKey]{b.httperr, b.ftp} {
		transcribeTable(c, t, func(k *asideKey) { k.transcribe(c) })
	}
	if b.by != nil {
		transcribeTable(c, b.by, func(k *rowKey) { k.transcribe(c, len(b.byKeys)) })
	}
}

func (b *Builder) transcribeCodes(c state.Coder) {
	codes := slices.SortedFunc(maps.Keys(b.codes), func(x, y code) int {
		return cmp.Or(cmp.Compare(x.status, y.status), cmp.Compare(x.substatus, y.substatus))
	})
	state.Slice(c, &codes, func(k *code) {
		c.Count(&k.status)
		c.Int(&k.substatus)
		if c.Loads() {
			b.codes[*k] = &codeCount{}
		}
		c.String(&b.codes[*k].name)
		c.Int(&b.codes[*k].count)
	})
}

func transcribeTable[K counted](c state.Coder, t *table[K], key func(*K)) {
	c.Int(&t.other.Denials)
	c.Int(&t.other.LogOnly)
	state.Slice(c, &t.rows, func(row *tally[K]) {
		key(&row.key)
		for _, n := range [...]*int64{&row.count, &row.first, &row.last} {
			c.Int(n)
		}
		state.Enum(c, &row.likelihood, int(handshake.NumConfidences))
		row.transcribeVia(c)
	})
	state.Slice(c, &t.seen, func(word *uint64) {
		bits := int64(*word)
		c.Int(&bits)
		*word = uint64(bits)
	})
	if !c.Loads() {
		return
	}
	if n := len(t.seen); n != 0 && n != seenBits/64 {
		c.Fail("a counter of another size")
	}
	t.reindex(c)
}

func (t *tally[K]) transcribeVia(c state.Coder) {
	some := t.via != nil
	c.Bool(&some)
	if !some {
		return
	}
	if c.Loads() {
		t.via = new(via)
	}
	t.via.transcribe(c)
}

// reindex finds the rows that were read their place by key.
func (t *table[K]) reindex(c state.Coder) {
	rows := t.rows
	t.rows = rows[:0]
	for i := range rows {
		_, free, known := t.find(rows[i].key)
		if known {
			c.Fail("a row that was there before")
			return
		}
		t.index[free] = int32(i)
		t.room -= int64(rows[i].key.size())
		t.rows = rows[:i+1]
	}
}

func (k *groupKey) transcribe(c state.Coder) {
	for _, s := range [...]*string{&k.client, &k.user, &k.cause, &k.code} {
		c.String(s)
	}
	state.Enum(c, &k.outcome, int(handshake.NumOutcomes))
	c.Bool(&k.logOnly)
	c.Bool(&k.likely)
}

// transcribe writes or reads the first n values of a key, which are all that
// it holds.
func (k *rowKey) transcribe(c state.Coder, n int) {
	for i := range k[:n] {
		c.String(&k[i])
	}
}

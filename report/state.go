package report

import (
	"cmp"
	"errors"
	"hash/maphash"
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
	transcribeTable(c, b.groups, func(record string) ([]byte, int) { return b.transcribeGroup(c, record) })
	transcribeTable(c, b.paths, func(record string) ([]byte, int) { return transcribeRow(c, record, 1) })
	for _, t := range [...]*table{b.httperr, b.ftp} {
		transcribeTable(c, t, func(record string) ([]byte, int) { return transcribeAside(c, record) })
	}
	if b.by != nil {
		transcribeTable(c, b.by, func(record string) ([]byte, int) { return transcribeRow(c, record, len(b.byKeys)) })
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
			b.codes[*k] = &codeCount{code: *k}
		}
		count := b.codes[*k]
		c.String(&count.name)
		count.number = b.names.of(count.name)
		c.Int(&count.count)
	})
}

// transcribeTable writes or reads a table; key writes the key of a record, or
// reads one and returns its record and size.
func transcribeTable(c state.Coder, t *table, key func(record string) ([]byte, int)) {
	c.Int(&t.other.Denials)
	c.Int(&t.other.LogOnly)
	next, saved := 0, t.now()
	rows := make([]struct{}, saved.n)
	state.Slice(c, &rows, func(*struct{}) {
		var row tally
		var record string
		var proxies via
		if !c.Loads() {
			from, of := saved.row(next)
			row, record, proxies = *from, of, saved.via(from)
		}
		next++
		read, size := key(record)
		row.transcribe(c)
		proxies.transcribe(c, row.via != 0)
		if c.Loads() {
			t.restore(c, row, read, size, proxies)
		}
	})
	state.Slice(c, &t.seen, func(word *uint64) {
		bits := int64(*word)
		c.Int(&bits)
		*word = uint64(bits)
	})
	if n := len(t.seen); n != 0 && n != seenBits/64 {
		c.Fail("a counter of another size")
	}
}

func (t *tally) transcribe(c state.Coder) {
	for _, n := range [...]*int64{&t.count, &t.first, &t.last} {
		c.Int(n)
	}
	state.Enum(c, &t.likelihood, int(handshake.NumConfidences))
}

// restore puts a row that was read back to where it was.
func (t *table) restore(c state.Coder, row tally, record []byte, size int, proxies via) {
	hash := maphash.Bytes(t.seed, record)
	if _, known := t.find(record, hash); known {
		c.Fail("a row that was there before")
		return
	}
	if proxies.some != nil {
		t.vias = append(t.vias, proxies)
		row.via = uint32(len(t.vias))
	}
	t.insert(record, size, hash, row)
}

func (b *Builder) transcribeGroup(c state.Coder, record string) ([]byte, int) {
	var k groupKey
	if !c.Loads() {
		k = groupKeyOf(record)
	}
	cause, code := b.names.list[k.cause], b.names.list[k.code]
	for _, s := range [...]*string{&k.client, &k.user, &cause, &code} {
		c.String(s)
	}
	state.Enum(c, &k.outcome, int(handshake.NumOutcomes))
	c.Bool(&k.logOnly)
	c.Bool(&k.likely)
	k.cause, k.code = b.names.of(cause), b.names.of(code)
	return k.append(nil), k.size()
}

// transcribeRow writes or reads the n values of a key.
func transcribeRow(c state.Coder, record string, n int) ([]byte, int) {
	var k rowKey
	for i := range k[:n] {
		if !c.Loads() {
			k[i], record = cutText(record)
		}
		c.String(&k[i])
	}
	return k.append(nil, n), k.size()
}

func transcribeAside(c state.Coder, record string) ([]byte, int) {
	var k asideKey
	if !c.Loads() {
		k = asideKeyOfRecord(record)
	}
	for _, s := range [...]*string{&k.client, &k.user, &k.reason, &k.site, &k.queue} {
		c.String(s)
	}
	c.Count(&k.status)
	c.Int(&k.substatus)
	c.Int(&k.win32)
	return k.append(nil), k.size()
}

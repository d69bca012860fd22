package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"log401/classify"
	"log401/detect"
	"log401/handshake"
	"log401/timeline"
)

// DefaultMaxGroups is how many groups a Builder keeps where Options does not
// say.
const DefaultMaxGroups = 500_000

// Options say what a Builder counts.
type Options struct {
	By        []string // keys of the breakdown asked for, of those that ParseKeys knows; none for no breakdown
	All       bool     // keep the steps of logons in Groups, and everything in the breakdowns
	MaxGroups int      // most rows of Groups, and of each breakdown; 0 means DefaultMaxGroups

	// Location is the zone by whose clock hours, and the steps of OverTime,
	// start; nil means UTC.
	Location *time.Location
}

// A Builder counts denials as they are settled. It makes a Report at any time
// and goes on. It is not safe for use by several goroutines at once.
type Builder struct {
	opts    Options
	total   int64
	logOnly int64
	codes   map[code]*codeCount
	lately  [codesLately]*codeCount // by some bits of the code
	class   [classify.NumClasses]int64
	outcome [handshake.NumOutcomes]int64
	names   numbered
	groups  *table
	paths   *table
	httperr *table
	ftp     *table
	by      *table // nil where none was asked for
	byKeys  []*key
	times   histogram
	record  []byte // of the row that is counted

	lastCause   recent[*classify.Cause, uint32]
	lastNetwork recent[string, string] // by client
	lastHour    recent[int64, string]  // by start, in Unix seconds
}

// NewBuilder returns an empty Builder. Keys in opts.By that ParseKeys would
// refuse are left out.
func NewBuilder(opts Options) *Builder {
	if opts.MaxGroups <= 0 {
		opts.MaxGroups = DefaultMaxGroups
	}
	if opts.Location == nil {
		opts.Location = time.UTC
	}
	b := &Builder{
		opts:    opts,
		codes:   make(map[code]*codeCount),
		names:   newNumbered(),
		groups:  newTable(opts.MaxGroups),
		paths:   newTable(opts.MaxGroups),
		httperr: newTable(opts.MaxGroups),
		ftp:     newTable(opts.MaxGroups),
		times:   histogram{zone: opts.Location},
	}
	for _, name := range opts.By {
		if k := keyByName(name); k != nil && !slices.Contains(b.byKeys, k) && len(b.byKeys) < maxBy {
			b.byKeys = append(b.byKeys, k)
		}
	}
	if len(b.byKeys) > 0 {
		b.by = newTable(opts.MaxGroups)
	}
	return b
}

// Denial counts d. It keeps the strings of d but not d itself. One that is
// unattributed counts in the totals, and in groups, paths and the breakdown
// only once Attributed has told of it.
func (b *Builder) Denial(d *handshake.Denial) {
	c := b.code(&d.Event)
	if d.Event.LogOnly {
		b.logOnly++
	} else {
		b.total++
		b.class[d.Event.Class]++
		b.outcome[d.Outcome]++
		c.count++
	}
	if !d.Unattributed {
		b.attribute(d, c)
	}
}

// Attributed counts d, which Denial has counted in the totals before.
func (b *Builder) Attributed(d *handshake.Denial) { b.attribute(d, b.code(&d.Event)) }

// attribute counts d beyond the totals.
func (b *Builder) attribute(d *handshake.Denial, c *codeCount) {
	step := d.Outcome == handshake.Challenge || d.Outcome == handshake.Prelude
	if step && !b.opts.All {
		return
	}
	b.addGroup(d, c)
	e := &d.Event
	if (e.LogOnly || e.Class == classify.ClassForbidden) && !b.opts.All {
		return
	}
	if e.Astray {
		b.times.astray++
	} else {
		b.times.add(e.Time)
	}
	b.addRow(b.paths, rowKey{e.Path}, 1, e)
	if b.by != nil {
		b.addRow(b.by, b.rowKey(d, c.name), len(b.byKeys), e)
	}
}

func (b *Builder) addGroup(d *handshake.Denial, c *codeCount) {
	e := &d.Event
	key := groupKey{client: e.Client, user: e.User, code: c.number, cause: b.cause(e.Cause), outcome: d.Outcome, logOnly: e.LogOnly}
	if d.LikelyUser != "" {
		key.user, key.likely = d.LikelyUser, true
	}
	b.record = key.append(b.record[:0])
	row := b.groups.add(b.record, key.size(), e.Time)
	if row == nil {
		b.groups.leaveOut(key.digest(&b.names), e.LogOnly)
		return
	}
	row.likelihood = max(row.likelihood, d.Likelihood)
	b.groups.through(row, e.Peer)
}

// addRow counts a denial in a table by the first n values of key, which are
// all that it has.
func (b *Builder) addRow(t *table, key rowKey, n int, e *classify.Event) {
	b.record = key.append(b.record[:0], n)
	if t.add(b.record, key.size(), e.Time) == nil {
		t.leaveOut(key.digest(), e.LogOnly)
	}
}

// cause returns the number of the name of a cause.
func (b *Builder) cause(c *classify.Cause) uint32 {
	return b.lastCause.get(c, func(c *classify.Cause) uint32 {
		if c == nil {
			return 0
		}
		return b.names.of(c.Name)
	})
}

// A code is a status and a substatus; -1 where no substatus was logged.
type code struct {
	status    int
	substatus int64
}

type codeCount struct {
	code
	name   string
	number uint32 // of the name
	count  int64
}

// otherCode stands for all codes beyond the limit on them. A server writes a
// few dozen; only a forged log has more.
const otherCode = "other"

// codesLately is how many codes are found without looking them up, as a power
// of two.
const codesLately = 64

func (b *Builder) code(e *classify.Event) *codeCount {
	key := code{e.Status, e.Substatus}
	lately := &b.lately[uint64(int64(key.status)*8+key.substatus)%codesLately]
	if c := *lately; c != nil && c.code == key {
		return c
	}
	c, known := b.codes[key]
	if !known {
		c = b.newCode(key, e)
	}
	*lately = c
	return c
}

func (b *Builder) newCode(key code, e *classify.Event) *codeCount {
	name := e.Code()
	if len(b.codes) >= min(b.opts.MaxGroups, 10_000) {
		key, name = code{-1, -1}, otherCode
	}
	c, known := b.codes[key]
	if !known {
		c = &codeCount{code: key, name: name, number: b.names.of(name)}
		b.codes[key] = c
	}
	return c
}

// Report returns what was counted so far, together with what was read, the
// alerts raised, and sentences about limits that bit elsewhere. It is a
// snapshot: the Builder may go on. The Report shares no memory with account
// that could change; the alerts are shared and must not.
func (b *Builder) Report(account timeline.Account, alerts []detect.Alert, limits []string, complete bool) *Report {
	r := &Report{
		Complete: complete,
		Input:    cloneAccount(account),
		Denials:  b.denials(),
		Groups:   b.sortedGroups(),
		Cut:      b.groups.cut(),
		OverTime: b.times.overTime(),
		Paths:    breakdown(b.paths, []*key{keyByName("path")}),
		HTTPERR:  b.httperrRows(),
		FTP:      b.ftpRows(),
		Alerts:   slices.Clone(alerts),
		foreign:  b.foreign(),
	}
	if b.by != nil {
		by := breakdown(b.by, b.byKeys)
		r.By = &by
	}
	slices.SortStableFunc(r.Alerts, compareAlerts)
	r.Notes = append(notes(&r.Input, &r.Denials), limits...)
	r.Notes = append(r.Notes, b.limitNotes()...)
	r.Notes = append(r.Notes, b.asideNotes(r.FTP)...)
	return r
}

func (b *Builder) denials() Denials {
	d := Denials{
		Total: b.total, LogOnly: b.logOnly,
		ByCode: make(map[string]int64), ByClass: make(map[string]int64), ByOutcome: make(map[string]int64),
	}
	for _, c := range b.codes {
		if c.count > 0 {
			d.ByCode[c.name] += c.count
		}
	}
	for i, n := range b.class {
		if n > 0 {
			d.ByClass[classify.Class(i).String()] += n
		}
	}
	for i, n := range b.outcome {
		if n > 0 {
			d.ByOutcome[handshake.Outcome(i).String()] += n
		}
	}
	return d
}

func causeName(e *classify.Event) string {
	if e.Cause == nil {
		return ""
	}
	return e.Cause.Name
}

func cloneAccount(a timeline.Account) timeline.Account {
	a.Sources = slices.Clone(a.Sources)
	for i := range a.Sources {
		a.Sources[i].MissingFields = slices.Clone(a.Sources[i].MissingFields)
	}
	a.Rejects = slices.Clone(a.Rejects)
	for i := range a.Rejects {
		a.Rejects[i].Sample = slices.Clone(a.Rejects[i].Sample)
	}
	return a
}

func compareAlerts(a, b detect.Alert) int {
	return cmp.Or(cmp.Compare(a.First, b.First), strings.Compare(a.ID, b.ID))
}

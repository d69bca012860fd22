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
	class   [classify.NumClasses]int64
	outcome [handshake.NumOutcomes]int64
	groups  *table[groupKey]
	paths   *table[rowKey]
	httperr *table[asideKey]
	ftp     *table[asideKey]
	by      *table[rowKey] // nil where none was asked for
	byKeys  []*key
	times   histogram

	lastNetwork recent[string] // by client
	lastHour    recent[int64]  // by start, in Unix seconds
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
		groups:  newTable[groupKey](opts.MaxGroups),
		paths:   newTable[rowKey](opts.MaxGroups),
		httperr: newTable[asideKey](opts.MaxGroups),
		ftp:     newTable[asideKey](opts.MaxGroups),
		times:   histogram{zone: opts.Location},
	}
	for _, name := range opts.By {
		if k := keyByName(name); k != nil && !slices.Contains(b.byKeys, k) && len(b.byKeys) < maxBy {
			b.byKeys = append(b.byKeys, k)
		}
	}
	if len(b.byKeys) > 0 {
		b.by = newTable[rowKey](opts.MaxGroups)
	}
	return b
}

// Denial counts d. It keeps the strings of d but not d itself. One that is
// unattributed counts in the totals, and in groups, paths and the breakdown
// only once Attributed has told of it.
func (b *Builder) Denial(d *handshake.Denial) {
	b.count(&d.Event, d.Outcome)
	if !d.Unattributed {
		b.Attributed(d)
	}
}

// Attributed counts d, which Denial has counted in the totals before.
func (b *Builder) Attributed(d *handshake.Denial) {
	e := &d.Event
	name := b.code(e).name
	step := d.Outcome == handshake.Challenge || d.Outcome == handshake.Prelude
	if step && !b.opts.All {
		return
	}
	key := groupKey{
		client: e.Client, user: e.User, cause: causeName(e), code: name,
		outcome: d.Outcome, logOnly: e.LogOnly,
	}
	if d.LikelyUser != "" {
		key.user, key.likely = d.LikelyUser, true
	}
	row := b.groups.add(key, e.Time, e.LogOnly)
	if row != nil {
		row.likelihood = max(row.likelihood, d.Likelihood)
		row.through(e.Peer)
	}
	if (e.LogOnly || e.Class == classify.ClassForbidden) && !b.opts.All {
		return
	}
	if e.Astray {
		b.times.astray++
	} else {
		b.times.add(e.Time)
	}
	b.paths.add(rowKey{e.Path}, e.Time, e.LogOnly)
	if b.by != nil {
		b.by.add(b.rowKey(d, name), e.Time, e.LogOnly)
	}
}

// count adds to the totals.
func (b *Builder) count(e *classify.Event, outcome handshake.Outcome) {
	c := b.code(e)
	if e.LogOnly {
		b.logOnly++
		return
	}
	b.total++
	b.class[e.Class]++
	b.outcome[outcome]++
	c.count++
}

// A code is a status and a substatus; -1 where no substatus was logged.
type code struct {
	status    int
	substatus int64
}

type codeCount struct {
	name  string
	count int64
}

// otherCode stands for all codes beyond the limit on them. A server writes a
// few dozen; only a forged log has more.
const otherCode = "other"

func (b *Builder) code(e *classify.Event) *codeCount {
	key := code{e.Status, e.Substatus}
	if c, ok := b.codes[key]; ok {
		return c
	}
	if len(b.codes) >= min(b.opts.MaxGroups, 10_000) {
		key = code{-1, -1}
		if c, ok := b.codes[key]; ok {
			return c
		}
		b.codes[key] = &codeCount{name: otherCode}
		return b.codes[key]
	}
	b.codes[key] = &codeCount{name: e.Code()}
	return b.codes[key]
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
	}
	if b.by != nil {
		by := breakdown(b.by, b.byKeys)
		r.By = &by
	}
	slices.SortStableFunc(r.Alerts, compareAlerts)
	r.Notes = append(notes(&r.Input, &r.Denials), limits...)
	r.Notes = append(r.Notes, b.limitNotes()...)
	r.Notes = append(r.Notes, b.asideNotes()...)
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

func (b *Builder) sortedGroups() []Group {
	groups := make([]Group, len(b.groups.rows))
	for i, row := range b.groups.rows {
		k := row.key
		groups[i] = Group{
			Client: k.client, User: k.user, Code: k.code, Cause: k.cause, Outcome: k.outcome.String(),
			LogOnly: k.logOnly, Count: row.count, First: row.first, Last: row.last,
		}
		if row.via != nil {
			groups[i].Proxies, groups[i].MoreProxies = slices.Clone(row.via.some), row.via.more
		}
		if k.likely {
			groups[i].User, groups[i].LikelyUser, groups[i].Likelihood = "", k.user, row.likelihood.String()
		}
	}
	slices.SortFunc(groups, compareGroups)
	return groups
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

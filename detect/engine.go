package detect

import (
	"time"
)

// A rule is a row of the table with what the engine knows about its keys.
type rule struct {
	Rule
	keep      int     // events that a window keeps
	needs     needs   // of them, what its limits may ask for
	longest   int64   // the longest window
	fewest    int     // events that may raise something
	spans     bool    // a limit asks for a span
	distinct  bool    // a limit asks for distinct users or clients
	held      []Limit // Limits over the longest window: how long each holds
	onlyHolds bool    // an open alert can only be prolonged, not become graver, and no rule gives way to it
	waits     bool    // one event raises nothing: the first of a key is put aside
	bars      []*rule // rules that are not raised where this one is over a limit

	states *lru[key, state]
	alerts []*alert // in the order in which they were raised
	cut    int64    // finished alerts no longer kept
}

// A state is what is known about one key of a rule.
type state struct {
	window
	key    key
	alert  *alert    // not yet known to be over; or nil
	past   *alert    // the last one that is over; or nil
	pulse  *pulse    // of a rule that counts beats
	tally  tally     // of a rule that counts denials by a rate limit
	silent int64     // no alert is raised before
	barred int64     // when something last barred alerts for as long as a window: the rule named by Unless over a limit, a client let in
	trace  *KeyTrace // nil where nobody watches
}

func newRule(row Rule, maxKeys int) *rule {
	r := &rule{Rule: row}
	for i, l := range row.Limits {
		r.needs.raise(l)
		if n := max(l.Count, l.Users, l.Clients); i == 0 || n < r.fewest {
			r.fewest = n
		}
		r.longest = max(r.longest, int64(l.Window))
		r.spans = r.spans || l.Span > 0
		r.distinct = r.distinct || l.Users > 0 || l.Clients > 0
	}
	if row.Counts == Beats {
		r.longest = longestPause
	}
	r.keep = max(minKept, r.needs.all())
	if r.distinct {
		r.keep += r.keep / 2 // room for events to be looked over by the dozen
	}
	for _, l := range row.Limits {
		l.Window = time.Duration(r.longest)
		r.held = append(r.held, l)
	}
	r.states = newLRU[key, state](maxKeys, 0) // expire asks each
	r.states.onDrop = func(st *state) {
		if st.alert != nil {
			st.alert.settle()
		}
		if st.pulse != nil {
			st.pulse.beats = nil
		}
	}
	return r
}

// over reports whether nothing that came before the settled time can matter to
// the rule any more.
func (st *state) over(r *rule, touched, settled int64) bool {
	if st.alert != nil || st.silent > settled {
		return false
	}
	if len(st.entries) == 0 && st.pulse == nil {
		return touched <= settled
	}
	return touched+r.longest <= settled
}

// show gives an event to every rule that counts such events.
func (d *Detector) show(c Counts, e *event) {
	d.shown++
	var asked, waits [numKeyKinds]bool
	for _, r := range d.showing[c] {
		k, ok := r.Key.keyOf(e)
		switch {
		case !ok:
			continue
		case r.QuietClients && d.noisy(e, e.time):
			d.tracer.quiet(r, k, e)
			continue
		case r.waits && r.Key == KeyClientUser && e.first:
			continue // it has its place in the windows once it is brought in
		case r.waits && !asked[r.Key]:
			asked[r.Key], waits[r.Key] = true, d.setAside(r.Key, k, e)
		}
		if !r.waits || !waits[r.Key] {
			d.count(r, d.state(r, k), e)
		}
	}
}

func (d *Detector) count(r *rule, st *state, e *event) {
	if r.AtSignIn {
		d.catchUpOn(e.Client, e.clientHash)
	}
	if r.Counts == Beats {
		d.beat(r, st, e)
	} else {
		d.put(r, st, e)
	}
}

func (d *Detector) state(r *rule, k key) *state {
	st := r.states.touch(k, d.clock)
	st.key = k
	return st
}

// put inserts an event into a window and looks at the moments it bears on.
func (d *Detector) put(r *rule, st *state, e *event) {
	i := st.insert(e)
	d.tracer.counted(r, st, e)
	d.check(r, st, e.time)
	st.count(i)
	d.siege(r, st)
	settled := d.clock - d.lateness
	st.trim(r, settled-r.longest)
	if r.Counts == RateLimits {
		st.peak(e)
		st.tally.trim(settled-r.longest, settled)
	}
}

// check looks at the moments of a window from a time on, as long as an event
// of that time can matter to them.
func (d *Detector) check(r *rule, st *state, from int64) {
	if r.AtSignIn {
		d.checkMarks(r, st, from)
		return
	}
	for i := st.after(from - 1); i < len(st.entries) && st.entries[i].time < from+r.longest; i++ {
		at := st.entries[i].time
		if i+1 < len(st.entries) && st.entries[i+1].time == at {
			continue // the moment is looked at once, with all its events
		}
		d.look(r, st, at, view{})
	}
}

func (d *Detector) checkMarks(r *rule, st *state, from int64) {
	for i := range st.marks {
		m := &st.marks[i]
		if m.ev.time < from || m.ev.time >= from+r.longest {
			continue
		}
		if d.look(r, st, m.ev.time, m.view()) && !m.counted {
			m.counted = true
			st.alert.witness(m.ev)
		}
	}
}

func (m *mark) view() view { return view{taken: true, named: !m.sole} }

// look raises or continues the alert of a key if the window that ends at a
// moment is full, and reports whether the moment belongs to the open alert.
func (d *Detector) look(r *rule, st *state, at int64, v view) bool {
	verdict := d.judge(r, st, at, v)
	st.trace.looked(r, st, at, v, verdict, st.quietUntil(d.rest))
	return verdict == Raised || verdict == Prolonged
}

// judge is look with the reason for what it does.
func (d *Detector) judge(r *rule, st *state, at int64, v view) Verdict {
	if a := st.alert; a != nil && at <= a.end && r.onlyHolds && a.Limit > 0 {
		return st.prolong(a, nil, nil, at)
	}
	best, held := st.reached(r, at, v)
	if best != nil {
		d.bar(r, st.key, at)
	}
	if a := st.alert; a != nil && at <= a.end {
		return st.prolong(a, best, held, at)
	}
	if best == nil {
		return Below
	}
	if against := d.obstacle(r, st, best, at); against != Below {
		return against
	}
	if r.QuietClients {
		v.quiet, v.asked = d, at
		if best, held = st.reached(r, at, v); best == nil {
			return Covered
		}
	}
	d.raise(r, st, best, held, at, v)
	return Raised
}

// prolong continues an open alert through a moment, if the moment belongs to
// it: if the alert was open before, or the window is full again just as it
// would have ended.
func (st *state) prolong(a *alert, best, held *Limit, at int64) Verdict {
	if best != nil {
		a.rise(best, held)
	}
	until, ok := st.holds(a.held, at, a.view)
	a.end = max(a.end, until)
	if !ok {
		return Below
	}
	return Prolonged
}

// bar tells the rules that give way to a rule.
func (d *Detector) bar(r *rule, k key, at int64) {
	for _, b := range r.bars {
		d.bringIn(b.Key, k)
		if st := b.states.get(k); st != nil {
			st.barred = max(st.barred, at)
		}
	}
}

// reached returns the highest of the limits that the window reaches at a
// moment, nil where it reaches none, and the lowest as what keeps an alert
// open: as long as the longest window holds as many.
func (st *state) reached(r *rule, at int64, v view) (best, held *Limit) {
	for i := range r.Limits {
		l := &r.Limits[i]
		if _, _, ok := st.full(l, at, v); !ok {
			continue
		}
		if best == nil || l.Severity > best.Severity {
			best = l
		}
		if held == nil || l.Number() < held.Number() {
			held = &r.held[i]
		}
	}
	return best, held
}

func (st *state) quietUntil(rest int64) int64 {
	if st.alert != nil {
		return st.alert.end + rest
	}
	return st.silent
}

// obstacle says what stands in the way of an alert although a limit is reached,
// Below where nothing does.
func (d *Detector) obstacle(r *rule, st *state, l *Limit, at int64) Verdict {
	begin := at - int64(l.Window)
	switch {
	case at < st.quietUntil(d.rest):
		return Resting
	case r.Scattered && !st.scattered(l, at):
		return OneClient
	case r.Unless != "" && st.barred > begin:
		return Barred
	case r.NoSignIn && d.signedIn(st.key.a, begin, at):
		return SignedIn
	case r.ShutFor > 0 && (st.barred > begin || d.letIn(r, st, l, at)):
		return LetIn
	}
	return Below
}

// count adds to the open alert what belongs to it, from an entry on.
func (st *state) count(from int) {
	a := st.alert
	if a == nil {
		return
	}
	for i := from; i < len(st.entries) && st.entries[i].time < a.end; i++ {
		en := &st.entries[i]
		if !en.counted && en.time >= a.first && a.view.counts(en.ev, a.raised) {
			en.counted = true
			a.add(en.ev, 1)
		}
	}
}

// moved looks again at the windows of an event that was taken back or restored:
// from that moment on they hold one less, or one more.
func (d *Detector) moved(c Counts, e *event, from int64) {
	for _, r := range d.rules {
		k, ok := r.Key.keyOf(e)
		if r.Counts != c || r.AtSignIn || !ok {
			continue
		}
		st := r.states.get(k)
		if st == nil || !st.holdsEvent(e) {
			continue
		}
		d.refit(st, from)
		d.check(r, st, from)
		st.count(st.after(from - 1))
		d.siege(r, st)
	}
}

// refit lets an open alert end as early as its window says from a time on.
func (d *Detector) refit(st *state, from int64) {
	a := st.alert
	if a == nil {
		return
	}
	from = max(from, a.raised)
	if a.end <= from {
		return
	}
	if until, _ := st.holds(a.held, from, a.view); until < a.end {
		a.end = until
		d.ends.push(ending{until, st, a})
	}
}

// An ending is when an open alert may be over.
type ending struct {
	at    int64
	state *state
	alert *alert
}

// before puts the earliest first. Endings at one time are independent of each
// other, so their order does not matter.
func (x ending) before(y ending) bool { return x.at < y.at }

// endAlerts ends the alerts that nothing which may still come can prolong.
func (d *Detector) endAlerts(settled int64) {
	for len(d.ends) > 0 && d.ends[0].at <= settled {
		x := d.ends.pop()
		switch {
		case x.alert.over:
		case x.alert.end > settled:
			d.ends.push(ending{x.alert.end, x.state, x.alert})
		default:
			x.state.finish(d.rest)
		}
	}
}

// finish ends the open alert.
func (st *state) finish(rest int64) {
	st.trace.ended(st.alert)
	st.alert.Ended = true
	st.alert.settle()
	st.silent = st.alert.end + rest
	st.alert, st.past = nil, st.alert
}

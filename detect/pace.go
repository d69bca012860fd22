package detect

import (
	"cmp"
	"math"
	"slices"
)

// A rule that counts beats looks for the steady pace of a machine. A late guess
// can spoil a pace as well as make one, so a beat is judged when nothing that
// comes before it can still arrive; alerts are the same in whatever order
// guesses come.
//
// A pace is steady if its beats are from the beginning, or if the latest are:
// twice as many as the limit asks for. So one that settles only after a while,
// as devices do that wait longer and longer, is found, and random guesses are
// hardly ever taken for steady: five gaps in a row look so by chance once in sixty
// times, eleven once in more than ten thousand.

// leastBeats is how many it takes to see whether gaps are even.
const leastBeats = 3

// missedToEnd ends an alert. A beat is missed when it is overdue by half a gap.
const missedToEnd = 3

// beat takes a guess into a pulse.
func (d *Detector) beat(r *rule, st *state, e *event) {
	if st.pulse == nil {
		st.pulse = &pulse{of: st, key: st.key}
	}
	p := st.pulse
	d.tracer.counted(r, st, e)
	if p.insert(e, d.back.Guesses+1) {
		d.due.push(due{e.time, r, p})
	}
	p.trim(r.needs.count, d.clock-d.lateness-int64(d.back.Span)-1)
}

// A due is when a beat may be judged, but for the lateness.
type due struct {
	at    int64
	rule  *rule
	pulse *pulse
}

// before puts the earliest first, in an order that does not depend on that of
// arrival.
func (x due) before(y due) bool {
	if x.at != y.at {
		return x.at < y.at
	}
	a, b := &x.pulse.key, &y.pulse.key
	return cmp.Or(cmp.Compare(x.rule.ID, y.rule.ID), cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b)) < 0
}

// dueAt returns the clock at which the first beat may be judged; never where
// there is none.
func (d *Detector) dueAt() int64 {
	if len(d.due) == 0 {
		return never
	}
	return d.due[0].at + d.lateness + 1
}

// schedule lets the beats of a pulse be judged that are not yet.
func (d *Detector) schedule(r *rule, st *state) {
	if st.pulse == nil {
		return
	}
	for at := range st.pulse.pending(math.MaxInt64) {
		d.due.push(due{at, r, st.pulse})
	}
}

// judgeDue judges the beats of a key until one is due.
func (d *Detector) judgeDue(x due) {
	st := x.pulse.of
	if st.pulse != x.pulse {
		return // its key had to leave
	}
	for at := range st.pulse.pending(x.at + 1) {
		verdict, pace := d.judgeBeat(x.rule, st, at)
		st.pulse.judged = at
		st.trace.beaten(at, verdict, &pace, st.alert, st.quietUntil(d.rest))
	}
}

// A pace is how regular beats are.
type pace struct {
	begins    []int64 // ascending
	median    int64   // gap, in nanoseconds
	variation float64 // standard deviation of the gaps, as a part of their mean
}

func paceOf(begins []int64) pace {
	p := pace{begins: begins}
	if len(begins) < leastBeats {
		return p
	}
	var gaps []int64
	for i := range begins[1:] {
		gaps = append(gaps, begins[i+1]-begins[i])
	}
	slices.Sort(gaps)
	p.median = (gaps[(len(gaps)-1)/2] + gaps[len(gaps)/2]) / 2
	p.variation = variation(begins)
	return p
}

// steady reports whether a pace reaches the limit.
func (l *Limit) steady(p *pace) bool {
	return len(p.begins) >= l.Count && p.median >= int64(l.Pace) && p.variation < l.Variation
}

// steady returns the highest of the limits that a pace reaches, nil where it
// reaches none.
func (r *rule) steady(p *pace) (best *Limit) {
	for i := range r.Limits {
		if l := &r.Limits[i]; l.steady(p) && (best == nil || l.Severity > best.Severity) {
			best = l
		}
	}
	return best
}

func (r *rule) fewestBeats() int {
	return slices.MinFunc(r.Limits, func(a, b Limit) int { return a.Count - b.Count }).Count
}

// judgeBeat raises or continues the alert of a key at the beginning of a beat.
func (d *Detector) judgeBeat(r *rule, st *state, at int64) (Verdict, pace) {
	begins := st.pulse.run(st.endedAt(at, d.rest), at, r.needs.count)
	p := paceOf(begins)
	if a := st.alert; a != nil && at <= a.end {
		return st.beatsOn(r, &p, at), p
	}
	best := r.steady(&p)
	switch {
	case len(begins) < r.fewestBeats():
		return Below, p
	case best == nil:
		return Uneven, p
	case at < st.quietUntil(d.rest):
		return Resting, p
	}
	d.raiseSteady(r, st, best, &p)
	return Raised, p
}

// endedAt returns when the alert before a moment ended. What was before that
// belongs to no other one.
func (st *state) endedAt(at, rest int64) int64 {
	switch {
	case st.alert != nil && at > st.alert.end:
		return st.alert.end
	case st.alert != nil:
		return st.alert.first - 1
	case st.silent > 0:
		return st.silent - rest
	}
	return math.MinInt64
}

// beatsOn continues an alert through a beat, if it is one of its own.
func (st *state) beatsOn(r *rule, p *pace, at int64) Verdict {
	a := st.alert
	b := &st.pulse.beats[st.pulse.upTo(at)-1]
	if len(p.begins) == 0 || !sameTarget(b.events[0], a.oldest) {
		return Below
	}
	if len(p.begins) >= r.fewestBeats() {
		a.pace = p.median
	}
	a.end = max(a.end, at+missedAfter(a.pace))
	a.addBeat(b)
	return Prolonged
}

func missedAfter(pace int64) int64 { return missedToEnd*pace + pace/2 }

// addBeat counts a beat, which is one however many guesses it has.
func (a *alert) addBeat(b *beat) {
	b.counted = true
	a.add(b.events[0], 1)
}

// raiseSteady opens the alert of a key whose pace is steady.
func (d *Detector) raiseSteady(r *rule, st *state, l *Limit, p *pace) {
	oldest, at := p.begins[0], p.begins[len(p.begins)-1]
	a := &alert{raised: at, end: at + missedAfter(p.median), pace: p.median, held: &r.held[0]}
	for i := range st.pulse.beats {
		b := &st.pulse.beats[i]
		b.counted = false
		if b.first >= oldest && b.first <= at && b.counts(at) {
			a.addBeat(b)
		}
	}
	a.rise(l, a.held)
	if e := a.oldest; r.Known < a.Severity && (d.allowed(e.Client) || isPrivate(e.Client) || d.knows(e, at)) {
		a.Severity = r.Known
	}
	d.open(r, st, a)
	d.relate(r, st)
}

// knows reports whether the user of an event signed in from its client by a
// moment.
func (d *Detector) knows(e *event, at int64) bool {
	first := d.history.get(e.pairKey())
	return first != nil && *first <= at
}

// isPrivate reports whether a client is inside: in a private network, on this
// machine or link.
func isPrivate(client string) bool {
	addr, ok := addressOf(client)
	return ok && (addr.IsPrivate() || addr.IsLoopback() || addr.IsLinkLocalUnicast())
}

// beaten notices what a rule that counts beats made of one.
func (k *KeyTrace) beaten(at int64, verdict Verdict, p *pace, a *alert, quietUntil int64) {
	if k == nil {
		return
	}
	for i := range k.Counters {
		if c := &k.Counters[i]; len(p.begins) > c.Count {
			c.Count, c.First, c.Last = len(p.begins), p.begins[0], at
			c.Near = c.near()
		}
	}
	n := Decision{Verdict: verdict, First: at, Last: at}
	switch verdict {
	case Below, Raised: // opened tells of the latter
		return
	case Prolonged:
		n.Alert = a.ID
	case Resting:
		n.Until = quietUntil
	}
	k.decide(n)
}

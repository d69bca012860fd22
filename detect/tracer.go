package detect

import (
	"cmp"
	"slices"

	"log401/classify"
)

// A tracer follows the keys that concern a subject. A nil tracer, and a nil
// KeyTrace, take notice of nothing: engine and rules need not ask.
type tracer struct {
	subject Subject
	keys    map[*rule][]*KeyTrace
	index   map[traceKey]*KeyTrace
	taken   []*event
	known   map[*event]bool // those in taken
	cut     int
}

type traceKey struct {
	rule *rule
	key  key
}

func newTracer(s *Subject) *tracer {
	if s == nil {
		return nil
	}
	return &tracer{
		subject: *s, keys: map[*rule][]*KeyTrace{}, index: map[traceKey]*KeyTrace{}, known: map[*event]bool{},
	}
}

// counted notices an event in the window of a key, which the trace follows
// from the first event on that concerns the subject.
func (t *tracer) counted(r *rule, st *state, e *event) {
	if t == nil {
		return
	}
	if st.trace == nil {
		st.trace = t.follow(r, st.key, e)
	}
	if st.trace != nil {
		st.trace.Events++
	}
}

// quiet notices an event that is not counted by a key since its client has an
// alert of its own.
func (t *tracer) quiet(r *rule, k key, e *event) {
	if trace := t.follow(r, k, e); trace != nil {
		trace.Quiet++
	}
}

// follow returns the trace of a key, nil where the event does not concern the
// subject.
func (t *tracer) follow(r *rule, k key, e *event) *KeyTrace {
	if t == nil {
		return nil
	}
	user := e.user
	if r.Key == KeyClientUser {
		user = k.b // of guesses that named nobody it says whose they are
	}
	if !t.subject.matches(e.Client, user, e.Site, e.path) {
		return nil
	}
	at := traceKey{r, k}
	if trace := t.index[at]; trace != nil {
		return trace
	}
	if len(t.keys[r]) == maxTraced {
		t.cut++
		return nil
	}
	trace := &KeyTrace{Rule: r.Rule, About: r.Key.about(e, user)}
	for _, l := range r.Limits {
		trace.Counters = append(trace.Counters, Counter{Limit: l})
	}
	t.index[at] = trace
	t.keys[r] = append(t.keys[r], trace)
	return trace
}

func (k KeyKind) about(e *event, user string) About {
	shown := e.shown
	if shown == "" {
		shown = user
	}
	switch k {
	case KeyClient:
		return About{Client: e.Client}
	case KeyNetwork:
		return About{Network: e.network.String()}
	case KeyUser:
		return About{User: shown}
	case KeyClientUser, KeyClientAgent:
		return About{Client: e.Client, User: shown}
	case KeyUserPath:
		if shown == "" {
			return About{Client: e.Client, Path: e.path}
		}
		return About{User: shown, Path: e.path}
	case KeySitePart:
		return About{Site: e.Site, Path: classify.Segment(e.path)}
	}
	return About{Site: e.Site}
}

// tookBack notices a guess that was taken back, or restored.
func (t *tracer) tookBack(g *event) {
	if t == nil || t.known[g] || len(t.taken) == maxTraced || !t.subject.matches(g.Client, g.user, g.Site, g.path) {
		return
	}
	t.known[g] = true
	t.taken = append(t.taken, g)
}

// looked notices what a rule made of a moment of the key, and until when it
// rests.
func (k *KeyTrace) looked(r *rule, st *state, at int64, v view, verdict Verdict, quietUntil int64) {
	if k == nil {
		return
	}
	if r.AtSignIn {
		k.SignIns++
	}
	for i := range k.Counters {
		k.Counters[i].measure(&st.window, at, v)
	}
	n := Decision{Verdict: verdict, First: at, Last: at}
	switch verdict {
	case Below, Raised: // opened tells of the latter
		return
	case Prolonged:
		n.Alert = st.alert.ID
	case Resting:
		n.Until = quietUntil
	case Barred:
		n.Other = r.Unless
	case OneClient:
		n.Other, _, _ = st.majority(&r.Limits[0], at)
	}
	k.decide(n)
}

// opened notices an alert.
func (k *KeyTrace) opened(a *alert) {
	if k != nil {
		k.decide(Decision{Verdict: Raised, First: a.raised, Last: a.raised, Alert: a.ID})
	}
}

// ended notices that an alert is over.
func (k *KeyTrace) ended(a *alert) {
	if k != nil {
		k.decide(Decision{Verdict: Ended, First: a.end, Last: a.end, Alert: a.ID})
	}
}

// maxDecisions is how many decisions about a key are kept: the first half and
// the last half of them.
const maxDecisions = 64

// decide adds a decision. What is like the one before it, and an alert that
// goes on, only move its last moment.
func (k *KeyTrace) decide(n Decision) {
	if last := len(k.Decisions) - 1; last >= 0 {
		was := &k.Decisions[last]
		goesOn := n.Verdict == Prolonged && was.Verdict == Raised
		if was.Alert == n.Alert && was.Other == n.Other && (was.Verdict == n.Verdict || goesOn) {
			was.Last = max(was.Last, n.Last)
			was.Until = max(was.Until, n.Until)
			return
		}
	}
	if len(k.Decisions) == maxDecisions {
		k.Decisions = slices.Delete(k.Decisions, maxDecisions/2, maxDecisions/2+1)
		k.Cut++
	}
	k.Decisions = append(k.Decisions, n)
}

// measure takes the window that ends at a moment if it is the fullest so far.
func (c *Counter) measure(w *window, at int64, v view) {
	n := Counter{Limit: c.Limit}
	users, clients := names{}, names{}
	begin := at - int64(c.Limit.Window)
	for i := w.after(at) - 1; i >= 0 && w.entries[i].time > begin; i-- {
		e := w.entries[i].ev
		if !v.counts(e, at) {
			continue
		}
		if n.Count++; n.Count == 1 {
			n.Last = e.time
		}
		n.First = e.time
		if c.Limit.Users > 0 {
			users.add(e.user)
		}
		if c.Limit.Clients > 0 {
			clients.add(e.Client)
		}
	}
	n.addShed(w, begin, at)
	n.Users, n.Clients = len(users), len(clients)
	n.Near = n.near()
	if cmp.Or(cmp.Compare(n.Near, c.Near), cmp.Compare(n.Count, c.Count)) > 0 {
		*c = n
	}
}

// addShed counts what the window had no room for.
func (c *Counter) addShed(w *window, begin, at int64) {
	for _, s := range w.shed {
		switch {
		case s.first.time > at:
		case s.first.time > begin:
			c.Count += s.n
			c.First = min(c.First, s.first.time)
		default: // some of its events may be in the window
			c.AtLeast = true
		}
	}
}

// names is a set; "" is no name.
type names map[string]bool

func (n names) add(name string) {
	if name != "" {
		n[name] = true
	}
}

// near returns how near the limit is: 1 where it is reached, of what it names
// that which is furthest from it.
func (c *Counter) near() float64 {
	l, near := &c.Limit, 1e9
	for _, part := range [...]struct{ is, limit float64 }{
		{float64(c.Count), float64(l.Count)},
		{float64(c.Users), float64(l.Users)},
		{float64(c.Clients), float64(l.Clients)},
		{float64(c.Last - c.First), float64(l.Span)},
	} {
		if part.limit > 0 {
			near = min(near, part.is/part.limit)
		}
	}
	return near
}

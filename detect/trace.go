package detect

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"log401/classify"
)

// A Subject is whom a Detector keeps a [Trace] of: the events that agree with
// every part of it that is not empty.
type Subject struct {
	Client  string       // a canonical address, or a host name in any case
	Network netip.Prefix // of the client
	User    string       // in any case, with or without domain and suffix
	Name    string       // a user, or a client by its host name
	Site    string
	Path    string
}

// Matches reports whether an event is about the subject, with the user that it
// names or is likely to belong to.
func (s *Subject) Matches(e *classify.Event, user string) bool {
	return s.matches(e.Client, classify.UserKey(user), e.Site, e.Path)
}

func (s *Subject) matches(client, user, site, path string) bool {
	switch {
	case s.Client != "" && !strings.EqualFold(s.Client, client),
		s.Network.IsValid() && !contains(s.Network, client),
		s.User != "" && classify.UserKey(s.User) != user,
		s.Name != "" && classify.UserKey(s.Name) != user && !strings.EqualFold(s.Name, client),
		s.Site != "" && s.Site != site,
		s.Path != "" && s.Path != path:
		return false
	}
	return true
}

func contains(p netip.Prefix, client string) bool {
	addr, err := netip.ParseAddr(client)
	return err == nil && p.Contains(addr.Unmap().WithZone(""))
}

// A Trace says what the rules made of the events of a [Subject].
type Trace struct {
	Keys      []KeyTrace // in the order of the rules, of one rule in that of their first event
	Cut       int        // events of keys beyond the limit on keys of a rule
	TakenBack []TakenBack
}

// maxTraced bounds the keys of one rule that a trace follows, and the guesses
// taken back that it lists.
const maxTraced = 1024

// A KeyTrace is what one rule made of one of its keys, from the first event of
// the subject on.
type KeyTrace struct {
	Rule      Rule
	About     About
	Events    int       // counted, not only the subject's
	Quiet     int       // of the subject, not counted since their client had an alert of its own
	SignIns   int       // at which the rule looked, where it looks at sign-ins only
	Counters  []Counter // one a limit of the rule
	Decisions []Decision
	Cut       int // decisions in the middle that are left out
}

// About says what a key is about; parts that it has not are empty.
type About struct{ Client, Network, User, Site, Path string }

// A Counter is the fullest that a window was seen by a limit.
type Counter struct {
	Limit                 Limit
	Count, Users, Clients int
	AtLeast               bool  // there were more than the window keeps
	First, Last           int64 // the oldest and the newest event in it, Unix nanoseconds
	nearness              float64
}

// A Decision is what a rule did at a moment, or at several in a row.
type Decision struct {
	Verdict     Verdict
	First, Last int64  // Unix nanoseconds
	Alert       string // ID of the alert that was raised, went on or ended
	Until       int64  // of Resting: when the rest ends
	Other       string // of OneClient the client, of Barred the rule
}

// A Verdict says what a rule made of a moment, and why.
type Verdict uint8

// The verdicts. A moment below every limit is no decision.
const (
	Below     Verdict = iota
	Raised            // an alert
	Prolonged         // an alert that was open
	Ended             // its window holds fewer than the limit
	Resting           // not raised: an alert about the key ended less than Rest ago
	OneClient         // not raised: one client has more than half of the window
	Barred            // not raised: another rule was over its limit
	Covered           // not raised: without clients that have alerts of their own, too few are left
	SignedIn          // not raised: the client signed in within the window
	LetIn             // not raised: somebody signed in there, or a client got an answer
)

var verdictNames = [...]string{"below", "raised", "prolonged", "ended", "resting", "one-client", "barred", "covered", "signed-in", "let-in"}

// String returns the name of the verdict as programs read it.
func (v Verdict) String() string { return verdictNames[v] }

// TakenBack is a guess that a sign-in took back.
type TakenBack struct {
	Client string
	User   string // key of the user; "" where the guess named none
	Time   int64  // of the guess, Unix nanoseconds
	SignIn int64  // when
}

// A Fate is what rules made of a denial, as far as it does not depend on others
// that come later.
type Fate uint8

// The fates.
const (
	Counted    Fate = iota // by the rules that count its kind
	NotCounted             // no rule counts its kind
	SameSecond             // others of its second on a busier path count for it
	Allowed                // its client is on the allow-list
	Astray                 // its time is not to be trusted
)

var fateNames = [...]string{"counted", "not-counted", "same-second", "allowed", "astray"}

// String returns the name of the fate as programs read it.
func (f Fate) String() string { return fateNames[f] }

// Fate returns what became of the denial shown last.
func (d *Detector) Fate() Fate { return d.fate }

// Trace returns what was made of [Options].Watch so far, nil where nobody is
// watched. It is not part of a saved state.
func (d *Detector) Trace() *Trace {
	if d.tracer == nil {
		return nil
	}
	t := &Trace{Cut: d.tracer.cut}
	for _, r := range d.rules {
		for _, k := range d.tracer.keys[r] {
			t.Keys = append(t.Keys, k.copy())
		}
	}
	for _, g := range d.tracer.taken {
		if g.until != never {
			t.TakenBack = append(t.TakenBack, TakenBack{Client: g.client, User: g.user, Time: g.time, SignIn: g.until - 1})
		}
	}
	slices.SortStableFunc(t.TakenBack, func(a, b TakenBack) int { return cmp.Compare(a.Time, b.Time) })
	return t
}

func (k *KeyTrace) copy() KeyTrace {
	c := *k
	c.Counters = slices.Clone(k.Counters)
	c.Decisions = slices.Clone(k.Decisions)
	slices.SortStableFunc(c.Decisions, func(a, b Decision) int { return cmp.Compare(a.First, b.First) })
	return c
}

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
	if !t.subject.matches(e.client, user, e.site, e.path) {
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
		return About{Client: e.client}
	case KeyNetwork:
		return About{Network: e.network}
	case KeyUser:
		return About{User: shown}
	case KeyClientUser:
		return About{Client: e.client, User: shown}
	case KeyUserPath:
		if shown == "" {
			return About{Client: e.client, Path: e.path}
		}
		return About{User: shown, Path: e.path}
	case KeySitePart:
		return About{Site: e.site, Path: classify.Segment(e.path)}
	}
	return About{Site: e.site}
}

// tookBack notices a guess that was taken back, or restored.
func (t *tracer) tookBack(g *event) {
	if t == nil || t.known[g] || len(t.taken) == maxTraced || !t.subject.matches(g.client, g.user, g.site, g.path) {
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
	users, clients := map[string]bool{}, map[string]bool{}
	begin := at - int64(c.Limit.Window)
	for i := w.after(at) - 1; i >= 0 && w.entries[i].ev.time > begin; i-- {
		e := w.entries[i].ev
		if !v.counts(e, at) {
			continue
		}
		if n.Count++; n.Count == 1 {
			n.Last = e.time
		}
		n.First = e.time
		users[e.user], clients[e.client] = true, true
	}
	for _, s := range w.shed {
		if s.first.time > begin && s.first.time <= at {
			n.Count += s.n
			n.AtLeast = true
		}
	}
	delete(users, "")
	delete(clients, "")
	n.Users, n.Clients = len(users), len(clients)
	n.nearness = n.near()
	if cmp.Or(cmp.Compare(n.nearness, c.nearness), cmp.Compare(n.Count, c.Count)) > 0 {
		*c = n
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

package detect

import (
	"cmp"
	"slices"

	"log401/classify"
)

// An alert is an Alert that may still grow.
type alert struct {
	Alert       // ID, severity, limit and what supersedes it; snapshot fills the rest
	rule        *Rule
	raised      int64 // the moment at which the window was full
	view        view  // how the window was looked at then
	first, last int64 // times of the oldest and newest event
	held        *Limit
	end         int64 // the window holds fewer than that from here on
	over        bool  // not to be changed any more
	pace        int64 // the median gap between beats, of a rule that counts them

	supersededBy int      // precedence of what SupersededBy names
	cover        Severity // its severity

	oldest         *event // of those counted
	named          *event // the oldest of them with a user
	signIn         *event // that it rests on, or nil
	users, clients distinct
	unnamed        int // of Count: without a user
	causes         []causeCount
	kinds          limitKinds
	grave          bool
	evidence       evidence
}

type causeCount struct {
	name string
	n    int
}

// add counts an event that stands for n.
func (a *alert) add(e *event, n int) {
	a.Count += n
	if a.oldest == nil || e.time < a.oldest.time {
		a.oldest = e
	}
	if e.user != "" && (a.named == nil || e.time < a.named.time) {
		a.named = e
	}
	a.users.add(e.user)
	if e.user == "" {
		a.unnamed += n
	}
	a.clients.add(e.Client)
	a.kinds |= e.kinds
	a.grave = a.grave || e.grave
	a.addCause(e, n)
	a.span(e)
}

// witness adds a sign-in to the evidence.
func (a *alert) witness(e *event) {
	if a.signIn == nil {
		a.signIn = e
	}
	a.span(e)
}

func (a *alert) span(e *event) {
	if a.evidence.first == nil {
		a.first, a.last = e.time, e.time
	}
	if a.ID == "" { // once it has its ID, which names it, first stays
		a.first = min(a.first, e.time)
	}
	a.last = max(a.last, e.time)
	a.evidence.add(e)
}

func (a *alert) addCause(e *event, n int) {
	if e.cause == nil {
		return
	}
	for i := range a.causes {
		if a.causes[i].name == e.cause.Name {
			a.causes[i].n += n
			return
		}
	}
	a.causes = append(a.causes, causeCount{e.cause.Name, n})
}

// rise raises the severity, which never falls, and lowers what keeps the alert
// open.
func (a *alert) rise(l, held *Limit) {
	if a.held == nil || held.Number() < a.held.Number() {
		a.held = held
	}
	if a.Limit == 0 || l.Severity > a.Severity {
		a.Severity = l.Severity
		a.Limit = l.Number()
		a.WindowSeconds = int(l.Window.Seconds())
		a.uncover()
	}
}

// settle ends an alert for good: of what it rests on, as much is kept as is told.
func (a *alert) settle() {
	a.over = true
	a.users.settle()
	a.clients.settle()
	a.evidence.settle()
}

// snapshot returns the alert as it stands.
func (a *alert) snapshot() Alert {
	s := a.Alert
	s.Rule = a.rule.Name
	s.First, s.Last = a.first, a.last
	s.Users, _ = a.users.count()
	s.Clients, _ = a.clients.count()
	s.Cause = a.mainCause()
	s.Kind = a.kinds.String()
	if a.grave {
		s.Severity = max(s.Severity, a.rule.Grave)
	}
	a.about(&s)
	fill := filler(a, &s)
	s.Summary, s.Advice = fill.Replace(a.rule.Summary), fill.Replace(a.rule.adviceOn(s.Cause))
	s.Evidence = a.evidence.lines()
	return s
}

// about says whom the alert is about, by the kind of its key.
func (a *alert) about(s *Alert) {
	e := a.oldest
	if a.signIn != nil {
		e = a.signIn
	}
	switch a.rule.Key {
	case KeyClient:
		s.Client = e.Client
	case KeyNetwork:
		s.Network = e.network.String()
	case KeyUser:
		s.User = a.named.shown
	case KeyClientUser, KeyClientAgent:
		s.Client, s.User = e.Client, e.shown
		if a.named != nil {
			s.User = a.named.shown
		}
	case KeyUserPath:
		s.User, s.Path = e.shown, e.path
		if s.Clients == 1 {
			s.Client = e.Client
		}
	case KeySite:
		s.Site = e.Site
	case KeySitePart:
		s.Site, s.Path = e.Site, classify.Segment(e.path)
	}
}

func (r *Rule) adviceOn(cause string) string {
	for _, a := range r.Advices {
		if a.Cause == cause {
			return a.Advice
		}
	}
	return r.Advice
}

func (a *alert) mainCause() string {
	var best causeCount
	for _, c := range a.causes {
		if c.n > best.n || c.n == best.n && c.name < best.name {
			best = c
		}
	}
	return best.name
}

// Raised returns how many alerts there are so far, open and ended.
func (d *Detector) Raised() (n int) {
	for _, r := range d.rules {
		n += len(r.alerts)
	}
	return n
}

// Alerts returns all alerts so far, open and ended: the highest severity first,
// then by first, rule and ID. It changes nothing and may be called at any time.
func (d *Detector) Alerts() []Alert {
	var all []Alert
	for _, r := range d.rules {
		for _, a := range r.alerts {
			all = append(all, a.snapshot())
		}
	}
	slices.SortStableFunc(all, func(a, b Alert) int {
		return cmp.Or(
			cmp.Compare(b.Severity, a.Severity),
			cmp.Compare(a.First, b.First),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.ID, b.ID),
		)
	})
	return all
}

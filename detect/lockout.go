package detect

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"log401/classify"
	"log401/handshake"
	"log401/parser"
)

// A Lockout is the story of an account that could not be used any more: locked
// out, expired, disabled, or with a password to be changed. Failures that
// name no user have no part in it.
type Lockout struct {
	User        string // as logged where it was refused first
	Cause       string // name of the cause: "account-locked-out", "password-expired" …
	First, Last int64  // Unix nanoseconds of the first and the last request refused for it
	Count       int    // such requests
	Failures    int    // wrong passwords of the day up to First, of whomever

	// Sources are those who used the name: the most likely culprit of a
	// locked account first, else who was refused most. Of many only the most important are told apart; Elsewhere counts what the
	// others failed or were refused.
	Sources   []LockoutSource
	Elsewhere int
	Driven    bool // the first of Sources brought it about, as far as these logs tell

	Evidence []parser.Position // the culprit's failures, and the requests refused first and last
}

// A LockoutSource is a client and agent that used the name of a [Lockout].
type LockoutSource struct {
	Client, Agent string
	Path          string // of its last failure; "" where it had none
	Failures      int    // of the day up to Lockout.First
	First, Last   int64  // Unix nanoseconds of the oldest and newest of them; 0 where there are none
	Refused       int    // failures and refusals after that, Lockout.First included
	SignIns       int    // of the day up to Lockout.First
	SignInsAfter  int
}

const (
	storySpan  = int64(24 * time.Hour) // what counts towards a story, and how long one waits for more
	recentSpan = int64(time.Hour)      // failures so shortly before count more
	unlockSpan = int64(time.Hour)      // refused again so long after a sign-in, the account was locked anew
	maxStories = 20_000
)

// A story is a Lockout that may still grow.
type story struct {
	Lockout
	sources     []storySource
	first, last parser.Position // of the requests refused for it
	signIn      int64           // the latest of the user, 0 for none since
	gone        bool            // no longer kept
}

// A storySource adds what tells the culprit: failures that no sign-in of the
// same source made good before First.
type storySource struct {
	LockoutSource
	recent, driving int
	lines           []parser.Position
}

// lockedOut is the cause that wrong passwords bring about.
const lockedOut = "account-locked-out"

// closes reports whether a cause is about the state of an account.
func closes(c *classify.Cause) bool {
	return c != nil && (c.Kind == classify.KindAccount || c.Name == lockedOut)
}

// tellFailure adds a failure to the story of its user, whoever the client is.
func (d *Detector) tellFailure(dn *handshake.Denial, e *event, w *who) {
	ev := &dn.Event
	closed := closes(ev.Cause)
	switch {
	case dn.Outcome != handshake.Failure || !closed && !isGuess(dn):
	case ev.User == "":
		if closed {
			d.nameless++
		}
	case closed:
		d.tellClosed(ev, w)
	default:
		a := d.accounts.touch(w.userKey(), d.clock)
		if a.first == nil && a.devices == nil {
			a.first = e
			return
		}
		a.unfold()
		v := &a.devices[a.device(ev)]
		if !v.fail(ev) {
			return
		}
		for _, s := range a.stories {
			s.fail(ev, v.madeGood(ev.Time))
		}
	}
}

// tellClosed tells of a request that was refused because of the account.
func (d *Detector) tellClosed(ev *classify.Event, w *who) {
	a := d.accounts.touch(w.userKey(), d.clock)
	a.unfold()
	a.device(ev)
	a.stories = slices.DeleteFunc(a.stories, func(s *story) bool {
		return s.gone || s.Cause == ev.Cause.Name && s.over(ev.Time)
	})
	i := slices.IndexFunc(a.stories, func(s *story) bool { return s.Cause == ev.Cause.Name })
	if i < 0 {
		i = len(a.stories)
		a.stories = append(a.stories, d.begin(a, ev))
	}
	a.stories[i].refuse(ev)
}

// begin opens a story with what is known of the account.
func (d *Detector) begin(a *account, ev *classify.Event) *story {
	if len(d.lockouts) >= min(d.maxKeys, maxStories) {
		d.lockouts[0].gone = true
		d.lockouts = d.lockouts[1:]
		d.untold++
	}
	s := &story{Lockout: Lockout{User: ev.User, Cause: ev.Cause.Name, First: ev.Time, Last: ev.Time}}
	s.first = positionOf(ev)
	for i := range a.devices {
		if told, ok := a.devices[i].tell(ev.Time); ok {
			s.sources = append(s.sources, told)
			s.Failures += told.Failures
		}
	}
	if a.lostAt > ev.Time-storySpan {
		s.Failures += a.lost
		s.Elsewhere = a.lost
	}
	d.lockouts = append(d.lockouts, s)
	return s
}

func positionOf(ev *classify.Event) parser.Position {
	return parser.Position{Source: ev.Source, Line: ev.Line}
}

// over reports whether a request that is refused begins another story.
func (s *story) over(at int64) bool {
	return at > s.Last+storySpan || at > s.Last+unlockSpan && s.signIn > s.Last
}

// refuse adds a request refused because of the account.
func (s *story) refuse(ev *classify.Event) {
	s.Count++
	if ev.Time == s.First {
		s.User = min(s.User, ev.User)
	}
	if ev.Time >= s.Last {
		s.Last, s.last = ev.Time, positionOf(ev)
	}
	if o := s.source(ev); o != nil {
		o.Refused++
	} else {
		s.Elsewhere++
	}
}

// fail adds a wrong password, which may come later than what it led to.
func (s *story) fail(ev *classify.Event, madeGood bool) {
	if ev.Time > s.Last+storySpan {
		return
	}
	before := ev.Time <= s.First
	if before {
		s.Failures++
	}
	o := s.source(ev)
	switch {
	case o == nil:
		s.Elsewhere++
	case before:
		o.add(spell{first: ev.Time, last: ev.Time, n: 1, madeGood: madeGood, line: positionOf(ev)}, s.First)
		o.Path = ev.Path
	default:
		o.Refused++
		o.Path = cmp.Or(o.Path, ev.Path)
	}
}

func (s *story) succeed(ev *classify.Event) {
	if ev.Time > s.Last+storySpan {
		return
	}
	o := s.source(ev)
	switch {
	case ev.Time <= s.First && o != nil:
		o.SignIns++
	case ev.Time > s.First:
		s.signIn = max(s.signIn, ev.Time)
		if o != nil {
			o.SignInsAfter++
		}
	}
}

// source returns the source of an event, nil where there are too many.
func (s *story) source(ev *classify.Event) *storySource {
	for i := range s.sources {
		if o := &s.sources[i]; o.Client == ev.Client && o.Agent == ev.Agent {
			return o
		}
	}
	if len(s.sources) >= maxDevices {
		return nil
	}
	s.sources = append(s.sources, storySource{LockoutSource: LockoutSource{Client: ev.Client, Agent: ev.Agent}})
	return &s.sources[len(s.sources)-1]
}

// add adds failures before an account was closed at a time.
func (o *storySource) add(f spell, closed int64) {
	o.Failures += f.n
	if o.First == 0 || f.first < o.First {
		o.First = f.first
	}
	o.Last = max(o.Last, min(f.last, closed))
	if f.madeGood {
		return
	}
	o.driving += f.n
	if f.last > closed-recentSpan {
		o.recent += f.n
	}
	if o.lines = append(o.lines, f.line); len(o.lines) > maxSpells {
		o.lines = slices.Delete(o.lines, 1, 2)
	}
}

// snapshot returns the story as it stands.
func (s *story) snapshot() Lockout {
	sources := slices.Clone(s.sources)
	if s.Cause == lockedOut {
		slices.SortFunc(sources, compareSuspects)
	} else {
		slices.SortFunc(sources, compareSources)
	}
	l := s.Lockout
	for _, o := range sources {
		l.Sources = append(l.Sources, o.LockoutSource)
	}
	if s.Cause == lockedOut && len(sources) > 0 && sources[0].driving > 0 {
		l.Driven = true
		l.Evidence = append(l.Evidence, sources[0].lines...)
	}
	l.Evidence = append(l.Evidence, s.first)
	if s.last != s.first {
		l.Evidence = append(l.Evidence, s.last)
	}
	return l
}

// compareSuspects puts first whose failures of the last hour, then of the last
// day, no sign-in made good; then who failed at all.
func compareSuspects(a, b storySource) int {
	return cmp.Or(
		cmp.Compare(b.recent, a.recent), cmp.Compare(b.driving, a.driving), cmp.Compare(b.Failures, a.Failures),
		compareSources(a, b),
	)
}

// compareSources puts the busiest first.
func compareSources(a, b storySource) int {
	return cmp.Or(
		cmp.Compare(b.Refused, a.Refused), cmp.Compare(b.SignIns+b.SignInsAfter, a.SignIns+a.SignInsAfter),
		strings.Compare(a.Client, b.Client), strings.Compare(a.Agent, b.Agent),
	)
}

// Lockouts returns the stories of accounts that could not be used any more, by
// First, user and cause. Clients on the allow-list have their part in them. It
// changes nothing and may be called at any time.
func (d *Detector) Lockouts() []Lockout {
	var all []Lockout
	for _, s := range d.lockouts {
		all = append(all, s.snapshot())
	}
	slices.SortStableFunc(all, func(a, b Lockout) int {
		return cmp.Or(cmp.Compare(a.First, b.First), strings.Compare(a.User, b.User), strings.Compare(a.Cause, b.Cause))
	})
	return all
}

// UnnamedLockouts returns how many requests were refused because of an account
// that the log does not name: they have no story.
func (d *Detector) UnnamedLockouts() int { return d.nameless }

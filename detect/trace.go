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
	addr, ok := addressOf(client)
	return ok && p.Contains(addr)
}

// A Trace says what the rules made of the events of a [Subject].
type Trace struct {
	Rules     []Rule     // in force
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
	Count, Users, Clients int     // users and clients only where the limit asks for them
	AtLeast               bool    // there may have been more than the window keeps
	First, Last           int64   // the oldest and the newest event in it, Unix nanoseconds
	Near                  float64 // to the limit; 1 and more reach it
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
	Uneven            // not raised: enough beats, but at no steady pace, or too fast a one
	LetIn             // not raised: somebody signed in there, or a client got an answer
	NumVerdicts
)

var verdictNames = [NumVerdicts]string{"below", "raised", "prolonged", "ended", "resting", "one-client", "barred", "covered", "signed-in", "uneven", "let-in"}

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
	PaceOnly               // likewise, and it is a guess: rules that count beats do so
	Astray                 // its time is not to be trusted
)

var fateNames = [...]string{"counted", "not-counted", "same-second", "allowed", "pace-only", "astray"}

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
		t.Rules = append(t.Rules, r.Rule)
		for _, k := range d.tracer.keys[r] {
			t.Keys = append(t.Keys, k.copy())
		}
	}
	for _, g := range d.tracer.taken {
		if g.until != never {
			t.TakenBack = append(t.TakenBack, TakenBack{Client: g.Client, User: g.user, Time: g.time, SignIn: g.until - 1})
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

package report

import (
	"cmp"
	"slices"
	"strings"

	"log401/classify"
	"log401/detect"
	"log401/handshake"
	"log401/parser"
)

// A Teller keeps what a Story needs: the denials and sign-ins of one subject,
// and the names that it may have been meant to be. Memory is bounded; what did
// not fit is counted. It is not safe for use by several goroutines at once. A
// nil Teller takes no notice of anything.
type Teller struct {
	subject  detect.Subject
	all      bool
	maxRows  int
	rows     []StoryRow
	outcomes [handshake.NumOutcomes]int64
	story    Story // its counts

	clients, users, agents shares
	seenClients, seenUsers names
	seenProxies            names
	asUser                 bool // the subject was met as a user

	fates map[parser.Position]detect.Fate // of denials that are to come once more; Counted left out
}

// maxStoryRows is how many rows a Teller holds; with twice as many it folds
// them and, if need be, drops the middle.
const maxStoryRows = 20_000

// NewTeller returns a Teller of what agrees with the subject. With all set, the
// steps of logons keep rows of their own.
func NewTeller(subject detect.Subject, all bool) *Teller {
	return &Teller{
		subject: subject, all: all, maxRows: maxStoryRows,
		clients: newShares(nil), agents: newShares(nil), users: newShares(classify.UserKey),
		seenClients: names{}, seenUsers: names{}, seenProxies: names{}, fates: map[parser.Position]detect.Fate{},
	}
}

// Denial takes a denial and what the rules made of it. One that is Unattributed
// is told of when it comes once more.
func (t *Teller) Denial(d *handshake.Denial, fate detect.Fate) {
	if t == nil {
		return
	}
	t.see(&d.Event)
	switch {
	case !d.Unattributed:
		t.tell(d, fate)
	case fate != detect.Counted:
		t.fates[positionOf(&d.Event)] = fate
	}
}

// Attributed takes a denial that was Unattributed.
func (t *Teller) Attributed(d *handshake.Denial) {
	if t == nil {
		return
	}
	at := positionOf(&d.Event)
	t.tell(d, t.fates[at])
	delete(t.fates, at)
}

func positionOf(e *classify.Event) parser.Position {
	return parser.Position{Source: e.Source, Line: e.Line}
}

// SignIn takes an answer to a signed-in user.
func (t *Teller) SignIn(s *handshake.SignIn) {
	if t == nil {
		return
	}
	e := s.Event
	t.see(e)
	if !t.subject.Matches(e, e.User) {
		return
	}
	t.meet(e, e.User)
	t.story.SignIns++
	if !e.Denied() { // else its denial has a row
		row := newRow(e, e.User)
		row.Kind, row.SignIns = SignInRow, 1
		t.keep(row)
	}
	t.share(e, e.User, func(s *Share) { s.SignIns++ })
}

func (t *Teller) tell(d *handshake.Denial, fate detect.Fate) {
	e := &d.Event
	user := cmp.Or(e.User, d.LikelyUser)
	if !t.subject.Matches(e, user) {
		return
	}
	t.meet(e, user)
	row := newRow(e, user)
	row.Likely = e.User == "" && user != ""
	row.Kind, row.Denials, row.LogOnly = RefusedRow, 1, e.LogOnly
	row.Code, row.Cause = e.Code(), causeName(e)
	row.Outcome, row.Confidence, row.Reason, row.Fate = d.Outcome, d.Confidence, d.Reason, fate
	t.keep(row)
	if e.LogOnly {
		t.story.LogOnly++
		return
	}
	t.story.Denials++
	t.outcomes[d.Outcome]++
	t.share(e, user, func(s *Share) {
		s.Denials++
		if d.Outcome == handshake.Failure {
			s.Failures++
		}
	})
}

func newRow(e *classify.Event, user string) StoryRow {
	at := positionOf(e)
	return StoryRow{
		First: e.Time, Last: e.Time, From: at, To: at,
		Clients: one(e.Client), Proxies: one(e.Peer), Users: one(user), Agents: one(e.Agent), Paths: one(e.Path),
	}
}

// meet notices when the subject was about, and whether as a user.
func (t *Teller) meet(e *classify.Event, user string) {
	if t.story.First == 0 || e.Time < t.story.First {
		t.story.First = e.Time
	}
	t.story.Last = max(t.story.Last, e.Time)
	if t.subject.Name != "" && classify.UserKey(t.subject.Name) == classify.UserKey(user) {
		t.asUser = true
	}
}

func (t *Teller) share(e *classify.Event, user string, count func(*Share)) {
	t.clients.add(e.Client, e.Time, count)
	t.users.add(user, e.Time, count)
	t.agents.add(e.Agent, e.Time, count)
}

func (t *Teller) keep(row StoryRow) {
	t.rows = append(t.rows, row)
	if len(t.rows) == 2*t.maxRows {
		t.compact()
	}
}

// compact makes room: rows are folded, and the middle is dropped if that is not
// enough. What comes late to a row that is folded stands after it.
func (t *Teller) compact() {
	t.rows = foldTalks(t.rows, nil, t.all)
	if extra := len(t.rows) - t.maxRows; extra > 0 {
		from := t.maxRows / 2
		for _, r := range t.rows[from : from+extra] {
			t.story.Lost.Rows++
			t.story.Lost.Denials += r.Denials + r.Steps
			t.story.Lost.SignIns += r.SignIns
		}
		t.rows = slices.Delete(t.rows, from, from+extra)
	}
}

// Met reports whether the subject was met at all.
func (t *Teller) Met() bool { return t.story.First != 0 }

// IsProxy reports whether requests of others came through an address.
func (t *Teller) IsProxy(address string) bool {
	_, ok := t.seenProxies[address]
	return ok
}

// Near returns the clients and users whose names are much like a text, the
// nearest first.
func (t *Teller) Near(text string) []string {
	return classify.Near(text, append(sortedKeys(t.seenClients), sortedKeys(t.seenUsers)...))
}

// names is a bounded set.
type names map[string]struct{}

// maxSeen bounds the clients, and the users, that are remembered to tell what
// may have been meant.
const maxSeen = 50_000

func (n names) add(name string) {
	if name != "" && len(n) < maxSeen {
		n[name] = struct{}{}
	}
}

func (t *Teller) see(e *classify.Event) {
	t.seenClients.add(e.Client)
	t.seenProxies.add(e.Peer)
	if e.User != "" {
		t.seenUsers.add(classify.UserKey(e.User))
	}
}

// shares counts by name, or by what names have in common.
type shares struct {
	key   func(string) string
	index map[string]int
	list  []Share
}

// maxShares bounds the names that a story tells apart.
const maxShares = 10_000

func newShares(key func(string) string) shares {
	return shares{key: key, index: map[string]int{}}
}

func (s *shares) add(name string, at int64, count func(*Share)) {
	k := name
	if s.key != nil {
		k = s.key(name)
	}
	i, ok := s.index[k]
	if !ok {
		if len(s.list) == maxShares {
			return
		}
		i = len(s.list)
		s.index[k] = i
		s.list = append(s.list, Share{Name: name, First: at, Last: at})
	}
	h := &s.list[i]
	h.First, h.Last = min(h.First, at), max(h.Last, at)
	count(h)
}

// sorted returns the shares, most failures first.
func (s *shares) sorted() []Share {
	list := slices.Clone(s.list)
	slices.SortFunc(list, func(a, b Share) int {
		return cmp.Or(cmp.Compare(b.Failures, a.Failures), cmp.Compare(b.Denials, a.Denials),
			cmp.Compare(b.SignIns, a.SignIns), strings.Compare(a.Name, b.Name))
	})
	return list
}

// Story returns the story so far, with the rules' part in it and the report on
// the whole input.
func (t *Teller) Story(subject StorySubject, trace *detect.Trace, r *Report) *Story {
	s := t.story
	s.Subject, s.Trace, s.Report = subject, trace, r
	s.Clients, s.Users, s.Agents = t.clients.sorted(), t.users.sorted(), t.agents.sorted()
	if subject.Kind == "" {
		s.Subject.Kind = "client"
		if t.asUser {
			s.Subject.Kind, s.Subject.Name = "user", s.Users[0].Name
		}
	}
	s.Proxy = t.IsProxy(subject.Name)
	s.ByOutcome = map[string]int64{}
	for i, n := range t.outcomes {
		if n > 0 {
			s.ByOutcome[handshake.Outcome(i).String()] = n
		}
	}
	s.Alerts = takePart(trace, r.Alerts)
	moments := alertRows(trace, s.Alerts)
	s.Rows = foldStory(slices.Clone(t.rows), moments, t.all)
	takeBack(s.Rows, trace.TakenBack)
	return &s
}

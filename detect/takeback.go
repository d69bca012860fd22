package detect

import (
	"slices"
	"time"

	"log401/classify"
)

// A TakeBack says what a sign-in takes back of the guesses before it.
type TakeBack struct {
	Span    time.Duration // how far back
	Guesses int           // at most so many of its client and user, up to MostTakenBack
	Unnamed int           // and so many of its client that named no user; likewise
}

// DefaultTakeBack is what people mistype.
var DefaultTakeBack = TakeBack{Span: 2 * time.Minute, Guesses: 3, Unnamed: 1}

// MostTakenBack bounds what one sign-in takes back.
const MostTakenBack = maxTabGuesses / 2

const (
	maxTabGuesses = 16
	maxTabSignIns = 32
)

// A tab holds the latest guesses of a client and user, and the sign-ins that
// may take them back. What a user's sign-ins take within the span of take-back
// before one of them is limited as a whole, so that signing in again and again
// takes back no more.
type tab struct {
	guesses []*event // by time
	signIns []*event // by time
}

// enter puts a guess on its tab.
func (d *Detector) enter(e *event) {
	t := d.tabs.touch(key{e.client, e.user}, d.clock)
	t.guesses = insertByTime(t.guesses, e)
	if len(t.guesses) > maxTabGuesses {
		t.guesses = slices.Delete(t.guesses, 0, 1)
	}
	d.settle(t)
}

// takeBack takes back the guesses that a sign-in shows to be mistakes.
func (d *Detector) takeBack(e *event) {
	for _, user := range [...]string{e.user, ""} {
		t := d.tabs.touch(key{e.client, user}, d.clock)
		if t.hasSignIn(e) {
			continue
		}
		t.signIns = insertByTime(t.signIns, e)
		if len(t.signIns) > maxTabSignIns {
			t.freeze(t.signIns[0].time)
		}
		d.settle(t)
	}
}

func (t *tab) hasSignIn(e *event) bool {
	return slices.ContainsFunc(t.signIns, func(s *event) bool { return s.time == e.time && s.user == e.user })
}

// freeze forgets a time and what was before it, which leaves decisions about
// the guesses of that time as they are.
func (t *tab) freeze(upTo int64) {
	before := func(e *event) bool { return e.time <= upTo }
	t.signIns = slices.DeleteFunc(t.signIns, before)
	t.guesses = slices.DeleteFunc(t.guesses, before)
}

// settle decides anew which guesses of the tab are taken back: by each sign-in
// in turn, the newest first. It does not depend on the order in which guesses
// and sign-ins came.
func (d *Detector) settle(t *tab) {
	if len(t.guesses) == 0 || len(t.signIns) == 0 {
		return
	}
	t.freeze(d.clock - d.lateness - int64(d.back.Span) - 1)
	var until [maxTabGuesses]int64
	var by [maxTabGuesses]string
	for i := range t.guesses {
		until[i] = never
	}
	for _, s := range t.signIns {
		t.take(&d.back, s, until[:], by[:])
	}
	// Deciding is finished before windows look again: they see all of it.
	var was [maxTabGuesses]int64
	for i, g := range t.guesses {
		was[i], g.until = g.until, until[i]
	}
	for i, g := range slices.Clone(t.guesses) {
		if was[i] != until[i] {
			d.tracer.tookBack(g)
			d.moved(Guesses, g, min(was[i], until[i]))
		}
	}
}

// take gives to a sign-in the guesses that it takes back.
func (t *tab) take(back *TakeBack, s *event, until []int64, by []string) {
	taken := 0
	for i, g := range t.guesses {
		if back.reaches(g, s) && until[i] != never && by[i] == s.user {
			taken++
		}
	}
	for i := len(t.guesses) - 1; i >= 0; i-- {
		g := t.guesses[i]
		most := back.Guesses
		if g.user == "" {
			most = back.Unnamed
		}
		if taken < most && back.reaches(g, s) && until[i] == never {
			// Within one second guesses come before sign-ins.
			until[i], by[i] = s.time+1, s.user
			taken++
		}
	}
}

// reaches reports whether a guess is in the span before a sign-in.
func (b *TakeBack) reaches(g, s *event) bool {
	return g.time <= s.time && g.time >= s.time-int64(b.Span)
}

func insertByTime(list []*event, e *event) []*event {
	i := len(list)
	for i > 0 && list[i-1].time > e.time {
		i--
	}
	return slices.Insert(list, i, e)
}

// maxBurstPaths is how many paths of one second are told apart.
const maxBurstPaths = 32

// A burstKey is one client, user and agent in one second.
type burstKey struct {
	client, user, agent string
	second              int64
}

// A burst counts the guesses of a burstKey by path. A page that asks for many
// things at once with one wrong password is one guess.
type burst struct {
	paths []pathCount
	most  int
}

type pathCount struct {
	path string
	n    int
}

// busiest reports whether a guess adds to those on the busiest path of its
// second.
func (d *Detector) busiest(e *classify.Event) bool {
	second := e.Time / int64(time.Second)
	b := d.bursts.touch(burstKey{e.Client, classify.UserKey(e.User), e.Agent, second}, d.clock)
	i := slices.IndexFunc(b.paths, func(p pathCount) bool { return p.path == e.Path })
	if i < 0 {
		if len(b.paths) == maxBurstPaths {
			return false
		}
		i = len(b.paths)
		b.paths = append(b.paths, pathCount{path: e.Path})
	}
	b.paths[i].n++
	if b.paths[i].n <= b.most {
		return false
	}
	b.most = b.paths[i].n
	return true
}

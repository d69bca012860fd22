package detect

import (
	"slices"
	"time"
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
	guesses []entered // by time
	signIns []*event  // by time, later than fixed
	fixed   int64     // decisions about guesses up to then stay
}

// An entered is a guess on a tab.
type entered struct {
	*event
	by string // the user whose sign-in took it back, if one did
}

// enter puts a guess on its tab.
func (d *Detector) enter(e *event) {
	d.shown++
	d.catchUpOn(e.Client, e.clientHash)
	t := d.tabs.touch(e.pairKey(), d.clock)
	i := len(t.guesses)
	for i > 0 && t.guesses[i-1].time > e.time {
		i--
	}
	t.guesses = slices.Insert(t.guesses, i, entered{event: e})
	if len(t.guesses) > maxTabGuesses {
		t.guesses = slices.Delete(t.guesses, 0, 1)
	}
	d.settle(t)
}

// takeBack takes back the guesses that a sign-in shows to be mistakes.
func (d *Detector) takeBack(e *event) {
	for _, k := range [...]key{e.pairKey(), e.clientKey()} {
		t := d.tabs.touch(k, d.clock)
		if t.hasSignIn(e) {
			continue
		}
		t.signIns = insertByTime(t.signIns, e)
		if len(t.signIns) > maxTabSignIns {
			t.fix(t.signIns[0].time, d.back.Span)
		}
		d.settle(t)
	}
}

func (t *tab) hasSignIn(e *event) bool {
	return slices.ContainsFunc(t.signIns, func(s *event) bool { return s.time == e.time && s.user == e.user })
}

// fix lets decisions up to a time be as they are. It forgets the sign-ins of
// that time, and the guesses that no later sign-in reaches; the others still
// count among those that were taken.
func (t *tab) fix(upTo int64, span time.Duration) {
	t.fixed = max(t.fixed, upTo)
	t.signIns = slices.DeleteFunc(t.signIns, func(e *event) bool { return e.time <= t.fixed })
	t.guesses = slices.DeleteFunc(t.guesses, func(g entered) bool { return g.time <= t.fixed-int64(span) })
}

// settle decides anew which guesses of the tab are taken back: by each sign-in
// in turn, the newest first. It does not depend on the order in which guesses
// and sign-ins came.
func (d *Detector) settle(t *tab) {
	if len(t.guesses) == 0 || len(t.signIns) == 0 {
		return
	}
	t.fix(d.clock-d.lateness-int64(d.back.Span)-1, d.back.Span)
	var was [maxTabGuesses]int64
	for i := range t.guesses {
		g := &t.guesses[i]
		was[i] = g.until
		if g.time > t.fixed {
			g.until, g.by = never, ""
		}
	}
	for _, s := range t.signIns {
		t.take(&d.back, s)
	}
	// Deciding is finished before windows look again: they see all of it.
	for i, g := range slices.Clone(t.guesses) {
		if was[i] != g.until {
			d.tracer.tookBack(g.event)
			d.moved(Guesses, g.event, min(was[i], g.until))
		}
	}
}

// take gives to a sign-in the guesses that it takes back.
func (t *tab) take(back *TakeBack, s *event) {
	taken := 0
	for _, g := range t.guesses {
		if back.reaches(g.event, s) && g.until != never && g.by == s.user {
			taken++
		}
	}
	for i := len(t.guesses) - 1; i >= 0; i-- {
		g := &t.guesses[i]
		most := back.Guesses
		if g.user == "" {
			most = back.Unnamed
		}
		if taken < most && g.time > t.fixed && back.reaches(g.event, s) && g.until == never {
			// Within one second guesses come before sign-ins.
			g.until, g.by = s.time+1, s.user
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

// maxBurst is how many requests a page may make at once with one wrong password.
// Beyond them no page explains the guesses, whatever their paths. As many paths
// of one second are told apart, so that the order of its lines does not matter.
const maxBurst = 64

// A burstKey is one client, user and agent in one second.
type burstKey struct {
	key    // client and user
	agent  string
	second int64
}

// A burst counts the guesses of a burstKey by path. A page that asks for many
// things at once with one wrong password is one guess.
type burst struct {
	paths []pathCount
	all   int
	most  int // those that count
}

type pathCount struct {
	path string
	n    int
}

// busiest reports whether a guess adds to those on the busiest path of its
// second, or to those that are more than a page makes.
func (d *Detector) busiest(e *event) bool {
	second := e.time / int64(time.Second)
	b := d.bursts.touch(burstKey{e.pairKey(), e.Agent, second}, d.clock)
	b.all++
	if counting := max(b.onPath(e.path), b.all-maxBurst); counting > b.most {
		b.most = counting
		return true
	}
	return false
}

// onPath counts a guess on its path and returns how many there are; 0 for a
// path too many.
func (b *burst) onPath(path string) int {
	i := slices.IndexFunc(b.paths, func(p pathCount) bool { return p.path == path })
	if i < 0 {
		if len(b.paths) == maxBurst {
			return 0
		}
		i = len(b.paths)
		b.paths = append(b.paths, pathCount{path: path})
	}
	b.paths[i].n++
	return b.paths[i].n
}

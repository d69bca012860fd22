package detect

import (
	"iter"
	"slices"
)

const (
	minKept = 16 // events that a window keeps at least

	maxMarks    = 32 // sign-ins that a window remembers
	shedBuckets = 16 // parts of a window by which events no longer kept are counted
)

// A window holds the events of one key that can still matter, by time. It
// accepts events in any order. Which moments are full depends on the events
// alone, not on the order in which they came.
type window struct {
	entries []entry
	marks   []mark // sign-ins, by time; of rules that ask for them
	shed    []shed
	atMost  atMost
}

// An atMost says how many different users and clients there can be in a window,
// where somebody asked, so that most windows need not be looked through.
type atMost struct {
	users, clients int
	since          int // events since they were counted
}

// recountEvery is how many events come between two counts at least.
const recountEvery = 8

type entry struct {
	ev      *event
	time    int64 // that of the event
	counted bool  // by the alert that is open
}

// A mark is a sign-in.
type mark struct {
	ev      *event
	sole    bool // its conversation names no other user
	counted bool
}

// A shed counts events that were dropped because the window was full.
type shed struct {
	part  int64
	first *event
	n     int
}

// after returns the index of the first entry later than at.
func (w *window) after(at int64) int {
	i := len(w.entries)
	for i > 0 && w.entries[i-1].time > at {
		i--
	}
	return i
}

// insert puts an event in its place and returns the index.
func (w *window) insert(e *event) int {
	i := w.after(e.time)
	w.entries = slices.Insert(w.entries, i, entry{ev: e, time: e.time})
	w.atMost.users++
	w.atMost.clients++
	w.atMost.since++
	return i
}

// holdsEvent reports whether the event is kept.
func (w *window) holdsEvent(e *event) bool {
	for i := w.after(e.time) - 1; i >= 0 && w.entries[i].time == e.time; i-- {
		if w.entries[i].ev == e {
			return true
		}
	}
	return false
}

// addMark remembers a sign-in. One a moment is enough.
func (w *window) addMark(m mark) {
	i := len(w.marks)
	for i > 0 && w.marks[i-1].ev.time > m.ev.time {
		i--
	}
	if i > 0 && w.marks[i-1].ev.time == m.ev.time {
		return
	}
	w.marks = slices.Insert(w.marks, i, m)
	if len(w.marks) > maxMarks {
		w.marks = slices.Delete(w.marks, 0, 1)
	}
}

// A view is how a rule looks at a window.
type view struct {
	taken bool      // guesses count although they were taken back
	named bool      // guesses that name no user do not count
	quiet *Detector // clients with an alert of their own there do not count; nil: all do
	asked int64     // the moment at which quiet is asked
}

func (v *view) counts(e *event, at int64) bool {
	return (v.taken || e.until > at) && !(v.named && e.user == "") &&
		(v.quiet == nil || !v.quiet.noisy(e, v.asked))
}

// full reports whether the window that ends at a moment reaches the limit, the
// time of the oldest event it takes, and when the first of those taken stops
// counting.
func (w *window) full(l *Limit, at int64, v view) (oldest, loses int64, ok bool) {
	if len(w.entries) < max(l.Count, l.Users, l.Clients) {
		return 0, 0, false
	}
	if l.Users > 0 || l.Clients > 0 {
		return w.fullOfMany(l, at, v)
	}
	n, newest := 0, int64(0)
	loses = never
	for i := w.next(w.after(at)-1, l, at, &v); i >= 0; i = w.next(i-1, l, at, &v) {
		e := w.entries[i].ev
		if n++; n == 1 {
			newest = e.time
		}
		if !v.taken {
			loses = min(loses, e.until)
		}
		if n >= l.Count && newest-e.time >= int64(l.Span) {
			return e.time, loses, true
		}
	}
	return 0, 0, false
}

// fullOfMany is full for a limit on different users or clients.
func (w *window) fullOfMany(l *Limit, at int64, v view) (oldest, loses int64, ok bool) {
	if w.atMost.users < l.Users || w.atMost.clients < l.Clients {
		return 0, 0, false
	}
	users, clients := apart{enough: l.Users}, apart{enough: l.Clients}
	n, newest := 0, int64(0)
	loses = never
	for i := w.next(w.after(at)-1, l, at, &v); i >= 0; i = w.next(i-1, l, at, &v) {
		e := w.entries[i].ev
		if n++; n == 1 {
			newest = e.time
		}
		if !v.taken {
			loses = min(loses, e.until)
		}
		users.addUser(e)
		clients.addClient(e)
		if n >= l.Count && users.n >= l.Users && clients.n >= l.Clients && newest-e.time >= int64(l.Span) {
			return e.time, loses, true
		}
	}
	if w.atMost.since >= recountEvery {
		w.recount()
	}
	return 0, 0, false
}

// recount counts the users and clients of the window.
func (w *window) recount() {
	users, clients := apart{enough: len(w.entries)}, apart{enough: len(w.entries)}
	for i := range w.entries {
		users.addUser(w.entries[i].ev)
		clients.addClient(w.entries[i].ev)
	}
	w.atMost = atMost{users: users.n, clients: clients.n}
}

// next returns the index of the newest entry up to an index that a view counts
// in the window that ends at a moment, or -1.
func (w *window) next(i int, l *Limit, at int64, v *view) int {
	for ; i >= 0; i-- {
		if w.entries[i].time <= at-int64(l.Window) {
			return -1
		}
		if v.counts(w.entries[i].ev, at) {
			return i
		}
	}
	return -1
}

// holds reports whether the limit is reached at a moment, and until when it
// stays so if nothing more comes.
func (w *window) holds(l *Limit, at int64, v view) (until int64, ok bool) {
	until = at
	for {
		oldest, loses, full := w.full(l, until, v)
		if !full {
			return until, ok
		}
		ok = true
		if leaves := oldest + int64(l.Window); leaves <= loses {
			return leaves, true
		}
		until = loses
	}
}

// scattered reports whether no client has more than half of the events.
func (w *window) scattered(l *Limit, at int64) bool {
	_, own, all := w.majority(l, at)
	return 2*own <= all
}

// majority returns the client that has more than half of the events, if one
// has: it is what remains when different clients cancel each other out.
func (w *window) majority(l *Limit, at int64) (candidate string, own, all int) {
	lead := 0
	for e := range w.counting(l, at) {
		switch {
		case lead == 0:
			candidate, lead = e.Client, 1
		case e.Client == candidate:
			lead++
		default:
			lead--
		}
	}
	for e := range w.counting(l, at) {
		all++
		if e.Client == candidate {
			own++
		}
	}
	return candidate, own, all
}

// counting yields the events that count in the window that ends at a moment.
func (w *window) counting(l *Limit, at int64) iter.Seq[*event] {
	return func(yield func(*event) bool) {
		for i := w.after(at) - 1; i >= 0 && w.entries[i].time > at-int64(l.Window); i-- {
			if e := w.entries[i].ev; e.until > at && !yield(e) {
				return
			}
		}
	}
}

// trim drops what is older than the horizon, and what is more than the rule
// keeps. Dropped events that can still be told of are counted in parts.
func (w *window) trim(r *rule, horizon int64) {
	old := 0
	for old < len(w.entries) && w.entries[old].time <= horizon {
		old++
	}
	w.entries = slices.Delete(w.entries, 0, old)
	if len(w.entries) > r.keep {
		w.thin(r)
	}
	for len(w.shed) > 0 && w.shed[0].first.time <= horizon {
		w.shed = w.shed[1:]
	}
	for len(w.marks) > 0 && w.marks[0].ev.time <= horizon {
		w.marks = slices.Delete(w.marks, 0, 1)
	}
}

func (w *window) addShed(r *rule, e *event) {
	part := e.time / max(r.longest/shedBuckets, 1)
	i := len(w.shed)
	for i > 0 && w.shed[i-1].part > part {
		i--
	}
	if i > 0 && w.shed[i-1].part == part {
		w.shed[i-1].n++
		return
	}
	w.shed = slices.Insert(w.shed, i, shed{part: part, first: e, n: 1})
}

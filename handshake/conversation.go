package handshake

import (
	"slices"

	"log401/classify"
)

// A conversation is one client and one agent on one site, and host and port
// where they are logged. It holds the open questions, the users that it named,
// and for NCSA logs what tells a signed-in user from a claimed one. It is
// remembered while it has questions or named a user lately, and in NCSA logs
// until others need its place.
type conversation struct {
	origins [2]*classify.Origin // of it: the one met last, and another one

	oldest, newest *question
	live           int32 // questions that are open
	named          int8  // names in use
	ncsa           bool
	touched        int64 // the clock when it last went on

	row            *row // memory.quiet or memory.calm; nil once forgotten
	before, behind *conversation

	names [maxNames]sighting // the users named last

	born    int64    // the clock when it began to be remembered
	paths   []string // that have answered 401, the newest last
	signIns []signedIn
}

// is reports whether an Origin is of the conversation. Two workers that take
// turns at a log have an Origin each.
func (c *conversation) is(o *classify.Origin) bool {
	if o == c.origins[0] || o == c.origins[1] {
		return true
	}
	if !o.SameConversation(c.origins[0]) {
		return false
	}
	c.origins[0], c.origins[1] = o, c.origins[0]
	return true
}

// A signedIn is an answer to a user on a path that has answered 401.
type signedIn struct {
	user, path string
	time       int64
}

// What is remembered of a conversation is bounded: its newest paths and
// sign-ins, and so many open questions, of which the oldest leaves early. What
// a sign-in or a failure settles is looked for among the newest.
const (
	maxPaths   = 64
	maxSignIns = 8
	maxOpen    = 20_000
	maxLooked  = 1000
)

// remember begins to remember the conversation of an event.
func (f *Folder) remember(ev *classify.Event) *conversation {
	for f.memory.count >= f.opts.MaxConversations {
		f.forceOut(f.memory.longestQuiet())
	}
	c := &conversation{origins: [2]*classify.Origin{ev.Origin, ev.Origin}, born: f.clock}
	f.memory.put(c)
	return c
}

// touch notes that the conversation goes on.
func (f *Folder) touch(c *conversation) {
	home := &f.memory.calm
	if c.live > 0 || c.ncsa {
		home = &f.memory.quiet
	}
	c.touched = f.clock
	if home.last != c {
		c.row.remove(c)
		home.append(c)
	}
}

// rest looks after a conversation in which nothing may be open any more: it is
// remembered for the users that it named, or not at all.
func (f *Folder) rest(c *conversation) {
	switch {
	case c.live > 0 || c.ncsa:
	case c.named > 0:
		f.touch(c)
	default:
		f.forget(c)
	}
}

// forget drops a conversation, which has no open questions.
func (f *Folder) forget(c *conversation) {
	if c.row != nil {
		f.memory.drop(c)
	}
}

// forceOut drops a conversation that others need the place of.
func (f *Folder) forceOut(c *conversation) {
	if c.namedSince(f.clock - f.opts.before()) {
		f.loseName()
	}
	for c.oldest != nil {
		f.forced++
		f.leave(c.oldest, Undetermined, reasonForced)
	}
	f.forget(c)
}

// add takes a question in.
func (c *conversation) add(q *question) {
	c.link(q)
	if ev := q.event(); ev.NCSA {
		c.ncsa = true
		c.refuse(ev.Path)
	}
}

func (c *conversation) link(q *question) {
	q.older = c.newest
	if c.newest != nil {
		c.newest.newer = q
	} else {
		c.oldest = q
	}
	c.newest = q
	c.live++
}

// remove lets a question go.
func (c *conversation) remove(q *question) {
	if q.newer != nil {
		q.newer.older = q.older
	} else {
		c.newest = q.older
	}
	if q.older != nil {
		q.older.newer = q.newer
	} else {
		c.oldest = q.newer
	}
	q.older, q.newer = nil, nil
	c.live--
}

// pick returns the at most two requests without credentials that led to an
// event: the newest for its path or else the newest of all; then one of the
// other kind, 401.2 or 401.1, before another of the same kind, for the same
// path before others. To a failure with a name there was one at most. A POST in
// an NCSA log is a step only of a failure on its own path.
func (c *conversation) pick(ev *classify.Event, window int64) (first, second *question) {
	if c.oldest == c.newest {
		if c.newest != nil && c.newest.leadsTo(ev, window) {
			first = c.newest
		}
		return first, nil
	}
	first = c.best(nil, ev, window)
	if first != nil && !failedByName(ev) {
		second = c.best(first, ev, window)
	}
	return first, second
}

// best returns the request that ranks highest among those that may have led to
// an event, the newest where several do; first is one that did, or nil.
func (c *conversation) best(first *question, ev *classify.Event, window int64) (best *question) {
	q, highest := c.newest, -1
	for looked := 0; q != nil && looked < maxLooked; looked++ {
		if q != first && q.leadsTo(ev, window) {
			if r := rank(q, first, ev); r > highest {
				best, highest = q, r
			}
		}
		q = q.older
	}
	return best
}

// refuse notes that a path has answered 401.
func (c *conversation) refuse(path string) {
	if n := len(c.paths); n > 0 && c.paths[n-1] == path {
		return
	}
	if i := slices.Index(c.paths, path); i >= 0 {
		c.paths = slices.Delete(c.paths, i, i+1)
	} else if len(c.paths) == maxPaths {
		c.paths = slices.Delete(c.paths, 0, 1)
	}
	c.paths = append(c.paths, path)
}

// refusedPath reports whether a path has answered 401.
func (c *conversation) refusedPath(path string) bool { return slices.Contains(c.paths, path) }

// accept notes an answer to a signed-in user.
func (c *conversation) accept(ev *classify.Event) {
	latest := ev.Time
	for i := range c.signIns {
		if s := c.signIns[i]; s.user == ev.User && s.path == ev.Path {
			latest = max(latest, s.time) // lines may stand out of order
			c.signIns = slices.Delete(c.signIns, i, i+1)
			break
		}
	}
	if len(c.signIns) == maxSignIns {
		c.signIns = slices.Delete(c.signIns, 0, 1)
	}
	c.signIns = append(c.signIns, signedIn{ev.User, ev.Path, latest})
}

// accepted reports whether the user of an event got another answer than 401 on
// another path shortly before: the password is right, permission is missing.
func (c *conversation) accepted(ev *classify.Event, window int64) bool {
	for _, s := range c.signIns {
		if s.user == ev.User && s.path != ev.Path && second(s.time) <= second(ev.Time) && ev.Time-s.time <= window {
			return true
		}
	}
	return false
}

package handshake

import (
	"container/list"
	"iter"
	"slices"

	"log401/classify"
)

// A key tells conversations apart: one client and one agent on one site, and
// host and port where they are logged.
type key struct{ client, agent, site, host, port string }

func keyOf(ev *classify.Event) key {
	return key{ev.Client, ev.Agent, ev.Site, ev.Host, ev.Port}
}

// A conversation holds the open questions of a key, the users that it named,
// and for NCSA logs what tells a signed-in user from a claimed one. It is
// remembered while it has questions or named a user lately, and in NCSA logs
// until others need its place.
type conversation struct {
	key     key
	born    int64         // the clock when it began to be remembered
	list    *list.List    // Folder.quiet or Folder.calm; nil once forgotten
	element *list.Element // in list
	touched int64         // the clock when it last went on

	oldest, newest *question
	live           int // questions that are open

	names []sighting // the users named last, at most maxNames

	ncsa    bool
	paths   []string // that have answered 401, the newest last
	signIns []signedIn
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

// conversation returns the conversation of an event, a new one if need be.
func (f *Folder) conversation(ev *classify.Event) *conversation {
	k := keyOf(ev)
	c := f.conversations[k]
	if c == nil {
		for len(f.conversations) >= f.opts.MaxConversations {
			f.forceOut(f.longestQuiet())
		}
		c = &conversation{key: k, born: f.clock}
		f.conversations[k] = c
	}
	return c
}

// touch notes that the conversation goes on.
func (f *Folder) touch(c *conversation) {
	home := f.calm
	if c.live > 0 || c.ncsa {
		home = f.quiet
	}
	c.touched = f.clock
	if c.list == home {
		home.MoveToBack(c.element)
		return
	}
	if c.list != nil {
		c.list.Remove(c.element)
	}
	c.list, c.element = home, home.PushBack(c)
}

// rest looks after a conversation in which nothing may be open any more: it is
// remembered for the users that it named, or not at all.
func (f *Folder) rest(c *conversation) {
	switch {
	case c.live > 0 || c.ncsa:
	case len(c.names) > 0:
		f.touch(c)
	default:
		f.forget(c)
	}
}

// forget drops a conversation, which has no open questions.
func (f *Folder) forget(c *conversation) {
	if c.list == nil {
		return
	}
	c.list.Remove(c.element)
	c.list, c.element = nil, nil
	delete(f.conversations, c.key)
}

// longestQuiet returns the conversation to drop for another one.
func (f *Folder) longestQuiet() *conversation {
	calm, quiet := front(f.calm), front(f.quiet)
	if calm == nil || quiet != nil && quiet.touched < calm.touched {
		return quiet
	}
	return calm
}

func front(l *list.List) *conversation {
	if l.Len() == 0 {
		return nil
	}
	return l.Front().Value.(*conversation)
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
	if q.ev.NCSA {
		c.ncsa = true
		c.refuse(q.ev.Path)
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
	c.live--
}

// newestFirst goes through the newest questions. The one it has come to may be
// removed.
func (c *conversation) newestFirst() iter.Seq[*question] {
	return func(yield func(*question) bool) {
		q := c.newest
		for range maxLooked {
			if q == nil {
				return
			}
			older := q.older
			if !yield(q) {
				return
			}
			q = older
		}
	}
}

// pick returns the at most two requests without credentials that led to an
// event: the newest for its path or else the newest of all; then one of the
// other kind, 401.2 or 401.1, before another of the same kind, for the same
// path before others. To a failure with a name there was one at most. A POST in
// an NCSA log is a step only of a failure on its own path.
func (c *conversation) pick(ev *classify.Event, window int64) []*question {
	first := c.best(nil, ev, window)
	if first == nil {
		return nil
	}
	if !failedByName(ev) {
		if second := c.best(first, ev, window); second != nil {
			return []*question{first, second}
		}
	}
	return []*question{first}
}

// best returns the request that ranks highest among those that may have led to
// an event, the newest where several do; first is one that did, or nil.
func (c *conversation) best(first *question, ev *classify.Event, window int64) (best *question) {
	for q := range c.newestFirst() {
		if q != first && q.leadsTo(ev, window) && (best == nil || rank(q, first, ev) > rank(best, first, ev)) {
			best = q
		}
	}
	return best
}

// refuse notes that a path has answered 401.
func (c *conversation) refuse(path string) {
	if i := slices.Index(c.paths, path); i >= 0 {
		c.paths = slices.Delete(c.paths, i, i+1)
	} else if len(c.paths) == maxPaths {
		c.paths = slices.Delete(c.paths, 0, 1)
	}
	c.paths = append(c.paths, path)
}

// refusedPath reports whether a path has answered 401.
func (c *conversation) refusedPath(path string) bool { return slices.Contains(c.paths, path) }

// remember notes an answer to a signed-in user.
func (c *conversation) remember(ev *classify.Event) {
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

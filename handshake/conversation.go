package handshake

import (
	"container/heap"
	"container/list"
	"time"

	"log401/classify"
)

// A key tells conversations apart: one client and one agent on one site, and
// host and port where they are logged.
type key struct{ client, agent, site, host, port string }

func keyOf(ev *classify.Event) key {
	return key{ev.Client, ev.Agent, ev.Site, ev.Host, ev.Port}
}

// A conversation holds the open questions of a key, and for NCSA logs what
// tells a signed-in user from a claimed one. It is remembered while it has
// questions, and in NCSA logs until others need its place.
type conversation struct {
	key     key
	element *list.Element // in Folder.quiet
	open    []*question   // by order of arrival; settled ones stay until dropped
	head    int           // index into open: those before are settled
	live    int           // questions in open that are not settled
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

// maxQuestions bounds the open questions of all conversations.
const maxQuestions = 1 << 20

// A kind says what settles a question.
type kind uint8

const (
	soft   kind = iota // no credentials: a sign-in or a failure in the conversation
	access             // 401.3 without a user: a sign-in on the path
	name               // NCSA, a user: another answer to that user on the path
	post               // NCSA, POST without a user: an answer to the same
)

// A question is a denial whose outcome depends on what follows.
type question struct {
	ev           *classify.Event // nil once settled
	kind         kind
	deadline     int64 // Unix nanoseconds: settled by nothing that comes later
	sequence     int64
	accepted     bool // the name was accepted on another path shortly before
	conversation *conversation
}

func (q *question) is(k kind) bool { return q.ev != nil && q.kind == k }

// within reports whether t is in the time that the question leaves for an
// answer. Lines may stand out of order by a second.
func (q *question) within(t, window int64) bool {
	return second(t) >= second(q.ev.Time) && t-q.ev.Time <= window
}

// deadlines is a heap of questions, the first to expire on top. Settled ones
// stay until their time.
type deadlines []*question

func (d deadlines) Len() int { return len(d) }

func (d deadlines) Less(i, j int) bool {
	if d[i].deadline != d[j].deadline {
		return d[i].deadline < d[j].deadline
	}
	return d[i].sequence < d[j].sequence
}

func (d deadlines) Swap(i, j int) { d[i], d[j] = d[j], d[i] }

func (d *deadlines) Push(x any) { *d = append(*d, x.(*question)) }

func (d *deadlines) Pop() any {
	old := *d
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*d = old[:len(old)-1]
	return last
}

// ask opens a question about an event.
func (f *Folder) ask(ev *classify.Event, k kind) {
	c := f.conversation(ev)
	copied := *ev
	f.sequence++
	q := &question{ev: &copied, kind: k, deadline: ev.Time + f.window(ev, k), sequence: f.sequence, conversation: c}
	q.accepted = k == name && c.accepted(ev, int64(f.opts.Challenge))
	c.add(q)
	heap.Push(&f.deadlines, q)
	if c.live > maxOpen {
		f.early(c.oldest())
	}
	for len(f.deadlines) > maxQuestions {
		f.early(heap.Pop(&f.deadlines).(*question))
	}
}

// window returns how long a question stays open. In NCSA logs it is a leg
// longer than an answer may take: a refused name is known to be a failure only
// then, and what led to it has to be there still.
func (f *Folder) window(ev *classify.Event, k kind) int64 {
	switch {
	case k == name:
		return int64(f.opts.Leg)
	case ev.NCSA:
		return int64(f.opts.Challenge + f.opts.Leg + time.Second)
	}
	return int64(f.opts.Challenge)
}

// conversation returns the conversation of an event, a new one if need be.
func (f *Folder) conversation(ev *classify.Event) *conversation {
	k := keyOf(ev)
	c := f.conversations[k]
	if c == nil {
		if len(f.conversations) >= f.opts.MaxConversations {
			f.forceOut(f.quiet.Front().Value.(*conversation))
		}
		c = &conversation{key: k}
		c.element = f.quiet.PushBack(c)
		f.conversations[k] = c
	}
	f.touch(c)
	return c
}

// touch notes that the conversation goes on.
func (f *Folder) touch(c *conversation) {
	if c.element != nil {
		f.quiet.MoveToBack(c.element)
	}
}

// forget drops a conversation.
func (f *Folder) forget(c *conversation) {
	if c.element == nil {
		return
	}
	f.quiet.Remove(c.element)
	c.element = nil
	delete(f.conversations, c.key)
}

// forceOut drops a conversation that others need the place of.
func (f *Folder) forceOut(c *conversation) {
	for _, q := range c.open {
		if q.ev != nil {
			f.forced++
			f.leave(q, Undetermined, reasonForced)
		}
	}
	f.forget(c)
}

func (c *conversation) add(q *question) {
	if len(c.open) > 2*c.live+16 {
		c.drop()
	}
	c.open = append(c.open, q)
	c.live++
	if q.ev.NCSA {
		c.ncsa = true
		c.refuse(q.ev.Path)
	}
}

// drop removes the settled questions.
func (c *conversation) drop() {
	kept := c.open[:0]
	for _, q := range c.open {
		if q.ev != nil {
			kept = append(kept, q)
		}
	}
	clear(c.open[len(kept):])
	c.open, c.head = kept, 0
}

// newestOpen returns the newest questions, settled ones among them.
func (c *conversation) newestOpen() []*question {
	return c.open[max(0, len(c.open)-maxLooked):]
}

// settled counts a question as settled, and reports whether nothing is left
// that the conversation has to be remembered for.
func (c *conversation) settled() bool {
	c.live--
	return c.live == 0 && !c.ncsa
}

// oldest returns the oldest open question.
func (c *conversation) oldest() *question {
	for ; c.head < len(c.open); c.head++ {
		if c.open[c.head].ev != nil {
			return c.open[c.head]
		}
	}
	return nil
}

// newest returns the newest open question that fits, or nil.
func (c *conversation) newest(fits func(*question) bool) *question {
	open := c.newestOpen()
	for i := len(open) - 1; i >= 0; i-- {
		if open[i].ev != nil && fits(open[i]) {
			return open[i]
		}
	}
	return nil
}

// pick returns the at most two requests without credentials that led to an
// event: the newest for its path or else the newest of all; then one of the
// other kind, 401.2 or 401.1, before another of the same kind, for the same
// path before others. A POST in an NCSA log is a step only of a failure on its
// own path.
func (c *conversation) pick(ev *classify.Event, window int64) []*question {
	first := c.best(nil, ev, window)
	if first == nil {
		return nil
	}
	if second := c.best(first, ev, window); second != nil {
		return []*question{first, second}
	}
	return []*question{first}
}

// best returns the request that ranks highest among those that may have led to
// an event, the newest where several do; first is one that did, or nil.
func (c *conversation) best(first *question, ev *classify.Event, window int64) (best *question) {
	open := c.newestOpen()
	for i := len(open) - 1; i >= 0; i-- {
		if q := open[i]; q != first && q.leadsTo(ev, window) && (best == nil || rank(q, first, ev) > rank(best, first, ev)) {
			best = q
		}
	}
	return best
}

func (q *question) leadsTo(ev *classify.Event, window int64) bool {
	if q.ev == nil || !q.within(ev.Time, window) {
		return false
	}
	return q.kind == soft || q.kind == post && ev.Status == 401 && q.ev.Path == ev.Path
}

// rank orders the steps that may have led to an event beside a first one.
func rank(q, first *question, ev *classify.Event) (r int) {
	if first != nil && (q.ev.Substatus == 1) != (first.ev.Substatus == 1) {
		r += 2
	}
	if q.ev.Path == ev.Path {
		r++
	}
	return r
}

// refuse notes that a path has answered 401.
func (c *conversation) refuse(path string) {
	if c.refusedPath(path) {
		return
	}
	if len(c.paths) == maxPaths {
		c.paths = append(c.paths[:0], c.paths[1:]...)
	}
	c.paths = append(c.paths, path)
}

// refusedPath reports whether a path has answered 401.
func (c *conversation) refusedPath(path string) bool {
	for i := len(c.paths) - 1; i >= 0; i-- {
		if c.paths[i] == path {
			return true
		}
	}
	return false
}

// remember notes an answer to a signed-in user.
func (c *conversation) remember(ev *classify.Event) {
	latest := ev.Time
	for i := range c.signIns {
		if s := c.signIns[i]; s.user == ev.User && s.path == ev.Path {
			latest = max(latest, s.time) // lines may stand out of order
			c.signIns = append(c.signIns[:i], c.signIns[i+1:]...)
			break
		}
	}
	if len(c.signIns) == maxSignIns {
		c.signIns = append(c.signIns[:0], c.signIns[1:]...)
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

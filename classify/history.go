package classify

import "log401/parser"

// A History is what a stream has shown so far that makes answers matter that
// else do not. It takes the events of its stream in the order of their lines.
//
// Answers below 400 that name no user are nothing, as a rule. But where a part
// of a site (the first segment of the path) has refused ten requests of two
// clients in the last hour, none for its password, and nobody signed in there
// since, they are events with Answer set: at most one in five minutes in the
// part, and in ten of a client; of the 64 clients refused there last in the
// same stream. What another stream refused or answered is not known here.
type History struct {
	success bool // an answer below 400
	watch   watch
	posts   pathSet // that have refused a POST without a user
}

// A Glance says what an entry may matter for.
type Glance struct {
	alone  bool   // whatever the stream has shown before
	post   bool   // if its path has refused a POST
	answer bool   // if its part of the site lets nobody in
	part   string // key of the part, where that matters
}

// NewHistory returns the History of a stream that has shown nothing yet; alone
// says that no other stream is read beside it, in which a POST that was refused
// here may be answered.
func NewHistory(alone bool) History { return History{posts: pathSet{all: !alone}} }

// Take reports whether the event of an entry matters, and completes it.
func (h *History) Take(ev *Event, g Glance) bool {
	if ev.Aside() {
		return true
	}
	ev.FirstSuccess = !h.success && parser.IsServed(ev.Status)
	ev.Answer = g.answer && h.watch.answers(g.part, ev)
	if !g.alone && !g.post && !ev.FirstSuccess && !ev.Answer {
		return false
	}
	h.success = h.success || ev.FirstSuccess
	switch {
	case ev.mayBeStuck():
		h.watch.refuse(g.part, ev)
	case ev.SignedIn():
		h.watch.signIn(g.part, ev)
	}
	if ev.refusedPost() {
		h.posts.add(ev.Path)
	}
	return true
}

// TakeAhead is Take for an entry that was looked at by the light of a Lookout,
// among lines that have refused r. What the Lookout expected in vain does not
// matter: so it makes no difference which one it was.
func (h *History) TakeAhead(ev *Event, g Glance, r *Refusals) bool {
	g.post = g.post && (h.posts.has(ev.Path) || r.posts.has(ev.Path))
	return h.Take(ev, g)
}

// mayBeStuck reports whether the event may be one of a client that never
// manages to log on, through no fault of a password.
func (e *Event) mayBeStuck() bool {
	if e.Class != ClassLogon {
		return false
	}
	named := e.User != "" || e.EmptyUser
	return !named || e.Cause.Kind == KindInfrastructure || e.Cause.Kind == KindBroken
}

// refusedPost reports whether an answer to the same POST may show that the
// event was no failure.
func (e *Event) refusedPost() bool {
	return e.Class == ClassLogon && e.Method == "POST" && e.User == "" && !e.EmptyUser && e.NCSA
}

// An Asker knows which answers that name no user may matter.
type Asker interface {
	first() bool                                // any, since it may be the first
	toPost(e *parser.Entry) bool                // those to a POST
	inPart(c *Classifier, e *parser.Entry) bool // those of the entry's part of the site
}

// A History asks for what may matter at the next entry.
var _ Asker = (*History)(nil)

func (h *History) first() bool { return !h.success }

func (h *History) toPost(*parser.Entry) bool { return true }

func (h *History) inPart(c *Classifier, e *parser.Entry) bool {
	p := h.watch.known(c.partOf(e))
	return p != nil && p.mayBe(0)
}

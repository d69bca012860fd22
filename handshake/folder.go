package handshake

import (
	"time"

	"log401/classify"
)

// Options say how long a logon may take, and how many may be under way. What
// is 0 or less stands for the default.
type Options struct {
	Leg              time.Duration // between two requests of one logon that no person has a part in; DefaultLeg
	Challenge        time.Duration // in which a person may answer a challenge; DefaultChallenge
	MaxConversations int           // that are remembered at once; DefaultMaxConversations
}

// What Options stand for where they do not say.
const (
	DefaultLeg              = 5 * time.Second
	DefaultChallenge        = time.Minute
	DefaultMaxConversations = 200_000
)

func (o Options) withDefaults() Options {
	if o.Leg <= 0 {
		o.Leg = DefaultLeg
	}
	if o.Challenge <= 0 {
		o.Challenge = DefaultChallenge
	}
	if o.MaxConversations <= 0 {
		o.MaxConversations = DefaultMaxConversations
	}
	return o
}

// Lateness returns how far behind the clock of the event before it a denial may
// be handed out, where lines stand in the order of time: both windows, and two
// seconds since the lines of one second stand in no order.
func (o Options) Lateness() time.Duration {
	o = o.withDefaults()
	return o.Challenge + o.Leg + 2*time.Second
}

// A Folder takes the events of all streams in their merged order, folds the
// requests that belong to one logon, and hands out denials with an outcome and
// sign-ins. It is used by one goroutine.
//
// The lines of one second stand in no order: a Folder holds the events of a
// second until the clock has left it, and then takes requests without
// credentials first, refused credentials next and answers last. In whatever
// order they came, it hands out the same.
type Folder struct {
	opts Options
	sink Sink

	clock   int64
	held    []*question     // events of the current second of the clock, which may become questions
	turns   []turn          // of the events held
	order   []ticket        // of the events held, while they are put in order
	whole   bool            // equal tickets are of equal turns
	room    []ticket        // to sort them
	streams map[string]bool // streams that have shown an answer below 400

	memory    memory
	deadlines deadlines
	spare     []*question // to hold other events
	unnamed   []unnamed   // failures that a user may still be found for, the oldest first
	sequence  int64
	lost      int64 // the clock when a user who was named was last not remembered; never if not

	forced, crowded, namesCut, waitCut int64

	signedIn SignIn // scratch: what is handed out
}

// NewFolder returns a Folder that hands what it settles to sink.
func NewFolder(opts Options, sink Sink) *Folder {
	return &Folder{
		opts: opts.withDefaults(), sink: sink, streams: map[string]bool{},
		memory: newMemory(), lost: never,
	}
}

// Event takes the next event. It is the caller's again when Event returns.
func (f *Folder) Event(ev *classify.Event) {
	switch {
	case second(ev.Clock) != second(f.clock):
		f.Advance(ev.Clock)
	case len(f.held) >= maxHeld:
		f.crowded++
		f.release()
	}
	q := f.blank()
	q.denial.Event = *ev
	f.hold(q)
}

// Advance settles what nothing can change once the streams have shown the
// time clock, in Unix nanoseconds.
func (f *Folder) Advance(clock int64) {
	f.release()
	f.clock = max(f.clock, clock)
	f.expire()
	f.expireNames()
}

// Restart begins a new stretch of time, behind the present clock: questions
// still open are left undetermined, and who was named or accepted is forgotten.
func (f *Folder) Restart(clock int64) {
	f.Finish()
	f.clock, f.lost = clock, never
	for c := f.memory.calm.first; c != nil; c = f.memory.calm.first {
		f.forget(c)
	}
	for c := f.memory.quiet.first; c != nil; c = c.behind {
		c.named, c.signIns, c.born, c.touched = 0, nil, min(c.born, clock), min(c.touched, clock)
	}
}

// Finish ends the input: what is still open becomes undetermined, and failures
// without a user are attributed with what is known.
func (f *Folder) Finish() {
	f.release()
	for q := f.deadlines.first(); q != nil; q = f.deadlines.first() {
		f.leave(q, Undetermined, reasonEnded)
	}
	for len(f.unnamed) > 0 {
		f.attributeNext()
	}
}

// Limits count where a limit on memory bit.
type Limits struct {
	Forced  int64 // questions settled before their time: too many conversations or questions
	Crowded int64 // parts of a second with too many events to be put in order at once
	Names   int64 // users not remembered, or forgotten while they might still have been likely ones
	Waiting int64 // failures without a user that waited no longer for one
}

// Limited returns where limits bit.
func (f *Folder) Limited() Limits { return Limits{f.forced, f.crowded, f.namesCut, f.waitCut} }

func second(nanos int64) int64 { return nanos / int64(time.Second) }

// named reports whether a user name was sent; Apache logs an empty one as "".
func named(ev *classify.Event) bool { return ev.User != "" || ev.EmptyUser }

// take settles an event that was held, or opens the question about it, and
// reports whether it did that.
func (f *Folder) take(q *question) (asked bool) {
	ev := q.event()
	if ev.Astray && ev.Class == classify.ClassLogon && q.set != classify.Win32Hard {
		f.hand(q, Undetermined, High, reasonAstray)
		return false
	}
	c := q.conversation
	if c == nil || c.row == nil { // it may have begun, or begun anew
		c = f.memory.find(ev.Origin)
	}
	signedIn := signsIn(c, ev)
	if ev.User != "" && !ev.Astray {
		c = f.meet(c, ev, signedIn)
	}
	switch ev.Class {
	case classify.ClassLogon:
		return f.logon(c, q)
	case classify.ClassRefused:
		if anonymousAccess(ev) {
			f.ask(c, q, access)
			return true
		}
		f.hand(q, Refused, High, reasonRefused)
	case classify.ClassRateLimit:
		f.hand(q, RateLimit, High, reasonRateLimit)
	case classify.ClassDenyList:
		f.hand(q, DenyList, High, reasonDenyList)
	case classify.ClassForbidden:
		f.hand(q, Forbidden, High, reasonForbidden)
	}
	f.answer(c, ev, signedIn)
	return false
}

// signsIn reports whether an event shows its user signed in. nginx logs the
// name that a client claims, so in NCSA logs it takes a path that has answered
// 401 in the conversation.
func signsIn(c *conversation, ev *classify.Event) bool {
	if !ev.SignedIn() {
		return false
	}
	return !ev.NCSA || c != nil && c.refusedPath(ev.Path)
}

// hand hands out a denial with its outcome, and waits for a user where it is a
// failure that names none.
func (f *Folder) hand(q *question, o Outcome, c Confidence, reason string) {
	d := &q.denial
	d.Outcome, d.Confidence, d.Reason = o, c, reason
	d.Unattributed = o == Failure && !named(&d.Event)
	f.sink.Denial(d)
	if d.Unattributed {
		waiting := *d
		f.wait(&waiting)
	}
}

// logon settles a denial of class logon, or opens the question about it, and
// reports whether it did that.
func (f *Folder) logon(c *conversation, q *question) (asked bool) {
	ev := q.event()
	switch q.set {
	case classify.Win32Hard:
		f.fail(c, q, High, reasonHard)
		return false
	case classify.Win32Broken:
		f.hand(q, Broken, High, reasonBroken)
		return false
	}
	switch {
	case ev.NCSA && named(ev):
		f.ask(c, q, name)
	case ev.NCSA && ev.Method == "POST":
		f.ask(c, q, post)
	case !named(ev):
		f.ask(c, q, soft)
	case ev.Substatus == 1 && ev.Win32 >= 0:
		f.fail(c, q, Medium, reasonNamed)
		return false
	default:
		f.fail(c, q, Low, reasonNamedOnly)
		return false
	}
	return true
}

// fail hands out a failure and the steps that led to it.
func (f *Folder) fail(conv *conversation, q *question, c Confidence, reason string) {
	f.preludes(conv, q.event())
	f.hand(q, Failure, c, reason)
}

// preludes settles the requests without credentials that a failure followed.
func (f *Folder) preludes(c *conversation, ev *classify.Event) {
	if c == nil {
		return
	}
	f.closeSteps(c, ev, Prelude, reasonPrelude)
}

// answer settles the questions that an answer other than 401 answers.
func (f *Folder) answer(c *conversation, ev *classify.Event, signedIn bool) {
	if c != nil && ev.NCSA {
		f.answerNCSA(c, ev)
	}
	if signedIn {
		f.signIn(c, ev)
		if ev.NCSA {
			c.accept(ev)
		}
		f.signedIn.Event = ev
		f.sink.SignIn(&f.signedIn)
	}
	if ev.Answer {
		f.sink.Answer(ev)
	}
}

// signIn settles the steps of the logon that the event shows to have worked.
func (f *Folder) signIn(c *conversation, ev *classify.Event) {
	if c == nil {
		return
	}
	f.closeSteps(c, ev, Challenge, reasonChallenge)
	for q, looked := c.newest, 0; q != nil && looked < maxLooked; looked++ {
		older := q.older
		if q.kind == access && q.event().Path == ev.Path && q.within(ev.Time, int64(f.opts.Challenge)) {
			f.close(q, Challenge, High, reasonAccess)
		}
		q = older
	}
}

// closeSteps settles the requests without credentials that led to an event.
func (f *Folder) closeSteps(c *conversation, ev *classify.Event, o Outcome, reason string) {
	first, second := c.pick(ev, int64(f.opts.Challenge))
	if first != nil {
		f.close(first, o, High, reason)
	}
	if second != nil {
		f.close(second, o, High, reason)
	}
}

// answerNCSA settles what an answer in an NCSA log says about requests with
// the same name, or with the same method, for the same path.
func (f *Folder) answerNCSA(c *conversation, ev *classify.Event) {
	f.answerNewest(c, ev, int64(f.opts.Leg), reasonNonce, func(q *question) bool {
		return q.kind == name && q.event().User == ev.User && q.event().EmptyUser == ev.EmptyUser
	})
	if ev.Status < 400 && ev.Method == "POST" {
		f.answerNewest(c, ev, int64(f.opts.Challenge), reasonPost, func(q *question) bool { return q.kind == post })
	}
}

// answerNewest settles the newest question about the path of an event that
// fits as a step of a logon that worked.
func (f *Folder) answerNewest(c *conversation, ev *classify.Event, window int64, reason string, fits func(*question) bool) {
	for q, looked := c.newest, 0; q != nil && looked < maxLooked; looked++ {
		if fits(q) && q.event().Path == ev.Path && q.within(ev.Time, window) {
			f.close(q, Challenge, Medium, reason)
			return
		}
		q = q.older
	}
}

package handshake

import (
	"cmp"
	"container/heap"
	"container/list"
	"slices"
	"time"

	"log401/classify"
)

// Options say how long a logon may take.
type Options struct {
	Leg              time.Duration // between two requests of one logon that no person has a part in; DefaultLeg if 0
	Challenge        time.Duration // in which a person may answer a challenge; DefaultChallenge if 0
	MaxConversations int           // that are remembered at once; DefaultMaxConversations if 0
}

// What Options stand for where they are 0.
const (
	DefaultLeg              = 5 * time.Second
	DefaultChallenge        = time.Minute
	DefaultMaxConversations = 200_000
)

// Lateness returns how far behind the clock of the event before it a denial may
// be handed out, where lines stand in the order of time: both windows, and two
// seconds since the lines of one second stand in no order.
func (o Options) Lateness() time.Duration {
	o = o.withDefaults()
	return o.Challenge + o.Leg + 2*time.Second
}

func (o Options) withDefaults() Options {
	o.Leg = cmp.Or(o.Leg, DefaultLeg)
	o.Challenge = cmp.Or(o.Challenge, DefaultChallenge)
	o.MaxConversations = cmp.Or(o.MaxConversations, DefaultMaxConversations)
	return o
}

// A Folder takes the events of all streams in their merged order, folds the
// requests that belong to one logon, and hands out denials with an outcome and
// sign-ins. It is used by one goroutine.
//
// The lines of one second stand in no order: a Folder holds the events of a
// second until the clock has left it, and then takes requests without
// credentials first, refused credentials next and answers last.
type Folder struct {
	opts Options
	sink Sink

	clock   int64
	held    []classify.Event // of the current second of the clock
	streams map[string]bool  // streams that have shown an answer below 400

	conversations map[key]*conversation
	quiet         *list.List // conversations, the longest quiet first
	deadlines     deadlines
	sequence      int64
	forced        int64
}

// NewFolder returns a Folder that hands what it settles to sink.
func NewFolder(opts Options, sink Sink) *Folder {
	return &Folder{
		opts: opts.withDefaults(), sink: sink, streams: map[string]bool{},
		conversations: map[key]*conversation{}, quiet: list.New(),
	}
}

// Event takes the next event. It is the caller's again when Event returns.
func (f *Folder) Event(ev *classify.Event) {
	if second(ev.Clock) != second(f.clock) || len(f.held) >= maxHeld {
		f.Advance(ev.Clock)
	}
	f.held = append(f.held, *ev)
}

// maxHeld bounds the events of one second that are put in order; those beyond
// are taken as a second of their own.
const maxHeld = 1 << 16

// Advance settles what nothing can change once the streams have shown the
// time clock, in Unix nanoseconds.
func (f *Folder) Advance(clock int64) {
	f.release()
	f.clock = max(f.clock, clock)
	f.expire()
}

// Restart begins a new stretch of time, behind the present clock: questions
// still open are left undetermined.
func (f *Folder) Restart(clock int64) {
	f.Finish()
	f.clock = clock
}

// Finish ends the input: what is still open becomes undetermined.
func (f *Folder) Finish() {
	f.release()
	for len(f.deadlines) > 0 {
		f.leave(heap.Pop(&f.deadlines).(*question), Undetermined, reasonEnded)
	}
}

// ForcedOut returns how many questions were settled before their time because
// of the limits on conversations and questions.
func (f *Folder) ForcedOut() int64 { return f.forced }

func second(nanos int64) int64 { return nanos / int64(time.Second) }

// release settles what the events of a second settle.
func (f *Folder) release() {
	slices.SortStableFunc(f.held, func(a, b classify.Event) int {
		return cmp.Or(cmp.Compare(second(a.Time), second(b.Time)), cmp.Compare(phaseOf(&a), phaseOf(&b)))
	})
	for i := range f.held {
		ev := &f.held[i]
		if ev.FirstSuccess {
			f.streams[ev.Stream] = true
		}
		f.take(ev)
	}
	f.held = f.held[:0]
}

// A phase is the order of the events of one second.
type phase uint8

const (
	asked    phase = iota // without credentials
	refused               // with credentials, refused
	answered              // anything else
)

func phaseOf(ev *classify.Event) phase {
	switch {
	case ev.Class != classify.ClassLogon:
		if anonymousAccess(ev) {
			return asked
		}
		return answered
	case named(ev) || classify.Win32SetOf(ev.Win32) == classify.Win32Hard:
		return refused
	}
	return asked
}

// anonymousAccess reports whether the anonymous account has no permission:
// where a logon is offered, that is how it starts.
func anonymousAccess(ev *classify.Event) bool {
	return ev.Class == classify.ClassRefused && ev.Substatus == 3 && ev.User == ""
}

// named reports whether a user name was sent; Apache logs an empty one as "".
func named(ev *classify.Event) bool { return ev.User != "" || ev.EmptyUser }

// take settles one event, or opens a question about it.
func (f *Folder) take(ev *classify.Event) {
	if ev.Astray && ev.Class == classify.ClassLogon && classify.Win32SetOf(ev.Win32) != classify.Win32Hard {
		f.settle(ev, Undetermined, High, reasonAstray)
		return
	}
	switch ev.Class {
	case classify.ClassLogon:
		f.logon(ev)
		return
	case classify.ClassRefused:
		if anonymousAccess(ev) {
			f.ask(ev, access)
			return
		}
		f.settle(ev, Refused, High, reasonRefused)
	case classify.ClassRateLimit:
		f.settle(ev, RateLimit, High, reasonRateLimit)
	case classify.ClassDenyList:
		f.settle(ev, DenyList, High, reasonDenyList)
	case classify.ClassForbidden:
		f.settle(ev, Forbidden, High, reasonForbidden)
	}
	f.answer(ev)
}

// settle hands out a denial that is final at once.
func (f *Folder) settle(ev *classify.Event, o Outcome, c Confidence, reason string) {
	f.sink.Denial(&Denial{Event: *ev, Outcome: o, Confidence: c, Reason: reason})
}

// logon settles a denial of class logon, or opens a question about it.
func (f *Folder) logon(ev *classify.Event) {
	switch classify.Win32SetOf(ev.Win32) {
	case classify.Win32Hard:
		f.fail(ev, High, reasonHard)
		return
	case classify.Win32Broken:
		f.settle(ev, Broken, High, reasonBroken)
		return
	}
	switch {
	case ev.NCSA && named(ev):
		f.ask(ev, name)
	case ev.NCSA && ev.Method == "POST":
		f.ask(ev, post)
	case !named(ev):
		f.ask(ev, soft)
	case ev.Substatus == 1 && ev.Win32 >= 0:
		f.fail(ev, Medium, reasonNamed)
	default:
		f.fail(ev, Low, reasonNamedOnly)
	}
}

// fail hands out a failure and the steps that led to it.
func (f *Folder) fail(ev *classify.Event, c Confidence, reason string) {
	f.preludes(ev)
	f.settle(ev, Failure, c, reason)
}

// preludes settles the requests without credentials that a failure followed.
func (f *Folder) preludes(ev *classify.Event) {
	c := f.conversations[keyOf(ev)]
	if c == nil {
		return
	}
	for _, q := range c.pick(ev, int64(f.opts.Challenge)) {
		f.close(q, Prelude, High, reasonPrelude)
	}
}

// answer settles the questions that an answer other than 401 answers.
func (f *Folder) answer(ev *classify.Event) {
	k := keyOf(ev)
	c := f.conversations[k]
	signedIn := ev.SignedIn()
	if ev.NCSA {
		signedIn = signedIn && c != nil && c.refusedPath(ev.Path)
	}
	if c != nil {
		f.answerNCSA(c, ev, signedIn)
		if signedIn {
			f.signIn(c, ev)
		}
		f.touch(c)
	}
	if signedIn {
		f.sink.SignIn(&SignIn{Event: *ev})
	}
	if ev.Answer {
		f.sink.Answer(ev)
	}
}

// signIn settles the steps of the logon that the event shows to have worked.
func (f *Folder) signIn(c *conversation, ev *classify.Event) {
	for _, q := range c.pick(ev, int64(f.opts.Challenge)) {
		f.close(q, Challenge, High, reasonChallenge)
	}
	for _, q := range c.newestOpen() {
		if q.is(access) && q.ev.Path == ev.Path && q.within(ev.Time, int64(f.opts.Challenge)) {
			f.close(q, Challenge, High, reasonAccess)
		}
	}
}

// answerNCSA settles what an answer in an NCSA log says about requests with
// the same name, or with the same method, for the same path.
func (f *Folder) answerNCSA(c *conversation, ev *classify.Event, signedIn bool) {
	if !ev.NCSA {
		return
	}
	if q := c.newest(func(q *question) bool {
		return q.is(name) && q.ev.User == ev.User && q.ev.Path == ev.Path && q.within(ev.Time, int64(f.opts.Leg))
	}); q != nil {
		f.close(q, Challenge, Medium, reasonNonce)
	}
	if ev.Status < 400 && ev.Method == "POST" {
		if q := c.newest(func(q *question) bool {
			return q.is(post) && q.ev.Path == ev.Path && q.within(ev.Time, int64(f.opts.Challenge))
		}); q != nil {
			f.close(q, Challenge, Medium, reasonPost)
		}
	}
	if signedIn {
		c.remember(ev)
	}
}

// expire settles the questions whose time was over before the current second.
func (f *Folder) expire() {
	now := second(f.clock) * int64(time.Second)
	for len(f.deadlines) > 0 && f.deadlines[0].deadline < now {
		f.overdue(heap.Pop(&f.deadlines).(*question))
	}
}

// overdue settles a question that nothing answered in time.
func (f *Folder) overdue(q *question) {
	switch {
	case q.ev == nil:
	case q.kind == access:
		f.leave(q, Refused, reasonRefusedAnonymous)
	case q.kind == name:
		f.refuseName(q)
	case !f.streams[q.ev.Stream]:
		f.leave(q, Undetermined, reasonNoSuccess)
	case q.kind == post:
		f.leave(q, Failure, reasonPostFailed)
	default:
		f.leave(q, Unanswered, reasonUnanswered)
	}
}

// early settles a question that leaves before its time because there are too
// many. An answer may still come, so it is no failure.
func (f *Folder) early(q *question) {
	if q.ev == nil {
		return
	}
	f.forced++
	if q.kind == soft && f.streams[q.ev.Stream] {
		f.leave(q, Unanswered, reasonFlood)
		return
	}
	f.leave(q, Undetermined, reasonForced)
}

// refuseName settles a name that was refused and not accepted right after.
func (f *Folder) refuseName(q *question) {
	if q.accepted || q.conversation.accepted(q.ev, int64(f.opts.Challenge)) {
		f.leave(q, Refused, reasonPermission)
		return
	}
	f.preludes(q.ev)
	f.leave(q, Failure, reasonName)
}

// leave settles a question that nothing answered.
func (f *Folder) leave(q *question, o Outcome, reason string) {
	if q.ev == nil {
		return
	}
	confidence := High
	switch {
	case o == Failure && q.kind == name:
		confidence = Medium
	case o == Failure || o == Refused && q.kind == name:
		confidence = Low
	}
	f.close(q, o, confidence, reason)
}

// close hands out the denial that the question was about.
func (f *Folder) close(q *question, o Outcome, c Confidence, reason string) {
	ev := q.ev
	q.ev = nil
	f.settle(ev, o, c, reason)
	if q.conversation.settled() {
		f.forget(q.conversation)
	}
}

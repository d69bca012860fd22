package handshake

import (
	"time"

	"log401/classify"
)

// A kind says what settles a question.
type kind uint8

const (
	soft     kind = iota // no credentials: a sign-in or a failure in the conversation
	access               // 401.3 without a user: a sign-in on the path
	name                 // NCSA, a user: another answer to that user on the path
	post                 // NCSA, POST without a user: an answer to the same
	numKinds int  = iota
)

// A question is a denial whose outcome depends on what follows. One that is not
// asked holds an event until its turn: it may be asked then without a copy.
type question struct {
	set           classify.Win32Set // of a request for a logon, until it is asked
	kind          kind
	accepted      bool // the name was accepted on another path shortly before
	conversation  *conversation
	denial        Denial // its outcome is open
	deadline      int64  // Unix nanoseconds: settled by nothing that comes later
	sequence      int64
	older, newer  *question // in the conversation
	sooner, later *question // in a queue of Folder.deadlines
	place         int       // among its strays, or queued
}

func (q *question) event() *classify.Event { return &q.denial.Event }

// within reports whether t is in the time that the question leaves for an
// answer. Lines may stand out of order by a second.
func (q *question) within(t, window int64) bool {
	asked := q.event().Time
	return (t >= asked || second(t) == second(asked)) && t-asked <= window
}

// leadsTo reports whether the question may be a step of what led to an event.
// NTLM and Kerberos name nobody when they fail: a failure with a name answers
// a request for the same path without credentials, and no leg of NTLM.
func (q *question) leadsTo(ev *classify.Event, window int64) bool {
	switch {
	case !q.within(ev.Time, window):
		return false
	case q.kind == soft && failedByName(ev):
		return q.event().Path == ev.Path && q.event().Substatus != 1
	case q.kind == post:
		return ev.Status == 401 && q.event().Path == ev.Path
	}
	return q.kind == soft
}

func failedByName(ev *classify.Event) bool { return ev.Class == classify.ClassLogon && named(ev) }

// rank orders the steps that may have led to an event beside a first one.
func rank(q, first *question, ev *classify.Event) (r int) {
	if first != nil && (q.event().Substatus == 1) != (first.event().Substatus == 1) {
		r += 2
	}
	if q.event().Path == ev.Path {
		r++
	}
	return r
}

// maxQuestions bounds the open questions of all conversations, and maxSpare
// those that are kept to hold other events: as many as a second may need.
const (
	maxQuestions = 1 << 20
	maxSpare     = maxHeld
)

// ask opens the question about an event of a conversation, nil where it is not
// remembered yet.
func (f *Folder) ask(c *conversation, q *question, k kind) {
	ev := q.event()
	if c == nil {
		c = f.remember(ev)
	}
	f.sequence++
	q.kind, q.sequence, q.conversation = k, f.sequence, c
	q.deadline = ev.Time + f.opts.lengths()[q.window()]
	q.accepted = k == name && c.accepted(ev, int64(f.opts.Challenge))
	c.add(q)
	f.deadlines.add(q)
	f.touch(c)
	if c.live > maxOpen {
		f.early(c.oldest)
	}
	for f.deadlines.open > maxQuestions {
		f.early(f.deadlines.first())
	}
}

// blank returns a question to be filled in. Nobody is the likely user of its
// denial.
func (f *Folder) blank() *question {
	if n := len(f.spare); n > 0 {
		q := f.spare[n-1]
		f.spare = f.spare[:n-1]
		return q
	}
	return &question{}
}

// drop lets a question go that holds no event any more.
func (f *Folder) drop(q *question) {
	if len(f.spare) < maxSpare {
		f.spare = append(f.spare, q)
	}
}

// A window is how long a question stays open.
type window uint8

const (
	legWindow window = iota
	challengeWindow
	ncsaWindow
	numWindows
)

// window returns how long the question stays open. In NCSA logs it is a leg
// longer than an answer may take: a refused name is known to be a failure only
// then, and what led to it has to be there still.
func (q *question) window() window {
	switch {
	case q.kind == name:
		return legWindow
	case q.event().NCSA:
		return ncsaWindow
	}
	return challengeWindow
}

// lengths returns how long the windows are, in nanoseconds.
func (o *Options) lengths() [numWindows]int64 {
	return [...]int64{int64(o.Leg), int64(o.Challenge), int64(o.Challenge + o.Leg + time.Second)}
}

// expire settles the questions whose time was over before the current second.
func (f *Folder) expire() {
	now := second(f.clock) * int64(time.Second)
	for q := f.deadlines.first(); q != nil && q.deadline < now; q = f.deadlines.first() {
		f.overdue(q)
	}
}

// overdue settles a question that nothing answered in time.
func (f *Folder) overdue(q *question) {
	switch {
	case q.kind == access:
		f.leave(q, Refused, reasonRefusedAnonymous)
	case q.kind == name:
		f.refuseName(q)
	case !f.streams[q.event().Stream]:
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
	f.forced++
	if q.kind == soft && f.streams[q.event().Stream] {
		f.leave(q, Unanswered, reasonFlood)
		return
	}
	f.leave(q, Undetermined, reasonForced)
}

// refuseName settles a name that was refused and not accepted right after.
func (f *Folder) refuseName(q *question) {
	if q.accepted || q.conversation.accepted(q.event(), int64(f.opts.Challenge)) {
		f.leave(q, Refused, reasonPermission)
		return
	}
	f.preludes(q.conversation, q.event())
	f.leave(q, Failure, reasonName)
}

// leave settles a question that nothing answered.
func (f *Folder) leave(q *question, o Outcome, reason string) {
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
func (f *Folder) close(q *question, o Outcome, confidence Confidence, reason string) {
	f.deadlines.remove(q)
	c := q.conversation
	c.remove(q)
	f.hand(q, o, confidence, reason)
	f.drop(q)
	f.rest(c)
}

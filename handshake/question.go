package handshake

import (
	"container/heap"
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

// A question is a denial whose outcome depends on what follows.
type question struct {
	ev           *classify.Event
	kind         kind
	deadline     int64 // Unix nanoseconds: settled by nothing that comes later
	sequence     int64
	accepted     bool // the name was accepted on another path shortly before
	conversation *conversation
	older, newer *question // in the conversation
	index        int       // in Folder.deadlines
}

// within reports whether t is in the time that the question leaves for an
// answer. Lines may stand out of order by a second.
func (q *question) within(t, window int64) bool {
	return second(t) >= second(q.ev.Time) && t-q.ev.Time <= window
}

// leadsTo reports whether the question may be a step of what led to an event.
// NTLM and Kerberos name nobody when they fail: a failure with a name answers
// a request for the same path without credentials, and no leg of NTLM.
func (q *question) leadsTo(ev *classify.Event, window int64) bool {
	switch {
	case !q.within(ev.Time, window):
		return false
	case q.kind == soft && failedByName(ev):
		return q.ev.Path == ev.Path && q.ev.Substatus != 1
	case q.kind == post:
		return ev.Status == 401 && q.ev.Path == ev.Path
	}
	return q.kind == soft
}

func failedByName(ev *classify.Event) bool { return ev.Class == classify.ClassLogon && named(ev) }

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

// deadlines is a heap of the open questions, the first to expire on top.
type deadlines []*question

func (d deadlines) Len() int { return len(d) }

func (d deadlines) Less(i, j int) bool {
	if d[i].deadline != d[j].deadline {
		return d[i].deadline < d[j].deadline
	}
	return d[i].sequence < d[j].sequence
}

func (d deadlines) Swap(i, j int) {
	d[i], d[j] = d[j], d[i]
	d[i].index, d[j].index = i, j
}

func (d *deadlines) Push(x any) {
	q := x.(*question)
	q.index = len(*d)
	*d = append(*d, q)
}

func (d *deadlines) Pop() any {
	old := *d
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*d = old[:len(old)-1]
	return last
}

// maxQuestions bounds the open questions of all conversations.
const maxQuestions = 1 << 20

// ask opens a question about an event.
func (f *Folder) ask(ev *classify.Event, k kind) {
	c := f.conversation(ev)
	copied := *ev
	f.sequence++
	q := &question{ev: &copied, kind: k, deadline: ev.Time + f.opts.window(ev, k), sequence: f.sequence, conversation: c}
	q.accepted = k == name && c.accepted(ev, int64(f.opts.Challenge))
	c.add(q)
	heap.Push(&f.deadlines, q)
	f.touch(c)
	if c.live > maxOpen {
		f.early(c.oldest)
	}
	for len(f.deadlines) > maxQuestions {
		f.early(f.deadlines[0])
	}
}

// window returns how long a question stays open. In NCSA logs it is a leg
// longer than an answer may take: a refused name is known to be a failure only
// then, and what led to it has to be there still.
func (o *Options) window(ev *classify.Event, k kind) int64 {
	switch {
	case k == name:
		return int64(o.Leg)
	case ev.NCSA:
		return int64(o.Challenge + o.Leg + time.Second)
	}
	return int64(o.Challenge)
}

// expire settles the questions whose time was over before the current second.
func (f *Folder) expire() {
	now := second(f.clock) * int64(time.Second)
	for len(f.deadlines) > 0 && f.deadlines[0].deadline < now {
		f.overdue(f.deadlines[0])
	}
}

// overdue settles a question that nothing answered in time.
func (f *Folder) overdue(q *question) {
	switch {
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
	f.preludes(q.conversation, q.ev)
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
func (f *Folder) close(q *question, o Outcome, c Confidence, reason string) {
	heap.Remove(&f.deadlines, q.index)
	q.conversation.remove(q)
	f.settle(q.ev, o, c, reason)
	f.rest(q.conversation)
}

package handshake

import (
	"container/heap"
	"container/list"
	"maps"
	"slices"

	"log401/classify"
	"log401/internal/state"
)

// Save appends everything that the Folder remembers, so that another one can
// go on as if it were this one. Equal Folders append equal bytes.
func (f *Folder) Save(to *state.Encoder) { f.transcribe(state.Saving(to)) }

// Load takes over what another Folder saved. It is called on a Folder that is
// new, whose options may differ. from tells of an error; the Folder is then
// not to be used.
func (f *Folder) Load(from *state.Decoder) { f.transcribe(state.Loading(from)) }

func (f *Folder) transcribe(c state.Coder) {
	for _, n := range [...]*int64{&f.clock, &f.sequence, &f.lost, &f.forced, &f.crowded, &f.namesCut, &f.waitCut} {
		c.Int(n)
	}
	state.Slice(c, &f.held, func(ev *classify.Event) { ev.Transcribe(c) })
	f.transcribeStreams(c)
	f.transcribeList(c, f.quiet)
	f.transcribeList(c, f.calm)
	state.Slice(c, &f.unnamed, func(u *unnamed) { u.transcribe(c) })
}

func (f *Folder) transcribeStreams(c state.Coder) {
	names := slices.Sorted(maps.Keys(f.streams))
	state.Slice(c, &names, c.String)
	for _, name := range names {
		f.streams[name] = true
	}
}

// transcribeList writes the conversations of a list, or reads them into it.
func (f *Folder) transcribeList(c state.Coder, l *list.List) {
	conversations := make([]*conversation, 0, l.Len())
	for e := l.Front(); e != nil; e = e.Next() {
		conversations = append(conversations, e.Value.(*conversation))
	}
	state.Slice(c, &conversations, func(conv **conversation) {
		if *conv == nil {
			*conv = &conversation{}
		}
		(*conv).transcribe(c)
		if c.Loads() {
			f.adopt(c, *conv, l)
		}
	})
}

// adopt takes in a conversation that was read.
func (f *Folder) adopt(c state.Coder, conv *conversation, l *list.List) {
	if f.conversations[conv.key] != nil {
		c.Fail("a conversation that was there before")
		return
	}
	f.conversations[conv.key] = conv
	for q := conv.oldest; q != nil; q = q.newer {
		heap.Push(&f.deadlines, q)
	}
	conv.list, conv.element = l, l.PushBack(conv)
	if busy := conv.live > 0 || conv.ncsa; busy != (l == f.quiet) {
		c.Fail("a conversation among those that it does not belong to")
	}
}

func (conv *conversation) transcribe(c state.Coder) {
	k := &conv.key
	for _, s := range [...]*string{&k.client, &k.agent, &k.site, &k.host, &k.port} {
		c.String(s)
	}
	c.Int(&conv.born)
	c.Int(&conv.touched)
	c.Bool(&conv.ncsa)
	state.Slice(c, &conv.names, func(s *sighting) { s.transcribe(c) })
	state.Slice(c, &conv.paths, c.String)
	state.Slice(c, &conv.signIns, func(s *signedIn) {
		c.String(&s.user)
		c.String(&s.path)
		c.Int(&s.time)
	})
	if len(conv.names) > maxNames || len(conv.paths) > maxPaths || len(conv.signIns) > maxSignIns {
		c.Fail("more than is remembered of a conversation")
	}
	conv.transcribeQuestions(c)
}

func (s *sighting) transcribe(c state.Coder) {
	c.String(&s.user)
	c.Int(&s.last)
	c.Int(&s.signedIn)
	s.key = classify.UserKey(s.user)
}

// transcribeQuestions writes the open questions, or reads them, the oldest
// first.
func (conv *conversation) transcribeQuestions(c state.Coder) {
	questions := make([]*question, 0, conv.live)
	for q := conv.oldest; q != nil; q = q.newer {
		questions = append(questions, q)
	}
	state.Slice(c, &questions, func(q **question) {
		if *q == nil {
			*q = &question{ev: &classify.Event{}, conversation: conv}
		}
		(*q).transcribe(c)
		if c.Loads() {
			conv.link(*q)
		}
	})
}

func (q *question) transcribe(c state.Coder) {
	state.Enum(c, &q.kind, numKinds)
	c.Int(&q.deadline)
	c.Int(&q.sequence)
	c.Bool(&q.accepted)
	q.ev.Transcribe(c)
}

func (u *unnamed) transcribe(c state.Coder) {
	if u.denial == nil {
		u.denial = &Denial{Outcome: Failure, Unattributed: true}
	}
	c.Int(&u.taken)
	u.denial.Event.Transcribe(c)
	state.Enum(c, &u.denial.Confidence, int(NumConfidences))
	c.String(&u.denial.Reason)
}

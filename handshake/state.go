package handshake

import (
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
	held := f.held
	state.Slice(c, &held, func(q **question) {
		if *q == nil {
			*q = &question{}
		}
		(*q).event().Transcribe(c)
		if c.Loads() {
			f.hold(*q)
		}
	})
	f.transcribeStreams(c)
	f.transcribeRow(c, &f.memory.quiet)
	f.transcribeRow(c, &f.memory.calm)
	state.Slice(c, &f.unnamed, func(u *unnamed) { u.transcribe(c) })
}

func (f *Folder) transcribeStreams(c state.Coder) {
	names := slices.Sorted(maps.Keys(f.streams))
	state.Slice(c, &names, c.String)
	for _, name := range names {
		f.streams[name] = true
	}
}

// transcribeRow writes the conversations of a row, or reads them into it.
func (f *Folder) transcribeRow(c state.Coder, r *row) {
	var conversations []*conversation
	for conv := r.first; conv != nil; conv = conv.behind {
		conversations = append(conversations, conv)
	}
	state.Slice(c, &conversations, func(conv **conversation) {
		if *conv == nil {
			*conv = &conversation{}
		}
		(*conv).transcribe(c)
		if c.Loads() {
			f.adopt(c, *conv, r)
		}
	})
}

// adopt takes in a conversation that was read.
func (f *Folder) adopt(c state.Coder, conv *conversation, r *row) {
	if f.memory.find(conv.origins[0]) != nil {
		c.Fail("a conversation that was there before")
		return
	}
	f.memory.put(conv)
	for q := conv.oldest; q != nil; q = q.newer {
		f.deadlines.add(q)
	}
	r.append(conv)
	if busy := conv.live > 0 || conv.ncsa; busy != (r == &f.memory.quiet) {
		c.Fail("a conversation among those that it does not belong to")
	}
}

func (c *conversation) transcribe(to state.Coder) {
	c.transcribeOrigin(to)
	to.Int(&c.born)
	to.Int(&c.touched)
	to.Bool(&c.ncsa)
	names := c.known()
	state.Slice(to, &names, func(s *sighting) { s.transcribe(to) })
	state.Slice(to, &c.paths, to.String)
	state.Slice(to, &c.signIns, func(s *signedIn) {
		to.String(&s.user)
		to.String(&s.path)
		to.Int(&s.time)
	})
	c.named = int8(copy(c.names[:], names))
	if len(names) > maxNames || len(c.paths) > maxPaths || len(c.signIns) > maxSignIns {
		to.Fail("more than is remembered of a conversation")
	}
	c.transcribeQuestions(to)
}

// transcribeOrigin writes or reads what tells the conversation from others.
func (c *conversation) transcribeOrigin(to state.Coder) {
	var o classify.Origin
	if !to.Loads() {
		o = *c.origins[0]
	}
	for _, s := range [...]*string{&o.Client, &o.Agent, &o.Site, &o.Host, &o.Port} {
		to.String(s)
	}
	if to.Loads() {
		origin := classify.NewOrigin(o)
		c.origins = [2]*classify.Origin{origin, origin}
	}
}

func (s *sighting) transcribe(c state.Coder) {
	c.String(&s.user)
	c.Int(&s.last)
	c.Int(&s.signedIn)
	s.key = classify.UserKey(s.user)
}

// transcribeQuestions writes the open questions, or reads them, the oldest
// first.
func (c *conversation) transcribeQuestions(to state.Coder) {
	questions := make([]*question, 0, c.live)
	for q := c.oldest; q != nil; q = q.newer {
		questions = append(questions, q)
	}
	state.Slice(to, &questions, func(q **question) {
		if *q == nil {
			*q = &question{conversation: c}
		}
		(*q).transcribe(to)
		if to.Loads() {
			c.link(*q)
		}
	})
}

func (q *question) transcribe(c state.Coder) {
	state.Enum(c, &q.kind, numKinds)
	c.Int(&q.deadline)
	c.Int(&q.sequence)
	c.Bool(&q.accepted)
	q.event().Transcribe(c)
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

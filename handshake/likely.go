package handshake

import (
	"time"

	"log401/classify"
)

// maxNames is how many users of a conversation are remembered, those named
// last. Two are enough to know whether it was exactly one since some time.
const maxNames = 2

// A sighting is a user that a conversation named.
type sighting struct {
	user     string // as logged last
	key      string // of user, see classify.UserKey
	last     int64  // Unix nanoseconds: when it was last logged
	signedIn int64  // and when last as a user who was signed in; never if not
}

// never is a time before all others.
const never = -1 << 63

// before is how long before a failure a user may be named to be the likely
// one: as long as the windows of most rules, and as a person stays on a site.
// It follows the time that a person may take to answer a challenge.
func (o *Options) before() int64 { return 10 * int64(o.Challenge) }

// meet notes that an event names a user, and returns its conversation, where
// it is remembered: for a name alone no open question is given up.
func (f *Folder) meet(c *conversation, ev *classify.Event, signedIn bool) *conversation {
	if c == nil {
		if !f.roomForName() {
			f.loseName()
			return nil
		}
		c = f.remember(ev)
	}
	c.mention(ev, signedIn)
	f.touch(c)
	return c
}

// roomForName reports whether one more conversation can be remembered, now or
// once another one without open questions is forgotten.
func (f *Folder) roomForName() bool {
	if f.memory.count < f.opts.MaxConversations {
		return true
	}
	c := f.memory.longestQuiet()
	if c.live > 0 {
		c = f.memory.calm.first
	}
	if c == nil {
		return false
	}
	f.forceOut(c)
	return true
}

// loseName notes that a user who was named is not remembered.
func (f *Folder) loseName() {
	f.namesCut++
	f.lost = f.clock
}

// mention notes the user of an event.
func (c *conversation) mention(ev *classify.Event, signedIn bool) {
	s := c.sighting(ev)
	if s == nil {
		return
	}
	if ev.Time >= s.last {
		s.user, s.last = ev.User, ev.Time
	}
	if signedIn {
		s.signedIn = max(s.signedIn, ev.Time)
	}
}

// sighting returns the entry of the user of an event, a new one if need be, or
// nil where others were named later.
func (c *conversation) sighting(ev *classify.Event) *sighting {
	names := c.known()
	for i := range names {
		if names[i].user == ev.User {
			return &names[i]
		}
	}
	return c.meet(ev)
}

// known returns the users that are remembered.
func (c *conversation) known() []sighting { return c.names[:c.named] }

// meet does so for a user who is not among them as logged.
func (c *conversation) meet(ev *classify.Event) *sighting {
	s := sighting{user: ev.User, key: classify.UserKey(ev.User), last: ev.Time, signedIn: never}
	first := 0
	for i := range c.known() {
		if c.names[i].key == s.key {
			return &c.names[i]
		}
		if c.names[i].last < c.names[first].last {
			first = i
		}
	}
	switch {
	case c.named < maxNames:
		first = int(c.named)
		c.named++
	case s.last < c.names[first].last:
		return nil
	}
	c.names[first] = s
	return &c.names[first]
}

// namedSince reports whether the conversation named a user from a time on.
func (c *conversation) namedSince(t int64) bool {
	for i := range c.known() {
		if c.names[i].last >= t {
			return true
		}
	}
	return false
}

// likely returns the one user that the conversation named near an event, and
// how likely it was that user; nil where there was none or several.
func (c *conversation) likely(ev *classify.Event, before int64) (*sighting, Confidence) {
	var only *sighting
	from := second(ev.Time - before)
	for i := range c.known() {
		if s := &c.names[i]; second(s.last) >= from {
			if only != nil {
				return nil, Low
			}
			only = s
		}
	}
	switch {
	case only == nil, ev.Agent == "", second(only.signedIn) < from:
		return only, Low
	case second(only.signedIn) >= second(ev.Time):
		return only, High
	}
	return only, Medium
}

// An unnamed is a failure that names no user, while one may still show up.
type unnamed struct {
	denial *Denial
	taken  int64 // the clock then
}

// maxUnnamed bounds the failures without a user that wait for one; the oldest
// leaves early.
const maxUnnamed = 1 << 16

// wait keeps a failure without a user until its window is over. What comes
// later than that cannot be told from what comes within it, so a failure that
// is late itself waits no longer.
func (f *Folder) wait(d *Denial) {
	u := unnamed{d, f.clock}
	if c := f.memory.find(d.Event.Origin); c != nil {
		f.touch(c)
	}
	if d.Event.Time+int64(f.opts.Challenge) < startOfSecond(f.clock) {
		f.attribute(u)
		return
	}
	f.unnamed = append(f.unnamed, u)
	if len(f.unnamed) > maxUnnamed {
		f.waitCut++
		f.attributeNext()
	}
}

// attributeNext hands out the failure that waits longest.
func (f *Folder) attributeNext() {
	u := f.unnamed[0]
	f.unnamed[0] = unnamed{}
	f.unnamed = f.unnamed[1:]
	f.attribute(u)
}

// attribute hands out a failure without a user once more, with the user that
// it was likely of.
func (f *Folder) attribute(u unnamed) {
	d := u.denial
	d.Unattributed = false
	c := f.memory.find(d.Event.Origin)
	if c != nil && !d.Event.Astray && f.knows(c, d.Event.Time-f.opts.before()) {
		if s, likelihood := c.likely(&d.Event, f.opts.before()); s != nil {
			d.LikelyUser, d.Likelihood = s.user, likelihood
		}
	}
	f.sink.Attributed(d)
}

// knows reports whether all users are remembered that a conversation named
// from a time on.
func (f *Folder) knows(c *conversation, from int64) bool { return f.lost < from || c.born < from }

// expireNames hands out the failures without a user whose window is over, and
// forgets the conversations that have named nobody for so long that it says
// nothing of failures to come.
func (f *Folder) expireNames() {
	now := startOfSecond(f.clock)
	for len(f.unnamed) > 0 && f.unnamed[0].taken+int64(f.opts.Challenge) < now {
		f.attributeNext()
	}
	kept := now - f.opts.before() - int64(f.opts.Lateness())
	for c := f.memory.calm.first; c != nil && c.touched < kept; c = f.memory.calm.first {
		f.forget(c)
	}
}

func startOfSecond(nanos int64) int64 { return second(nanos) * int64(time.Second) }

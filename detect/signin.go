package detect

import (
	"slices"
	"time"

	"log401/classify"
)

// talkSpan is how long a conversation remembers who was named in it, in
// nanoseconds, and talkGuesses how many unnamed guesses.
const (
	talkSpan    = int64(30 * time.Minute)
	talkGuesses = 16
)

// A talkKey is a conversation: one client and one agent on one site, host and
// port.
type talkKey struct{ *classify.Origin }

func (k talkKey) sum() uint64 { return k.Hash }

func (k talkKey) is(o talkKey) bool {
	a, b := k.Origin, o.Origin
	return a == b || a.Hash == b.Hash &&
		a.Client == b.Client && a.Agent == b.Agent && a.Site == b.Site && a.Host == b.Host && a.Port == b.Port
}

// A talk remembers whom a conversation names, to tell whose the guesses are
// that named nobody.
type talk struct {
	names   [2]naming // two are enough to know that there is more than one
	unnamed []anonymous
}

// An anonymous is a guess that named no user, and whom it was given to last.
type anonymous struct {
	ev   *event
	user string
}

type naming struct {
	user string
	last int64
}

// name remembers that a user was named.
func (t *talk) name(user string, at int64) {
	older := &t.names[0]
	for i := range t.names {
		n := &t.names[i]
		if n.user == user {
			n.last = max(n.last, at)
			return
		}
		if n.user == "" || n.last < older.last && older.user != "" {
			older = n
		}
	}
	*older = naming{user, at}
}

// only returns the user named around a time, if there is exactly one.
func (t *talk) only(at int64) (user string, ok bool) {
	for _, n := range t.names {
		if n.user == "" || n.last <= at-talkSpan {
			continue
		}
		if user != "" {
			return "", false
		}
		user = n.user
	}
	return user, user != ""
}

// heed notes the user that an event names, gives the unnamed guesses of the
// conversation to a user who is alone in it, and reports whether the event's
// user is.
func (d *Detector) heed(ev *classify.Event, w *who) (sole bool) {
	if ev.Client == "" || ev.User == "" {
		return false
	}
	d.visits.disturb(ev.Origin)
	return d.hear(d.talks.touch(talkKey{ev.Origin}, d.clock), w.user, ev.Time)
}

// hear is heed in the talk of the event.
func (d *Detector) hear(t *talk, user string, at int64) (sole bool) {
	t.name(user, at)
	if only, ok := t.only(at); !ok || only != user {
		return false
	}
	for i := range t.unnamed {
		d.attribute(&t.unnamed[i], user)
	}
	return true
}

// unnamed gives a guess without a user to the only user of its conversation,
// now or once there is one.
func (d *Detector) unnamed(ev *classify.Event, e *event) {
	t := d.talks.touch(talkKey{ev.Origin}, d.clock)
	if len(t.unnamed) == talkGuesses {
		t.unnamed = slices.Delete(t.unnamed, 0, 1)
	}
	t.unnamed = append(t.unnamed, anonymous{ev: e})
	if user, ok := t.only(ev.Time); ok {
		d.attribute(&t.unnamed[len(t.unnamed)-1], user)
	}
}

// attribute counts an unnamed guess where a sign-in of the user would ask.
func (d *Detector) attribute(g *anonymous, user string) {
	if g.user == user {
		return
	}
	g.user = user
	d.shown++
	d.catchUpOn(g.ev.Client, g.ev.clientHash)
	k := newKey(g.ev.Client, user)
	d.bringIn(KeyClientUser, k)
	for _, r := range d.rules {
		if r.AtSignIn {
			d.put(r, d.state(r, k), g.ev)
		}
	}
}

// markSuccess shows a sign-in, which came at a clock, to the rules that ask for
// one.
func (d *Detector) markSuccess(m mark, clock int64) {
	for _, r := range d.rules {
		if !r.AtSignIn {
			continue
		}
		st := d.state(r, m.ev.pairKey())
		st.addMark(m)
		d.checkMarks(r, st, m.ev.time)
		st.count(0)
		st.trim(r, clock-d.lateness-r.longest)
	}
}

// markSiege shows a sign-in to the rules whose alerts make it one.
func (d *Detector) markSiege(m mark) {
	for _, r := range d.rules {
		if !r.Siege {
			continue
		}
		k := m.ev.userKey()
		d.bringIn(r.Key, k)
		if st := r.states.get(k); st != nil {
			st.addMark(m)
			d.siege(r, st)
		}
	}
}

// siege looks at the sign-ins of a user while an alert about guesses at the
// user is open.
func (d *Detector) siege(r *rule, st *state) {
	a := st.alert
	if a == nil || !r.Siege {
		return
	}
	for i := range st.marks {
		m := &st.marks[i]
		if m.counted || m.ev.time < a.raised || m.ev.time >= a.end {
			continue
		}
		m.counted = true
		if d.stranger(st, m) {
			d.breach(st, m)
		}
	}
}

// stranger reports whether a sign-in comes from a client that failed as the
// user before, or never signed in as the user before.
func (d *Detector) stranger(st *state, m *mark) bool {
	first := d.history.get(m.ev.pairKey())
	if first == nil || *first >= m.ev.time {
		return true
	}
	for _, en := range st.entries {
		if en.ev.Client == m.ev.Client && en.time <= m.ev.time {
			return true
		}
	}
	return false
}

// breach raises the alert about a sign-in under siege. It rests on the guesses
// at the user, whoever made them.
func (d *Detector) breach(st *state, m *mark) {
	d.bringIn(KeyClientUser, m.ev.pairKey())
	for _, s := range d.rules {
		if !s.AtSignIn {
			continue
		}
		own := d.state(s, m.ev.pairKey())
		own.trace = d.tracer.follow(s, own.key, m.ev)
		end := m.ev.time + s.longest
		switch a := own.alert; {
		case a != nil && m.ev.time < a.end:
			a.end = max(a.end, end)
			a.witness(m.ev)
		case m.ev.time >= own.quietUntil(d.rest):
			d.open(s, own, s.breachAlert(st, own, m, end))
		default:
			return
		}
		st.alert.supersede(s, own.alert)
		d.relate(s, own)
	}
}

// breachAlert returns the alert of a sign-in, with the guesses at its user.
func (r *rule) breachAlert(st, own *state, m *mark, end int64) *alert {
	a := &alert{end: end, raised: m.ev.time, view: view{taken: true}}
	for _, part := range st.shed {
		a.add(part.first, part.n)
	}
	for _, en := range st.entries {
		if en.time <= m.ev.time {
			a.add(en.ev, 1)
		}
	}
	// A window keeps few of many guesses; the alert on the user knows of all.
	a.clients.merge(&st.alert.clients)
	a.Count = max(a.Count, st.alert.Count)
	a.span(st.alert.oldest)
	for i := range own.entries {
		own.entries[i].counted = own.entries[i].time <= m.ev.time
	}
	a.Severity, a.held = r.Limits[0].Severity, &r.held[0]
	a.witness(m.ev)
	return a
}

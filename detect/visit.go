package detect

import (
	"log401/classify"
	"log401/handshake"
)

// A visit remembers where the tables keep what the sign-ins of a user in a
// conversation touch: pages ask for dozens of things at once, and on an
// intranet each of them is a sign-in. It holds nothing that cannot be looked up
// again, but for what it knows to be in the tables already.
type visit struct {
	origin *classify.Origin // nil where there is no visit
	also   *classify.Origin // an equal one, or nil
	user   string           // as logged

	time  int64  // of the newest sign-in; never where the tables may know more
	clock int64  // when it came
	shown uint64 // events that rules had been shown when its sign-ins were nobody's concern
	lost  int64  // what lostVisits was then

	segment string // of the path of the newest sign-in
	part    hold[part, sightings]
	account hold[key, account]
	device  int // of the account,
	changes int // as long as its devices have changed so often
	allowed bool

	who
	talk   hold[talkKey, talk]
	first  hold[key, int64]
	caller hold[key, caller]
}

// A hold is a node of a table, as long as it is in it.
type hold[K hashed[K], V any] struct {
	node  *node[K, V]
	birth uint64
}

// again touches the node that is held, and reports whether it is still there.
func (t *lru[K, V]) again(h *hold[K, V], clock int64) bool {
	if h.node == nil || h.node.birth != h.birth {
		return false
	}
	t.renew(h.node, clock)
	return true
}

func (t *lru[K, V]) take(h *hold[K, V], k K, clock int64) {
	h.node = t.visit(k, clock)
	h.birth = h.node.birth
}

// visits are the latest visits of conversations, each at the place that the
// hash of the conversation gives it.
type visits struct {
	slots   []visit  // a power of two of them, or none
	hashes  []uint64 // of their conversations
	clashes int      // visits that had to make room for those of other conversations
}

const (
	leastVisits = 1 << 6
	mostVisits  = 1 << 12
)

// of returns the visit of a sign-in, which may be a new one.
func (vs *visits) of(ev *classify.Event) (v *visit, known bool) {
	v = vs.at(ev.Origin)
	switch {
	case v.origin == nil:
	case v.user == ev.User && v.isIn(ev.Origin):
		return v, true
	case v.origin.Hash != ev.Hash:
		if vs.clashes++; vs.clashes > len(vs.slots) && len(vs.slots) < mostVisits {
			vs.grow()
			v = vs.at(ev.Origin)
		}
	}
	*v, vs.hashes[vs.place(ev.Origin)] = visit{origin: ev.Origin, user: ev.User, who: whoOf(ev), time: never}, ev.Hash
	return v, false
}

// isIn reports whether the visit is in a conversation. Each worker that reads the
// log has Origins of its own.
func (v *visit) isIn(o *classify.Origin) bool {
	if v.origin == o || v.also == o {
		return true
	}
	if !(talkKey{v.origin}).is(talkKey{o}) {
		return false
	}
	v.also = o
	return true
}

func (vs *visits) at(o *classify.Origin) *visit {
	return &vs.slots[vs.place(o)]
}

func (vs *visits) place(o *classify.Origin) int {
	if vs.slots == nil {
		vs.slots, vs.hashes = make([]visit, leastVisits), make([]uint64, leastVisits)
	}
	return int(o.Hash & uint64(len(vs.slots)-1))
}

func (vs *visits) grow() {
	old := vs.slots
	vs.slots, vs.hashes, vs.clashes = make([]visit, 2*len(old)), make([]uint64, 2*len(old)), 0
	for i := range old {
		if o := old[i].origin; o != nil {
			*vs.at(o), vs.hashes[vs.place(o)] = old[i], o.Hash
		}
	}
}

// disturb lets the next sign-in of a conversation be looked at in full: another
// event named a user in it.
func (vs *visits) disturb(o *classify.Origin) {
	if i := vs.place(o); vs.hashes[i] == o.Hash {
		vs.slots[i].time = never
	}
}

// SignIn takes an answer to a user who had logged on.
func (d *Detector) SignIn(s *handshake.SignIn) {
	ev := s.Event
	if ev.Astray {
		return
	}
	d.Advance(ev.Time)
	v, known := d.visits.of(ev)
	if !known {
		v.allowed = d.allowed(ev.Client)
	}
	same := d.admit(v, ev)
	d.tellSignIn(v, ev)
	switch {
	case ev.Client == "" || ev.User == "":
		return
	case same && v.time == ev.Time && v.clock == d.clock && v.shown == d.shown && v.lost == d.lostVisits():
		return // every table knows it
	case v.allowed:
		d.takeBack(newEvent(ev, v.who))
	default:
		d.arrive(v, ev)
	}
	v.time, v.clock, v.lost = ev.Time, d.clock, d.lostVisits()
}

// lostVisits counts what had to leave the tables that visits do not look at
// again within a moment.
func (d *Detector) lostVisits() int64 { return d.talks.dropped + d.history.dropped + d.callers.dropped }

// arrive takes the sign-in of a client that is not trusted.
func (d *Detector) arrive(v *visit, ev *classify.Event) {
	if !d.talks.again(&v.talk, d.clock) {
		d.talks.take(&v.talk, talkKey{ev.Origin}, d.clock)
	}
	sole := d.hear(&v.talk.node.val, v.who.user, ev.Time)
	d.remember(v, ev.Time)
	l := d.callerOf(v)
	if d.sighted.longest > 0 {
		l.add(ev.Time, d.clock-d.lateness, d.sighted)
	}
	own, siege := d.concerns(v, ev.Time)
	if !own {
		d.putOff(l, ev, sole)
	}
	if !own && !siege {
		return
	}
	e := newEvent(ev, v.who)
	if own {
		d.settleCaller(l)
		d.bringIn(KeyClientUser, v.pairKey(v.origin.Client))
		d.markSuccess(mark{ev: e, sole: sole}, d.clock)
		d.takeBack(e)
	}
	d.markSiege(mark{ev: e})
}

// admit notes that signing in works there, and reports whether the part of the
// site is that of the visit's sign-in before.
func (d *Detector) admit(v *visit, ev *classify.Event) (same bool) {
	if d.shut.longest == 0 {
		return true
	}
	segment := classify.Segment(ev.Path)
	same = v.segment == segment && d.partSignIns.again(&v.part, d.clock)
	if !same {
		v.segment = segment
		d.partSignIns.take(&v.part, partOf(ev, ""), d.clock)
	}
	v.part.node.val.add(ev.Time, d.clock-d.lateness, d.shut)
	return same
}

// tellSignIn tells the story of the user of a sign-in.
func (d *Detector) tellSignIn(v *visit, ev *classify.Event) {
	if v.who.user == "" {
		return
	}
	if !d.accounts.again(&v.account, d.clock) {
		d.accounts.take(&v.account, v.userKey(), d.clock)
		v.changes = 0
	}
	a := &v.account.node.val
	a.unfold()
	if v.changes != a.changes || a.changes == 0 {
		v.device = a.device(ev)
		v.changes = a.changes
	}
	a.devices[v.device].sight(ev.Time)
	a.devices[v.device].succeed(ev.Time)
	for _, s := range a.stories {
		s.succeed(ev)
	}
}

// remember keeps the first sign-in of the user from the client.
func (d *Detector) remember(v *visit, at int64) {
	if d.history.again(&v.first, d.clock) {
		first := &v.first.node.val
		*first = min(*first, at)
		return
	}
	k := v.pairKey(v.origin.Client)
	known := d.history.find(k) != nil
	d.history.take(&v.first, k, d.clock)
	if first := &v.first.node.val; !known || at < *first {
		*first = at
	}
}

func (d *Detector) callerOf(v *visit) *caller {
	if !d.callers.again(&v.caller, d.clock) {
		d.callers.take(&v.caller, key{v.clientHash, v.origin.Client, ""}, d.clock)
	}
	return &v.caller.node.val
}

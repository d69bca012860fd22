package detect

import (
	"net/netip"
	"slices"
	"time"

	"log401/classify"
	"log401/handshake"
)

// Options set up a Detector. The zero value is ready to use.
type Options struct {
	// Allow lists clients that are trusted. Their denials and sign-ins are
	// looked at by no rule but those that count beats, which look for forgotten
	// passwords: they raise no other alert of their own and count towards none
	// of a user, a network or a site. But where they sign in, signing in works.
	// Host names match nothing.
	Allow []netip.Prefix

	// Rules are the table to use, in the order in which events are shown to
	// them; nil for that of [Rules]. Those that are off, or have a flaw that
	// [CheckRules] would find, are left out.
	Rules []Rule

	// Rest is how long a rule stays silent about a key after an alert has
	// ended; DefaultRest where it is 0 or less.
	Rest time.Duration

	// TakeBack is what signing in takes back; DefaultTakeBack where it is the
	// zero value.
	TakeBack TakeBack

	// MaxKeys is how many keys a rule keeps, and a twentieth of it how many
	// of its finished alerts, at the least; DefaultMaxKeys where it is 0 or less. When
	// one more key comes, the one that was quiet longest leaves.
	MaxKeys int

	// Lateness is how far behind the clock a denial may still come;
	// 60 seconds where it is 0 or less.
	Lateness time.Duration

	// Watch is whom [Detector.Trace] tells of; nil for nobody.
	Watch *Subject
}

// DefaultMaxKeys is how many keys a rule keeps.
const DefaultMaxKeys = 200_000

const defaultLateness = time.Minute

// A Detector raises alerts. It lives in event time: nothing it says depends on
// when it is asked, and the same events in the same order always give the same
// alerts.
//
// A guess is a failed logon whose cause may be somebody trying passwords: bad
// credentials or a locked account, in NCSA logs every failure. Of the guesses
// of one client, user and agent on different paths within one second only
// those on the busiest path count. Signing in takes back a few guesses of the
// same client and user shortly before, and of the client that named no user (see
// [TakeBack]): rules no longer count them, alerts raised stay.
//
// A Detector is for one goroutine.
type Detector struct {
	allow    []netip.Prefix
	lateness int64
	maxKeys  int
	rest     int64
	back     TakeBack
	clock    int64
	stretch  int      // how often the time went back
	sighted  sighting // sign-ins of a client
	shut     sighting // sign-ins in a part of a site
	unheard  sighting // answers there to a client

	rules   []*rule
	showing [numCounts][]*rule   // those that count such events
	patient [numKeyKinds][]*rule // those that wait for a second event of such a key
	ends    queue[ending]
	lone    [numKeyKinds]*lru[key, *event] // the first guess of a key; nil where none waits
	due     queue[due]
	planned int // so many endings and dues are looked over for what is moot
	bursts  *lru[burstKey, burst]
	tabs    *lru[key, tab]
	talks   *lru[talkKey, talk]
	history *lru[key, int64]  // first sign-in of a user from a client
	callers *lru[key, caller] // clients that signed in

	visits   visits
	shown    uint64 // events shown to rules so far, and one
	networks networks
	loud     loud

	fate   Fate    // of the denial shown last
	tracer *tracer // nil where nobody is watched

	memories []memory // all tables of this kind

	waiting     queue[*event] // stuck requests, until nothing older can come: whether they count depends on those before them
	probes      *lru[probeKey, probe]
	partSignIns *lru[part, sightings] // by whomever
	answers     *lru[part, sightings] // to a client there

	accounts *lru[key, account] // by user
	lockouts []*story
	untold   int64 // stories no longer kept
	nameless int   // requests refused because of an account without a name
}

var _ handshake.Sink = (*Detector)(nil)

// New returns a Detector with the rules of opts.
func New(opts Options) *Detector {
	d := &Detector{allow: opts.Allow, lateness: int64(opts.Lateness), maxKeys: opts.MaxKeys, rest: int64(opts.Rest), back: opts.TakeBack}
	d.tracer, d.shown = newTracer(opts.Watch), 1
	if d.lateness <= 0 {
		d.lateness = int64(defaultLateness)
	}
	if d.maxKeys <= 0 {
		d.maxKeys = DefaultMaxKeys
	}
	if d.rest <= 0 {
		d.rest = int64(DefaultRest)
	}
	if d.back == (TakeBack{}) {
		d.back = DefaultTakeBack
	}
	for _, row := range inForce(opts.Rules) {
		d.rules = append(d.rules, newRule(row, d.maxKeys))
	}
	d.askFor()
	for _, r := range d.rules {
		d.showing[r.Counts] = append(d.showing[r.Counts], r)
		r.bars = d.rulesUnless(r.Name)
		r.onlyHolds = len(r.Limits) == 1 && len(r.bars) == 0
	}
	d.remembers()
	return d
}

func (d *Detector) rulesUnless(name string) []*rule {
	var found []*rule
	for _, r := range d.rules {
		if r.Unless == name {
			found = append(found, r)
		}
	}
	return found
}

// Denial takes a denial whose outcome is settled. It may be up to
// [Options].Lateness behind the clock. One whose time is astray belongs to no
// window and is left out.
func (d *Detector) Denial(dn *handshake.Denial) { d.fate = d.take(dn) }

func (d *Detector) take(dn *handshake.Denial) Fate {
	ev := &dn.Event
	if ev.Astray {
		return Astray
	}
	d.Advance(ev.Time)
	if ev.User == "" && !countable(dn.Outcome) {
		return d.pass(ev)
	}
	w := whoOf(ev)
	var guess *event
	if isGuess(dn) {
		guess = newEvent(ev, w)
	}
	d.tellFailure(dn, guess, &w)
	switch {
	case ev.LogOnly:
		return NotCounted
	case d.allowed(ev.Client):
		return d.takeAllowed(guess)
	}
	d.heed(ev, &w)
	switch {
	case dn.Outcome == handshake.RateLimit:
		e := newEvent(ev, w)
		e.kinds = limitKindOf(ev)
		d.show(RateLimits, e)
	case dn.Outcome == handshake.DenyList:
		d.show(DenyLists, newEvent(ev, w))
	case dn.Outcome == handshake.Refused:
		d.show(Refusals, newEvent(ev, w))
	case isStuck(dn):
		if dn.Outcome == handshake.Unanswered && ev.Status == 401 && ev.Substatus == 1 {
			d.show(UnansweredLogons, newEvent(ev, w))
		}
		d.wait(dn, w)
	case guess == nil:
		return NotCounted
	default:
		return d.guess(ev, guess)
	}
	return Counted
}

// countable reports whether rules may count denials of an outcome. The others
// matter no more than that they name a user.
func countable(o handshake.Outcome) bool {
	switch o {
	case handshake.RateLimit, handshake.DenyList, handshake.Refused, handshake.Unanswered, handshake.Broken, handshake.Failure:
		return true
	}
	return false
}

// pass returns what becomes of a denial that does not matter.
func (d *Detector) pass(ev *classify.Event) Fate {
	if !ev.LogOnly && d.allowed(ev.Client) {
		return Allowed
	}
	return NotCounted
}

func (d *Detector) guess(ev *classify.Event, e *event) Fate {
	d.show(Beats, e)
	alone := d.alone(e)
	if !alone && !d.busiest(e) {
		return SameSecond
	}
	e.network = d.networks.of(ev.Client)
	d.show(Guesses, e)
	if e.Client == "" {
		return Counted
	}
	if e.user == "" {
		d.unnamed(ev, e)
	}
	if !alone {
		d.enter(e)
	}
	return Counted
}

// takeAllowed takes a denial of a trusted client, and the guess that it is, or
// nil.
func (d *Detector) takeAllowed(e *event) Fate {
	if e == nil {
		return Allowed
	}
	d.show(Beats, e)
	d.enter(e)
	return PaceOnly
}

// Attributed does nothing: a user who is no more than likely is none to rules.
func (d *Detector) Attributed(*handshake.Denial) {}

func (d *Detector) allowed(client string) bool {
	if len(d.allow) == 0 {
		return false
	}
	addr, ok := addressOf(client)
	return ok && slices.ContainsFunc(d.allow, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// A Cut says what [Options].MaxKeys left out of a rule.
type Cut struct {
	Rule   string
	Keys   int64 // keys that left while they might still have counted
	Alerts int64 // finished alerts no longer kept
}

// Limited returns where the limit on keys bit, in the order of the table; nil
// where it did not, followed by what the detector remembers beside the windows.
func (d *Detector) Limited() []Cut {
	var cuts []Cut
	add := func(c Cut) {
		switch n := len(cuts); {
		case c.Keys == 0 && c.Alerts == 0:
		case n > 0 && cuts[n-1].Rule == c.Rule:
			cuts[n-1].Keys += c.Keys
			cuts[n-1].Alerts += c.Alerts
		default:
			cuts = append(cuts, c)
		}
	}
	for _, r := range d.rules {
		add(Cut{r.Name, r.states.dropped, r.cut})
	}
	for _, m := range d.memories {
		add(Cut{Rule: m.name, Keys: m.lost()})
	}
	add(Cut{Rule: lockouts, Keys: d.untold})
	return cuts
}

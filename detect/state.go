package detect

import (
	"fmt"

	"log401/classify"
	saved "log401/internal/state"
)

// Save appends everything that the detector remembers, so that another one can
// go on as if it were this one. Equal detectors append equal bytes.
func (d *Detector) Save(to *saved.Encoder) {
	d.code(&coder{Coder: saved.Saving(to), quiet: d, numbers: map[*event]int{}})
}

// Load takes over what another detector saved. It is called on a detector that
// is new. Of a rule whose numbers have changed since, windows start empty and
// alerts are over; the alerts of one that is no more are left out. from tells
// of an error; the detector is then not to be used.
func (d *Detector) Load(from *saved.Decoder) {
	d.code(&coder{Coder: saved.Loading(from), quiet: d, origins: map[[4]string]*classify.Origin{}})
}

func (d *Detector) code(c *coder) {
	c.Int(&d.clock)
	c.Count(&d.stretch)
	codeTable(c, d.bursts, c.burstKey, c.burst)
	codeTable(c, d.tabs, c.key, c.tab)
	codeTable(c, d.talks, c.talkKey, c.talk)
	codeTable(c, d.history, c.key, c.Int)
	for _, firsts := range d.lone {
		c.firsts(firsts)
	}
	codeTable(c, d.callers, c.key, c.caller)
	c.stuck(d)
	c.lockouts(d)
	if !c.Loads() {
		c.Len(len(d.rules))
		for _, r := range d.rules {
			fingerprint := r.fingerprint()
			c.String(&r.ID)
			c.String(&fingerprint)
			c.rule(r)
		}
		return
	}
	for range c.Len(0) {
		d.loadRule(c)
	}
}

// fingerprint says what the windows and alerts of a rule depend on.
func (r *rule) fingerprint() string {
	row := r.Rule
	row.Summary, row.Advice, row.Advices = "", "", nil
	return fmt.Sprintf("%+v", row)
}

// loadRule reads a rule into the one of the same ID. One that has changed,
// or is no more, is read as well, and let go.
func (d *Detector) loadRule(c *coder) {
	var id, fingerprint string
	c.String(&id)
	c.String(&fingerprint)
	r := d.ruleOf(id)
	switch {
	case r == nil:
		c.rule(newRule(Rule{}, d.maxKeys))
	case r.fingerprint() != fingerprint:
		old := newRule(r.Rule, d.maxKeys)
		c.rule(old)
		r.inherit(old)
	default:
		c.rule(r)
		d.plan(r)
	}
}

func (d *Detector) ruleOf(id string) *rule {
	for _, r := range d.rules {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// inherit takes over the alerts of a rule with other numbers.
func (r *rule) inherit(old *rule) {
	r.alerts, r.cut = old.alerts, old.cut
	for _, a := range r.alerts {
		a.rule, a.Ended = &r.Rule, true
		a.settle()
	}
}

// A coder writes what is shared once, and numbers for it after that.
type coder struct {
	saved.Coder
	quiet   *Detector      // that views ask
	events  []*event       // read so far
	numbers map[*event]int // of the events written so far
	alerts  []*alert       // of the rule being read
	places  map[*alert]int // of the alerts of the rule being written

	origins map[[4]string]*classify.Origin // read so far
}

// codeTable writes or reads a table, the entry that was left alone longest
// first.
func codeTable[K hashed[K], V any](c *coder, t *lru[K, V], key func(*K), value func(*V)) {
	dropped := t.dropped
	c.Int(&dropped)
	n := c.Len(t.n)
	if !c.Loads() {
		t.settle()
		for n := t.root.next; n != &t.root; n = n.next {
			key(&n.key)
			c.Int(&n.touched)
			value(&n.val)
		}
		return
	}
	for range n {
		var k K
		var touched int64
		key(&k)
		c.Int(&touched)
		value(t.touch(k, touched))
	}
	t.dropped += dropped
}

// firsts writes or reads a table of first guesses; whether there is one depends
// on the rules in force.
func (c *coder) firsts(t *lru[key, *event]) {
	there := t != nil
	if c.Bool(&there); !there {
		return
	}
	if t == nil {
		t = newLRU[key, *event](1, 0)
	}
	codeTable(c, t, c.key, c.event)
}

func (c *coder) rule(r *rule) {
	c.Int(&r.cut)
	if c.Loads() {
		c.alerts = nil
	} else {
		c.places = make(map[*alert]int, len(r.alerts))
		for i, a := range r.alerts {
			c.places[a] = i + 1
		}
	}
	saved.Slice(c.Coder, &r.alerts, func(a **alert) {
		if c.Loads() {
			*a = &alert{rule: &r.Rule}
			c.alerts = append(c.alerts, *a)
		}
		c.alert(r, *a)
	})
	codeTable(c, r.states, c.key, c.state)
}

// event writes or reads an event, which may be shared. Where it may be nil,
// use maybe.
func (c *coder) event(e **event) {
	n := c.Index(c.numbers[*e], len(c.events)+1)
	switch {
	case n > 0 && c.Loads():
		*e = c.events[n-1]
		return
	case n > 0:
		return
	case c.Loads():
		*e = new(event)
		c.events = append(c.events, *e)
	default:
		c.numbers[*e] = len(c.numbers) + 1
	}
	c.fields(*e)
}

// maybe writes or reads an event that may be nil.
func (c *coder) maybe(e **event) {
	there := *e != nil
	if c.Bool(&there); there {
		c.event(e)
	}
}

func (c *coder) fields(e *event) {
	c.Int(&e.time)
	c.Int(&e.until)
	cidr := e.network.String()
	c.origin(&e.Origin)
	for _, text := range [...]*string{&cidr, &e.user, &e.shown, &e.path} {
		c.String(text)
	}
	if c.Loads() {
		e.network, e.who = newNetwork(cidr), whoIs(e.Client, e.user)
	}
	c.Int(&e.line)
	saved.Enum(c.Coder, &e.kinds, 256)
	c.Bool(&e.grave)
	c.cause(&e.cause)
}

// origin writes or reads as much of an Origin as the detector asks for.
func (c *coder) origin(from **classify.Origin) {
	var o classify.Origin
	if !c.Loads() {
		o = **from
	}
	for _, text := range [...]*string{&o.Client, &o.Site, &o.Agent, &o.Source} {
		c.String(text)
	}
	if !c.Loads() {
		return
	}
	at := [...]string{o.Client, o.Site, o.Agent, o.Source}
	if c.origins[at] == nil {
		c.origins[at] = &o
	}
	*from = c.origins[at]
}

func (c *coder) cause(cause **classify.Cause) {
	var name string
	if *cause != nil {
		name = (*cause).Name
	}
	c.String(&name)
	if !c.Loads() || name == "" {
		return
	}
	if *cause = classify.CauseByName(name); *cause == nil {
		c.Fail("no such cause: " + name)
	}
}

package detect

import (
	"log401/classify"
	saved "log401/internal/state"
)

// What the tables of a detector hold, value by value.

func (c *coder) key(k *key) {
	c.String(&k.a)
	c.String(&k.b)
	*k = newKey(k.a, k.b)
}

func (c *coder) talkKey(k *talkKey) {
	var o classify.Origin
	if !c.Loads() {
		o = *k.Origin
	}
	for _, part := range [...]*string{&o.Client, &o.Agent, &o.Site, &o.Host, &o.Port} {
		c.String(part)
	}
	if c.Loads() {
		k.Origin = classify.NewOrigin(o)
	}
}

func (c *coder) talk(t *talk) {
	for i := range t.names {
		c.String(&t.names[i].user)
		c.Int(&t.names[i].last)
	}
	saved.Slice(c.Coder, &t.unnamed, func(g *anonymous) {
		c.event(&g.ev)
		c.String(&g.user)
	})
}

func (c *coder) burstKey(k *burstKey) {
	c.key(&k.key)
	c.String(&k.agent)
	c.Int(&k.second)
}

func (c *coder) burst(b *burst) {
	c.Count(&b.all)
	c.Count(&b.most)
	saved.Slice(c.Coder, &b.paths, func(p *pathCount) {
		c.String(&p.path)
		c.Count(&p.n)
	})
}

// stuck writes or reads what rules about logons that got nowhere remember.
func (c *coder) stuck(d *Detector) {
	saved.Slice(c.Coder, (*[]*event)(&d.waiting), c.event)
	codeTable(c, d.probes, c.probeKey, c.probe)
	codeTable(c, d.partSignIns, c.part, c.sightings)
	codeTable(c, d.answers, c.part, c.sightings)
}

func (c *coder) probeKey(k *probeKey) {
	for _, part := range [...]*string{&k.client, &k.agent, &k.site, &k.path} {
		c.String(part)
	}
}

func (c *coder) probe(p *probe) {
	saved.Slice(c.Coder, &p.beats, c.Int)
	c.Bool(&p.steady)
	saved.Slice(c.Coder, &p.early, c.event)
}

func (c *coder) part(p *part) {
	for _, s := range [...]*string{&p.site, &p.segment, &p.client} {
		c.String(s)
	}
}

func (c *coder) tab(t *tab) {
	saved.Slice(c.Coder, &t.guesses, func(g *entered) {
		c.event(&g.event)
		c.String(&g.by)
	})
	c.Int(&t.fixed)
	saved.Slice(c.Coder, &t.signIns, c.event)
}

func (c *coder) sightings(s *sightings) { saved.Slice(c.Coder, &s.times, c.Int) }

func (c *coder) caller(l *caller) {
	c.sightings(&l.sightings)
	saved.Slice(c.Coder, &l.pending, func(p *pending) {
		c.origin(&p.Origin)
		c.String(&p.shown)
		c.String(&p.path)
		for _, n := range [...]*int64{&p.time, &p.line, &p.clock} {
			c.Int(n)
		}
		c.Bool(&p.sole)
	})
}

func (c *coder) state(st *state) {
	c.key(&st.key)
	saved.Slice(c.Coder, &st.entries, func(en *entry) {
		c.event(&en.ev)
		en.time = en.ev.time
		c.Bool(&en.counted)
	})
	if c.Loads() {
		st.atMost = atMost{len(st.entries), len(st.entries), 0}
	}
	saved.Slice(c.Coder, &st.marks, func(m *mark) {
		c.event(&m.ev)
		c.Bool(&m.sole)
		c.Bool(&m.counted)
	})
	saved.Slice(c.Coder, &st.shed, func(s *shed) {
		c.Int(&s.part)
		c.event(&s.first)
		c.Count(&s.n)
	})
	if c.pulse(&st.pulse); st.pulse != nil {
		st.pulse.of, st.pulse.key = st, st.key
	}
	saved.Slice(c.Coder, (*[]tallied)(&st.tally), func(s *tallied) {
		c.Int(&s.second)
		c.Count(&s.n)
	})
	c.Int(&st.silent)
	c.Int(&st.barred)
	c.place(&st.alert)
	c.place(&st.past)
}

// place writes or reads which alert of the rule it is, or that it is none.
func (c *coder) place(a **alert) {
	if n := c.Index(c.places[*a], len(c.alerts)+1); n > 0 && c.Loads() {
		*a = c.alerts[n-1]
	}
}

func (c *coder) pulse(p **pulse) {
	there := *p != nil
	if c.Bool(&there); !there {
		return
	}
	if c.Loads() {
		*p = new(pulse)
	}
	c.Int(&(*p).judged)
	saved.Slice(c.Coder, &(*p).beats, func(b *beat) {
		for _, t := range [...]*int64{&b.first, &b.last, &b.mixed} {
			c.Int(t)
		}
		c.Count(&b.n)
		c.Bool(&b.counted)
		saved.Slice(c.Coder, &b.events, c.event)
	})
}

// alert writes or reads an alert, without what snapshot fills in.
func (c *coder) alert(r *rule, a *alert) {
	c.String(&a.ID)
	c.String(&a.SupersededBy)
	c.Count(&a.supersededBy)
	saved.Enum(c.Coder, &a.Severity, len(severityNames))
	saved.Enum(c.Coder, &a.cover, len(severityNames))
	for _, n := range [...]*int{&a.Limit, &a.WindowSeconds, &a.Count, &a.PeakPerSecond, &a.unnamed} {
		c.Count(n)
	}
	for _, t := range [...]*int64{&a.raised, &a.first, &a.last, &a.end, &a.pace} {
		c.Int(t)
	}
	c.Bool(&a.Ended)
	c.Bool(&a.over)
	c.held(r, a)
	c.view(&a.view)
	c.maybe(&a.oldest)
	c.maybe(&a.named)
	c.maybe(&a.signIn)
	c.distinct(&a.users)
	c.distinct(&a.clients)
	saved.Slice(c.Coder, &a.causes, func(n *causeCount) {
		c.String(&n.name)
		c.Count(&n.n)
	})
	saved.Enum(c.Coder, &a.kinds, 256)
	c.Bool(&a.grave)
	c.evidence(&a.evidence)
}

// held writes or reads which limit keeps the alert open.
func (c *coder) held(r *rule, a *alert) {
	i := 0
	for n := range r.held {
		if a.held == &r.held[n] {
			i = n + 1
		}
	}
	if i = c.Index(i, maxLimits); i > 0 && i <= len(r.held) {
		a.held = &r.held[i-1]
	}
}

// maxLimits is more than a rule has limits.
const maxLimits = 256

func (c *coder) view(v *view) {
	c.Bool(&v.taken)
	c.Bool(&v.named)
	asks := v.quiet != nil
	if c.Bool(&asks); asks {
		v.quiet = c.quiet
	}
	c.Int(&v.asked)
}

func (c *coder) distinct(s *distinct) {
	c.Count(&s.final)
	c.Bool(&s.rough)
	saved.Slice(c.Coder, &s.smallest, func(h *uint64) {
		n := int64(*h)
		c.Int(&n)
		*h = uint64(n)
	})
}

func (c *coder) evidence(v *evidence) {
	c.maybe(&v.first)
	c.maybe(&v.last)
	saved.Slice(c.Coder, &v.sample, c.event)
	c.Count(&v.seen)
	c.Count(&v.stride)
}

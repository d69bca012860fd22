package detect

import (
	saved "log401/internal/state"
	"log401/parser"
)

// Save appends everything that the profiles remember, so that others of the
// same names and options can go on as if they were these.
func (p *Profiles) Save(to *saved.Encoder) { p.code(&coder{Coder: saved.Saving(to)}) }

// Load takes over what others saved. It is called on Profiles that are new. A
// rule that those did not have starts with nothing, and one that these do not
// have is left out. from tells of an error; the Profiles are then not to be
// used.
func (p *Profiles) Load(from *saved.Decoder) { p.code(&coder{Coder: saved.Loading(from)}) }

func (p *Profiles) code(c *coder) {
	for _, n := range [...]*int64{&p.clock, &p.released, &p.hurried} {
		c.Int(n)
	}
	rules := p.savedRules(c)
	waiting := []*profileLine(p.waiting)
	saved.Slice(c.Coder, &waiting, func(l **profileLine) {
		if c.Loads() {
			*l = new(profileLine)
		}
		c.profileLine(*l)
	})
	if !c.Loads() {
		return
	}
	for _, l := range waiting {
		if l.rules = p.renumber(l.rules, rules); l.rules != 0 {
			p.waiting.push(l)
		}
	}
}

// savedRules writes or reads the rules, and returns those of the state by the
// bits that lines know them by; nil for one that is not here.
func (p *Profiles) savedRules(c *coder) []*profileRule {
	if !c.Loads() {
		c.Len(len(p.rules))
		for _, r := range p.rules {
			c.String(&r.ID)
			c.profileRule(r)
		}
		return p.rules
	}
	var rules []*profileRule
	for range c.Len(0) {
		var id string
		c.String(&id)
		r := p.ruleOf(id)
		rules = append(rules, r)
		if r == nil {
			r = newProfileRule(&Profile{}, ProfileRule{}, ProfileOptions{MaxKeys: DefaultMaxKeys, Examples: -1})
		}
		c.profileRule(r)
	}
	return rules
}

func (p *Profiles) ruleOf(id string) *profileRule {
	for _, r := range p.rules {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// renumber returns the bits of the rules here for those of the rules saved.
func (p *Profiles) renumber(bits int64, rules []*profileRule) (here int64) {
	for i, r := range p.rules {
		for n, old := range rules {
			if old == r && bits&(1<<n) != 0 {
				here |= 1 << i
			}
		}
	}
	return here
}

func (c *coder) profileLine(l *profileLine) {
	for _, n := range [...]*int64{&l.time, &l.rules} {
		c.Int(n)
	}
	for _, s := range [...]*string{&l.client, &l.user, &l.stream, &l.site} {
		c.String(s)
	}
	saved.Enum(c.Coder, &l.weight, int(numWeights))
	c.position(&l.pos)
}

func (c *coder) profileRule(r *profileRule) {
	f := &r.found
	for _, n := range [...]*int64{&f.lines, &f.alerts, &f.onFailures, &f.onHandshakes} {
		c.Int(n)
	}
	c.distinct(&f.clients)
	c.distinct(&f.users)
	saved.Slice(c.Coder, &f.examples, c.profileAlert)
	codeTable(c, r.keys, c.key, c.profileState)
}

func (c *coder) profileAlert(a *ProfileAlert) {
	for _, s := range [...]*string{&a.Client, &a.User, &a.Site} {
		c.String(s)
	}
	c.Int(&a.First)
	c.Int(&a.Last)
	for _, n := range [...]*int{&a.Lines, &a.Failures, &a.Steps} {
		c.Count(n)
	}
	saved.Slice(c.Coder, &a.Evidence, c.position)
}

func (c *coder) profileState(st *profileState) {
	for _, s := range [...]*string{&st.client, &st.user, &st.site} {
		c.String(s)
	}
	c.profileTally(&st.lines)
	c.Bool(&st.raised)
	for _, n := range [...]*int64{&st.since, &st.level, &st.until} {
		c.Int(n)
	}
	c.Count(&st.count)
	saved.Slice(c.Coder, &st.recent, func(l *recentLine) {
		c.Int(&l.time)
		saved.Enum(c.Coder, &l.weight, int(numWeights))
		c.position(&l.pos)
	})
}

func (c *coder) profileTally(t *profileTally) {
	c.Count(&t.n)
	for i := range t.weights {
		c.Count(&t.weights[i])
	}
	c.Int(&t.first)
	c.Int(&t.last)
	c.position(&t.firstPos)
	c.position(&t.lastPos)
}

func (c *coder) position(p *parser.Position) {
	c.String(&p.Source)
	c.Int(&p.Line)
}

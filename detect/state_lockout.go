package detect

import saved "log401/internal/state"

// lockouts writes or reads the stories of accounts, and what is remembered of
// users should another one come of it.
func (c *coder) lockouts(d *Detector) {
	c.Int(&d.untold)
	c.Count(&d.nameless)
	places := make(map[*story]int, len(d.lockouts))
	for i, s := range d.lockouts {
		places[s] = i + 1
	}
	saved.Slice(c.Coder, &d.lockouts, func(s **story) {
		if c.Loads() {
			*s = new(story)
		}
		c.story(*s)
	})
	codeTable(c, d.accounts, c.key, func(a *account) {
		c.maybe(&a.first)
		saved.Slice(c.Coder, &a.devices, c.device)
		if c.Loads() {
			a.changes = len(a.devices)
		}
		c.Count(&a.lost)
		c.Int(&a.lostAt)
		kept := a.kept()
		saved.Slice(c.Coder, &kept, func(s **story) {
			switch n := c.Index(places[*s], len(d.lockouts)+1); {
			case !c.Loads():
			case n == 0:
				c.Fail("no such story")
			default:
				*s = d.lockouts[n-1]
			}
		})
		a.stories = kept
	})
}

func (c *coder) story(s *story) {
	c.String(&s.User)
	c.String(&s.Cause)
	for _, t := range [...]*int64{&s.First, &s.Last, &s.signIn} {
		c.Int(t)
	}
	for _, n := range [...]*int{&s.Count, &s.Failures, &s.Elsewhere} {
		c.Count(n)
	}
	c.position(&s.first)
	c.position(&s.last)
	saved.Slice(c.Coder, &s.sources, func(o *storySource) {
		for _, text := range [...]*string{&o.Client, &o.Agent, &o.Path} {
			c.String(text)
		}
		c.Int(&o.First)
		c.Int(&o.Last)
		for _, n := range [...]*int{&o.Failures, &o.Refused, &o.SignIns, &o.SignInsAfter, &o.recent, &o.driving} {
			c.Count(n)
		}
		saved.Slice(c.Coder, &o.lines, c.position)
	})
}

func (c *coder) device(v *device) {
	for _, text := range [...]*string{&v.client, &v.agent, &v.path} {
		c.String(text)
	}
	c.Count(&v.signIns)
	c.Int(&v.signIn)
	c.Int(&v.seen)
	saved.Slice(c.Coder, &v.spells, func(f *spell) {
		c.Int(&f.first)
		c.Int(&f.last)
		c.Count(&f.n)
		c.Bool(&f.madeGood)
		c.position(&f.line)
	})
}

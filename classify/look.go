package classify

import "log401/parser"

// Classify reports whether the next entry of a stream matters, and fills ev
// where it does: Look and Take in one, for who reads line by line.
func (c *Classifier) Classify(h *History, e *parser.Entry, ev *Event) bool {
	g, ok := c.Look(e, ev, h)
	return ok && h.Take(ev, g)
}

// Look reports whether an entry may matter, and fills ev where it may. Whether
// it does [History.Take] decides, once all lines before it have been taken. It
// allocates only for strings not seen before. Of what was looked at before only
// the names of FTP sessions count.
func (c *Classifier) Look(e *parser.Entry, ev *Event, by Asker) (g Glance, ok bool) {
	if MayBeAside(e) {
		if program := e.Program(); program != "" {
			return Glance{}, c.aside(e, ev, program)
		}
	}
	g = c.glance(e, by)
	if !g.alone && !g.post && !g.answer && !(parser.IsServed(e.Status) && by.first()) || e.Program() != "" {
		return Glance{}, false
	}
	p := c.fill(e, ev)
	if g.answer || ev.mayBeStuck() || ev.showsUser() {
		g.part = c.partAt(p, e)
	}
	return g, true
}

// glance says what an entry of a web server may matter for.
func (c *Classifier) glance(e *parser.Entry, by Asker) (g Glance) {
	switch {
	case e.Status == 401 || e.Status == 403 || e.Status == 429:
		return Glance{alone: true}
	case e.Status == 0:
		return Glance{}
	case e.Field(parser.FieldUser) != nil:
		return Glance{alone: true}
	}
	g.alone = parser.IsLimit(e.Field(parser.FieldSubstatus))
	if parser.IsServed(e.Status) {
		g.post = e.Layout().IsNCSA() && isPost(e) && by.toPost(e)
		g.answer = by.inPart(c, e)
	}
	return g
}

func isPost(e *parser.Entry) bool { return string(e.Field(parser.FieldMethod)) == "POST" }

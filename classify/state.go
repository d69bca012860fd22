package classify

import (
	"maps"
	"slices"

	"log401/internal/state"
)

// Save appends what the classifier remembers of its stream, so that another one
// can go on as if it were this one.
func (c *Classifier) Save(to *state.Encoder) { c.code(state.Saving(to)) }

// Load takes over what another classifier saved. It is called on a classifier
// that is new; from tells of an error, and the classifier is then not to be
// used.
func (c *Classifier) Load(from *state.Decoder) { c.code(state.Loading(from)) }

func (c *Classifier) code(to state.Coder) {
	w := &c.watch
	to.Bool(&c.success)
	for _, at := range [...]*int64{&w.from, &w.until, &w.reviewed} {
		to.Int(at)
	}
	state.Slice(to, &w.parts, func(p **part) {
		if to.Loads() {
			*p = new(part)
		}
		(*p).code(to)
	})
	if to.Loads() {
		w.index = make(map[string]*part, len(w.parts))
		for _, p := range w.parts {
			w.index[p.key] = p
			if p.signedIn {
				w.noted.signIns = append(w.noted.signIns, p)
			}
		}
	}
	w.noted.code(to, w)
	c.codeSessions(to)
}

// codeSessions transcribes the names of FTP sessions, sorted.
func (c *Classifier) codeSessions(to state.Coder) {
	sessions := slices.Sorted(maps.Keys(c.sessions))
	state.Slice(to, &sessions, func(session *string) {
		to.String(session)
		user := c.sessions[*session]
		to.String(&user)
		c.sessions[*session] = user
	})
}

func (p *part) code(to state.Coder) {
	to.String(&p.key)
	to.Int(&p.rest)
	to.Bool(&p.signedIn)
	for i := range p.refused {
		to.Int(&p.refused[i])
	}
	state.Slice(to, &p.clients, func(c *partner) {
		to.String(&c.client)
		to.Int(&c.answered)
	})
}

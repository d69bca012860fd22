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

func (c *Classifier) code(to state.Coder) { c.codeSessions(to) }

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

// Save appends what the history holds, so that another one can go on as if it
// were this one.
func (h *History) Save(to *state.Encoder) { h.code(state.Saving(to)) }

// Load takes over what another history saved. It is called on one that is new;
// from tells of an error, and the history is then not to be used.
func (h *History) Load(from *state.Decoder) { h.code(state.Loading(from)) }

func (h *History) code(to state.Coder) {
	w := &h.watch
	to.Bool(&h.success)
	to.Bool(&h.posts.all)
	state.Slice(to, &h.posts.paths, func(path *string) { to.String(path) })
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
		}
	}
	w.noted.code(to, w)
}

func (p *part) code(to state.Coder) {
	to.String(&p.key)
	to.Int(&p.rest)
	if to.Loads() {
		p.count = 0
	}
	for i := range p.refused {
		to.Int(&p.refused[i])
		if to.Loads() && p.refused[i] != 0 {
			p.count++
		}
	}
	p.noted.code(to)
	state.Slice(to, &p.clients, func(c *partner) {
		to.String(&c.client)
		to.Int(&c.answered)
	})
}

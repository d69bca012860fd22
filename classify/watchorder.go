package classify

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"log401/internal/state"
)

// The lines of one second stand in no order. So what they say of the parts of
// a site counts only once the second is over: until then a noted keeps it.
type noted struct {
	second  int64
	parts   []*part  // with something noted
	count   int      // refusals noted
	signIns []string // keys of parts that are not known and somebody signed in to
}

// A notedPart is what is noted of one part.
type notedPart struct {
	any      bool
	signedIn bool
	refusals []refusal // none where somebody signed in: those of one second come before
}

// A refusal is a request that a part has refused.
type refusal struct {
	client string
	at     int64
}

const (
	// maxRefusals bounds the refusals of one second that wait for its end; more
	// are taken as if it were over.
	maxRefusals = 1 << 12
	// maxSignIns bounds the parts without a refusal that somebody signed in to
	// in one second.
	maxSignIns = 64
)

func secondOf(nanos int64) int64 { return nanos / int64(time.Second) }

// turn makes count what was noted in the second before, if it is over.
func (w *watch) turn(at int64) {
	if second := secondOf(at); second != w.noted.second {
		w.settle()
		w.noted.second = second
	}
}

// settle makes count what was noted: refusals first, then sign-ins.
func (w *watch) settle() {
	n := &w.noted
	for _, p := range n.parts {
		p.settle()
	}
	clear(n.parts)
	n.parts, n.count, n.signIns = n.parts[:0], 0, n.signIns[:0]
}

func (p *part) settle() {
	n := &p.noted
	slices.SortFunc(n.refusals, func(a, b refusal) int {
		return cmp.Or(cmp.Compare(a.at, b.at), strings.Compare(a.client, b.client))
	})
	for _, r := range n.refusals {
		p.refuse(r.client, r.at)
	}
	if n.signedIn {
		p.signIn()
	}
	clear(n.refusals)
	*n = notedPart{refusals: n.refusals[:0]}
}

// note returns what is noted of a part in the second at hand.
func (w *watch) note(p *part) *notedPart {
	if !p.noted.any {
		p.noted.any = true
		w.noted.parts = append(w.noted.parts, p)
	}
	return &p.noted
}

// refuse notes a request that a part has refused.
func (w *watch) refuse(key string, ev *Event) {
	w.turn(ev.Time)
	if w.noted.count >= maxRefusals {
		w.settle()
	}
	p := w.part(key)
	n := w.note(p)
	if slices.Contains(w.noted.signIns, key) {
		n.signedIn = true
	}
	if n.signedIn {
		p.goBack(ev.Time)
		return
	}
	w.noted.count++
	n.refusals = append(n.refusals, refusal{ev.Client, ev.Time})
}

// signIn notes a sign-in in a part.
func (w *watch) signIn(key string, ev *Event) {
	w.turn(ev.Time)
	p := w.known(key)
	if p == nil {
		if n := &w.noted; len(n.signIns) < maxSignIns && !slices.Contains(n.signIns, key) {
			n.signIns = append(n.signIns, key)
		}
		return
	}
	n := w.note(p)
	n.signedIn = true
	w.noted.count -= len(n.refusals)
	for _, r := range n.refusals {
		p.goBack(r.at)
	}
	clear(n.refusals)
	n.refusals = n.refusals[:0]
}

// code writes or reads what was noted. A part that is known no more is left
// out: what is noted of it will not count.
func (n *noted) code(to state.Coder, w *watch) {
	to.Int(&n.second)
	state.Slice(to, &n.signIns, func(key *string) { to.String(key) })
	if to.Loads() {
		n.parts, n.count = nil, 0
		for _, p := range w.parts {
			if p.noted.any {
				n.parts = append(n.parts, p)
				n.count += len(p.noted.refusals)
			}
		}
	}
}

func (n *notedPart) code(to state.Coder) {
	to.Bool(&n.any)
	to.Bool(&n.signedIn)
	state.Slice(to, &n.refusals, func(r *refusal) {
		to.String(&r.client)
		to.Int(&r.at)
	})
}

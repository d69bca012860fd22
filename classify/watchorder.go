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
	second   int64
	any      bool
	refusals []refusal
	signIns  []*part
}

// A refusal is a request that a part has refused.
type refusal struct {
	part   *part
	client string
	at     int64
}

// maxRefusals bounds the refusals of one second that wait for its end; more
// are taken as if it were over.
const maxRefusals = 1 << 12

func secondOf(nanos int64) int64 { return nanos / int64(time.Second) }

// open takes note that something of a second counts later.
func (n *noted) open(at int64) { n.second, n.any = secondOf(at), true }

// turn makes count what was noted in the second before, if it is over.
func (w *watch) turn(at int64) {
	if w.noted.any && secondOf(at) != w.noted.second {
		w.settle()
	}
}

// settle makes count what was noted: refusals first, then sign-ins.
func (w *watch) settle() {
	n := &w.noted
	slices.SortFunc(n.refusals, func(a, b refusal) int {
		return cmp.Or(strings.Compare(a.part.key, b.part.key), cmp.Compare(a.at, b.at), strings.Compare(a.client, b.client))
	})
	for _, r := range n.refusals {
		if w.index[r.part.key] == r.part {
			r.part.refuse(r.client, r.at)
		}
	}
	for _, p := range n.signIns {
		p.refused, p.clients, p.signedIn = [watchCount]int64{}, p.clients[:0], false
	}
	clear(n.refusals)
	clear(n.signIns)
	n.any, n.refusals, n.signIns = false, n.refusals[:0], n.signIns[:0]
	w.review(n.second * int64(time.Second))
}

// refuse notes a request that a part has refused.
func (w *watch) refuse(p *part, ev *Event) {
	if len(w.noted.refusals) >= maxRefusals {
		w.settle()
	}
	w.noted.open(ev.Time)
	w.noted.refusals = append(w.noted.refusals, refusal{p, ev.Client, ev.Time})
}

// signIn notes a sign-in in a part.
func (w *watch) signIn(p *part, ev *Event) {
	w.noted.open(ev.Time)
	if !p.signedIn {
		p.signedIn = true
		w.noted.signIns = append(w.noted.signIns, p)
	}
}

// code writes or reads what was noted. A part that is known no more is left
// out: what is noted of it will not count.
func (n *noted) code(to state.Coder, w *watch) {
	to.Int(&n.second)
	to.Bool(&n.any)
	n.refusals = slices.DeleteFunc(n.refusals, func(r refusal) bool { return w.index[r.part.key] != r.part })
	state.Slice(to, &n.refusals, func(r *refusal) {
		r.part = w.codePart(to, r.part)
		to.String(&r.client)
		to.Int(&r.at)
	})
}

// codePart writes or reads which part is meant.
func (w *watch) codePart(to state.Coder, p *part) *part {
	i := to.Index(max(0, slices.Index(w.parts, p)), max(1, len(w.parts)))
	if i >= len(w.parts) {
		to.Fail("a part that is not known")
		return &part{}
	}
	return w.parts[i]
}

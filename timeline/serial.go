package timeline

import (
	"context"
	"slices"

	"log401/classify"
	"log401/parser"
)

// replay reads a block line by line, after those before it: the one way to
// tell what lines mean whose time jumps, or that ask for the lines before. It
// is called with a turn, and has it when it returns, but not while it waits for
// the merge.
func (r *reader) replay(ctx context.Context, turns chan struct{}, block *parser.Block) {
	a := &r.accounts[len(r.accounts)-1]
	r.parser.Reset(block)
	r.first = block.Line
	for e := r.parser.Next(); e != nil; e = r.parser.Next() {
		r.entry(e, a)
		if len(r.batch)-r.doubt >= r.capacity {
			<-turns
			r.hand(ctx)
			turns <- struct{}{}
		}
	}
	r.end = r.parser.Layout()
}

// entry takes the next entry.
func (r *reader) entry(e *parser.Entry, a *SourceAccount) {
	r.settle(r.clock.show(e.Time))
	if l := e.Layout(); l != r.layout {
		if r.layout == nil || l.Format() != parser.JSON { // which is no other than before; see look
			a.note(e, r.opts.Proxies.Field)
		}
		r.layout = l
	}
	if parser.IsServed(e.Status) {
		a.Success = true
	}
	if r.opts.outside(e.Time) {
		r.outside++
		return
	}
	if !r.clock.doubt {
		r.span.add(e.Time)
	}
	if due(e.Line, r.first) {
		r.look(e, &a.Clients)
	}
	r.classify(e)
}

// noteFields is how many entries of a source are asked for the fields that
// proxies write: in formats whose lines name their fields they differ.
const noteFields = 64

// look counts the client of an entry.
func (r *reader) look(e *parser.Entry, c *Clients) {
	if r.crowd.looked < noteFields {
		c.note(e, r.opts.Proxies.Field)
	}
	if c.Forwarded != "" && e.FieldByName(c.Forwarded) != nil {
		c.Named++
	}
	if r.opts.Proxies.Field == "" {
		add(&r.crowd, e.Field(parser.FieldClient))
		return
	}
	add(&r.crowd, r.classifier.Client(e))
}

// classify adds the event of an entry that matters to the batch.
func (r *reader) classify(e *parser.Entry) {
	n := len(r.batch)
	if n == cap(r.batch) {
		r.batch = slices.Grow(r.batch, max(r.capacity+lasting-n, 1))
	}
	r.batch = r.batch[:n+1]
	ev := &r.batch[n]
	if g, ok := r.classifier.Look(e, ev, &r.history); !ok || !r.history.Take(ev, g) {
		r.batch = r.batch[:n]
		return
	}
	ev.Clock = r.clock.now
	if r.clock.inDoubt() {
		r.doubt++
		return
	}
	r.flag(r.batch[n:])
}

// flag marks the first of some events as the start of a stretch, if one waits
// for its first event.
func (r *reader) flag(events []classify.Event) {
	if r.stepped && len(events) > 0 {
		events[0].StepsBack, r.stepped = true, false
	}
}

// settle applies what the clock says of the events in doubt. It is called
// before the entry that says so is classified.
func (r *reader) settle(m move) {
	a := &r.accounts[len(r.accounts)-1]
	doubted := r.batch[len(r.batch)-r.doubt:]
	switch {
	case m&stepped != 0:
		a.StepsBack++
		r.stepped = true
		setClock(doubted, r.clock.now)
	case m&goesOn != 0:
		setClock(doubted, r.clock.right)
		if !r.opts.outside(r.clock.right) {
			r.span.add(r.clock.right)
		}
	case m&astray != 0:
		if !r.opts.outside(r.clock.alone) {
			a.Astray++
		}
		setClock(doubted, r.clock.now)
		setAstray(doubted)
	case m&steady != 0:
		r.late += int64(r.doubt)
	default:
		return // the doubt goes on
	}
	if r.stepped && r.clock.caughtUp() {
		r.stepped = false // nothing of the stretch mattered
	}
	r.flag(doubted)
	r.doubt = 0
}

// finish settles what is in doubt where no entry follows: nothing is concluded
// from it, unless it is all there is.
func (r *reader) finish() {
	doubted := r.batch[len(r.batch)-r.doubt:]
	if r.clock.doubt {
		if !r.opts.outside(r.clock.ahead) {
			r.span.add(r.clock.ahead)
		}
		if !r.clock.started {
			r.clock.goOn()
			setClock(doubted, r.clock.now)
			r.doubt = 0
			return
		}
	}
	setAstray(doubted)
	r.flag(doubted)
	r.doubt = 0
}

func setClock(events []classify.Event, nanos int64) {
	for i := range events {
		events[i].Clock = nanos
	}
}

func setAstray(events []classify.Event) {
	for i := range events {
		events[i].Astray = true
	}
}

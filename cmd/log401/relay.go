package main

import (
	"log401/classify"
	"log401/handshake"
)

// A relay is a sink that hands on what it is given to another one in a
// goroutine of its own, in order: while rules and report look at one request,
// the next can be folded into its logon.
type relay struct {
	to      *sink
	batch   []step
	clock   int64 // that the rules are moved on to
	fed     bool  // there are steps since
	full    chan []step
	spent   chan []step
	done    chan struct{}
	onBatch func() // called by that goroutine behind each batch
}

// A step is one call of a sink.
type step struct {
	what   stepKind
	denial handshake.Denial // of other kinds only the Event
	clock  int64            // that the rules are moved on to behind it, if moves
	moves  bool
}

type stepKind uint8

const (
	stepDenial stepKind = iota
	stepAttributed
	stepSignIn
	stepAnswer
	stepEvent   // for the rules of other tools
	stepAside   // for the report alone
	stepNone    // but for the clock
	stepRestart // at the Clock of the Event
)

// batchSteps is how many steps are handed over at once, and waitingBatches how
// many batches may wait.
const (
	batchSteps     = 256
	waitingBatches = 4
)

func newRelay(to *sink, onBatch func()) *relay {
	r := &relay{
		to: to, onBatch: onBatch, batch: make([]step, 0, batchSteps),
		full: make(chan []step, waitingBatches), spent: make(chan []step, waitingBatches+1), done: make(chan struct{}),
	}
	go r.run()
	return r
}

// run takes the steps, batch by batch.
func (r *relay) run() {
	defer close(r.done)
	for batch := range r.full {
		for i := range batch {
			r.take(&batch[i])
		}
		r.onBatch()
		clear(batch)
		select {
		case r.spent <- batch[:0]:
		default: // enough of them are waiting
		}
	}
}

func (r *relay) take(s *step) {
	ev, to := &s.denial.Event, r.to
	switch s.what {
	case stepDenial:
		to.Denial(&s.denial)
	case stepAttributed:
		to.Attributed(&s.denial)
	case stepSignIn:
		to.SignIn(&handshake.SignIn{Event: ev})
	case stepAnswer:
		to.Answer(ev)
	case stepEvent:
		to.profiles.Event(ev)
	case stepAside:
		to.builder.Aside(ev)
	case stepRestart:
		to.restart(ev.Clock)
	}
	if s.moves {
		to.advance(s.clock)
	}
}

// next returns the step to fill in.
func (r *relay) next(what stepKind) *step {
	if len(r.batch) == cap(r.batch) {
		r.hand()
	}
	r.batch = r.batch[:len(r.batch)+1]
	s := &r.batch[len(r.batch)-1]
	s.what, s.moves, r.fed = what, false, true
	return s
}

// hand hands the batch over and gets another one.
func (r *relay) hand() {
	r.full <- r.batch
	select {
	case r.batch = <-r.spent:
	default:
		r.batch = make([]step, 0, batchSteps)
	}
}

// close waits until all steps are taken.
func (r *relay) close() {
	r.full <- r.batch
	close(r.full)
	<-r.done
}

var _ handshake.Sink = (*relay)(nil)

func (r *relay) Denial(d *handshake.Denial)     { r.next(stepDenial).denial = *d }
func (r *relay) Attributed(d *handshake.Denial) { r.next(stepAttributed).denial = *d }
func (r *relay) SignIn(i *handshake.SignIn)     { r.event(stepSignIn, i.Event) }
func (r *relay) Answer(ev *classify.Event)      { r.event(stepAnswer, ev) }

func (r *relay) event(what stepKind, ev *classify.Event) { r.next(what).denial.Event = *ev }

// advance moves the clock of the rules to that of an event.
func (r *relay) advance(clock int64) {
	if clock == r.clock && !r.fed {
		return
	}
	if len(r.batch) == 0 || !r.fed {
		r.next(stepNone)
	}
	s := &r.batch[len(r.batch)-1]
	s.clock, s.moves = clock, true
	r.clock, r.fed = clock, false
}

// restart begins a new stretch of time.
func (r *relay) restart(clock int64) {
	r.next(stepRestart).denial.Event.Clock = clock
}

package timeline

import (
	"context"
	"errors"
	"io"
	"slices"

	"log401/classify"
	"log401/parser"
)

// A reader reads one stream in a goroutine of its own and hands its events
// over in batches.
type reader struct {
	stream Stream
	rank   int // streams that stand at the same time come by rank
	opts   Options

	batches chan []classify.Event
	spent   chan []classify.Event // batches to fill again
	done    chan struct{}

	// of the goroutine that reads
	classifier *classify.Classifier
	block      parser.Block
	size       int
	clock      clock
	crowd      crowd          // of the source at hand
	layout     *parser.Layout // of its last entry
	batch      []classify.Event
	capacity   int  // events in a batch
	doubt      int  // events at the end of batch whose clock is not settled
	stepped    bool // the next event starts a new stretch
	late       int64
	accounts   []SourceAccount
	span       span
	outside    int64
	rejects    map[parser.Reason]*Reject

	// of the goroutine that merges
	current []classify.Event
	at      int
}

// A span is the time between the earliest and the latest entry.
type span struct {
	first, last int64
	any         bool
}

func (s *span) add(t int64) {
	if !s.any {
		*s = span{t, t, true}
		return
	}
	s.first, s.last = min(s.first, t), max(s.last, t)
}

func newReader(s Stream, rank int, opts Options, share share) *reader {
	r := &reader{
		stream: s, rank: rank, opts: opts, size: share.block, capacity: share.batch,
		batches:    make(chan []classify.Event, 1),
		spent:      make(chan []classify.Event, 1),
		done:       make(chan struct{}),
		classifier: classify.NewClassifier(s.Name),
		rejects:    map[parser.Reason]*Reject{},
	}
	r.classifier.SetProxies(opts.Proxies)
	return r
}

// head returns the event that comes next. It is valid until next is called.
func (r *reader) head() *classify.Event { return &r.current[r.at] }

// next moves on to the next event and reports whether there is one.
func (r *reader) next(ctx context.Context) bool {
	if r.at++; r.at < len(r.current) {
		return true
	}
	if r.current != nil {
		select {
		case r.spent <- r.current[:0]:
		default: // enough of them are waiting
		}
	}
	r.at, r.current = 0, nil
	select {
	case batch, ok := <-r.batches:
		r.current = batch
		return ok
	case <-ctx.Done():
		return false
	}
}

// run reads the sources in order. It holds a job only while it parses, never
// while it waits for the merge to take a batch.
func (r *reader) run(ctx context.Context, jobs chan struct{}) {
	defer close(r.done)
	defer close(r.batches)
	for i := range r.stream.Sources {
		if ctx.Err() != nil {
			return
		}
		r.read(ctx, jobs, &r.stream.Sources[i])
	}
	r.end()
	r.hand(ctx)
	r.block, r.classifier = parser.Block{}, nil // others may need the memory
}

// read reads one source to its end, or to what ends it early.
func (r *reader) read(ctx context.Context, jobs chan struct{}, s *Source) {
	r.accounts = append(r.accounts, SourceAccount{Name: s.Name, Stream: r.stream.Name})
	a := &r.accounts[len(r.accounts)-1]
	jobs <- struct{}{}
	in, err := s.Open()
	<-jobs
	if err != nil {
		a.fail(err)
		return
	}
	defer in.Close()
	if noted, ok := in.(interface{ Note() string }); ok {
		a.Note = noted.Note()
	}
	r.classifier.SetSource(s.Name, s.Folder)
	r.crowd, r.layout = crowd{}, nil
	p := parser.Parser{OnReject: r.reject}
	splitter := parser.NewSplitter(in, s.Name, r.opts.layout(s))
	splitter.SetBlockSize(r.size)
	for err == nil && ctx.Err() == nil {
		jobs <- struct{}{}
		if err = splitter.Next(&r.block); err == nil {
			p.Reset(&r.block)
			r.parse(ctx, jobs, &p, a)
		}
		<-jobs
	}
	a.Tally = p.Tally()
	a.Clients.Looked = r.crowd.looked
	a.Clients.Top, a.Clients.OfTop = r.crowd.top()
	if l := p.Layout(); l != nil {
		a.Format, a.Title = l.Name(), l.Title()
	}
	if err != nil && !errors.Is(err, io.EOF) && ctx.Err() == nil {
		a.fail(err)
	}
}

// parse gives the entries of a block to the classifier. It is called with a
// job held.
func (r *reader) parse(ctx context.Context, jobs chan struct{}, p *parser.Parser, a *SourceAccount) {
	for e := p.Next(); e != nil; e = p.Next() {
		r.settle(r.clock.show(e.Time))
		if l := e.Layout(); l != r.layout {
			if r.layout == nil || l.Format() != parser.JSON { // which is no other than before; see look
				a.note(e, r.opts.Proxies.Field)
			}
			r.layout = l
		}
		if e.Status >= 100 && e.Status < 400 {
			a.Success = true
		}
		if r.opts.outside(e.Time) {
			r.outside++
			continue
		}
		if !r.clock.doubt {
			r.span.add(e.Time)
		}
		if r.crowd.due() {
			r.look(e, &a.Clients)
		}
		r.classify(e)
		if len(r.batch)-r.doubt >= r.capacity {
			<-jobs
			r.hand(ctx)
			jobs <- struct{}{}
		}
	}
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
	if !r.classifier.Classify(e, ev) {
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

// end settles what is in doubt where no entry follows: nothing is concluded
// from it, unless it is all there is.
func (r *reader) end() {
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

// hand gives the events that are in doubt no longer to the merge.
func (r *reader) hand(ctx context.Context) {
	n := len(r.batch) - r.doubt
	if n == 0 {
		return
	}
	var next []classify.Event
	select {
	case next = <-r.spent:
	default: // classify makes one
	}
	next = append(next, r.batch[n:]...)
	select {
	case r.batches <- r.batch[:n]:
		r.batch = next
	case <-ctx.Done():
		r.batch, r.doubt = r.batch[:0], 0
	}
}

// reject counts a rejected line under its reason; the first is kept.
func (r *reader) reject(e *parser.LineError) {
	if a := &r.accounts[len(r.accounts)-1]; a.FirstReject == "" {
		a.FirstReject = string(e.Reason)
	}
	row := r.rejects[e.Reason]
	if row == nil {
		row = &Reject{Reason: string(e.Reason), First: e.Position}
		row.Sample = append(row.Sample, e.Text[:min(len(e.Text), maxSample)]...)
		r.rejects[e.Reason] = row
	}
	row.Count++
	if r.opts.OnReject != nil {
		r.opts.OnReject(r.rank, e)
	}
}

// maxSample is what is kept of a rejected line, in bytes.
const maxSample = 200

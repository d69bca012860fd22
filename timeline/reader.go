package timeline

import (
	"context"
	"errors"
	"io"

	"log401/classify"
	"log401/parser"
)

// batchSize is how many events are handed over at once.
const batchSize = 256

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
	clock      int64
	batch      []classify.Event
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

func newReader(s Stream, rank int, opts Options, size int) *reader {
	return &reader{
		stream: s, rank: rank, opts: opts, size: size,
		batches:    make(chan []classify.Event, 2),
		spent:      make(chan []classify.Event, 4),
		done:       make(chan struct{}),
		classifier: classify.NewClassifier(s.Name),
		rejects:    map[parser.Reason]*Reject{},
	}
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
	r.batch = make([]classify.Event, 0, batchSize)
	for i := range r.stream.Sources {
		if ctx.Err() != nil {
			return
		}
		r.read(ctx, jobs, &r.stream.Sources[i])
	}
	r.hand(ctx)
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
	r.classifier.SetSource(s.Name, s.Folder)
	p := parser.Parser{OnReject: r.reject}
	splitter := parser.NewSplitter(in, s.Name, r.opts.Layout)
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
	if l := p.Layout(); l != nil {
		a.Format = l.Name()
	}
	if err != nil && !errors.Is(err, io.EOF) {
		a.fail(err)
	}
}

// parse gives the entries of a block to the classifier. It is called with a
// job held.
func (r *reader) parse(ctx context.Context, jobs chan struct{}, p *parser.Parser, a *SourceAccount) {
	var layout *parser.Layout
	for e := p.Next(); e != nil; e = p.Next() {
		r.clock = max(r.clock, e.Clock)
		if e.Layout() != layout {
			layout = e.Layout()
			a.note(e)
		}
		if e.Status >= 100 && e.Status < 400 {
			a.Success = true
		}
		if e.Time < r.opts.Since || r.opts.Until != 0 && e.Time >= r.opts.Until {
			r.outside++
			continue
		}
		r.span.add(e.Time)
		n := len(r.batch)
		r.batch = r.batch[:n+1]
		if !r.classifier.Classify(e, &r.batch[n]) {
			r.batch = r.batch[:n]
			continue
		}
		r.batch[n].Clock = r.clock
		if n+1 == cap(r.batch) {
			<-jobs
			r.hand(ctx)
			jobs <- struct{}{}
		}
	}
}

// hand gives the batch to the merge and takes another.
func (r *reader) hand(ctx context.Context) {
	if len(r.batch) == 0 {
		return
	}
	select {
	case r.batches <- r.batch:
	case <-ctx.Done():
		r.batch = r.batch[:0]
		return
	}
	select {
	case r.batch = <-r.spent:
	default:
		r.batch = make([]classify.Event, 0, batchSize)
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
}

// maxSample is what is kept of a rejected line, in bytes.
const maxSample = 200

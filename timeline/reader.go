package timeline

import (
	"context"
	"errors"
	"io"

	"log401/classify"
	"log401/parser"
)

// A reader reads one stream in a goroutine of its own and hands its events
// over in batches. It cuts the sources into blocks, has several of them looked
// at at once, and takes what was found in their order.
type reader struct {
	stream Stream
	rank   int // streams that stand at the same time come by rank
	opts   *Options
	share  share

	batches chan []classify.Event
	spent   chan []classify.Event // batches to fill again
	done    chan struct{}

	// of the goroutine that reads
	jobs        []*job // read ahead, in order
	cut         int    // blocks so far
	idle        []*job
	light       light                     // for the jobs to come
	classifiers chan *classify.Classifier // of the jobs
	parser      parser.Parser
	classifier  *classify.Classifier
	history     classify.History
	clock       clock
	crowd       crowd          // of the source at hand
	first       int64          // line of the block that is replayed
	layout      *parser.Layout // of its last entry
	end         *parser.Layout // behind its last line
	tally       parser.Tally   // of its jobs
	batch       []classify.Event
	capacity    int  // events in a batch
	doubt       int  // events at the end of batch whose clock is not settled
	stepped     bool // the next event starts a new stretch
	late        int64
	accounts    []SourceAccount
	span        span
	outside     int64
	rejects     map[parser.Reason]*Reject

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

func newReader(s Stream, rank int, opts *Options, share share) *reader {
	r := &reader{
		stream: s, rank: rank, opts: opts, share: share, capacity: share.batch,
		batches:     make(chan []classify.Event, 1),
		spent:       make(chan []classify.Event, share.ahead+2),
		done:        make(chan struct{}),
		classifiers: make(chan *classify.Classifier, share.ahead+1),
		classifier:  newClassifier(s.Name, opts),
		history:     classify.NewHistory(share.alone),
		rejects:     map[parser.Reason]*Reject{},
	}
	r.light.lookout = r.history.Lookout(nil, nil)
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

// run reads the sources in order.
func (r *reader) run(ctx context.Context, turns chan struct{}) {
	defer close(r.done)
	defer close(r.batches)
	for i := range r.stream.Sources {
		if ctx.Err() != nil {
			return
		}
		r.read(ctx, turns, &r.stream.Sources[i])
	}
	r.finish()
	r.hand(ctx)
	// Others may need the memory.
	r.jobs, r.idle, r.parser, r.classifier, r.classifiers = nil, nil, parser.Parser{}, nil, nil
}

// read reads one source to its end, or to what ends it early.
func (r *reader) read(ctx context.Context, turns chan struct{}, s *Source) {
	r.accounts = append(r.accounts, SourceAccount{Name: s.Name, Stream: r.stream.Name})
	a := &r.accounts[len(r.accounts)-1]
	turns <- struct{}{}
	in, err := s.Open()
	<-turns
	if err != nil {
		a.fail(err)
		return
	}
	defer in.Close()
	if noted, ok := in.(interface{ Note() string }); ok {
		a.Note = noted.Note()
	}
	r.classifier.SetSource(s.Name, s.Folder)
	r.crowd, r.layout, r.end, r.tally = crowd{}, nil, nil, parser.Tally{}
	r.parser = parser.Parser{OnReject: r.reject}
	splitter := parser.NewSplitter(in, s.Name, r.opts.layout(s))
	splitter.SetBlockSize(r.share.block)
	err = r.blocks(ctx, turns, splitter, s)
	r.tally.Add(r.parser.Tally())
	a.Tally = r.tally
	a.Clients.Looked = r.crowd.looked
	a.Clients.Top, a.Clients.OfTop = r.crowd.top()
	if r.end != nil {
		a.Format, a.Title = r.end.Name(), r.end.Title()
	}
	if !errors.Is(err, io.EOF) && ctx.Err() == nil {
		a.fail(err)
	}
}

// blocks reads the blocks of a source, some of them ahead, and returns what
// ended it.
func (r *reader) blocks(ctx context.Context, turns chan struct{}, splitter *parser.Splitter, s *Source) (err error) {
	for ctx.Err() == nil {
		for err == nil && len(r.jobs) < r.width() {
			j := r.job(s)
			if err = splitter.Next(&j.block); err != nil {
				r.idle = append(r.idle, j)
				break
			}
			r.start(j, turns)
		}
		if len(r.jobs) == 0 {
			return err
		}
		r.takeFirst(ctx, turns)
	}
	for _, j := range r.jobs {
		j.wait()
	}
	r.idle, r.jobs = append(r.idle, r.jobs...), r.jobs[:0]
	return err
}

// width is how many blocks are under way at once: one until it is known what
// the entries of the source look like.
func (r *reader) width() int {
	if !r.known() {
		return 1
	}
	return r.share.ahead
}

// known reports whether the lines of the source have shown what its account
// needs to know of them one by one.
func (r *reader) known() bool {
	return r.layout != nil && r.crowd.looked >= allLooked/2
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

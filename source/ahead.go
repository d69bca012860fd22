package source

import (
	"context"
	"io"
	"sync"
)

// Bounds of what is unpacked and waits to be read, in bytes.
const (
	aheadBudget = 64 << 20  // over all streams, where each needs no more than a little
	maxAhead    = 8 << 20   // of one source
	maxChunk    = 256 << 10 // that are handed over at once
	minChunk    = 16 << 10
)

// An Ahead takes the compression off sources before they are asked for: of
// each source that is being read, and of some that come next in their streams,
// since those of one stream are read one after the other. It needs a bounded
// amount of memory. A nil Ahead does nothing before it is asked to.
type Ahead struct {
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup
	slots  chan struct{} // one for each source that is begun and was not asked for
	spent  chan []byte   // to be filled again
	chunk  int           // bytes
	depth  int           // chunks of a source that may wait
}

// NewAhead returns an Ahead for some streams. It begins at most as many sources
// as there are jobs before they are asked for; with one job it is nil. It ends
// when ctx does, and must be closed.
func NewAhead(ctx context.Context, jobs, streams int) *Ahead {
	if jobs < 2 {
		return nil
	}
	share := min(aheadBudget/(jobs+streams), maxAhead)
	a := &Ahead{slots: make(chan struct{}, jobs), chunk: min(max(share/4, minChunk), maxChunk)}
	a.depth = max(share/a.chunk, 2)
	a.spent = make(chan []byte, a.depth)
	a.ctx, a.cancel = context.WithCancel(ctx)
	return a
}

// Close ends what was begun and waits until it has ended.
func (a *Ahead) Close() {
	if a == nil {
		return
	}
	a.cancel()
	a.work.Wait()
}

// A Queue holds the sources of one stream in the order in which they are read.
type Queue struct {
	ahead *Ahead
	mu    sync.Mutex
	items []*queued
}

// A queued is one source of a queue.
type queued struct {
	packed bool
	open   func() (io.ReadCloser, error)
	begun  *aheadReader // nil before it is begun, and when it was given out
	given  bool
}

// NewQueue returns a queue without sources.
func (a *Ahead) NewQueue() *Queue { return &Queue{ahead: a} }

// Add adds a source, which open opens, to the end of the queue. It returns what
// opens it as seen from outside: to be called once, and for the sources of a
// queue one after the other. Bytes, errors and Note() are those of open.
func (q *Queue) Add(s *Source, open func() (io.ReadCloser, error)) func() (io.ReadCloser, error) {
	if q.ahead == nil {
		return open
	}
	at := len(q.items)
	q.items = append(q.items, &queued{packed: s.packed, open: open})
	return func() (io.ReadCloser, error) { return q.open(at) }
}

func (q *Queue) open(at int) (io.ReadCloser, error) {
	item := q.items[at]
	in := q.take(item)
	q.begin(at + 1)
	if in == nil {
		return item.open()
	}
	<-in.opened
	if in.refused != nil {
		return nil, in.refused
	}
	return in, nil
}

// take returns the reader of a source that is asked for, or nil for one that
// needs none.
func (q *Queue) take(item *queued) *aheadReader {
	q.mu.Lock()
	defer q.mu.Unlock()
	in := item.begun
	item.begun, item.given = nil, true
	switch {
	case in != nil:
		<-q.ahead.slots
	case item.packed:
		in = q.ahead.read(item.open)
	}
	return in
}

// begin begins sources that come next, from one on, as long as there are slots.
func (q *Queue) begin(from int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, item := range q.items[from:min(from+cap(q.ahead.slots), len(q.items))] {
		if !item.packed || item.given || item.begun != nil {
			continue
		}
		select {
		case q.ahead.slots <- struct{}{}:
			item.begun = q.ahead.read(item.open)
		default:
			return // all that may be begun are
		}
	}
}

// read opens and reads a source in a goroutine.
func (a *Ahead) read(open func() (io.ReadCloser, error)) *aheadReader {
	r := &aheadReader{ahead: a, opened: make(chan struct{}), full: make(chan []byte, a.depth)}
	r.ctx, r.cancel = context.WithCancel(a.ctx)
	a.work.Go(func() { r.run(open) })
	return r
}

// An aheadReader gives out what a goroutine reads.
type aheadReader struct {
	ahead  *Ahead
	ctx    context.Context
	cancel context.CancelFunc

	opened  chan struct{} // closed when note or refused is set
	note    string
	refused error       // what open said
	full    chan []byte // closed when err is set, which comes behind them
	err     error

	chunk []byte // being given out
	rest  []byte // of chunk
}

func (r *aheadReader) run(open func() (io.ReadCloser, error)) {
	defer r.cancel()
	in, err := open()
	if err != nil {
		r.refused = err
		close(r.opened)
		return
	}
	defer in.Close() // says no more than Read has said
	if noted, ok := in.(interface{ Note() string }); ok {
		r.note = noted.Note()
	}
	close(r.opened)
	defer close(r.full)
	for r.err == nil {
		chunk := r.ahead.empty()
		n := 0
		n, r.err = fill(in, chunk)
		select {
		case r.full <- chunk[:n]:
		case <-r.ctx.Done():
			r.err = r.ctx.Err()
		}
	}
}

// fill reads until p is full, the reader ends, or it brings nothing.
func fill(in io.Reader, p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		read := 0
		read, err = in.Read(p[n:])
		n += read
		if read == 0 {
			break
		}
	}
	return n, err
}

// empty returns a chunk to be filled.
func (a *Ahead) empty() []byte {
	select {
	case chunk := <-a.spent:
		return chunk[:cap(chunk)]
	default:
		return make([]byte, a.chunk)
	}
}

// Read reads as io.Reader does.
func (r *aheadReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// next moves on to the next chunk.
func (r *aheadReader) next() error {
	r.leave()
	chunk, ok := <-r.full
	if !ok {
		return r.err
	}
	r.chunk, r.rest = chunk, chunk
	return nil
}

// leave gives back the chunk that was given out.
func (r *aheadReader) leave() {
	if r.chunk == nil {
		return
	}
	select {
	case r.ahead.spent <- r.chunk:
	default: // enough of them are waiting
	}
	r.chunk, r.rest = nil, nil
}

// Note says what is to be known about how the source is read, or "".
func (r *aheadReader) Note() string { return r.note }

// Close lets the goroutine end.
func (r *aheadReader) Close() error {
	r.cancel()
	r.leave()
	return nil
}

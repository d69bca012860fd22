// Package timeline runs the parsers over all streams and gives out their
// events in one order: a stream's clock is the highest time that it has shown,
// the stream with the lowest clock comes first, ties go by name, and within a
// stream the order is that of its lines.
package timeline

import (
	"cmp"
	"container/heap"
	"context"
	"io"
	"runtime"
	"time"

	"log401/classify"
	"log401/parser"
)

// A Source is one named sequence of bytes.
type Source struct {
	Name   string
	Folder string         // of the file; the site where the log names none
	Layout *parser.Layout // forced on the source, or nil for that of the Options

	// Open returns the bytes. If the reader has a method Note() string, the
	// account passes on what it says of how they are read.
	Open func() (io.ReadCloser, error)
}

// A Stream is some sources that continue one another, oldest first.
type Stream struct {
	Name    string
	Sources []Source
}

// Options say how streams are read.
type Options struct {
	Layout  *parser.Layout   // forced on every source that has none of its own, or nil
	Zone    *time.Location   // of times that say none; nil for UTC
	Proxies classify.Proxies // how clients are found
	Since   *time.Time       // entries before it are outside; nil for no start
	Until   *time.Time       // entries from it on are outside; nil for no end
	Jobs    int              // how many blocks of lines are parsed at once; 0 for one a processor

	// OnReject, if set, is called with every rejected line and the index of
	// its stream: for one stream in the order of its lines, for several at the
	// same time. The LineError is valid until it returns.
	OnReject func(stream int, e *parser.LineError)
}

// layout returns the layout that a source starts under.
func (o *Options) layout(s *Source) *parser.Layout {
	l := cmp.Or(s.Layout, o.Layout, parser.Auto())
	if o.Zone != nil {
		l = l.In(o.Zone)
	}
	return l
}

// between reports whether the span asked for lies between two times.
func (o *Options) between(low, high int64) bool {
	return o.Since != nil && low < o.Since.UnixNano() && o.Until != nil && high >= o.Until.UnixNano()
}

func (o *Options) outside(nanos int64) bool {
	return o.Since != nil && nanos < o.Since.UnixNano() || o.Until != nil && nanos >= o.Until.UnixNano()
}

// Run reads the streams and calls emit with every event in order. The Event is
// valid until emit returns. The events and the Account depend on the contents
// of the streams alone, not on timing or on the number of jobs. Run ends early
// when ctx is done; the Account is then of what was read, and complete false.
func Run(ctx context.Context, streams []Stream, opts Options, emit func(*classify.Event)) (account Account, complete bool) {
	if opts.Jobs <= 0 {
		opts.Jobs = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	readers := make([]*reader, len(streams))
	turns := make(chan struct{}, opts.Jobs)
	share := shareOf(len(streams), opts.Jobs)
	for i, s := range streams {
		readers[i] = newReader(s, i, &opts, share)
		go readers[i].run(ctx, turns)
	}
	merge(ctx, readers, emit)
	complete = ctx.Err() == nil
	cancel()
	for _, r := range readers {
		<-r.done
	}
	account = accountOf(readers)
	account.Zone, account.Proxies = opts.Zone, opts.Proxies
	if opts.Until != nil {
		// What came then was not shown, so nothing is concluded from it.
		account.Clock = min(account.Clock, opts.Until.UnixNano()-1)
	}
	return account, complete
}

// A share is what one stream may have of the memory for all.
type share struct {
	block int  // bytes
	batch int  // events
	ahead int  // blocks under way at once
	alone bool // there is no other stream
}

// Bounds of the blocks in bytes and of the events of all streams, where each
// stream needs at least a little.
const (
	blockBudget = 64 << 20
	batchBudget = 64 << 10
	maxBatch    = 256
)

func shareOf(streams, jobs int) share {
	streams = max(streams, 1)
	return share{
		block: min(parser.BlockSize, max(blockBudget/streams, 16<<10)),
		batch: min(maxBatch, max(batchBudget/streams/4, 8)),
		ahead: max((jobs+2)/streams, 1),
		alone: streams == 1,
	}
}

// merge gives out the events of all readers in order.
func merge(ctx context.Context, readers []*reader, emit func(*classify.Event)) {
	var h queue
	for _, r := range readers {
		if r.next(ctx) {
			h = append(h, r)
		}
	}
	heap.Init(&h)
	for len(h) > 0 && ctx.Err() == nil {
		if h.drain(ctx, emit) {
			heap.Fix(&h, 0)
		} else {
			heap.Pop(&h)
		}
	}
}

// drain gives out the events of the first reader that come before those of all
// others, and reports whether it has more.
func (q queue) drain(ctx context.Context, emit func(*classify.Event)) bool {
	r := q[0]
	for ctx.Err() == nil {
		emit(r.head())
		if !r.next(ctx) {
			return false
		}
		if len(q) > 1 && q.Less(1, 0) || len(q) > 2 && q.Less(2, 0) {
			return true
		}
	}
	return true
}

// queue holds the readers that have an event, the one to come next on top.
type queue []*reader

func (q queue) Len() int { return len(q) }

func (q queue) Less(i, j int) bool {
	a, b := q[i].head(), q[j].head()
	if a.Clock != b.Clock {
		return a.Clock < b.Clock
	}
	return q[i].rank < q[j].rank
}

func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push is never called: a stream that ended does not come back.
func (q *queue) Push(x any) { *q = append(*q, x.(*reader)) }

func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}

package timeline

import (
	"slices"

	"log401/classify"
	"log401/parser"
)

// A job is a block that is read by itself, while the lines before it may not
// have been read yet. What depends on those is left to the reader of the
// stream, which takes the jobs in order (see reader.apply): whether answers
// without a user matter, and the clock. What is found is right only if the
// block was looked at by the right light, and if it is plain.
type job struct {
	block parser.Block
	light light
	done  chan struct{} // closed once the job is done, where it was begun ahead

	serial bool // only to be read line by line
	begun  bool // ahead of its turn

	source     *Source
	stream     *reader
	classifier *classify.Classifier // while it runs
	parser     parser.Parser
	interest   parser.Interest

	events   []classify.Event
	glances  []classify.Glance // of the events
	refusals classify.Refusals
	rejects  []parser.LineError
	looked   []look
	tally    parser.Tally
	times    passage
	served   bool           // an answer below 400
	layout   *parser.Layout // at the end
	odd      bool           // not plain: only reading it line by line after those before it can tell
}

// A light is what lines are looked at by before those in front of them have
// been taken.
type light struct {
	lookout   *classify.Lookout
	forwarded string // see Clients
}

// A passage is the time that passes in a block.
type passage struct {
	any              bool
	first, low, high int64
}

// show takes the time of the next entry. It reports whether the time goes on
// without a jump that a clock would ask about.
func (s *passage) show(t int64) (calm bool) {
	if !s.any {
		*s = passage{true, t, t, t}
		return true
	}
	calm = t <= s.high+far && t >= s.high-far
	s.low, s.high = min(s.low, t), max(s.high, t)
	return calm
}

// A look is the client of an entry, see crowd.
type look struct {
	text  [maxRival]byte
	size  int
	named bool
}

// maxRejects is how many rejected lines a plain block has at most: they are
// kept until the block is taken.
const maxRejects = 1024

// wait waits for the job, if it was begun ahead.
func (j *job) wait() {
	if j.begun {
		<-j.done
	}
}

// run reads the block.
func (j *job) run() {
	j.classifier = j.stream.takeClassifier(j.source)
	defer j.stream.putClassifier(j.classifier)
	j.events, j.glances, j.rejects, j.looked = j.events[:0], j.glances[:0], j.rejects[:0], j.looked[:0]
	j.refusals.Reset()
	j.times, j.odd = passage{}, false
	j.interest = parser.Interest{Served: j.light.lookout.Served(), OnTime: j.show, Every: lookEvery}
	j.parser = parser.Parser{Interest: &j.interest, OnReject: j.reject}
	j.parser.Reset(&j.block)
	for e := j.parser.Next(); e != nil && !j.odd; e = j.parser.Next() {
		j.take(e)
	}
	j.tally, j.layout, j.served = j.parser.Tally(), j.parser.Layout(), j.parser.Served()
	if j.stream.opts.Zone != nil && j.tally.Zoneless > 0 {
		j.odd = true // an hour that is repeated is told by the lines before
	}
}

// takeClassifier returns a classifier for a block of a source. There are no more
// of them than blocks that are looked at at the same time: what each remembers
// takes memory.
func (r *reader) takeClassifier(s *Source) (c *classify.Classifier) {
	select {
	case c = <-r.classifiers:
	default:
		c = newClassifier(r.stream.Name, r.opts)
	}
	c.SetSource(s.Name, s.Folder)
	return c
}

func (r *reader) putClassifier(c *classify.Classifier) { r.classifiers <- c }

func newClassifier(stream string, opts *Options) *classify.Classifier {
	c := classify.NewClassifier(stream)
	c.SetProxies(opts.Proxies)
	return c
}

func (j *job) show(t int64) {
	if !j.times.show(t) {
		j.odd = true
	}
}

// take looks at an entry that may matter.
func (j *job) take(e *parser.Entry) {
	if due(e.Line, j.block.Line) {
		j.look(e)
	}
	n := len(j.events)
	if n == cap(j.events) {
		j.events = slices.Grow(j.events, max(n, leastEvents))
	}
	ev := &j.events[:n+1][n]
	if classify.MayBeAside(e) && e.Program() != "" {
		j.odd = true // those of FTP ask for lines before, or are asked for
		return
	}
	g, ok := j.classifier.Look(e, ev, j.light.lookout)
	if !ok {
		return
	}
	ev.Clock = j.times.high
	j.events, j.glances = j.events[:n+1], append(j.glances, g)
	j.refusals.Note(ev, g)
}

// leastEvents is how many events there is room for at once.
const leastEvents = 64

func (j *job) look(e *parser.Entry) {
	j.looked = append(j.looked, look{named: j.light.forwarded != "" && e.FieldByName(j.light.forwarded) != nil})
	l := &j.looked[len(j.looked)-1]
	if j.stream.opts.Proxies.Field == "" {
		l.size = copy(l.text[:], e.Field(parser.FieldClient))
	} else {
		l.size = copy(l.text[:], j.classifier.Client(e))
	}
}

func (j *job) reject(e *parser.LineError) {
	if len(j.rejects) == maxRejects {
		j.odd = true
		return
	}
	j.rejects = append(j.rejects, *e)
}

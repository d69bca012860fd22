package doctor

import (
	"cmp"
	"slices"
	"time"

	"log401/parser"
	"log401/timeline"
)

// Times is what the times of a source are like.
type Times struct {
	First Time   `json:"first"` // earliest; null without entries
	Last  Time   `json:"last"`  // latest
	Zone  string `json:"zone"`  // "utc", "stated" in each line, "local" and unknown, or "given" by --log-tz; "" without entries

	Offsets    []string    `json:"offsets"` // where stated: +0100 …, the first few
	Behind     int64       `json:"behind"`  // entries up to ten minutes behind the latest before them
	Furthest   Stray       `json:"furthest_behind"`
	Far        int64       `json:"far_behind"` // entries more than ten minutes behind
	FirstFar   Stray       `json:"first_far_behind"`
	Steps      []Jump      `json:"steps_back"` // the first few
	StepCount  int64       `json:"steps_back_count"`
	Ahead      int64       `json:"ahead"` // entries that stand alone, more than ten minutes ahead
	FirstAhead Stray       `json:"first_ahead"`
	Gaps       []Jump      `json:"gaps"` // the longest, longest first
	Clocks     []ClockSkew `json:"clocks"`
}

// A Stray is an entry out of its time.
type Stray struct {
	Line   int64 `json:"line"`
	Millis int64 `json:"milliseconds"` // from where it should stand
}

// A Jump is where the time goes from one entry to another.
type Jump struct {
	Line int64 `json:"line"` // of the entry behind it
	From Time  `json:"from"`
	To   Time  `json:"to"`
}

// Length returns how long it is.
func (j Jump) Length() time.Duration { return time.Duration(j.To - j.From) }

// A ClockSkew is a server whose entries stand behind those of the others.
type ClockSkew struct {
	Server  string `json:"server"`
	Entries int64  `json:"entries"`
	Behind  int64  `json:"behind"`       // of them more than two seconds behind
	Millis  int64  `json:"milliseconds"` // by how much, on average
}

const (
	maxSteps   = 3
	maxGaps    = 3
	maxPauses  = 10 // the longest pauses that are remembered
	leastGap   = int64(10 * time.Minute)
	gapFactor  = 4  // how much longer than the tenth longest pause a gap is
	leastEnds  = 50 // entries from which on pauses can be compared
	farBehind  = leastGap
	skewBehind = int64(2 * time.Second)
)

// An order follows the times of the entries.
type order struct {
	times Times
	watch timeline.Watch

	started            bool
	high               int64 // the latest time, unless that stands alone
	lastLine, lastTime int64
	pending            *Jump  // a pause before the last entry, which may stand alone
	run                Stray  // the first of some entries in a row that are far behind
	runTime, runLength int64  // its time, and how many
	pauses             []Jump // the longest, longest first
}

func (o *order) show(line, t int64) {
	stepped, alone := o.watch.Show(t)
	o.settle(alone)
	switch behind := o.watch.Behind(); {
	case !o.started:
		o.times.First, o.times.Last, o.high, o.started = Time(t), Time(t), t, true
	case stepped:
		o.step(t)
	case behind > 0:
		o.far(line, t, behind == 1)
	default:
		o.near(line, t)
	}
	o.lastLine, o.lastTime = line, t
	o.times.First = min(o.times.First, Time(t))
	o.times.Last = max(o.times.Last, Time(t))
}

// settle decides about the entry before, whether it stands alone.
func (o *order) settle(alone bool) {
	p := o.pending
	o.pending = nil
	switch {
	case alone:
		o.high = o.watch.Now()
		if p != nil {
			o.high = int64(p.From)
		}
		if o.times.Ahead++; o.times.Ahead == 1 {
			o.times.FirstAhead = Stray{o.lastLine, (o.lastTime - o.high) / int64(time.Millisecond)}
		}
	case p != nil:
		o.pause(*p)
	}
}

// far takes down an entry far behind, the first of a run or another.
func (o *order) far(line, t int64, first bool) {
	stray := Stray{line, (o.high - t) / int64(time.Millisecond)}
	if first {
		o.run, o.runTime, o.runLength = stray, t, 0
	}
	o.runLength++
	if o.times.Far++; o.times.Far == 1 {
		o.times.FirstFar = stray
	}
}

// step takes down that the time has stepped back where the run began; its
// entries are not behind any more.
func (o *order) step(t int64) {
	if o.times.StepCount++; len(o.times.Steps) < maxSteps {
		o.times.Steps = append(o.times.Steps, Jump{o.run.Line, Time(o.high), Time(o.runTime)})
	}
	o.times.Far -= o.runLength
	if o.times.Far == 0 {
		o.times.FirstFar = Stray{}
	}
	o.high = t
}

// near takes down an entry that is in order, ahead, or a little behind.
func (o *order) near(line, t int64) {
	if t >= o.high {
		o.pending = &Jump{line, Time(o.high), Time(t)}
		o.high = t
		return
	}
	o.times.Behind++
	if ms := (o.high - t) / int64(time.Millisecond); ms > o.times.Furthest.Millis {
		o.times.Furthest = Stray{line, ms}
	}
}

// pause remembers a pause if it is among the longest.
func (o *order) pause(j Jump) {
	if len(o.pauses) == maxPauses && o.pauses[maxPauses-1].Length() >= j.Length() {
		return
	}
	i, _ := slices.BinarySearchFunc(o.pauses, j, func(a, b Jump) int {
		return cmp.Or(cmp.Compare(b.Length(), a.Length()), cmp.Compare(a.Line, b.Line))
	})
	o.pauses = slices.Insert(o.pauses, i, j)
	o.pauses = o.pauses[:min(len(o.pauses), maxPauses)]
}

// gaps returns the pauses that are far longer than pauses in this log are: at
// least ten minutes, and four times as long as the tenth longest.
func (o *order) gaps(entries int64) []Jump {
	if entries < leastEnds || len(o.pauses) < maxPauses {
		return nil
	}
	usual := int64(o.pauses[maxPauses-1].Length())
	n := 0
	for n < maxGaps && int64(o.pauses[n].Length()) >= max(leastGap, gapFactor*usual) {
		n++
	}
	return o.pauses[:n]
}

// maxOffsets is how many offsets from UTC are listed.
const maxOffsets = 4

// offset takes down the offset that a line states.
func (x *examiner) offset(e *parser.Entry) {
	if e.Layout().Format() == parser.W3C || len(x.offsets) == maxOffsets {
		return
	}
	t := e.Field(parser.FieldTime)
	if n := len(t); n > 5 && (t[n-5] == '+' || t[n-5] == '-') {
		if z := t[n-5:]; !slices.Contains(x.offsets, string(z)) {
			x.offsets = append(x.offsets, string(z))
		}
	}
}

// finishTimes puts together what the times show.
func (x *examiner) finishTimes(t parser.Tally) {
	x.order.settle(false)
	x.exam.Times = x.order.times
	times := &x.exam.Times
	times.Offsets = x.offsets
	times.Gaps = x.order.gaps(t.Entries)
	times.Clocks = x.servers.behind()
	switch {
	case t.Entries == 0:
	case x.layout.Format() == parser.W3C:
		times.Zone = "utc"
	case t.Zoneless == 0:
		times.Zone = "stated"
	case x.subject.Zone != nil:
		times.Zone = "given"
	default:
		times.Zone = "local"
	}
}

// servers follows the clocks of the servers that write into one log.
type servers struct{ list []server }

type server struct {
	name    string
	entries int64
	behind  int64 // entries more than skewBehind behind
	sum     int64 // of those
}

// maxServers is how many servers are told apart.
const maxServers = 16

// show takes an entry and the clock of the log.
func (s *servers) show(e *parser.Entry, now int64) {
	if e.Layout().Format() != parser.W3C {
		return
	}
	name := e.Field(parser.FieldServerName)
	if name == nil {
		name = e.Field(parser.FieldServer)
	}
	i := slices.IndexFunc(s.list, func(k server) bool { return k.name == string(name) })
	if i < 0 {
		if name == nil || len(s.list) == maxServers {
			return
		}
		i = len(s.list)
		s.list = append(s.list, server{name: cutText(name)})
	}
	k := &s.list[i]
	k.entries++
	if by := now - e.Time; by > skewBehind && by < farBehind {
		k.behind++
		k.sum += by
	}
}

// behind returns the servers most of whose entries stand behind those of the
// others.
func (s *servers) behind() (out []ClockSkew) {
	if len(s.list) < 2 {
		return nil
	}
	for _, k := range s.list {
		if k.entries >= leastEnds/5 && k.behind*2 > k.entries {
			out = append(out, ClockSkew{k.name, k.entries, k.behind, k.sum / k.behind / int64(time.Millisecond)})
		}
	}
	return out
}

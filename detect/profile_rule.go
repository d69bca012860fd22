package detect

import (
	"math"
	"time"

	"log401/parser"
)

// A profileRule is a rule of another tool at work.
type profileRule struct {
	ProfileRule
	profile *Profile
	keys    *lru[key, profileState]
	found   profileFindings
}

func newProfileRule(p *Profile, row ProfileRule, opts ProfileOptions) *profileRule {
	r := &profileRule{ProfileRule: row, profile: p, found: profileFindings{kept: opts.Examples}}
	r.keys = newLRU[key, profileState](opts.MaxKeys, row.retain())
	r.keys.onDrop = func(st *profileState) { r.end(st) }
	return r
}

// A profileState is what a rule remembers of a key.
type profileState struct {
	client string // of the newest line, like the next two
	user   string
	site   string
	lines  profileTally
	raised bool         // lines belong to an alert that may still grow
	since  int64        // begin of the bin, or of the interval of the estimate
	count  int          // estimated, of RateEstimate
	level  int64        // nanoseconds until the bucket is empty
	until  int64        // the key rests until then
	recent []recentLine // the newest lines, at most Limit of them; of SlidingWindow
}

// A recentLine is a line that the window of a key may still hold.
type recentLine struct {
	time   int64
	weight weight
	pos    parser.Position
}

// A profileTally is what an alert rests on.
type profileTally struct {
	n                 int
	weights           [numWeights]int
	first, last       int64
	firstPos, lastPos parser.Position
}

func (t *profileTally) add(at int64, w weight, pos parser.Position) {
	if t.n == 0 {
		t.first, t.firstPos = at, pos
	}
	t.n++
	t.weights[w]++
	t.last, t.lastPos = at, pos
}

// line counts a line, which is not before those counted so far.
func (r *profileRule) line(l *profileLine) {
	k, ok := r.Key.keyOf(l)
	if !ok {
		return
	}
	st := r.keys.touch(k, l.time)
	st.client, st.user, st.site = l.client, l.user, l.site
	r.found.lines++
	switch r.Kind {
	case TumblingBin:
		r.bin(st, l)
	case SlidingWindow:
		r.slide(st, l)
	case RateEstimate:
		r.estimate(st, l)
	case LeakyBucket:
		r.pour(st, l)
	}
}

// bin counts in bins that begin at round times.
func (r *profileRule) bin(st *profileState, l *profileLine) {
	if begin := floor(l.time, int64(r.Window)); st.lines.n == 0 || begin != st.since {
		r.end(st)
		st.since = begin
	}
	st.lines.add(l.time, l.weight, l.pos)
	st.raised = st.lines.n >= r.Limit
}

// floor returns the highest multiple of a span that is not above t.
func floor(t, span int64) int64 {
	rest := t % span
	if rest < 0 {
		rest += span
	}
	return t - rest
}

// slide counts the lines of a window that ends with the newest, and holds one
// that is exactly as old as it is long.
func (r *profileRule) slide(st *profileState, l *profileLine) {
	if surplus := len(st.recent) - r.Limit + 1; surplus > 0 {
		st.recent = append(st.recent[:0], st.recent[surplus:]...)
	}
	st.recent = append(st.recent, recentLine{l.time, l.weight, l.pos})
	full := len(st.recent) == r.Limit && st.recent[0].time >= l.time-int64(r.Window)
	switch {
	case full && st.raised:
		st.lines.add(l.time, l.weight, l.pos)
	case full:
		st.raised = true
		for _, old := range st.recent[:r.Limit-1] {
			st.lines.add(old.time, old.weight, old.pos)
		}
		st.lines.add(l.time, l.weight, l.pos)
	default:
		r.end(st)
	}
}

// estimate counts as if lines before the window had been evenly spread.
func (r *profileRule) estimate(st *profileState, l *profileLine) {
	if l.time < st.until {
		return
	}
	if st.lines.n > 0 && st.lines.last < l.time-int64(r.Window) {
		r.end(st)
	}
	switch begin := l.time - int64(r.Window); {
	case st.lines.n == 0:
		st.since, st.count = l.time, 0
	case st.since < begin:
		elapsed := time.Duration(l.time - st.since).Seconds()
		st.count = int(math.RoundToEven(float64(st.count) / elapsed * r.Window.Seconds()))
		st.since = begin
	}
	st.count++
	st.lines.add(l.time, l.weight, l.pos)
	if st.count >= r.Limit {
		st.raised, st.until = true, l.time+int64(r.Rest)
		r.end(st)
	}
}

// pour fills a bucket that leaks.
func (r *profileRule) pour(st *profileState, l *profileLine) {
	leak := int64(r.Window)
	if st.lines.n > 0 {
		if gap := l.time - st.lines.last; gap > int64(r.life()) {
			r.end(st)
		} else {
			st.level = max(0, st.level-gap)
		}
	}
	st.lines.add(l.time, l.weight, l.pos)
	if st.level+leak <= int64(r.Limit)*leak {
		st.level += leak
		return
	}
	if l.time >= st.until {
		st.raised, st.until = true, l.time+int64(r.Rest)
	}
	r.end(st)
}

// end begins anew with the lines of a key. Those of an alert are counted as
// one.
func (r *profileRule) end(st *profileState) {
	if st.raised {
		r.found.add(r.alert(st))
	}
	st.lines, st.raised, st.count, st.level = profileTally{}, false, 0, 0
}

// expire forgets keys to which nothing after a time can matter any more.
func (r *profileRule) expire(until int64) {
	r.keys.expire(until-1, func(st *profileState, _ int64) bool {
		r.end(st)
		return true
	})
}

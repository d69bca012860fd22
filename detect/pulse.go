package detect

import (
	"iter"
	"slices"
)

// longestPause is how long a pulse may pause, in nanoseconds, and is remembered:
// a program that runs once a day is found, with some leeway.
const longestPause = int64(36 * 3600e9)

// A pulse is what is kept of the guesses of a key that is watched for a steady
// pace. It accepts guesses in any order: where beats begin, and whose they are,
// depends on the guesses alone.
type pulse struct {
	of     *state // while it is that of one
	key    key    // of that
	beats  []beat // by time
	judged int64  // the last moment that was judged
}

// A beat is guesses close to each other.
type beat struct {
	first, last int64
	n           int
	events      []*event // the earliest; the first says whose beat it is
	mixed       int64    // the time of the first one of another user, site or path; never where there is none
	counted     bool     // by the alert that is open
}

// sameTarget reports whether two guesses try one user at one place.
func sameTarget(a, b *event) bool {
	return a.user == b.user && a.Site == b.Site && a.path == b.path
}

// insert adds a guess to its beat, which keeps so many of its events, and
// reports whether the beat begins with it.
func (p *pulse) insert(e *event, most int) (begins bool) {
	i := len(p.beats)
	for i > 0 && p.beats[i-1].first > e.time {
		i--
	}
	alone := beat{first: e.time, last: e.time, n: 1, events: []*event{e}, mixed: never}
	if begins = i == 0 || e.time-p.beats[i-1].last > beatSpan; begins {
		p.beats = slices.Insert(p.beats, i, alone)
	} else {
		i--
		p.beats[i].join(alone, most)
	}
	if i+1 < len(p.beats) && p.beats[i+1].first-p.beats[i].last <= beatSpan {
		p.beats[i].join(p.beats[i+1], most)
		p.beats = slices.Delete(p.beats, i+1, i+2)
	}
	return begins
}

// join adds a beat that begins no earlier.
func (b *beat) join(c beat, most int) {
	if sameTarget(b.events[0], c.events[0]) {
		b.mixed = min(b.mixed, c.mixed)
	} else {
		b.mixed = min(b.mixed, c.first)
	}
	b.last = max(b.last, c.last)
	b.n += c.n
	b.counted = b.counted || c.counted
	b.events = append(b.events, c.events...)
	slices.SortStableFunc(b.events, byTime)
	if len(b.events) > most {
		b.events = slices.Delete(b.events, most, len(b.events))
	}
}

// counts reports whether the beat is one at a moment: not all of it was taken
// back. Of more guesses than are kept, some never are.
func (b *beat) counts(at int64) bool {
	return b.n > len(b.events) || slices.ContainsFunc(b.events, func(e *event) bool { return e.until > at })
}

// run returns the beginnings of the latest beats up to a moment, ascending and
// at most so many: as far back as all are of one user at one place, none pauses
// too long, and all are later than since.
func (p *pulse) run(since, at int64, most int) (begins []int64) {
	i := p.upTo(at)
	if i == 0 {
		return nil
	}
	newest, next := p.beats[i-1].events[0], at
	for i--; i >= 0 && len(begins) < most; i-- {
		b := &p.beats[i]
		if b.first <= since || b.mixed <= at || !sameTarget(b.events[0], newest) || next-b.first >= longestPause {
			break
		}
		if b.counts(at) {
			begins = append(begins, b.first)
			next = b.first
		}
	}
	slices.Reverse(begins)
	return begins
}

// upTo returns how many beats begin no later than a moment.
func (p *pulse) upTo(at int64) int {
	i := len(p.beats)
	for i > 0 && p.beats[i-1].first > at {
		i--
	}
	return i
}

// trim drops, of the beats up to the horizon, before which nothing changes any
// more, what no run can reach: all but so many of the latest that count, and
// what is before one of another user or place. The newest of them parts those
// before it from those after, whether it counts or not.
func (p *pulse) trim(most int, horizon int64) {
	n := p.upTo(horizon)
	kept, counting := n, 0
	for i, end := n-1, false; i >= 0 && counting < most && !end; i-- {
		b := &p.beats[i]
		end = b.mixed != never || !sameTarget(b.events[0], p.beats[n-1].events[0])
		counts := b.counts(never - 1)
		if counts {
			counting++
		}
		if counts || end || i == n-1 {
			kept--
			p.beats[kept] = *b
		}
	}
	p.beats = slices.Delete(p.beats, 0, kept)
}

// pending yields the moments that are not judged yet, as long as they are
// before a time.
func (p *pulse) pending(before int64) iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for i := p.upTo(p.judged); i < len(p.beats) && p.beats[i].first < before; i++ {
			if !yield(p.beats[i].first) {
				return
			}
		}
	}
}

// counted yields the events that are kept of beats that the open alert counts.
func (p *pulse) counted(yield func(*event) bool) {
	for i := range p.beats {
		for _, e := range p.beats[i].events {
			if p.beats[i].counted && !yield(e) {
				return
			}
		}
	}
}

package report

import (
	"math"
	"time"

	"log401/internal/state"
)

// OverTime counts denials by time, in steps of one width. It counts what a
// Breakdown counts, but for denials whose time stands alone, far from that of
// the entries around them.
type OverTime struct {
	Seconds int64   // width of a step; one of a fixed list of round widths
	First   int64   // Unix nanoseconds at which the first step starts
	Counts  []int64 // from the step of the first denial to that of the last; none where there is no denial
	Astray  int64   // denials left out, since their time stands alone

	start int64          // of the first step, in seconds as the clock of zone shows them
	zone  *time.Location // by whose clock steps start
}

// widths are those of steps in seconds: each is a whole number of the one
// before it, so that steps can be joined to wider ones. The last holds any
// time there is.
var widths = []int64{
	1, 5, 10, 30,
	60, 5 * 60, 10 * 60, 30 * 60,
	hour, 3 * hour, 6 * hour, 12 * hour,
	day, 7 * day, 28 * day, 364 * day, 3640 * day,
}

const (
	hour = 60 * 60
	day  = 24 * hour
)

// maxSteps is how many steps are kept: a day in steps of five minutes.
const maxSteps = 288

// A histogram counts times in steps as narrow as maxSteps of them allow. Which
// they are, and what is in them, depends on the times alone and not on their
// order. Steps start by the clock of a zone: days at midnight.
type histogram struct {
	zone   *time.Location
	level  int     // index into widths
	start  int64   // of the first step, in seconds as the clock of zone shows them
	counts []int64 // steps from the first time to the last
	astray int64

	wall           wallClock
	here, hereEnds int64  // the step counted last; none at first
	count          *int64 // in it
}

// clock returns the time that the clock of a zone shows, in seconds since 1970,
// and how many of them it is ahead of UTC.
func clock(ns int64, zone *time.Location) (shown, offset int64) {
	t := time.Unix(0, ns).In(zone)
	_, ahead := t.Zone()
	return t.Unix() + int64(ahead), int64(ahead)
}

// A wallClock knows how far a clock is ahead of UTC, and how long it is so.
type wallClock struct{ from, until, ahead int64 } // seconds since 1970

// shown returns what clock does, for a zone that is always the same.
func (w *wallClock) shown(ns int64, zone *time.Location) (shown, offset int64) {
	at := ns / int64(time.Second)
	if ns%int64(time.Second) < 0 {
		at--
	}
	if at < w.from || at >= w.until {
		w.look(at, zone)
	}
	return at + w.ahead, w.ahead
}

func (w *wallClock) look(at int64, zone *time.Location) {
	t := time.Unix(at, 0).In(zone)
	_, ahead := t.Zone()
	start, end := t.ZoneBounds()
	*w = wallClock{math.MinInt64, math.MaxInt64, int64(ahead)}
	if !start.IsZero() {
		w.from = start.Unix()
	}
	if !end.IsZero() {
		w.until = end.Unix()
	}
}

func (h *histogram) add(ns int64) {
	at, _ := h.wall.shown(ns, h.zone)
	if at >= h.here && at < h.hereEnds {
		*h.count++
		return
	}
	h.find(at)
}

func (h *histogram) find(at int64) {
	if len(h.counts) == 0 {
		h.start, h.counts = at, append(h.counts, 0)
	}
	for {
		width := widths[h.level]
		step := floor(at, width)
		last := h.start + int64(len(h.counts)-1)*width
		if (max(step, last)-min(step, h.start))/width < maxSteps {
			h.reach(step, last)
			h.here, h.hereEnds, h.count = step, step+width, &h.counts[(step-h.start)/width]
			*h.count++
			return
		}
		h.widen()
	}
}

// reach makes the steps go from the first to that of another time.
func (h *histogram) reach(step, last int64) {
	width := widths[h.level]
	for ; last < step; last += width {
		h.counts = append(h.counts, 0)
	}
	if missing := (h.start - step) / width; missing > 0 {
		h.counts = append(make([]int64, missing, missing+int64(len(h.counts))), h.counts...)
		h.start = step
	}
}

// widen joins the steps to those of the next width.
func (h *histogram) widen() {
	h.level++
	h.start, h.counts = joined(h.start, h.counts, widths[h.level-1], widths[h.level])
}

// joined returns steps of a width as steps of a wider one.
func joined(start int64, counts []int64, narrow, wide int64) (first int64, sums []int64) {
	first = floor(start, wide)
	for i, n := range counts {
		at := (start + int64(i)*narrow - first) / wide
		for int64(len(sums)) <= at {
			sums = append(sums, 0)
		}
		sums[at] += n
	}
	return first, sums
}

func (h *histogram) overTime() OverTime {
	o := OverTime{Seconds: widths[h.level], Counts: append([]int64(nil), h.counts...), Astray: h.astray, start: h.start, zone: h.zone}
	if len(h.counts) > 0 {
		o.First = instant(h.start, h.zone).UnixNano()
	}
	return o
}

// instant returns the time at which the clock of a zone shows some seconds.
func instant(local int64, zone *time.Location) time.Time {
	t := time.Unix(local, 0).UTC()
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, zone)
}

// farthest is beyond all times, in seconds from 1970.
const farthest = 1 << 34

func (h *histogram) transcribe(c state.Coder) {
	c.Int(&h.astray)
	h.level = c.Index(h.level, len(widths))
	c.Int(&h.start)
	state.Slice(c, &h.counts, func(n *int64) { c.Int(n) })
	width := widths[h.level]
	end := h.start + int64(len(h.counts))*width
	if len(h.counts) > maxSteps || floor(h.start, width) != h.start || max(-h.start, h.start, end) > farthest {
		c.Fail("steps of time that cannot be")
		h.counts, h.start = nil, 0
	}
}

package parser

import (
	"math"
	"time"
)

// A localClock turns times that say no zone into Unix time, for the entries of
// one source in their order. Grammars set Time to what the clock on the wall
// showed, as if that were UTC, and wall to true; the parser passes each such
// entry through here once, when it is accepted.
//
// An hour that daylight saving repeats is the first of the two until an entry
// of it stands clearly before an earlier one; a time that daylight saving
// skips is shifted forward, as clocks are.
type localClock struct {
	zone *time.Location
	even wallSpan // the last span that occurs once
	last int64    // the last time on the wall

	repeated wallSpan // the last span that occurs twice
	latest   int64    // in the pass at hand
	second   bool     // the pass at hand
}

// A wallSpan is a stretch of time on the wall, in Unix nanoseconds as if it
// were UTC, with one offset from UTC; in a repeated one that of the first pass.
type wallSpan struct {
	from, to int64
	offset   int64 // nanoseconds east of UTC
}

func (s *wallSpan) holds(wall int64) bool { return s.from <= wall && wall < s.to }

// clearly is how far an entry of a repeated hour has to stand before an
// earlier one to be of the second pass: servers that log the start of a request
// when it ends write entries out of order.
const clearly = int64(10 * time.Minute)

// unix returns the Unix time in nanoseconds of a time on the wall of a zone,
// nil for UTC, and counts what was odd about it.
func (c *localClock) unix(zone *time.Location, wall int64, tally *Tally) int64 {
	tally.Zoneless++
	if zone == nil {
		return wall
	}
	if c.zone != zone {
		*c = localClock{zone: zone}
	}
	last := c.last
	c.last = wall
	if c.even.holds(wall) {
		return wall - c.even.offset
	}
	return c.look(wall, last, tally)
}

// look finds the span of a time in the zone.
func (c *localClock) look(wall, last int64, tally *Tally) int64 {
	before, after := c.offset(wall-aDay), c.offset(wall+aDay)
	isBefore, isAfter := c.offset(wall-before) == before, c.offset(wall-after) == after
	switch {
	case isBefore && isAfter && before != after:
		tally.Repeated++
		return c.twice(wall, last, after)
	case isBefore:
		c.even = c.span(wall - before)
		return wall - before
	case isAfter:
		c.even = c.span(wall - after)
		return wall - after
	}
	tally.Skipped++
	return wall - before
}

// aDay is more than the offset of any zone from UTC; no zone changes its clocks
// twice within two.
const aDay = int64(24 * time.Hour)

// twice tells which pass of a repeated hour is meant; after is the offset of
// the second.
func (c *localClock) twice(wall, last, after int64) int64 {
	if r := &c.repeated; !r.holds(wall) {
		*r = c.repeatedAt(wall, after)
		c.latest, c.second = wall, false
	}
	r := &c.repeated
	c.second = c.second || wall < c.latest-clearly || last >= r.to && last < r.to+(r.to-r.from)
	c.latest = max(c.latest, wall)
	if c.second {
		return wall - after
	}
	return wall - r.offset
}

// repeatedAt returns the repeated span around a time whose second pass has the
// offset after.
func (c *localClock) repeatedAt(wall, after int64) wallSpan {
	start, _ := c.at(wall - after).ZoneBounds()
	change := start.UnixNano()
	before := c.offset(change - 1)
	return wallSpan{change + after, change + before, before}
}

// span returns the span around a time that occurs once: the period of the zone
// that holds it, without what of it the periods around repeat.
func (c *localClock) span(unix int64) wallSpan {
	offset := c.offset(unix)
	s := wallSpan{math.MinInt64, math.MaxInt64, offset}
	start, end := c.at(unix).ZoneBounds()
	if inNanos(start) {
		change := start.UnixNano()
		s.from = change + max(offset, c.offset(change-1))
	}
	if inNanos(end) {
		change := end.UnixNano()
		s.to = change + min(offset, c.offset(change))
	}
	return s
}

// inNanos reports whether a bound is there and of the years that entries have.
func inNanos(bound time.Time) bool {
	return !bound.IsZero() && bound.Year() >= minYear && bound.Year() <= maxYear
}

func (c *localClock) at(unix int64) time.Time { return time.Unix(0, unix).In(c.zone) }

// offset returns nanoseconds east of UTC.
func (c *localClock) offset(unix int64) int64 {
	_, seconds := c.at(unix).Zone()
	return int64(seconds) * nanosPerSecond
}

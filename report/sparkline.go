package report

import (
	"fmt"
	"strings"
	"time"
)

// Marks of a sparkline, for no denial and from few to most.
var (
	blocks      = []rune("·▁▂▃▄▅▆▇█")
	asciiBlocks = []rune("_.:-=+*#")
)

// worthDrawing is how many denials make a drawing that says more than the
// tables do.
const worthDrawing = 10

// overTime draws when the denials were, over the span of the log.
func (p *page) overTime() {
	var sum int64
	for _, n := range p.r.OverTime.Counts {
		sum += n
	}
	s := p.sparkline()
	if sum < worthDrawing || len(s.counts) < 2 {
		return
	}
	most, at := s.peak()
	from, to := s.label(0), s.label(len(s.counts)-1)
	p.heading("Denials over time", fmt.Sprintf("each mark %s, most %s at %s", widthName(s.width), number(most), s.label(at)))
	p.line(indent + from + "  " + s.draw(p.o.ASCII) + "  " + to)
	if n := p.r.OverTime.Astray; n > 0 {
		p.text(indent, count(n, "denial", "denials")+" not in it: the time stands alone, far from that of the entries around it.")
	}
}

// A sparkline is a row of marks, one for each step of time.
type sparkline struct {
	width  int64 // of a step in seconds
	start  int64 // of the first step, in seconds as the clock of the zone shows them
	counts []int64
	layout string // of the labels
}

// sparkline returns the narrowest steps that go from the first entry to the
// last and leave room for the labels at both ends.
func (p *page) sparkline() (s sparkline) {
	o := &p.r.OverTime
	if len(o.Counts) == 0 {
		return s
	}
	first, last := o.start, o.start+int64(len(o.Counts)-1)*o.Seconds
	if in := &p.r.Input; in.Entries > in.Outside {
		from, _ := clock(in.First, o.zone)
		to, _ := clock(in.Last, o.zone)
		first, last = min(first, from), max(last, to)
	}
	for _, width := range widths {
		if width < o.Seconds {
			continue
		}
		s.width, s.start, s.layout = width, floor(first, width), labelLayout(first, last, width)
		steps := (floor(last, width)-s.start)/width + 1
		if room := p.o.Width - 2*len(indent) - 2*len(s.layout) - 2; steps <= int64(room) {
			s.counts = make([]int64, steps)
			break
		}
	}
	start, counts := joined(o.start, o.Counts, o.Seconds, s.width)
	copy(s.counts[min((start-s.start)/s.width, int64(len(s.counts))):], counts)
	return s
}

// labelLayout is that of times on one day, in one year, or in several.
func labelLayout(first, last, width int64) string {
	from, to := time.Unix(first, 0).UTC(), time.Unix(last, 0).UTC()
	switch {
	case from.Year() != to.Year() && width >= day:
		return time.DateOnly
	case from.Year() != to.Year():
		return hourLayout
	case width >= day:
		return "01-02"
	case from.YearDay() != to.YearDay():
		return "01-02 15:04"
	case width < 60:
		return clockLayout
	}
	return "15:04"
}

// label names the start of a step.
func (s *sparkline) label(step int) string {
	return time.Unix(s.start+int64(step)*s.width, 0).UTC().Format(s.layout)
}

func (s *sparkline) peak() (most int64, at int) {
	for i, n := range s.counts {
		if n > most {
			most, at = n, i
		}
	}
	return most, at
}

// draw returns the marks: as high as their share of the most, and the lowest
// for any denial at all.
func (s *sparkline) draw(ascii bool) string {
	marks := blocks
	if ascii {
		marks = asciiBlocks
	}
	most, _ := s.peak()
	var b strings.Builder
	for _, n := range s.counts {
		share := float64(n) / float64(most) * float64(len(marks)-1)
		mark := int(share)
		if share > float64(mark) {
			mark++
		}
		b.WriteRune(marks[mark])
	}
	return b.String()
}

// widthName names a width, such as "10 min".
func widthName(seconds int64) string {
	for _, unit := range []struct {
		seconds   int64
		one, many string
	}{{7 * day, "week", "weeks"}, {day, "day", "days"}, {hour, "h", "h"}, {60, "min", "min"}} {
		if seconds%unit.seconds == 0 {
			return count(seconds/unit.seconds, unit.one, unit.many)
		}
	}
	return count(seconds, "s", "s")
}

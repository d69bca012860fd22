package report

import (
	"bufio"
	"strings"
	"time"

	"log401/detect"
)

// A page writes the parts of the report for people. Its first error stays.
type page struct {
	w   *bufio.Writer
	r   *Report
	o   TableOptions
	err error
}

// indent stands before everything that is no heading.
const indent = "  "

// ANSI sequences. Colour only marks words that say the same.
const (
	reset   = "\x1b[0m"
	bold    = "\x1b[1m"
	redBold = "\x1b[1;31m"
	red     = "\x1b[31m"
	yellow  = "\x1b[33m"
	cyan    = "\x1b[36m"
	noPaint = ""
)

var severityPaint = map[detect.Severity]string{
	detect.Low:      cyan,
	detect.Medium:   yellow,
	detect.High:     red,
	detect.Critical: redBold,
}

func (p *page) paint(sequence, s string) string {
	if !p.o.Color || sequence == noPaint {
		return s
	}
	return sequence + s + reset
}

func (p *page) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *page) line(s string) {
	if _, err := p.w.WriteString(s + "\n"); err != nil {
		p.fail(err)
	}
}

// heading starts a part: "ALERTS  2, most severe first".
func (p *page) heading(title, more string) {
	p.line("")
	s := p.paint(bold, strings.ToUpper(title))
	if more != "" {
		s += "  " + p.own(more)
	}
	p.line(s)
}

// text writes a paragraph, its first line behind first and the others behind
// as many blanks.
func (p *page) text(first, s string) {
	p.paragraph(first, first, s, true)
}

// paragraph is text with a first that holds colour: plain is as wide as it
// looks.
func (p *page) paragraph(first, plain, s string, breakWords bool) {
	rest := strings.Repeat(" ", textWidth(plain))
	lines := wrap(p.own(s), p.o.Width-len(rest), breakWords)
	if len(lines) == 0 {
		lines = []string{"-"}
	}
	for i, l := range lines {
		if i > 0 {
			first = rest
		}
		p.line(first + l)
	}
}

// maxCell is how many bytes of a text are looked at: more than any terminal
// shows, less than a hostile line can hold.
const maxCell = 4096

// cell prepares a text from the log for a grid.
func (p *page) cell(s string) string {
	if len(s) > maxCell {
		s = s[:maxCell/2] + s[len(s)-maxCell/2:]
	}
	return clean(p.r.Encoding.show(s), p.o.ASCII)
}

// own prepares a text of ours, which may quote names from the log.
func (p *page) own(s string) string {
	if len(s) > maxCell {
		s = s[:maxCell]
	}
	return ownText(p.r.Encoding.show(s), p.o.ASCII)
}

// maxBrief is how wide a sentence about an alert may be; JSON has it whole.
const maxBrief = 500

func (p *page) brief(s string) string { return cutEnd(p.own(s), maxBrief, p.mark()) }

// mark stands where something was cut out.
func (p *page) mark() string {
	if p.o.ASCII {
		return "..."
	}
	return "…"
}

// top limits n to the rows that a table may have.
func (p *page) top(n int) int {
	if p.o.Top < 0 {
		return n
	}
	return min(n, p.o.Top)
}

// wide reports whether there is room for columns that are merely useful.
func (p *page) wide() bool { return p.o.Width >= 110 }

const (
	stampLayout = "2006-01-02 15:04:05"
	clockLayout = "15:04:05"
)

func (p *page) time(ns int64) time.Time { return time.Unix(0, ns).In(p.o.Location) }

// stamp writes a time for a table, without the year where the head of the
// page leaves no doubt about it.
func (p *page) stamp(ns int64) string {
	s := p.time(ns).Format(stampLayout)
	in := &p.r.Input
	if p.time(in.First).Year() == p.time(ns).Year() && p.time(in.Last).Year() == p.time(ns).Year() {
		return s[len("2006-"):]
	}
	return s
}

// span writes two times, the date of the second only where it differs.
func (p *page) span(first, last int64) string {
	a, b := p.time(first), p.time(last)
	from, to := a.Format(stampLayout), b.Format(stampLayout)
	switch {
	case from == to:
		return from
	case from[:10] == to[:10]:
		return from + " to " + b.Format(clockLayout)
	default:
		return from + " to " + to
	}
}

// when is span as short as stamp.
func (p *page) when(first, last int64) string {
	a, b := p.time(first), p.time(last)
	switch from := p.stamp(first); {
	case secondOf(first) == secondOf(last):
		return from
	case a.Format(time.DateOnly) == b.Format(time.DateOnly):
		return from + " to " + b.Format(clockLayout)
	default:
		return from + " to " + p.stamp(last)
	}
}

// zone names the zone of all times on the page.
func (p *page) zone() string {
	if p.o.Location == time.Local {
		return "local time, " + p.time(p.r.Input.First).Format("MST -07:00")
	}
	return p.o.Location.String()
}

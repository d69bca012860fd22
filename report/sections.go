package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"log401/classify"
	"log401/detect"
	"log401/parser"
)

func (p *page) write() {
	p.head()
	p.verdict()
	p.alerts()
	p.lockouts()
	p.profiles()
	p.overTime()
	if p.r.By != nil {
		p.breakdown("Denials by "+strings.Join(p.r.By.Keys, ", "), p.r.By)
	} else {
		p.denials()
		p.causes()
		p.breakdown("Denials by path", &p.r.Paths)
	}
	p.hidden()
	p.httperr()
	p.ftp()
	p.quality()
}

func (p *page) head() {
	title := "log401 report"
	if !p.r.Complete {
		title += " (incomplete: interrupted)"
	}
	p.line(p.paint(bold, title))
	in := &p.r.Input
	what := fmt.Sprintf("%s: %s, %s", p.sources(), count(in.Lines, "line", "lines"), count(in.Entries, "entry", "entries"))
	p.text(indent+"Read  ", what)
	if in.Entries > in.Outside {
		p.text(indent+"Span  ", p.span(in.First, in.Last)+" ("+p.zone()+")")
	}
}

// sources names the only source, or counts them by format.
func (p *page) sources() string {
	sources := p.r.Input.Sources
	if len(sources) == 1 {
		if f := sources[0].Format; f != "" {
			return name(sources[0].Name) + " (" + f + ")"
		}
		return name(sources[0].Name)
	}
	formats := make(map[string]int64)
	for _, s := range sources {
		if s.Format != "" {
			formats[s.Format]++
		}
	}
	var list []string
	for _, f := range sortedKeys(formats) {
		list = append(list, number(formats[f])+" "+f)
	}
	s := count(int64(len(sources)), "source", "sources")
	if len(list) > 0 {
		s += " (" + strings.Join(list, ", ") + ")"
	}
	return s
}

func (p *page) verdict() {
	p.heading("Verdict", "")
	for _, s := range verdict(p.r) {
		p.text(indent+"- ", s)
	}
}

func (p *page) alerts() {
	if len(p.r.Alerts) == 0 {
		return
	}
	alerts := standing(p.r.Alerts)
	p.heading("Alerts", number(int64(len(alerts)))+", most severe first")
	for _, a := range alerts[:p.top(len(alerts))] {
		p.alert(&a)
	}
	p.more(len(alerts), "alert", "alerts")
	if n := len(p.r.Alerts) - len(alerts); n > 0 {
		p.text(indent, count(int64(n), "lower alert", "lower alerts")+" on the same evidence not shown.")
	}
	p.text(indent, "The story of one, and why: log401 why, its name or that of a client or user, and the same paths.")
}

// severityWidth is that of the longest name of a severity and two blanks.
const severityWidth = 10

func (p *page) alert(a *detect.Alert) {
	word := strings.ToUpper(a.Severity.String())
	pad := strings.Repeat(" ", max(severityWidth-len(word), 1))
	rest := strings.Repeat(" ", len(indent)+severityWidth)
	p.paragraph(indent+p.paint(severityPaint[a.Severity], word)+pad, rest, p.brief(a.Summary), true)
	facts := []string{a.ID, number(int64(a.Count)) + " counted", p.span(a.First, a.Last)}
	if a.Ended {
		facts = append(facts, "over")
	}
	if via := viaText(viaOf(p.r.Groups, a.Client)); via != "" {
		facts = append(facts, "through "+via)
	}
	p.text(rest, strings.Join(facts, ", "))
	if a.Advice != "" {
		p.text(rest+"Do:    ", p.brief(a.Advice))
	}
	if len(a.Evidence) > 0 {
		p.text(rest+"Lines: ", evidence(a.Evidence))
	}
}

// maxEvidence is how many lines of an alert are named; JSON has all.
const maxEvidence = 6

// evidence writes "a.log:17, 19, 23, b.log:4 and 12 more".
func evidence(lines []parser.Position) string {
	var b strings.Builder
	for i, l := range lines[:min(len(lines), maxEvidence)] {
		if i > 0 {
			b.WriteString(", ")
		}
		if i > 0 && l.Source == lines[i-1].Source {
			fmt.Fprint(&b, l.Line)
		} else {
			b.WriteString(position(l))
		}
	}
	if n := len(lines) - maxEvidence; n > 0 {
		b.WriteString(" and " + number(int64(n)) + " more")
	}
	return b.String()
}

// more says how many rows did not make it into a table.
func (p *page) more(n int, one, many string) {
	if hidden := n - p.top(n); hidden > 0 {
		p.text(indent, "and "+count(int64(hidden), "more "+one, "more "+many)+" (--top shows them)")
	}
}

// onRequest are the outcomes that tables leave out unless asked for all.
var onRequest = []string{"challenge", "prelude", "forbidden"}

// shows reports whether the tables are about a group.
func (p *page) shows(g *Group) bool {
	return p.o.All || !g.LogOnly && !slices.Contains(onRequest, g.Outcome)
}

// shown returns how many groups the tables are about, and those that the top
// rows show: most denials first.
func (p *page) shown() (top []Group, n int) {
	type counted struct {
		group int32
		count int64
	}
	all := make([]counted, 0, p.r.Groups.Len())
	for i := range p.r.Groups.Len() {
		if g := p.r.Groups.At(i); p.shows(&g) {
			all = append(all, counted{int32(i), g.Count})
		}
	}
	slices.SortFunc(all, func(a, b counted) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.group, b.group))
	})
	for _, c := range all[:p.top(len(all))] {
		top = append(top, p.r.Groups.At(int(c.group)))
	}
	return top, len(all)
}

func (p *page) denials() {
	top, n := p.shown()
	if n == 0 {
		return
	}
	p.heading("Denials by client, user and cause", "")
	client, user := 18, 12
	if p.wide() {
		client, user = 39, 18 // an IPv6 address, a name with its domain
	}
	g := &grid{columns: []column{
		{"Count", numbers, 0}, {"Client", middle, client}, {"Via", middle, 10}, {"User", middle, user}, {"Outcome", fixed, 0},
		{"Code", fixed, 0}, {"Cause", wrapping, 16}, {"First", fixed, 0}, {"Last", fixed, 0},
	}}
	for _, d := range top {
		outcome := d.Outcome
		if d.LogOnly {
			outcome = "log-only"
		}
		g.add(number(d.Count), p.cell(d.Client), viaText(d.Proxies, d.MoreProxies), p.user(&d), p.cell(outcome),
			p.cell(d.Code), p.own(causeTitle(d.Cause)), p.stamp(d.First), p.stamp(d.Last))
	}
	if !p.wide() {
		g.drop("Code", "First", "Last")
	}
	via := sameVia(top)
	if via != "" || !anyVia(top) {
		g.drop("Via")
	}
	p.draw(g)
	if via != "" {
		p.text(indent, "All of these came through "+via+".")
	}
	p.more(n, "group", "groups")
	p.beyond("groups", p.r.Cut)
}

// user is the user as logged, or in brackets who it was likely to be.
func (p *page) user(g *Group) string {
	if g.User == "" && g.LikelyUser != "" {
		return p.cell("(likely " + g.LikelyUser + ")")
	}
	return p.cell(g.User)
}

// hidden says what the tables leave out, so that sums can be checked.
func (p *page) hidden() {
	d := &p.r.Denials
	var parts []string
	if steps := d.ByOutcome["challenge"] + d.ByOutcome["prelude"]; steps > 0 {
		parts = append(parts, count(steps, "normal step of a logon", "normal steps of a logon"))
	}
	if n := d.ByOutcome["forbidden"]; n > 0 {
		parts = append(parts, number(n)+" otherwise forbidden")
	}
	if d.LogOnly > 0 {
		parts = append(parts, number(d.LogOnly)+" over a rate limit that only logs")
	}
	if len(parts) > 0 && !p.o.All {
		p.line("")
		p.text(indent, "Not in these tables: "+strings.Join(parts, ", ")+" (--all shows them).")
	}
}

func causeTitle(cause string) string {
	if c := classify.CauseByName(cause); c != nil {
		return c.Title
	}
	return cause
}

func (p *page) breakdown(title string, b *Breakdown) {
	if b.Rows.Len() == 0 {
		return
	}
	p.heading(title, "")
	g := &grid{columns: []column{{"Count", numbers, 0}}}
	for _, key := range b.Keys {
		g.columns = append(g.columns, column{upperFirst(key), middle, leastOf(key)})
	}
	g.columns = append(g.columns, column{"First", fixed, 0}, column{"Last", fixed, 0})
	for _, row := range p.topRows(b) {
		cells := []string{number(row.Count)}
		for i, v := range row.Values {
			cells = append(cells, p.value(b.Keys[i], v))
		}
		g.add(append(cells, p.stamp(row.First), p.stamp(row.Last))...)
	}
	if !p.wide() {
		g.drop("First", "Last")
	}
	p.draw(g)
	p.more(b.Rows.Len(), "row", "rows")
	p.beyond("rows", b.Cut)
}

// leastOf is how narrow the column of a key should become at most.
func leastOf(key string) int {
	if key == hourKey {
		return len(hourLayout + " CEST")
	}
	return 10
}

// value is the value of a key in a cell.
func (p *page) value(key, v string) string {
	if key == hourKey {
		if t, err := time.Parse(time.RFC3339, v); err == nil {
			return hourCell(t.In(p.o.Location))
		}
	}
	return p.cell(v)
}

// hourCell names the hour that begins at t, with its zone where the end of
// daylight saving gives two hours one name.
func hourCell(t time.Time) string {
	s := t.Format(hourLayout)
	_, offset := t.Zone()
	for _, days := range []int{-1, 1} {
		_, other := t.Add(time.Duration(days) * 24 * time.Hour).Zone()
		if twin := t.Add(time.Duration(offset-other) * time.Second); other != offset && twin.Format(hourLayout) == s {
			return s + t.Format(" MST")
		}
	}
	return s
}

const hourLayout = "2006-01-02 15:04"

// topRows are those with the most denials, in the order of all rows.
func (p *page) topRows(b *Breakdown) []Row {
	n := p.top(b.Rows.Len())
	if !b.byTime() {
		return firstOf(b.Rows, n)
	}
	rows := firstOf(b.Rows, b.Rows.Len())
	slices.SortFunc(rows, mostFirst)
	sortByTime(rows[:n])
	return rows[:n]
}

func firstOf[T any](l List[T], n int) []T {
	out := make([]T, n)
	for i := range out {
		out[i] = l.At(i)
	}
	return out
}

// beyond says what a limit left out of a table.
func (p *page) beyond(what string, c Cut) {
	if n := c.Denials + c.LogOnly; n > 0 {
		p.text(indent, "Beyond the limit on "+what+": "+count(n, "denial", "denials")+".")
	}
}

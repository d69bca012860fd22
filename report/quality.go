package report

import (
	"fmt"
	"strings"

	"log401/timeline"
)

// quality says how far the report can be trusted: what was read, what was
// not, and what the input lacks.
func (p *page) quality() {
	p.heading("Data quality", "")
	p.tallyLine()
	p.rejects()
	p.sourceTable()
	p.notes()
}

// tallyLine says where all lines went.
func (p *page) tallyLine() {
	in := &p.r.Input
	p.text(indent, fmt.Sprintf("%s: %s, %s, %s blank, %s rejected.",
		count(in.Lines, "line", "lines"), count(in.Entries, "entry", "entries"),
		count(in.Directives, "directive", "directives"), number(in.Blank), number(in.Rejected)))
	for _, n := range []struct {
		n    int64
		text string
	}{
		{in.Outside, "entries outside the span asked for were left out"},
		{in.PendingBytes, "bytes of unfinished last lines wait for the next run"},
	} {
		if n.n > 0 {
			p.text(indent, number(n.n)+" "+n.text+".")
		}
	}
}

func (p *page) rejects() {
	g := &grid{columns: []column{
		{"Rejected", numbers, 0}, {"Reason", middle, 22}, {"First", middle, 34}, {"Text", ending, 10},
	}}
	for _, r := range p.r.Input.Rejects {
		g.add(number(r.Count), p.cell(r.Reason), p.own(position(r.First)), p.cell(string(r.Sample)))
	}
	p.table(g)
	if in := &p.r.Input; len(g.rows) > 0 && in.Rejected > int64(len(g.rows)) {
		p.text(indent, "--rejected FILE writes all of these lines, with where and why.")
	}
}

// sourceTable lists the sources where there are several: those that lost
// something first.
func (p *page) sourceTable() {
	sources := p.r.Input.Sources
	if len(sources) < 2 {
		return
	}
	lossy := func(s *timeline.SourceAccount) bool {
		return s.Error != "" || s.Rejected > 0 || s.Entries == 0
	}
	order := sourcesWhere(&p.r.Input, lossy)
	order = append(order, sourcesWhere(&p.r.Input, func(s *timeline.SourceAccount) bool { return !lossy(s) })...)
	g := &grid{columns: []column{
		{"Entries", numbers, 0}, {"Rejected", numbers, 0}, {"Format", middle, 6}, {"Source", middle, 20},
	}}
	for _, s := range order[:p.top(len(order))] {
		g.add(number(s.Entries), number(s.Rejected), p.cell(s.Format), p.cell(s.Name))
	}
	p.table(g)
	p.more(len(order), "source", "sources")
}

// table draws g with a blank line before it.
func (p *page) table(g *grid) {
	if len(g.rows) > 0 {
		p.line("")
		p.draw(g)
	}
}

func (p *page) notes() {
	if len(p.r.Notes) == 0 {
		return
	}
	p.line("")
	for _, n := range p.r.Notes {
		first := indent + "- "
		p.paragraph(first, first, strings.TrimSpace(n), false)
	}
}

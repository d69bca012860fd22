package report

import (
	"bufio"
	"io"
	"strings"
	"time"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// TableOptions say how WriteTable writes. The zero value is for a terminal of
// 80 columns.
type TableOptions struct {
	Width    int            // columns of the terminal; 0 means 80, and 60 is the least
	ASCII    bool           // nothing but printable ASCII, for mail and old terminals
	Color    bool           // mark headings and severities with ANSI sequences
	Top      int            // most rows of a table; 0 means 10, below 0 all
	Location *time.Location // zone of times; nil means UTC
	All      bool           // show log-only denials and the class forbidden, too
}

const (
	defaultWidth = 80
	leastWidth   = 60
	defaultTop   = 10
)

// WriteTable writes r for people to read: a verdict first, then alerts, then
// tables of denials, then what there is to know about the input. It returns
// the first error of w.
func WriteTable(w io.Writer, r *Report, o TableOptions) error {
	o = o.withDefaults()
	p := &page{w: bufio.NewWriterSize(w, encoderBuffer), r: r, o: o}
	p.write()
	if p.err != nil {
		return p.err
	}
	return p.w.Flush()
}

func (o TableOptions) withDefaults() TableOptions {
	if o.Width == 0 {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, leastWidth)
	if o.Top == 0 {
		o.Top = defaultTop
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	return o
}

// textWidth is the width of s in terminal cells, the same in every locale.
func textWidth(s string) int {
	if isPlain(s) {
		return len(s)
	}
	return twwidth.WidthWithOptions(s, twwidth.Options{})
}

// draw writes g, which must not be used afterwards.
func (p *page) draw(g *grid) {
	if len(g.rows) == 0 {
		return
	}
	g.fit(p.o.Width-len(indent), p.mark())
	var b strings.Builder
	if err := p.render(&b, g); err != nil {
		p.fail(err)
		return
	}
	for line := range strings.Lines(b.String()) {
		p.line(indent + strings.TrimRight(line, " \n"))
	}
}

func (p *page) render(w io.Writer, g *grid) error {
	aligns := make([]tw.Align, len(g.columns))
	for i, c := range g.columns {
		aligns[i] = tw.AlignLeft
		if c.kind == numbers {
			aligns[i] = tw.AlignRight
		}
	}
	t := tablewriter.NewTable(w,
		tablewriter.WithEastAsian(tw.Off), // else widths depend on the locale
		tablewriter.WithRenderer(renderer.NewBlueprint(p.rendition())),
		tablewriter.WithConfig(tableConfig(aligns)),
	)
	titles := g.titles()
	for i := range titles {
		titles[i] = p.paint(bold, titles[i])
	}
	t.Header(titles)
	for _, row := range g.rows {
		if err := t.Append(row); err != nil {
			return err
		}
	}
	return t.Render()
}

// rendition is a table without frame: a line below the titles, and blanks
// between columns.
func (p *page) rendition() tw.Rendition {
	symbols := tw.NewSymbols(tw.StyleLight)
	if p.o.ASCII {
		symbols = tw.NewSymbols(tw.StyleASCII)
	}
	return tw.Rendition{
		Borders: tw.Border{Left: tw.Off, Right: tw.Off, Top: tw.Off, Bottom: tw.Off},
		Symbols: symbols,
		Settings: tw.Settings{
			Separators: tw.Separators{BetweenColumns: tw.Off, BetweenRows: tw.Off},
			Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On},
		},
	}
}

// tableConfig leaves nothing for the table writer to decide: cells come cut,
// wrapped and clean.
func tableConfig(aligns []tw.Align) tablewriter.Config {
	padding := tw.CellPadding{Global: tw.Padding{Right: strings.Repeat(" ", gap), Overwrite: true}}
	for range len(aligns) - 1 {
		padding.PerColumn = append(padding.PerColumn, padding.Global)
	}
	padding.PerColumn = append(padding.PerColumn, tw.Padding{Overwrite: true})
	cells := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Alignment:  tw.CellAlignment{Global: tw.AlignLeft, PerColumn: aligns},
		Padding:    padding,
	}
	return tablewriter.Config{
		Header:   cells,
		Row:      cells,
		Behavior: tw.Behavior{TrimSpace: tw.Off, TrimTab: tw.Off, TrimLine: tw.Off},
	}
}

package report

import (
	"slices"
	"strings"
)

// A column of a grid. Cells are clean text.
type column struct {
	title string
	kind  columnKind
	least int // width that the column keeps while others can still give
}

type columnKind uint8

const (
	numbers  columnKind = iota // to the right, never cut
	fixed                      // to the left, never cut
	middle                     // cut in the middle: addresses, paths, names
	ending                     // cut at the end: whole lines
	wrapping                   // broken into lines: our own texts
)

// gap is how many blanks stand between columns.
const gap = 2

// A grid is a table before it is drawn.
type grid struct {
	columns []column
	rows    [][]string
}

// add appends a row; a missing value shows as "-".
func (g *grid) add(cells ...string) {
	for i, c := range cells {
		if c == "" {
			cells[i] = "-"
		}
	}
	g.rows = append(g.rows, cells)
}

// fit cuts and wraps the cells so that the grid is at most width wide, as far
// as columns that are never cut allow.
func (g *grid) fit(width int, mark string) {
	widths := g.widths(width)
	for _, row := range g.rows {
		for i := range row {
			switch g.columns[i].kind {
			case middle:
				row[i] = cutMiddle(row[i], widths[i], mark)
			case ending:
				row[i] = cutEnd(row[i], widths[i], mark)
			case wrapping:
				row[i] = strings.Join(wrap(row[i], widths[i], true), "\n")
			}
		}
	}
}

// widths takes what is too much from the widest column that can give, again
// and again; below their least width only when nothing else is left.
func (g *grid) widths(width int) []int {
	widths := g.natural(width)
	excess := sum(widths) + gap*(len(widths)-1) - width
	for _, respect := range []bool{true, false} {
		for excess > 0 {
			i := g.widest(widths, respect)
			if i < 0 {
				break
			}
			widths[i]--
			excess--
		}
	}
	return widths
}

func (g *grid) natural(width int) []int {
	widths := make([]int, len(g.columns))
	for i, c := range g.columns {
		widths[i] = textWidth(c.title)
		for _, row := range g.rows {
			widths[i] = max(widths[i], textWidth(row[i]))
		}
		if c.kind >= middle {
			widths[i] = min(widths[i], width)
		}
	}
	return widths
}

// narrowest is how narrow a column may become at worst.
const narrowest = 4

func (g *grid) widest(widths []int, respect bool) int {
	best := -1
	for i, c := range g.columns {
		least := narrowest
		if respect {
			least = max(c.least, textWidth(c.title))
		}
		if c.kind >= middle && widths[i] > least && (best < 0 || widths[i] > widths[best]) {
			best = i
		}
	}
	return best
}

func (g *grid) titles() []string {
	out := make([]string, len(g.columns))
	for i, c := range g.columns {
		out[i] = c.title
	}
	return out
}

// drop removes the columns of these titles.
func (g *grid) drop(titles ...string) {
	for i := len(g.columns) - 1; i >= 0; i-- {
		if !slices.Contains(titles, g.columns[i].title) {
			continue
		}
		g.columns = slices.Delete(slices.Clone(g.columns), i, i+1)
		for r, row := range g.rows {
			g.rows[r] = slices.Delete(row, i, i+1)
		}
	}
}

func sum(list []int) int {
	n := 0
	for _, v := range list {
		n += v
	}
	return n
}

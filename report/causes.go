package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"log401/classify"
)

// A causeRow sums up the groups of one cause.
type causeRow struct {
	name  string
	count int64
	codes map[string]int64
}

func (p *page) causes() {
	rows := p.sumCauses()
	if len(rows) == 0 {
		return
	}
	p.heading("Denials by cause", "")
	g := &grid{columns: []column{
		{"Count", numbers, 0}, {"Code", wrapping, 7}, {"Cause", wrapping, 18}, {"What to do", wrapping, 30},
	}}
	for _, row := range rows[:p.top(len(rows))] {
		g.add(number(row.count), p.cell(codeList(row.codes)), p.own(causeTitle(row.name)), p.own(remedy(row.name)))
	}
	p.draw(g)
	p.more(len(rows), "cause", "causes")
}

// sumCauses sums up the groups that the tables are about.
func (p *page) sumCauses() []causeRow {
	rows := make(map[string]*causeRow)
	for g := range p.r.Groups.All() {
		if !p.shows(&g) {
			continue
		}
		row, ok := rows[g.Cause]
		if !ok {
			row = &causeRow{name: g.Cause, codes: make(map[string]int64)}
			rows[g.Cause] = row
		}
		row.count += g.Count
		row.codes[g.Code] += g.Count
	}
	out := make([]causeRow, 0, len(rows))
	for _, name := range sortedKeys(rows) {
		out = append(out, *rows[name])
	}
	slices.SortStableFunc(out, func(a, b causeRow) int { return compareInt(b.count, a.count) })
	return out
}

// maxCodes is how many codes of a cause are named.
const maxCodes = 3

// codeList names the codes of a cause, most frequent first.
func codeList(codes map[string]int64) string {
	list := sortedKeys(codes)
	slices.SortStableFunc(list, func(a, b string) int { return compareInt(codes[b], codes[a]) })
	if len(list) > maxCodes {
		list = append(list[:maxCodes], "…")
	}
	return strings.Join(list, ", ")
}

// maxRemedy is how many characters of a remedy a table shows, in whole
// sentences; the command explain shows all.
const maxRemedy = 170

func remedy(cause string) string {
	c := classify.CauseByName(cause)
	if c == nil {
		return ""
	}
	text, rest, _ := strings.Cut(c.Admin, ". ")
	for rest != "" {
		next, after, _ := strings.Cut(rest, ". ")
		if len(text)+2+len(next) > maxRemedy {
			break
		}
		text, rest = text+". "+next, after
	}
	return sentence(text)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func compareInt(a, b int64) int { return cmp.Compare(a, b) }

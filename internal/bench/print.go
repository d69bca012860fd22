package main

import (
	"fmt"
	"slices"
	"strings"
)

// A printer prints a report in Markdown.
type printer struct {
	text  strings.Builder
	floor int64 // the least peak size that can be seen, in bytes
}

func (p *printer) report(facts []string, all []outcome) string {
	for _, fact := range facts {
		p.line("* " + fact)
	}
	p.line("")
	p.findings(all)
	p.measurements(all)
	p.commands(all)
	return p.text.String()
}

func (p *printer) line(text string) {
	p.text.WriteString(text)
	p.text.WriteByte('\n')
}

// row prints a row of a table.
func (p *printer) row(cells ...string) { p.line("| " + strings.Join(cells, " | ") + " |") }

// findings prints what the bounds are held against.
func (p *printer) findings(all []outcome) {
	p.row("comparison", "log401", "beside", "what", "found (spread)", "at most", "reached")
	p.row("---", "---", "---", "---", "---", "---", "---")
	for i := range all {
		o := &all[i]
		for _, b := range o.bounds {
			f := o.find(b.of)
			p.row(o.name, brief(&o.series[0]), beside(o, b), b.of.name, found(b, f), limit(b), b.verdict(f))
		}
	}
	p.line("")
}

// brief is a median wall time and the speed of it.
func brief(s *series) string {
	switch {
	case s.problem != "":
		return s.problem
	case s.speed() == 0:
		return seconds(s.wall())
	}
	return seconds(s.wall()) + ", " + gigabytes(s.speed()) + " GB/s"
}

func beside(o *outcome, b bound) string {
	if !b.of.relative {
		return "–"
	}
	return o.series[1].name + ": " + brief(&o.series[1])
}

func found(b bound, f finding) string {
	if !f.known {
		return "–"
	}
	return fmt.Sprintf("%s (%s–%s)", b.of.unit(f.value), b.of.unit(f.least), b.of.unit(f.greatest))
}

func limit(b bound) string {
	if b.aim == 0 {
		return b.of.unit(b.most)
	}
	return b.of.unit(b.most) + ", aim " + b.of.unit(b.aim)
}

// measurements prints what every command took.
func (p *printer) measurements(all []outcome) {
	p.row("comparison", "command", "lines", "wall", "GB/s", "CPU", "peak size")
	p.row("---", "---", "---:", "---:", "---:", "---:", "---:")
	for i := range all {
		for j := range all[i].series {
			s := &all[i].series[j]
			if s.problem != "" {
				p.row(all[i].name, s.name, fmt.Sprint(s.input.lines), s.problem, "–", "–", "–")
				continue
			}
			p.row(all[i].name, s.name, fmt.Sprint(s.input.lines), seconds(s.wall()), orDash(s.speed(), gigabytes), seconds(s.cpu()), p.peak(s))
		}
	}
	p.line("")
}

// peak says that no more is known than the floor where that was reached.
func (p *printer) peak(s *series) string {
	if peak := s.peak(); peak > float64(p.floor) {
		return megabytes(peak)
	}
	return orDash(float64(p.floor), func(n float64) string { return "below " + megabytes(n) })
}

func orDash(x float64, unit func(float64) string) string {
	if x == 0 {
		return "–"
	}
	return unit(x)
}

// commands prints the lines that were run, each once, with the comparisons that
// it is of.
func (p *printer) commands(all []outcome) {
	var lines []string
	of := map[string][]string{}
	for i := range all {
		for _, c := range all[i].commands {
			if of[c.line] == nil {
				lines = append(lines, c.line)
			}
			if !slices.Contains(of[c.line], all[i].name) {
				of[c.line] = append(of[c.line], all[i].name)
			}
		}
	}
	p.line("```sh")
	for _, line := range lines {
		p.line("# " + strings.Join(of[line], ", ") + "\n" + line)
	}
	p.line("```")
}

// seconds has three digits that matter; below a tenth, in milliseconds.
func seconds(s float64) string {
	if s < 0.1 {
		return significant(s*1000) + " ms"
	}
	return significant(s) + " s"
}

func gigabytes(n float64) string { return fmt.Sprintf("%.2f", n/1e9) }
func megabytes(n float64) string { return fmt.Sprintf("%.0f MB", n/1e6) }
func ratio(x float64) string     { return fmt.Sprintf("%.3g", x) }

// significant writes a number of three digits, more before the point.
func significant(x float64) string {
	decimals := 0
	for limit := 100.0; x < limit && decimals < 2; limit /= 10 {
		decimals++
	}
	return fmt.Sprintf("%.*f", decimals, x)
}

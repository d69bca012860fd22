package main

import (
	"fmt"
	"io"
	"strings"

	"log401/classify"
	"log401/parser"
)

// An explainPrinter writes explanations as paragraphs of a width.
type explainPrinter struct {
	w      io.Writer
	width  int
	layout *parser.Layout // of lines, nil where they tell it themselves
	any    bool           // something was written before
	err    error
}

func (p *explainPrinter) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(p.w, format, args...); err != nil && p.err == nil {
		p.err = err
	}
}

// status returns the exit status of what was written.
func (p *explainPrinter) status() (int, error) {
	if p.err != nil {
		return exitOutput, p.err
	}
	return exitDone, nil
}

// gap separates what follows from what was written before.
func (p *explainPrinter) gap() {
	if p.any {
		p.printf("\n")
	}
	p.any = true
}

// line writes the fields of a log line and what is made of it.
func (p *explainPrinter) line(t takenApart) {
	p.gap()
	p.printf("A line of a log in %s format:\n", formatTitle(t.format))
	widest := 0
	for _, f := range t.fields {
		widest = max(widest, len(f.name))
	}
	for _, f := range t.fields {
		p.printf("  %-*s  %s\n", widest, printable(f.name), fieldText(f))
	}
	if t.event == nil {
		p.printf("\nNo denial, and nobody is shown to be signed in: log401 counts the line as read.\n")
		return
	}
	x := classify.ExplainEvent(t.event)
	p.explanation(x)
}

func formatTitle(format string) string {
	if format == "w3c" {
		return "W3C extended"
	}
	return format
}

// maxFieldText is how much of a field is shown, in bytes.
const maxFieldText = 400

// fieldText is the value of a field, and what a number in it means.
func fieldText(f namedValue) string {
	quoted := parser.Quote([]byte(f.value), maxFieldText)
	if printable(f.value) == f.value && !strings.Contains(f.value, "\n") && len(f.value) <= maxFieldText {
		quoted = f.value
	}
	if f.name == "sc-win32-status" {
		if n, ok := classify.ParseWin32([]byte(f.value)); ok {
			if row, ok := classify.LookupWin32(n); ok {
				quoted += " (" + row.Symbol + ": " + row.Meaning + ")"
			}
		}
	}
	return quoted
}

// explanation writes one explanation.
func (p *explainPrinter) explanation(x classify.Explanation) {
	p.gap()
	p.wrap("", "", x.Title)
	p.printf("\n")
	p.wrap("  ", "  ", x.What)
	p.item("Counted as", x.Counted)
	if x.CauseName != "" {
		p.item("Cause", x.CauseName)
	}
	p.list("On the server", x.Server)
	p.item("Tell the user", x.Tell)
	var relatives []string
	for _, r := range x.Relatives {
		relatives = append(relatives, r.Code+": "+r.Title)
	}
	p.list("See also", relatives)
	p.list("Sources", x.Sources)
}

func (p *explainPrinter) item(title, text string) {
	if text != "" {
		p.list(title, []string{text})
	}
}

func (p *explainPrinter) list(title string, items []string) {
	if len(items) == 0 {
		return
	}
	p.printf("\n  %s\n", title)
	for _, item := range items {
		if len(items) == 1 {
			p.wrap("    ", "    ", item)
		} else {
			p.wrap("    - ", "      ", item)
		}
	}
}

// wrap writes text in lines of at most the width, the first behind one prefix,
// the others behind another.
func (p *explainPrinter) wrap(first, other, text string) {
	line := first
	for _, word := range strings.Fields(text) {
		switch {
		case line == first && line != other || line == other || strings.HasSuffix(line, " "):
			line += word
		case len(line)+1+len(word) > p.width:
			p.printf("%s\n", line)
			line = other + word
		default:
			line += " " + word
		}
	}
	p.printf("%s\n", line)
}

package report

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"log401/internal/doctor"
	"log401/internal/mend"
)

// ExamSchema names the form of exams as JSON.
const ExamSchema = "log401/doctor/v1"

// ExamSchemaJSON is the JSON schema of it.
//
//go:embed examschema.json
var ExamSchemaJSON []byte

// WriteExamsJSON writes the exams of all sources as one JSON object; complete
// says that all was examined.
func WriteExamsJSON(w io.Writer, exams []*doctor.Exam, complete bool) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(struct {
		Schema   string         `json:"schema"`
		Complete bool           `json:"complete"`
		Sources  []*doctor.Exam `json:"sources"`
	}{ExamSchema, complete, slices.Concat([]*doctor.Exam{}, exams)}); err != nil {
		return err
	}
	_, err := w.Write(escapeUnseen(b.Bytes()))
	return err
}

// escapeUnseen escapes the characters in a JSON document that would not show as
// themselves, so that it is safe to look at in a terminal.
func escapeUnseen(document []byte) []byte {
	out := make([]byte, 0, len(document))
	for len(document) > 0 {
		r, size := utf8.DecodeRune(document)
		switch {
		case r < utf8.RuneSelf && r != 0x7f, shows(r):
			out = append(out, document[:size]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, "\\u%04x\\u%04x", high, low)
		default:
			out = fmt.Appendf(out, "\\u%04x", r)
		}
		document = document[size:]
	}
	return out
}

// WriteExams writes the exams of all sources for people to read: one block for
// each, or for several that are alike.
func WriteExams(w io.Writer, exams []*doctor.Exam, complete bool, o TableOptions) error {
	p := &page{w: bufio.NewWriter(w), r: &Report{}, o: o.withDefaults()}
	groups := doctor.Fold(exams)
	if len(exams) > 1 {
		p.paragraph("", "", examSummary(exams), true)
		p.line("")
	}
	for i, g := range groups {
		if i > 0 {
			p.line("")
		}
		b := examBlock{page: p, group: g, x: g[0]}
		b.write()
	}
	if !complete {
		p.line("")
		p.line(p.paint(yellow, "Interrupted: what is said covers what was read."))
	}
	if p.err != nil {
		return p.err
	}
	return p.w.Flush()
}

// examSummary counts the sources by what is to be done about them.
func examSummary(exams []*doctor.Exam) string {
	var fine, improve, broken, none int64
	for _, x := range exams {
		switch {
		case x.Broken():
			broken++
		case x.ToDo() > 0:
			improve++
		case isNoLog(x):
			none++
		default:
			fine++
		}
	}
	parts := []string{count(int64(len(exams)), "source", "sources") + ": " + number(fine) + " fine"}
	if improve > 0 {
		parts = append(parts, number(improve)+" readable with something to improve")
	}
	if none > 0 {
		parts = append(parts, number(none)+" no log")
	}
	if broken > 0 {
		parts = append(parts, number(broken)+" that cannot be read or not to the end")
	}
	return strings.Join(parts, ", ") + "."
}

// An examBlock writes one group of exams.
type examBlock struct {
	*page
	group doctor.Group
	x     *doctor.Exam // the first, which stands for all
}

func (b *examBlock) write() {
	b.title()
	facts := map[string]string{
		"Format": b.format(), "Fields": strings.Join(b.x.Fields, " "), "Time": b.times(), "Lines": b.lines(), "Logons": b.logons(), "Clients": b.clients(),
	}
	for _, label := range doctor.Labels {
		b.part(label, facts[label])
	}
	b.toDo()
}

// title says what the source is and the verdict.
func (b *examBlock) title() {
	title := b.own(b.x.Source)
	if n := len(b.group); n > 1 {
		title += " " + b.mark() + " " + b.own(baseName(b.group[n-1].Source)) + ": " + count(int64(n), "file", "files") + " alike"
	}
	paint, verdict := b.verdict()
	b.line(b.paint(bold, title) + ": " + b.paint(paint, verdict))
}

func baseName(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

func (b *examBlock) verdict() (paint, verdict string) {
	n := b.x.ToDo()
	switch {
	case b.x.Broken() && b.x.Entries > 0:
		return red, "can be read in part"
	case b.x.Broken():
		return red, "cannot be read"
	case n > 0:
		return yellow, "readable, " + count(int64(n), "thing", "things") + " to improve"
	case isNoLog(b.x):
		return noPaint, "no log"
	case b.x.Entries == 0:
		return noPaint, "nothing in it"
	}
	return noPaint, "fine"
}

// isNoLog reports whether a source, found in a folder, is something else.
func isNoLog(x *doctor.Exam) bool {
	return slices.ContainsFunc(x.Findings, func(f doctor.Finding) bool { return f.Kind == "not-a-log" })
}

const labelWidth = 10

// part writes what there is to say under one label.
func (b *examBlock) part(label, fact string) {
	first := indent + label + strings.Repeat(" ", labelWidth-len(label))
	rest := strings.Repeat(" ", len(first))
	if fact != "" {
		b.paragraph(b.paint(bold, first), first, fact, true)
		first = rest
	}
	for _, f := range b.findings(label) {
		mark := "- "
		paint := noPaint
		if f.Level != doctor.Look {
			mark, paint = "! ", yellow
		}
		b.paragraph(b.paint(bold, first)+b.paint(paint, mark), first+mark, f.Text, true)
		first = rest
	}
}

// maxAlike is how many findings of a kind a group tells of: those about times
// and lines are of single files, the others much the same in all.
var maxAlike = map[string]int{"Time": 3, "Lines": 3}

// findings returns those of the group under one label. What needs nothing done
// is of single files: each is named, and of a kind only the first few are told.
func (b *examBlock) findings(label string) (out []doctor.Finding) {
	if len(b.group) == 1 {
		return slices.DeleteFunc(slices.Clone(b.x.Findings), func(f doctor.Finding) bool { return f.Label != label })
	}
	told := map[string]int{}
	for _, x := range b.group {
		for _, f := range x.Findings {
			if f.Label != label || f.Level != doctor.Look && x != b.x {
				continue
			}
			if told[f.Kind]++; told[f.Kind] > max(maxAlike[label], 1) {
				continue
			}
			f.Text = name(baseName(x.Source)) + ": " + f.Text
			out = append(out, f)
		}
	}
	return out
}

// formatTitles are the names of formats whose short names say little.
var formatTitles = map[string]string{"w3c": "W3C extended", "apache": "a format of its own"}

func (b *examBlock) format() string {
	x := b.x
	if x.Format == "" {
		return ""
	}
	s := x.Format
	if title := formatTitles[x.Format]; title != "" {
		s = title
	}
	if x.Writer != "" {
		s += ", written by " + x.Writer
	}
	if x.Evidence == nil {
		return s + ", as you say"
	}
	return fmt.Sprintf("%s, by line %d: %s", s, x.Evidence.Number, x.Evidence.Text)
}

// zoneTexts say where the zone of the times comes from.
var zoneTexts = map[string]string{
	"utc":    "UTC, as W3C logs are",
	"stated": "in UTC; each line states its zone",
	"given":  "in UTC, read in the zone that you gave",
	"local":  "of an unknown zone",
}

func (b *examBlock) times() string {
	t := b.x.Times
	if t.Zone == "" {
		return ""
	}
	first, last := t.First, t.Last
	ordered := true
	for _, x := range b.group {
		first, last = min(first, x.Times.First), max(last, x.Times.Last)
		ordered = ordered && x.Times.Behind+x.Times.Far+x.Times.StepCount+x.Times.Ahead == 0
	}
	s := fmt.Sprintf("%s to %s %s", first, last, zoneTexts[t.Zone])
	if len(t.Offsets) > 0 {
		s += " (" + strings.Join(t.Offsets, ", ") + ")"
	}
	if ordered {
		s += ", in order"
	}
	return s
}

func (b *examBlock) lines() string {
	var lines, entries, directives, blank, rejected, headers int64
	for _, x := range b.group {
		lines, entries, directives = lines+x.Lines, entries+x.Entries, directives+x.Directives
		blank, rejected, headers = blank+x.Blank, rejected+x.Rejected, headers+max(x.Headers, 1)-1
	}
	if lines == 0 {
		return ""
	}
	s := fmt.Sprintf("%s: %s, %s, %s blank, %s rejected", count(lines, "line", "lines"), count(entries, "entry", "entries"),
		count(directives, "directive", "directives"), number(blank), number(rejected))
	if headers > 0 {
		s += "; the header again " + count(headers, "time", "times") + ", as restarts and quiet hours do"
	}
	if !b.x.Complete && !b.x.Broken() {
		s += "; not read to the end"
	}
	return s
}

func (b *examBlock) logons() string {
	var entries, named, denied int64
	for _, x := range b.group {
		entries, named, denied = entries+x.Entries, named+x.Logons.Named, denied+x.Answers.Denied
	}
	if entries == 0 || b.x.Program != "" {
		return ""
	}
	return fmt.Sprintf("%s to a signed-in user, %s of 401", count(named, "answer", "answers"), count(denied, "answer", "answers"))
}

func (b *examBlock) clients() string {
	c := &b.x.Clients
	if c.Distinct == 0 {
		return ""
	}
	s := count(c.Distinct, "address", "addresses") + "; the busiest, " + name(c.Most) + ", has " + percent(c.MostCount, b.x.Entries) + " of the entries"
	if len(b.group) > 1 {
		s = "in the first file " + s
	}
	return s
}

// toDo writes the steps, with commands to copy on lines of their own.
func (b *examBlock) toDo() {
	n := 0
	for _, f := range b.x.Findings {
		for _, s := range f.To {
			if n++; n == 1 {
				b.line(indent + b.paint(bold, "To do"))
			}
			b.step(n, s)
		}
	}
}

func (b *examBlock) step(n int, s mend.Setting) {
	first := fmt.Sprintf("%s%d. ", indent, n)
	b.paragraph(first, first, s.What, true)
	rest := strings.Repeat(" ", len(first))
	for _, w := range s.Ways {
		if w.Where != "" {
			b.line(rest + b.own(w.Where) + ":")
		}
		for _, l := range w.Lines {
			b.line(rest + "  " + b.own(l))
		}
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"log401/classify"
	"log401/parser"
)

func explainPage(f *formatFlags) *page {
	in := newGroup("Flags")
	f.add(in)
	return &page{
		usage: "log401 explain CODE|NUMBER|TEXT|LINE...",
		about: "Says what a code, a Win32 status, an error text or a whole log line means, what to\n" +
			"check on the server, and what to tell the user. Put texts and lines in quotes, or\n" +
			"pipe lines into it. Lines need no flags where a report on their log needs none;\n" +
			"the columns of a W3C line are told by their number.",
		examples: []string{
			"log401 explain 401.1",
			"log401 explain 401 1 1326",
			"log401 explain 0x8009030C",
			"log401 explain 0x80244017",
			`log401 explain "HTTP Error 401.3 - Unauthorized"`,
			`log401 explain '192.0.2.1 - alice [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 401 12'`,
			`log401 explain --log-format '%h|%u|%t|%>s' '192.0.2.1|alice|[02/Jan/2026:03:04:05 +0000]|401'`,
		},
		groups: []flagGroup{in},
	}
}

// explain says what its arguments, or the lines of standard input, mean.
func explain(_ context.Context, e *env, args []string) (int, error) {
	var f formatFlags
	page := explainPage(&f)
	queries, err := page.parse(endFlags(args))
	if err != nil {
		return page.refuse(e, err)
	}
	layout, err := f.lineLayout(e)
	if err != nil {
		return exitUsage, err
	}
	fromPipe := len(queries) == 0
	if fromPipe {
		if !e.piped {
			return usage("log401 explain 401.1, or a log line in quotes", "nothing to explain")
		}
		if queries, err = readLines(e.stdin); err != nil {
			return exitUnreadable, err
		}
	}
	p := &explainPrinter{w: e.stdout, width: min(max(e.terminal.width, 40), 100), layout: layout}
	if !fromPipe && p.together(queries) {
		return p.status()
	}
	return e.explainEach(p, queries)
}

// endFlags ends the flags before the first negative number, which Win32 statuses
// are where a program shows them as signed.
func endFlags(args []string) []string {
	for i, a := range args {
		if a == "--" {
			break
		}
		if len(a) > 1 && a[0] == '-' && '0' <= a[1] && a[1] <= '9' {
			return slices.Concat(args[:i], []string{"--"}, args[i:])
		}
	}
	return args
}

// maxQueries bounds what is taken from standard input, in bytes.
const maxQueries = 1 << 20

func readLines(r io.Reader) (lines []string, err error) {
	data, err := io.ReadAll(io.LimitReader(r, maxQueries))
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines, err
}

// explainEach explains the queries one by one.
func (e *env) explainEach(p *explainPrinter, queries []string) (int, error) {
	var last error
	for _, q := range queries {
		if err := p.explain(q); err != nil {
			if last != nil {
				e.complain(errors.Unwrap(last)) // the hint comes once, with the last
			}
			last = err
		}
	}
	if last != nil && p.err == nil {
		return exitUsage, last
	}
	return p.status()
}

// together explains several arguments as the one thing that they make, and
// reports whether they make one.
func (p *explainPrinter) together(queries []string) bool {
	if len(queries) < 2 {
		return false
	}
	joined := strings.Join(queries, " ")
	if line, ok := p.takeApart(joined); ok {
		p.line(line)
		return true
	}
	return !severalCodes(queries) && p.explain(joined) == nil
}

// severalCodes reports whether one of the later queries is a code of its own,
// as in "401.2 429", not a number beside the first, as in "401 1 1326".
func severalCodes(queries []string) bool {
	for _, q := range queries[1:] {
		status, _, _ := strings.Cut(q, ".")
		if n, err := strconv.Atoi(status); err == nil && len(status) == 3 {
			if _, known := classify.LookupStatus(n, -1); known {
				return true
			}
		}
	}
	return false
}

// explain prints what one query means, or returns why that is not known.
func (p *explainPrinter) explain(query string) error {
	if line, ok := p.takeApart(query); ok {
		p.line(line)
		return nil
	}
	if p.layout != nil {
		return hinted{notOfFormat(query, p.layout), "leave --log-format and --fields out for codes, texts, and lines that tell their format"}
	}
	x, err := classify.Explain(query)
	if err == nil {
		p.explanation(x)
		return nil
	}
	var unknown *classify.UnknownQueryError
	if errors.As(err, &unknown) {
		return hinted{err, unknown.Hint()}
	}
	return hinted{err, ""}
}

// A takenApart is a log line with its fields.
type takenApart struct {
	format string
	fields []namedValue
	event  *classify.Event // nil where the entry does not matter
}

type namedValue struct {
	name, value string
}

// lineLayout returns the layout that the flags give to lines, nil for none.
func (f *formatFlags) lineLayout(e *env) (*parser.Layout, error) {
	var j job
	if err := f.checkLayout(e, &j); err != nil {
		return nil, err
	}
	if j.read.Layout == nil && j.server != nil {
		return j.server.anyLayout(), nil
	}
	return j.read.Layout, nil
}

// notOfFormat says why a query is no line of a layout.
func notOfFormat(query string, l *parser.Layout) error {
	why := string(parser.ReasonNoFormat)
	r := parser.NewReader(strings.NewReader(query), "line", l)
	r.OnReject(func(wrong *parser.LineError) {
		why = strings.TrimPrefix(wrong.Field+": "+string(wrong.Reason), ": ")
	})
	for _, err := r.Read(); err == nil; _, err = r.Read() {
	}
	return fmt.Errorf("%s is no line of that format: %s", parser.Quote([]byte(query), 60), why)
}

// takeApart reads a query as a log line, under the layouts that it can have.
func (p *explainPrinter) takeApart(query string) (line takenApart, ok bool) {
	layouts := []*parser.Layout{p.layout}
	if p.layout == nil {
		_, named := parser.NamedFields()
		for _, text := range named {
			l, _ := parser.W3CLayout(text) // a constant of the program
			layouts = append(layouts, l)
		}
	}
	for _, l := range layouts {
		r := parser.NewReader(strings.NewReader(query), "line", l)
		if entry, err := r.Read(); err == nil {
			return apart(entry), true
		}
	}
	return takenApart{}, false
}

func apart(e *parser.Entry) takenApart {
	line := takenApart{format: e.Layout().Name()}
	columns := e.Layout().Columns()
	for _, name := range columns {
		text, _ := e.AppendTextByName(nil, name)
		line.add(name, text)
	}
	for _, f := range ncsaFields {
		if columns == nil && e.Layout().Has(f.field) {
			line.add(f.name, e.Field(f.field))
		}
	}
	c := classify.NewClassifier("line")
	var ev classify.Event
	if c.Classify(&classify.History{}, e, &ev) && (ev.Denied() || ev.SignedIn() || ev.Aside()) {
		line.event = &ev
	}
	return line
}

func (t *takenApart) add(name string, value []byte) {
	text := "-"
	if value != nil {
		text = string(value)
	}
	t.fields = append(t.fields, namedValue{name, text})
}

// ncsaFields are the fields of NCSA lines in their order.
var ncsaFields = []struct {
	field parser.Field
	name  string
}{
	{parser.FieldHost, "virtual host"},
	{parser.FieldPort, "port"},
	{parser.FieldClient, "client"},
	{parser.FieldIdent, "ident"},
	{parser.FieldUser, "user"},
	{parser.FieldTime, "time"},
	{parser.FieldMethod, "method"},
	{parser.FieldPath, "path"},
	{parser.FieldQuery, "query"},
	{parser.FieldProtocol, "protocol"},
	{parser.FieldStatus, "status"},
	{parser.FieldBytesSent, "size"},
	{parser.FieldReferer, "referer"},
	{parser.FieldAgent, "agent"},
}

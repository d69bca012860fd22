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

func explainPage(fields *string) *page {
	in := newGroup("Flags")
	in.set.StringVar(fields, "fields", "", "`fields` of a W3C line: "+strings.Join(fieldNames(), ", ")+", or the names themselves (default by their number)")
	return &page{
		usage: "log401 explain CODE|NUMBER|TEXT|LINE...",
		about: "Says what a code, a Win32 status, an error text or a whole log line means, what to\n" +
			"check on the server, and what to tell the user. Put texts and lines in quotes, or\n" +
			"pipe lines into it.",
		examples: []string{
			"log401 explain 401.1",
			"log401 explain 401 1 1326",
			"log401 explain 0x8009030C",
			"log401 explain 0x80244017",
			`log401 explain "HTTP Error 401.3 - Unauthorized"`,
			`log401 explain '192.0.2.1 - alice [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 401 12'`,
		},
		groups: []flagGroup{in},
	}
}

// explain says what its arguments, or the lines of standard input, mean.
func explain(_ context.Context, e *env, args []string) (int, error) {
	var fields string
	page := explainPage(&fields)
	queries, err := page.parse(endFlags(args))
	if err != nil {
		return page.refuse(e, err)
	}
	if fields != "" {
		if _, err := parser.W3CLayout(fields); err != nil {
			return exitUsage, hinted{fmt.Errorf("--%w", err), "give the text behind #Fields: of the log"}
		}
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
	p := &explainPrinter{w: e.stdout, width: min(max(e.terminal.width, 40), 100)}
	if !fromPipe && p.together(queries, fields) {
		return p.status()
	}
	return e.explainEach(p, queries, fields)
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
func (e *env) explainEach(p *explainPrinter, queries []string, fields string) (int, error) {
	var last error
	for _, q := range queries {
		if err := p.explain(q, fields); err != nil {
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
func (p *explainPrinter) together(queries []string, fields string) bool {
	if len(queries) < 2 {
		return false
	}
	joined := strings.Join(queries, " ")
	if line, ok := takeApart(joined, fields); ok {
		p.line(line)
		return true
	}
	return !severalCodes(queries) && p.explain(joined, fields) == nil
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
func (p *explainPrinter) explain(query, fields string) error {
	if line, ok := takeApart(query, fields); ok {
		p.line(line)
		return nil
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

// takeApart reads a query as a log line, under the layouts that it can have.
func takeApart(query, fields string) (line takenApart, ok bool) {
	var layouts []*parser.Layout
	if fields != "" {
		l, _ := parser.W3CLayout(fields) // checked by the caller
		layouts = []*parser.Layout{l}
	} else {
		layouts = append(layouts, nil)
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
	if c.Classify(e, &ev) && (ev.Denied() || ev.SignedIn() || ev.Aside()) {
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

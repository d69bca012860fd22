package doctor

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"log401/parser"
	"log401/timeline"
)

// A Subject is one source to examine.
type Subject struct {
	Name   string         // for people
	Path   string         // what a command names to read it, such as the archive that it is in; "" for Name
	Stream string         // name of the stream that it is a part of
	Named  bool           // the user named this very file, not a folder or a pattern
	Layout *parser.Layout // forced on it, or nil
	Open   func() (io.ReadCloser, error)
	Zone   *time.Location // of times that say none, or nil
	Head   int64          // how many lines are looked at; 0 for all
}

// Examine reads one source to its end, or until ctx is done. It needs a bounded
// amount of memory.
func Examine(ctx context.Context, s Subject) *Exam {
	x := &examiner{exam: &Exam{Source: s.Name, Stream: s.Stream, argument: cmp.Or(s.Path, s.Name)}, subject: s, conversations: map[string]*conversation{}, clients: map[string]*caller{}}
	err := x.open(ctx)
	x.finish()
	e := x.exam
	e.Complete = err == nil && !x.headOnly && ctx.Err() == nil
	if ctx.Err() != nil {
		err = nil
	}
	for _, check := range checks {
		e.Findings = append(e.Findings, check(e, err)...)
	}
	if !s.Named {
		e.passOver()
	}
	return e
}

// An examiner takes down what the lines of one source show.
type examiner struct {
	exam     *Exam
	subject  Subject
	parser   parser.Parser
	headOnly bool
	layout   *parser.Layout // of the entry before
	header   *Line          // the first #Fields line
	fields   []string       // of the last one, in lower case
	rejects  map[parser.Reason]*Reject
	entries  [][]byte // the first ones

	order         order
	offsets       []string
	servers       servers
	conversations map[string]*conversation
	clients       map[string]*caller
	scratch       []byte
	forwardedOf   *parser.Layout // that the forwarded column was looked for in
	searched      int            // entries that it was looked for in
	unnamed       int64          // entries that end with an address
}

func (x *examiner) open(ctx context.Context) error {
	in, err := x.subject.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	if noted, ok := in.(interface{ Note() string }); ok {
		x.exam.Note = noted.Note()
	}
	x.parser.OnReject = x.reject
	layout := cmp.Or(x.subject.Layout, parser.Auto())
	if x.subject.Zone != nil {
		layout = layout.In(x.subject.Zone)
	}
	splitter := parser.NewSplitter(in, x.subject.Name, layout)
	var b parser.Block
	for ctx.Err() == nil && !x.headOnly {
		if err := splitter.Next(&b); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		x.block(&b)
	}
	return nil
}

func (x *examiner) block(b *parser.Block) {
	x.cutHead(b)
	x.look(b)
	x.parser.Reset(b)
	for e := x.parser.Next(); e != nil; e = x.parser.Next() {
		x.entry(e)
	}
}

// cutHead cuts a block behind the last line that is to be looked at.
func (x *examiner) cutHead(b *parser.Block) {
	if x.subject.Head == 0 {
		return
	}
	rest := b.Data
	for n := x.subject.Head - b.Line + 1; n > 0 && len(rest) > 0; n-- {
		_, rest = cutLine(rest)
	}
	x.headOnly = len(rest) > 0
	b.Data = b.Data[:len(b.Data)-len(rest)]
}

// entry takes down one entry.
func (x *examiner) entry(e *parser.Entry) {
	if e.Layout() != x.layout {
		x.newLayout(e)
	}
	if len(x.entries) < maxSamples {
		x.entries = append(x.entries, keep(e.Raw))
	}
	x.order.show(e.Line, e.Time)
	x.offset(e)
	x.servers.show(e, x.order.high)
	x.exam.Answers.show(e)
	if x.exam.Program == "" {
		x.logon(e)
		x.client(e)
	}
}

// maxSamples is how many lines are kept whole, maxSample how much of each in
// bytes.
const (
	maxSamples = 12
	maxSample  = 4 << 10
)

func keep(line []byte) []byte { return slices.Clone(line[:min(len(line), maxSample)]) }

// newLayout takes down what the first entry under a layout shows.
func (x *examiner) newLayout(e *parser.Entry) {
	x.layout = e.Layout()
	if x.exam.Evidence == nil {
		x.exam.Evidence = x.evidence(e)
	}
	if p := e.Program(); p != "" {
		x.exam.Program = p
		return
	}
	for _, name := range timeline.Missing(x.layout) {
		if !slices.Contains(x.exam.Missing, name) {
			x.exam.Missing = append(x.exam.Missing, name)
		}
	}
}

// evidence is the first #Fields line, or else the entry itself.
func (x *examiner) evidence(e *parser.Entry) *Line {
	switch {
	case x.header != nil && x.header.Number < e.Line && e.Layout().Format() == parser.W3C:
		return x.header
	case x.subject.Layout != nil:
		return nil
	}
	return &Line{e.Line, parser.Quote(e.Raw, maxQuote)}
}

// maxQuote is how much of a line is quoted, in bytes.
const maxQuote = 60

// reject takes down one rejected line.
func (x *examiner) reject(e *parser.LineError) {
	if x.exam.Rejected++; x.exam.Rejected <= maxSamples {
		x.exam.samples = append(x.exam.samples, keep(e.Text))
	}
	if x.rejects == nil {
		x.rejects = map[parser.Reason]*Reject{}
	}
	row := x.rejects[e.Reason]
	if row == nil {
		text, _, _ := bytes.Cut(around(e.Text, e.Column-1), []byte("\x00\x00")) // one of a run is enough
		row = &Reject{Reason: string(e.Reason), Column: e.Column, Field: e.Field, First: Line{e.Line, parser.Quote(text, maxQuote)}}
		x.rejects[e.Reason] = row
	}
	row.Count++
}

// quoteBefore is how much is quoted before the column that is wrong, in bytes.
const quoteBefore = 20

// finish puts together what was taken down.
func (x *examiner) finish() {
	e := x.exam
	t := x.parser.Tally()
	e.Lines, e.Entries, e.Directives, e.Blank = t.Lines, t.Entries, t.Directives, t.Blank
	e.Rejected, e.NULBytes = t.Rejected, t.NULBytes
	e.layout = cmp.Or(x.parser.Layout(), x.subject.Layout, parser.Auto())
	e.Format = e.layout.Name()
	e.Fields = fieldsOf(e.layout)
	if e.Entries == 0 && e.layout.Format() == parser.W3C {
		e.Evidence = x.header
		e.Program = cmp.Or(e.Program, e.layout.Program())
	}
	if e.layout.Format() != parser.W3C {
		e.Changes = nil
	}
	if len(e.samples) == 0 {
		e.samples = x.entries
	}
	for _, row := range x.rejects {
		e.Rejects = append(e.Rejects, *row)
	}
	slices.SortFunc(e.Rejects, func(a, b Reject) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Reason, b.Reason))
	})
	x.finishTimes(t)
	x.finishClients()
}

// parts are the known fields of formats that have no names for all of them.
var parts = []struct {
	field parser.Field
	name  string
}{
	{parser.FieldHost, "cs-host"},
	{parser.FieldClient, "c-ip"},
	{parser.FieldUser, "cs-username"},
	{parser.FieldTime, "time"},
	{parser.FieldRequest, "request"},
	{parser.FieldStatus, "sc-status"},
	{parser.FieldBytesSent, "sc-bytes"},
	{parser.FieldReferer, "cs(referer)"},
	{parser.FieldAgent, "cs(user-agent)"},
}

// fieldsOf returns the names of the fields of a layout.
func fieldsOf(l *parser.Layout) (names []string) {
	columns := l.Columns()
	if f := l.Format(); f == parser.W3C || f == parser.JSON {
		return columns
	}
	for _, p := range parts {
		if l.Has(p.field) && !slices.Contains(columns, p.name) {
			names = append(names, p.name)
		}
	}
	return append(names, columns...)
}

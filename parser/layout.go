package parser

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// A Format is a family of line grammars.
type Format uint8

// The formats. Unknown is the format of a source before its first line that a
// grammar accepts.
const (
	Unknown Format = iota
	W3C
	NCSA
	Custom       // a format string of Apache or nginx
	Native       // IIS's own, separated by commas
	LoadBalancer // of AWS
	JSON
)

// A Layout is what is needed to read a line: the format, its columns and, for
// W3C logs without a date field, the date. Layouts are immutable and shared.
type Layout struct {
	format     Format
	grammar    *grammar       // nil while the format is unknown
	candidates []*Layout      // Unknown: what the source may have, in this order
	zone       *time.Location // of times that say none; nil for UTC
	name       string
	title      string           // of the definition it comes from, or ""
	columns    []string         // W3C names, lower case
	known      [numFields]int16 // column of each known field, -1 where there is none

	// W3C
	text    string // the #Fields text, to recognise repeated headers
	program string
	writer  *w3cWriter // nil for IIS and whatever writes like it
	prefix  int        // bytes of date and time at the start of a line that a cached time can stand for; 0 if they stand elsewhere
	date    int64      // Unix seconds of #Date, or noDate
	dated   bool       // has a date column
	wall    bool       // the time column is of the local clock
	tabbed  bool       // fields are parted by tabs alone, where a line has as many

	// Custom
	pattern *pattern
	tick    time.Duration // what 1 means in FieldTimeTaken, 0 for a millisecond

	order dateOrder // of dates in IIS's own format
	// JSON
	ownKeys  map[string]jsonMeaning // what paths mean here that mean something else, or nothing, elsewhere
	ownNames map[string]string      // W3C names of such paths

	// NCSA
	shape  ncsaShape
	forced bool // every line has to have exactly this shape
}

const noDate = -1 << 62

// start is the layout that every source starts under unless one is forced.
var start = &Layout{date: noDate, known: noColumns()}

func noColumns() (known [numFields]int16) {
	for i := range known {
		known[i] = -1
	}
	return known
}

// Auto returns the layout of a source whose first line that a grammar accepts
// decides on its format.
func Auto() *Layout { return start }

// Among returns the layout of a source that may have one of some formats: the
// first in their order that accepts a line, from the first line that any does.
// A line that none accepts decides as it does under Auto.
func Among(layouts []*Layout) *Layout {
	n := *start
	n.candidates = layouts
	return &n
}

// accepts reports whether a line of text is an entry.
func (l *Layout) accepts(line []byte) bool {
	e := Entry{Raw: line, layout: l}
	return l.grammar.parse(&e).reason == ""
}

// In returns the layout with which times that say no zone are read in the
// given one. What such a layout becomes further down in the source keeps the
// zone. Formats that state the zone in each line, and W3C logs, which are in
// UTC unless their columns are date-local and time-local, are not touched.
func (l *Layout) In(zone *time.Location) *Layout {
	n := *l
	n.zone = zone
	return &n
}

// Titled returns the layout with a title that says where it is defined.
func (l *Layout) Titled(title string) *Layout {
	n := *l
	n.title = title
	return &n
}

// Title returns what Titled said, "" for formats that are known without a
// definition.
func (l *Layout) Title() string { return l.title }

// IsNCSA reports whether entries are to be judged as those of Apache and
// nginx: the format is none of IIS's own, and it has neither a substatus nor a
// Win32 status.
func (l *Layout) IsNCSA() bool {
	return (l.format != W3C || l.writer != nil) && l.known[FieldSubstatus] < 0 && l.known[FieldWin32] < 0
}

// Format returns the family of grammars.
func (l *Layout) Format() Format { return l.format }

// Name returns the name of the format: "w3c", "common", "combined" …, or ""
// while it is unknown.
func (l *Layout) Name() string { return l.name }

// Program returns what wrote a W3C log that is no web server's access log:
// "httperr" or "ftp", else "".
func (l *Layout) Program() string { return l.program }

// Has reports whether entries of the layout can have the field.
func (l *Layout) Has(f Field) bool {
	switch f {
	case FieldPath, FieldQuery:
		return l.known[f] >= 0 || l.known[FieldURI] >= 0
	}
	return l.known[f] >= 0
}

// settled reports whether it is known how the lines of the source are read.
func (l *Layout) settled() bool {
	return l.format != Unknown && (l.format != JSON || l.columns != nil)
}

// Columns returns the W3C names, in lower case, of the fields that entries can
// be asked for by name: of W3C logs all, in their order. The caller must not change the slice.
func (l *Layout) Columns() []string { return l.columns }

// Header returns the directives that make a W3C log of this layout, each with
// its newline; "" for other formats.
func (l *Layout) Header() string {
	if l.format != W3C {
		return ""
	}
	header := "#Fields: " + l.text + "\n"
	if !l.dated && l.date != noDate {
		header = "#Date: " + time.Unix(l.date, 0).UTC().Format(time.DateTime) + "\n" + header
	}
	return header
}

// column returns the index of the column of that name in any case, or else of
// the request header of that name, or -1.
func (l *Layout) column(name string) int {
	header := -1
	for i, c := range l.columns {
		switch {
		case strings.EqualFold(c, name):
			return i
		case header < 0 && isHeader(c, name):
			header = i
		}
	}
	return header
}

// isHeader reports whether a column is that of a request header.
func isHeader(column, name string) bool {
	return len(column) == len(name)+len("cs()") && column[:3] == "cs(" && strings.EqualFold(column[3:len(column)-1], name)
}

// w3cFields maps W3C names to known fields. Where several names mean the same
// field, the one that stands first in the layout wins.
// Source: Microsoft Learn, "W3C Logging" (HTTP Server API); W3C working draft
// WD-logfile; names in use by other writers.
var w3cFields = map[string]Field{
	"bytes":               FieldBytesSent,
	"c-auth-id":           FieldUser,
	"c-ip":                FieldClient,
	"cs(host)":            FieldHost,
	"cs(referer)":         FieldReferer,
	"cs(referrer)":        FieldReferer,
	"cs(user-agent)":      FieldAgent,
	"cs-bytes":            FieldBytesRead,
	"cs-host":             FieldHost,
	"cs-method":           FieldMethod,
	"cs-protocol-version": FieldProtocol,
	"cs-referer":          FieldReferer,
	"cs-referrer":         FieldReferer,
	"cs-uri":              FieldURI,
	"cs-uri-query":        FieldQuery,
	"cs-uri-stem":         FieldPath,
	"cs-user-agent":       FieldAgent,
	"cs-username":         FieldUser,
	"cs-version":          FieldProtocol,
	"date":                FieldDate,
	"date-local":          FieldDate,
	"s-computername":      FieldServerName,
	"s-ip":                FieldServer,
	"s-port":              FieldPort,
	"s-queuename":         FieldQueue,
	"s-reason":            FieldReason,
	"s-siteid":            FieldSite,
	"s-sitename":          FieldSite,
	"sc-bytes":            FieldBytesSent,
	"sc-status":           FieldStatus,
	"sc-substatus":        FieldSubstatus,
	"sc-win32-status":     FieldWin32,
	"time":                FieldTime,
	"time-local":          FieldTime,
	"time-taken":          FieldTimeTaken,
	"x-host-header":       FieldHost,
	"x-session":           FieldSession,
}

// namedFields are the layouts that --fields knows by name.
// Source: Microsoft Learn, "<logFile>": default field sets of IIS; field
// orders as HTTP.sys writes them.
var namedFields = []struct{ name, fields string }{
	{"iis", "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken"},
	{"iis6", "date time s-sitename s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status"},
	{"iis7", "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken"},
	{"iis-all", "date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken"},
}

// NamedFields returns the names that W3CLayout knows, and their fields.
func NamedFields() (names, fields []string) {
	for _, n := range namedFields {
		names = append(names, n.name)
		fields = append(fields, n.fields)
	}
	return names, fields
}

// W3CLayout returns the layout of W3C lines without a header: fields is one of
// NamedFields, or the field names as they would stand after "#Fields:",
// separated by blanks or commas. A #Fields directive in the log still takes
// effect from where it stands.
func W3CLayout(fields string) (*Layout, error) {
	for _, n := range namedFields {
		if strings.EqualFold(n.name, strings.TrimSpace(fields)) {
			fields = n.fields
		}
	}
	fields = strings.TrimPrefix(strings.ReplaceAll(fields, ",", " "), "#Fields:")
	l := start.withFields(fields)
	switch {
	case len(l.columns) < 2:
		return nil, fmt.Errorf("fields %s: no field names", Quote([]byte(fields), 60))
	case l.known[FieldStatus] < 0:
		return nil, fmt.Errorf("fields %s: sc-status is missing", Quote([]byte(fields), 60))
	}
	return l, nil
}

// skims reports whether there is a fast path that skims over lines.
func (l *Layout) skims() bool {
	if l.grammar == nil || l.grammar.skim == nil {
		return false
	}
	return l.prefix > 0 || l.format == NCSA && !(l.forced && (l.shape.vhost || l.shape.io))
}

// startsFreely reports whether entries start with what a client chooses, so
// that one that starts with "#" is no directive.
func (l *Layout) startsFreely() bool {
	if l.pattern == nil {
		return false
	}
	k := l.pattern.items[0].kind
	return !l.pattern.items[0].isText() && (k.escaped() || k == kindRaw)
}

// withFields returns the layout that a #Fields directive makes of l.
func (l *Layout) withFields(text string) *Layout {
	text = strings.TrimSpace(text)
	if l.format == W3C && text == l.text {
		return l
	}
	n := &Layout{format: W3C, grammar: &w3cGrammar, name: "w3c", text: text, zone: l.zone, date: l.date, known: noColumns()}
	n.columns = strings.Fields(strings.ToLower(text))
	for i, c := range n.columns {
		if f := w3cFields[c]; f != FieldNone && n.known[f] < 0 && i < 1<<15 {
			n.known[f] = int16(i)
		}
	}
	n.dated = n.known[FieldDate] >= 0
	n.wall = n.known[FieldTime] >= 0 && n.columns[n.known[FieldTime]] == "time-local"
	n.tabbed = strings.Contains(text, "\t")
	switch {
	case n.known[FieldDate] == 0 && n.known[FieldTime] == 1:
		n.prefix = len("2026-01-02 15:04:05")
	case !n.dated && n.known[FieldTime] == 0:
		n.prefix = len("15:04:05")
	}
	switch {
	case n.known[FieldReason] >= 0:
		n.program = "httperr"
	case n.known[FieldSession] >= 0:
		n.program = "ftp"
	}
	n.setWriter()
	return n
}

// directive returns the layout in force after a line that starts with "#". It
// is l itself unless the directive changes how lines are read.
func (l *Layout) directive(line []byte) *Layout {
	if l.format != Unknown && l.format != W3C || bytes.IndexByte(line, 0) >= 0 {
		return l
	}
	name, value, _ := bytes.Cut(line, []byte(":"))
	switch {
	case bytes.EqualFold(name, []byte("#Fields")):
		return l.withFields(string(value))
	case bytes.EqualFold(name, []byte("#Date")):
		return l.withDate(bytes.TrimSpace(value))
	}
	return l
}

func (l *Layout) withDate(value []byte) *Layout {
	date, ok := parseDate(value)
	if !ok || date == l.date {
		return l
	}
	n := *l
	n.date = date
	return &n
}

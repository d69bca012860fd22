package timeline

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"log401/classify"
	"log401/parser"
)

// An Account says what was read of the input and what could not be.
type Account struct {
	parser.Tally
	Outside      int64            // entries outside the span asked for; they count as entries
	Late         int64            // events more than ten minutes behind their stream's clock, or behind a released one
	Clock        int64            // Unix nanoseconds: the highest clock of a stream at the end
	PendingBytes int64            // of an unfinished last line that state left unread
	Zone         *time.Location   // of the Options
	Proxies      classify.Proxies // of the Options
	First, Last  int64            // Unix nanoseconds of the earliest and latest entry; 0 where there was none
	Sources      []SourceAccount
	Rejects      []Reject // one row a reason, most frequent first, then by name
}

// A SourceAccount is the account of one source. Sources stand in the order of
// their streams, and within a stream in reading order.
type SourceAccount struct {
	Name   string
	Stream string
	Format string // "w3c", "combined" …; "" where none was recognised
	Title  string // of the layout, where it has one
	parser.Tally
	Program       string   // what wrote it where that matters: "ftp", "httperr"; else ""
	MissingFields []string // W3C names of fields that log401 would use and the layout lacks
	FirstReject   string   // reason of the first rejected line, or ""
	StepsBack     int64    // how often the time fell by more than ten minutes, for good
	Astray        int64    // entries whose time stands alone, more than ten minutes ahead
	Success       bool     // at least one status below 400
	Clients       Clients
	Err           error  // what ended the source before its end, or nil
	Error         string // why it could not be read to its end, or ""
	Hint          string // what to do about Error or about having no entries, or ""
	Note          string // how its bytes were read where that is not plain, or ""
}

// Clients say what the clients of a source show of proxies in front of it.
type Clients struct {
	Looked    int64    // entries whose client was looked at: all of them at first, then some
	Top       string   // the client that most of them are of, or ""
	OfTop     int64    // how many, or a little fewer
	Field     bool     // there is the field that proxies are said to write
	Forwarded string   // name of a field that proxies may write, or ""; looked for where none is asked for
	Named     int64    // of Looked: with a value there
	Columns   []string // fields that can be asked for by name
}

// A Reject counts the rejected lines of one reason over all sources.
type Reject struct {
	Reason string
	Count  int64
	First  parser.Position
	Sample []byte // start of the first such line, cut; raw bytes
}

// fail notes what ended the source.
func (a *SourceAccount) fail(err error) {
	a.Err, a.Error = err, err.Error()
}

// wanted are the fields that log401 uses, with their W3C names.
var wanted = []struct {
	field parser.Field
	name  string
	w3c   bool // NCSA logs cannot have it
}{
	{parser.FieldClient, "c-ip", false},
	{parser.FieldUser, "cs-username", false},
	{parser.FieldMethod, "cs-method", false},
	{parser.FieldPath, "cs-uri-stem", false},
	{parser.FieldAgent, "cs(User-Agent)", false},
	{parser.FieldStatus, "sc-status", false},
	{parser.FieldSubstatus, "sc-substatus", true},
	{parser.FieldWin32, "sc-win32-status", true},
}

// note takes down what the first entry under a layout shows; field is that of
// proxies, or "".
func (a *SourceAccount) note(e *parser.Entry, field string) {
	l := e.Layout()
	a.Clients.note(e, field)
	if p := e.Program(); p != "" {
		a.Program = p
		return
	}
	for _, name := range Missing(l) {
		if !slices.Contains(a.MissingFields, name) {
			a.MissingFields = append(a.MissingFields, name)
		}
	}
}

func (c *Clients) note(e *parser.Entry, field string) {
	c.Columns = e.Layout().Columns()
	c.Field = c.Field || field != "" && e.HasName(field)
	if c.Forwarded == "" && !c.Field {
		c.Forwarded = classify.ForwardedField(e)
	}
}

// Missing returns the W3C names of fields that log401 would use and the layout
// lacks. Substatus and Win32 status are not missing in logs of servers that
// have none.
func Missing(l *parser.Layout) (names []string) {
	for _, w := range wanted {
		if !l.Has(w.field) && !(w.w3c && l.IsNCSA()) {
			names = append(names, w.name)
		}
	}
	return names
}

// accountOf adds up what the readers read.
func accountOf(readers []*reader) (a Account) {
	rejects := map[string]*Reject{}
	var all span
	for _, r := range readers {
		a.Outside += r.outside
		a.Late += r.late
		a.Clock = max(a.Clock, r.clock.now)
		if r.span.any {
			all.add(r.span.first)
			all.add(r.span.last)
		}
		for _, s := range r.accounts {
			a.Tally.Add(s.Tally)
			a.Sources = append(a.Sources, s)
		}
		for reason, row := range r.rejects {
			if first := rejects[string(reason)]; first != nil {
				first.Count += row.Count
			} else {
				rejects[string(reason)] = row
			}
		}
	}
	a.First, a.Last = all.first, all.last
	for _, row := range rejects {
		a.Rejects = append(a.Rejects, *row)
	}
	slices.SortFunc(a.Rejects, func(a, b Reject) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Reason, b.Reason))
	})
	return a
}

// Package doctor examines single logs: what each is, what is wrong with it, and
// what puts it right. An Exam rests on the bytes of its source alone.
package doctor

import (
	"time"

	"log401/internal/mend"
	"log401/parser"
)

// An Exam is what is known of one source. It is immutable.
type Exam struct {
	Source string `json:"source"`
	Stream string `json:"stream"`

	Format  string   `json:"format"`  // "w3c", "combined" …; "" where none was recognised
	Program string   `json:"program"` // what wrote it where it is no web server's access log: "ftp", "httperr"
	Writer  string   `json:"writer"`  // as #Software says, or ""
	Note    string   `json:"note"`    // what is to be known about how its bytes are read, or ""
	Fields  []string `json:"fields"`  // W3C names, those of the last layout
	Missing []string `json:"missing"` // W3C names of fields that log401 would use

	Evidence *Line    `json:"evidence"` // the line that decided on the format; nil where none did
	Changes  []Change `json:"changes"`  // of the fields in mid-file, the first few
	Headers  int64    `json:"headers"`  // #Fields lines

	Lines      int64    `json:"lines"`
	Entries    int64    `json:"entries"`
	Directives int64    `json:"directives"`
	Blank      int64    `json:"blank"`
	Rejected   int64    `json:"rejected"`
	NULBytes   int64    `json:"nul_bytes"`
	Rejects    []Reject `json:"rejects"` // one row a reason, most frequent first
	Text       Text     `json:"text"`

	Times   Times   `json:"times"`
	Answers Answers `json:"answers"`
	Logons  Logons  `json:"logons"`
	Clients Clients `json:"clients"`

	Complete bool      `json:"complete"` // read to its end, not only its head
	Findings []Finding `json:"findings"`

	argument string         // that reads it
	layout   *parser.Layout // of the last entry, or what the last line left
	samples  [][]byte       // the first lines that no grammar accepts, else the first entries
}

// A Level says what a finding asks for.
type Level string

// The levels, from the one that needs nothing to the worst.
const (
	Look    Level = "look"    // worth knowing
	Improve Level = "improve" // log401 could say more, or more surely
	Broken  Level = "broken"  // the source, or a part of it, cannot be read
)

// A Finding is one thing about a source that is not as it should be or is good
// to know, and how to change it.
type Finding struct {
	Kind  string         `json:"kind"`  // stable name: "missing-fields"
	Level Level          `json:"level"` // what it asks for
	Label string         `json:"label"` // what it is about, one of Labels
	Text  string         `json:"text"`  // a sentence or two; quotes text of the log only escaped
	To    []mend.Setting `json:"to_do"` // what to do about it
}

// Labels are what findings are about, in the order of texts.
var Labels = []string{"Problem", "Format", "Fields", "Time", "Lines", "Logons", "Clients"}

// A Line is a line of the source, as far as it is needed.
type Line struct {
	Number int64  `json:"line"`
	Text   string `json:"text"` // its start, quoted
}

// A Change is a #Fields line that is not like the one before.
type Change struct {
	Line    int64    `json:"line"`
	Added   []string `json:"added"`
	Removed []string `json:"removed"`
	Moved   bool     `json:"moved"` // the same fields in another order
}

// A Reject counts the lines rejected for one reason.
type Reject struct {
	Reason string `json:"reason"`
	Count  int64  `json:"count"`
	First  Line   `json:"first"`
	Column int    `json:"column"` // byte of the first line, from 1; 0 for the whole line
	Field  string `json:"field"`  // W3C name of what is wrong in it, or ""
}

// Broken reports whether some of the source cannot be read.
func (x *Exam) Broken() bool { return x.has(Broken) }

// ToDo counts what there is to improve.
func (x *Exam) ToDo() (n int) {
	for i := range x.Findings {
		if f := &x.Findings[i]; f.Level == Improve {
			n++
		}
	}
	return n
}

func (x *Exam) has(l Level) bool {
	for i := range x.Findings {
		if x.Findings[i].Level == l {
			return true
		}
	}
	return false
}

// A Time is Unix nanoseconds, UTC; JSON has it in RFC 3339, and null for 0.
type Time int64

// MarshalJSON writes the time as RFC 3339.
func (t Time) MarshalJSON() ([]byte, error) {
	if t == 0 {
		return []byte("null"), nil
	}
	return time.Unix(0, int64(t)).UTC().MarshalJSON()
}

// String writes the time for people, without zone.
func (t Time) String() string { return time.Unix(0, int64(t)).UTC().Format("2006-01-02 15:04:05") }

package report

import (
	"io"

	"log401/parser"
)

// A RejectedForm is a way to write rejected lines.
type RejectedForm uint8

const (
	// RejectedCSV is a table: where each line stands, why it was rejected, and
	// its text, made safe as in WriteCSV.
	RejectedCSV RejectedForm = iota

	// RejectedLog is a log to be mended and read again: each line byte by byte
	// as it was, behind a comment that says where it stands and why it was
	// rejected, and behind the directives that were in force there.
	RejectedLog
)

// Head returns what stands before all lines.
func (f RejectedForm) Head() string {
	if f == RejectedLog {
		return ""
	}
	return "source,line,column,reason,field,text\r\n"
}

// A RejectedWriter writes rejected lines of one stream, without the head.
type RejectedWriter struct {
	form   RejectedForm
	csv    csvWriter
	header string // the directives written last
	count  int64
}

// NewRejectedWriter returns one that writes to w, a line at a time.
func NewRejectedWriter(w io.Writer, form RejectedForm) *RejectedWriter {
	return &RejectedWriter{form: form, csv: csvWriter{w: w}}
}

// Count returns how many lines were written.
func (r *RejectedWriter) Count() int64 { return r.count }

// Line writes one line, and returns the first error of the writer below.
func (r *RejectedWriter) Line(e *parser.LineError) error {
	r.count++
	if r.form == RejectedLog {
		r.raw(e)
	} else {
		r.row(e)
	}
	err := r.csv.flush()
	if cap(r.csv.b) > keptBuffer {
		r.csv.b = nil // there are as many of r as there are streams
	}
	return err
}

// keptBuffer is the largest buffer that a RejectedWriter keeps for the next
// line.
const keptBuffer = 4 << 10

func (r *RejectedWriter) row(e *parser.LineError) {
	c := &r.csv
	c.text(e.Source)
	c.int(e.Line)
	if e.Column > 0 {
		c.int(int64(e.Column))
	} else {
		c.text("")
	}
	c.text(reasonOf(e))
	c.text(e.Field)
	c.text(string(e.Text))
	c.row()
}

func (r *RejectedWriter) raw(e *parser.LineError) {
	c := &r.csv
	if header := e.Layout.Header(); header != r.header {
		r.header = header
		c.b = append(c.b, header...)
	}
	why := reasonOf(e)
	if e.Field != "" {
		why = e.Field + ": " + why
	}
	c.b = append(c.b, "#Rejected: "+clean(e.Position.String()+": "+why, false)+"\n"...)
	c.b = append(c.b, e.Text...)
	c.b = append(c.b, '\n')
}

func reasonOf(e *parser.LineError) string {
	if e.Cut {
		return string(e.Reason) + ", this is its start"
	}
	return string(e.Reason)
}

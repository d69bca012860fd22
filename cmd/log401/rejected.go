package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"log401/internal/spool"
	"log401/parser"
	"log401/report"
)

// rejectedLines are the rejected lines of all streams. They wait in a
// temporary file, since streams are read at the same time, and their lines are
// to stand in the order of the streams. A nil one wants none.
type rejectedLines struct {
	name    string
	form    report.RejectedForm
	temp    *os.File
	spool   *spool.Spool
	writers []*report.RejectedWriter
}

// rejectedForm is that of a file of that name.
func rejectedForm(name string) report.RejectedForm {
	if strings.EqualFold(filepath.Ext(name), ".log") {
		return report.RejectedLog
	}
	return report.RejectedCSV
}

// openRejected makes room for the rejected lines of some streams, or returns
// nil where name is "". The temporary file stands beside the one to be
// written, where there has to be room for as much, if that is a file.
func openRejected(name string, streams int) (*rejectedLines, error) {
	if name == "" {
		return nil, nil
	}
	folder := filepath.Dir(target(name))
	if info, err := os.Stat(name); name == "-" || err == nil && !info.Mode().IsRegular() {
		folder = ""
	}
	temp, err := os.CreateTemp(folder, ".log401-*")
	if err != nil {
		return nil, pathless(err, name)
	}
	r := &rejectedLines{name: name, form: rejectedForm(name), temp: temp, spool: spool.New(temp, streams)}
	for i := range streams {
		r.writers = append(r.writers, report.NewRejectedWriter(r.spool.Writer(i), r.form))
	}
	return r, nil
}

// line keeps a rejected line. An error stays until the end: the report is
// worth having without these lines.
func (r *rejectedLines) line(stream int, e *parser.LineError) { _ = r.writers[stream].Line(e) }

// close removes the temporary file.
func (r *rejectedLines) close() {
	if r != nil {
		_ = r.temp.Close()
		_ = os.Remove(r.temp.Name())
	}
}

// write writes the file, whole or not at all, and says how many lines are in
// it.
func (r *rejectedLines) write(e *env, quiet bool) error {
	if r == nil {
		return nil
	}
	err := e.writeOutput(r.name, func(w io.Writer) error {
		if _, err := io.WriteString(w, r.form.Head()); err != nil {
			return err
		}
		return pathless(r.spool.CopyTo(w), r.name)
	})
	if err != nil {
		return fmt.Errorf("rejected lines: %w", err)
	}
	if !quiet {
		e.complain(errors.New(r.summary()))
	}
	return nil
}

func (r *rejectedLines) summary() string {
	var n int64
	for _, w := range r.writers {
		n += w.Count()
	}
	name := r.name
	if name == "-" {
		name = "standard output"
	}
	return counted(n, "rejected line was", "rejected lines were") + " written to " + name
}

// checkRejected refuses to write the rejected lines over the report or over a
// log.
func (f *scanFlags) checkRejected(j *job) error {
	switch {
	case f.rejected == "":
		return nil
	case f.rejected == "-" && (f.output == "" || f.output == "-"):
		return hinted{errors.New("--rejected - and the report would both go to standard output"), "name a file for one of them, such as --rejected rejected.csv"}
	case f.output != "" && sameFile(f.rejected, f.output):
		return hinted{fmt.Errorf("--rejected and --output are both %s", f.rejected), "give each a file of its own"}
	}
	return checkNoLog("rejected", f.rejected, j.streams)
}

// sameFile reports whether two names are of one file, which need not be there.
func sameFile(a, b string) bool {
	if target(filepath.Clean(a)) == target(filepath.Clean(b)) {
		return true
	}
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && one.Mode().IsRegular() && os.SameFile(one, other)
}

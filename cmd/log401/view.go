package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"log401/report"
)

// viewFlags are the flags of what is written for people to read.
type viewFlags struct {
	top   int // its flag is for each command to add, with a default of its own
	width int
	ascii bool
	color string

	encoding string
}

func (f *viewFlags) add(out flagGroup) {
	out.set.IntVar(&f.width, "width", 0, "`columns` of tables (default those of the terminal, else 80)")
	out.set.BoolVar(&f.ascii, "ascii", false, "nothing but ASCII in tables, as for mail")
	out.set.StringVar(&f.encoding, "encoding", "", "code `page` in which to show users and paths that are not UTF-8:\nwindows-1252, iso-8859-15, shift_jis ...; their bytes stay what counts")
	out.set.StringVar(&f.color, "color", "auto", "colour in tables: auto, always or never")
}

// checkEncoding is a check of what is decoded, in every form of a report.
func (f *viewFlags) checkEncoding(_ *env, j *job) (err error) {
	if f.encoding == "" {
		return nil
	}
	if j.encoding, err = report.NewEncoding(f.encoding); err != nil {
		near := report.NearEncodings(f.encoding)
		hint := "encodings are " + strings.Join(report.EncodingNames(), ", ")
		if len(near) > 0 {
			hint = "did you mean " + strings.Join(near, ", or ") + "?"
		}
		return hinted{fmt.Errorf("--encoding: %w", err), hint}
	}
	return nil
}

// options checks the flags and returns what they ask for, on the terminal or in
// a file.
func (f *viewFlags) options(e *env, j *job, toFile bool) (report.TableOptions, error) {
	if !slices.Contains([]string{"auto", "always", "never"}, f.color) {
		return report.TableOptions{}, hinted{fmt.Errorf("--color %q is not known", f.color), "it is auto, always or never"}
	}
	if f.top < 0 || f.width < 0 {
		return report.TableOptions{}, hinted{errors.New("--top and --width are numbers from 0 on"), "0 for all rows, or for the width of the terminal"}
	}
	t := e.terminal
	o := report.TableOptions{
		Width: f.width, ASCII: f.ascii || t.ascii, Top: f.top, Location: j.zone,
		Color: f.color == "always" || f.color == "auto" && t.color && !toFile,
	}
	if o.Width == 0 {
		o.Width = t.width
	}
	if o.Top == 0 {
		o.Top = -1
	}
	return o, nil
}

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"time"

	"log401/internal/doctor"
	"log401/report"
)

// doctorFlags are the values of the flags of doctor.
type doctorFlags struct {
	readFlags
	viewFlags
	format, output string
	head           int64
	exitCode       bool
}

func doctorPage(f *doctorFlags) *page {
	out, in := newGroup("Answer"), newGroup("Input")
	out.set.StringVar(&f.format, "format", "table", "form of the answer: table, for people, or json")
	out.set.StringVarP(&f.output, "output", "o", "", "write the answer to `file`, whole or not at all")
	f.viewFlags.add(out)
	out.set.BoolVar(&f.exitCode, "exit-code", false, "exit with 1 if there is something to improve")
	in.set.Int64Var(&f.head, "head", 0, "look at the first `lines` of each file only (default all)")
	f.readFlags.add(in)
	return &page{
		usage: "log401 doctor [flags] [path...]",
		about: "Says of each log what it is and what is wrong with it: its format and the line that\n" +
			"tells it, fields that are missing and what that costs, times and gaps in them,\n" +
			"rejected lines, how people log on, proxies; then what to do, with the commands and\n" +
			"lines of configuration of the server that wrote it. Nothing is changed.",
		examples: []string{
			`log401 doctor C:\inetpub\logs\LogFiles`,
			"log401 doctor /var/log/nginx/access.log",
			"log401 doctor --head 10000 'access.log*'",
			"ssh web1 cat /var/log/nginx/access.log | log401 doctor",
			"log401 doctor --format json /var/log/httpd",
		},
		groups: []flagGroup{out, in},
		after: "Files of one folder that come to the same are told of together.\n" +
			"Exit status: 0 all could be read; 1 there is something to improve, with --exit-code;\n" +
			"2 wrong usage; 3 some could not be read or is no log; 4 the answer could not be\n" +
			"written; 130 interrupted.",
	}
}

// doctorCommand says what logs are and what is wrong with them.
func doctorCommand(ctx context.Context, e *env, args []string) (int, error) {
	var f doctorFlags
	page := doctorPage(&f)
	paths, err := page.parse(args)
	if err != nil {
		return page.refuse(e, err)
	}
	j := &job{paths: paths, zone: time.UTC}
	if err := j.check(e, append(f.checks(), f.checkForm)); err != nil {
		return exitUsage, err
	}
	view, err := f.options(e, j, f.output != "" && f.output != "-")
	if err != nil {
		return exitUsage, err
	}
	defer limitProcessors(j.read.Jobs)()
	return f.profiled(func() (int, error) { return e.doctor(ctx, j, &f, view) })
}

// doctor examines the logs of a job.
func (e *env) doctor(ctx context.Context, j *job, f *doctorFlags, view report.TableOptions) (int, error) {
	if err := j.expand(ctx, e); err != nil {
		return exitUsage, err
	}
	if err := checkNoLog("output", f.output, j.streams); err != nil {
		return exitUsage, err
	}
	_, clear := e.showProgress(j, "")
	exams := examineAll(ctx, j, f.head)
	clear()
	err := e.writeOutput(f.output, func(w io.Writer) error {
		if f.format == "json" {
			return report.WriteExamsJSON(w, exams, ctx.Err() == nil)
		}
		return report.WriteExams(w, exams, ctx.Err() == nil, view)
	})
	if err != nil {
		return exitOutput, fmt.Errorf("answer: %w", err)
	}
	return examStatus(ctx, exams, f.exitCode), nil
}

func (f *doctorFlags) checkForm(*env, *job) error {
	if f.format != "table" && f.format != "json" {
		return hinted{fmt.Errorf("--format %q is not known", f.format), "answers are table or json; the format of the logs is --log-format"}
	}
	if f.head < 0 {
		return hinted{errors.New("--head is a number from 1 on"), "leave it out to look at all lines"}
	}
	return nil
}

// examineAll examines the sources, several at a time, and returns the exams in
// the order of the sources. Paths that name no source come first.
func examineAll(ctx context.Context, j *job, head int64) []*doctor.Exam {
	exams := make([]*doctor.Exam, 0, len(j.problems))
	for i := range j.problems {
		p := &j.problems[i]
		exams = append(exams, doctor.Examine(ctx, doctor.Subject{Name: p.Path, Named: true, Open: func() (io.ReadCloser, error) { return nil, p }}))
	}
	subjects := subjectsOf(ctx, j, head)
	found := make([]*doctor.Exam, len(subjects))
	work := make(chan int)
	var wait sync.WaitGroup
	for range cmp.Or(j.read.Jobs, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := range work {
				found[i] = doctor.Examine(ctx, subjects[i])
			}
		})
	}
	for i := range subjects {
		if interrupted(ctx) {
			break
		}
		work <- i
	}
	close(work)
	wait.Wait()
	exams = append(exams, slices.DeleteFunc(found, func(x *doctor.Exam) bool { return x == nil })...)
	doctor.Compare(exams)
	return exams
}

// subjectsOf returns what there is to examine.
func subjectsOf(ctx context.Context, j *job, head int64) (subjects []doctor.Subject) {
	for i, stream := range timelineStreams(ctx, j.streams, j.server, nil) {
		for k, src := range stream.Sources {
			subjects = append(subjects, doctor.Subject{
				Name: src.Name, Path: j.streams[i].Sources[k].Path, Stream: stream.Name, Named: j.streams[i].Sources[k].Explicit,
				Layout: cmp.Or(src.Layout, j.read.Layout), Zone: j.read.Zone, Open: src.Open, Head: head,
			})
		}
	}
	return subjects
}

func examStatus(ctx context.Context, exams []*doctor.Exam, exitCode bool) int {
	switch {
	case interrupted(ctx):
		return exitInterrupted
	case slices.ContainsFunc(exams, (*doctor.Exam).Broken):
		return exitUnreadable
	case exitCode && slices.ContainsFunc(exams, func(x *doctor.Exam) bool { return x.ToDo() > 0 }):
		return exitAlerts
	}
	return exitDone
}

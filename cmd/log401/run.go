package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"log401/classify"
	"log401/detect"
	"log401/handshake"
	"log401/internal/mend"
	"log401/parser"
	"log401/report"
	"log401/source"
	"log401/timeline"
)

// findings are what came of reading all input.
type findings struct {
	report *report.Report // nil where there was nothing to read at all
	trace  *detect.Trace  // of whom the job watches, or nil
	failed bool           // some input could not be read
}

// A sink passes what handshake settles to the rules, those of other tools, and
// the report.
type sink struct {
	detector *detect.Detector
	profiles *detect.Profiles
	builder  *report.Builder
	teller   *report.Teller // nil where no story is asked for

	clock int64 // that the rules have seen
	fed   bool  // they were given something since
}

// advance moves the clock of the rules to that of an event.
func (s *sink) advance(clock int64) {
	if clock == s.clock && !s.fed {
		return
	}
	s.detector.Advance(clock)
	s.profiles.Advance(clock)
	s.clock, s.fed = clock, false
}

// restart begins a new stretch of time.
func (s *sink) restart(clock int64) {
	s.detector.Restart(clock)
	s.profiles.Restart(clock)
	s.fed = true
}

func (s *sink) Denial(d *handshake.Denial) {
	s.fed = true
	s.detector.Denial(d)
	s.profiles.Denial(d)
	s.builder.Denial(d)
	s.teller.Denial(d, s.detector.Fate())
}

func (s *sink) Attributed(d *handshake.Denial) {
	s.builder.Attributed(d)
	s.teller.Attributed(d)
}

func (s *sink) SignIn(i *handshake.SignIn) {
	s.fed = true
	s.detector.SignIn(i)
	s.teller.SignIn(i)
}

func (s *sink) Answer(e *classify.Event) {
	s.fed = true
	s.detector.Answer(e)
}

// readAll is the one loop: it takes the events of all streams in order through
// handshake and detect into a report.
func (e *env) readAll(ctx context.Context, j *job, quiet bool) findings {
	s := &sink{
		detector: detect.New(j.rules), profiles: cmp.Or(j.profiles, &detect.Profiles{}),
		builder: report.NewBuilder(j.report), teller: j.teller, fed: true,
	}
	folder := handshake.NewFolder(j.windows, s)
	ahead := source.NewAhead(ctx, cmp.Or(j.read.Jobs, runtime.GOMAXPROCS(0)), len(j.streams))
	defer ahead.Close()
	shown, clear := e.showProgress(j, "")
	account, complete := timeline.Run(ctx, timelineStreams(ctx, j.streams, j.server, ahead), j.read, func(ev *classify.Event) {
		if ev.StepsBack {
			folder.Restart(ev.Clock)
			s.restart(ev.Clock)
		}
		if ev.Aside() {
			s.builder.Aside(ev)
			return
		}
		folder.Event(ev)
		if j.profiles != nil {
			s.profiles.Event(ev)
			s.fed = true
		}
		s.advance(ev.Clock)
		shown.event(s.detector)
	})
	folder.Advance(account.Clock)
	folder.Finish()
	s.detector.Advance(account.Clock)
	s.detector.Finish()
	s.profiles.Finish()
	explainSources(&account, j.streams)
	addProblems(&account, j.problems)
	clear()
	if !quiet {
		e.complainOf(account.Sources)
	}
	f := findings{failed: anyFailed(account.Sources), trace: s.detector.Trace()}
	if nothingRead(&account) && !f.failed && complete {
		f.failed = true
		if !quiet {
			e.complain(hinted{errors.New("no file has a single entry of an access log"), "name the folder that the web server logs to; the report says what the files are"})
		}
	}
	if len(j.streams) > 0 {
		f.report = s.builder.Report(account, s.detector.Alerts(), limits(folder, s), complete)
		f.report.Profiles = s.profiles.Results()
		f.report.Lockouts = s.detector.Lockouts()
		if note := report.UnnamedLockouts(s.detector.UnnamedLockouts()); note != "" {
			f.report.Notes = append(f.report.Notes, note)
		}
		f.report.Notes = slices.Concat(j.notes, j.server.decidedNotes(account.Sources), f.report.Notes)
		f.report.ShowIn(j.encoding)
	}
	return f
}

// timelineStreams makes the streams of package source those of timeline, with
// the layouts that the server is known to give them. If ahead is not nil, the
// sources have to be opened in their order.
func timelineStreams(ctx context.Context, streams []source.Stream, server *serverFormats, ahead *source.Ahead) (out []timeline.Stream) {
	for _, s := range streams {
		t, queue := timeline.Stream{Name: s.Name}, ahead.NewQueue()
		for _, src := range s.Sources {
			layout, open := server.layoutOf(src.Name), queue.Add(&src, openUntil(ctx, src))
			if p := layout.problem; p != nil {
				open = func() (io.ReadCloser, error) { return nil, p }
			}
			t.Sources = append(t.Sources, timeline.Source{Name: src.Name, Folder: src.Folder, Layout: layout.layout, Open: open})
		}
		out = append(out, t)
	}
	return out
}

// explainSources says of sources that could not be read, or gave nothing, why
// and what to do.
func explainSources(a *timeline.Account, streams []source.Stream) {
	i := 0
	for _, stream := range streams {
		for _, src := range stream.Sources {
			if i < len(a.Sources) && a.Sources[i].Name == src.Name {
				explainSource(&a.Sources[i], src)
				i++
			}
		}
	}
}

func explainSource(a *timeline.SourceAccount, src source.Source) {
	var p *source.Problem
	switch {
	case errors.As(a.Err, &p):
		a.Error, a.Hint = p.Text, p.Hint
		if p.Kind == source.NotLog && !src.Explicit {
			a.Error, a.Err = "", nil
			a.Hint = "not read: it is " + p.What
		}
	case a.Err != nil:
	case a.Lines == 0 && a.NULBytes == 0:
		a.Hint = mend.Empty(a.Name)
	case a.Entries == 0 && a.Rejected > 0 && src.Explicit:
		a.Error = "not one of " + counted(a.Lines, "line", "lines") + " is an entry of an access log"
		a.Hint = mend.NoEntries(parser.Reason(a.FirstReject), a.Format) + askDoctor(a)
	case a.Entries == 0 && a.Rejected > 0:
		a.Hint = "no line of it is an entry of an access log; " + mend.NoEntries(parser.Reason(a.FirstReject), a.Format)
	case a.Entries == 0 && a.Lines > 0:
		a.Hint = "it has no entries"
	}
}

// askDoctor says who guesses the format of lines that no format fits.
func askDoctor(a *timeline.SourceAccount) string {
	if r := parser.Reason(a.FirstReject); r != parser.ReasonNoFormat && r != parser.ReasonNoRequest || a.Format != "" {
		return ""
	}
	return "; log401 doctor guesses more"
}

// addProblems adds the paths that named no source, so that the report tells of
// them, too.
func addProblems(a *timeline.Account, problems []source.Problem) {
	for _, p := range problems {
		a.Sources = append(a.Sources, timeline.SourceAccount{Name: p.Path, Error: p.Text, Hint: p.Hint, Err: p.Err})
	}
}

// nothingRead reports whether there was something to read, and not an entry in
// it. A log that is empty so far, or has only its header, is no reason for
// alarm.
func nothingRead(a *timeline.Account) bool {
	if a.Entries > 0 {
		return false
	}
	foreign := false
	for _, s := range a.Sources {
		if s.Rejected == 0 && (s.Hint == mend.Empty(s.Name) || s.Format != "") {
			return false
		}
		foreign = foreign || s.Hint != ""
	}
	return foreign
}

func anyFailed(sources []timeline.SourceAccount) bool {
	for _, s := range sources {
		if s.Error != "" {
			return true
		}
	}
	return false
}

// maxComplaints is how many sources are complained of one by one; the report
// tells of all.
const maxComplaints = 10

// complainOf prints what could not be read.
func (e *env) complainOf(sources []timeline.SourceAccount) {
	n := 0
	for _, s := range sources {
		if s.Error == "" {
			continue
		}
		if n++; n <= maxComplaints {
			e.complain(hinted{fmt.Errorf("%s: %s", s.Name, s.Error), s.Hint})
		}
	}
	if n > maxComplaints {
		e.complain(fmt.Errorf("%d more sources could not be read", n-maxComplaints))
	}
}

// limits says which bounds on memory were reached.
func limits(f *handshake.Folder, s *sink) (out []string) {
	l := f.Limited()
	for _, limit := range []struct {
		n    int64
		what string
	}{
		{l.Forced, "More requests without an outcome were open at once than are remembered: %d were given up early. --max-conversations raises the limit on conversations."},
		{l.Crowded, "More requests that matter fell into one second than are put in order at once, %d times: there the order of lines may have had a part in outcomes."},
		{l.Names, "More conversations were under way than are remembered: users named in them were forgotten %d times, and likely users may be missing. --max-conversations raises the limit."},
		{l.Waiting, "More failures without a user came at once than wait for one: %d were looked at early, and likely users may be missing."},
	} {
		if limit.n > 0 {
			out = append(out, fmt.Sprintf(limit.what, limit.n))
		}
	}
	if n := s.profiles.Hurried(); n > 0 {
		out = append(out, fmt.Sprintf("More requests waited to be put in order for --profile than are remembered: %d were counted early.", n))
	}
	for _, cut := range slices.Concat(s.detector.Limited(), s.profiles.Limited()) {
		var what []string
		if cut.Keys > 0 {
			what = append(what, counted(cut.Keys, "key was", "keys were")+" forgotten early")
		}
		if cut.Alerts > 0 {
			what = append(what, counted(cut.Alerts, "finished alert was", "finished alerts were")+" dropped")
		}
		out = append(out, fmt.Sprintf("What is remembered for %s reached its limit: %s. Alerts may be missing. --max-keys raises the limit.", cut.Rule, strings.Join(what, ", ")))
	}
	return out
}

func counted(n int64, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

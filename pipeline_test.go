package log401_test

import (
	"bytes"
	"context"
	"io"
	"testing"

	"log401/classify"
	"log401/detect"
	"log401/handshake"
	"log401/internal/labelled"
	"log401/report"
	"log401/timeline"
)

// A pipeline is all that stands between logs and reports, as the command joins
// it, and keeps what each denial became.
type pipeline struct {
	folder   *handshake.Folder
	detector *detect.Detector
	profiles *detect.Profiles
	builder  *report.Builder
	denials  []handshake.Denial // as settled first
	likely   []handshake.Denial // failures without a user, once attributed
}

func newPipeline(t testing.TB) *pipeline {
	t.Helper()
	profiles, err := detect.NewProfiles([]string{"all"}, detect.ProfileOptions{Examples: -1})
	if err != nil {
		t.Fatal(err)
	}
	p := &pipeline{
		detector: detect.New(detect.Options{Lateness: handshake.Options{}.Lateness()}),
		profiles: profiles, builder: report.NewBuilder(report.Options{All: true}),
	}
	p.folder = handshake.NewFolder(handshake.Options{}, p)
	return p
}

// Denial makes the pipeline a handshake.Sink, with the methods below.
func (p *pipeline) Denial(d *handshake.Denial) {
	p.denials = append(p.denials, *d)
	p.detector.Denial(d)
	p.profiles.Denial(d)
	p.builder.Denial(d)
}

func (p *pipeline) Attributed(d *handshake.Denial) {
	p.likely = append(p.likely, *d)
	p.builder.Attributed(d)
}

func (p *pipeline) SignIn(s *handshake.SignIn) { p.detector.SignIn(s) }

func (p *pipeline) Answer(ev *classify.Event) { p.detector.Answer(ev) }

// event takes the next event of all streams.
func (p *pipeline) event(ev *classify.Event) {
	if ev.StepsBack {
		p.folder.Restart(ev.Clock)
		p.detector.Restart(ev.Clock)
		p.profiles.Restart(ev.Clock)
	}
	p.folder.Event(ev)
	p.detector.Advance(ev.Clock)
	p.profiles.Event(ev)
	p.profiles.Advance(ev.Clock)
}

// finish ends the input and returns the report.
func (p *pipeline) finish(account timeline.Account) *report.Report {
	p.folder.Advance(account.Clock)
	p.folder.Finish()
	p.detector.Advance(account.Clock)
	p.detector.Finish()
	p.profiles.Finish()
	r := p.builder.Report(account, p.detector.Alerts(), nil, true)
	r.Profiles = p.profiles.Results()
	r.Lockouts = p.detector.Lockouts()
	if note := report.UnnamedLockouts(p.detector.UnnamedLockouts()); note != "" {
		r.Notes = append(r.Notes, note)
	}
	return r
}

// read takes the pipeline through whole streams.
func (p *pipeline) read(t testing.TB, streams []timeline.Stream, jobs int) *report.Report {
	t.Helper()
	account, complete := timeline.Run(context.Background(), streams, timeline.Options{Jobs: jobs}, p.event)
	if !complete || account.Rejected > 0 || account.Late > 0 {
		t.Fatalf("complete %v, %+v", complete, account)
	}
	return p.finish(account)
}

// streamsOf makes the files of a log the streams that the command would see.
func streamsOf(l *labelled.Log) (streams []timeline.Stream) {
	for _, f := range l.Files {
		if n := len(streams); n == 0 || streams[n-1].Name != f.Stream {
			streams = append(streams, timeline.Stream{Name: f.Stream})
		}
		last := &streams[len(streams)-1]
		last.Sources = append(last.Sources, timeline.Source{Name: f.Name, Folder: f.Folder, Open: func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(f.Data)), nil
		}})
	}
	return streams
}

// jsonOf returns a report as JSON.
func jsonOf(t testing.TB, r *report.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteJSON(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

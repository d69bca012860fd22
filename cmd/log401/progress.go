package main

import (
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"log401/detect"
	"log401/source"
)

const (
	progressDelay = 500 * time.Millisecond // work that is done by then shows none
	progressEvery = 150 * time.Millisecond
	progressBar   = 24              // columns at most
	maxLeft       = 100 * time.Hour // more is no forecast
)

// A progress is how far some reading of logs is.
type progress struct {
	what   string // is done, if it is not the reading of logs itself
	start  time.Time
	total  int64 // bytes to be read, or none where nobody knows
	read   atomic.Int64
	events int64
	alerts atomic.Int64 // raised so far, or -1 where none can be
}

// showProgress shows how far the reading of a job's logs is, or what is done
// before, from now on and until the function that it returns is called, where
// somebody is looking. The progress is nil where nobody is.
func (e *env) showProgress(j *job, what string) (p *progress, clear func()) {
	if !e.console.cursor || j.silent {
		return nil, func() {}
	}
	p = newProgress(j.streams)
	p.what = what
	return p, p.show(e.stderr, e.console.width)
}

// newProgress counts what is read of the sources from now on.
func newProgress(streams []source.Stream) *progress {
	p := &progress{start: time.Now()}
	p.alerts.Store(-1)
	for i := range streams {
		for k := range streams[i].Sources {
			s := &streams[i].Sources[k]
			s.Read = &p.read
			p.add(s.Size())
		}
	}
	return p
}

// add adds a source to what is to be read. Sizes that archives claim may be
// anything.
func (p *progress) add(bytes int64, known bool) {
	if p.total += bytes; !known || p.total < bytes {
		p.total = -1
	}
}

// counter returns what counts the bytes, or nil where nobody looks.
func (p *progress) counter() *atomic.Int64 {
	if p == nil {
		return nil
	}
	return &p.read
}

// alertsEvery is after how many events the alerts are counted.
const alertsEvery = 256

// event takes note of an event that the detector has seen.
func (p *progress) event(d *detect.Detector) {
	if p == nil {
		return
	}
	if p.events%alertsEvery == 0 {
		p.alerts.Store(int64(d.Raised()))
	}
	p.events++
}

// show shows the progress on a terminal of that many columns until the function
// that it returns is called, which leaves nothing of it there. A terminal that
// is a file is asked for its columns.
func (p *progress) show(w io.Writer, columns int) (clear func()) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-quit:
			return
		case <-time.After(progressDelay):
		}
		bars := mpb.New(mpb.WithOutput(w), mpb.WithAutoRefresh(), mpb.WithWidth(columns), mpb.WithRefreshRate(progressEvery))
		text := decor.Any(func(s decor.Statistics) string { return p.text(s.AvailableWidth * 4 / 5) })
		bar := bars.MustAdd(0, p.filler(), mpb.BarWidth(progressBar), mpb.BarFillerTrim(), mpb.AppendDecorators(text))
		<-quit
		bar.Abort(true)
		bars.Wait()
	}()
	return func() {
		close(quit)
		<-done
	}
}

// filler draws the bar, where it is known how far it may go.
func (p *progress) filler() mpb.BarFiller {
	bar := mpb.BarStyle().Build()
	return mpb.BarFillerFunc(func(w io.Writer, s decor.Statistics) error {
		if p.total <= 0 {
			return nil
		}
		s.Total, s.Current = p.total, min(p.read.Load(), p.total)
		return bar.Fill(w, s)
	})
}

// text says it in words, as many as fit into some columns: what matters most
// comes first.
func (p *progress) text(columns int) string {
	read, elapsed := p.read.Load(), time.Since(p.start)
	var parts []string
	if p.what != "" {
		parts = append(parts, p.what)
	}
	if p.total > 0 {
		read = min(read, p.total) // a log may have grown
		parts = append(parts, fmt.Sprintf("%.0f%%", 100*float64(read)/float64(p.total)))
		if left := elapsed.Seconds() * float64(p.total-read) / float64(read); left < maxLeft.Seconds() {
			parts = append(parts, time.Duration(left*float64(time.Second)).Round(time.Second).String()+" left")
		}
	}
	if alerts := p.alerts.Load(); alerts >= 0 {
		parts = append(parts, counted(alerts, "alert", "alerts"))
	}
	size := fmt.Sprintf("% .1f", decor.SizeB1000(read))
	if p.total > 0 {
		size += fmt.Sprintf(" of % .1f", decor.SizeB1000(p.total))
	}
	parts = append(parts, size, fmt.Sprintf("% .1f/s", decor.SizeB1000(float64(read)/elapsed.Seconds())))
	for len(parts) > 0 {
		if text := "  " + strings.Join(parts, "  "); len(text) <= columns {
			return text
		}
		parts = parts[:len(parts)-1]
	}
	return ""
}

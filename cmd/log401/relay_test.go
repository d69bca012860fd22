package main

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

// A driver is what the loop feeds: a sink, or a relay before one.
type driver interface {
	handshake.Sink
	advance(clock int64)
	restart(clock int64)
}

// runOn takes some streams through a folder into a new sink, over what via puts
// before it, and returns the report as JSON.
func runOn(t *testing.T, streams []timeline.Stream, via func(*sink) (driver, func())) string {
	t.Helper()
	s := &sink{detector: detect.New(detect.Options{}), profiles: &detect.Profiles{}, builder: report.NewBuilder(report.Options{All: true}), fed: true}
	to, done := via(s)
	folder := handshake.NewFolder(handshake.Options{}, to)
	account, _ := timeline.Run(context.Background(), streams, timeline.Options{}, func(ev *classify.Event) {
		if ev.StepsBack {
			folder.Restart(ev.Clock)
			to.restart(ev.Clock)
		}
		folder.Event(ev)
		to.advance(ev.Clock)
	})
	folder.Advance(account.Clock)
	folder.Finish()
	done()
	s.detector.Advance(account.Clock)
	s.detector.Finish()
	var b bytes.Buffer
	if err := report.WriteJSON(&b, s.builder.Report(account, s.detector.Alerts(), nil, true)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestRelay: what is relayed is what comes of the same calls made at once.
func TestRelay(t *testing.T) {
	for seed := range uint64(6) {
		var streams []timeline.Stream
		for _, f := range labelled.Make(seed).Files {
			streams = append(streams, timeline.Stream{Name: f.Name, Sources: []timeline.Source{{Name: f.Name, Folder: f.Folder, Open: func() (io.ReadCloser, error) {
				return io.NopCloser(bytes.NewReader(f.Data)), nil
			}}}})
		}
		want := runOn(t, streams, func(s *sink) (driver, func()) { return s, func() {} })
		batches := 0
		got := runOn(t, streams, func(s *sink) (driver, func()) {
			r := newRelay(s, func() { batches++ })
			return r, r.close
		})
		if got != want {
			t.Errorf("seed %d: %d bytes, want %d, and not the same", seed, len(got), len(want))
		}
		if batches < 2*waitingBatches {
			t.Errorf("seed %d: only %d batches", seed, batches)
		}
	}
}

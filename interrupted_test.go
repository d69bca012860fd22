package log401_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"log401/classify"
	"log401/internal/labelled"
	"log401/internal/state"
	"log401/report"
	"log401/timeline"
)

// A saver is a step of the pipeline whose memory can be saved between any two
// events.
type saver interface {
	Save(*state.Encoder)
	Load(*state.Decoder)
}

// move saves one step and loads it into another, fresh one.
func move(t *testing.T, from, to saver) {
	t.Helper()
	var saved state.Encoder
	from.Save(&saved)
	d := state.NewDecoder(saved.Bytes())
	to.Load(d)
	if err := d.End(); err != nil {
		t.Fatal(err)
	}
}

// restarted returns a new pipeline that goes on with what this one remembered.
func (p *pipeline) restarted(t *testing.T) *pipeline {
	t.Helper()
	fresh := newPipeline(t)
	move(t, p.folder, fresh.folder)
	move(t, p.detector, fresh.detector)
	move(t, p.profiles, fresh.profiles)
	move(t, savedReport{t, p.builder}, savedReport{t, fresh.builder})
	return fresh
}

// A savedReport makes a report.Builder a saver.
type savedReport struct {
	t *testing.T
	*report.Builder
}

func (r savedReport) Load(from *state.Decoder) {
	if err := r.Builder.Load(from); err != nil {
		r.t.Fatal(err)
	}
}

// Interrupted between any two events and gone on with from what was saved, the
// report is the same to the byte.
func TestInterrupted(t *testing.T) {
	for seed := range uint64(10) {
		l := labelled.Make(seed)
		var events []classify.Event
		account, _ := timeline.Run(context.Background(), streamsOf(l), timeline.Options{}, func(ev *classify.Event) {
			events = append(events, *ev)
		})
		want := ""
		for _, cuts := range []int{0, 1, 3, 20} {
			p, r := newPipeline(t), rand.New(rand.NewPCG(seed, uint64(cuts)))
			at := map[int]bool{}
			for range cuts {
				at[r.IntN(len(events))] = true
			}
			for i := range events {
				if at[i] {
					p = p.restarted(t)
				}
				p.event(&events[i])
			}
			got := jsonOf(t, p.finish(account))
			if cuts == 0 {
				want = got
			} else if got != want {
				t.Errorf("seed %d, interrupted at %d events: %s", seed, cuts, difference(got, want))
			}
		}
	}
}

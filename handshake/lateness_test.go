package handshake

import (
	"fmt"
	"testing"
	"time"
)

// A punctual recorder notes how far behind the clock of the event before it
// denials are handed out.
type punctual struct {
	recorder
	clock, latest int64
}

func (p *punctual) Denial(d *Denial) { p.latest = max(p.latest, p.clock-d.Event.Time) }

// TestLateness holds what is promised of lateness against a failed POST, which
// is the last to be known.
func TestLateness(t *testing.T) {
	for _, opts := range []Options{{}, {Leg: 2 * time.Second, Challenge: 10 * time.Second}} {
		var p punctual
		f := NewFolder(opts, &p)
		first := event(t, 0, "0s - / 200 success", true)
		f.Event(&first)
		for i := range 1000 {
			line := fmt.Sprintf("%dms - /page 200", 1000+i*337)
			if i == 0 {
				line = "1s - /logon 401 POST"
			}
			ev := event(t, i+1, line, true)
			ev.Clock = ev.Time
			f.Event(&ev)
			p.clock = ev.Clock
		}
		promised := opts.Lateness()
		if got := time.Duration(p.latest); got > promised || got < promised-2*time.Second {
			t.Errorf("%+v: a denial was %v late, promised are %v", opts, got, promised)
		}
	}
}

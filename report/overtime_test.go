package report

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"log401/internal/state"
)

// stepsOf counts times in the narrowest steps of which there are few enough,
// knowing all of them beforehand.
func stepsOf(times []int64, zone *time.Location) (width, start int64, counts []int64) {
	var shown []int64
	for _, ns := range times {
		at, _ := clock(ns, zone)
		shown = append(shown, at)
	}
	for _, width = range widths {
		start = floor(slices.Min(shown), width)
		if n := (floor(slices.Max(shown), width)-start)/width + 1; n <= maxSteps {
			counts = make([]int64, n)
			break
		}
	}
	for _, at := range shown {
		counts[(at-start)/width]++
	}
	return width, start, counts
}

// TestStepsInAnyOrder holds the steps against those of somebody who knows all
// times beforehand, whatever their order, and where the counting was
// interrupted.
func TestStepsInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for round := range 300 {
		zone := []*time.Location{time.UTC, berlin, kolkata}[round%3]
		spread := int64(1) << r.IntN(62)
		times := make([]int64, 1+r.IntN(200))
		for i := range times {
			times[i] = at("12:00:00") - spread/2 + r.Int64N(spread)
		}
		width, start, counts := stepsOf(times, zone)
		h := &histogram{zone: zone}
		for _, ns := range times {
			h.add(ns)
			if r.IntN(20) == 0 {
				h = movedTo(t, h)
			}
		}
		if widths[h.level] != width || h.start != start || !slices.Equal(h.counts, counts) {
			t.Fatalf("round %d: steps of %d s from %d: %v, want %d s from %d: %v", round, widths[h.level], h.start, h.counts, width, start, counts)
		}
	}
}

// movedTo saves a histogram and returns another one that was loaded.
func movedTo(t *testing.T, h *histogram) *histogram {
	t.Helper()
	var e state.Encoder
	h.transcribe(state.Saving(&e))
	other, d := &histogram{zone: h.zone}, state.NewDecoder(e.Bytes())
	other.transcribe(state.Loading(d))
	if err := d.End(); err != nil {
		t.Fatal(err)
	}
	return other
}

func TestEachWidthIsMadeOfTheOneBefore(t *testing.T) {
	for i, width := range widths[1:] {
		if width <= widths[i] || width%widths[i] != 0 {
			t.Errorf("%d s after %d s", width, widths[i])
		}
	}
}

// Years of time end in few enough steps of the last width.
func TestFarTimes(t *testing.T) {
	h := &histogram{zone: time.UTC}
	h.add(-1 << 63)
	h.add(1<<63 - 1)
	if n := len(h.counts); n > maxSteps || h.counts[0] != 1 || h.counts[n-1] != 1 {
		t.Errorf("%v", h.counts)
	}
}

func TestLoadRefusesStepsThatCannotBe(t *testing.T) {
	for name, h := range map[string]histogram{
		"far":      {start: 1 << 40, counts: []int64{1}},
		"crooked":  {level: 4, start: 7, counts: []int64{1}},
		"too many": {counts: make([]int64, maxSteps+1)},
	} {
		var e state.Encoder
		h.transcribe(state.Saving(&e))
		d := state.NewDecoder(e.Bytes())
		new(histogram).transcribe(state.Loading(d))
		if d.End() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestHours(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		zone     *time.Location
		at, want string
	}{
		{time.UTC, "2026-02-02T12:59:59.9Z", "2026-02-02T12:00:00Z"},
		{time.UTC, "1969-12-31T23:59:59.5Z", "1969-12-31T23:00:00Z"},
		{kolkata, "2026-02-02T12:29:59Z", "2026-02-02T11:30:00Z"},
		{kolkata, "2026-02-02T12:30:00Z", "2026-02-02T12:30:00Z"},
		{newYork, "2026-11-01T05:30:00Z", "2026-11-01T05:00:00Z"}, // 01:30, summer time
		{newYork, "2026-11-01T06:30:00Z", "2026-11-01T06:00:00Z"}, // 01:30 again
	} {
		at, err := time.Parse(time.RFC3339Nano, test.at)
		if err != nil {
			t.Fatal(err)
		}
		b := NewBuilder(Options{Location: test.zone})
		if got := b.hour(at.UnixNano()); got != test.want {
			t.Errorf("%s in %s: hour %s, want %s", test.at, test.zone, got, test.want)
		}
	}
}

func TestAstrayTimesAreLeftOut(t *testing.T) {
	b := fixtureBuilder(Options{})
	before := report(b).OverTime
	d := randomDenial(rand.New(rand.NewPCG(1, 2)))
	d.Event.Time, d.Event.Astray, d.Event.LogOnly, d.Outcome = at("12:00:00")+int64(40000*time.Hour), true, false, 0
	b.Denial(d)
	after := report(b).OverTime
	if !slices.Equal(after.Counts, before.Counts) || after.Astray != 1 {
		t.Errorf("%+v", after)
	}
}

// TestWallClock holds the clock that remembers its zone against the one that
// does not, around the changes of summer time and far away.
func TestWallClock(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for _, zone := range []*time.Location{time.UTC, berlin, kolkata, time.FixedZone("", -3600)} {
		var w wallClock
		for range 5000 {
			ns := r.Int64() >> r.IntN(40)
			if r.IntN(2) == 0 {
				ns = -ns
			}
			gotShown, gotOffset := w.shown(ns, zone)
			if shown, offset := clock(ns, zone); gotShown != shown || gotOffset != offset {
				t.Fatalf("%s at %d: %d %d, want %d %d", zone, ns, gotShown, gotOffset, shown, offset)
			}
		}
	}
}

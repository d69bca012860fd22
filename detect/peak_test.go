package detect

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"log401/classify"
)

func TestPeak(t *testing.T) {
	burst := func(sec, n int, substatus int64) []step {
		return times(n, sec, 0, func(sec, _ int) step { return rated(sec, mallory, substatus) })
	}
	too := times(3, 0, 0, func(sec, _ int) step {
		return with(rated(sec, mallory, -1), func(e *classify.Event) { e.Status = 429 })
	})
	for _, c := range []struct {
		name              string
		steps             []step
		peak, least, most int
		words             string
	}{
		{"one", burst(0, 1, 502), 1, 1, 1, "(rate)."},
		{"twelve in one second", steps(burst(0, 2, 502), burst(7, 12, 502), burst(8, 4, 502)), 12, 3, 12, "(rate), 12 of them in one second and so 3 to 12 within 200 ms."},
		{"ten", burst(0, 10, 502), 10, 2, 10, "and so 2 to 10 within 200 ms."},
		{"eleven", burst(0, 11, 502), 11, 3, 11, "and so 3 to 11 within 200 ms."},
		{"concurrent", burst(0, 6, 501), 6, 0, 0, "(concurrent), 6 of them in one second."},
		{"429", too, 3, 0, 0, "(429), 3 of them in one second."},
		{"rate and concurrent", steps(burst(0, 3, 501), burst(0, 3, 502)), 6, 2, 6, "(rate+concurrent), 6 of them"},
		{"more than a window keeps", burst(0, 500, 502), 500, 100, 500, "500 of them"},
		{"late", steps(burst(0, 3, 502), advance(50), burst(0, 3, 502)), 6, 2, 6, "6 of them"},
		{"not those of a pause before", steps(burst(0, 9, 502), burst(3*hour, 4, 502)), 9, 2, 9, "9 of them"},
	} {
		a := play(Options{}, c.steps).Alerts()
		first := a[0]
		least, most := first.Peak200()
		if first.PeakPerSecond != c.peak || least != c.least || most != c.most || !strings.Contains(first.Summary, c.words) {
			t.Errorf("%s: peak %d, %d to %d, %q", c.name, first.PeakPerSecond, least, most, first.Summary)
		}
		if len(a) > 1 && a[1].PeakPerSecond != 4 {
			t.Errorf("%s: the second alert has peak %d, want 4", c.name, a[1].PeakPerSecond)
		}
	}
	if a := play(Options{}, guesses(10, 0, 0, mallory, alice)).Alerts()[0]; a.PeakPerSecond != 0 {
		t.Errorf("%s has a peak of %d", a.Rule, a.PeakPerSecond)
	}
}

// TestPeakOfSite is that of all clients together, and of seconds long before
// the alert was raised.
func TestPeakOfSite(t *testing.T) {
	early := times(7, 0, 0, func(sec, i int) step { return rated(sec, nthClient(i%4), 502) })
	later := times(6, 100, 60, func(sec, i int) step { return rated(sec, nthClient(4+i), 502) })
	alerts := play(Options{}, steps(early, later)).Alerts()
	i := slices.IndexFunc(alerts, func(a Alert) bool { return a.Site != "" })
	if i < 0 || alerts[i].PeakPerSecond != 7 {
		t.Errorf("alert %d of %+v, want one of the site with a peak of 7", i, alerts)
	}
}

// TestTally compares with counting everything.
func TestTally(t *testing.T) {
	const horizon, lateness = 600, 60
	r := rand.New(rand.NewPCG(1, 12))
	var tl tally
	all := map[int64]int{}
	for sec := 0; sec < 5000; sec += r.IntN(3) {
		at := int64(sec - r.IntN(lateness)*r.IntN(2))
		all[at]++
		if n := tl.add(epoch + at*second); n != all[at] {
			t.Fatalf("second %d holds %d, want %d", at, n, all[at])
		}
		tl.trim(epoch+int64(sec-lateness-horizon)*second, epoch+int64(sec-lateness)*second)
		if len(tl) > maxSteps+lateness+1 {
			t.Fatalf("%d seconds kept", len(tl))
		}
		from := int64(sec - lateness - r.IntN(horizon))
		want := 0
		for s, n := range all {
			if s >= from && s <= int64(sec) {
				want = max(want, n)
			}
		}
		if got := tl.most(epoch+from*second, epoch+int64(sec)*second); got != want {
			t.Fatalf("at %d: the peak from %d on is %d, want %d", sec, from, got, want)
		}
	}
}

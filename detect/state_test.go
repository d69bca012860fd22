package detect

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	saved "log401/internal/state"
)

// resumed returns a detector that goes on where d stands.
func resumed(t *testing.T, d *Detector, opts Options) *Detector {
	t.Helper()
	var e saved.Encoder
	d.Save(&e)
	next := New(opts)
	from := saved.NewDecoder(e.Bytes())
	next.Load(from)
	if err := from.End(); err != nil {
		t.Fatal(err)
	}
	return next
}

func stateOf(d *Detector) []byte {
	var e saved.Encoder
	d.Save(&e)
	return e.Bytes()
}

// TestCutAnywhere saves and loads at every place of random inputs, and once at
// all of them.
func TestCutAnywhere(t *testing.T) {
	for _, opts := range []Options{{}, {MaxKeys: 3}} {
		for seed := range uint64(6) {
			r := rand.New(rand.NewPCG(seed, 1))
			all := delayed(r, slices.Concat(mixed(r, 100), stalePhones(r)))
			whole := play(opts, all)
			always := New(opts)
			for cut := range all {
				all[cut].show(always)
				always = resumed(t, always, opts)
				if cut%7 != 0 {
					continue
				}
				d := resumed(t, play(opts, all[:cut]), opts)
				for _, s := range all[cut:] {
					s.show(d)
				}
				wantSame(t, whole, d)
			}
			wantSame(t, whole, always)
		}
	}
}

func wantSame(t *testing.T, want, got *Detector) {
	t.Helper()
	if !reflect.DeepEqual(want.Alerts(), got.Alerts()) {
		t.Fatalf("alerts differ:\n%q\n%q", briefs(want), briefs(got))
	}
	if !reflect.DeepEqual(want.Lockouts(), got.Lockouts()) {
		t.Fatalf("stories differ:\n%q\n%q", stories(want), stories(got))
	}
	if !reflect.DeepEqual(want.Limited(), got.Limited()) {
		t.Fatalf("limits differ: %v, %v", want.Limited(), got.Limited())
	}
	if !bytes.Equal(stateOf(want), stateOf(got)) {
		t.Fatal("what is remembered differs")
	}
}

// TestChangedRule loads what was saved under another limit: what is known
// under it stays known, and counting starts anew.
func TestChangedRule(t *testing.T) {
	d := play(Options{}, guesses(12, 0, 5, mallory, alice))
	for _, r := range d.rules {
		if r.Name == "brute-force" {
			r.Limits = []Limit{{Count: 11, Window: 10 * minute * 1e9, Severity: High}}
		}
	}
	d = resumed(t, d, Options{})
	wantAlerts(t, d, "brute-force medium 203.0.113.10 12 ended")
}

func FuzzLoad(f *testing.F) {
	f.Add(stateOf(New(Options{})))
	f.Add(stateOf(play(Options{}, guesses(12, 0, 5, mallory, alice))))
	f.Fuzz(func(t *testing.T, data []byte) {
		New(Options{MaxKeys: 100}).Load(saved.NewDecoder(data))
	})
}

// TestStoriesGoOn saves and loads before every step of what has stories, and
// of logons that get nowhere.
func TestStoriesGoOn(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	days := script(r, []actor{{phone, "phone", 0, 5 * minute, 60, 0, 60}, {desktop, "desktop", 0, 20 * minute, 300, 0.8, 20}})
	for _, opts := range []Options{{}, {MaxKeys: 2}} {
		for _, all := range [][]step{days, stuckMix(r), times(30, 0, 700, func(sec, i int) step { return locked(sec, phone, nthUser(i%3)) })} {
			always := New(opts)
			for _, s := range all {
				always = resumed(t, always, opts)
				s.show(always)
			}
			wantSame(t, play(opts, all), always)
		}
	}
}

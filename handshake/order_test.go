package handshake

import (
	"slices"
	"testing"

	"log401/classify"
)

// diaryOf returns what a Folder hands out for some events.
func diaryOf(opts Options, events []classify.Event) []string {
	var d diary
	f := NewFolder(opts, &d)
	for i := range events {
		f.Event(&events[i])
	}
	f.Finish()
	return d.lines
}

// TestLinesOfASecondStandInNoOrder shows the same lines in many orders within
// their seconds.
func TestLinesOfASecondStandInNoOrder(t *testing.T) {
	for seed := range uint64(400) {
		w := newWorld(seed, 300)
		opts := Options{}
		if seed%4 == 0 {
			opts.MaxConversations = 3
		}
		want := diaryOf(opts, w.shown())
		for range 5 {
			w.shuffle()
			if got := diaryOf(opts, w.shown()); !slices.Equal(got, want) {
				reportFirst(t, seed, got, want)
				return
			}
		}
	}
}

func reportFirst(t *testing.T, seed uint64, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		g, w := "nothing", "nothing"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("seed %d: number %d is\n%s\nwant\n%s", seed, i, g, w)
			return
		}
	}
}

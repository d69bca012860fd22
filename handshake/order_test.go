package handshake

import (
	"slices"
	"strings"
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
	for seed := range uint64(150) {
		w := newWorld(seed, 300)
		opts := Options{}
		if seed%4 == 0 {
			opts.MaxConversations = 3
		}
		want := diaryOf(opts, w.shown())
		for range 5 {
			w.shuffle()
			if got := diaryOf(opts, w.shown()); !slices.Equal(got, want) {
				reportFirst(t, got, want)
				t.Fatalf("seed %d", seed)
			}
		}
	}
}

// Each of these depends on the order of its lines where they are not put in
// order by all that they say.
func TestLinesThatOrderWouldTellApart(t *testing.T) {
	for _, test := range []struct {
		name, second, then string
		ncsa               bool
	}{
		{"a stream without successes", "10s - /a 401.2 5\n10s - /a 401.2 5 stream=other\n10s - /a 401.2 5", "20s alice /a 200.0 0\n80s bob / 200.0 0 agent=x", false},
		{"paths", "10s - /a 401.2 5\n10s - /b 401.2 5\n10s - /c 401.2 5", "20s alice /d 200.0 0\n80s bob / 200.0 0 agent=x", false},
		{"the first success of a stream", "10s \"\" /a 401\n10s - /a 200 success stream=b\n10s alice /a 404 stream=b", "30s - /c 200 POST", true},
		{"spellings of a user", "10s alice /a 200.0 0\n10s CONTOSO\\alice /b 200.0 0\n10s - /a 401.1 1326", "", false},
	} {
		events := eventsOf(t, test.ncsa, test.second+"\n"+test.then)
		n := 1 + strings.Count(test.second, "\n") + 1
		want := diaryOf(Options{}, events)
		permute(events[1:n], func() {
			for i := range events {
				events[i].Line = int64(i)
			}
			if got := diaryOf(Options{}, events); !slices.Equal(got, want) && !t.Failed() {
				reportFirst(t, got, want)
			}
		})
	}
}

// permute calls f with the events in every order.
func permute(events []classify.Event, f func()) {
	if len(events) < 2 {
		f()
		return
	}
	for i := range events {
		events[0], events[i] = events[i], events[0]
		permute(events[1:], f)
		events[0], events[i] = events[i], events[0]
	}
}

func reportFirst(t *testing.T, got, want []string) {
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
			t.Errorf("number %d is\n%s\nwant\n%s", i, g, w)
			return
		}
	}
}

package classify

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"log401/parser"
)

// answersOf returns who was answered when, sorted.
func answersOf(lines []string) (answers []string) {
	log := "#Fields: date time c-ip cs-username cs-uri-stem sc-status sc-substatus sc-win32-status\n" + strings.Join(lines, "")
	c, h := NewClassifier("stream"), History{}
	r := parser.NewReader(strings.NewReader(log), "a.log", nil)
	var ev Event
	for e, err := r.Read(); err == nil; e, err = r.Read() {
		if c.Classify(&h, e, &ev) && ev.Answer {
			answers = append(answers, fmt.Sprint(ev.Time, " ", ev.Client, " ", Segment(ev.Path)))
		}
	}
	slices.Sort(answers)
	return answers
}

// TestSecondsOfAWatchHaveNoOrder shows the same lines in many orders within
// their seconds.
func TestSecondsOfAWatchHaveNoOrder(t *testing.T) {
	found := 0
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(401, seed))
		var seconds [][]string
		for at := range 900 {
			var lines []string
			for range r.IntN(4) {
				what := []string{"- /a 401 2 5", "- /a 401 2 5", "- /a 401 2 5", "- /b 401 2 5", "- /a 200 0 0", "- /b 200 0 0"}[r.IntN(6)]
				if r.IntN(60) == 0 {
					what = "alice /" + string(rune('a'+r.IntN(2))) + " 200 0 0"
				}
				lines = append(lines, fmt.Sprintf("2026-03-02 08:%02d:%02d 192.0.2.%d %s\n", at/60, at%60, r.IntN(5), what))
			}
			seconds = append(seconds, lines)
		}
		want := answersOf(slices.Concat(seconds...))
		found += len(want)
		for range 4 {
			for _, lines := range seconds {
				r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
			}
			if got := answersOf(slices.Concat(seconds...)); !slices.Equal(got, want) {
				t.Fatalf("seed %d:\n%q\nwant\n%q", seed, got, want)
			}
		}
	}
	if found < 300 {
		t.Errorf("only %d answers", found)
	}
}

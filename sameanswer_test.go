package log401_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"log401/internal/labelled"
	"log401/source"
	"log401/timeline"
)

// lineNumber is what may change in a report when lines of a second change
// places.
var lineNumber = regexp.MustCompile(`"line": ?\d+`)

// The lines of one second stand in no order: whatever it is, the report is the
// same but for the numbers of lines.
func TestLinesOfASecondInAnyOrder(t *testing.T) {
	for seed := range uint64(20) {
		l := labelled.Make(seed)
		want := lineNumber.ReplaceAllString(reportOn(t, l), "")
		for again := range uint64(4) {
			got := lineNumber.ReplaceAllString(reportOn(t, l.Shuffled(1000+again)), "")
			if got != want {
				t.Errorf("seed %d, order %d: %s", seed, again, difference(got, want))
			}
		}
	}
}

func reportOn(t *testing.T, l *labelled.Log) string {
	t.Helper()
	p := newPipeline(t)
	return jsonOf(t, p.read(t, streamsOf(l), 1))
}

// How many streams are parsed at once, and in which order paths are named,
// changes not a byte.
func TestPathsInAnyOrder(t *testing.T) {
	for seed := range uint64(5) {
		l, folder := labelled.Make(seed), t.TempDir()
		var paths []string
		for _, f := range l.Files {
			path := filepath.Join(folder, filepath.FromSlash(f.Name))
			paths = append(paths, path)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want := reportOnPaths(t, 1, paths...)
		r := rand.New(rand.NewPCG(seed, 5))
		for _, jobs := range []int{1, 2, 3, 16} {
			r.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
			if got := reportOnPaths(t, jobs, paths...); got != want {
				t.Errorf("seed %d, %d jobs, %q: %s", seed, jobs, paths, difference(got, want))
			}
		}
		if got := reportOnPaths(t, 2, folder); got != want {
			t.Errorf("seed %d, the folder: %s", seed, difference(got, want))
		}
	}
}

// reportOnPaths returns the report on paths as package source finds them.
func reportOnPaths(t *testing.T, jobs int, paths ...string) string {
	t.Helper()
	found, problems := source.Expand(t.Context(), paths, strings.NewReader(""))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var streams []timeline.Stream
	for _, s := range found {
		stream := timeline.Stream{Name: s.Name}
		for _, src := range s.Sources {
			stream.Sources = append(stream.Sources, timeline.Source{Name: src.Name, Folder: src.Folder, Open: src.Open})
		}
		streams = append(streams, stream)
	}
	p := newPipeline(t)
	return jsonOf(t, p.read(t, streams, jobs))
}

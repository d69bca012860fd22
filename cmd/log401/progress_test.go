package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"log401/source"
)

// A screen is a terminal as far as a progress needs one.
type screen struct {
	mu    sync.Mutex
	lines []string // the last is the one that the cursor is on
	drawn int      // times that something was written
	seen  string   // what was on it last but for nothing
}

// Write does what a terminal does.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawn++
	if len(s.lines) == 0 {
		s.lines = []string{""}
	}
	for text := string(p); text != ""; {
		last := len(s.lines) - 1
		up, rest, moves := strings.Cut(strings.TrimPrefix(text, "\x1b["), "A\x1b[J")
		switch n, err := strconv.Atoi(up); {
		case text[0] == '\n':
			s.lines, text = append(s.lines, ""), text[1:]
		case text[0] == '\x1b' && moves && err == nil && n <= last:
			s.lines, text = append(s.lines[:last-n], ""), rest
		default:
			s.lines[last] += text[:1]
			text = text[1:]
		}
	}
	if all := s.text(); all != "" {
		s.seen = all
	}
	return len(p), nil
}

func (s *screen) text() string { return strings.Join(s.lines, "\n") }

// now returns what is on the screen.
func (s *screen) now() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.TrimSpace(s.text())
}

func TestProgressOnAScreen(t *testing.T) {
	for _, test := range []struct {
		name                string
		columns             int
		total, read, alerts int64
		want                string
	}{
		{"all", 100, 4e9, 1e9, 3, "[=====>----------------]  25%  6s left  3 alerts  1.0 GB of 4.0 GB  500.0 MB/s"},
		{"narrow", 60, 4e9, 1e9, 3, "[===>------------]  25%  6s left  3 alerts  1.0 GB of 4.0 GB"},
		{"narrower", 36, 4e9, 1e9, 1, "[==>--------]  25%  6s left  1 alert"},
		{"very narrow", 18, 4e9, 1e9, 3, "[>-]  25%  6s left"},
		{"no terminal is so narrow", 4, 4e9, 1e9, 3, "[>-]"},
		{"pipe", 100, -1, 3e6, 0, "0 alerts  3.0 MB  1.5 MB/s"},
		{"no alerts", 100, 2e6, 1e6, -1, "[==========>-----------]  50%  2s left  1.0 MB of 2.0 MB  500.0 KB/s"},
		{"nothing read", 100, 1e6, 0, 0, "[----------------------]  0%  0 alerts  0.0 b of 1.0 MB  0.0 b/s"},
		{"grown", 100, 1e6, 2e6, 0, "[=====================>]  100%  0s left  0 alerts  1.0 MB of 1.0 MB  500.0 KB/s"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var s screen
				p := newProgress(nil)
				p.total = test.total
				clear := p.show(&s, test.columns)
				p.read.Store(test.read)
				p.alerts.Store(test.alerts)
				time.Sleep(progressDelay)
				if got := s.now(); got != "" {
					t.Errorf("at once: %q", got)
				}
				time.Sleep(2*time.Second - progressDelay)
				synctest.Wait()
				if got := s.now(); got != test.want {
					t.Errorf("after 2 s:\n%q, want\n%q", got, test.want)
				}
				if s.drawn > 2*10 {
					t.Errorf("drawn %d times in 2 s", s.drawn)
				}
				clear()
				if got := s.text(); got != "" {
					t.Errorf("left behind: %q", got)
				}
			})
		})
	}
}

func TestProgressOfShortWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s screen
		clear := newProgress(nil).show(&s, 80)
		time.Sleep(progressDelay / 2)
		clear()
		time.Sleep(progressDelay)
		if s.drawn > 0 {
			t.Errorf("%q was drawn", s.seen)
		}
	})
}

// TestProgressBeforeReading: archives that have to be taken apart take time.
func TestProgressBeforeReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s screen
		e := &env{stderr: &s, console: terminal{cursor: true, width: 80}}
		p, clear := e.showProgress(&job{}, "looking for logs")
		p.counter().Add(5e6)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got, want := s.now(), "looking for logs  5.0 MB  2.5 MB/s"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
		clear()
		if got := s.text(); got != "" {
			t.Errorf("left behind: %q", got)
		}
	})
}

func TestProgressTotal(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"a.log": "12345\n", "b.log": "123\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		paths []string
		want  int64
	}{
		{[]string{folder}, 10}, {[]string{folder, "-"}, -1}, {nil, 0},
	} {
		streams, _ := source.Expand(t.Context(), test.paths, strings.NewReader("x\n"))
		if p := newProgress(streams); p.total != test.want {
			t.Errorf("%v: %d bytes, want %d", test.paths, p.total, test.want)
		}
	}
	var p progress
	p.add(1<<62, true)
	p.add(1<<62, true)
	p.add(5, true)
	if p.total != -1 {
		t.Errorf("an archive that lies has %d bytes", p.total)
	}
}

// A slow reader brings some lines every second.
type slow struct{ left int }

func (s *slow) Read(p []byte) (int, error) {
	if s.left--; s.left < 0 {
		return 0, io.EOF
	}
	time.Sleep(time.Second)
	return copy(p, strings.Repeat("192.0.2.1 - - [01/Mar/2026:08:00:00 +0000] \"GET / HTTP/1.1\" 401 5\n", 20)), nil
}

// TestProgressOfScan: who looks sees it while it lasts, and a clean report.
func TestProgressOfScan(t *testing.T) {
	const seen = "0 alerts  "
	command := []string{"scan", "--format", "csv", "-", "missing.log"}
	for _, test := range []struct {
		name string
		args []string
		see  terminal
		want bool
	}{
		{"terminal", command, terminal{cursor: true, width: 80}, true},
		{"piped", command, terminal{width: 80}, false},
		{"quiet", append(command, "--quiet"), terminal{cursor: true, width: 80}, false},
		{"no progress", append(command, "--no-progress"), terminal{cursor: true, width: 80}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var s screen
				e := &env{stdin: &slow{10}, stdout: io.Discard, stderr: &s, local: time.UTC, now: time.Now, console: test.see}
				if status := run(context.Background(), test.args, e); status != exitUnreadable {
					t.Errorf("status %d", status)
				}
				if got := strings.Contains(s.seen, seen); got {
					t.Errorf("it is in what stays: %q", s.seen)
				}
				if got := s.drawn > 5; got != test.want {
					t.Errorf("drawn %d times", s.drawn)
				}
				if text := s.now(); strings.HasPrefix(text, "log401: missing.log: no such file") == strings.Contains(strings.Join(test.args, " "), "--quiet") {
					t.Errorf("messages: %q", text)
				}
			})
		})
	}
}

// TestInterruptedInSight: Ctrl-C while progress is shown gives a clean report
// of what was read.
func TestInterruptedInSight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s screen
		var out strings.Builder
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second+time.Millisecond)
		defer cancel()
		e := &env{stdin: &slow{100}, stdout: &out, stderr: &s, local: time.UTC, now: time.Now, console: terminal{cursor: true, width: 80}}
		start := time.Now()
		if status := run(ctx, []string{"--format", "json", "-"}, e); status != exitInterrupted || !strings.Contains(out.String(), `"complete":false`) {
			t.Errorf("status %d, %s", status, out.String())
		}
		took := time.Since(start)
		time.Sleep(2 * time.Second) // the read that was under way ends
		if took > 6*time.Second || s.drawn < 5 || s.now() != "" {
			t.Errorf("%v, drawn %d times, left behind: %q", took, s.drawn, s.now())
		}
	})
}

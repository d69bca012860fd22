package source

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"unicode/utf16"
)

// openers makes the sources of a stream ones that are read ahead.
func openers(a *Ahead, sources []Source) (open []func() (io.ReadCloser, error)) {
	queue := a.NewQueue()
	for i := range sources {
		open = append(open, queue.Add(&sources[i], sources[i].Open))
	}
	return open
}

// told is all that a reader says.
type told struct {
	data, note, err string
}

func tell(t *testing.T, open func() (io.ReadCloser, error)) (all told) {
	t.Helper()
	in, err := open()
	if err != nil {
		return told{err: err.Error()}
	}
	data, err := io.ReadAll(iotest.OneByteReader(in))
	all.data = string(data)
	if noted, ok := in.(interface{ Note() string }); ok {
		all.note = noted.Note()
	}
	if err != nil {
		all.err = err.Error()
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
	return all
}

func TestAheadTellsTheSame(t *testing.T) {
	long := strings.Repeat("a line that is long\n", 40_000)
	wide := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune("wide\n")) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	torn := gzipOf(t, long)
	write(t, map[string]string{
		"access.log.9.gz": gzipOf(t, long), "access.log.8": "plain\n", "access.log.7.gz": torn[:len(torn)-30],
		"access.log.6.zst": zstdOf(t, "six\n"), "access.log.5.gz": gzipOf(t, string(wide)), "access.log.4.gz": gzipOf(t, ""),
		"access.log.3.gz": gzipOf(t, "\x89PNG\r\n\x1a\n"), "access.log.2.gz": gzipOf(t, "two\n"), "access.log.1": "", "access.log": "last\n",
	})
	streams, problems := Expand(t.Context(), []string{"."}, nil)
	if len(streams) != 1 || len(problems) > 0 {
		t.Fatal(streams, problems)
	}
	sources := streams[0].Sources
	sources = append(sources, Source{Name: "gone.gz", Path: "gone.gz", packed: true})
	var want []told
	for _, s := range sources {
		want = append(want, tell(t, s.Open))
	}
	if want[0].data != long || want[2].err == "" || want[4].note == "" || want[6].err == "" || want[10].err == "" {
		t.Fatal(want)
	}
	for jobs := 1; jobs < 5; jobs++ {
		ahead := NewAhead(t.Context(), jobs, 1)
		var got []told
		for _, open := range openers(ahead, sources) {
			got = append(got, tell(t, open))
		}
		ahead.Close()
		if !slices.Equal(got, want) {
			t.Errorf("%d jobs: %.200v, want %.200v", jobs, got, want)
		}
	}
}

// An endless source, which counts what is read of it and whether it is open.
type endless struct {
	read   atomic.Int64
	opened atomic.Int64
}

func (e *endless) open() (io.ReadCloser, error) {
	e.opened.Add(1)
	return e, nil
}

func (e *endless) Read(p []byte) (int, error) {
	e.read.Add(int64(len(p)))
	return len(p), nil
}

func (e *endless) Close() error {
	e.opened.Add(-1)
	return nil
}

// opened says which of some sources are open.
func opened(sources [][]*endless) string {
	var b strings.Builder
	for _, stream := range sources {
		for _, s := range stream {
			b.WriteByte('0' + byte(s.opened.Load()))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// queues makes endless sources ones that are read ahead.
func queues(a *Ahead, sources [][]*endless) (open [][]func() (io.ReadCloser, error)) {
	for _, stream := range sources {
		queue, openers := a.NewQueue(), []func() (io.ReadCloser, error){}
		for i := range stream {
			*stream[i] = endless{}
			openers = append(openers, queue.Add(&Source{packed: true}, stream[i].open))
		}
		open = append(open, openers)
	}
	return open
}

func TestAheadIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sources := [][]*endless{{{}, {}, {}, {}, {}}, {{}, {}, {}}}
		ahead := NewAhead(t.Context(), 2, len(sources))
		open := queues(ahead, sources)
		given := make([]io.ReadCloser, len(sources))
		for _, step := range []struct {
			stream, source int
			want           string
		}{
			{0, 0, "11100 000 "}, {1, 0, "11100 100 "}, {0, 1, "01110 100 "}, {0, 2, "00111 100 "},
			{0, 3, "00011 100 "}, {1, 1, "00011 011 "},
		} {
			if step.source > 0 {
				_ = given[step.stream].Close()
			}
			in, err := open[step.stream][step.source]()
			if err != nil {
				t.Fatal(err)
			}
			given[step.stream] = in
			synctest.Wait()
			if got := opened(sources); got != step.want {
				t.Errorf("stream %d, source %d: %s are open, want %s", step.stream, step.source, got, step.want)
			}
		}
		for _, s := range slices.Concat(sources...) {
			if n := s.read.Load(); n == 0 && s != sources[1][2] || n > maxAhead+maxChunk {
				t.Errorf("%d bytes wait to be read", n)
			}
		}
		ahead.Close()
		if got := opened(sources); got != "00000 000 " {
			t.Errorf("after Close %s are open", got)
		}
	})
}

// Whoever stops in the middle, or never comes, leaves no goroutine behind: the
// bubble would tell.
func TestAheadEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sources := [][]*endless{{{}, {}, {}}}
		ctx, cancel := context.WithCancel(t.Context())
		in, err := queues(NewAhead(ctx, 4, 1), sources)[0][0]()
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		if _, err = io.Copy(io.Discard, in); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		synctest.Wait()
		if got := opened(sources); got != "000 " {
			t.Errorf("%s are open", got)
		}
	})
}

func TestAheadAllocatesNoChunkTwice(t *testing.T) {
	ahead := NewAhead(t.Context(), 2, 1)
	defer ahead.Close()
	in, err := queues(ahead, [][]*endless{{{}}})[0][0]()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	buf := make([]byte, maxChunk)
	for range 2 * maxAhead / maxChunk {
		_, _ = in.Read(buf)
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = in.Read(buf) }); n > 0 {
		t.Errorf("%v allocations a read", n)
	}
}

func TestSizeAndCount(t *testing.T) {
	text := strings.Repeat("a line that is packed well\n", 1000)
	write(t, map[string]string{"a.log": text, "b.log.gz": gzipOf(t, text), "c.zip": zipOf(t, "c.log", text), "d.tar": tarOf(t, "d.log", text), "e.tar.gz": gzipOf(t, tarOf(t, "e.log", text))})
	streams, problems := Expand(t.Context(), []string{".", "-"}, strings.NewReader(text))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, s := range streams {
		var read atomic.Int64
		src := s.Sources[0]
		src.Read = &read
		if got, err := readSource(t, src); err != nil || got != text {
			t.Errorf("%s: %v", src.Name, err)
		}
		size, known := src.Size()
		if known != (src.Path != "-") || known && (size != read.Load() || src.packed == slices.Contains([]string{"a.log", "d.tar/d.log"}, src.Name)) {
			t.Errorf("%s: %d bytes of %d were read, known %v, packed %v", src.Name, read.Load(), size, known, src.packed)
		}
	}
}

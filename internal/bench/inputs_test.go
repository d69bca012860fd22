package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func prepareIn(t *testing.T, in input, dir string, lines int) (p prepared, progress string) {
	t.Helper()
	var b strings.Builder
	p, err := in.prepare(dir, lines, &b)
	if err != nil {
		t.Fatal(err)
	}
	return p, b.String()
}

func contents(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestLogsAreReused: what lies there whole is used again, what does not is made
// anew.
func TestLogsAreReused(t *testing.T) {
	const lines = 1500
	dir := t.TempDir()
	p, progress := prepareIn(t, publicW3C, dir, lines)
	want := contents(t, p.path)
	if p.lines != lines || p.bytes != int64(len(want)) || !strings.Contains(progress, "making") {
		t.Errorf("%+v for %d bytes, %q", p, len(want), progress)
	}
	if _, progress = prepareIn(t, publicW3C, dir, lines); progress != "" {
		t.Errorf("made again: %q", progress)
	}
	for name, damaged := range map[string][]byte{
		"cut in the first lines": want[:1000],
		"a line short":           want[:bytes.LastIndexByte(want[:len(want)-1], '\n')+1],
		"another begin":          append([]byte("x"), want[1:]...),
		"empty":                  nil,
	} {
		if err := os.WriteFile(p.path, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, progress = prepareIn(t, publicW3C, dir, lines); !strings.Contains(progress, "making") || !bytes.Equal(contents(t, p.path), want) {
			t.Errorf("%s: not made anew, %q", name, progress)
		}
	}
}

// TestRepeat: the log comes again later, with the same clients and users.
func TestRepeat(t *testing.T) {
	const lines = 2500
	dir := t.TempDir()
	once, _ := prepareIn(t, publicW3C, dir, lines)
	often, _ := prepareIn(t, fourfold, dir, lines)
	whole, got := contents(t, once.path), contents(t, often.path)
	header := bytes.Index(whole, []byte("\n2026-")) + 1
	want := slices.Clone(whole)
	for _, day := range []string{"2026-01-06", "2026-01-07", "2026-01-08"} {
		want = append(want, bytes.ReplaceAll(whole[header:], []byte("2026-01-05 "), []byte(day+" "))...)
	}
	if !bytes.Equal(got, want) || often.lines != 4*lines || often.bytes != int64(len(want)) {
		t.Errorf("%+v with %d bytes, want %d", often, len(got), len(want))
	}
	if _, progress := prepareIn(t, fourfold, dir, lines); progress != "" {
		t.Errorf("made again: %q", progress)
	}
}

// TestRepeatedDaysAreNoneOfTheLog: a log of several days comes again after the
// last of them.
func TestRepeatedDaysAreNoneOfTheLog(t *testing.T) {
	dir := t.TempDir()
	log, path := filepath.Join(dir, "u_ex.log"), filepath.Join(dir, "often.log")
	if err := os.WriteFile(log, []byte("#Version: 1.0\n2026-01-30 23:00:00 a\n2026-01-31 23:30:00 b\n2026-01-31 23:30:00 c\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := repeat(log, 2, path); err != nil {
		t.Fatal(err)
	}
	const want = "#Version: 1.0\n2026-01-30 23:00:00 a\n2026-01-31 23:30:00 b\n2026-01-31 23:30:00 c\n" +
		"2026-02-01 23:00:00 a\n2026-02-02 23:30:00 b\n2026-02-02 23:30:00 c\n"
	if got := string(contents(t, path)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestParts: the parts are the log, each with its header, and are made anew
// with it.
func TestParts(t *testing.T) {
	const lines = 3000
	dir := t.TempDir()
	log, _ := prepareIn(t, publicW3C, dir, lines)
	whole := contents(t, log.path)
	parts, progress := prepareIn(t, packed, dir, lines)
	if parts.bytes != log.bytes || strings.Count(progress, "making") != 1 {
		t.Errorf("%+v of %+v, %q", parts, log, progress)
	}
	header := whole[:bytes.Index(whole, []byte("\n2026-"))+1]
	text := header
	names, _ := filepath.Glob(filepath.Join(parts.path, "u_ex260105??.log.gz"))
	for _, name := range names {
		part, ok := bytes.CutPrefix(unpacked(t, name), header)
		if !ok || len(part) == 0 {
			t.Errorf("%s has no header or nothing else", name)
		}
		text = append(text[:len(text):len(text)], part...)
	}
	if len(names) != packed.files || !bytes.Equal(text, whole) {
		t.Errorf("%d parts with %d bytes, want %d with %d", len(names), len(text), packed.files, len(whole))
	}
	if _, progress = prepareIn(t, packed, dir, lines); progress != "" {
		t.Errorf("made again: %q", progress)
	}
	if err := os.Truncate(log.path, 100); err != nil {
		t.Fatal(err)
	}
	if _, progress = prepareIn(t, packed, dir, lines); strings.Count(progress, "making") != 2 {
		t.Errorf("parts of a damaged log were used: %q", progress)
	}
}

func unpacked(t *testing.T, path string) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(contents(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

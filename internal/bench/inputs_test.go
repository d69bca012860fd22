package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
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

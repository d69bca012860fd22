package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"log401/internal/biglog"
)

// An input is a log, a log several times over, or a folder of compressed parts
// of one.
type input struct {
	kind  string
	part  int // one such part of the lines of a log of full size
	lines int // so many lines
	times int // so many times over
	files int // cut into so many compressed files
}

var (
	publicW3C      = input{kind: "w3c-public"}
	publicCombined = input{kind: "combined-public"}
	intranet       = input{kind: "w3c-intranet"}
	hostile        = input{kind: "w3c-hostile"}
	fourfold       = input{kind: "w3c-public", times: 4}
	cut            = input{kind: "w3c-public", part: 20}
	few            = input{kind: "w3c-public", lines: fewLines}
	packed         = input{kind: "w3c-public", files: 8}
)

const fewLines = 20

// size returns the lines of the log where one of full size has so many.
func (in input) size(full int) int {
	switch {
	case in.lines > 0:
		return in.lines
	case in.part > 0:
		return max(full/in.part, fewLines)
	}
	return full
}

// A prepared input lies on the disk and in the page cache.
type prepared struct {
	path  string // "$FILE"
	lines int
	bytes int64 // of text
}

// prepare makes what is not there, and reads all of it once.
func (in input) prepare(dir string, full int, progress io.Writer) (prepared, error) {
	kind, err := biglog.KindByName(in.kind)
	if err != nil {
		return prepared{}, err
	}
	lines := in.size(full)
	folder := filepath.Join(dir, fmt.Sprintf("%s-%d", kind.Name, lines))
	log := prepared{filepath.Join(folder, kind.File), lines, 0}
	made, err := log.ensure(kind, progress, func() error { return writeLog(kind, lines, log.path) })
	if err != nil {
		return prepared{}, err
	}
	switch {
	case in.times > 0:
		more := prepared{filepath.Join(fmt.Sprintf("%s-times-%d", folder, in.times), kind.File), lines * in.times, 0}
		_, err := more.ensure(kind, progress, func() error { return repeat(log.path, in.times, more.path) })
		return more, err
	case in.files > 0:
		parts := prepared{fmt.Sprintf("%s-in-%d", folder, in.files), lines, log.bytes}
		if _, err := os.Stat(parts.path); err != nil || made {
			fmt.Fprintf(progress, "bench: making %s\n", parts.path)
			if err := pack(log.path, log.bytes, in.files, parts.path); err != nil {
				return prepared{}, err
			}
		}
		return parts, readAll(parts.path)
	}
	return log, nil
}

// ensure reads the log, has it written where it is not intact, and says whether
// it had to.
func (p *prepared) ensure(kind biglog.Kind, progress io.Writer, write func() error) (made bool, err error) {
	if p.bytes, err = intact(p.path, kind, p.lines); err == nil {
		return false, nil
	}
	fmt.Fprintf(progress, "bench: making %s\n", p.path)
	if err := write(); err != nil {
		return true, err
	}
	p.bytes, err = intact(p.path, kind, p.lines)
	return true, err
}

// writeLog writes a log of a kind.
func writeLog(kind biglog.Kind, lines int, path string) error {
	return writeWhole(path, func(w io.Writer) error { return kind.Write(w, lines) })
}

// writeWhole writes a file whole or not at all, with the folder it lies in.
func writeWhole(path string, write func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	unfinished := path + ".unfinished"
	f, err := os.Create(unfinished)
	if err != nil {
		return err
	}
	defer os.Remove(unfinished)
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(unfinished, path)
}

// intact reads a log and returns its size, or an error where it does not begin
// as its kind does or has other than so many lines.
func intact(path string, kind biglog.Kind, lines int) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var begin bytes.Buffer
	if err := kind.Write(&begin, min(lines, 1000)); err != nil {
		return 0, err
	}
	head := make([]byte, begin.Len())
	if _, err := io.ReadFull(f, head); err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	rest := lineCounter{}
	n, err := io.Copy(&rest, f)
	if err != nil {
		return 0, err
	}
	if !bytes.Equal(head, begin.Bytes()) || rest.lines != max(0, lines-1000) {
		return 0, fmt.Errorf("%s: not a log of %s with %d lines", path, kind.Name, lines)
	}
	return int64(len(head)) + n, nil
}

// A lineCounter counts the lines that are written to it.
type lineCounter struct{ lines int }

func (c *lineCounter) Write(p []byte) (int, error) {
	c.lines += bytes.Count(p, []byte("\n"))
	return len(p), nil
}

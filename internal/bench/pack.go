package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// pack cuts a log of that size at ends of lines into so many files, compressed
// and named as IIS names those of an hour. The folder appears when it is whole.
func pack(log string, size int64, files int, folder string) error {
	unfinished := folder + ".unfinished"
	if err := os.RemoveAll(unfinished); err != nil {
		return err
	}
	if err := os.MkdirAll(unfinished, 0o755); err != nil {
		return err
	}
	f, err := os.Open(log)
	if err != nil {
		return err
	}
	defer f.Close()
	c, err := newCutter(f)
	if err != nil {
		return err
	}
	for i := range files {
		name := fmt.Sprintf("u_ex260105%02d.log.gz", i)
		if err := c.writeFile(filepath.Join(unfinished, name), size*int64(i+1)/int64(files)); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	return os.Rename(unfinished, folder)
}

// A cutter reads a log and writes parts of it, each with the directives that
// the log begins with.
type cutter struct {
	log    *bufio.Reader
	header []byte
	at     int64 // bytes read
}

func newCutter(log io.Reader) (*cutter, error) {
	c := &cutter{log: bufio.NewReader(log)}
	for {
		next, err := c.log.Peek(1)
		if err != nil {
			return nil, err
		}
		if next[0] != '#' {
			return c, nil
		}
		line, err := c.line()
		if err != nil {
			return nil, err
		}
		c.header = append(c.header, line...)
	}
}

// line reads a line, which is valid until the next call.
func (c *cutter) line() ([]byte, error) {
	line, err := c.log.ReadSlice('\n')
	c.at += int64(len(line))
	return line, err
}

// writeFile writes a part that ends with the line that reaches end, in bytes
// from the beginning of the log.
func (c *cutter) writeFile(path string, end int64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	packed := gzip.NewWriter(f)
	if err := c.write(packed, end); err != nil {
		return err
	}
	if err := packed.Close(); err != nil {
		return err
	}
	return f.Close()
}

func (c *cutter) write(w io.Writer, end int64) error {
	if _, err := w.Write(c.header); err != nil {
		return err
	}
	for c.at < end {
		line, err := c.line()
		if err != nil {
			return err
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// readAll reads the files of a folder, so that they are in the page cache.
func readAll(folder string) error {
	names, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		return err
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, f)
		f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// repeat writes a W3C log so many times over, as if the same clients and users
// came back on later days: what grows are the lines and nothing else.
func repeat(log string, times int, path string) error {
	return writeWhole(path, func(w io.Writer) error {
		out := bufio.NewWriterSize(w, 1<<20)
		r := repeater{out: out}
		for range times {
			if err := r.copy(log); err != nil {
				return err
			}
		}
		return out.Flush()
	})
}

// A repeater writes copies of a log, each some whole days later than the one
// before it.
type repeater struct {
	out         *bufio.Writer
	days        int       // by which this copy is later than the log
	first, last time.Time // of the log
	stamp       []byte    // the time of the last line, as the log has it
	shown       []byte    // that time, later by days
}

func (r *repeater) copy(log string) error {
	f, err := os.Open(log)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReader(f)
	for {
		line, err := in.ReadSlice('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			r.days += int(r.last.Sub(r.first)/(24*time.Hour)) + 1
			return nil
		}
		if err != nil {
			return err
		}
		if err := r.line(line); err != nil {
			return err
		}
	}
}

// line writes a line with its time put off. The directives that the log begins
// with stand in the first copy.
func (r *repeater) line(line []byte) error {
	if line[0] == '#' {
		if r.days == 0 {
			_, err := r.out.Write(line)
			return err
		}
		return nil
	}
	if len(line) < len(time.DateTime) {
		return fmt.Errorf("%q: no time", line)
	}
	stamp, rest := line[:len(time.DateTime)], line[len(time.DateTime):]
	if err := r.putOff(stamp); err != nil {
		return err
	}
	if _, err := r.out.Write(r.shown); err != nil {
		return err
	}
	_, err := r.out.Write(rest)
	return err
}

// putOff sets shown; most lines have the time of the line before.
func (r *repeater) putOff(stamp []byte) error {
	if bytes.Equal(stamp, r.stamp) {
		return nil
	}
	at, err := time.Parse(time.DateTime, string(stamp))
	if err != nil {
		return err
	}
	if r.first.IsZero() {
		r.first = at
	}
	if r.days == 0 {
		r.last = at
	}
	r.stamp = append(r.stamp[:0], stamp...)
	r.shown = at.AddDate(0, 0, r.days).AppendFormat(r.shown[:0], time.DateTime)
	return nil
}

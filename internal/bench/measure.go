package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// An outcome is what came of a comparison.
type outcome struct {
	*comparison
	series []series // of each command
}

// A series is what came of the rounds of a command.
type series struct {
	command
	input   prepared
	samples []sample // one a round
	problem string   // why there is none, "" for no reason
}

// A sample is what one run took. CPU time and peak resident size are those of
// the command with all that it started; peak is 0 where the system does not
// tell.
type sample struct {
	wall, cpu time.Duration
	peak      int64
}

// A workshop has log401 built, and the logs.
type workshop struct {
	logs     string
	bin, tmp string
	progress io.Writer
}

func newWorkshop(ctx context.Context, logs string, progress io.Writer) (*workshop, error) {
	if _, err := exec.LookPath("sh"); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(logs, 0o755); err != nil {
		return nil, err
	}
	fmt.Fprintf(progress, "bench: logs are in %s\n", logs)
	tmp, err := os.MkdirTemp("", "log401-bench-run-")
	if err != nil {
		return nil, err
	}
	w := &workshop{logs: logs, bin: filepath.Join(tmp, "bin"), tmp: tmp, progress: progress}
	if err := w.build(ctx); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// build builds log401 from the tree in which this program runs.
func (w *workshop) build(ctx context.Context) error {
	out, err := exec.CommandContext(ctx, "go", "build", "-o", w.bin+string(filepath.Separator), "log401/cmd/log401").CombinedOutput()
	if err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// close removes all but the logs.
func (w *workshop) close() {
	if err := os.RemoveAll(w.tmp); err != nil {
		fmt.Fprintf(w.progress, "bench: %v\n", err)
	}
}

// measure runs the commands of a comparison in turn: the first of each, the
// second of each, and so on, so that what else the machine does meets all.
func (w *workshop) measure(ctx context.Context, c *comparison, lines, runs int) (outcome, error) {
	o := outcome{comparison: c}
	for _, command := range c.commands {
		s := series{command: command}
		if _, err := exec.LookPath(command.needs); command.needs != "" && err != nil {
			s.problem = "not installed"
		}
		var err error
		if s.input, err = command.input.prepare(w.logs, lines, w.progress); err != nil {
			return o, err
		}
		o.series = append(o.series, s)
	}
	fmt.Fprintf(w.progress, "bench: measuring %s\n", c.name)
	for range runs * max(c.times, 1) {
		for i := range o.series {
			if err := w.round(ctx, &o.series[i]); err != nil {
				return o, err
			}
		}
	}
	return o, nil
}

// round runs a command once. Another tool that fails is not run again; log401
// has to work.
func (w *workshop) round(ctx context.Context, s *series) error {
	if s.problem != "" {
		return nil
	}
	got, err := w.run(ctx, s.line, s.input.path)
	switch {
	case err == nil:
		s.samples = append(s.samples, got)
	case s.needs == "" || ctx.Err() != nil:
		return fmt.Errorf("%s: %w", s.line, errors.Join(err, ctx.Err()))
	default:
		fmt.Fprintf(w.progress, "bench: %s: %v\n", s.line, err)
		s.problem, s.samples = "failed", nil
	}
	return nil
}

// run runs one line of sh, its output thrown away.
func (w *workshop) run(ctx context.Context, line, file string) (sample, error) {
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	cmd.Env = append(os.Environ(),
		"PATH="+w.bin+string(filepath.ListSeparator)+os.Getenv("PATH"),
		"FILE="+file,
		"OUT="+filepath.Join(w.tmp, "out"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if err != nil {
		return sample{}, fmt.Errorf("%w\n%s", err, stderr.Bytes())
	}
	return sample{wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peakOf(cmd.ProcessState)}, nil
}

// floor returns the least peak size that can be seen: a process begins as a
// copy of this one, and its peak counts from there.
func (w *workshop) floor(ctx context.Context) (int64, error) {
	s, err := w.run(ctx, ":", "")
	return s.peak, err
}

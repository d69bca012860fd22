// Command bench measures log401 beside the tools that people use in its place,
// and makes the logs to do so with. BENCHMARKS.md says how to read what it
// prints.
//
//	go run ./internal/bench make KIND LINES FILE
//	go run ./internal/bench compare [-dir DIR] [-lines N] [-runs N] [-only NAMES]
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"

	"log401/internal/biglog"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the command: 0 done, 1 failed, 2 wrong usage. A bound that is missed
// is a finding and no failure.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	task, err := parseArgs(args)
	if err != nil {
		fmt.Fprintf(stderr, "bench: %v\n\n%s", err, usage())
		return 2
	}
	if err := task.do(ctx, stdout, stderr); err != nil {
		fmt.Fprintf(stderr, "bench: %v\n", err)
		return 1
	}
	return 0
}

// A task is what the arguments ask for.
type task interface {
	do(ctx context.Context, stdout, stderr io.Writer) error
}

// A helpTask prints how to use the command.
type helpTask struct{}

func (helpTask) do(_ context.Context, stdout, _ io.Writer) error {
	_, err := io.WriteString(stdout, usage())
	return err
}

// A makeTask writes one log.
type makeTask struct {
	kind  biglog.Kind
	lines int
	file  string
}

func (t *makeTask) do(context.Context, io.Writer, io.Writer) error {
	return writeLog(t.kind, t.lines, t.file)
}

// A compareTask measures comparisons and prints a report.
type compareTask struct {
	dir   string // of the logs
	lines int    // of the logs of full size
	runs  int    // rounds of a comparison
	only  []*comparison
}

func (t *compareTask) do(ctx context.Context, stdout, stderr io.Writer) error {
	bench, err := newWorkshop(ctx, t.dir, stderr)
	if err != nil {
		return err
	}
	defer bench.close()
	var all []outcome
	for _, c := range t.only {
		o, err := bench.measure(ctx, c, t.lines, t.runs)
		if err != nil {
			return err
		}
		all = append(all, o)
	}
	floor, err := bench.floor(ctx)
	if err != nil {
		return err
	}
	p := printer{floor: floor}
	_, err = io.WriteString(stdout, p.report(append(machineFacts(ctx, all), t.facts()...), all))
	return err
}

// facts says how was measured.
func (t *compareTask) facts() []string {
	facts := []string{fmt.Sprintf("rounds: %d; commands take turns, the page cache is warm", t.runs)}
	if t.lines != defaultLines {
		facts = append(facts, fmt.Sprintf("logs of full size have %d lines; what is to be reached is meant for %d", t.lines, defaultLines))
	}
	return facts
}

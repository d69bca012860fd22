package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"log401/internal/biglog"
)

const (
	defaultLines = 4_000_000
	defaultRuns  = 5
)

// parseArgs returns what the arguments ask for.
func parseArgs(args []string) (task, error) {
	if len(args) == 0 {
		return nil, errors.New("no command")
	}
	switch args[0] {
	case "make":
		return parseMake(args[1:])
	case "compare":
		return parseCompare(args[1:])
	case "help", "-h", "-help", "--help":
		return helpTask{}, nil
	}
	return nil, fmt.Errorf("command %q: not known", args[0])
}

func parseMake(args []string) (task, error) {
	if len(args) != 3 {
		return nil, fmt.Errorf("make: %d arguments, want KIND LINES FILE", len(args))
	}
	kind, err := biglog.KindByName(args[0])
	if err != nil {
		return nil, fmt.Errorf("make: %w", err)
	}
	lines, err := strconv.Atoi(args[1])
	if err != nil || lines < 0 {
		return nil, fmt.Errorf("make: lines %q: no number of lines", args[1])
	}
	return &makeTask{kind, lines, args[2]}, nil
}

func parseCompare(args []string) (task, error) {
	t := compareTask{}
	only := ""
	flags := compareFlags(&t, &only)
	flags.SetOutput(io.Discard)
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return helpTask{}, nil
	case err != nil:
		return nil, fmt.Errorf("compare: %w", err)
	case flags.NArg() > 0:
		return nil, fmt.Errorf("compare: argument %q: only flags are taken", flags.Arg(0))
	case t.lines < fewLines:
		return nil, fmt.Errorf("compare: -lines %d: at least %d are needed", t.lines, fewLines)
	case t.runs < 1:
		return nil, fmt.Errorf("compare: -runs %d: at least one is needed", t.runs)
	}
	if t.only, err = chosen(only); err != nil {
		return nil, err
	}
	return &t, nil
}

func compareFlags(t *compareTask, only *string) *flag.FlagSet {
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.StringVar(&t.dir, "dir", filepath.Join(os.TempDir(), "log401-bench"), "`folder` of the logs, which stay there to be used again")
	flags.IntVar(&t.lines, "lines", defaultLines, "`lines` of a log of full size")
	flags.IntVar(&t.runs, "runs", defaultRuns, "`times` that every command of a comparison runs, in turn")
	flags.StringVar(only, "only", "", "`names` of comparisons, with commas between them, instead of all")
	return flags
}

// chosen returns the comparisons of these names, all for "".
func chosen(names string) (list []*comparison, err error) {
	if names == "" {
		for i := range comparisons {
			list = append(list, &comparisons[i])
		}
		return list, nil
	}
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(comparisons, func(c comparison) bool { return c.name == name })
		if i < 0 {
			return nil, fmt.Errorf("compare: -only %q: no comparison of that name", name)
		}
		list = append(list, &comparisons[i])
	}
	return list, nil
}

// usage lists commands, flags, kinds of logs and comparisons.
func usage() string {
	var b strings.Builder
	b.WriteString("Usage:\n  bench make KIND LINES FILE   write a log\n  bench compare [flags]        measure log401 beside other tools\n\nFlags of compare:\n")
	only := ""
	flags := compareFlags(&compareTask{}, &only)
	flags.SetOutput(&b)
	flags.PrintDefaults()
	b.WriteString("\nKinds of logs:\n")
	for _, k := range biglog.Kinds {
		fmt.Fprintf(&b, "  %-16s %s\n", k.Name, k.About)
	}
	b.WriteString("\nComparisons:\n")
	for _, c := range comparisons {
		fmt.Fprintf(&b, "  %-16s %s\n", c.name, c.about)
	}
	return b.String()
}

package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"
)

// A flagGroup is some flags that help shows together.
type flagGroup struct {
	title string
	set   *pflag.FlagSet
}

func newGroup(title string) flagGroup {
	set := pflag.NewFlagSet(title, pflag.ContinueOnError)
	set.SortFlags = false
	return flagGroup{title, set}
}

// A page is the help of a command.
type page struct {
	usage    string
	about    string
	examples []string
	groups   []flagGroup
	after    string
}

// parse reads the flags of all groups and returns the other arguments. On
// --help it prints the page and returns pflag.ErrHelp.
func (p *page) parse(e *env, args []string) ([]string, error) {
	all := pflag.NewFlagSet("log401", pflag.ContinueOnError)
	all.SetOutput(io.Discard)
	all.Usage = func() { p.print(e.stdout, e.terminal.width) }
	for _, g := range p.groups {
		all.AddFlagSet(g.set)
	}
	if err := all.Parse(args); err != nil {
		if err == pflag.ErrHelp {
			return nil, err
		}
		return nil, hinted{err, flagHint(err.Error())}
	}
	return all.Args(), nil
}

// flagHint says what to do about a flag that is not known or not right.
func flagHint(message string) string {
	if strings.Contains(message, "shorthand flag: 'f'") {
		return "the output format is chosen with --format, the format of the logs with --log-format"
	}
	return "log401 --help lists the flags"
}

func (p *page) print(w io.Writer, width int) {
	fmt.Fprintf(w, "Usage: %s\n\n%s\n", p.usage, p.about)
	if len(p.examples) > 0 {
		fmt.Fprintf(w, "\nExamples:\n")
		for _, example := range p.examples {
			fmt.Fprintf(w, "  %s\n", example)
		}
	}
	for _, g := range p.groups {
		fmt.Fprintf(w, "\n%s:\n%s", g.title, g.set.FlagUsagesWrapped(min(width, 100)))
	}
	if p.after != "" {
		fmt.Fprintf(w, "\n%s\n", p.after)
	}
}

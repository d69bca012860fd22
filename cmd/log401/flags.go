package main

import (
	"errors"
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

// parse reads the flags of all groups and returns the other arguments, or
// pflag.ErrHelp where --help is among them.
func (p *page) parse(args []string) ([]string, error) {
	all := pflag.NewFlagSet("log401", pflag.ContinueOnError)
	all.SetOutput(io.Discard)
	all.Usage = func() {}
	for _, g := range p.groups {
		all.AddFlagSet(g.set)
	}
	if err := all.Parse(args); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			return nil, err
		}
		return nil, hinted{err, flagHint(err.Error())}
	}
	return all.Args(), checkEmpty(all)
}

// checkEmpty refuses flags with an empty value, as a variable that is not set
// leaves behind: --since "" would read everything.
func checkEmpty(set *pflag.FlagSet) (err error) {
	set.Visit(func(f *pflag.Flag) {
		if v := f.Value.String(); v == "" || v == "[]" {
			err = hinted{fmt.Errorf("--%s is empty", f.Name), "leave the flag out; a variable in the command may be unset"}
		}
	})
	return err
}

// flagHint says what to do about a flag that is not known or not right.
func flagHint(message string) string {
	if strings.Contains(message, "shorthand flag: 'f'") {
		return "the output format is chosen with --format, the format of the logs with --log-format"
	}
	return "log401 --help lists the flags"
}

// text returns the page for a terminal of a width.
func (p *page) text(width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: %s\n\n%s\n", p.usage, p.about)
	if len(p.examples) > 0 {
		b.WriteString("\nExamples:\n")
		for _, example := range p.examples {
			fmt.Fprintf(&b, "  %s\n", example)
		}
	}
	for _, g := range p.groups {
		usages := strings.ReplaceAll(g.set.FlagUsagesWrapped(min(width, 100)), "[=true|false]", strings.Repeat(" ", len("[=true|false]")))
		fmt.Fprintf(&b, "\n%s:\n%s", g.title, usages)
	}
	if p.after != "" {
		fmt.Fprintf(&b, "\n%s\n", p.after)
	}
	return b.String()
}

// show prints the page.
func (p *page) show(e *env) (int, error) {
	if _, err := io.WriteString(e.stdout, p.text(e.terminal.width)); err != nil {
		return exitOutput, err
	}
	return exitDone, nil
}

// refuse answers what parse did not take: with the page, or as wrong usage.
func (p *page) refuse(e *env, err error) (int, error) {
	if errors.Is(err, pflag.ErrHelp) {
		return p.show(e)
	}
	return exitUsage, err
}

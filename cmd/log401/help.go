package main

import (
	"context"
	"fmt"
)

func help(ctx context.Context, e *env, args []string) (int, error) {
	if len(args) == 0 || args[0] == "--help" || args[0] == "-h" {
		return scan(ctx, e, []string{"--help"})
	}
	for _, c := range commands() {
		if c.name == args[0] && c.name != "help" {
			return c.run(ctx, e, []string{"--help"})
		}
	}
	return usage("commands are "+commandNames(), "no command %q to explain", args[0])
}

func commandNames() (names string) {
	for i, c := range commands() {
		if i > 0 {
			names += ", "
		}
		names += c.name
	}
	return names
}

// commandList is the list of commands in the page of scan, the default.
func commandList() (list string) {
	list = "Commands (the first argument; a file of that name is ./scan):\n"
	for _, c := range commands() {
		list += fmt.Sprintf("  %-8s %s\n", c.name, c.summary)
	}
	return list
}

package main

import (
	"context"

	"log401/internal/ruleset"
)

func rulesPage(f *thresholdFlags) *page {
	set := newGroup("What counts")
	f.add(set)
	return &page{
		usage: "log401 rules [flags]",
		about: "Prints the rules in force, with their limits and windows, as TOML. Such a file is\n" +
			"what --rules takes; it need only say what differs from the default.",
		examples: []string{
			"log401 rules",
			"log401 rules > rules.toml",
			"log401 rules --rules rules.toml",
			"log401 --rules rules.toml /var/log/nginx",
		},
		groups: []flagGroup{set},
	}
}

// rules prints the table in force.
func rules(_ context.Context, e *env, args []string) (int, error) {
	var f thresholdFlags
	page := rulesPage(&f)
	rest, err := page.parse(args)
	if err != nil {
		return page.refuse(e, err)
	}
	if len(rest) > 0 {
		return usage("log401 rules --rules FILE prints those of a file", "what is %q?", rest[0])
	}
	s, err := f.set()
	if err != nil {
		return exitUsage, err
	}
	if err := ruleset.Write(e.stdout, &s); err != nil {
		return exitOutput, err
	}
	return exitDone, nil
}

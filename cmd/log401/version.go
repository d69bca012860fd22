package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// release is the version that this source is on the way to, or is.
const release = "0.1.0"

func version(_ context.Context, e *env, args []string) (int, error) {
	p := page{usage: "log401 version", about: "Prints the version, the commit it was built from, and the Go version."}
	rest, err := p.parse(args)
	if err != nil {
		return p.refuse(e, err)
	}
	if len(rest) > 0 {
		return usage("log401 version takes no arguments", "what is %q?", rest[0])
	}
	_, err = fmt.Fprintf(e.stdout, "log401 %s%s %s %s/%s\n", release, commit(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if err != nil {
		return exitOutput, err
	}
	return exitDone, nil
}

// commit returns " (commit)" where the build recorded one.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return " (" + s.Value[:12] + ")"
		}
	}
	return ""
}

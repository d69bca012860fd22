package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// A version is how a program says which it is.
type version struct {
	program string
	args    []string
}

// versions are those of the programs that commands need.
var versions = []version{
	{"mawk", []string{"-W", "version"}},
	{"rg", []string{"--version"}},
	{"zcat", []string{"--version"}},
	{"goaccess", []string{"--version"}},
	{"lnav", []string{"-V"}},
}

// machineFacts says what the figures were measured on and with, one fact a
// string.
func machineFacts(ctx context.Context, all []outcome) []string {
	cpu := runtime.GOARCH
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		cpu = cpuModel(string(info), cpu)
	}
	facts := []string{
		time.Now().UTC().Format("2006-01-02") + ", log401 at " + says(ctx, "unknown", "git", "describe", "--always", "--dirty"),
		fmt.Sprintf("%s, %d processors", cpu, runtime.NumCPU()),
		says(ctx, runtime.GOOS, "uname", "-sr"),
		runtime.Version(),
	}
	for _, v := range versions {
		if needed(all, v.program) {
			facts = append(facts, says(ctx, v.program+": not installed", v.program, v.args...))
		}
	}
	return facts
}

func needed(all []outcome, program string) bool {
	return slices.ContainsFunc(all, func(o outcome) bool {
		return slices.ContainsFunc(o.commands, func(c command) bool { return c.needs == program })
	})
}

// says returns the first line of what a program prints, or instead where it
// prints none.
func says(ctx context.Context, instead, program string, args ...string) string {
	out, err := exec.CommandContext(ctx, program, args...).Output()
	line, _, _ := strings.Cut(string(out), "\n")
	if line = strings.TrimSpace(line); err != nil || line == "" {
		return instead
	}
	return line
}

// cpuModel finds the name of the processor in Linux's /proc/cpuinfo.
func cpuModel(info, instead string) string {
	for line := range strings.Lines(info) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return instead
}

// Command log401 reads the access logs of IIS, Apache and nginx and says who
// was refused, why, and whether it is an attack.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // Windows has no zone database
)

// Exit statuses, in the order in which a lower one gives way to a higher.
const (
	exitDone        = 0
	exitAlerts      = 1 // with --exit-code
	exitUsage       = 2
	exitUnreadable  = 3 // some input; the rest is reported
	exitOutput      = 4
	exitInterrupted = 130
)

func main() { os.Exit(mainStatus()) }

// mainStatus runs the program and returns its exit status.
func mainStatus() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	tuneGarbage()
	return run(ctx, os.Args[1:], systemEnv())
}

// An env is what the program is given by its surroundings.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	piped          bool     // standard input is no terminal
	terminal       terminal // of standard output
	console        terminal // of standard error
	now            func() time.Time
	local          *time.Location
}

func systemEnv() *env {
	return &env{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		piped:    isPiped(os.Stdin),
		terminal: terminalOf(os.Stdout, os.Getenv),
		console:  terminalOf(os.Stderr, os.Getenv),
		now:      time.Now,
		local:    time.Local,
	}
}

// A command is one thing that log401 does.
type command struct {
	name    string
	summary string
	run     func(ctx context.Context, e *env, args []string) (status int, err error)
}

func commands() []command {
	return []command{
		{"scan", "read logs and report who was refused, why, and whether it is an attack", scan},
		{"why", "tell the story of one client, user or alert, and why a rule did or did not fire", why},
		{"doctor", "say of each log what it is, what is wrong with it, and what puts it right", doctorCommand},
		{"explain", "say what a code, a number, an error text or a log line means", explain},
		{"rules", "print the rules in force as TOML", rules},
		{"version", "print the version", version},
		{"help", "explain a command: log401 help scan", help},
	}
}

// run runs the command that the first argument names, else scan.
func run(ctx context.Context, args []string, e *env) int {
	do := scan
	if len(args) > 0 {
		for _, c := range commands() {
			if c.name == args[0] {
				do, args = c.run, args[1:]
				break
			}
		}
	}
	status, err := do(ctx, e, args)
	if err != nil {
		e.complain(err)
	}
	return status
}

// A hinted error comes with what to do about it.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

// usage returns an error about how the program was called.
func usage(hint, format string, args ...any) (int, error) {
	return exitUsage, hinted{fmt.Errorf(format, args...), hint}
}

// several are errors that are complained of one by one.
type several []error

func (s several) Error() string   { return errors.Join(s...).Error() }
func (s several) Unwrap() []error { return s }

// complain prints an error, and its hint where it has one.
func (e *env) complain(err error) {
	var all several
	if errors.As(err, &all) {
		for _, one := range all {
			e.complain(one)
		}
		return
	}
	fmt.Fprintf(e.stderr, "log401: %s\n", printable(err.Error()))
	var h hinted
	if errors.As(err, &h) && h.hint != "" {
		fmt.Fprintf(e.stderr, "log401: hint: %s\n", printable(h.hint))
	}
}

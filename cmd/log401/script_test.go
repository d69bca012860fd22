package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"log401": func() { os.Exit(mainStatus()) }})
}

// TestScript runs the transcripts in testdata/script: what is typed, what comes
// out, and the exit status.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("TZ", "UTC")
			env.Setenv("LANG", "C.UTF-8")
			env.Setenv("COLUMNS", "")
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name == "root" {
				return os.Getuid() == 0, nil // who may read everything
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"gz":     compress,
			"status": status,
		},
	})
}

// compress replaces "gz FILE [BYTES]": it writes FILE.gz, cut to a number of
// bytes below its length where one is given.
func compress(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Check(w.Close())
	data := b.Bytes()
	if len(args) > 1 && args[1] == "torn" {
		data = data[:len(data)-20]
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".gz"), data, 0o644))
}

// status is "status N COMMAND ARG…": the command has to exit with N. A last
// argument "<FILE" is its standard input.
func status(ts *testscript.TestScript, _ bool, args []string) {
	want, args := args[0], args[1:]
	if last := args[len(args)-1]; strings.HasPrefix(last, "<") {
		args = args[:len(args)-1]
		ts.Check(ts.Exec("sh", append([]string{"-c", `f=$1; shift; "$@" <"$f"; echo $? >status`, "sh", last[1:]}, args...)...))
	} else {
		ts.Check(ts.Exec("sh", append([]string{"-c", `"$@"; echo $? >status`, "sh"}, args...)...))
	}
	if got := strings.TrimSpace(ts.ReadFile("status")); got != want {
		ts.Fatalf("exit status %s, want %s", got, want)
	}
}

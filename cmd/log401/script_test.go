package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

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
			"gz":      compress,
			"status":  status,
			"tarball": tarball,
			"utf16":   utf16LE,
			"zipped":  zipped,
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

// tarball is "tarball FILE MEMBER…": it writes the members into a .tar.gz.
func tarball(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	packed := gzip.NewWriter(&b)
	w := tar.NewWriter(packed)
	for _, name := range args[1:] {
		text := ts.ReadFile(name)
		ts.Check(w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}))
		_, err := w.Write([]byte(text))
		ts.Check(err)
	}
	ts.Check(w.Close())
	ts.Check(packed.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o644))
}

// zipped is tarball for ZIP.
func zipped(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range args[1:] {
		f, err := w.Create(name)
		ts.Check(err)
		_, err = f.Write([]byte(ts.ReadFile(name)))
		ts.Check(err)
	}
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o644))
}

// utf16LE is "utf16 FILE NEW": NEW is FILE as PowerShell's > writes it.
func utf16LE(ts *testscript.TestScript, _ bool, args []string) {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(ts.ReadFile(args[0]))) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), out, 0o644))
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

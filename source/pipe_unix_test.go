//go:build unix

package source

import (
	"fmt"
	"io"
	"os"
	"syscall"
	"testing"
)

// TestNamedPipe: one that the user names is read, one in a directory is not.
func TestNamedPipe(t *testing.T) {
	touch(t, "logs/access.log")
	if err := syscall.Mkfifo("logs/pipe", 0o600); err != nil {
		t.Skip("no named pipes here: ", err)
	}
	for _, path := range []string{"logs", "logs/*"} {
		if got, problems := Expand(t.Context(), []string{path}, nil); show(got) != "logs/access.log: logs/access.log\n" || len(problems) > 0 {
			t.Errorf("%s: %s, %v", path, show(got), problems)
		}
	}
	streams, problems := Expand(t.Context(), []string{"logs/pipe"}, nil)
	if show(streams) != "logs/pipe: logs/pipe\n" || len(problems) > 0 || streams[0].Sources[0].Folder != "" {
		t.Fatalf("got %s, %v", show(streams), problems)
	}
	go func() {
		if f, err := os.OpenFile("logs/pipe", os.O_WRONLY, 0); err == nil {
			_, _ = io.WriteString(f, firstLines) // what is missing fails the test
			_ = f.Close()
		}
	}()
	if got, err := readSource(t, streams[0].Sources[0]); got != firstLines || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestDescriptors: what a shell makes of <(zcat a) <(zcat b). The names differ
// only in digits, but they are no rotation.
func TestDescriptors(t *testing.T) {
	var paths []string
	for range 2 {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		defer w.Close()
		paths = append(paths, fmt.Sprintf("/dev/fd/%d", r.Fd()))
	}
	if !exists(paths[0]) {
		t.Skip("no /dev/fd here")
	}
	streams, problems := Expand(t.Context(), paths, nil)
	if len(streams) != 2 || len(problems) > 0 {
		t.Errorf("got %s, %v", show(streams), problems)
	}
}

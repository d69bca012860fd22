package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"
)

func TestOpen(t *testing.T) {
	long := strings.Repeat(firstLines, 20_000) // longer than every buffer
	gz, zst, bz := gzipOf(t, firstLines), zstdOf(t, firstLines), bzip2Of(t)
	skippable := "\x5a*M\x18\x03\x00\x00\x00abc"
	for _, test := range []struct {
		name, data, want string
	}{
		{"empty", "", ""},
		{"one byte", "x", "x"},
		{"text", firstLines, firstLines},
		{"long text", long, long},
		{"byte order mark", utf8BOM + firstLines, firstLines},
		{"only a byte order mark", utf8BOM, ""},
		{"only the first byte order mark", utf8BOM + utf8BOM, utf8BOM},
		{"a part of a byte order mark", utf8BOM[:2], utf8BOM[:2]},
		{"zeros", strings.Repeat("\x00", 1000), strings.Repeat("\x00", 1000)},

		{"gzip", gz, firstLines},
		{"long gzip", gzipOf(t, long), long},
		{"gzip of nothing", gzipOf(t, ""), ""},
		{"gzip members", gz + gzipOf(t, "") + gzipOf(t, thirdLine), firstLines + thirdLine},
		{"gzip with padding", gz + strings.Repeat("\x00", 100_000), firstLines},
		{"gzip members with padding between", gz + "\x00\x00" + gzipOf(t, thirdLine), firstLines + thirdLine},
		{"gzip with a byte order mark", gzipOf(t, utf8BOM+firstLines), firstLines},
		{"gzip after a byte order mark is none", utf8BOM + gz, gz},

		{"zstd", zst, firstLines},
		{"long zstd", zstdOf(t, long), long},
		{"zstd frames", zst + zstdOf(t, thirdLine), firstLines + thirdLine},
		{"zstd with skippable frames", skippable + zst + skippable + zstdOf(t, thirdLine) + skippable, firstLines + thirdLine},

		{"bzip2", unhex(t, firstBzip2), firstLines},
		{"bzip2 streams", bz, firstLines + thirdLine},
		{"bzip2 of nothing", "BZh9\x17rE8P\x90\x00\x00\x00\x00", ""},

		{"xz", xzOf(t, firstLines), firstLines},
		{"long xz", xzOf(t, long), long},
		{"xz of nothing", xzOf(t, ""), ""},
		{"xz streams and padding", xzOf(t, firstLines) + strings.Repeat("\x00", 8) + xzOf(t, thirdLine) + strings.Repeat("\x00", 400), firstLines + thirdLine},
		{"xz of many blocks", xzWith(t, xz.WriterConfig{BlockSize: 1000}, long[:100_000]), long[:100_000]},
		{"xz with CRC-32", xzWith(t, xz.WriterConfig{CheckSum: xz.CRC32}, firstLines), firstLines},
		{"xz with SHA-256", xzWith(t, xz.WriterConfig{CheckSum: xz.SHA256}, firstLines), firstLines},
		{"xz with no check", xzWith(t, xz.WriterConfig{NoCheckSum: true}, firstLines), firstLines},

		{"gzip in gzip", gzipOf(t, gz), firstLines},
		{"zstd in xz in gzip", gzipOf(t, xzOf(t, zst)), firstLines},
		{"bzip2 in zstd in gzip", gzipOf(t, zstdOf(t, bz)), firstLines + thirdLine},
	} {
		t.Run(test.name, func(t *testing.T) {
			write(t, map[string]string{"access.log": test.data})
			got, err := readSource(t, Source{Name: "access.log", Path: "access.log"})
			if got != test.want || err != nil {
				t.Errorf("got %d bytes %.100q, %v; want %d bytes %.100q", len(got), got, err, len(test.want), test.want)
			}
		})
	}
}

func TestOpenStdin(t *testing.T) {
	streams, problems := Expand(t.Context(), []string{"-", "-"}, strings.NewReader(gzipOf(t, firstLines)))
	if show(streams) != "stdin: stdin\n" || len(problems) > 0 {
		t.Fatalf("got %s, %v", show(streams), problems)
	}
	s := streams[0].Sources[0]
	if s.Path != "-" || s.Folder != "" || !s.Explicit {
		t.Errorf("got %+v", s)
	}
	if got, err := readSource(t, s); got != firstLines || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestOpenStdinOfNothing(t *testing.T) {
	streams, problems := Expand(t.Context(), []string{"-"}, nil)
	if len(streams) > 0 || len(problems) != 1 || problems[0].Error() != "stdin: there is no standard input" {
		t.Errorf("got %v, %v", streams, problems)
	}
}

func TestOpenFails(t *testing.T) {
	write(t, map[string]string{"logs/access.log": firstLines})
	got, err := readSource(t, Source{Name: "logs/error.log", Path: "logs/error.log"})
	if got != "" || kindOf(err) != NotFound || !errors.Is(err, fs.ErrNotExist) || err.Error() != "logs/error.log: no such file" {
		t.Errorf("missing file: %q, %v", got, err)
	}
	if Hint(err) == "" {
		t.Error("missing file: no hint")
	}
	got, err = readSource(t, Source{Name: "logs", Path: "logs"})
	if got != "" || kindOf(err) != Unreadable {
		t.Errorf("directory: %q, %v", got, err)
	}
}

func TestPermissionDenied(t *testing.T) {
	p := systemProblem("access.log", &fs.PathError{Op: "open", Path: "access.log", Err: fs.ErrPermission})
	if p.Error() != "access.log: permission denied" || p.Kind != Unreadable || p.Hint == "" || !errors.Is(p, fs.ErrPermission) {
		t.Errorf("got %+v", p)
	}
	write(t, map[string]string{"logs/access.log": firstLines})
	if err := os.Chmod("logs/access.log", 0); err != nil {
		t.Fatal(err)
	}
	if f, err := os.Open("logs/access.log"); err == nil {
		t.Skip("this user may read everything: ", f.Close())
	}
	if _, err := readSource(t, Source{Name: "access.log", Path: "logs/access.log"}); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v", err)
	}
}

func TestHint(t *testing.T) {
	p := &Problem{Path: "a", Text: "b", Hint: "c"}
	for _, test := range []struct {
		err  error
		want string
	}{
		{p, "c"},
		{errors.Join(io.ErrClosedPipe, p), "c"},
		{io.ErrClosedPipe, ""},
		{nil, ""},
	} {
		if got := Hint(test.err); got != test.want {
			t.Errorf("Hint(%v) = %q, want %q", test.err, got, test.want)
		}
	}
}

// TestShrink cuts files short while they are read.
func TestShrink(t *testing.T) {
	text := strings.Repeat(firstLines, 50_000)
	for _, test := range []struct {
		name string
		data string
		left int64 // bytes of the file
		want string
	}{
		{"text", text, 300_000, text[:300_000]},
		{"text, to nothing", text, 0, text[:bufferSize]},
		{"gzip", noise(t), 300_000, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			write(t, map[string]string{"access.log": test.data})
			r, err := Source{Name: "access.log", Path: "access.log"}.Open()
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate("access.log", test.left); err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if kindOf(err) != Shrank || !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "file shrank while it was read") {
				t.Errorf("error %v", err)
			}
			if test.want != "" && string(got) != test.want {
				t.Errorf("got %d bytes, want %d", len(got), len(test.want))
			}
			if len(got) == 0 {
				t.Error("got nothing of what was there")
			}
			if err := r.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
}

// noise returns a gzip file of 1 MiB that compression makes no smaller.
func noise(t *testing.T) string {
	t.Helper()
	b := make([]byte, 1<<20)
	state := uint32(1)
	for i := range b {
		state = state*1664525 + 1013904223
		b[i] = byte(state >> 24)
	}
	return gzipOf(t, string(b))
}

// TestGrow: a file that grows while it is read is read to its new end.
func TestGrow(t *testing.T) {
	write(t, map[string]string{"access.log": strings.Repeat(firstLines, 5_000)})
	r, err := Source{Name: "access.log", Path: "access.log"}.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f, err := os.OpenFile("access.log", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteString(thirdLine)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err != nil || !strings.HasSuffix(string(got), thirdLine) {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
}

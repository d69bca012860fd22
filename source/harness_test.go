package source

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// Two bzip2 streams, of firstLines and thirdLine; Go has no writer for them.
const (
	firstLines = "first line\nsecond line\n"
	thirdLine  = "third line\n"

	firstBzip2 = "425a68393141592653598b13e184000004d180001040000f259c00200021a1323194201a00912a319568cb0482fd57f1772453850908b13e1840"
	thirdBzip2 = "425a683931415926535976379d4a0000055180001040000665140020003100302003d25502409978bb9229c28483b1bcea50"
)

func gzipOf(t testing.TB, data string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Name = "access.log"
	return packed(t, w, &b, data)
}

func zstdOf(t testing.TB, data string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	return packed(t, w, &b, data)
}

func xzOf(t testing.TB, data string) string { return xzWith(t, xz.WriterConfig{}, data) }

func xzWith(t testing.TB, c xz.WriterConfig, data string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := c.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	return packed(t, w, &b, data)
}

func packed(t testing.TB, w io.WriteCloser, b *bytes.Buffer, data string) string {
	t.Helper()
	_, err := io.WriteString(w, data)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func unhex(t testing.TB, s string) string {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func bzip2Of(t testing.TB) string { return unhex(t, firstBzip2) + unhex(t, thirdBzip2) }

// write makes the files, given by slash-separated names, below a new directory
// that becomes the current one.
func write(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, data := range files {
		writeFile(t, name, data)
	}
}

func writeFile(t testing.TB, name, data string) {
	t.Helper()
	p := filepath.FromSlash(name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o755), os.WriteFile(p, []byte(data), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// touch is write for files with their own name in them, which keeps their
// sizes and contents apart.
func touch(t *testing.T, names ...string) {
	t.Helper()
	files := map[string]string{}
	for _, name := range names {
		files[name] = name
	}
	write(t, files)
}

func symlink(t *testing.T, target, name string) {
	t.Helper()
	if err := os.Symlink(filepath.FromSlash(target), filepath.FromSlash(name)); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
}

// show writes streams as "stream: source source", one a line.
func show(streams []Stream) string {
	var b strings.Builder
	for _, s := range streams {
		b.WriteString(s.Name + ":")
		for _, source := range s.Sources {
			b.WriteString(" " + source.Name)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func lines(s ...string) string { return strings.Join(append(s, ""), "\n") }

// read unpacks data as the bytes of a source named access.log.
func read(t *testing.T, data string) (string, error) {
	t.Helper()
	return readAll(t, func() (io.ReadCloser, error) {
		return unpack("access.log", io.NopCloser(strings.NewReader(data)))
	})
}

func readSource(t *testing.T, s Source) (string, error) {
	t.Helper()
	return readAll(t, s.Open)
}

func readAll(t *testing.T, open func() (io.ReadCloser, error)) (string, error) {
	t.Helper()
	r, err := open()
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	if err := r.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	return string(b), err
}

func kindOf(err error) Kind {
	var p *Problem
	if errors.As(err, &p) {
		return p.Kind
	}
	return ""
}

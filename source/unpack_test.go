package source

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"
)

// twoParts is a file of two compressed parts, firstLines and thirdLine.
type twoParts struct {
	name     string
	data     string
	boundary int // length of the first part: cut there, nothing is missing
	shortest int // bytes that tell what it is, in a file that ends there
	magic    int // bytes that tell what it is
}

func archives(t testing.TB) []twoParts {
	t.Helper()
	gz, zst, bz, x := gzipOf(t, firstLines), zstdOf(t, firstLines), unhex(t, firstBzip2), xzOf(t, firstLines)
	return []twoParts{
		{"gzip", gz + gzipOf(t, thirdLine), len(gz), 2, 2},
		{"zstd", zst + zstdOf(t, thirdLine), len(zst), 3, 4},
		{"bzip2", bz + unhex(t, thirdBzip2), len(bz), 3, 10},
		{"xz", x + xzOf(t, thirdLine), len(x), 3, 6},
	}
}

func TestTruncated(t *testing.T) {
	for _, a := range archives(t) {
		for cut := a.shortest; cut < len(a.data); cut++ {
			got, err := read(t, a.data[:cut])
			if !strings.HasPrefix(firstLines+thirdLine, got) {
				t.Errorf("%s cut at %d: got %q", a.name, cut, got)
			}
			if cut >= a.boundary && !strings.HasPrefix(got, firstLines) {
				t.Errorf("%s cut at %d: got %q, but the first part is whole", a.name, cut, got)
			}
			if cut == a.boundary {
				if err != nil {
					t.Errorf("%s cut at %d: %v", a.name, cut, err)
				}
				continue
			}
			want := fmt.Sprintf("access.log: truncated %s: read %d bytes before it ended", a.name, len(got))
			if err == nil || err.Error() != want || kindOf(err) != Truncated || !errors.Is(err, io.ErrUnexpectedEOF) || Hint(err) == "" {
				t.Errorf("%s cut at %d: error %v, want %s", a.name, cut, err, want)
			}
		}
	}
}

// TestTruncatedGivesWhatIsThere: not only whole parts are given out.
func TestTruncatedGivesWhatIsThere(t *testing.T) {
	text := strings.Repeat(firstLines, 50_000)
	for _, test := range []struct {
		name string
		data string
	}{
		{"gzip", gzipOf(t, text)},
		{"zstd", zstdOf(t, text)},
	} {
		got, err := read(t, test.data[:len(test.data)-9])
		if kindOf(err) != Truncated || !strings.HasPrefix(text, got) || len(got) < len(text)/2 {
			t.Errorf("%s: got %d of %d bytes, %v", test.name, len(got), len(text), err)
		}
	}
}

// TestCorrupt damages one byte after the other. Either that is told, or it was
// a byte of no importance, such as the time in a gzip header.
func TestCorrupt(t *testing.T) {
	for _, a := range archives(t) {
		for i := a.magic; i < len(a.data); i++ {
			for _, flip := range []byte{0x01, 0x80, 0xff} {
				data := []byte(a.data)
				data[i] ^= flip
				got, err := read(t, string(data))
				if err == nil && got != firstLines+thirdLine {
					t.Errorf("%s with byte %d flipped by %#x: got %q and no error", a.name, i, flip, got)
				}
				if err != nil && Hint(err) == "" {
					t.Errorf("%s with byte %d flipped by %#x: no hint with %v", a.name, i, flip, err)
				}
			}
		}
	}
}

func TestDamageText(t *testing.T) {
	gz, zst, bz := gzipOf(t, firstLines), zstdOf(t, firstLines), unhex(t, firstBzip2)
	const trailing = "the compressed data is followed by something else"
	for _, test := range []struct {
		name, data string
		kind       Kind
		want       string
	}{
		{"gzip checksum", gz[:len(gz)-8] + "12345678", Corrupt, "corrupt gzip: read 23 bytes before the damage (gzip: invalid checksum)"},
		{"gzip header", "\x1f\x8b\x07\x00......", Corrupt, "corrupt gzip: read 0 bytes before the damage (gzip: invalid header)"},
		{"gzip, then text", gz + thirdLine, Corrupt, "corrupt gzip: read 23 bytes before the damage (" + trailing + ")"},
		{"gzip, zeros, then text", gz + "\x00\x00" + thirdLine, Corrupt, "corrupt gzip: read 23 bytes before the damage (" + trailing + ")"},
		{"zstd, then text", zst + thirdLine, Corrupt, "corrupt zstd: read 23 bytes before the damage (invalid input: magic number mismatch)"},
		{"bzip2, then text", bz + thirdLine, Corrupt, "corrupt bzip2: read 23 bytes before the damage (bzip2 data invalid: bad magic value in continuation file)"},
		{"truncated gzip in gzip", gzipOf(t, gz[:len(gz)-1]), Truncated, "truncated gzip: read 23 bytes before it ended"},
		{"gzip in truncated zstd", zstdOf(t, gz)[:20], Truncated, "truncated zstd: read 0 bytes before it ended"},
		{"large window", "\x28\xb5\x2f\xfd\x00\x98\x01\x00\x00", Unreadable, "this zstd file needs a window of more than 256 MiB of memory"},
		{"four layers", gzipOf(t, gzipOf(t, gzipOf(t, gz))), Unreadable, "compressed more than 3 times over"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := read(t, test.data)
			if err == nil || err.Error() != "access.log: "+test.want || kindOf(err) != test.kind || Hint(err) == "" {
				t.Errorf("got %v (%s)\nwant %s (%s)", err, kindOf(err), test.want, test.kind)
			}
			if test.kind == Corrupt && strings.Contains(test.want, "read 23") && got != firstLines {
				t.Errorf("got %q before the damage", got)
			}
		})
	}
}

// TestCauses: what a caller may ask with errors.Is.
func TestCauses(t *testing.T) {
	_, err := read(t, zstdOf(t, firstLines)+thirdLine)
	if !errors.Is(err, zstd.ErrMagicMismatch) {
		t.Errorf("got %v", err)
	}
}

// TestErrorsStay: a reader that has failed once says the same for ever.
func TestErrorsStay(t *testing.T) {
	r, err := unpack("access.log", io.NopCloser(strings.NewReader(gzipOf(t, firstLines)[:30])))
	if err != nil {
		t.Fatal(err)
	}
	_, first := io.ReadAll(r)
	_, second := io.ReadAll(r)
	if first == nil || first != second {
		t.Errorf("first %v, then %v", first, second)
	}
}

// TestUnpackHostileReaders: the same bytes, however they arrive.
func TestUnpackHostileReaders(t *testing.T) {
	for _, a := range archives(t) {
		for name, hostile := range map[string]func(io.Reader) io.Reader{
			"one byte": iotest.OneByteReader, "half": iotest.HalfReader, "data with error": iotest.DataErrReader,
		} {
			r, err := unpack("access.log", io.NopCloser(hostile(strings.NewReader(a.data))))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); string(got) != firstLines+thirdLine || err != nil {
				t.Errorf("%s by %s: got %q, %v", a.name, name, got, err)
			}
		}
	}
	broken := io.MultiReader(strings.NewReader(firstLines), iotest.ErrReader(io.ErrClosedPipe))
	r, err := unpack("stdin", io.NopCloser(broken))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if string(got) != firstLines || kindOf(err) != Unreadable || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %q, %v", got, err)
	}
}

type closeCounter struct {
	io.Reader
	closed int
}

func (c *closeCounter) Close() error { c.closed++; return nil }

func TestClose(t *testing.T) {
	for name, data := range map[string]string{
		"text": firstLines, "zstd in gzip": gzipOf(t, zstdOf(t, firstLines)), "no log": "%PDF-1.7",
	} {
		c := &closeCounter{Reader: strings.NewReader(data)}
		r, err := unpack("access.log", c)
		if err == nil {
			err = r.Close()
			if err != nil {
				t.Errorf("%s: Close: %v", name, err)
			}
		}
		if c.closed != 1 {
			t.Errorf("%s: closed %d times", name, c.closed)
		}
	}
}

// FuzzOpen: any bytes end in data or in a problem, and neither panics nor
// takes for ever.
func FuzzOpen(f *testing.F) {
	for _, a := range archives(f) {
		f.Add([]byte(a.data))
		f.Add([]byte(a.data[:len(a.data)-3]))
	}
	f.Add([]byte(gzipOf(f, zstdOf(f, firstLines))))
	f.Add([]byte(gzipOf(f, firstLines) + "\x00\x00"))
	f.Add([]byte(utf8BOM + firstLines))
	f.Add([]byte("\xff\xfeG\x00E\x00T\x00\r\x00"))
	f.Add([]byte(zipOf(f, "a.log", firstLines, "b/c.zip", zipOf(f, "d.log", thirdLine))))
	f.Add([]byte(gzipOf(f, tarOf(f, "a.log", firstLines, "b/c.log.gz", gzipOf(f, thirdLine)))))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := unpack("access.log", io.NopCloser(strings.NewReader(string(data))))
		if err == nil {
			_, err = io.Copy(io.Discard, io.LimitReader(r, 1<<20))
			if err := r.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		}
		var p *Problem
		if err != nil && (!errors.As(err, &p) || p.Text == "" || p.Hint == "" || p.Kind == "") {
			t.Errorf("not a problem in full: %#v", err)
		}
	})
}

package source

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"
)

// withBlockHeader replaces the properties of the first block of an xz file.
func withBlockHeader(t *testing.T, data string, change func(header []byte)) string {
	t.Helper()
	b := []byte(data)
	header := b[12 : 12+4*(int(b[12])+1)]
	change(header)
	sum := crc32.ChecksumIEEE(header[:len(header)-4])
	binary.LittleEndian.PutUint32(header[len(header)-4:], sum)
	return string(b)
}

// dictionary sets what an xz block makes its reader remember, as code: 40 is
// 4 GiB, 32 is 256 MiB.
func dictionary(code byte) func([]byte) {
	return func(header []byte) { header[4] = code }
}

func TestXZHostileHeader(t *testing.T) {
	data := xzOf(t, firstLines)
	for _, test := range []struct {
		name   string
		change func([]byte)
		kind   Kind
		text   string
	}{
		{"4 GiB", dictionary(40), Unreadable, "this xz file needs a window of more than 256 MiB of memory"},
		{"384 MiB", dictionary(33), Unreadable, "this xz file needs a window of more than 256 MiB of memory"},
		{"256 MiB", dictionary(32), "", ""},
		{"no size", dictionary(41), Corrupt, "corrupt xz: read 0 bytes before the damage (xz: wrong header)"},
		{"other filter", func(h []byte) { h[2] = 4 }, Unreadable, "cannot be unpacked here (xz: filters beside LZMA2)"},
		{"two filters", func(h []byte) { h[1] |= 1 }, Unreadable, "cannot be unpacked here (xz: filters beside LZMA2)"},
	} {
		got, err := read(t, withBlockHeader(t, data, test.change))
		if kindOf(err) != test.kind || test.text != "" && err.Error() != "access.log: "+test.text || err != nil && Hint(err) == "" {
			t.Errorf("%s: got %q, %v", test.name, got, err)
		}
		if test.kind == "" && got != firstLines {
			t.Errorf("%s: got %q", test.name, got)
		}
	}
}

// TestXZManyStreams: the memory that one of them asks for is not asked for
// anew by each.
func TestXZManyStreams(t *testing.T) {
	const streams = 500
	one := withBlockHeader(t, xzOf(t, firstLines), dictionary(30)) // 128 MiB
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, err := read(t, strings.Repeat(one, streams))
	runtime.ReadMemStats(&after)
	if len(got) != streams*len(firstLines) || err != nil {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 200 {
		t.Errorf("it took %d MiB", took)
	}
}

// TestXZPadding: what stands between parts of the container is zero.
func TestXZPadding(t *testing.T) {
	data := []byte(xzWith(t, xz.WriterConfig{NoCheckSum: true}, "12345"))
	i := strings.Index(string(data), "12345\x00") // its one chunk, and the end of it
	if i < 0 || data[i+6] != 0 {
		t.Fatalf("no padding at %d in %q", i+6, data)
	}
	data[i+6] = 1
	if _, err := read(t, string(data)); kindOf(err) != Corrupt {
		t.Errorf("got %v", err)
	}
}

// FuzzXZ: any bytes are read as the xz package reads them, or refused.
func FuzzXZ(f *testing.F) {
	f.Add([]byte(xzOf(f, firstLines)))
	f.Add([]byte(xzOf(f, firstLines) + "\x00\x00\x00\x00" + xzOf(f, thirdLine)))
	f.Add([]byte(xzWith(f, xz.WriterConfig{BlockSize: 10, CheckSum: xz.SHA256}, firstLines)))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := unpack("a.xz", io.NopCloser(strings.NewReader(string(data))))
		if err != nil || !strings.HasPrefix(string(data), "\xfd7zXZ\x00") {
			return
		}
		got, err := io.ReadAll(io.LimitReader(in, 1<<20))
		if err != nil || len(got) == 1<<20 || sniff("a", got) != nil {
			return
		}
		other, err := xz.ReaderConfig{}.NewReader(strings.NewReader(string(data)))
		if err != nil {
			t.Fatalf("read %q where the xz package says %v", got, err)
		}
		if want, err := io.ReadAll(io.LimitReader(other, 1<<20)); err != nil {
			t.Fatalf("read %q where the xz package says %v after %q", got, err, want)
		}
	})
}

// TestXZStatedSizes: a block may say its sizes in front, packed and unpacked;
// then they are right or the file is damaged.
func TestXZStatedSizes(t *testing.T) {
	data := xzOf(t, firstLines)
	for _, flag := range []byte{0x40, 0x80} {
		var fit []byte
		for size := byte(1); size < 128; size++ {
			got, err := read(t, withBlockHeader(t, data, func(h []byte) { copy(h[1:], []byte{flag, size, 0x21, 1, h[4]}) }))
			switch {
			case err == nil && got == firstLines:
				fit = append(fit, size)
			case kindOf(err) != Corrupt || !strings.Contains(err.Error(), "size"):
				t.Fatalf("%x, %d bytes: got %q, %v", flag, size, got, err)
			}
		}
		if len(fit) != 1 || flag == 0x80 && int(fit[0]) != len(firstLines) {
			t.Errorf("%x: sizes that fit are %d", flag, fit)
		}
	}
}

// TestXZUnknownFlags: a container of a later version is not guessed at.
func TestXZUnknownFlags(t *testing.T) {
	data := []byte(xzOf(t, firstLines))
	data[6] = 1
	binary.LittleEndian.PutUint32(data[8:], crc32.ChecksumIEEE(data[6:8]))
	if got, err := read(t, string(data)); kindOf(err) != Unreadable {
		t.Errorf("got %q, %v", got, err)
	}
}

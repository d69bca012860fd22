package source

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
)

func utf16Of(order binary.AppendByteOrder, s string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func TestUTF16(t *testing.T) {
	log := "#Fields: date time\r\n2026-01-01 10:00:00 Jürgen 日本 😀\r\n"
	long := strings.Repeat(log, 5000)
	le, be := binary.LittleEndian, binary.BigEndian
	const mark = "\ufeff"
	for _, test := range []struct {
		name, data, want string
		noted            bool
	}{
		{"LE with mark", utf16Of(le, mark+log), log, true},
		{"BE with mark", utf16Of(be, mark+log), log, true},
		{"LE without mark", utf16Of(le, log), log, true},
		{"BE without mark", utf16Of(be, log), log, true},
		{"LE, long", utf16Of(le, mark+long), long, true},
		{"in gzip", gzipOf(t, utf16Of(le, mark+log)), log, true},
		{"nothing but a mark", utf16Of(le, mark), "", true},
		{"odd length", utf16Of(le, mark+"ab\n") + "c", "ab\n\ufffd", true},
		{"half a pair", utf16Of(le, mark+"a") + "\x00\xd8" + utf16Of(le, "b\n"), "a\ufffdb\n", true},
		{"wrong half", utf16Of(le, mark+"a") + "\x00\xdc" + utf16Of(le, "b\n"), "a\ufffdb\n", true},
		{"UTF-8", log, log, false},
		{"UTF-8 with mark", mark + log, log, false},
		{"too short to tell", "a\x00b\x00", "a\x00b\x00", false},
		{"NULs before text", strings.Repeat("\x00", 600) + log, strings.Repeat("\x00", 600) + log, false},
	} {
		write(t, map[string]string{"access.log": test.data})
		s := Source{Name: "access.log", Path: "access.log"}
		if got, err := readSource(t, s); got != test.want || err != nil {
			t.Errorf("%s: got %.100q, %v, want %.100q", test.name, got, err, test.want)
		}
		if note := noteOf(t, s); test.noted != strings.Contains(note, "UTF-16") {
			t.Errorf("%s: note %q", test.name, note)
		}
	}
}

// TestReturns: lines that end in CR alone, where the start has no LF.
func TestReturns(t *testing.T) {
	line := strings.Repeat("x", 100)
	old := strings.Repeat(line+"\r", 2000)
	for _, test := range []struct {
		name, data, want string
		noted            bool
	}{
		{"old Mac", "a\rb\r", "a\nb\n", true},
		{"old Mac, long", old, strings.ReplaceAll(old, "\r", "\n"), true},
		{"CRLF far behind", old + "a\r\nb\r\n", strings.ReplaceAll(old, "\r", "\n") + "a\r\nb\r\n", true},
		{"CRLF", "a\r\nb\r\n", "a\r\nb\r\n", false},
		{"CR in a line", "a\rb\nc\n", "a\rb\nc\n", false},
		{"UTF-16", utf16Of(binary.BigEndian, "\ufeffa\rb\r"), "a\nb\n", true},
	} {
		write(t, map[string]string{"access.log": test.data})
		s := Source{Name: "access.log", Path: "access.log"}
		if got, err := readSource(t, s); got != test.want || err != nil {
			t.Errorf("%s: got %.100q, %v", test.name, got, err)
		}
		if note := noteOf(t, s); test.noted != (note != "") {
			t.Errorf("%s: note %q", test.name, note)
		}
	}
	// A CRLF that is torn apart by the end of a buffer is one still.
	data := strings.Repeat("x\r", bufferSize/2) + "y" + strings.Repeat("yy\r\n", bufferSize) // no LF in the first buffer
	want := strings.Repeat("x\n", bufferSize/2) + "y" + strings.Repeat("yy\r\n", bufferSize)
	if got, err := read(t, data); got != want || err != nil {
		t.Errorf("got %d bytes, %v, want %d", len(got), err, len(want))
	}
}

package source

import (
	"strings"
	"testing"
)

func TestNotLog(t *testing.T) {
	for _, test := range []struct {
		data, what, hint string // hint: a part of it
	}{
		{"\x89PNG\r\n\x1a\n\x00\x00", "a PNG image", "the files that the web server logs to"},
		{"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image", ""},
		{"GIF87a\x01\x00", "a GIF image", ""},
		{"GIF89a\x01\x00", "a GIF image", ""},
		{"RIFF\x24\x00\x00\x00WEBPVP8 ", "a WebP image", ""},
		{"%PDF-1.7\n", "a PDF document", ""},
		{"\x04\x22M\x18\x64\x40", "lz4-compressed data", "lz4 -dc"},
		{"\x1f\x9d\x90", "compress (.Z) data", "gzip -dc"},
		{"7z\xbc\xaf\x27\x1c\x00\x04", "a 7-Zip archive", ""},
		{"Rar!\x1a\x07\x00", "a RAR archive", ""},
		{"Rar!\x1a\x07\x01\x00", "a RAR archive", ""},
		{"MSCF\x00\x00\x00\x00\x2c", "a cabinet archive", ""},
		{"\x7fELF\x02\x01\x01", "an ELF program", ""},
		{"MZ\x90\x00\x03\x00", "a Windows program", ""},
		{"ElfFile\x00\x00\x00", "a Windows event log", "W3C logs"},
		{"0\x00\x00\x00LfLe\x01", "an old Windows event log", "W3C logs"},
		{"SQLite format 3\x00\x10", "an SQLite database", ""},
		{"LPKSHHRH\x00", "a systemd journal", "journalctl"},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "an OLE2 document (Office, MSI)", ""},
		{"\xff\xfe\x00\x00#\x00\x00\x00", "UTF-32 text", "iconv -f UTF-32"},
		{"\x00\x00\xfe\xff\x00\x00\x00#", "UTF-32 text", ""},
	} {
		for _, data := range []string{test.data, gzipOf(t, test.data)} {
			got, err := read(t, data)
			want := "access.log: this is " + test.what + ", not a readable log"
			if got != "" || err == nil || err.Error() != want || kindOf(err) != NotLog {
				t.Errorf("%.20q: got %q, %v, want %s", data, got, err, want)
			}
			if Hint(err) == "" || !strings.Contains(Hint(err), test.hint) {
				t.Errorf("%.20q: hint %q, want one with %q", data, Hint(err), test.hint)
			}
		}
	}
}

// TestLooksLikeAFormat: lines of logs that begin like something else.
func TestLooksLikeAFormat(t *testing.T) {
	for _, data := range []string{
		"MZ.example.com 192.0.2.1 - - [01/Jan/2026:00:00:00 +0000]",
		"BZh9.example.com 192.0.2.1 - - [01/Jan/2026:00:00:00 +0000]",
		"PK", "GI", "BZ", "7z", "\x1f", "\xff", "(\xb5",
		"PK.example.com", "0\x00", "%PDF.example.com",
		strings.Repeat("x", 256) + "ustar",
		strings.Repeat("x", 258) + "ustar",
		"\x00\x00\x00\x00",
	} {
		if got, err := read(t, data); got != data || err != nil {
			t.Errorf("%.20q: got %.20q, %v", data, got, err)
		}
	}
}

// TestCutOffMagic: a file that ends within a long magic is still recognised.
func TestCutOffMagic(t *testing.T) {
	for _, data := range []string{"Rar!", "SQLite", "BZh9", "PK\x03", "7z\xbc"} {
		if _, err := read(t, data); err == nil {
			t.Errorf("%q is taken for text", data)
		}
	}
}

func TestFormatByName(t *testing.T) {
	for _, test := range []struct {
		name, data, want string
	}{
		{"ra260101.ibl", "\x01\x00\x00\x00", "a binary log of IIS (centralised logging)"},
		{"logs/RA260101.IBL", "\x01\x00\x00\x00", "a binary log of IIS (centralised logging)"},
		{"u_ex260101.etl", "\x00\x00\x01\x00", "an event trace (ETW)"},
		{"u_ex260101.etl.gz", "\x00\x00\x01\x00", "an event trace (ETW)"},
		{"u_ex260101.etl", firstLines, ""},
		{"u_ex260101.log", "\x00\x00\x01\x00", ""},
		{"ibl", "\x00", ""},
	} {
		got := ""
		if f := sniff(test.name, []byte(test.data)); f != nil {
			got = f.what
		}
		if got != test.want {
			t.Errorf("%s, %q: %q, want %q", test.name, test.data, got, test.want)
		}
	}
}

// TestFormats: every row can match, and none hides behind an earlier one.
func TestFormats(t *testing.T) {
	for i := range formats {
		f := &formats[i]
		if packed := f.open != nil || f.isArchive(); packed != (f.test != "") || (packed || f.decode != nil) == (f.hint != "") {
			t.Errorf("%s: either a hint, or how to read and test it", f.what)
		}
		if (f.magic == "") != (f.suffix != "") || len(f.magic)+f.offset > headSize {
			t.Errorf("%s: magic %q at %d, suffix %q", f.what, f.magic, f.offset, f.suffix)
		}
		head := strings.Repeat("\x00", f.offset) + strings.ReplaceAll(f.magic, string(anyByte), "\x01") + "\x01\x00"
		if got := sniff("x"+f.suffix, []byte(head)); got != f {
			t.Errorf("row %d, %s, is taken for %+v", i, f.what, got)
		}
	}
}

package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"log401/classify"
	"log401/handshake"
)

func encodingOf(t *testing.T, label string) *Encoding {
	t.Helper()
	e, err := NewEncoding(label)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestShow(t *testing.T) {
	for _, test := range []struct {
		label, in, want string
	}{
		{"windows-1252", "J\xfcrgen", "Jürgen"},
		{"cp1252", "CONTOSO\\J\xfcrgen", "CONTOSO\\Jürgen"},
		{"windows-1252", "Jürgen", "Jürgen"},
		{"windows-1251", "\xc8\xe2\xe0\xed", "Иван"},
		{"iso-8859-15", "\xa4", "€"},
		{"shift_jis", "/\x83\x5c\x83\x74\x83\x67/x", "/ソフト/x"}, // its second byte is a backslash
		{"gbk", "\xd6\xd0\xce\xc4", "中文"},
		{"windows-1252", "“J\xfcrgen M\xfcller” – “Zoë”", "“Jürgen Müller” – “Zoë”"},
		{"windows-1252", "\xfc", "ü"},
		{"windows-1252", "", ""},
	} {
		if got := encodingOf(t, test.label).show(test.in); got != test.want {
			t.Errorf("%s: %q is shown as %q, want %q", test.label, test.in, got, test.want)
		}
	}
	for _, none := range []*Encoding{nil, {}} {
		if got := none.show("J\xfcrgen"); got != "J\xfcrgen" {
			t.Errorf("got %q", got)
		}
	}
}

func TestEncode(t *testing.T) {
	e := encodingOf(t, "windows-1252")
	for in, want := range map[string]string{"Jürgen": "J\xfcrgen", "alice": "alice", "Иван": "Иван"} {
		if got := e.Encode(in); got != want {
			t.Errorf("Encode(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEncodingNames(t *testing.T) {
	names := EncodingNames()
	for _, name := range []string{"windows-1252", "windows-1251", "iso-8859-15", "shift_jis", "gbk", "big5", "euc-kr", "koi8-r"} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is missing of %q", name, names)
		}
	}
	for _, label := range []string{"", "utf-8", "utf-16le", "iso-2022-jp", "x-user-defined", "replacement", "nonsense"} {
		if e, err := NewEncoding(label); err == nil {
			t.Errorf("%q is %v", label, e)
		}
	}
	for label, want := range map[string]string{"windows1252": "windows-1252", "1252": "windows-1252", "shiftjis": "shift_jis"} {
		if got := NearEncodings(label); len(got) == 0 || got[0] != want {
			t.Errorf("near %q: %q, want %s", label, got, want)
		}
	}
}

// TestShowIn: a report in an encoding has the text decoded wherever it stands,
// and in JSON the bytes beside it.
func TestShowIn(t *testing.T) {
	b := NewBuilder(Options{})
	sample{1, "10:00:00", 0, "192.0.2.1", "J\xfcrgen", 401, 1, classify.ClassLogon, "", handshake.Failure, "/", false}.feed(b)
	r := report(b)
	r.Notes = nil
	r.ShowIn(encodingOf(t, "windows-1252"))
	for name, write := range map[string]func(*bytes.Buffer) error{
		"json":  func(b *bytes.Buffer) error { return WriteJSON(b, r) },
		"csv":   func(b *bytes.Buffer) error { return WriteCSV(b, r) },
		"table": func(b *bytes.Buffer) error { return WriteTable(b, r, TableOptions{}) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "Jürgen") || strings.Contains(b.String(), `\xfc`) {
			t.Errorf("%s:\n%s", name, b.String())
		}
		if name == "json" && !strings.Contains(b.String(), `"user":"Jürgen","user_base64":"SvxyZ2Vu"`) {
			t.Errorf("no bytes in %s", b.String())
		}
	}
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "windows-1252") {
		t.Errorf("notes %q", r.Notes)
	}
	r.Notes = nil
	r.ShowIn(nil)
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "--encoding windows-1252") {
		t.Errorf("notes %q", r.Notes)
	}
}

// FuzzShow: whatever is decoded, no control byte comes through a cell.
func FuzzShow(f *testing.F) {
	for i := range EncodingNames() {
		f.Add(uint(i), "J\xfcrgen \x83\x5c\x9b31m\x85\x1b")
	}
	f.Fuzz(func(t *testing.T, i uint, s string) {
		names := EncodingNames()
		e, err := NewEncoding(names[i%uint(len(names))])
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range clean(e.show(s), false) {
			if !shows(r) {
				t.Fatalf("%q comes through as %q", s, r)
			}
		}
		var j encoder
		j.decode = e
		j.element(s)
		if bytes.ContainsAny(j.b, "\x00\x07\x1b\x7f\u009b") {
			t.Fatalf("%q comes through as %q", s, j.b)
		}
	})
}

package report

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	tests := []struct{ in, want, ascii string }{
		{"", "", ""},
		{`CONTOSO\alice`, `CONTOSO\alice`, `CONTOSO\alice`},
		{"Müller 中", "Müller 中", `M\u{fc}ller \u{4e2d}`},
		{"\x00\t\r\n\x1b[31m\x7f", `\x00\x09\x0d\x0a\x1b[31m\x7f`, `\x00\x09\x0d\x0a\x1b[31m\x7f`},
		{"\u0085\u009b", `\u{85}\u{9b}`, `\u{85}\u{9b}`},
		{"\u202a\u202e\u2066\u2069\u200b\u200f\ufeff", `\u{202a}\u{202e}\u{2066}\u{2069}\u{200b}\u{200f}\u{feff}`, `\u{202a}\u{202e}\u{2066}\u{2069}\u{200b}\u{200f}\u{feff}`},
		{"a\u2028b\u2029c\u00a0d", `a\u{2028}b\u{2029}c\u{a0}d`, `a\u{2028}b\u{2029}c\u{a0}d`},
		{"a\xffb\xc3", `a\xffb\xc3`, `a\xffb\xc3`},
		{"\U000e0041\ufe0f", `\u{e0041}\u{fe0f}`, `\u{e0041}\u{fe0f}`},
		{"\u0301e\u0301", `\u{301}e` + "\u0301", `\u{301}e\u{301}`},
		{"e\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301" + `\u{301}`, `e\u{301}\u{301}\u{301}\u{301}`},
	}
	for _, test := range tests {
		if got := clean(test.in, false); got != test.want {
			t.Errorf("clean(%q) = %q, want %q", test.in, got, test.want)
		}
		if got := clean(test.in, true); got != test.ascii {
			t.Errorf("clean(%q, ascii) = %q, want %q", test.in, got, test.ascii)
		}
	}
}

func TestName(t *testing.T) {
	tests := []struct{ in, want string }{
		{"alice", "alice"},
		{`CONTOSO\alice`, `CONTOSO\alice`},
		{"2001:db8::1", "2001:db8::1"},
		{"", `""`},
		{"a b", `"a b"`},
		{`x". Nothing needs attention. "`, `"x'. Nothing needs attention. '"`},
		{"a\nb", `a\x0ab`},
		{strings.Repeat("a", 40) + strings.Repeat("b", 40), strings.Repeat("a", 30) + "…" + strings.Repeat("b", 29)},
	}
	for _, test := range tests {
		if got := name(test.in); got != test.want {
			t.Errorf("name(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1234: "-1,234"} {
		if got := number(n); got != want {
			t.Errorf("number(%d) = %q, want %q", n, got, want)
		}
	}
}

func hostileSeeds(f *testing.F) {
	for _, s := range []string{
		"", "alice", hostileUser, hostileClient, hostilePath, "=1+1", " =1", ";=1", "＝1", "\u0301", "e\u0301\u0301\u0301\u0301",
		"\xc2", "\x9b", "\u009b", "a\r\nb", "👩\u200d👩", "中文", `"`, "'", "|", "\u3164", "\t@x", strings.Repeat("\u0301", 200),
	} {
		f.Add(s)
	}
}

func FuzzClean(f *testing.F) {
	hostileSeeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		for _, ascii := range []bool{false, true} {
			got := clean(s, ascii)
			mustBePlain(t, got, ascii)
			if again := clean(got, ascii); again != got {
				t.Errorf("clean(%q) = %q, and of that %q", s, got, again)
			}
		}
		for width := range 12 {
			for _, cut := range []string{cutEnd(clean(s, false), width, "…"), cutMiddle(clean(s, false), width, "…")} {
				mustBePlain(t, cut, false)
				if textWidth(cut) > width {
					t.Errorf("%q cut to %d: %q", s, width, cut)
				}
			}
		}
	})
}

func mustBePlain(t *testing.T, s string, ascii bool) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%q is not UTF-8", s)
	}
	for _, r := range s {
		if !unicode.IsPrint(r) || ascii && r > 0x7e {
			t.Errorf("%q holds %U", s, r)
		}
	}
}

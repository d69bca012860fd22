package parser

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// appendJSONText appends the content of a JSON string with its escapes undone,
// and with the \xhh that Apache and nginx write where they do not know that
// they write JSON. Half a surrogate pair becomes U+FFFD. The escapes of NUL
// stay as they are, and so does what is no escape.
func appendJSONText(dst, b []byte) []byte {
	for dst, b = appendToEscape(dst, b); b != nil; dst, b = appendToEscape(dst, b) {
		var n int
		if dst, n = appendJSONEscape(dst, b); n == 0 {
			dst = append(dst, b[0], b[1])
			n = 2
		}
		b = b[n:]
	}
	return dst
}

// appendJSONEscape appends what the escape at the start of b stands for and
// returns its length, 0 where it stays as it is.
func appendJSONEscape(dst, b []byte) ([]byte, int) {
	switch b[1] {
	case '"', '\\', '/':
		return append(dst, b[1]), 2
	case 'u':
		r, n := jsonRune(b)
		if n == 0 || r == 0 {
			return dst, 0
		}
		return utf8.AppendRune(dst, r), n
	case 'x':
		if len(b) < 4 || !isHex(b[2]) || !isHex(b[3]) || b[2] == '0' && b[3] == '0' {
			return dst, 0
		}
		return append(dst, unhex(b[2])<<4|unhex(b[3])), 4
	}
	if i := bytes.IndexByte(jsonLetters, b[1]); i >= 0 {
		return append(dst, jsonControls[i]), 2
	}
	return dst, 0
}

// jsonLetters are the letters of escapes of the bytes in jsonControls.
var jsonLetters, jsonControls = []byte("bfnrt"), []byte("\b\f\n\r\t")

// jsonRune reads \uhhhh, or two that are a surrogate pair.
func jsonRune(b []byte) (r rune, n int) {
	r, ok := hexRune(b)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	low, ok := hexRune(b[6:])
	if pair := utf16.DecodeRune(r, low); ok && pair != utf8.RuneError {
		return pair, 12
	}
	return utf8.RuneError, 6
}

func hexRune(b []byte) (r rune, ok bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	for _, c := range b[2:6] {
		if !isHex(c) {
			return 0, false
		}
		r = r<<4 | rune(unhex(c))
	}
	return r, true
}

package parser

import (
	"strconv"
	"unicode/utf8"
)

// Quote returns the start of b, at most limit bytes of it, in double quotes
// and safe to print: whatever is not a printable character is escaped as Go
// escapes it, and "..." follows where something was cut.
func Quote(b []byte, limit int) string {
	if len(b) <= limit {
		return strconv.QuoteToGraphic(string(b))
	}
	cut := limit
	for cut > 0 && limit-cut < utf8.UTFMax && !utf8.RuneStart(b[cut]) {
		cut--
	}
	return strconv.QuoteToGraphic(string(b[:cut])) + "..."
}

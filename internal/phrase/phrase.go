// Package phrase writes numbers and sentences the way all texts of log401 do.
package phrase

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Number writes n with commas between thousands.
func Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Count writes "1 client" or "1,234 clients".
func Count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Percent writes n of total with one decimal, rounded down: "3.1 %".
func Percent(n, total int64) string {
	mille := n * 1000 / max(total, 1)
	return fmt.Sprintf("%d.%d %%", mille/10, mille%10)
}

// Sentence ends s with a full stop unless it ends like a sentence.
func Sentence(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// UpperFirst starts s with a capital letter, if it starts with a letter and
// not with the name of the program.
func UpperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError || strings.HasPrefix(s, "log401") {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// Header writes the name of a header as proxies do: X-Forwarded-For.
func Header(name string) string {
	words := strings.Split(name, "-")
	for i, w := range words {
		switch {
		case w == "ip" || w == "cf":
			words[i] = strings.ToUpper(w)
		case w != "":
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, "-")
}

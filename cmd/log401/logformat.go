package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"log401/parser"
)

// formatProblem says what is wrong with the value of --log-format. Of a format
// string it shows the place.
func formatProblem(err error) error {
	var known hinted
	if errors.As(err, &known) && known.hint != "" {
		return hinted{fmt.Errorf("--log-format: %w", err), known.hint}
	}
	var wrong *parser.FormatError
	if !errors.As(err, &wrong) {
		return hinted{fmt.Errorf("--log-format: %w", err), "without --log-format each file is recognised by its lines; the string that the server has for its log does, too, in '...'"}
	}
	return hinted{fmt.Errorf("--log-format: %w%s", err, excerpt(wrong.Format, wrong.Column)), wrong.Hint}
}

// What excerpt shows of a long text before and behind the place.
const before, behind = 30, 42

// excerpt returns two lines: the text around a column, 1 for its first byte,
// and a caret below it. It is empty for column 0.
func excerpt(text string, column int) string {
	if column == 0 {
		return ""
	}
	at := min(column-1, len(text))
	from, to := max(at-before, 0), min(at+behind, len(text))
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	start, end := "", ""
	if from > 0 {
		start = "..."
	}
	if to < len(text) {
		end = "..."
	}
	// Tabs and the like are escaped here, so that the caret stands right.
	left := start + oneLine(text[from:at])
	return fmt.Sprintf("\n  %s%s%s\n  %s^", left, oneLine(text[at:to]), end, strings.Repeat(" ", utf8.RuneCountInString(left)))
}

// oneLine is printable without line breaks.
func oneLine(s string) string { return strings.ReplaceAll(printable(s), "\n", `\n`) }

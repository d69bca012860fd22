package report

import "strings"

// The texts here are clean: one line, printable. Widths are those of
// terminal cells; see textWidth.

// cutEnd shortens s to width, with mark at its end.
func cutEnd(s string, width int, mark string) string {
	if textWidth(s) <= width {
		return s
	}
	return head(s, width-textWidth(mark)) + head(mark, width)
}

// cutMiddle shortens s to width, with mark in its middle: both ends of a path
// or an address tell more than its middle.
func cutMiddle(s string, width int, mark string) string {
	if textWidth(s) <= width {
		return s
	}
	rest := width - textWidth(mark)
	if rest < 2 {
		return cutEnd(s, width, mark)
	}
	left := head(s, (rest+1)/2)
	return left + mark + tail(s, rest-textWidth(left))
}

// head returns the longest start of s that is at most width wide.
func head(s string, width int) string {
	used := 0
	for i, r := range s {
		used += textWidth(string(r))
		if used > width {
			return s[:i]
		}
	}
	return s
}

// tail returns the longest end of s that is at most width wide.
func tail(s string, width int) string {
	total := textWidth(s)
	for i, r := range s {
		if total <= width {
			return s[i:]
		}
		total -= textWidth(string(r))
	}
	return ""
}

// wrap breaks s at blanks into lines at most width wide. A word that is wider
// than a line is broken, or, where that would spoil a command to be copied,
// left as it is.
func wrap(s string, width int, breakWords bool) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		if line != "" && textWidth(line)+1+textWidth(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
		for breakWords && textWidth(line) > width {
			first := head(line, width)
			if first == "" {
				break // a character wider than the line
			}
			lines = append(lines, first)
			line = line[len(first):]
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

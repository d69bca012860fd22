package main

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/term"
)

// A terminal says what the output can show.
type terminal struct {
	is     bool // the output is one
	width  int
	ascii  bool
	color  bool
	cursor bool // it can be moved, so that what was shown can be shown anew
}

// terminalOf looks at the output and at the environment: the width is that of
// the terminal or COLUMNS, else 80; more than ASCII is shown only where the
// locale, or the system, says UTF-8.
func terminalOf(f *os.File, getenv func(string) string) terminal {
	t := terminal{width: 80}
	if columns, err := strconv.Atoi(getenv("COLUMNS")); err == nil && columns > 0 {
		t.width = columns
	}
	t.is = term.IsTerminal(int(f.Fd()))
	if width, _, err := term.GetSize(int(f.Fd())); t.is && err == nil && width > 0 {
		t.width = width
	}
	dumb := getenv("TERM") == "dumb"
	t.cursor = t.is && !dumb
	t.color = t.cursor && getenv("NO_COLOR") == ""
	t.ascii = dumb || !utf8Locale(runtime.GOOS, getenv)
	return t
}

// utf8Locale reports whether text may hold more than ASCII.
func utf8Locale(goos string, getenv func(string) string) bool {
	if goos == "windows" {
		return getenv("WT_SESSION") != "" // the older console has no fixed code page
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := getenv(name); v != "" {
			v = strings.ToLower(v)
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return false
}

// isPiped reports whether f is a pipe or a file, so that it is meant to be
// read, and reading it waits for nobody at a keyboard.
func isPiped(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice == 0
}

// printable returns s with whatever could act on a terminal made visible.
func printable(s string) string {
	quoted := strings.Builder{}
	for _, r := range s {
		if unicode.IsGraphic(r) && r != unicode.ReplacementChar || r == '\n' {
			quoted.WriteRune(r)
			continue
		}
		q := strconv.QuoteRune(r)
		quoted.WriteString(q[1 : len(q)-1])
	}
	return quoted.String()
}

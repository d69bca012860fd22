package serverconf

import (
	"bytes"
	"iter"
	"regexp"
	"strings"
)

// An apacheLine is what Apache takes for a line: several, where a backslash
// ends one.
type apacheLine struct {
	number int // of the first
	text   string
}

// apacheLines returns the lines that are neither blank nor comments, trimmed.
func apacheLines(text []byte) iter.Seq[apacheLine] {
	return func(yield func(apacheLine) bool) {
		number, first := 0, 1
		var joined []byte
		for line := range bytes.Lines(text) {
			number++
			line = bytes.TrimRight(line, "\r\n")
			if rest, more := bytes.CutSuffix(line, []byte(`\`)); more && !bytes.HasSuffix(rest, []byte(`\`)) {
				joined = append(joined, rest...)
				continue
			}
			whole := strings.TrimSpace(string(append(joined, line...)))
			if whole != "" && whole[0] != '#' && !yield(apacheLine{first, whole}) {
				return
			}
			joined, first = joined[:0], number+1
		}
	}
}

// apacheWords takes a line apart into words; those in quotes may hold blanks,
// and a backslash takes the meaning of a quote or of another backslash.
func apacheWords(line string) (words []string) {
	for {
		line = strings.TrimLeft(line, " \t")
		if line == "" {
			return words
		}
		var word string
		if line[0] == '"' || line[0] == '\'' {
			word, line = apacheQuoted(line[1:], line[0])
		} else {
			word, line = apacheBare(line)
		}
		words = append(words, word)
	}
}

func apacheBare(line string) (word, rest string) {
	end := strings.IndexAny(line, " \t")
	if end < 0 {
		end = len(line)
	}
	return strings.ReplaceAll(line[:end], `\\`, `\`), line[end:]
}

// apacheQuoted reads to the closing quote, or to the end where there is none.
func apacheQuoted(line string, quote byte) (word, rest string) {
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == quote:
			return b.String(), line[i+1:]
		case line[i] == '\\' && i+1 < len(line) && (line[i+1] == quote || line[i+1] == '\\'):
			i++
		}
		b.WriteByte(line[i])
	}
	return b.String(), ""
}

// envvarsLine is an assignment in Debian's envvars, a script of the shell.
var envvarsLine = regexp.MustCompile(`^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(\S*)`)

// shellVar is a variable as a script spells it.
var shellVar = regexp.MustCompile(`\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))`)

// readEnvvars sets the variables that the script sets, the last assignment of
// each. Values that need a shell to be known are left out.
func readEnvvars(vars map[string]string, text []byte) {
	for line := range bytes.Lines(text) {
		m := envvarsLine.FindSubmatch(line)
		if m == nil {
			continue
		}
		value := strings.Trim(string(m[2]), `"'`)
		value = shellVar.ReplaceAllStringFunc(value, func(v string) string {
			return vars[strings.Trim(v, "${}")]
		})
		if !strings.ContainsAny(value, "$`") && len(value) <= maxText {
			vars[string(m[1])] = value
		}
	}
}

package serverconf

import (
	"path"
	"regexp"
	"strings"
)

// writers are the programs that logs are piped to of which it is known where
// they write: the first argument that is no option, or all of them. Source:
// manual pages of rotatelogs, cronolog and tee.
var writers = []struct {
	name   string
	values string // options that the next argument belongs to
	all    bool
}{
	{name: "cronolog", values: "HPSlz"},
	{name: "rotatelogs", values: "Lnp"},
	{name: "tee", all: true},
}

// pipedPaths returns the files that a piped log goes to, "*" where time stands
// in their names; none if that cannot be told.
func pipedPaths(pipe string) (paths []string) {
	words := apacheWords(strings.TrimLeft(pipe, "|$ "))
	if len(words) == 0 {
		return nil
	}
	program := strings.TrimSuffix(strings.ToLower(path.Base(strings.ReplaceAll(words[0], `\`, "/"))), ".exe")
	for _, w := range writers {
		if w.name != program {
			continue
		}
		for i := 1; i < len(words); i++ {
			word := words[i]
			switch {
			case strings.HasPrefix(word, "--"):
			case strings.HasPrefix(word, "-"):
				if len(word) == 2 && strings.Contains(w.values, word[1:]) {
					i++
				}
			default:
				paths = append(paths, timePattern(word))
				if !w.all {
					return paths
				}
			}
		}
	}
	return paths
}

// timePart is a part of a file name that strftime fills in.
var timePart = regexp.MustCompile(`%[-_0^#EO]*[0-9]*[A-Za-z]`)

func timePattern(name string) string {
	name = timePart.ReplaceAllString(name, "*")
	return strings.ReplaceAll(name, "%%", "%")
}

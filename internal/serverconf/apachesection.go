package serverconf

import (
	"slices"
	"strconv"
	"strings"
)

// A section is what stands between <Name arguments> and </Name>.
type section struct {
	name       string // lower case
	inForce    bool
	server     *apacheServer // to go back to
	parameters []string      // of a macro
}

// inForce reports whether directives count where the reader is.
func (a *apacheReader) inForce() bool {
	return len(a.sections) == 0 || a.sections[len(a.sections)-1].inForce
}

// conditions are the sections that may not be in force. Others always are.
var conditions = map[string]func(a *apacheReader, args []string) bool{
	"ifdefine":  func(a *apacheReader, args []string) bool { _, ok := a.vars[args[0]]; return ok },
	"iffile":    func(a *apacheReader, args []string) bool { return a.real(join(a.root, args[0])) != "" },
	"ifmodule":  func(a *apacheReader, args []string) bool { return a.hasModule(moduleName(args[0])) },
	"ifversion": func(_ *apacheReader, args []string) bool { return isVersion(args) },
}

// openSection enters the section that a line opens.
func (a *apacheReader) openSection(line string) {
	words := apacheWords(a.expand(strings.TrimSuffix(strings.TrimPrefix(line, "<"), ">")))
	if len(words) == 0 {
		words = []string{""}
	}
	s := section{name: strings.ToLower(words[0]), inForce: a.inForce(), server: a.server}
	args := words[1:]
	if holds := conditions[s.name]; holds != nil && s.inForce && len(args) > 0 {
		negated := strings.HasPrefix(args[0], "!")
		args[0] = strings.TrimPrefix(args[0], "!")
		s.inForce = holds(a, args) != negated
	}
	switch {
	case !s.inForce:
	case s.name == "virtualhost":
		a.server = &apacheServer{formats: map[string]*Format{}}
	case s.name == "macro" && len(args) > 0:
		s.parameters = args[1:]
	}
	a.sections = append(a.sections, s)
}

// closeSection leaves the innermost section of that name, but none that was
// open when the file began.
func (a *apacheReader) closeSection(depth int, line string) {
	name := strings.ToLower(strings.TrimSpace(strings.Trim(line, "</>")))
	for i := len(a.sections) - 1; i >= depth; i-- {
		if a.sections[i].name == name {
			a.server = a.sections[i].server
			a.sections = a.sections[:i]
			return
		}
	}
}

// withoutParameters puts "*" for the parameters of the macros that a path
// stands in.
func (a *apacheReader) withoutParameters(name string) string {
	for _, s := range a.sections {
		for _, p := range s.parameters {
			if p != "" && len(name) < maxText {
				name = strings.ReplaceAll(name, p, "*")
			}
		}
	}
	return name
}

// builtIn are modules that may be part of the program, so that no LoadModule
// tells of them. Source: apache2 -l of Debian.
var builtIn = []string{"core", "http_core", "log_config", "logio", "so", "unixd", "version", "watchdog"}

// hasModule guesses where the configuration loads no modules at all that those
// asked for are part of the program.
func (a *apacheReader) hasModule(name string) bool {
	return a.modules[name] || !a.loads || slices.Contains(builtIn, name)
}

// isVersion compares with 2.4, the only version that is maintained, with any
// patch.
func isVersion(args []string) bool {
	operator, version := "=", args[0]
	if len(args) > 1 {
		operator, version = args[0], args[1]
	}
	negated := strings.HasPrefix(operator, "!")
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	m, err1 := strconv.Atoi(major)
	n, err2 := strconv.Atoi(minor)
	if err1 != nil || err2 != nil {
		return !negated // a pattern, or nonsense
	}
	order := (2-m)*1000 + 4 - n
	switch strings.TrimPrefix(operator, "!") {
	case ">", ">=":
		return order >= 0 != negated
	case "<":
		return order < 0 != negated
	case "<=":
		return order <= 0 != negated
	}
	return order == 0 != negated
}

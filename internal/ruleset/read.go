package ruleset

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"log401/detect"
)

// maxBytes is how long a file of rules may be, and maxErrors how many errors
// in it are told of at once.
const (
	maxBytes  = 1 << 20
	maxErrors = 10
)

// Read returns the default set with what a file changes. The name stands in
// errors. The text is UTF-8, or UTF-16 with a byte order mark as PowerShell
// writes it. The error is of type Errors.
func Read(name string, data []byte) (Set, error) {
	data, problem := utf8Text(data)
	if problem == "" && len(data) > maxBytes {
		problem = "it is longer than a file of rules can be"
	}
	if problem != "" {
		return Set{}, Errors{{File: name, Line: 1, Column: 1, Problem: problem, Hint: "log401 rules prints one to start from"}}
	}
	var file map[string]any
	if err := toml.Unmarshal(data, &file); err != nil {
		return Set{}, Errors{notTOML(name, err)}
	}
	r := &reader{set: Default(), places: findPlaces(data)}
	r.file(file)
	if len(r.wrong) > 0 {
		return Set{}, r.errors(name, data)
	}
	return r.set, nil
}

// Load is Read of the file with a name.
func Load(name string) (Set, error) {
	f, err := os.Open(name)
	if err != nil {
		return Set{}, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return Set{}, err
	}
	return Read(name, data)
}

// notTOML returns the error of a file that is no TOML.
func notTOML(name string, err error) *Error {
	e := &Error{File: name, Line: 1, Column: 1, Problem: strings.TrimPrefix(err.Error(), "toml: ")}
	if at := (*toml.DecodeError)(nil); errors.As(err, &at) {
		e.Line, e.Column = at.Position()
	}
	e.Hint = "the file is TOML: name = value, text in quotes; log401 rules prints one to start from"
	return e
}

// A reader changes a set as a file says and notes what is wrong.
type reader struct {
	set    Set
	places *places
	wrong  []misplaced
}

// A misplaced error knows its place as an offset.
type misplaced struct {
	offset int
	err    *Error
}

func (r *reader) refuse(offset int, field, problem, hint string) {
	r.wrong = append(r.wrong, misplaced{offset, &Error{Field: field, Problem: problem, Hint: hint}})
}

// errors returns the first of what is wrong, with lines and columns.
func (r *reader) errors(name string, data []byte) Errors {
	slices.SortStableFunc(r.wrong, func(a, b misplaced) int { return cmp.Compare(a.offset, b.offset) })
	var all Errors
	for _, w := range r.wrong[:min(len(r.wrong), maxErrors)] {
		w.err.File = name
		w.err.Line, w.err.Column = lineAndColumn(data, w.offset)
		all = append(all, w.err)
	}
	return all
}

// file reads the whole file. Names that stand at the top by themselves are
// "allow", "rule" and the settings; those with a dot are in tables.
func (r *reader) file(file map[string]any) {
	names := []string{"allow", "rule"}
	for i := range settings {
		table, _, _ := strings.Cut(settings[i].Name, ".")
		names = append(names, table)
	}
	names = slices.Compact(names)
	for _, name := range slices.Sorted(maps.Keys(file)) {
		at, value := path("").key(name), file[name]
		switch {
		case name == "allow":
			r.allow(at, value)
		case name == "rule":
			r.rules(at, value)
		case slices.Contains(names, name):
			r.setting(at, name, value)
		default:
			r.refuse(r.places.name(at), cut(name), "no such setting", r.topHint(name, names))
		}
	}
}

// topHint says what may be meant by a name at the top.
func (r *reader) topHint(name string, names []string) string {
	if r.set.rule(name) != nil {
		return "rules are in the table rule: [rule." + name + "]"
	}
	return nameHint(name, names)
}

// setting reads a setting that belongs to no rule, or a table of them.
func (r *reader) setting(at path, name string, value any) {
	for i := range settings {
		if settings[i].Name == name {
			r.note(at, name, assign(&settings[i], &r.set, value))
			return
		}
	}
	table, ok := r.table(at, name, value)
	if !ok {
		return
	}
	var known []string
	for i := range settings {
		if rest, found := strings.CutPrefix(settings[i].Name, name+"."); found {
			known = append(known, rest)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(table)) {
		i := slices.IndexFunc(settings, func(s detect.Setting[Set]) bool { return s.Name == name+"."+key })
		if i < 0 {
			r.refuse(r.places.name(at.key(key)), name+"."+cut(key), "no such setting", nameHint(key, known))
			continue
		}
		r.note(at.key(key), settings[i].Name, assign(&settings[i], &r.set, table[key]))
	}
}

// note refuses a value that was not assigned.
func (r *reader) note(at path, field string, f flaw) {
	if f.problem != "" {
		r.refuse(r.places.value(at), field, f.problem, f.hint)
	}
}

// table returns a value that has to be a table.
func (r *reader) table(at path, field string, value any) (map[string]any, bool) {
	table, ok := value.(map[string]any)
	if !ok {
		r.refuse(r.places.value(at), field, fmt.Sprintf("it is %s, not a table", kindOf(value)), "a table is ["+field+"] on a line of its own")
	}
	return table, ok
}

func (r *reader) allow(at path, value any) {
	const hint = `a network is "10.0.0.0/8", "2001:db8::/32", or one address`
	list, ok := value.([]any)
	if !ok {
		r.refuse(r.places.value(at), "allow", fmt.Sprintf("it is %s, not a list", kindOf(value)), `a list is ["10.0.0.0/8", "2001:db8::/32"]`)
	}
	for i, item := range list {
		text, ok := item.(string)
		if !ok {
			r.refuse(r.places.value(at.item(i)), "allow", fmt.Sprintf("it holds %s, not text", kindOf(item)), hint)
			continue
		}
		network, err := ParseNetwork(strings.TrimSpace(text))
		if err != nil {
			r.refuse(r.places.value(at.item(i)), "allow", fmt.Sprintf("%q is no network", cut(text)), hint)
			continue
		}
		r.set.Allow = append(r.set.Allow, network)
	}
}

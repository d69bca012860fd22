package serverconf

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"log401/internal/utftext"
)

// Bounds on what is read. Real configurations of a thousand virtual hosts stay
// far below them.
const (
	maxDepth    = 20       // of includes; Apache's own limit
	maxFiles    = 10_000   // of one configuration
	maxBytes    = 8 << 20  // of one file
	maxAllBytes = 64 << 20 // of all files
	maxText     = 16 << 10 // of one string after variables were put in
	maxLogs     = 20_000   // directives
	maxProblems = 50       // that are told one by one
)

// files is where the text of a configuration comes from. Names have slashes.
type files struct {
	read func(name string) ([]byte, error) // at most maxBytes+1 bytes
	glob func(pattern string) []string     // what exists, sorted
	dir  func(name string) []string        // all files in a directory and below, sorted; nil for what is none
	real func(name string) string          // without links, or "" for what does not exist
}

var diskFiles = files{read: readDisk, glob: globDisk, dir: dirDisk, real: realDisk}

func readDisk(name string) ([]byte, error) {
	f, err := os.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && !info.Mode().IsRegular() {
		return nil, errors.New("it is no regular file")
	}
	return io.ReadAll(io.LimitReader(f, maxBytes+1))
}

func globDisk(pattern string) []string {
	found, err := filepath.Glob(filepath.FromSlash(pattern))
	if err != nil {
		return nil
	}
	for i := range found {
		found[i] = filepath.ToSlash(found[i])
	}
	return found
}

func dirDisk(name string) (found []string) {
	if info, err := os.Stat(filepath.FromSlash(name)); err != nil || !info.IsDir() {
		return nil
	}
	// What cannot be read in it is left out, as it would be missing on the
	// next line anyway.
	_ = filepath.WalkDir(filepath.FromSlash(name), func(p string, d fs.DirEntry, err error) error {
		switch {
		case len(found) > maxFiles:
			return fs.SkipAll
		case err == nil && !d.IsDir():
			found = append(found, filepath.ToSlash(p))
		}
		return nil
	})
	return found
}

func realDisk(name string) string {
	real, err := filepath.EvalSymlinks(filepath.FromSlash(name))
	if err != nil {
		return ""
	}
	if absolute, err := filepath.Abs(real); err == nil {
		real = absolute
	}
	return filepath.ToSlash(real)
}

// A reader is what the readers of both servers share: files, bounds, and what
// was found.
type reader struct {
	files
	main   string // the file that was named
	home   string // its directory
	out    Config
	open   []string // the files being read, each included by the one before
	loaded int
	bytes  int
	more   int // problems that are not told
	logs   map[logKey]bool
}

func newReader(name string, files files) *reader {
	main := path.Clean(filepath.ToSlash(name))
	return &reader{files: files, main: main, home: path.Dir(main), open: []string{main}, logs: map[logKey]bool{}}
}

// load returns the text of a file.
func (r *reader) load(name string) ([]byte, error) {
	if r.loaded++; r.loaded > maxFiles {
		return nil, fmt.Errorf("more than %d files are included", maxFiles)
	}
	text, err := r.read(name)
	r.bytes += len(text)
	plain := utftext.UTF8(text)
	switch {
	case err != nil:
		return nil, cause(err)
	case len(text) > maxBytes || r.bytes > maxAllBytes:
		return nil, errors.New("it is longer than a configuration can be")
	case slices.Contains(plain, 0):
		return nil, errors.New("it is no text file")
	}
	return plain, nil
}

// cause leaves out what the system was asked to do.
func cause(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return p.Err
	}
	return err
}

// problem notes what could not be followed.
func (r *reader) problem(at Place, hint, format string, args ...any) {
	if len(r.out.Problems) == maxProblems {
		r.more++
		return
	}
	r.out.Problems = append(r.out.Problems, Problem{Place: at, Text: fmt.Sprintf(format, args...), Hint: hint})
}

// finish says how many problems were not told.
func (r *reader) finish() {
	if r.more > 0 {
		r.out.Problems = append(r.out.Problems, Problem{Place: Place{File: r.main}, Text: fmt.Sprintf("%d more problems", r.more)})
	}
}

// An include is what a directive asks to be read in its place.
type include struct {
	at       Place
	name     string // as written, variables put in
	base     string // directory that it is relative to
	optional bool   // to match nothing is no problem
	folders  bool   // a directory stands for all files in it
}

// follow reads every file that the include names with the function.
func (r *reader) follow(in include, read func(file string, text []byte)) {
	found := r.find(in)
	if len(found) == 0 && !in.optional {
		r.problem(in.at, "copy it beside the main file, or read the configuration where the server runs", "include %s: there is no such file", shown(in.name))
	}
	for _, name := range found {
		if slices.Contains(r.open, name) || len(r.open) > maxDepth {
			r.problem(in.at, "", "include %s: it includes itself", shown(name))
			continue
		}
		text, err := r.load(name)
		if err != nil {
			r.problem(in.at, "", "include %s: %v", shown(name), err)
			continue
		}
		r.open = append(r.open, name)
		read(name, text)
		r.open = r.open[:len(r.open)-1]
	}
}

// find returns the files that an include names: where it says they are, or in
// the same place below the main file where the whole configuration was copied.
func (r *reader) find(in include) []string {
	for _, name := range append([]string{join(in.base, in.name)}, r.moved(in.name)...) {
		if found := r.lookUp(name, in.folders); len(found) > 0 {
			return found
		}
	}
	return nil
}

func (r *reader) lookUp(name string, folders bool) (found []string) {
	matches := []string{name}
	if isPattern(name) {
		matches = r.glob(name)
	}
	for _, match := range matches {
		switch below := r.dir(match); {
		case below == nil && r.real(match) != "":
			found = append(found, match)
		case folders:
			found = append(found, below...)
		}
	}
	return found
}

func isPattern(name string) bool { return strings.ContainsAny(name, "*?[") }

// moved returns where a file may be in a copy of the configuration: the ends of
// its path, the longest first, below the directory of the main file and the one
// above it. A pattern without a directory would match what belongs elsewhere.
func (r *reader) moved(name string) (out []string) {
	parts := strings.Split(strings.Trim(path.Clean(unslash(name)), "/"), "/")
	for i := range parts {
		rest := strings.Join(parts[i:], "/")
		if i == len(parts)-1 && isPattern(rest) {
			break
		}
		out = append(out, path.Join(r.home, rest), path.Join(r.home, "..", rest))
	}
	return out
}

// join returns name, below base unless it is absolute.
func join(base, name string) string {
	if isAbsolute(name) {
		return path.Clean(unslash(name))
	}
	return path.Join(base, unslash(name))
}

// isAbsolute reports whether a path is absolute on any system: configurations
// are read on other machines than they are for.
func isAbsolute(name string) bool {
	return strings.HasPrefix(name, "/") || strings.HasPrefix(name, `\\`) || hasDrive(name)
}

func hasDrive(name string) bool {
	return len(name) >= 2 && name[1] == ':' && (name[0]|0x20) >= 'a' && (name[0]|0x20) <= 'z'
}

// unslash turns the backslashes of a Windows path into slashes; elsewhere they
// are part of names.
func unslash(name string) string {
	if hasDrive(name) || strings.HasPrefix(name, `\\`) || !strings.Contains(name, "/") {
		return strings.ReplaceAll(name, `\`, "/")
	}
	return name
}

// shown is text of a configuration as it stands in messages.
func shown(text string) string {
	if len(text) > maxShown {
		text = strings.ToValidUTF8(text[:maxShown], "") + "..."
	}
	return fmt.Sprintf("%q", text)
}

const maxShown = 80

// A logKey is what two directives share that write the same lines to the same
// file.
type logKey struct {
	path   string
	format formatKey
}

// addLog adds a log unless it is there in that format.
func (r *reader) addLog(l Log) {
	k := logKey{l.Path, l.Format.key()}
	if r.logs[k] {
		return
	}
	r.logs[k] = true
	l.paths = r.spellings(l.Path)
	r.out.Logs = append(r.out.Logs, l)
}

// spellings returns a path made absolute, and without the links that its
// directory or itself is reached through.
func (r *reader) spellings(name string) []string {
	absolute := name
	if !isAbsolute(name) {
		if here, err := filepath.Abs(filepath.FromSlash(name)); err == nil {
			absolute = filepath.ToSlash(here)
		}
	}
	all := []string{fold(absolute)}
	if real := r.real(path.Dir(name)); real != "" {
		all = append(all, fold(path.Join(real, path.Base(name))))
	}
	if real := r.real(name); real != "" {
		all = append(all, fold(real))
	}
	return all
}

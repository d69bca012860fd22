package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// isGlob reports whether p has a character that globs give a meaning.
func isGlob(p string) bool { return strings.ContainsAny(p, "*?[{") }

// addGlob finds the files that p matches, which os.Stat has refused with err.
func (e *expander) addGlob(p string, err error) {
	base, pattern := splitGlob(p)
	if !isGlob(pattern) {
		e.problem(missing(p, err))
		return
	}
	files, problems := len(e.files), len(e.problems)
	options := []doublestar.GlobOption{doublestar.WithNoHidden()}
	if runtime.GOOS == "windows" {
		options = append(options, doublestar.WithCaseInsensitive())
	}
	matches, err := doublestar.Glob(&globFS{e, base}, pattern, options...)
	seen := map[string]bool{}
	for _, match := range matches {
		e.addMatch(filepath.Join(base, filepath.FromSlash(match)), seen)
	}
	switch {
	case err != nil:
		e.problem(&Problem{Path: nameOf(p), Kind: NotFound, Text: "no such file, and not a pattern either", Hint: "close every [ and { of the pattern, or check the name", Err: err})
	case len(e.files) == files && len(e.problems) == problems:
		e.problem(noMatch(p, base))
	}
}

// splitGlob splits p into a directory and a pattern with slashes below it. A
// directory that exists is never a pattern: "logs [old]/*.log".
func splitGlob(p string) (base, pattern string) {
	p = filepath.ToSlash(filepath.Clean(p))
	for i := strings.LastIndexByte(p, '/'); i > 0; i = strings.LastIndexByte(p[:i], '/') {
		if isGlob(p[:i]) && exists(filepath.FromSlash(p[:i])) {
			return filepath.FromSlash(p[:i]), p[i+1:]
		}
	}
	base, pattern = doublestar.SplitPattern(p)
	return filepath.FromSlash(base), pattern
}

func (e *expander) addMatch(p string, seen map[string]bool) {
	info, err := os.Stat(p)
	switch {
	case err != nil:
		e.problem(missing(p, err))
	case info.IsDir():
		e.walkAll(p, seen)
	case info.Mode().IsRegular():
		e.addFile(p, info, false)
	}
}

func noMatch(p, base string) *Problem {
	hint := "* and ? stand for parts of one name, ** for any number of folders; names that begin with a dot are only matched by a dot"
	if _, err := os.Stat(base); err != nil {
		hint = missing(base, err).Hint
	}
	return &Problem{Path: nameOf(p), Kind: NotFound, Text: "no file matches this pattern", Hint: hint, Err: fs.ErrNotExist}
}

// A globFS is the part of the file system that a glob is looked for in. Unlike
// os.DirFS it takes names that are no UTF-8, reports the directories that
// cannot be read, and ends where a link leads back to a directory above it.
type globFS struct {
	e    *expander
	base string
}

func (g *globFS) path(name string) string { return filepath.Join(g.base, filepath.FromSlash(name)) }

// Open implements fs.FS.
func (g *globFS) Open(name string) (fs.File, error) { return os.Open(g.path(name)) }

// Stat implements fs.StatFS.
func (g *globFS) Stat(name string) (fs.FileInfo, error) { return os.Stat(g.path(name)) }

// ReadDir implements fs.ReadDirFS.
func (g *globFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if g.isLoop(name) {
		return nil, nil
	}
	entries, err := os.ReadDir(g.path(name))
	if errors.Is(err, fs.ErrPermission) {
		g.e.problem(systemProblem(nameOf(g.path(name)), err))
	}
	return entries, err
}

// isLoop reports whether a directory is one of those that lead to it.
func (g *globFS) isLoop(name string) bool {
	real := g.e.real(g.path(name))
	for i, c := range name {
		if c == '/' && g.e.real(g.path(name[:i])) == real {
			return true
		}
	}
	return name != "." && g.e.real(g.path(".")) == real
}

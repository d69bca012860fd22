package source

import (
	"cmp"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
)

// Expand finds the files that paths stand for and puts them into streams,
// sorted by name. A path is
//
//   - "-" for standard input, which is stdin,
//   - a file of any type, taken as it is; an archive (zip, or tar in any
//     compression) stands for the files in it, hidden ones left out,
//   - a directory: all regular files in it and below, hidden ones (".x") and
//     hidden directories left out, links to directories followed,
//   - or, if nothing has that name, a glob: * ? [a-z] {a,b} and ** for any
//     number of directories. Directories that match are read as if given.
//
// The same file named in several ways, links included, is read once. The
// result depends neither on the order of paths nor on repetitions. What could
// not be found or read is in the problems, sorted by path; the rest is found
// all the same.
//
// Regular files and standard input are opened to see whether they are archives.
// Of standard input that reads a part, which Open gives out all the same. What
// stands in an archive that can only be read once and in order is put into a
// temporary file, which has no name and vanishes with the sources or the
// program. That can take as long as unpacking it, and ends when ctx does.
func Expand(ctx context.Context, paths []string, stdin io.Reader) ([]Stream, []Problem) {
	return ExpandCounted(ctx, paths, stdin, nil)
}

// ExpandCounted is Expand. If read is not nil, it counts the bytes that are read
// of archives and of what may be one, while they are.
func ExpandCounted(ctx context.Context, paths []string, stdin io.Reader, read *atomic.Int64) ([]Stream, []Problem) {
	e := &expander{reals: map[string]string{}}
	for _, p := range paths {
		if p == "-" {
			e.addStdin(stdin)
		} else {
			e.add(p)
		}
	}
	return streams(e.lookInside(ctx, uniqueFiles(e.files), read)), e.sortedProblems()
}

// A found is a source with what tells whether another is the same file.
type found struct {
	Source
	real   string      // path without links
	folder string      // directory of Path, without links
	link   bool        // Path itself is a link
	info   fs.FileInfo // nil for standard input and files in archives

	member bool   // of an archive
	text   bool   // is known to be no archive
	at     *place // of the bytes as they are stored, nil where they stand in none
	shown  string // folder of Name, with its slash, where it is not that of the name
}

func (f *found) isRegular() bool {
	return f.member || f.info != nil && f.info.Mode().IsRegular()
}

// shownFolder is the part of a stream's name before that of the file.
func (f *found) shownFolder() string {
	if f.shown != "" {
		return f.shown
	}
	return strings.TrimSuffix(f.Name, baseName(f.Name))
}

type expander struct {
	files    []found
	problems []Problem
	reals    map[string]string // cache of real
}

func (e *expander) addStdin(stdin io.Reader) {
	if stdin == nil {
		e.problem(&Problem{Path: "stdin", Kind: Unreadable, Text: "there is no standard input", Hint: "name files, or pipe a log in"})
		return
	}
	e.files = append(e.files, found{Source: Source{Name: "stdin", Path: "-", Explicit: true, open: func() (io.ReadCloser, error) { return io.NopCloser(stdin), nil }}, real: "-"})
}

// add finds what one path stands for. A name that exists is never a glob.
func (e *expander) add(p string) {
	info, err := os.Stat(p)
	switch {
	case err == nil && info.IsDir():
		e.addDirectory(p)
	case err == nil:
		e.addFile(p, info, true)
	case isGlob(p) && !exists(p):
		e.addGlob(p, err)
	default:
		e.problem(missing(p, err))
	}
}

// exists is true for a link that points nowhere, too.
func exists(p string) bool {
	_, err := os.Lstat(p)
	return err == nil
}

func (e *expander) addFile(p string, info fs.FileInfo, explicit bool) {
	f := found{Source: Source{Name: nameOf(p), Path: p, Explicit: explicit}, info: info}
	dir, base := splitPath(p)
	f.folder = e.real(dir)
	f.real = filepath.Join(f.folder, base)
	if info, err := os.Lstat(p); err == nil && isLink(info.Mode()) {
		f.link = true
		f.real = e.real(p)
	}
	if f.isRegular() {
		f.Folder = folderOf(p)
		f.size, f.sized = info.Size(), true
	}
	e.files = append(e.files, f)
}

// addDirectory finds the files in a directory that the user named.
func (e *expander) addDirectory(root string) {
	files, problems := len(e.files), len(e.problems)
	e.walkAll(root, map[string]bool{})
	if len(e.files) == files && len(e.problems) == problems {
		e.problem(&Problem{
			Path: nameOf(root),
			Kind: NoFiles,
			Text: "no files in this folder or below",
			Hint: hintNoFiles(root),
		})
	}
}

// iisFolder is how folders are named that IIS logs to.
var iisFolder = regexp.MustCompile(`(?i)^(W3SVC|FTPSVC|MSFTPSVC)[0-9]+$|^(LogFiles|HTTPERR)$`)

// hintNoFiles says what to do about a folder without files. In one of IIS the
// setting is the likely reason. Source: Microsoft Learn, "<logFile>".
func hintNoFiles(root string) string {
	if abs, err := filepath.Abs(root); err == nil && iisFolder.MatchString(filepath.Base(abs)) {
		return "if IIS should log here: it writes no file where logging is off or goes to event traces alone (logTargetW3C=ETW); appcmd set config -section:system.applicationHost/sites /siteDefaults.logFile.logTargetW3C:File,ETW makes it write one, and netsh http flush logbuffer writes what it holds back"
	}
	return "name the folder that the web server logs to; files whose name begins with a dot are only read when named themselves"
}

// walkAll finds all files below root. The directories in seen, without links,
// are left out, and root and those below are added. Links come last, so that
// files have names without links where there are any.
func (e *expander) walkAll(root string, seen map[string]bool) {
	for links := []string{root}; len(links) > 0; {
		more := e.walk(links[0], seen)
		links = append(links[1:], more...)
	}
}

// walk finds the files below dir and returns the links to other directories.
func (e *expander) walk(dir string, seen map[string]bool) (links []string) {
	if seen[e.real(dir)] {
		return nil
	}
	seen[e.real(dir)] = true
	entries, err := os.ReadDir(dir)
	if err != nil {
		e.problem(systemProblem(nameOf(dir), err))
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		p := joinPath(dir, entry.Name())
		info, err := os.Stat(p)
		switch {
		case err != nil:
			e.problem(missing(p, err))
		case info.IsDir() && isLink(entry.Type()):
			links = append(links, p)
		case info.IsDir():
			links = append(links, e.walk(p, seen)...)
		case info.Mode().IsRegular():
			e.addFile(p, info, false)
		}
	}
	return links
}

// isLink is true for the junctions of Windows, too.
func isLink(mode fs.FileMode) bool { return mode&(fs.ModeSymlink|fs.ModeIrregular) != 0 }

// real returns the absolute path of p without links, or as near to it as the
// system can say: pipes in /dev/fd are links to nothing that has a path.
func (e *expander) real(p string) string {
	if real, ok := e.reals[p]; ok {
		return real
	}
	real, err := filepath.EvalSymlinks(p)
	if err != nil {
		real = p
	}
	if absolute, err := filepath.Abs(real); err == nil {
		real = absolute
	}
	e.reals[p] = real
	return real
}

// joinPath and splitPath leave ".." alone: after a link it is not what
// filepath.Join and filepath.Dir take it for.
func joinPath(dir, name string) string {
	if dir == "" || os.IsPathSeparator(dir[len(dir)-1]) {
		return dir + name
	}
	return dir + string(filepath.Separator) + name
}

func splitPath(p string) (dir, base string) {
	dir, base = filepath.Split(p)
	if dir == "" {
		dir = "."
	}
	return dir, base
}

// nameOf is the name under which people see a path.
func nameOf(p string) string { return filepath.ToSlash(filepath.Clean(p)) }

// folderOf is the base name of the directory that holds p, "" for the root.
func folderOf(p string) string {
	absolute, err := filepath.Abs(p)
	if err != nil {
		absolute = p
	}
	base := filepath.Base(filepath.Dir(absolute))
	if base == "." || strings.ContainsRune(base, filepath.Separator) {
		return ""
	}
	return base
}

func (e *expander) problem(p *Problem) { e.problems = append(e.problems, *p) }

func (e *expander) sortedProblems() []Problem {
	slices.SortStableFunc(e.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Text, b.Text))
	})
	return slices.CompactFunc(e.problems, func(a, b Problem) bool { return a.Path == b.Path && a.Text == b.Text })
}

package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// missing is the problem with a path that os.Stat has refused with err. Where
// it does not exist, the hint says how far it does.
func missing(p string, err error) *Problem {
	target, linkErr := os.Readlink(p)
	problem := systemProblem(nameOf(p), err)
	switch {
	case linkErr == nil && problem.Kind == NotFound:
		problem.Text = "a link to a file that does not exist"
		problem.Hint = "it points to " + filepath.ToSlash(target)
	case !errors.Is(err, fs.ErrPermission):
		explainMissing(problem, p)
	}
	return problem
}

// explainMissing says in the hint which part of p exists.
func explainMissing(problem *Problem, p string) {
	dir, base := filepath.Dir(p), filepath.Base(p)
	parent, info := nearestParent(dir)
	switch {
	case info == nil:
	case !info.IsDir():
		problem.Kind = NotFound
		problem.Text = "no such file"
		problem.Hint = nameOf(parent) + " is a file, not a folder"
	case problem.Kind != NotFound:
	case parent == dir:
		problem.Hint = hintInFolder(dir, base, problem.Hint)
	default:
		problem.Hint = fmt.Sprintf("of this path only the folder %s exists", nameOf(parent))
	}
}

// nearestParent returns dir or the nearest directory above it that exists.
func nearestParent(dir string) (string, fs.FileInfo) {
	for {
		if info, err := os.Stat(dir); err == nil {
			return dir, info
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return dir, nil
		}
		dir = parent
	}
}

// hintInFolder names the file in dir that the user probably meant.
func hintInFolder(dir, base, otherwise string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return otherwise
	}
	if similar := mostSimilar(base, entries); similar != "" {
		return "did you mean " + nameOf(joinPath(dir, similar)) + "?"
	}
	return fmt.Sprintf("the folder %s exists, but nothing in it has a name like this", nameOf(dir))
}

// mostSimilar returns the entry whose name is nearest to name, the first of
// several in order, or "" if none is near.
func mostSimilar(name string, entries []fs.DirEntry) string {
	stem, _ := cutCompression(strings.ToLower(name))
	best, limit := "", max(1, len(stem)/4)+1
	for _, entry := range entries {
		other, _ := cutCompression(strings.ToLower(entry.Name()))
		if d := editDistance(stem, other); d < limit {
			best, limit = entry.Name(), d
		}
	}
	return best
}

// editDistance is the number of bytes to insert, delete or replace that turn a
// into b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

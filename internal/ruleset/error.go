package ruleset

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// An Error is one thing that is wrong in a file of rules.
type Error struct {
	File    string // as named by whoever read it
	Line    int    // from 1 on
	Column  int    // in bytes, from 1 on
	Field   string // what it is about: "rule.brute-force: limit 2: window"; "" for the file
	Problem string
	Hint    string // what to do about it, or ""
}

// Error returns place, field and problem: `rules.toml:3:7: rest: ...`. What is
// missing has no part.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		fmt.Fprintf(&b, "%s:%d:%d: ", e.File, e.Line, e.Column)
	}
	if e.Field != "" {
		b.WriteString(e.Field + ": ")
	}
	return b.String() + e.Problem
}

// Errors are all that is wrong in a file, in the order of their places. There
// is at least one.
type Errors []*Error

// Error returns the errors, a line each.
func (all Errors) Error() string {
	lines := make([]string, len(all))
	for i, e := range all {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the errors one by one.
func (all Errors) Unwrap() []error {
	out := make([]error, len(all))
	for i, e := range all {
		out[i] = e
	}
	return out
}

// didYouMean returns a hint at the one of some names that a misspelt one is
// nearest to, or "" where it resembles none.
func didYouMean(misspelt string, names []string) string {
	if len(misspelt) > maxCompared {
		return ""
	}
	best, most := "", max(1, len(misspelt)/3)
	for _, name := range names {
		if d := distance(strings.ToLower(misspelt), name); d <= most {
			best, most = name, d-1
		}
	}
	if best == "" {
		return ""
	}
	return "did you mean " + best + "?"
}

// maxCompared is the longest name that is compared.
const maxCompared = 64

// distance is how many bytes have to be put in, left out or exchanged to make
// one name another; two neighbours that changed places count once.
func distance(a, b string) int {
	var before []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := append(make([]int, 0, len(b)+1), i+1)
		for j := range len(b) {
			same := 1
			if a[i] == b[j] {
				same = 0
			}
			d := min(last[j]+same, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, before[j-1]+1)
			}
			row = append(row, d)
		}
		before, last = last, row
	}
	return last[len(b)]
}

// oneOf joins names for a hint.
func oneOf(names []string) string {
	return "known are " + strings.Join(slices.Sorted(slices.Values(names)), ", ")
}

// nameHint says which name may be meant by one that is not known.
func nameHint(misspelt string, names []string) string {
	return cmp.Or(didYouMean(misspelt, names), oneOf(names))
}

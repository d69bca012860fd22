package classify

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

const (
	maxNear      = 3  // suggestions for a query that nothing is known about
	maxNearQuery = 40 // longer queries are texts, not misspelt names
	minPart      = 4  // shorter queries are part of too many names
)

// nearNames returns what can be asked for and is spelt much like the query, the
// nearest first.
func nearNames(query string) []string { return Near(query, allNames()) }

// Near returns the names that are spelt much like a query, whatever the case,
// or that it is a part of: at most three, the nearest first.
func Near(query string, names []string) []string {
	if query == "" || len(query) > maxNearQuery {
		return nil
	}
	type candidate struct {
		name     string
		distance int
	}
	query = strings.ToLower(query)
	var candidates []candidate
	for _, name := range names {
		if distance, near := nameDistance(query, strings.ToLower(name)); near {
			candidates = append(candidates, candidate{name, distance})
		}
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), strings.Compare(a.name, b.name))
	})
	var near []string
	for _, c := range candidates[:min(len(candidates), maxNear)] {
		near = append(near, c.name)
	}
	return near
}

// allNames returns everything that can be asked for by a single word.
func allNames() []string {
	names := slices.Concat(knownCodes, reasonNames())
	for i := range causes {
		names = append(names, causes[i].Name)
	}
	for i := range win32Numbers {
		names = append(names, win32Numbers[i].Symbol, strconv.FormatInt(win32Numbers[i].Number, 10))
	}
	for i := range updateErrors {
		names = append(names, updateErrors[i].symbol, hexNumber(updateErrors[i].number))
	}
	return names
}

// nameDistance says how far a name is from a query, and whether that is near:
// a typing mistake or two, or the query is a good part of the name.
func nameDistance(query, name string) (distance int, near bool) {
	allowed := len(query) / 4
	if distance = editDistance(query, name); distance <= min(allowed+1, 3) && distance < len(query)-1 {
		return distance, true
	}
	return distance, len(query) >= minPart && strings.Contains(name, query)
}

// editDistance counts the bytes to insert, delete, replace or swap with their
// neighbour to make a into b.
func editDistance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replace := last[j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			row[j] = min(replace, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

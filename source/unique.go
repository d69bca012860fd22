package source

import (
	"cmp"
	"os"
	"slices"
)

// uniqueFiles keeps one of the names under which a file was found: the one
// that is no link, then the shortest, then the first in the alphabet. It is
// explicit if any of them was. The order of files does not matter.
func uniqueFiles(files []found) []found {
	slices.SortFunc(files, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.real, b.real), preference(a, b))
	})
	var unique []found
	for same := range runs(files, func(a, b found) bool { return a.real == b.real }) {
		unique = append(unique, merge(same))
	}
	return uniqueHardLinks(unique)
}

func preference(a, b found) int {
	return cmp.Or(
		compareBool(a.link, b.link),
		cmp.Compare(len(a.Name), len(b.Name)),
		cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Path, b.Path),
	)
}

// merge makes one of the names of a file, the preferred one first.
func merge(same []found) found {
	file := same[0]
	file.Explicit = slices.ContainsFunc(same, func(f found) bool { return f.Explicit })
	return file
}

// uniqueHardLinks does the same for names that no path shows to be equal: hard
// links, and case where the file system ignores it. Only files of one size and
// time are compared, or thousands of files would take long.
func uniqueHardLinks(files []found) []found {
	slices.SortFunc(files, func(a, b found) int {
		return cmp.Or(compareStat(a, b), preference(a, b))
	})
	var unique []found
	for bucket := range runs(files, func(a, b found) bool { return compareStat(a, b) == 0 }) {
		for len(bucket) > 0 {
			first := bucket[0]
			var same, others []found
			for _, f := range bucket {
				if f.real == first.real || first.info != nil && os.SameFile(f.info, first.info) {
					same = append(same, f)
				} else {
					others = append(others, f)
				}
			}
			unique = append(unique, merge(same))
			bucket = others
		}
	}
	return unique
}

// compareStat orders by size and time. What is no regular file comes first.
func compareStat(a, b found) int {
	if !a.isRegular() || !b.isRegular() {
		return compareBool(a.isRegular(), b.isRegular())
	}
	return cmp.Or(cmp.Compare(a.info.Size(), b.info.Size()), a.info.ModTime().Compare(b.info.ModTime()))
}

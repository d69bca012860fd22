package source

import (
	"cmp"
	"slices"
	"strings"
)

// A member is a file that shares a folder with others.
type member struct {
	Source
	name *fileName
	key  string // the same for all files of a stream
}

// streams puts the files found into streams, sorted by name.
func streams(files []found) []Stream {
	slices.SortFunc(files, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.folder, b.folder), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Path, b.Path))
	})
	var all []Stream
	for folder := range runs(files, func(a, b found) bool { return a.folder == b.folder }) {
		all = append(all, folderStreams(folder)...)
	}
	slices.SortFunc(all, func(a, b Stream) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Sources[0].Path, b.Sources[0].Path))
	})
	return all
}

// folderStreams puts the files of one folder, sorted by name, into streams.
// Pipes and devices, whose numbers mean nothing, are streams of their own.
func folderStreams(files []found) []Stream {
	var all []Stream
	var members []member
	for _, f := range files {
		if f.isRegular() {
			members = append(members, member{Source: f.Source, name: parseName(baseName(f.Name))})
		} else {
			all = append(all, Stream{Name: f.Name, Sources: []Source{f.Source}})
		}
	}
	assignKeys(members)
	slices.SortFunc(members, func(a, b member) int {
		return cmp.Or(cmp.Compare(a.key, b.key), a.name.compare(b.name), cmp.Compare(a.Name, b.Name))
	})
	for stream := range runs(members, func(a, b member) bool { return a.key == b.key }) {
		all = append(all, newStream(stream, files[0].shownFolder()))
	}
	return all
}

// assignKeys decides which files are one stream. Names that state a date or a
// rotation are one stream if the rest of them is equal, other numbers included:
// those tell servers or sites apart. Names with other numbers only are one
// stream whatever the numbers are, unless one of them is the live file of a
// stream of the first kind: "web1.log" beside "web1.log.1".
func assignKeys(members []member) {
	live := map[string]string{} // name of the live file → key of its stream
	for _, m := range members {
		if !m.name.marked {
			continue
		}
		name := strings.ReplaceAll(m.name.key, "*", "")
		if key, ok := live[name]; !ok || m.name.key < key {
			live[name] = m.name.key
		}
	}
	for i := range members {
		m := &members[i]
		key, isLive := live[m.name.key]
		switch {
		case m.name.marked:
			m.key = m.name.key
		case isLive:
			m.key = key
		default:
			m.key = m.name.masked
		}
	}
}

// newStream makes a stream of its members. One that is alone is not called by
// a pattern, so that its name stays when its first rotation comes.
func newStream(members []member, folder string) Stream {
	s := Stream{Name: folder + members[0].key}
	if len(members) == 1 {
		s.Name = folder + members[0].name.key
	}
	for _, m := range members {
		s.Sources = append(s.Sources, m.Source)
	}
	return s
}

// baseName is what follows the last slash of a name.
func baseName(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// runs yields the longest runs of equal neighbours.
func runs[T any](all []T, equal func(a, b T) bool) func(yield func([]T) bool) {
	return func(yield func([]T) bool) {
		for len(all) > 0 {
			n := 1
			for n < len(all) && equal(all[0], all[n]) {
				n++
			}
			if !yield(all[:n]) {
				return
			}
			all = all[n:]
		}
	}
}

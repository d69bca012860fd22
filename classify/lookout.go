package classify

import (
	"bytes"
	"slices"

	"log401/parser"
)

// A Lookout says which answers that name no user may matter in the lines to
// come, as a History knows it at one time, or expects it. It never changes, and
// may be used by several goroutines: lines are looked at by its light before
// it is known what the lines before them have shown. Whether it was enough
// [History.Covers] tells.
type Lookout struct {
	success  bool
	posts    pathSet
	segments []string // of the parts that may let nobody in, folded
	anyPart  bool
}

// maxSegments is how many parts a Lookout tells apart: each is held against the
// path of every answer.
const maxSegments = 16

// A pathSet is a small set of paths, or all paths once there are too many.
type pathSet struct {
	paths []string
	all   bool
}

const maxPostPaths = 64

func (s *pathSet) add(path string) {
	switch {
	case s.has(path):
	case len(s.paths) == maxPostPaths:
		*s = pathSet{all: true}
	default:
		s.paths = append(s.paths, path)
	}
}

func (s *pathSet) addAll(t *pathSet) {
	for _, path := range t.paths {
		s.add(path)
	}
	s.all = s.all || t.all
}

// has reports whether a path as events have it is one of the set.
func (s *pathSet) has(path string) bool { return s.all || slices.Contains(s.paths, path) }

func (s *pathSet) within(t *pathSet) bool {
	return t.all || !s.all && !slices.ContainsFunc(s.paths, func(p string) bool { return !slices.Contains(t.paths, p) })
}

// holds reports whether a path as logged may be one of the set: one with
// escapes, or one that events cut, is taken for it.
func (s *pathSet) holds(path []byte) bool {
	if s.all {
		return true
	}
	if len(s.paths) == 0 {
		return false
	}
	return len(path) > MaxText || bytes.IndexByte(path, '\\') >= 0 ||
		slices.ContainsFunc(s.paths, func(p string) bool { return p == string(path) })
}

// Wide reports whether a later Lookout may be much narrower.
func (l *Lookout) Wide() bool { return !l.success || l.anyPart }

// Served returns what [parser.Interest] asks of answers without a user; nil
// where none of them matters.
func (l *Lookout) Served() func(method, path []byte) bool {
	switch {
	case !l.success || l.anyPart:
		return func(method, path []byte) bool { return true }
	case len(l.segments) == 0 && !l.posts.all && len(l.posts.paths) == 0:
		return nil
	}
	return func(method, path []byte) bool {
		return l.holds(path) || string(method) == "POST" && l.posts.holds(path)
	}
}

// holds reports whether a path begins with one of the segments.
func (l *Lookout) holds(path []byte) bool {
	for _, s := range l.segments {
		if n := len(s); len(path) >= n && foldedEqual(path[:n], s) && segmentLen(path) == n {
			return true
		}
	}
	return false
}

func foldedEqual(b []byte, folded string) bool {
	for i, c := range b {
		if lower(c) != folded[i] {
			return false
		}
	}
	return true
}

var _ Asker = (*Lookout)(nil)

func (l *Lookout) first() bool { return !l.success }

func (l *Lookout) toPost(e *parser.Entry) bool { return l.posts.holds(e.Field(parser.FieldPath)) }

func (l *Lookout) inPart(_ *Classifier, e *parser.Entry) bool {
	return l.anyPart || l.holds(e.Field(parser.FieldPath))
}

// Covers reports whether lines looked at by the light of l, in which r was
// refused, can be taken next: no answer in them matters that l passes over.
func (h *History) Covers(l *Lookout, r *Refusals) bool {
	if l.success && !h.success || !h.posts.within(&l.posts) || !r.posts.within(&l.posts) {
		return false
	}
	if l.anyPart {
		return true
	}
	for _, p := range h.watch.parts {
		if p.mayBe(0) && !l.knows(p.key) {
			return false
		}
	}
	for _, refused := range r.parts {
		if h.mayBe(refused) && !l.knows(refused.key) {
			return false
		}
	}
	return !r.many
}

func (h *History) mayBe(r refusedPart) bool {
	if r.most >= watchCount {
		return true
	}
	p := h.watch.known(r.key)
	return p != nil && p.mayBe(r.first)
}

func (l *Lookout) knows(key string) bool { return slices.Contains(l.segments, segmentOf(key)) }

// Lookout returns what may matter in the lines to come: by what has been taken
// so far, and by what lines that come soon have refused; nil for nothing. What
// an earlier Lookout had, nil for none, is kept while the parts are not too many.
func (h *History) Lookout(before *Lookout, soon *Refusals) *Lookout {
	if soon == nil {
		soon = &Refusals{}
	}
	l := &Lookout{success: h.success}
	l.posts.all, l.posts.paths = h.posts.all, slices.Clone(h.posts.paths)
	l.posts.addAll(&soon.posts)
	for _, p := range h.watch.parts {
		if p.mayBe(0) {
			l.add(p.key)
		}
	}
	for _, refused := range soon.parts {
		if h.mayBe(refused) {
			l.add(refused.key)
		}
	}
	l.anyPart = l.anyPart || soon.many
	if before != nil && len(l.segments)+len(before.segments) <= maxSegments {
		for _, s := range before.segments {
			l.addSegment(s)
		}
	}
	return l
}

func (l *Lookout) add(key string) { l.addSegment(segmentOf(key)) }

func (l *Lookout) addSegment(s string) {
	switch {
	case slices.Contains(l.segments, s):
	case len(l.segments) == maxSegments:
		l.anyPart = true
	default:
		l.segments = append(l.segments, s)
	}
}

package classify

import (
	"strings"

	"log401/parser"
)

// maxSegment is how many bytes of the first segment of a path tell it from
// others.
const maxSegment = 64

// Segment returns the first segment of a path with the slash before it:
// "/owa" of "/owa/auth/logon.aspx", "/" of "/". It is cut to 64 bytes.
func Segment(path string) string { return path[:segmentLen(path)] }

func segmentLen[T string | []byte](path T) int {
	n := min(len(path), maxSegment)
	for i := 1; i < n; i++ {
		if path[i] == '/' {
			return i
		}
	}
	return n
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// A partMemo holds the keys of parts: those of neighbouring lines are nearly
// always the same.
type partMemo struct {
	keys map[string]string
	last string
	key  []byte // scratch
}

// maxPartKeys bounds the keys of a memo.
const maxPartKeys = 1 << 12

// partOf returns the key of the part that an entry belongs to: the first
// segment of its path, and the site. Letters of ASCII are folded: IIS does not
// tell them apart.
func (c *Classifier) partOf(e *parser.Entry) string {
	m := &c.part
	path := e.Field(parser.FieldPath)
	k := m.key[:0]
	for _, b := range path[:segmentLen(path)] {
		k = append(k, lower(b))
	}
	k = append(k, 0)
	var site []byte
	if e.Layout().Has(parser.FieldSite) {
		site = e.Field(parser.FieldSite)
	}
	if site == nil {
		k = append(k, c.folder...)
	} else {
		k = append(k, site[:min(len(site), maxSegment)]...)
	}
	m.key = k
	if string(k) != m.last {
		m.last = m.share(k)
	}
	return m.last
}

// partAt returns what partOf does for an entry whose place is known.
func (c *Classifier) partAt(p *place, e *parser.Entry) string {
	site := e.Field(parser.FieldSite)
	if p.part == "" || string(site) != p.site || (site == nil) != p.none {
		p.part, p.none = c.partOf(e), site == nil
		if p.site = ""; len(site) > 0 {
			p.site = c.shared.share(site)
		}
	}
	return p.part
}

// share returns the one copy of a key.
func (m *partMemo) share(k []byte) string {
	if s, ok := m.keys[string(k)]; ok {
		return s
	}
	if m.keys == nil || len(m.keys) >= maxPartKeys {
		m.keys = map[string]string{}
	}
	s := string(k)
	m.keys[s] = s
	return s
}

// segmentOf returns the segment in the key of a part.
func segmentOf(key string) string { return key[:strings.IndexByte(key, 0)] }

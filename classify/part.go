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

// partOf returns the key of the part that an entry belongs to: the first
// segment of its path, and the site. Letters of ASCII are folded: IIS does not
// tell them apart.
func (c *Classifier) partOf(e *parser.Entry) string {
	path := e.Field(parser.FieldPath)
	k := c.key[:0]
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
	c.key = k
	if string(k) != c.part {
		c.part = c.shared.share(k)
	}
	return c.part
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

// segmentOf returns the segment in the key of a part.
func segmentOf(key string) string { return key[:strings.IndexByte(key, 0)] }

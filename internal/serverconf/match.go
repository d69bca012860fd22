package serverconf

import "strings"

// A Match is the logs of a configuration that a file may be.
type Match struct {
	Logs  []Log // in their order; none where not even the file's name agrees
	Exact bool  // the file is where the configuration says, not a copy elsewhere
}

// Find returns the logs that a file may be which is known under some paths,
// each without what a rotation has added to its name: those whose path agrees
// with one of them in the most parts from the right, so that a copy in another
// place is found, too.
func (c *Config) Find(paths ...string) Match {
	folded := make([]string, len(paths))
	for i, p := range paths {
		folded[i] = fold(p)
	}
	var best []Log
	var most agreement
	for i := range c.Logs {
		a := c.Logs[i].agreement(folded)
		if a.parts == 0 || a.less(most) {
			continue
		}
		if most.less(a) {
			best, most = nil, a
		}
		best = append(best, c.Logs[i])
	}
	return Match{best, most.whole}
}

// Formats returns the formats of the logs, each once, in their order.
func (m Match) Formats() []*Format { return formatsOf(m.Logs) }

// UsedFormats returns the formats in which anything is logged, each once, in
// the order of the logs.
func (c *Config) UsedFormats() []*Format { return formatsOf(c.Logs) }

func formatsOf(logs []Log) (formats []*Format) {
	seen := map[formatKey]bool{}
	for i := range logs {
		if f := logs[i].Format; !seen[f.key()] {
			seen[f.key()] = true
			formats = append(formats, f)
		}
	}
	return formats
}

// An agreement is how well a path fits that of a log.
type agreement struct {
	whole   bool // to the root
	parts   int  // from the right
	literal int  // bytes of them that no "*" stands for
}

func (a agreement) less(b agreement) bool {
	switch {
	case a.whole != b.whole:
		return b.whole
	case a.parts != b.parts:
		return a.parts < b.parts
	}
	return a.literal < b.literal
}

// agreement returns the best of all spellings of the log and the file.
func (l *Log) agreement(paths []string) (best agreement) {
	for _, mine := range l.paths {
		for _, p := range paths {
			if a := agree(mine, p); best.less(a) {
				best = a
			}
		}
	}
	return best
}

// agree compares a path with the pattern of a log, part by part from the
// right. Parts that are nothing but "*" say too little by themselves.
func agree(pattern, name string) (a agreement) {
	for pattern != "" && name != "" {
		above, wanted := cutLast(pattern)
		parent, got := cutLast(name)
		if !matchStar(wanted, got) {
			break
		}
		a.parts++
		a.literal += len(wanted) - strings.Count(wanted, "*")
		pattern, name = above, parent
	}
	if a.literal == 0 {
		return agreement{}
	}
	a.whole = pattern == "" && name == ""
	return a
}

// cutLast cuts the last part off a path.
func cutLast(p string) (above, last string) {
	i := strings.LastIndexByte(p, '/')
	return p[:max(i, 0)], p[i+1:]
}

// matchStar reports whether a name fits a pattern in which "*" stands for any
// number of bytes.
func matchStar(pattern, name string) bool {
	first, rest, stars := strings.Cut(pattern, "*")
	if !stars {
		return pattern == name
	}
	if !strings.HasPrefix(name, first) {
		return false
	}
	name = name[len(first):]
	for {
		part, more, stars := strings.Cut(rest, "*")
		if !stars {
			return strings.HasSuffix(name, part)
		}
		i := strings.Index(name, part)
		if i < 0 {
			return false
		}
		name, rest = name[i+len(part):], more
	}
}

// fold makes paths comparable: those of Windows are the same in any case and
// with any slashes.
func fold(name string) string {
	if hasDrive(name) {
		return strings.ToLower(unslash(name))
	}
	return name
}

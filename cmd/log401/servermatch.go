package main

import (
	"fmt"
	"slices"

	"log401/internal/serverconf"
	"log401/parser"
	"log401/source"
	"log401/timeline"
)

// match finds the layout of every source, and notes which it is.
func (s *serverFormats) match(j *job) {
	m := matching{serverFormats: s}
	for _, stream := range j.streams {
		for _, src := range stream.Sources {
			s.sources[src.Name] = m.layout(src)
		}
	}
	j.notes = append(j.notes, m.notes()...)
}

// layoutOf returns the layout of a source that was matched, and none where no
// server is known.
func (s *serverFormats) layoutOf(name string) compiledFormat {
	if s == nil {
		return compiledFormat{}
	}
	return s.sources[name]
}

// A matching finds the layouts of sources and remembers what is to be said of
// it.
type matching struct {
	*serverFormats
	known   []namedSources // by format, in the order in which it is met
	several []string       // sources of more than one format
	alike   []string       // sources that are known by their name alone
	others  []string       // sources of which the configuration knows nothing
	refused []string       // formats that a source may have and that cannot be read
}

// namedSources are the sources of one format.
type namedSources struct {
	format string
	names  []string
}

func (m *matching) layout(src source.Source) compiledFormat {
	match := m.config.Find(spellings(src.Name, src.Path)...)
	formats := match.Formats()
	m.decided[src.Name] = !match.Exact || len(formats) != 1
	switch {
	case len(formats) == 0:
		m.others = append(m.others, src.Name)
		return m.among(m.config.UsedFormats())
	case !match.Exact:
		m.alike = append(m.alike, src.Name)
		return m.among(formats)
	case len(formats) > 1:
		m.several = append(m.several, src.Name)
		return m.among(formats)
	}
	c := m.compiled(formats[0])
	if c.problem == nil {
		m.note(titleOf(formats[0]), src.Name)
	}
	return c
}

// among returns a layout with which the lines decide between formats. Those
// that are refused do not take part.
func (m *matching) among(formats []*serverconf.Format) compiledFormat {
	var layouts []*parser.Layout
	for _, f := range formats {
		c := m.compiled(f)
		switch {
		case c.problem == nil:
			layouts = append(layouts, c.layout)
		case !slices.Contains(m.refused, c.problem.Text):
			m.refused = append(m.refused, c.problem.Text)
		}
	}
	return compiledFormat{layout: parser.Among(layouts)}
}

// anyLayout returns a layout with which a line decides between all formats.
func (s *serverFormats) anyLayout() *parser.Layout {
	m := matching{serverFormats: s}
	return m.among(slices.Concat(s.config.UsedFormats(), s.config.Formats)).layout
}

func (m *matching) note(format, name string) {
	for i := range m.known {
		if m.known[i].format == format {
			m.known[i].names = append(m.known[i].names, name)
			return
		}
	}
	m.known = append(m.known, namedSources{format, []string{name}})
}

// maxDecided is how many formats decidedNotes tells one by one.
const maxDecided = 10

// decidedNotes says, of the sources whose lines decide, which formats of the
// server they are in.
func (s *serverFormats) decidedNotes(sources []timeline.SourceAccount) (out []string) {
	if s == nil {
		return nil
	}
	var m matching
	for i := range sources {
		if a := &sources[i]; s.decided[a.Name] && a.Entries > 0 && a.Title != "" {
			m.note(a.Title, a.Name)
		}
	}
	for _, k := range m.known[:min(len(m.known), maxDecided)] {
		which := k.names[0]
		if n := len(k.names); n > 1 {
			which = fmt.Sprintf("%d logs, the first %s", n, which)
		}
		out = append(out, fmt.Sprintf("By its lines in log format %s: %s.", k.format, which))
	}
	if n := len(m.known) - maxDecided; n > 0 {
		out = append(out, fmt.Sprintf("Other logs are by their lines in %s of %s.", counted(int64(n), "more format", "more formats"), s.file))
	}
	return out
}

// notes says how the formats were found, and what of the configuration could
// not be followed where that may be why something was not.
func (m *matching) notes() (out []string) {
	for _, k := range m.known {
		out = append(out, fmt.Sprintf("Read in log format %s: %s.", k.format, listed(k.names)))
	}
	for _, n := range []struct {
		names []string
		text  string
	}{
		{m.alike, "Logs of %s by name alone: %s. Their lines have the last word on the format."},
		{m.several, "Written in several formats, says %s: %s. The first line decides; lines in another format are rejected."},
		{m.others, "Not among the access logs of %s: %s. Their lines decide on the format."},
	} {
		if len(n.names) > 0 {
			out = append(out, fmt.Sprintf(n.text, m.file, listed(n.names)))
		}
	}
	for _, r := range m.refused {
		out = append(out, "Not tried: "+r+".")
	}
	var problems []string
	for i := range m.config.Problems {
		problems = append(problems, m.config.Problems[i].Error())
	}
	if len(problems) > 0 && (m.found || len(m.others) > 0) {
		out = append(out, fmt.Sprintf("Not followed in %s: %s.", m.file, listed(problems)))
	}
	return out
}

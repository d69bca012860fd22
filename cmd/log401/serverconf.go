package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"log401/internal/serverconf"
	"log401/parser"
	"log401/source"
)

// serverFormats says which layout each source has, by the configuration of the
// server that wrote it.
type serverFormats struct {
	file    string // as the user named it
	config  *serverconf.Config
	found   bool // the logs were found through it
	layouts map[*serverconf.Format]compiledFormat
	sources map[string]compiledFormat // by name, once matched
	decided map[string]bool           // names of sources whose lines decide on the format
}

// A compiledFormat is the layout of a source, or why it cannot be read.
type compiledFormat struct {
	layout  *parser.Layout
	problem *source.Problem
}

// readServerFormats reads the configuration that the text behind the "@" of
// --log-format names. With the name of a format behind it, after "#" or ":",
// the layout of that one is for all files.
func readServerFormats(text string) (*serverFormats, *parser.Layout, error) {
	file, name := cutFormatName(text)
	config, err := serverconf.Read(file)
	if err != nil {
		var p *serverconf.Problem
		errors.As(err, &p)
		return nil, nil, hinted{err, cmp.Or(p.Hint, "name the main file of the server: @/etc/nginx/nginx.conf, @/etc/httpd/conf/httpd.conf")}
	}
	s := &serverFormats{file: file, config: config,
		layouts: map[*serverconf.Format]compiledFormat{}, sources: map[string]compiledFormat{}, decided: map[string]bool{}}
	if name == "" {
		return s, nil, nil
	}
	f := config.Format(name)
	if f == nil {
		return nil, nil, hinted{fmt.Errorf("%s has no log format %q", file, name), s.knownFormats()}
	}
	l, err := layoutOf(f)
	if err != nil {
		return nil, nil, refusal(f, err)
	}
	return nil, l, nil
}

// cutFormatName cuts the name of a format off that of a file, unless all of it
// is a file. A path of Windows has a colon of its own.
func cutFormatName(text string) (file, name string) {
	if _, err := os.Stat(text); err == nil {
		return text, ""
	}
	for _, mark := range []string{"#", ":"} {
		i := strings.LastIndex(text, mark)
		if i > 0 && !strings.ContainsAny(text[i+1:], `/\`) {
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

func (s *serverFormats) knownFormats() string {
	var names []string
	for _, f := range s.config.Formats {
		names = append(names, f.Name)
	}
	if len(names) == 0 {
		return "it defines none with a name"
	}
	return "it has " + listed(names)
}

// layoutOf returns the layout of a format of a configuration.
func layoutOf(f *serverconf.Format) (*parser.Layout, error) {
	if f.Server == serverconf.Nginx {
		return parser.NginxLayout(f.Text, f.Escape)
	}
	text := f.Text
	if strings.HasPrefix(text, `"`) || strings.HasPrefix(text, "'") {
		// Its first quote is not one around it.
		text = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
	}
	return parser.ApacheLayout(text)
}

// refusal says that lines of a format cannot be read, and why.
func refusal(f *serverconf.Format, err error) error {
	return fmt.Errorf("log format %s cannot be read back: %w", titleOf(f), err)
}

// titleOf names a format and where it is defined.
func titleOf(f *serverconf.Format) string {
	title := cmp.Or(f.Name, parser.Quote([]byte(f.Text), 40))
	if f.Line > 0 {
		title += " (" + f.Place.String() + ")"
	}
	return title
}

// hintOf returns what to do about an error in a format, or "".
func hintOf(err error) string {
	var refused *parser.FormatError
	if errors.As(err, &refused) {
		return refused.Hint
	}
	return ""
}

// findLogs makes the logs that the configuration names, and their rotated
// files, the paths of a job as far as they are here, and notes those that are
// not.
func (s *serverFormats) findLogs(j *job) error {
	s.found = true
	here := map[string]bool{}
	for _, folder := range s.folders() {
		entries, err := os.ReadDir(folder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			j.paths = append(j.paths, folder) // reading it says why it cannot be
		}
		for _, entry := range entries {
			p := filepath.Join(folder, entry.Name())
			if match := s.config.Find(spellings(p, p)...); match.Exact && isRegular(p) {
				j.paths = append(j.paths, p)
				for i := range match.Logs {
					here[match.Logs[i].Path] = true
				}
			}
		}
	}
	var absent []string
	for i := range s.config.Logs {
		if p := s.config.Logs[i].Path; !here[p] && !slices.Contains(absent, p) {
			absent = append(absent, p)
		}
	}
	switch {
	case len(s.config.Logs) == 0:
		return hinted{fmt.Errorf("--log-format: %s names no access log", s.file), "name the main file of the server, which includes the others, or name the logs"}
	case len(j.paths) == 0:
		return hinted{fmt.Errorf("no path, and none of the access logs that %s names is here: %s", s.file, listed(absent)), "name the logs, wherever they are: log401 --log-format @" + s.file + " access.log"}
	case len(absent) > 0:
		j.notes = append(j.notes, fmt.Sprintf("Not here, of the access logs that %s names: %s.", s.file, listed(absent)))
	}
	return nil
}

// folders returns the directories that the configuration logs to, each once.
func (s *serverFormats) folders() (all []string) {
	for i := range s.config.Logs {
		folder := filepath.FromSlash(path.Dir(s.config.Logs[i].Path))
		found, err := filepath.Glob(folder)
		if err != nil || !strings.Contains(folder, "*") {
			found = []string{folder}
		}
		for _, f := range found {
			if !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	return all
}

// isRegular reports whether a path is that of a file. A log may be a link to
// the standard output of whoever asks, which is where the report goes.
func isRegular(p string) bool {
	real, err := filepath.EvalSymlinks(p)
	if err != nil || strings.HasPrefix(real, "/dev/") || strings.HasPrefix(real, "/proc/") {
		return false
	}
	info, err := os.Stat(real)
	return err == nil && info.Mode().IsRegular()
}

// compiled returns the layout of a format.
func (s *serverFormats) compiled(f *serverconf.Format) compiledFormat {
	if c, ok := s.layouts[f]; ok {
		return c
	}
	var c compiledFormat
	if l, err := layoutOf(f); err != nil {
		c.problem = &source.Problem{Kind: source.Unreadable, Text: refusal(f, err).Error(), Hint: hintOf(err)}
	} else {
		c.layout = l.Titled(titleOf(f))
	}
	s.layouts[f] = c
	return c
}

// spellings returns the paths under which a configuration may know a file: as
// named, absolute, without links, and each without what a rotation has put in.
func spellings(name, file string) (all []string) {
	paths := []string{name}
	if absolute, err := filepath.Abs(file); err == nil && file != "-" {
		paths = append(paths, absolute)
	}
	if real, err := filepath.EvalSymlinks(file); err == nil {
		if absolute, err := filepath.Abs(real); err == nil {
			paths = append(paths, absolute)
		}
	}
	for _, p := range paths {
		dir, base := filepath.Split(p)
		for _, name := range source.LogNames(base) {
			all = append(all, filepath.ToSlash(dir)+name)
		}
	}
	return all
}

// listed joins a few of some names.
func listed(names []string) string {
	const most = 5
	if len(names) > most+1 {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}

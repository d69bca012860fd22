// Package serverconf reads out of the configuration of an Apache or nginx
// server which access logs it writes, and each in which format.
//
// What the configuration says is followed as the server would: includes,
// variables, sections that are not in force, names that are defined further
// down. What only the running server knows, such as the value of a variable in
// the path of a log, is "*". Whatever could not be followed is a [Problem] and
// takes nothing else away.
//
// Sources: Apache httpd, server/config.c, server/util.c (ap_getword_conf) and
// modules/loggers/mod_log_config.c; nginx, src/core/ngx_conf_file.c and
// src/http/modules/ngx_http_log_module.c.
package serverconf

import (
	"bytes"
	"fmt"
	"strings"
)

// A Server is a program whose configuration can be read.
type Server uint8

// The servers.
const (
	Apache Server = iota + 1
	Nginx
)

// String returns the name that people use.
func (s Server) String() string {
	switch s {
	case Apache:
		return "Apache"
	case Nginx:
		return "nginx"
	}
	return "no server"
}

// A Place is a line of a configuration.
type Place struct {
	File string // as named by whoever read it, or found from there; with slashes
	Line int    // where the directive begins, 1 for the first
}

// String returns "file:line".
func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// A Format is a format string of a configuration.
type Format struct {
	Place         // of its definition; zero for what the server knows by itself
	Name   string // "" for a string that has none
	Server Server // by whose rules the string is to be read
	Text   string // the string, as the server has it behind quotes and escapes
	Escape string // nginx: "default", "json" or "none"
}

// A formatKey is what formats share that read the same lines in the same way.
type formatKey struct {
	server       Server
	text, escape string
}

func (f *Format) key() formatKey { return formatKey{f.Server, f.Text, f.Escape} }

// A Log is an access log and its format.
type Log struct {
	Place          // of the directive
	Path   string  // with slashes; "*" is what the configuration does not tell
	Format *Format // never nil

	paths []string // spellings of Path: absolute, without links
}

// A Problem is something in a configuration that could not be followed.
type Problem struct {
	Place
	Text string // what, in lower case
	Hint string // what to do about it, or ""
}

// Error returns place and text.
func (p *Problem) Error() string {
	if p.Line == 0 {
		return p.File + ": " + p.Text
	}
	return p.Place.String() + ": " + p.Text
}

// A Config is what a configuration says of access logs, in the order in which
// the server reads it.
type Config struct {
	Server   Server
	Formats  []*Format // that have a name and are in force
	Logs     []Log     // each path with each of its formats once
	Problems []Problem
}

// Format returns the format with a name: that of the whole server, else the
// first that a virtual host defines, else one that the server knows by itself;
// or nil.
func (c *Config) Format(name string) *Format {
	for _, f := range c.Formats {
		if f.Name == name || c.Server == Nginx && strings.EqualFold(f.Name, name) {
			return f
		}
	}
	return knownFormat(c.Server, name)
}

// Read reads a configuration from its main file. The error is a *Problem: the
// file cannot be read, or it is of no server that is known here.
func Read(name string) (*Config, error) {
	return read(name, diskFiles)
}

func read(name string, files files) (*Config, error) {
	r := newReader(name, files)
	text, err := r.load(r.main)
	if err != nil {
		return nil, &Problem{Place: Place{File: r.main}, Text: err.Error()}
	}
	switch r.out.Server = serverOf(text); r.out.Server {
	case Apache:
		newApacheReader(r).readAll(text)
	case Nginx:
		newNginxReader(r).readAll(text)
	default:
		return nil, &Problem{
			Place: Place{File: r.main},
			Text:  "it is no configuration of Apache or nginx",
			Hint:  "name the main file of the server: httpd.conf, apache2.conf or nginx.conf",
		}
	}
	return &r.out, nil
}

// serverOf tells by its lines whose configuration a text is, 0 if nobody's.
// Statements of nginx end with a semicolon or a brace. Apache's are lines that
// begin with a word or a section in angle brackets.
func serverOf(text []byte) Server {
	semicolons, braces, apache := 0, 0, 0
	for line := range bytes.Lines(text) {
		line, _, _ = bytes.Cut(bytes.TrimSpace(line), []byte(" #"))
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		switch line[len(line)-1] {
		case ';':
			semicolons++
			continue
		case '{', '}':
			braces++
			continue
		}
		if line[0] == '<' && line[len(line)-1] == '>' && line[1] != '?' || apacheWord(line) {
			apache++
		}
	}
	switch {
	case semicolons > apache:
		return Nginx
	case apache > 0 && apache > braces:
		return Apache
	}
	return 0
}

// apacheWord reports whether a line begins with a directive that nearly every
// configuration of Apache has.
func apacheWord(line []byte) bool {
	word, _, _ := strings.Cut(strings.ToLower(string(line[:min(len(line), maxWord)])), " ")
	switch word {
	case "customlog", "define", "documentroot", "globallog", "include", "includeoptional", "listen",
		"loadmodule", "logformat", "servername", "serverroot", "transferlog", "use":
		return true
	}
	return false
}

// maxWord is longer than the names of directives.
const maxWord = 40

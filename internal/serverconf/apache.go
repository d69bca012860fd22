package serverconf

import (
	"cmp"
	"fmt"
	"path"
	"strings"
)

// commonText is the string of the format that logs have which name none.
const commonText = `%h %l %u %t "%r" %>s %b`

// usualFormats are the names that the configurations which come with Apache
// define. A file of virtual hosts uses them without saying what they are.
// Source: Apache httpd, docs/conf/httpd.conf.in and the manual of
// mod_log_config; "CLF" is in the program itself.
var usualFormats = []struct{ name, text string }{
	{"CLF", commonText},
	{"agent", `%{User-agent}i`},
	{"combined", `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"`},
	{"combinedio", `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %I %O`},
	{"common", commonText},
	{"referer", `%{Referer}i -> %U`},
	{"vhost_combined", `%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"`},
	{"vhost_common", `%v %h %l %u %t "%r" %>s %b`},
}

// knownFormat returns the format that a name stands for where no configuration
// defines it, or nil.
func knownFormat(s Server, name string) *Format {
	if s == Nginx {
		if strings.EqualFold(name, "combined") {
			return &Format{Name: "combined", Server: Nginx, Text: nginxCombined, Escape: "default"}
		}
		return nil
	}
	for _, f := range usualFormats {
		if f.name == name {
			return &Format{Name: name, Server: Apache, Text: f.text}
		}
	}
	return nil
}

// An apacheServer is the main server or a virtual host.
type apacheServer struct {
	formats  map[string]*Format
	standard *Format // of logs that name none: the last LogFormat without a name, or nil
}

// An apacheLog is a log whose format is looked up when all is read.
type apacheLog struct {
	at     Place
	paths  []string
	server *apacheServer
	format string // name or string; "" for the standard
}

// apacheReader follows a configuration of Apache.
type apacheReader struct {
	*reader
	root     string // ServerRoot, or what stands in for it
	vars     map[string]string
	modules  map[string]bool // loaded so far
	loads    bool            // any module was
	sections []section
	main     *apacheServer
	server   *apacheServer // the one whose section is open
	named    []*Format     // in order
	logs     []apacheLog
}

func newApacheReader(r *reader) *apacheReader {
	main := &apacheServer{formats: map[string]*Format{}}
	a := &apacheReader{reader: r, root: r.home, vars: map[string]string{}, modules: map[string]bool{}, main: main, server: main}
	if path.Base(a.root) == "conf" {
		a.root = path.Dir(a.root)
	}
	a.vars["APACHE_LOG_DIR"] = "/var/log/apache2"
	if text, err := r.read(path.Join(r.home, "envvars")); err == nil {
		readEnvvars(a.vars, text)
	}
	return a
}

func (a *apacheReader) readAll(text []byte) {
	a.file(a.reader.main, text)
	for i := range a.logs {
		a.resolve(&a.logs[i])
	}
	for _, f := range a.named {
		if a.main.formats[f.Name] == f {
			a.out.Formats = append(a.out.Formats, f)
		}
	}
	for _, f := range a.named {
		if a.main.formats[f.Name] != f {
			a.out.Formats = append(a.out.Formats, f)
		}
	}
	a.finish()
}

// file reads a file: sections that it opens, it closes.
func (a *apacheReader) file(name string, text []byte) {
	depth, server := len(a.sections), a.server
	for line := range apacheLines(text) {
		at := Place{name, line.number}
		switch {
		case strings.HasPrefix(line.text, "</"):
			a.closeSection(depth, line.text)
		case strings.HasPrefix(line.text, "<"):
			a.openSection(line.text)
		case a.inForce():
			a.directive(at, line.text)
		}
	}
	a.sections, a.server = a.sections[:depth], server
}

// directive follows one directive. Names are compared without case.
func (a *apacheReader) directive(at Place, text string) {
	words := apacheWords(a.expand(text))
	if len(words) == 0 {
		return
	}
	args := words[1:]
	switch name := strings.ToLower(words[0]); name {
	case "logformat":
		a.logFormat(at, args)
	case "customlog", "globallog", "transferlog":
		a.customLog(at, name, args)
	case "include", "includeoptional":
		a.include(at, name == "includeoptional", args)
	case "serverroot":
		if len(args) > 0 {
			a.root = path.Clean(unslash(args[0]))
		}
	case "define":
		if len(args) > 0 {
			a.vars[args[0]] = strings.Join(args[1:min(len(args), 2)], "")
		}
	case "undefine":
		if len(args) > 0 {
			delete(a.vars, args[0])
		}
	case "loadmodule":
		if len(args) > 0 {
			a.modules[moduleName(args[0])], a.loads = true, true
		}
	}
}

func (a *apacheReader) include(at Place, optional bool, args []string) {
	for _, name := range args {
		in := include{at: at, name: name, base: a.root, optional: optional || isPattern(name), folders: true}
		a.follow(in, a.file)
	}
}

// logFormat reads LogFormat: with a name it defines that, without it sets the
// standard of the server, by string or by a name.
func (a *apacheReader) logFormat(at Place, args []string) {
	switch len(args) {
	case 1:
		a.server.standard = cmp.Or(a.server.formats[args[0]], a.main.formats[args[0]],
			&Format{Place: at, Server: Apache, Text: args[0]})
	case 2:
		f := &Format{Place: at, Name: args[1], Server: Apache, Text: args[0]}
		a.server.formats[f.Name] = f
		a.named = append(a.named, f)
	default:
		a.problem(at, "it is LogFormat \"string\" name", "LogFormat with %d arguments", len(args))
	}
}

// customLog reads CustomLog file|pipe format [env=...], and TransferLog, which
// has no format of its own.
func (a *apacheReader) customLog(at Place, directive string, args []string) {
	if len(args) == 0 || directive != "transferlog" && len(args) < 2 {
		a.problem(at, "it is CustomLog file format", "%s with %d arguments", directive, len(args))
		return
	}
	paths, ok := a.logPaths(args[0])
	if !ok {
		a.problem(at, "name the file that the program writes when you call log401", "log %s: the program may write anywhere", shown(args[0]))
		return
	}
	l := apacheLog{at: at, paths: paths, server: a.server}
	if directive != "transferlog" {
		l.format = args[1]
	}
	if len(a.logs) < maxLogs {
		a.logs = append(a.logs, l)
	}
}

// logPaths returns the files that a log is written to; ok is false where the
// log goes to a program of which that is not known.
func (a *apacheReader) logPaths(name string) (paths []string, ok bool) {
	paths = []string{name}
	if strings.HasPrefix(name, "|") {
		paths = pipedPaths(name)
	} else if strings.HasPrefix(name, "syslog:") || name == "syslog" {
		return nil, true
	}
	for i, p := range paths {
		paths[i] = join(a.root, unknownVars(a.withoutParameters(p)))
	}
	return paths, len(paths) > 0
}

// resolve finds the format of a log: a name, or else the string itself.
func (a *apacheReader) resolve(l *apacheLog) {
	f := cmp.Or(l.server.standard, a.main.standard, &Format{Server: Apache, Text: commonText, Name: "common"})
	if l.format != "" {
		f = cmp.Or(l.server.formats[l.format], a.main.formats[l.format])
	}
	if f == nil && strings.Contains(l.format, "%") {
		f = &Format{Place: l.at, Server: Apache, Text: l.format}
	}
	if f == nil {
		f = knownFormat(Apache, l.format)
	}
	if f == nil {
		a.problem(l.at, "read the main configuration, which has the LogFormat", "log format %s is not defined", shown(l.format))
		return
	}
	for _, p := range l.paths {
		a.addLog(Log{Place: l.at, Path: p, Format: f})
	}
}

// moduleName makes one name of the ways to name a module: log_config_module,
// mod_log_config.c.
func moduleName(name string) string {
	name = strings.TrimSuffix(strings.ToLower(name), ".c")
	return strings.TrimSuffix(strings.TrimPrefix(name, "mod_"), "_module")
}

// expand puts the variables into a line, ${NAME}; those that are not known
// stay. So does everything once the line has grown beyond measure.
func (a *apacheReader) expand(text string) string {
	var b strings.Builder
	for {
		open := strings.Index(text, "${")
		length := strings.IndexByte(text[max(open, 0):], '}')
		if open < 0 || length < 0 || b.Len() > maxText {
			break
		}
		b.WriteString(text[:open])
		name := text[open+2 : open+length]
		value, ok := a.vars[name]
		if !ok {
			value = fmt.Sprintf("${%s}", name)
		}
		b.WriteString(value)
		text = text[open+length+1:]
	}
	b.WriteString(text)
	return b.String()
}

// unknownVars puts "*" for the variables that were not expanded.
func unknownVars(name string) string {
	for {
		open := strings.Index(name, "${")
		if open < 0 {
			return name
		}
		length := strings.IndexByte(name[open:], '}')
		if length < 0 {
			return name
		}
		name = name[:open] + "*" + name[open+length+1:]
	}
}

package serverconf

import (
	"path"
	"regexp"
	"strings"
)

// nginxCombined is the string of the one format that nginx knows by itself.
const nginxCombined = `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"`

// A nginxBlock is what stands between braces.
type nginxBlock struct {
	at   Place
	name string
	logs bool // it says itself where it logs
}

// A nginxLog is a log whose format is looked up when all is read.
type nginxLog struct {
	at           Place
	path, format string
}

// nginxReader follows a configuration of nginx.
type nginxReader struct {
	*reader
	blocks []nginxBlock
	byName map[string]*Format // in lower case, as nginx compares
	logs   []nginxLog
}

func newNginxReader(r *reader) *nginxReader {
	return &nginxReader{reader: r, byName: map[string]*Format{}}
}

func (n *nginxReader) readAll(text []byte) {
	n.file(n.main, text)
	for _, l := range n.logs {
		f := n.byName[strings.ToLower(l.format)]
		if f == nil {
			f = knownFormat(Nginx, l.format)
		}
		if f == nil {
			n.problem(l.at, "read the main configuration, nginx.conf, which has the log_format", "log format %s is not defined", shown(l.format))
			continue
		}
		n.addLog(Log{Place: l.at, Path: l.path, Format: f})
	}
	n.finish()
}

// file reads a file: blocks that it opens, it closes.
func (n *nginxReader) file(name string, text []byte) {
	depth := len(n.blocks)
	l := &nginxLexer{text: text, line: 1}
	for s, ok := l.next(); ok; s, ok = l.next() {
		at := Place{name, s.line}
		switch {
		case s.end == '{':
			block := nginxBlock{at: at}
			if len(s.words) > 0 {
				block.name = s.words[0]
			}
			n.blocks = append(n.blocks, block)
		case s.end == '}' && len(n.blocks) > depth:
			n.closeBlock()
		case len(s.words) > 0:
			n.directive(at, s.words)
		}
	}
	if l.broken != "" {
		n.problem(Place{name, l.line}, "nginx -t tests a configuration", "%s", l.broken)
	}
	n.blocks = n.blocks[:depth]
}

// closeBlock leaves a block. Where http has no access_log of its own, its
// servers log to the standard file.
func (n *nginxReader) closeBlock() {
	last := len(n.blocks) - 1
	if b := &n.blocks[last]; b.name == "http" && !b.logs {
		n.logs = append(n.logs, nginxLog{b.at, n.logPath("logs/access.log"), "combined"})
	}
	n.blocks = n.blocks[:last]
}

// within reports whether the reader is in a block of that name.
func (n *nginxReader) within(name string) bool {
	for i := range n.blocks {
		if n.blocks[i].name == name {
			return true
		}
	}
	return false
}

func (n *nginxReader) directive(at Place, words []string) {
	switch words[0] {
	case "include":
		for _, name := range words[1:] {
			n.follow(include{at: at, name: name, base: n.home, optional: isPattern(name)}, n.file)
		}
	case "log_format":
		if !n.within("stream") { // whose logs are of connections, not of requests
			n.logFormat(at, words[1:])
		}
	case "access_log":
		if !n.within("stream") {
			n.accessLog(at, words[1:])
		}
	}
}

// logFormat reads log_format name [escape=...] string...
func (n *nginxReader) logFormat(at Place, args []string) {
	f, wrong := nginxFormat(at, args)
	switch {
	case wrong != "":
		n.problem(at, "it is log_format name 'string'", "%s", wrong)
	case n.byName[strings.ToLower(f.Name)] != nil:
		n.problem(at, "nginx -t tests a configuration", "log format %s is defined twice", shown(f.Name))
	default:
		n.byName[strings.ToLower(f.Name)] = f
		n.out.Formats = append(n.out.Formats, f)
	}
}

// nginxFormat makes a format of the arguments of log_format, or says what is
// wrong with them.
func nginxFormat(at Place, args []string) (f *Format, wrong string) {
	if len(args) < 2 {
		return nil, "a log format needs a name and a string"
	}
	f = &Format{Place: at, Name: args[0], Server: Nginx, Escape: "default"}
	parts := args[1:]
	if escape, ok := strings.CutPrefix(parts[0], "escape="); ok {
		f.Escape, parts = escape, parts[1:]
	}
	switch f.Escape {
	case "default", "json", "none":
	default:
		return nil, "escape=" + f.Escape + " is not known to nginx"
	}
	f.Text = strings.Join(parts, "")
	if f.Text == "" {
		return nil, "log format " + shown(f.Name) + " is empty"
	}
	return f, ""
}

// accessLog reads access_log path [format [option=value...]].
func (n *nginxReader) accessLog(at Place, args []string) {
	if len(n.blocks) > 0 {
		n.blocks[len(n.blocks)-1].logs = true
	}
	if len(args) == 0 || args[0] == "off" || strings.HasPrefix(args[0], "syslog:") || len(n.logs) >= maxLogs {
		return
	}
	l := nginxLog{at, n.logPath(args[0]), "combined"}
	if len(args) > 1 && !strings.Contains(args[1], "=") {
		l.format = args[1]
	}
	n.logs = append(n.logs, l)
}

// nginxVariable is a variable in a path.
var nginxVariable = regexp.MustCompile(`\$(?:\{[A-Za-z0-9_]*\}|[A-Za-z0-9_]+)`)

// logPath returns the path of a log with "*" for its variables. Relative ones
// are below the directory that nginx was installed to, which only it knows:
// the parent of "conf", where that is the directory of its configuration, or
// where packages put the logs.
func (n *nginxReader) logPath(name string) string {
	name = nginxVariable.ReplaceAllString(name, "*")
	base := n.home
	switch {
	case isAbsolute(name):
		base = ""
	case path.Base(n.home) == "conf":
		base = path.Dir(n.home)
	case n.home == "/etc/nginx":
		return path.Join("/var/log/nginx", path.Base(unslash(name)))
	}
	return join(base, name)
}

package serverconf

import (
	"errors"
	"strings"
)

// ParseLogFormat reads what somebody copied from a configuration of nginx: the
// directive log_format, the semicolon at its end or not, its strings in their
// quotes without the words before them, or what stands in the quotes, with
// backslashes. It returns nil and no error for any other text.
func ParseLogFormat(text string) (*Format, error) {
	words := strings.Fields(text)
	switch {
	case len(words) == 0:
		return nil, nil
	case words[0] == "log_format":
		return parseDirective(text)
	case isQuoted(text):
		f, err := parseDirective("log_format - " + text)
		if f != nil {
			f.Name = ""
		}
		return f, err
	case strings.Contains(text, `\`) && startsNginx(text):
		return &Format{Server: Nginx, Escape: "default", Text: unescapeNginx([]byte(text))}, nil
	}
	return nil, nil
}

// ReadString returns the text of a file that holds one format string, as it is
// or in its directive, LogFormat or log_format, and nothing else but comments;
// "" for any other file.
func ReadString(name string) string { return readString(name, diskFiles) }

func readString(name string, files files) string {
	r := newReader(name, files)
	data, err := r.load(r.main)
	if err != nil || len(data) > maxText {
		return ""
	}
	var lines []string
	for line := range strings.Lines(string(data)) {
		if line = strings.Trim(line, "\r\n"); line != "" && line[0] != '#' {
			lines = append(lines, line)
		}
	}
	text := strings.Join(lines, "\n")
	if isOneString(text, len(lines)) {
		return text
	}
	return ""
}

// isOneString reports whether a text is a format string or the directive of
// one. Only the strings of nginx go over several lines.
func isOneString(text string, lines int) bool {
	if !strings.ContainsAny(text, "%$") {
		return false
	}
	if f, err := ParseLogFormat(text); f != nil && err == nil {
		return true
	}
	word, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return lines == 1 && (strings.EqualFold(word, "LogFormat") || serverOf([]byte(text)) == 0)
}

// isQuoted reports whether a text is the strings of a log_format in quotes, and
// no format that begins with a quote.
func isQuoted(text string) bool {
	text = strings.TrimSpace(text)
	return startsNginx(text) && (text[0] == '\'' || text[0] == '"' && strings.Contains(text, `\"`))
}

// startsNginx reports whether a format string is one of nginx: it has a
// variable before any percent sign.
func startsNginx(text string) bool {
	i := strings.IndexAny(text, "$%")
	return i >= 0 && text[i] == '$'
}

func parseDirective(text string) (*Format, error) {
	l := &nginxLexer{text: []byte(text), line: 1}
	s, ended := l.next()
	if l.broken == notClosed {
		return nil, errors.New(notClosed)
	}
	if _, more := l.next(); ended && (more || s.end != ';') {
		return nil, errors.New("there is more than one directive")
	}
	f, wrong := nginxFormat(Place{}, s.words[1:])
	if wrong != "" {
		return nil, errors.New(wrong)
	}
	return f, nil
}

package serverconf

import (
	"errors"
	"strings"
)

// ParseDirective reads the directive that defines a format as it stands in a
// configuration: log_format of nginx, LogFormat of Apache. It returns nil and
// no error for a text that is none.
func ParseDirective(text string) (*Format, error) {
	text = strings.TrimSpace(text)
	word, _, _ := strings.Cut(strings.Map(blanksAlike, text), " ")
	switch {
	case word == "log_format":
		return parseNginxDirective(text)
	case strings.EqualFold(word, "LogFormat"):
		return parseApacheDirective(text)
	}
	return nil, nil
}

func blanksAlike(r rune) rune {
	if r == '\t' || r == '\n' || r == '\r' {
		return ' '
	}
	return r
}

func parseNginxDirective(text string) (*Format, error) {
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

func parseApacheDirective(text string) (*Format, error) {
	var lines []string
	for line := range apacheLines([]byte(text)) {
		lines = append(lines, line.text)
	}
	if len(lines) != 1 {
		return nil, errors.New("there is more than one directive")
	}
	words := apacheWords(lines[0])
	if len(words) != 2 && len(words) != 3 {
		return nil, errors.New("a log format is a string in quotes and perhaps a name")
	}
	f := &Format{Server: Apache, Text: words[1]}
	if len(words) == 3 {
		f.Name = words[2]
	}
	return f, nil
}

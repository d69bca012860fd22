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

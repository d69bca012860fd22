package serverconf

import (
	"errors"
	"strings"
)

// ParseLogFormat reads the directive log_format of nginx as it stands in a
// configuration, the semicolon at its end or not. It returns nil and no error
// for a text that is none.
func ParseLogFormat(text string) (*Format, error) {
	words := strings.Fields(text)
	if len(words) == 0 || words[0] != "log_format" {
		return nil, nil
	}
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

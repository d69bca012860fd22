package serverconf

import (
	"bytes"
	"regexp"
	"strings"
)

// A statement is a directive of nginx, or the head of a block.
type statement struct {
	line  int // where it begins
	words []string
	end   byte // ';', '{', '}', or 0 at the end of the file
}

// A nginxLexer takes the text of a file apart into statements.
type nginxLexer struct {
	text   []byte
	at     int
	line   int
	broken string // what is wrong where the file ends, or ""
}

// next returns the next statement; ok is false behind the last.
func (l *nginxLexer) next() (s statement, ok bool) {
	for {
		l.skipBlanks()
		if s.words == nil {
			s.line = l.line
		}
		if l.at == len(l.text) {
			if len(s.words) > 0 && l.broken == "" {
				l.broken = "the file ends within a directive"
			}
			return s, false
		}
		switch c := l.text[l.at]; c {
		case ';', '{', '}':
			l.at++
			s.end = c
			l.skipCode(&s)
			return s, true
		case '"', '\'':
			s.words = append(s.words, l.quoted(c))
		default:
			s.words = append(s.words, l.bare())
		}
	}
}

// skipBlanks skips blanks, and comments where a word could begin.
func (l *nginxLexer) skipBlanks() {
	for ; l.at < len(l.text); l.at++ {
		switch l.text[l.at] {
		case '\n':
			l.line++
		case ' ', '\t', '\r':
		case '#':
			end := bytes.IndexByte(l.text[l.at:], '\n')
			if end < 0 {
				l.at = len(l.text)
				return
			}
			l.at += end - 1
		default:
			return
		}
	}
}

// quoted reads a word in quotes.
func (l *nginxLexer) quoted(quote byte) string {
	l.at++
	from := l.at
	for ; l.at < len(l.text); l.at++ {
		switch l.text[l.at] {
		case '\\':
			l.step()
		case quote:
			word := unescapeNginx(l.text[from:l.at])
			l.at++
			return word
		}
		l.count()
	}
	l.broken = notClosed
	return unescapeNginx(l.text[from:])
}

// bare reads a word without quotes. The brace of "${name}" is part of it.
func (l *nginxLexer) bare() string {
	from := l.at
	for ; l.at < len(l.text); l.at++ {
		switch l.text[l.at] {
		case ' ', '\t', '\r', '\n', ';':
			return unescapeNginx(l.text[from:l.at])
		case '{':
			if l.at == from || l.text[l.at-1] != '$' {
				return unescapeNginx(l.text[from:l.at])
			}
		case '\\':
			l.step()
		}
		l.count()
	}
	return unescapeNginx(l.text[from:])
}

// step goes to the byte behind a backslash, if there is one.
func (l *nginxLexer) step() {
	if l.at+1 < len(l.text) {
		l.at++
	}
}

// count counts the line that ends here, if one does.
func (l *nginxLexer) count() {
	if l.text[l.at] == '\n' {
		l.line++
	}
}

// luaToken is what counts in Lua where only the end of a block is looked for:
// comments and strings, which may hold braces, and the braces.
var luaToken = regexp.MustCompile(`^(?s:--[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|.)`)

// skipCode skips the block of a statement that holds Lua.
func (l *nginxLexer) skipCode(s *statement) {
	if s.end != '{' || len(s.words) == 0 || !strings.HasSuffix(s.words[0], "_by_lua_block") {
		return
	}
	s.end = ';'
	for depth := 1; depth > 0 && l.at < len(l.text); {
		token := luaToken.Find(l.text[l.at:])
		switch string(token) {
		case "{":
			depth++
		case "}":
			depth--
		}
		l.at += max(len(token), 1)
		l.line += bytes.Count(token, []byte("\n"))
	}
}

// unescapeNginx takes the backslashes before quotes and backslashes away and
// puts in what \t, \r and \n stand for. Others stay.
func unescapeNginx(word []byte) string {
	if bytes.IndexByte(word, '\\') < 0 {
		return string(word)
	}
	var b strings.Builder
	for i := 0; i < len(word); i++ {
		c := word[i]
		if c == '\\' && i+1 < len(word) {
			if j := strings.IndexByte(`"'\trn`, word[i+1]); j >= 0 {
				c = "\"'\\\t\r\n"[j]
				i++
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

const notClosed = "a quote is not closed"

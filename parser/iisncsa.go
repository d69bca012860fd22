package parser

import (
	"bytes"
	"unicode/utf8"
)

// The NCSA format as HTTP.sys writes it is the common one, but without
// escapes: CONTOSO\xabi is a domain and a name, where Apache and nginx would
// mean a byte by \xab and write the name as CONTOSO\\xabi.
//
// Source: Microsoft Learn, "NCSA Logging" (HTTP Server API).

// iisNCSA is the layout that reads all values as they stand.
var iisNCSA = func() *Layout {
	l := *forced[ncsaShape{}]
	g := ncsaGrammar
	g.text, g.textOf, g.escape = appendVerbatim, nil, 0
	l.grammar, l.name = &g, "iis-ncsa"
	return &l
}()

// ncsaTextOf returns what undoes the escapes of fields that need care. Nothing
// in a line of the common format says who wrote it.
func ncsaTextOf(f Field) func(dst, value []byte) []byte {
	if f == FieldUser {
		return appendUser
	}
	return nil
}

// appendUser undoes the escapes of a user, but of one that IIS must have
// written: a domain, the only backslash, and what would be a byte that no text
// has in that place.
func appendUser(dst, b []byte) []byte {
	from := len(dst)
	domain, name, _ := bytes.Cut(b, backslash)
	text := appendUnescaped(dst, b)
	if len(name) > 3 && isDomain(domain) && bytes.IndexByte(name, '\\') < 0 && !utf8.Valid(text[from:]) {
		return append(dst, b...)
	}
	return text
}

var backslash = []byte(`\`)

// isDomain reports whether b is the NetBIOS name of a domain as Windows
// writes it: in upper case.
func isDomain(b []byte) bool {
	letters := 0
	for _, c := range b {
		switch {
		case 'A' <= c && c <= 'Z':
			letters++
		case '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.':
		default:
			return false
		}
	}
	return letters > 0 && len(b) <= 15
}

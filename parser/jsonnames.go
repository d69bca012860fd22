package parser

import "strings"

// jsonHeaders are the ways in which keys say that they are a header, with "_"
// for whatever stands between two words, and how W3C says it. What follows
// starts with a capital where the key could mean something else, and has dashes
// for underscores where the writer has put underscores for dashes. Elsewhere
// X_Forwarded_For is another header than X-Forwarded-For: proxies pass it on as
// the client sent it.
// Sources: nginx, "Embedded Variables"; Caddy, modules/caddyhttp/marshalers.go;
// Traefik manual, "Access Logs"; Elastic Common Schema.
var jsonHeaders = []struct {
	start, open     string
	capital, dashes bool
}{
	{"http_request_headers_", "cs(", false, false},
	{"http_response_headers_", "sc(", false, false},
	{"request_headers_", "cs(", false, false},
	{"resp_headers_", "sc(", false, false},
	{"response_headers_", "sc(", false, false},
	{"headers_", "cs(", false, false},
	{"sent_http_", "sc(", false, true},
	{"cookie_", "cs(cookie:", false, false},
	{"http_", "cs(", false, true},
	{"downstream_", "sc(", true, false},
	{"request_", "cs(", true, false},
}

// jsonAliases are paths of headers that do not say so.
var jsonAliases = map[string]string{
	"forwardedfor":  "cs(x-forwarded-for)",
	"realip":        "cs(x-real-ip)",
	"trueclientip":  "cs(true-client-ip)",
	"xff":           "cs(x-forwarded-for)",
	"xforwardedfor": "cs(x-forwarded-for)",
	"xrealip":       "cs(x-real-ip)",
}

// appendJSONName appends the name of a column as W3C logs would have it:
// "cs(x-forwarded-for)" of "http_x_forwarded_for", else the path itself in
// lower case.
func appendJSONName(dst []byte, l *Layout, path []byte) []byte {
	compared := pathOf(path)
	if own, ok := l.ownNames[string(compared.bytes())]; ok {
		return append(dst, own...)
	}
	if alias, ok := jsonAliases[string(compared.bytes())]; ok {
		return append(dst, alias...)
	}
	for _, h := range jsonHeaders {
		if rest := afterStart(path, h.start); len(rest) > 0 && (!h.capital || 'A' <= rest[0] && rest[0] <= 'Z') {
			return append(appendHeader(append(dst, h.open...), rest, h.dashes), ')')
		}
	}
	if len(path) > 2 && path[0]|0x20 == 'x' && betweenWords(path[1]) {
		return append(appendHeader(append(dst, "cs("...), path, true), ')')
	}
	for _, c := range path {
		dst = append(dst, lowered(c))
	}
	return dst
}

// afterStart returns what follows the start in a path, nil where the path
// starts in another way.
func afterStart(path []byte, start string) []byte {
	if len(path) < len(start) {
		return nil
	}
	for i := range len(start) {
		c := lowered(path[i])
		if betweenWords(c) {
			c = '_'
		}
		if c != start[i] {
			return nil
		}
	}
	return path[len(start):]
}

func betweenWords(c byte) bool { return c == '_' || c == '-' || c == '.' || c == '>' }

func lowered(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c |= 0x20
	}
	return c
}

// appendHeader appends the name of a header in lower case.
func appendHeader(dst, name []byte, dashes bool) []byte {
	for _, c := range name {
		if c == '_' && dashes {
			c = '-'
		}
		dst = append(dst, lowered(c))
	}
	return dst
}

// eachJSON calls visit for every value of a line that is an object.
func (e *Entry) eachJSON(visit func(jsonValue)) {
	var known [numFields]span
	s := jsonScan{visit: visit}
	s.begin(e, &known, nil)
	s.object(jsonStart(e.Raw))
}

// namedJSON returns the value of a key by its path ("request>uri",
// "request.headers.User-Agent"), by its W3C name, or by the name of a request
// header. Values of an array, as a header that was sent several times has, are
// joined by ", ".
func (e *Entry) namedJSON(name string) []byte {
	if f := w3cFields[strings.ToLower(name)]; f != FieldNone {
		if b := e.Field(f); b != nil {
			return b
		}
	}
	w := wantedJSON{layout: e.layout, asked: []byte(strings.ToLower(name)), path: pathOf([]byte(strings.TrimSuffix(name, "[0]")))}
	header := name
	if inner, ok := strings.CutSuffix(name, ")"); ok && len(inner) > 3 && strings.EqualFold(inner[:3], "cs(") {
		header = inner[3:]
	}
	w.header, w.bare = []byte("cs("+strings.ToLower(header)+")"), pathOf([]byte(header))
	var found int
	var value []byte
	e.eachJSON(func(v jsonValue) {
		likeness := w.likeness(v.path)
		b := v.span.of(e.Raw)
		switch {
		case b == nil || likeness == 0 || likeness < found:
		case v.index == 0 || likeness > found:
			found, value = likeness, b[:len(b):len(b)]
		default:
			value = append(append(value, ", "...), b...)
		}
	})
	return value
}

// A wantedJSON is what namedJSON looks for.
type wantedJSON struct {
	layout *Layout
	asked  []byte   // the name in lower case
	header []byte   // the name of the column if it is a header
	path   jsonPath // the name as a path
	bare   jsonPath // the name of the header as a path
	name   []byte   // scratch
}

// likeness returns how much a path is like what is looked for: more where the
// name is that of the column than where only letters and digits are the same,
// 0 where they are not.
func (w *wantedJSON) likeness(path []byte) int {
	w.name = appendJSONName(w.name[:0], w.layout, path)
	compared := pathOf(path)
	switch {
	case string(w.name) == string(w.asked):
		return 3
	case string(w.name) == string(w.header):
		return 2
	case w.path.is(&compared) || w.bare.is(&compared):
		return 1
	}
	return 0
}

package parser

import (
	"fmt"
	"strings"
)

// Format strings of nginx, the argument of log_format.

// An escape is what nginx makes of the bytes of a value.
type escape struct {
	grammar *grammar
	raw     bool // nothing is escaped
	dash    bool // an absent value is "-"; else it is empty
}

// nginxEscapes are what the parameter escape of log_format can be. Source:
// nginx, src/http/modules/ngx_http_log_module.c.
var nginxEscapes = map[string]escape{
	"default": {grammar: &nginxGrammar, dash: true},
	"json":    {grammar: &nginxJSONGrammar},
	"none":    {grammar: &nginxRawGrammar, raw: true},
}

// nginxGrammar reads lines of escape=default: \xHH is the only escape, so that
// no backslash stands before a quote that ends a value.
var nginxGrammar = patternGrammar(appendUnescaped, '\\')

// nginxRawGrammar reads lines of escape=none.
var nginxRawGrammar = patternGrammar(appendVerbatim, 0)

// nginxJSONGrammar reads lines of escape=json that are no JSON.
var nginxJSONGrammar = patternGrammar(appendJSONText, '\\')

// NginxLayout returns the layout of lines that a log_format string of nginx
// prints: all its parts in one, without the quotes around them. Escape is
// "default", "json" or "none"; "" is default. The error is a *FormatError.
// Every line has to be one that the string can print: nothing is guessed. The
// layout carries the name of a known format if it is one. Lines of a string
// that prints an object are read as JSON.
func NginxLayout(format, escaping string) (*Layout, error) {
	if escaping == "" {
		escaping = "default"
	}
	escape, ok := nginxEscapes[escaping]
	if !ok {
		return nil, &FormatError{Format: format, Reason: fmt.Sprintf("escape=%s is not known to nginx", escaping), Hint: "it is default, json or none"}
	}
	items, err := nginxItems(format, escape)
	if err != nil {
		err.Format = format
		return nil, err
	}
	if l := jsonLayoutOf(items); l != nil && !escape.raw {
		return l, nil
	}
	name := "nginx"
	for _, n := range nginxNames {
		if n.format == format {
			name = n.name
		}
	}
	return newPatternLayout(name, format, items, escape.grammar)
}

// nginxNames are strings that have names. Source: nginx, ngx_http_log_module.c;
// nginx.conf of the packages of nginx.org.
var nginxNames = []struct{ name, format string }{
	{"combined", `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"`},
	{"main", `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for"`},
}

// nginxFirst reports whether a format string is one of nginx: it has a variable,
// and no percent sign before that, which starts the directives of Apache.
func nginxFirst(format string) bool {
	i := strings.IndexAny(format, "$%")
	return i >= 0 && format[i] == '$'
}

// nginxItems translates the whole string.
func nginxItems(format string, escape escape) (items []item, err *FormatError) {
	for i := 0; i < len(format); {
		if format[i] == '\n' {
			return nil, &FormatError{Column: i + 1, Reason: "an entry of more than one line cannot be read"}
		}
		if format[i] != '$' {
			items = append(items, item{text: format[i : i+1]})
			i++
			continue
		}
		name, length := nginxName(format[i:])
		if name == "" {
			return nil, &FormatError{Column: i + 1, Reason: "no name of a variable stands behind the $", Hint: "nginx has no way to log a $ itself"}
		}
		items = append(items, nginxItem(name, format[i:i+length], i+1, escape))
		i += length
	}
	items = joinURI(joinQuery(joinHost(items)))
	for i := range items {
		items[i].joined = items[i].joined && items[i].field == FieldURI
	}
	return preferred(items), nil
}

// nginxName returns the name of the variable that s starts with, "$name" or
// "${name}", and its length there; "" if there is none.
func nginxName(s string) (name string, length int) {
	rest, braces := strings.CutPrefix(s[1:], "{")
	n := 0
	for n < len(rest) && (rest[n] == '_' || strings.IndexByte("0123456789"+letters, rest[n]) >= 0) {
		n++
	}
	switch {
	case !braces:
		return rest[:n], 1 + n
	case n == len(rest) || rest[n] != '}':
		return "", 0
	}
	return rest[:n], len("${}") + n
}

func nginxItem(name, source string, at int, escape escape) item {
	v := nginxVariableOf(strings.ToLower(name))
	it := item{source: source, at: at, field: v.field, name: v.name, kind: v.kind, rank: v.rank, tick: v.tick, time: v.time}
	if escape.raw && it.kind.escaped() && !it.servers() {
		it.kind = kindRaw
	}
	it.dash, it.absent = escape.dash, !escape.dash
	it.joined = it.field == FieldPath // should a query follow
	return it
}

// servers reports whether a value is a list of servers, which no client
// chooses.
func (it *item) servers() bool {
	return it.kind == kindList && strings.HasPrefix(it.name, "upstream_")
}

// joinQuery makes one value of $is_args and $args, which is "?" and the query,
// or nothing.
func joinQuery(items []item) []item {
	var joined []item
	for _, it := range items {
		n := len(joined)
		if n > 0 && it.field == FieldQuery && joined[n-1].name == "is_args" {
			it.source, it.at, it.query = joined[n-1].source+it.source, joined[n-1].at, true
			joined = joined[:n-1]
		}
		joined = append(joined, it)
	}
	return joined
}

// joinHost makes one value of a host and the path right behind it, that of the
// path: a host has no slash.
func joinHost(items []item) []item {
	var joined []item
	for _, it := range items {
		n := len(joined)
		if n > 0 && (it.field == FieldURI || it.field == FieldPath) && joined[n-1].field == FieldHost {
			it.source, it.at, it.host = joined[n-1].source+it.source, joined[n-1].at, true
			joined = joined[:n-1]
		}
		joined = append(joined, it)
	}
	return joined
}

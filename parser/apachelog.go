package parser

import (
	"fmt"
	"strings"
)

// Format strings of Apache, the argument of LogFormat and CustomLog.

// ApacheLayout returns the layout of lines that a LogFormat string of Apache
// prints. The string is taken as it stands in httpd.conf, with or without the
// quotes around it; inside, \" is a quote either way. The error is a
// *FormatError. Every line has to be one that the string can print: nothing is
// guessed. The layout carries the name of a known format if it is one.
func ApacheLayout(format string) (*Layout, error) {
	if i := strings.IndexAny(format, "\n\x00"); i >= 0 {
		return nil, &FormatError{Format: format, Column: i + 1, Reason: "the string is more than a line", Hint: "join the lines, as Apache does, without the backslashes at their ends"}
	}
	r := newFormatReader(format)
	items, err := r.apacheItems()
	if err != nil {
		err.Format = format
		return nil, err
	}
	name := "apache"
	for _, n := range apacheNames {
		if n.format == string(r.text) {
			name = n.name
		}
	}
	return newPatternLayout(name, format, items, &apacheGrammar)
}

// apacheNames are strings that have names. Source: Apache httpd manual,
// mod_log_config, "Custom Log Formats"; Debian's apache2.conf.
var apacheNames = []struct{ name, format string }{
	{"common", `%h %l %u %t "%r" %>s %b`},
	{"common", `%h %l %u %t "%r" %>s %O`},
	{"combined", `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"`},
	{"combined", `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"`},
	{"combined", `%h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"`},
	{"combinedio", `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %I %O`},
	{"vhost_common", `%v %h %l %u %t "%r" %>s %b`},
	{"vhost_combined", `%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"`},
}

// apacheItems translates the whole string.
func (r *formatReader) apacheItems() (items []item, err *FormatError) {
	for err == nil && !r.done() {
		if r.peek() != '%' {
			err = r.apacheText(&items)
			continue
		}
		var it item
		if it, err = r.apacheDirective(); err != nil {
			break
		}
		if it.time != nil && it.time.bracketed {
			items = append(items, item{text: "["}, it, item{text: "]"})
		} else {
			items = append(items, it)
		}
	}
	return preferred(joinURI(items)), err
}

// apacheText adds the text up to the next directive.
func (r *formatReader) apacheText(items *[]item) *FormatError {
	for !r.done() && r.peek() != '%' {
		at := r.column()
		c := r.next()
		if c == '\\' {
			if r.done() {
				return &FormatError{Column: at, Reason: "the string ends with a backslash",
					Hint: `a shell may have cut it: put the whole string in '...'`}
			}
			if escaped, ok := apacheTextEscapes[r.peek()]; ok {
				c = escaped
				r.next()
			}
		}
		if c == '\n' && !r.done() {
			return &FormatError{Column: at, Reason: "an entry of more than one line cannot be read"}
		}
		if c != '\n' {
			*items = append(*items, item{text: string([]byte{c})})
		}
	}
	return nil
}

// apacheTextEscapes are those between directives; of others the backslash
// stays. That of the quote is of the configuration file.
var apacheTextEscapes = map[byte]byte{'\\': '\\', 'n': '\n', 'r': '\r', 't': '\t', '"': '"'}

// apacheDirective translates the directive that starts here.
func (r *formatReader) apacheDirective() (item, *FormatError) {
	start, at := r.i, r.column()
	r.next()
	if !r.done() && r.peek() == '%' {
		r.next()
		return item{text: "%"}, nil
	}
	m, err := r.apacheModifiers(at)
	if err != nil {
		return item{}, err
	}
	letter := r.apacheLetter()
	it := item{at: at, source: string(r.text[start:r.i])}
	d, err := apacheDirectiveOf(letter, m.arg, it.source)
	if err != nil {
		err.Column = at
		return item{}, err
	}
	if d.time != nil && m.conditional {
		return item{}, &FormatError{Column: at, Reason: fmt.Sprintf("%s leaves the time out of some lines", it.source), Hint: "an entry needs a time: log it always"}
	}
	it.field, it.name, it.kind, it.time, it.tick = d.field, d.name, d.kind, d.time, d.tick
	it.dash = !d.whole || m.conditional
	it.empty, it.query = letter == "u", letter == "q"
	it.rank = d.rank
	if letter == "s" && !m.final {
		it.rank++
	}
	return it, nil
}

// apacheModifiers are what may stand between "%" and the letter.
type apacheModifiers struct {
	arg         string
	final       bool // of the last of a chain of internal redirects
	conditional bool // "-" unless the status is one of those listed
}

func (r *formatReader) apacheModifiers(at int) (m apacheModifiers, err *FormatError) {
	for !r.done() {
		switch c := r.peek(); {
		case c == '<' || c == '>':
			m.final = c == '>'
		case c >= '0' && c <= '9':
			m.conditional = true
		case c == '{':
			arg, closed := r.until('}')
			if !closed {
				return m, &FormatError{Column: r.column(), Reason: "no } closes the {", Hint: "a name in braces needs both: %{Referer}i"}
			}
			m.arg = arg[1:]
		case c != '!' && c != ',':
			return m, nil
		}
		r.next()
	}
	return m, &FormatError{Column: at, Reason: "the string ends inside a directive", Hint: "a letter has to follow, as in %>s; a percent sign itself is %%"}
}

// apacheLetter returns the letter that says what is logged, or the three bytes
// that do so where the first is "^".
func (r *formatReader) apacheLetter() string {
	n := 1
	if r.peek() == '^' && len(r.text)-r.i >= 3 {
		n = 3
	}
	r.i += n
	return string(r.text[r.i-n : r.i])
}

// joinURI makes one value of %U and the %q right behind it: the query starts
// with "?" or is not there.
func joinURI(items []item) []item {
	var joined []item
	for _, it := range items {
		n := len(joined)
		if n > 0 && it.query && joined[n-1].field == FieldPath {
			uri := &joined[n-1]
			uri.source += it.source
			uri.field, uri.name = FieldURI, "cs-uri"
			continue
		}
		joined = append(joined, it)
	}
	return joined
}

// preferred leaves each known field to the value of lowest rank, the first of
// several. What stands in a logged request line or URI as the client sent it
// is taken from there.
func preferred(items []item) []item {
	var best [numFields]*item
	for i := range items {
		it := &items[i]
		if b := best[it.field]; b == nil || it.rank < b.rank {
			best[it.field] = it
		}
	}
	for _, whole := range []Field{FieldRequest, FieldURI} {
		if best[whole] != nil {
			for _, part := range derived[whole] {
				best[part] = nil
			}
		}
	}
	for i := range items {
		if best[items[i].field] != &items[i] {
			items[i].field = FieldNone
		}
	}
	return items
}

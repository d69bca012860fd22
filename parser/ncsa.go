package parser

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// The grammar of a line of the NCSA family: what stands before the time
// (virtual host, host, ident, user), the time in brackets, the request in
// quotes, status and size, and then what the variant adds: referer and agent
// in quotes, sizes, anything.
//
// The user is the only part before the request that a client can choose, it
// may hold blanks and brackets, and no server writes an unescaped quote into
// it. So the time is what stands in brackets right before the first ` "`, and
// the user ends there.

// An ncsaShape says which parts a variant of the family has.
type ncsaShape struct{ vhost, agent, io, forwarded bool }

// ncsaNames are the variants by name. Source: Apache httpd manual,
// mod_log_config, "Custom Log Formats"; Debian's apache2.conf; for main the
// nginx.conf of the packages of nginx.org.
var ncsaNames = []struct {
	name  string
	shape ncsaShape
}{
	{"common", ncsaShape{}},
	{"combined", ncsaShape{agent: true}},
	{"combinedio", ncsaShape{agent: true, io: true}},
	{"main", ncsaShape{agent: true, forwarded: true}},
	{"vhost_common", ncsaShape{vhost: true}},
	{"vhost_combined", ncsaShape{vhost: true, agent: true}},
}

// found holds the layouts that a source gets from its first line: they accept
// every line of the family and carry the name of the first line's variant.
var found, forced = ncsaLayouts(false), ncsaLayouts(true)

func ncsaLayouts(forced bool) map[ncsaShape]*Layout {
	m := make(map[ncsaShape]*Layout, len(ncsaNames))
	for _, n := range ncsaNames {
		l := &Layout{format: NCSA, grammar: &ncsaGrammar, name: n.name, shape: n.shape, forced: forced, date: noDate, known: noColumns()}
		fields := []Field{FieldClient, FieldIdent, FieldUser, FieldTime, FieldRequest, FieldMethod,
			FieldPath, FieldQuery, FieldProtocol, FieldStatus, FieldBytesSent}
		if n.shape.agent {
			fields = append(fields, FieldReferer, FieldAgent)
		}
		if n.shape.vhost {
			fields = append(fields, FieldHost, FieldPort)
		}
		for i, f := range fields {
			l.known[f] = int16(i)
		}
		if n.shape.forwarded {
			l.columns = []string{forwardedColumn}
		}
		m[n.shape] = l
	}
	return m
}

// forwardedColumn is the only field of the family that log401 does not know by
// itself and that a variant has a place for.
const forwardedColumn = "cs(x-forwarded-for)"

// LogFormats returns the names that FormatLayout knows.
func LogFormats() []string {
	names := []string{"auto", "w3c"}
	for _, n := range ncsaNames {
		names = append(names, n.name)
	}
	for _, l := range otherLayouts {
		names = append(names, l.name)
	}
	return names
}

// otherLayouts are formats that have one layout each, by name.
var otherLayouts = slices.Concat([]*Layout{iisNCSA}, nativeNames, loadBalancers, []*Layout{unsettledJSON})

// FormatLayout returns the layout of a format forced by name or by the format
// string that the server has, in which every line has to have exactly the parts
// of that format; nothing is guessed. It is nil for "auto": the first line that
// a grammar accepts decides. The error of a format string is a *FormatError.
func FormatLayout(name string) (*Layout, error) {
	if nginxFirst(name) {
		return NginxLayout(name, "")
	}
	if strings.Contains(name, "%") {
		return ApacheLayout(name)
	}
	switch strings.ToLower(name) {
	case "", "auto":
		return nil, nil
	case "w3c":
		return start.withFields(""), nil
	}
	for _, n := range ncsaNames {
		if strings.EqualFold(n.name, name) {
			return forced[n.shape], nil
		}
	}
	for _, l := range otherLayouts {
		if strings.EqualFold(l.name, name) {
			return l, nil
		}
	}
	return nil, fmt.Errorf("log format %s: not known; known are %s", Quote([]byte(name), 40), strings.Join(LogFormats(), ", "))
}

// recogniseNCSA is the recogniser of the family.
func recogniseNCSA(_ *Layout, line []byte) *Layout {
	var e Entry
	e.Raw, e.layout = line, found[ncsaShape{}]
	if f := parseNCSA(&e); f.reason != "" {
		return nil
	}
	e.splitNCSA()
	parts, _ := ncsaPartsOf(line)
	forwarded := parts.forwarded(line)
	shape := ncsaShape{vhost: e.fields.known[FieldHost].present, agent: parts.agent.there()}
	shape.io = shape.agent && !shape.vhost && parts.hasIO(line)
	shape.forwarded = !shape.vhost && forwarded.there() && isForwarded(forwarded.span(line).of(line))
	return found[shape]
}

// A token is the extent of a part of a line, quotes included; empty for a part
// that is not there.
type token struct{ from, to int }

func (t token) there() bool { return t.to > t.from }

func (t token) span(line []byte) span {
	switch {
	case !t.there():
		return span{}
	case line[t.from] == '"' && (t.to-t.from == 1 || line[t.to-1] != '"'):
		return span{int32(t.from + 1), int32(t.to), true} // cut off
	}
	return spanOf(line, t.from, t.to)
}

// ncsaParts are the places of the parts of a line.
type ncsaParts struct {
	bracket        int // of the time
	request        token
	status, size   token
	numbers        bool // stand between size and referer
	referer, agent token
	extra          int // index behind referer and agent
}

// hasIO reports whether what follows the agent is two numbers.
func (p *ncsaParts) hasIO(line []byte) bool {
	tail := bytes.Fields(line[p.extra:])
	return len(tail) == 2 && isNumber(tail[0]) && isNumber(tail[1])
}

func isNumber(b []byte) bool {
	if string(b) == "-" {
		return true
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

var ncsaGrammar = grammar{
	parse: parseNCSA,
	split: (*Entry).splitNCSA,
	skim:  (*Parser).skimNCSA,
	marks: quoteMarks,
	fast:  (*Parser).fastNCSA,
	plain: (*Entry).plainNCSA,
	text:  appendUnescaped, textOf: ncsaTextOf, escape: '\\',
}

// fastNCSA takes lines with nothing unusual: no double blanks before the time,
// no backslash before a closing quote, and behind the agent nothing or one
// more quoted string.
func (p *Parser) fastNCSA(e *Entry) bool {
	line := e.Raw
	open := bytes.IndexByte(line, '[')
	if open < 6 || len(line) < open+40 || line[open-1] != ' ' || line[0] == ' ' ||
		line[open+27] != ']' || line[open+28] != ' ' || line[open+29] != '"' {
		return false
	}
	blanks, ok := p.fastPrefix(line[:open])
	if !ok {
		return false
	}
	i := open + 30
	n := bytes.IndexByte(line[i:], '"')
	i += n
	if n < 0 || line[i-1] == '\\' || string(line[i-2:i]) == "] " || len(line) < i+7 || line[i+1] != ' ' || line[i+5] != ' ' {
		return false
	}
	status, ok := threeDigits(line[i+2 : i+5])
	if !ok || !p.fastTail(line[i+6:]) {
		return false
	}
	stamp := line[open+1 : open+27]
	if !p.stamp.is(p.layout, stamp) {
		nanos, ok := parseNCSATime(stamp)
		if !ok {
			return false
		}
		p.stamp.set(p.layout, stamp, nanos)
	}
	e.Time, e.Status, e.mark, e.blanks = p.stamp.nanos, status, open, blanks
	return true
}

// plainNCSA looks up what can be told without splitting the line: the client
// where nothing but ident and a user without blanks stand behind it, that there
// is no user, and the method.
func (e *Entry) plainNCSA(f Field) (b []byte, ok bool) {
	switch f {
	case FieldClient:
		prefix := e.Raw[:e.mark]
		return token{0, bytes.IndexByte(prefix, ' ')}.span(prefix).of(prefix), e.blanks == 3
	case FieldUser:
		return nil, e.mark > 3 && string(e.Raw[e.mark-3:e.mark]) == " - " && e.blanks == 3
	case FieldMethod:
		request := e.Raw[e.mark+30:]
		i := bytes.IndexAny(request[:min(len(request), maxMethod)], ` "`)
		if i > 0 && request[i] == ' ' && request[i+1] != '"' {
			return request[:i], true
		}
	}
	return nil, false
}

const maxMethod = 24

// fastPrefix takes three or more parts before the time, separated by single
// blanks and without tabs; where more, without one that ends with a colon, as
// the header of syslog does. It returns how many blanks there are.
func (p *Parser) fastPrefix(prefix []byte) (blanks int, ok bool) {
	want := 3
	if p.layout.forced && p.layout.shape.vhost {
		want = 4
	}
	blanks, single := countBlanks(prefix)
	return blanks, blanks >= want && single && !(bytes.IndexByte(prefix, ',') >= 0 && startsWithList(prefix)) &&
		!(blanks > 3 && bytes.Contains(prefix, colonBlank)) &&
		!(p.traits.tab && bytes.IndexByte(prefix, '\t') >= 0)
}

var colonBlank = []byte(": ")

// startsWithList reports whether one of the first two parts ends with a comma.
func startsWithList(prefix []byte) bool {
	i := bytes.IndexByte(prefix, ' ')
	if i <= 0 || prefix[i-1] == ',' {
		return true
	}
	j := bytes.IndexByte(prefix[i+1:], ' ')
	return j > 0 && prefix[i+j] == ','
}

// fastTail takes the size, alone or with referer and agent behind it, and one
// more quoted string behind these.
func (p *Parser) fastTail(tail []byte) bool {
	n := bytes.IndexByte(tail, ' ')
	if n < 0 {
		return isNumber(tail) && !(p.layout.forced && p.layout.shape.agent)
	}
	if !isNumber(tail[:n]) || p.layout.forced && (!p.layout.shape.agent || p.layout.shape.io) {
		return false
	}
	referer, ok := fastQuoted(tail[n:])
	if !ok {
		return false
	}
	tail = tail[n+referer:]
	agent, ok := fastQuoted(tail)
	if !ok || agent == len(tail) {
		return ok && !(p.layout.forced && p.layout.shape.forwarded)
	}
	tail = tail[agent:]
	last, ok := fastQuoted(tail)
	return ok && last == len(tail) && !(p.layout.forced && !p.layout.shape.forwarded)
}

// fastQuoted takes a blank and a quoted string without a backslash before the
// closing quote, and returns their length.
func fastQuoted(b []byte) (n int, ok bool) {
	if len(b) < 3 || b[0] != ' ' || b[1] != '"' {
		return 0, false
	}
	n = bytes.IndexByte(b[2:], '"')
	if n < 0 || b[n+1] == '\\' {
		return 0, false
	}
	return n + 3, true
}

// parseNCSA takes any line of text under an NCSA layout.
func parseNCSA(e *Entry) fault {
	p, f := ncsaPartsOf(e.Raw)
	if f.reason != "" {
		return f
	}
	at := p.bracket + 1
	nanos, ok := parseNCSATime(e.Raw[at : at+ncsaTimeLen])
	if !ok {
		return fault{reason: ReasonTime, field: "time", at: at}
	}
	e.Time = nanos
	prefix, ok := prefixOf(e.Raw[:p.bracket], e.layout)
	switch {
	case !ok:
		return fault{reason: ReasonTooFewFields, at: p.bracket}
	case prefix.lists(e.Raw):
		return fault{reason: ReasonClientList, field: "c-ip", at: 0}
	}
	if e.layout.forced {
		if f := p.check(e.Raw, e.layout.shape); f.reason != "" {
			return f
		}
	}
	return e.statusOf(p.status.span(e.Raw), "status")
}

// check holds the parts against a forced format.
func (p *ncsaParts) check(line []byte, want ncsaShape) fault {
	end, forwarded := p.extra, token{}
	if want.forwarded {
		forwarded = p.forwarded(line)
		end = max(end, forwarded.to)
	}
	rest := len(bytes.TrimSpace(line[end:])) > 0
	switch {
	case !p.size.there(), want.agent && !p.agent.there(), want.io && !p.hasIO(line), want.forwarded && !forwarded.there():
		return fault{reason: ReasonTooFewFields, at: len(line)}
	case p.numbers, !want.agent && p.referer.there(), !want.io && rest:
		return fault{reason: ReasonTooManyFields, at: p.size.to}
	}
	return fault{}
}

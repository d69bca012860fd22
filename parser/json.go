package parser

import "bytes"

// The grammar of logs of one JSON object a line, as nginx (escape=json), Caddy,
// Traefik, Envoy and others write them. Fields are known by the names of keys,
// see jsonTable; a line needs a key of a time and one of a status, all others
// may come and go. What stands before the object (a header of syslog, the time
// and stream of a container runtime) is skipped.

var jsonGrammar = grammar{
	parse: func(e *Entry) fault {
		var s jsonScan
		return e.readJSON(&s, nil)
	},
	split: (*Entry).splitJSON,
	fast:  (*Parser).fastJSON,
	plain: (*Entry).plainJSON,
	text:  appendJSONText, escape: '\\',
	named: (*Entry).namedJSON,
}

// unsettledJSON is the layout of a log that is said to be JSON, before its
// first line shows which fields it has.
var unsettledJSON = &Layout{format: JSON, grammar: &jsonGrammar, name: "json", date: noDate, known: noColumns()}

// A jsonReader is what a Parser needs to read JSON: what it remembers of the
// lines before.
type jsonReader struct {
	scan  jsonScan
	cache jsonCache
	stamp stamp
	wall  bool // the time of the stamp says no zone
}

// fastJSON reads a line as parse does; that it remembers what keys and the last
// time meant is all the difference.
func (p *Parser) fastJSON(e *Entry) bool {
	if !p.layout.settled() {
		return false
	}
	if p.json == nil {
		p.json = new(jsonReader)
	}
	if r := p.json; r.cache.layout != p.layout {
		r.cache = jsonCache{layout: p.layout}
	}
	return e.readJSON(&p.json.scan, p.json).reason == ""
}

// readJSON finds the values of a line, its time and its status. The reader is
// nil where nothing is remembered.
func (e *Entry) readJSON(s *jsonScan, r *jsonReader) fault {
	start := jsonStart(e.Raw)
	if start < 0 {
		return fault{reason: unreadable(e.Raw)}
	}
	var cache *jsonCache
	if r != nil {
		cache = &r.cache
	}
	s.begin(e, &e.fields.known, cache)
	if !s.object(start) {
		return fault{reason: ReasonJSON, at: s.at}
	}
	if reason := s.foreign(); reason != "" {
		return fault{reason: reason}
	}
	if f := e.timeJSON(s, r); f.reason != "" {
		return f
	}
	e.preferRequestLine(s)
	return e.statusJSON()
}

// jsonStart returns the index of the brace that opens the object of a line, or
// -1. In front of it something short without quotes may stand.
func jsonStart(line []byte) int {
	if len(line) > 0 && line[0] == '{' {
		return 0
	}
	i := bytes.IndexByte(line[:min(len(line), maxJSONPrefix)], '{')
	if i < 0 || bytes.IndexByte(line[:i], '"') >= 0 {
		return -1
	}
	next := skipJSONSpace(line, i+1)
	if next == len(line) || line[next] != '"' {
		return -1
	}
	return i
}

// maxJSONPrefix is how many bytes may stand before the object.
const maxJSONPrefix = 256

// foreign says why an object is not that of a request, or "".
func (s *jsonScan) foreign() Reason {
	has := func(f Field) bool { return s.seen&(1<<f) != 0 }
	switch {
	case bytes.HasPrefix(s.other[jsonLogger-numFields].of(s.line), caddyErrors):
		return ReasonErrorLog
	case has(FieldStatus) && (has(FieldTime) || has(FieldDate)):
		return ""
	case s.other[jsonInner-numFields].present && !has(FieldStatus):
		return ReasonWrapped
	}
	return ReasonNoRequest
}

// caddyErrors starts the names of the logs in which Caddy writes requests that
// failed, which stand in the access log, too.
var caddyErrors = []byte("http.log.error")

// statusJSON reads the status. Proxies write 0 or -1 where there was no answer.
func (e *Entry) statusJSON() fault {
	s := e.fields.known[FieldStatus]
	if b := s.of(e.Raw); string(b) == "0" || string(b) == "-1" {
		s = span{}
	}
	return e.statusOf(s, "status")
}

// preferRequestLine drops a URI that says less than the request line.
func (e *Entry) preferRequestLine(s *jsonScan) {
	k := &e.fields.known
	if s.rank[FieldURI] >= lineRank && k[FieldRequest].present && bytes.IndexByte(k[FieldRequest].of(e.Raw), ' ') > 0 {
		k[FieldURI] = span{}
	}
}

// plainJSON looks up the fields that need no splitting of another.
func (e *Entry) plainJSON(f Field) (b []byte, ok bool) {
	s := e.fields.known[f]
	switch f {
	case FieldMethod, FieldProtocol, FieldHost, FieldPort:
		return s.of(e.Raw), s.present
	case FieldURI, FieldPath, FieldQuery:
		return nil, false
	}
	return s.of(e.Raw), true
}

// splitJSON finds the fields that are parts of values, in a line that was read.
func (e *Entry) splitJSON() {
	k := &e.fields.known
	method, protocol, query := k[FieldMethod], k[FieldProtocol], k[FieldQuery]
	if !k[FieldURI].present && !k[FieldPath].present {
		e.splitRequest(k[FieldRequest])
		if r := k[FieldRequest]; !k[FieldURI].present && r.present && e.Raw[r.from] == '/' {
			k[FieldURI] = r // no line, only what was asked for
		}
	}
	if k[FieldURI].present && !k[FieldPath].present {
		e.cutWholeURI(k[FieldURI], false)
	}
	if query.present && e.Raw[query.from] == '?' {
		query.from++ // %q of Apache
	}
	e.keep(FieldMethod, method)
	e.keep(FieldProtocol, protocol)
	e.keep(FieldQuery, query)
}

// keep sets a field to what a key of its own says, if there is one.
func (e *Entry) keep(f Field, own span) {
	if own.present {
		e.fields.known[f] = own
	}
}

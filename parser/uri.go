package parser

import "bytes"

// cutURI sets path and query from what stands before and after "?".
func (e *Entry) cutURI(uri span) {
	path, query := uri, span{}
	if i := bytes.IndexByte(uri.of(e.Raw), '?'); i >= 0 {
		path.to = uri.from + int32(i)
		query = span{path.to + 1, uri.to, true}
	}
	e.fields.known[FieldPath], e.fields.known[FieldQuery] = path, query
}

// cutWholeURI is cutURI for what may have a scheme and a host in front, as in
// "https://www.example.com:443/a?b"; bare says that there is a host but no
// scheme. Host, port and query are set where there is no column for them.
func (e *Entry) cutWholeURI(uri span, bare bool) {
	k := &e.fields.known
	query := k[FieldQuery]
	text := uri.of(e.Raw)
	from := 0
	if i := bytes.Index(text, schemeEnd); i > 0 && bytes.IndexByte(text[:i], '/') < 0 {
		from, bare = i+len(schemeEnd), true
	}
	if bare {
		host := text[from:]
		if i := bytes.IndexAny(host, "/?"); i >= 0 {
			host = host[:i]
		}
		e.hostOf(span{uri.from + int32(from), uri.from + int32(from+len(host)), true})
		uri.from += int32(from + len(host))
	}
	e.cutURI(uri)
	if query.present {
		k[FieldQuery] = query
	}
}

var schemeEnd = []byte("://")

// hostOf sets host and port from "name:port", where no column has them.
func (e *Entry) hostOf(s span) {
	k := &e.fields.known
	if k[FieldHost].present || s.from == s.to {
		return
	}
	port := k[FieldPort]
	e.splitVhost(token{int(s.from), int(s.to)})
	if port.present {
		k[FieldPort] = port
	}
}

package parser

import "bytes"

// ncsaPartsOf finds the parts of a line, or why they cannot be told.
func ncsaPartsOf(line []byte) (p ncsaParts, f fault) {
	end := timeEnd(line)
	if end < 0 {
		return p, fault{reason: unreadable(line)}
	}
	return ncsaPartsAround(line, end)
}

// ncsaPartsAround finds the parts of a line whose time a bracket at end closes.
func ncsaPartsAround(line []byte, end int) (p ncsaParts, f fault) {
	p.bracket = end - ncsaTimeLen - 1
	if f := p.findRequest(line, end+len(`] `)); f.reason != "" {
		return p, f
	}
	i := p.status.to
	if i+1 >= len(line) {
		return p, fault{reason: ReasonTooFewFields, at: len(line)}
	}
	if line[i+1] != '"' {
		p.size = nextToken(line, i)
		if !p.size.there() {
			return p, fault{reason: ReasonTooFewFields, at: len(line)}
		}
		i = p.size.to
	}
	p.findQuoted(line, i)
	return p, fault{}
}

// timeEnd returns the index of the bracket that closes the time: the first in
// front of a quote that has one opened a time's length before it.
func timeEnd(line []byte) int {
	for from := 0; ; {
		i := bytes.Index(line[from:], beforeRequest)
		if i < 0 {
			return -1
		}
		i += from
		if open := i - ncsaTimeLen - 1; open >= 0 && line[open] == '[' {
			return i
		}
		from = i + 1
	}
}

var beforeRequest = []byte(`] "`)

// findRequest sets request and status. Servers that escape quotes leave no
// choice where the request ends; only in a line that makes no sense so are
// quotes behind a backslash taken for ends, too.
func (p *ncsaParts) findRequest(line []byte, open int) fault {
	if !p.endRequest(line, open, true) && !p.endRequest(line, open, false) {
		return noRequest(line, open)
	}
	if timeEnd(line[open:p.request.to]) >= 0 {
		// A torn line that another was written behind.
		return fault{reason: ReasonQuote, field: "request", at: open}
	}
	return fault{}
}

// endRequest ends the request at the first quote that is followed by status
// and size and then by what may follow these; where there is none, at the
// first that is followed by a status. It reports whether there is one.
func (p *ncsaParts) endRequest(line []byte, open int, escapes bool) bool {
	for i := open + 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			if escapes {
				i++
			}
		case '"':
			status := statusToken(line, i+1)
			if !status.there() {
				continue
			}
			ends := sizeFollows(line, status.to)
			if ends || !p.status.there() {
				p.request, p.status = token{open, i + 1}, status
			}
			if ends {
				return true
			}
		}
	}
	return p.status.there()
}

// sizeFollows reports whether a size stands behind the status, and behind it
// the end of the line, a quote or another number.
func sizeFollows(line []byte, i int) bool {
	size := nextToken(line, i)
	next := nextToken(line, size.to)
	return size.there() && isNumber(line[size.from:size.to]) &&
		(!next.there() || line[next.from] == '"' || isNumber(line[next.from:next.to]))
}

// noRequest says why no request and status were found.
func noRequest(line []byte, open int) fault {
	end, closed := ncsaQuote(line, open)
	if closed && end < len(line) && isSpace(line[end]) {
		return fault{reason: ReasonStatus, field: "status", at: end + 1}
	}
	return fault{reason: ReasonQuote, field: "request", at: open}
}

// statusToken returns the three digits or "-" that follow a blank at i.
func statusToken(line []byte, i int) token {
	if i >= len(line) || line[i] != ' ' {
		return token{}
	}
	t := nextToken(line, i)
	switch t.to - t.from {
	case 1:
		if line[t.from] == '-' {
			return t
		}
	case 3:
		if _, ok := digits(line[t.from:t.to]); ok {
			return t
		}
	}
	return token{}
}

// nextToken returns what stands between the blanks at or behind i and the
// next.
func nextToken(line []byte, i int) token {
	for i < len(line) && isSpace(line[i]) {
		i++
	}
	end := i
	for end < len(line) && !isSpace(line[end]) {
		end++
	}
	return token{i, end}
}

// ncsaQuote returns the index behind the quote that closes the one at i: the
// first that a blank or the end of the line follows. A backslash takes the
// meaning of the byte behind it.
func ncsaQuote(line []byte, i int) (end int, ok bool) {
	for i++; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			if i+1 == len(line) || isSpace(line[i+1]) {
				return i + 1, true
			}
		}
	}
	return len(line), false
}

// findQuoted sets referer and agent, which may stand behind further numbers.
func (p *ncsaParts) findQuoted(line []byte, i int) {
	p.extra = i
	t := nextToken(line, i)
	for t.there() && isNumber(line[t.from:t.to]) {
		p.numbers = true
		t = nextToken(line, t.to)
	}
	if !t.there() || line[t.from] != '"' {
		p.numbers = false // they stand behind the known parts, not between them
		return
	}
	p.referer = quotedToken(line, t.from)
	p.extra = p.referer.to
	t = nextToken(line, p.extra)
	if t.there() && line[t.from] == '"' {
		p.agent = quotedToken(line, t.from)
		p.extra = p.agent.to
	}
}

// forwarded returns what stands in quotes behind the agent.
func (p *ncsaParts) forwarded(line []byte) token {
	if t := nextToken(line, p.extra); p.agent.there() && t.there() && line[t.from] == '"' {
		return quotedToken(line, t.from)
	}
	return token{}
}

// isForwarded reports whether a value may be that of X-Forwarded-For: "-", or
// addresses and nothing else.
func isForwarded(value []byte) bool {
	if value == nil {
		return true
	}
	for address := range bytes.SplitSeq(value, []byte(",")) {
		address = bytes.TrimSpace(address)
		if string(address) != "unknown" && !looksLikeAddress(address) {
			return false
		}
	}
	return true
}

// quotedToken returns the quoted string that starts at i. Where nothing closes
// it the line was cut, or its writer does not escape and the value ended with
// a backslash: it goes to the line's end.
func quotedToken(line []byte, i int) token {
	end, _ := ncsaQuote(line, i)
	return token{i, end}
}

// A ncsaPrefix is what stands before the time.
type ncsaPrefix struct{ vhost, host, ident, user token }

// maxPrefix is how many parts before the time are looked at; what follows
// belongs to the user.
const maxPrefix = 8

// prefixOf finds the parts before the time: [virtual host] host ident user,
// where the user may hold blanks. A header of syslog in front is skipped. It
// reports whether there are enough parts.
func prefixOf(prefix []byte, l *Layout) (p ncsaPrefix, ok bool) {
	var buf [maxPrefix]token
	t := buf[:0]
	for i := 0; len(t) < maxPrefix; {
		next := nextToken(prefix, i)
		if !next.there() {
			break
		}
		t = append(t, next)
		i = next.to
	}
	if !l.forced {
		t = t[syslogHeader(prefix, t):]
	}
	if l.forced && l.shape.vhost || !l.forced && hasVhost(prefix, t) {
		if len(t) < 4 {
			return p, false
		}
		p.vhost, t = t[0], t[1:]
	}
	if len(t) < 3 {
		return p, false
	}
	p.host, p.ident, p.user = t[0], t[1], t[2]
	p.user.to = len(prefix)
	for isSpace(prefix[p.user.to-1]) {
		p.user.to--
	}
	return p, true
}

// lists reports whether a list of addresses stands for the client, as a header
// of proxies has it that is logged in front: "192.0.2.1, 10.0.0.1 - alice".
func (p *ncsaPrefix) lists(line []byte) bool {
	return line[p.host.to-1] == ',' || line[p.ident.to-1] == ',' || p.vhost.there() && line[p.vhost.to-1] == ','
}

// hasVhost tells "www.example.com 192.0.2.1 - alice" from "192.0.2.1 - alice
// in chains": the second part is an address, or the first is none and ident,
// which is hardly ever used, shows that it stands one part later.
func hasVhost(prefix []byte, t []token) bool {
	if len(t) < 4 {
		return false
	}
	first, second := prefix[t[0].from:t[0].to], prefix[t[1].from:t[1].to]
	if looksLikeAddress(second) {
		return true
	}
	return !looksLikeAddress(first) && string(second) != "-" && string(prefix[t[2].from:t[2].to]) == "-"
}

// looksLikeAddress tells IP addresses from host names.
func looksLikeAddress(b []byte) bool {
	dots, colons := 0, 0
	for i, c := range b {
		switch {
		case c == '.':
			dots++
		case c == ':':
			colons++
		case c == '%' && colons > 1:
			return i > 2
		case !isHex(c):
			return false
		case c > '9' && dots > 0 && colons == 0:
			return false
		}
	}
	return colons > 1 || dots == 3 && colons == 0
}

// syslogHeader returns how many parts at the start are the header that syslog
// puts before a message: "Jan  2 15:04:05 host tag:" or, with an ISO time,
// "2026-01-02T15:04:05+00:00 host tag:".
func syslogHeader(prefix []byte, t []token) int {
	for _, n := range [...]int{5, 3} {
		if len(t) <= n || prefix[t[n-1].to-1] != ':' {
			continue
		}
		first := prefix[t[0].from:t[0].to]
		_, isDate := parseDate(first[:min(10, len(first))])
		isMonth := len(first) == 3 && bytes.Contains([]byte(months), first)
		if n == 5 && isMonth || n == 3 && isDate {
			return n
		}
	}
	return 0
}

// splitNCSA finds all fields of a line that is known to be an entry.
func (e *Entry) splitNCSA() {
	if e.spotted {
		e.splitSpots()
		return
	}
	line, k := e.Raw, &e.fields.known
	*k = [numFields]span{}
	end := e.mark + ncsaTimeLen + 1
	if !e.plain {
		end = timeEnd(line)
	}
	p, _ := ncsaPartsAround(line, end)
	prefix, _ := prefixOf(line[:p.bracket], e.layout)
	k[FieldClient] = prefix.host.span(line)
	k[FieldIdent] = prefix.ident.span(line)
	k[FieldUser] = prefix.user.span(line)
	k[FieldTime] = span{int32(p.bracket + 1), int32(p.bracket + 1 + ncsaTimeLen), true}
	k[FieldRequest] = p.request.span(line)
	k[FieldStatus] = p.status.span(line)
	k[FieldBytesSent] = p.size.span(line)
	k[FieldReferer] = p.referer.span(line)
	k[FieldAgent] = p.agent.span(line)
	if e.layout.shape.forwarded {
		e.fields.columns = append(e.fields.columns[:0], p.forwarded(line).span(line))
	}
	e.splitVhost(prefix.vhost)
	e.splitRequest(k[FieldRequest])
}

// splitVhost splits "name:port"; an IPv6 address as a name is in brackets.
func (e *Entry) splitVhost(t token) {
	if !t.there() {
		return
	}
	host := t.span(e.Raw)
	if i := bytes.LastIndexByte(host.of(e.Raw), ':'); i >= 0 {
		if port := (span{host.from + int32(i) + 1, host.to, true}); isPort(port.of(e.Raw)) {
			e.fields.known[FieldPort] = port
			host.to = host.from + int32(i)
		}
	}
	e.fields.known[FieldHost] = host
}

func isPort(b []byte) bool {
	_, ok := digits(b)
	return ok
}

// splitRequest splits "GET /path?query HTTP/1.1"; the path may hold blanks.
// What has no blank or is no request has neither method nor path.
func (e *Entry) splitRequest(r span) {
	n, end := cutRequest(r.of(e.Raw))
	if n == 0 {
		return
	}
	e.fields.known[FieldMethod] = span{r.from, r.from + int32(n), true}
	uri := span{r.from + int32(n) + 1, r.from + int32(end), true}
	if uri.to < r.to {
		e.fields.known[FieldProtocol] = span{uri.to + 1, r.to, true}
	}
	e.fields.known[FieldURI] = uri
	e.cutURI(uri)
}

// cutRequest returns the length of the method and the end of the target; 0 for
// what is no request.
func cutRequest(request []byte) (method, end int) {
	method = bytes.IndexByte(request, ' ')
	if method <= 0 || method+1 == len(request) {
		return 0, 0
	}
	if i := bytes.LastIndexByte(request, ' '); i > method && bytes.HasPrefix(request[i+1:], httpVersion) {
		return method, i
	}
	return method, len(request)
}

var httpVersion = []byte("HTTP/")

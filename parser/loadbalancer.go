package parser

import "bytes"

// The grammar of a line that a load balancer of AWS writes: columns in a fixed
// order, separated by single blanks, request and agent among those in quotes.
// New columns come at the end; there may be more or fewer of them.
//
// Client and target stand with their ports; the time is that of the answer, in
// UTC. The status is the one that the load balancer sent to the client.
//
// Source: AWS documentation, "Access logs for your Application Load Balancer"
// and "Access logs for your Classic Load Balancer".

// loadBalancers are the layouts of the format.
var loadBalancers = []*Layout{
	loadBalancer("alb", "type time elb c-ip target:port request_processing_time target_processing_time response_processing_time sc-status target_status_code cs-bytes sc-bytes request cs(user-agent) ssl_cipher ssl_protocol target_group_arn trace_id domain_name chosen_cert_arn matched_rule_priority request_creation_time actions_executed redirect_url error_reason target:port_list target_status_code_list classification classification_reason conn_trace_id"),
	loadBalancer("elb", "time elb c-ip backend:port request_processing_time backend_processing_time response_processing_time sc-status backend_status_code cs-bytes sc-bytes request cs(user-agent) ssl_cipher ssl_protocol"),
}

var loadBalancerGrammar = grammar{
	parse: parseLoadBalancer,
	split: (*Entry).splitLoadBalancer,
	text:  appendUnescaped, escape: '\\',
}

// requestFields are what the request line holds.
var requestFields = []Field{FieldMethod, FieldPath, FieldQuery, FieldURI, FieldProtocol, FieldHost, FieldPort}

func loadBalancer(name, columns string) *Layout {
	l := start.withFields(columns)
	l.format, l.grammar, l.name, l.text = LoadBalancer, &loadBalancerGrammar, name, ""
	request := int16(l.column("request"))
	l.known[FieldRequest] = request
	for _, f := range requestFields {
		l.known[f] = request
	}
	return l
}

// recogniseLoadBalancer is the recogniser of the format.
func recogniseLoadBalancer(_ *Layout, line []byte) *Layout {
	return firstToRead(loadBalancers, line)
}

// connectionTypes are the values of the first column of an Application Load
// Balancer.
var connectionTypes = [...]string{"http", "https", "h2", "grpcs", "ws", "wss"}

// parseLoadBalancer takes any line of text under such a layout.
func parseLoadBalancer(e *Entry) fault {
	if f := e.splitQuotedColumns(); f.reason != "" {
		return f
	}
	if i := e.layout.column("type"); i >= 0 && !isConnectionType(e.fields.columns[i].of(e.Raw)) {
		return fault{reason: unreadable(e.Raw)}
	}
	stamp := e.column(FieldTime)
	nanos, ok := parseISOTime(stamp.of(e.Raw))
	if !ok {
		return fault{reason: ReasonTime, field: "time", at: int(stamp.from)}
	}
	e.Time = nanos
	return e.statusOf(e.column(FieldStatus), "sc-status")
}

func isConnectionType(b []byte) bool {
	for _, t := range connectionTypes {
		if string(b) == t {
			return true
		}
	}
	return false
}

// splitQuotedColumns finds the columns, those that are not there as absent, or
// why there are too few: the request has to be there, in quotes.
func (e *Entry) splitQuotedColumns() fault {
	line, columns := e.Raw, e.fields.columns[:0]
	request := int(e.layout.known[FieldRequest])
	for i := 0; i < len(line) && len(columns) < len(e.layout.columns); {
		if line[i] == ' ' {
			i++
			continue
		}
		end, closed := fieldEnd(line, i)
		if !closed || len(columns) == request && line[i] != '"' {
			return fault{reason: ReasonQuote, at: i}
		}
		columns = append(columns, spanOf(line, i, end))
		i = end
	}
	n := len(columns)
	for len(columns) < len(e.layout.columns) {
		columns = append(columns, span{})
	}
	e.fields.columns = columns
	if n <= request {
		return fault{reason: ReasonTooFewFields, at: len(line)}
	}
	return fault{}
}

// fieldEnd returns the index behind the value that starts at i. One in quotes
// ends with a quote that a blank or the end follows.
func fieldEnd(line []byte, i int) (end int, closed bool) {
	if line[i] != '"' {
		if n := bytes.IndexByte(line[i:], ' '); n >= 0 {
			return i + n, true
		}
		return len(line), true
	}
	for i++; i < len(line); i++ {
		if line[i] == '"' && (i+1 == len(line) || line[i+1] == ' ') {
			return i + 1, true
		}
	}
	return len(line), false
}

// parseISOTime reads "2026-01-02T03:04:05.123456Z" as Unix nanoseconds.
func parseISOTime(b []byte) (nanos int64, ok bool) {
	const date = len("2026-01-02")
	if len(b) <= date || b[date] != 'T' || b[len(b)-1] != 'Z' {
		return 0, false
	}
	day, ok1 := parseDate(b[:date])
	clock, ok2 := parseClock(b[date+1 : len(b)-1])
	return day*nanosPerSecond + clock, ok1 && ok2
}

// splitLoadBalancer finds all fields of a line that is known to be an entry.
func (e *Entry) splitLoadBalancer() {
	e.splitQuotedColumns()
	e.knowColumns()
	k := &e.fields.known
	for _, f := range requestFields {
		k[f] = span{}
	}
	k[FieldClient] = withoutPort(e.Raw, k[FieldClient])
	request := k[FieldRequest]
	if bytes.HasPrefix(request.of(e.Raw), noMethod) {
		return // "- http://www.example.com:80- -" is one that could not be read
	}
	e.splitRequest(request)
	if uri := k[FieldURI]; uri.present {
		k[FieldQuery] = span{}
		e.cutWholeURI(uri, false)
	}
}

var noMethod = []byte("- ")

// withoutPort cuts the port off an address, and the brackets around it.
func withoutPort(line []byte, s span) span {
	if i := bytes.LastIndexByte(s.of(line), ':'); i > 0 {
		s.to = s.from + int32(i)
	}
	if text := s.of(line); len(text) > 1 && text[0] == '[' && text[len(text)-1] == ']' {
		s.from, s.to = s.from+1, s.to-1
	}
	return s
}

package parser

// recogniseJSON is the recogniser of logs of JSON objects: the line is one,
// with time, status and a client or something of the request.
func recogniseJSON(_ *Layout, line []byte) *Layout {
	if jsonStart(line) < 0 {
		return nil
	}
	e := Entry{Raw: line, layout: unsettledJSON}
	var s jsonScan
	if f := e.readJSON(&s, nil); f.reason != "" || s.seen&ofRequest == 0 {
		return nil
	}
	return layoutOfJSON(&e, &s)
}

// ofRequest are fields of which a line of an access log has at least one.
const ofRequest = 1<<FieldClient | 1<<FieldRequest | 1<<FieldMethod | 1<<FieldURI | 1<<FieldPath

// unreadableJSON says why a line that looks like JSON is no entry.
func unreadableJSON(line []byte) Reason {
	e := Entry{Raw: line, layout: start}
	var s jsonScan
	if f := e.readJSON(&s, nil); f.reason != "" {
		return f.reason
	}
	return ReasonNoRequest
}

// layoutOfJSON returns the layout that a source gets from an entry: it says
// what its lines have as a rule; each is read by its own keys.
func layoutOfJSON(e *Entry, s *jsonScan) *Layout {
	l := *unsettledJSON
	if host := e.fields.known[FieldHost].of(e.Raw); s.seen&(1<<FieldClient) == 0 && looksLikeAddress(host) {
		// What is named "host" is $remote_addr or %h: nothing else is a client.
		l.ownKeys = map[string]jsonMeaning{"host": {FieldClient, 1}}
	}
	e.layout = &l
	l.setColumns(jsonColumnsOf(e))
	if l.name == "caddy" {
		// Caddy leaves out headers that a request has not.
		l.known[FieldAgent] = max(l.known[FieldAgent], 0)
		l.known[FieldReferer] = max(l.known[FieldReferer], 0)
	}
	return &l
}

// A jsonColumn is a value of the line that a layout is made of.
type jsonColumn struct {
	path    string
	name    string // in W3C style, unless it is a known field
	meaning jsonMeaning
	present bool
}

// maxJSONColumns is of how many values a layout tells.
const maxJSONColumns = 256

func jsonColumnsOf(e *Entry) (columns []jsonColumn) {
	e.eachJSON(func(v jsonValue) {
		if v.index == 0 && len(columns) < maxJSONColumns {
			columns = append(columns, jsonColumn{string(v.path), string(appendJSONName(nil, e.layout, v.path)), v.meaning, v.span.present})
		}
	})
	return columns
}

// setColumns makes the columns those of l. Where several are of one field, the
// one that counts gets its name.
func (l *Layout) setColumns(columns []jsonColumn) {
	l.columns = make([]string, len(columns))
	for i, c := range columns {
		l.columns[i] = c.name
		path := pathOf([]byte(c.path))
		if writer, ok := jsonWriters[string(path.bytes())]; ok {
			l.name = writer
		}
		f := c.meaning.field
		if c.meaning.rank == 0 || f >= numFields {
			continue
		}
		if before := l.known[f]; before < 0 || c.countsBefore(&columns[before]) {
			l.known[f] = int16(i)
		}
	}
	for f, i := range l.known {
		if i >= 0 {
			l.columns[i] = jsonFieldNames[f]
		}
	}
	l.addRequestLine()
}

// countsBefore reports whether c is the one of two columns of a field that the
// field is read from.
func (c *jsonColumn) countsBefore(other *jsonColumn) bool {
	if c.present != other.present {
		return c.present
	}
	return c.meaning.rank <= other.meaning.rank
}

// addRequestLine notes what a request line is made of.
func (l *Layout) addRequestLine() {
	line := l.known[FieldRequest]
	for _, f := range []Field{FieldMethod, FieldURI, FieldProtocol} {
		if line >= 0 && l.known[f] < 0 {
			l.known[f] = line
		}
	}
}

// jsonWriters are paths that only one writer has, with the name that its logs
// get.
var jsonWriters = map[string]string{
	"downstreamstatus":  "traefik",
	"requestclientip":   "caddy",
	"requestremoteaddr": "caddy",
	"requestremoteip":   "caddy",
}

// jsonFieldNames are the W3C names of fields, under which columns are shown.
var jsonFieldNames = [numFields]string{
	FieldDate:       "date",
	FieldTime:       "time",
	FieldClient:     "c-ip",
	FieldUser:       "cs-username",
	FieldMethod:     "cs-method",
	FieldPath:       "cs-uri-stem",
	FieldQuery:      "cs-uri-query",
	FieldURI:        "cs-uri",
	FieldProtocol:   "cs-version",
	FieldStatus:     "sc-status",
	FieldSubstatus:  "sc-substatus",
	FieldWin32:      "sc-win32-status",
	FieldAgent:      "cs(user-agent)",
	FieldReferer:    "cs(referer)",
	FieldHost:       "cs-host",
	FieldSite:       "s-sitename",
	FieldServerName: "s-computername",
	FieldServer:     "s-ip",
	FieldPort:       "s-port",
	FieldBytesSent:  "sc-bytes",
	FieldBytesRead:  "cs-bytes",
	FieldTimeTaken:  "time-taken",
	FieldRequest:    "request",
}

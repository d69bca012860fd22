package parser

import (
	"bytes"
	"time"
)

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
		l.own("host", jsonMeaning{FieldClient, 1})
	}
	e.layout = &l
	columns := jsonColumnsOf(e)
	l.nameWriter(columns)
	l.setDuration(columns)
	l.setColumns(columns)
	if l.name == "caddy" {
		// Caddy leaves out headers that a request has not.
		l.known[FieldAgent] = max(l.known[FieldAgent], 0)
		l.known[FieldReferer] = max(l.known[FieldReferer], 0)
	}
	return &l
}

// A jsonColumn is a value of the line that a layout is made of.
type jsonColumn struct {
	path     string
	name     string // in W3C style, unless it is a known field
	meaning  jsonMeaning
	present  bool
	fraction bool // a number with a point
}

// maxJSONColumns is of how many values a layout tells.
const maxJSONColumns = 256

func jsonColumnsOf(e *Entry) (columns []jsonColumn) {
	e.eachJSON(func(v jsonValue) {
		if v.index == 0 && len(columns) < maxJSONColumns {
			columns = append(columns, jsonColumn{
				path: string(v.path), name: string(appendJSONName(nil, e.layout, v.path)), meaning: v.meaning,
				present: v.span.present, fraction: bytes.IndexByte(v.span.of(e.Raw), '.') >= 0,
			})
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
	"downstreamremoteaddress": "envoy",
	"downstreamstatus":        "traefik",
	"requestclientip":         "caddy",
	"requestremoteaddr":       "caddy",
	"requestremoteip":         "caddy",
}

// nameWriter gives l the name of the writer, if the columns tell.
func (l *Layout) nameWriter(columns []jsonColumn) {
	for _, c := range columns {
		path := pathOf([]byte(c.path))
		if writer, ok := jsonWriters[string(path.bytes())]; ok {
			l.name = writer
		}
	}
}

// jsonTicks are the paths of durations with their units, where these are known:
// those of a writer by the name of its layout. Sources: as of jsonTable; a
// request_time without a fraction is not that of nginx.
var jsonTicks = []struct {
	path, writer string
	fraction     bool // has a point
	tick         time.Duration
}{
	{"duration", "caddy", false, time.Second},
	{"duration", "envoy", false, time.Millisecond},
	{"duration", "traefik", false, time.Nanosecond},
	{"durationms", "", false, time.Millisecond},
	{"eventduration", "", false, time.Nanosecond},
	{"requesttime", "", true, time.Second},
	{"timetaken", "", false, time.Millisecond},
}

// setDuration makes the first column of a known unit the time taken, in all
// lines of the source.
func (l *Layout) setDuration(columns []jsonColumn) {
	for i := range columns {
		c := &columns[i]
		path := pathOf([]byte(c.path))
		for _, t := range jsonTicks {
			if string(path.bytes()) != t.path || t.writer != "" && t.writer != l.name || t.fraction && !c.fraction {
				continue
			}
			c.meaning = jsonMeaning{FieldTimeTaken, 1}
			l.own(t.path, c.meaning)
			l.tick = t.tick
			return
		}
	}
}

// own makes a path mean something else than in other layouts.
func (l *Layout) own(path string, m jsonMeaning) {
	if l.ownKeys == nil {
		l.ownKeys = map[string]jsonMeaning{}
	}
	l.ownKeys[path] = m
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
	FieldRequest:    "cs-request",
}

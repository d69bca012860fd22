package parser

import (
	"bytes"
	"encoding/binary"
)

// Keys of JSON logs are compared by their paths: the keys from the outermost
// object to the value, of which only letters and digits count, in lower case.
// So "user_agent", "userAgent", "user.agent" and {"user":{"agent": …}} are one
// key, and it does not matter whether a writer nests or puts dots.

// A jsonMeaning is what the value of a key is: a field, and which of the keys
// of that field counts where a line has several. The zero value is that of
// keys that mean nothing to log401.
type jsonMeaning struct {
	field Field
	rank  uint8 // 1 counts before 2
}

// Keys that are no field, but say what a line is.
const (
	jsonLogger   = numFields + iota // of Caddy: which of its logs this is
	jsonInner                       // text that may be a line of another log
	numJSONSlots                    // how many kinds of keys there are
)

// Kinds of keys are counted in the bits of one word.
const _ = uint(64 - numJSONSlots)

// jsonTable are the keys by path, sorted. Among the keys of one field those
// come first that say most exactly what was asked: for the client the address
// of the connection before those that a header may have named (but Caddy's
// client_ip, which only its own proxies can set), for the path what the client
// sent before what the server made of it, for the time the start of a request
// before the end. "bytes_read" and "port" are no fields, since they mean another
// thing with each writer. Durations are in jsonTicks.
//
// Sources: nginx, "Alphabetical index of variables"; Caddy,
// modules/caddyhttp/marshalers.go and server.go; Traefik,
// pkg/middlewares/accesslog/logdata.go; Istio, "Envoy Access Logs"; Elastic
// Common Schema, "Field Reference"; Azure Monitor, "AppServiceHTTPLogs"; Google
// Cloud, "LogEntry.HttpRequest"; names that configurations in public use.
var jsonTable = []struct {
	path  string
	field Field
	rank  uint8
}{
	{"acceptdate", FieldTime, 5},
	{"agent", FieldAgent, 5},
	{"args", FieldQuery, 3},
	{"authority", FieldHost, 2},
	{"authuser", FieldUser, 4},
	{"bodybytessent", FieldBytesSent, 4},
	{"bytes", FieldBytesSent, 5},
	{"bytesreceived", FieldBytesRead, 2},
	{"bytessent", FieldBytesSent, 2},
	{"cip", FieldClient, 1},
	{"client", FieldClient, 9},
	{"clientaddr", FieldClient, 2},
	{"clientaddress", FieldClient, 7},
	{"clienthost", FieldClient, 8},
	{"clientip", FieldClient, 6},
	{"clientusername", FieldUser, 1},
	{"computername", FieldServerName, 2},
	{"csbytes", FieldBytesRead, 1},
	{"cshost", FieldHost, 1},
	{"csmethod", FieldMethod, 1},
	{"csreferer", FieldReferer, 1},
	{"csuri", FieldURI, 1},
	{"csuriquery", FieldQuery, 1},
	{"csuristem", FieldPath, 1},
	{"csuseragent", FieldAgent, 1},
	{"csusername", FieldUser, 1},
	{"csversion", FieldProtocol, 1},
	{"date", FieldDate, 1},
	{"datetime", FieldTime, 10},
	{"downstreamcontentsize", FieldBytesSent, 1},
	{"downstreamremoteaddress", FieldClient, 1},
	{"downstreamstatus", FieldStatus, 1},
	{"eventtime", FieldTime, 12},
	{"host", FieldHost, 5},
	{"hostname", FieldServerName, 3},
	{"httphost", FieldHost, 2},
	{"httpmethod", FieldMethod, 3},
	{"httpreferer", FieldReferer, 2},
	{"httpreferrer", FieldReferer, 2},
	{"httprequestmethod", FieldMethod, 2},
	{"httprequestprotocol", FieldProtocol, 2},
	{"httprequestreferer", FieldReferer, 2},
	{"httprequestreferrer", FieldReferer, 2},
	{"httprequestremoteip", FieldClient, 2},
	{"httprequestrequestmethod", FieldMethod, 2},
	{"httprequestrequesturl", FieldURI, 2},
	{"httprequestresponsesize", FieldBytesSent, 3},
	{"httprequeststatus", FieldStatus, 2},
	{"httprequestuseragent", FieldAgent, 2},
	{"httpresponsebodybytes", FieldBytesSent, 4},
	{"httpresponsebytes", FieldBytesSent, 3},
	{"httpresponsestatuscode", FieldStatus, 2},
	{"httpstatus", FieldStatus, 3},
	{"httpstatuscode", FieldStatus, 3},
	{"httpuri", FieldURI, 6},
	{"httpurl", FieldURI, 6},
	{"httpuser", FieldUser, 4},
	{"httpuseragent", FieldAgent, 2},
	{"httpversion", FieldProtocol, 4},
	{"ip", FieldClient, 10},
	{"log", jsonInner, 1},
	{"logger", jsonLogger, 1},
	{"message", jsonInner, 2},
	{"method", FieldMethod, 4},
	{"msec", FieldTime, 3},
	{"originalurl", FieldURI, 2},
	{"originstatus", FieldStatus, 9},
	{"path", FieldURI, 9},
	{"properties", jsonInner, 3},
	{"proto", FieldProtocol, 5},
	{"protocol", FieldProtocol, 3},
	{"query", FieldQuery, 4},
	{"querystring", FieldQuery, 2},
	{"referer", FieldReferer, 3},
	{"referrer", FieldReferer, 3},
	{"remote", FieldClient, 11},
	{"remoteaddr", FieldClient, 2},
	{"remoteaddress", FieldClient, 3},
	{"remotehost", FieldClient, 8},
	{"remoteip", FieldClient, 3},
	{"remoteuser", FieldUser, 2},
	{"request", FieldRequest, 1},
	{"requestclientip", FieldClient, 1},
	{"requestheadersreferer", FieldReferer, 2},
	{"requestheadersuseragent", FieldAgent, 2},
	{"requesthost", FieldHost, 2},
	{"requestlength", FieldBytesRead, 3},
	{"requestline", FieldRequest, 1},
	{"requestmethod", FieldMethod, 2},
	{"requestpath", FieldURI, 3},
	{"requestport", FieldPort, 2},
	{"requestproto", FieldProtocol, 2},
	{"requestprotocol", FieldProtocol, 2},
	{"requestremoteaddr", FieldClient, 3},
	{"requestremoteip", FieldClient, 2},
	{"requesturi", FieldURI, 2},
	{"requesturl", FieldURI, 2},
	{"requestuseragent", FieldAgent, 2},
	{"response", FieldStatus, 10},
	{"responsecode", FieldStatus, 3},
	{"responsesize", FieldBytesSent, 6},
	{"responsestatus", FieldStatus, 4},
	{"responsestatuscode", FieldStatus, 3},
	{"scbytes", FieldBytesSent, 1},
	{"scomputername", FieldServerName, 1},
	{"scstatus", FieldStatus, 1},
	{"scsubstatus", FieldSubstatus, 1},
	{"scwin32status", FieldWin32, 1},
	{"serveraddr", FieldServer, 2},
	{"serverip", FieldServer, 2},
	{"servername", FieldHost, 6},
	{"serverport", FieldPort, 1},
	{"serverprotocol", FieldProtocol, 2},
	{"sip", FieldServer, 1},
	{"size", FieldBytesSent, 6},
	{"sourceaddress", FieldClient, 5},
	{"sourceip", FieldClient, 4},
	{"sport", FieldPort, 1},
	{"srcip", FieldClient, 7},
	{"ssitename", FieldSite, 1},
	{"startlocal", FieldTime, 2},
	{"starttime", FieldTime, 2},
	{"startutc", FieldTime, 1},
	{"status", FieldStatus, 5},
	{"statuscode", FieldStatus, 4},
	{"substatus", FieldSubstatus, 2},
	{"time", FieldTime, 7},
	{"timegenerated", FieldTime, 6},
	{"timeiso8601", FieldTime, 4},
	{"timelocal", FieldTime, 5},
	{"timestamp", FieldTime, 8},
	{"ts", FieldTime, 9},
	{"ua", FieldAgent, 6},
	{"uri", FieldURI, 7},
	{"uripath", FieldPath, 3},
	{"uriquery", FieldQuery, 2},
	{"url", FieldURI, 8},
	{"urldomain", FieldHost, 4},
	{"urlfull", FieldURI, 5},
	{"urloriginal", FieldURI, 4},
	{"urlpath", FieldPath, 2},
	{"urlquery", FieldQuery, 2},
	{"user", FieldUser, 5},
	{"useragent", FieldAgent, 4},
	{"useragentoriginal", FieldAgent, 3},
	{"userid", FieldUser, 6},
	{"username", FieldUser, 3},
	{"verb", FieldMethod, 5},
	{"vhost", FieldHost, 3},
	{"virtualhost", FieldHost, 3},
	{"win32status", FieldWin32, 2},
}

// lineRank is the rank from which on a URI counts behind that of the request
// line: "uri" of nginx is what rewriting has made of it.
const lineRank = 7

// jsonCarriers are outermost keys of objects that only carry the line: what
// stands in them is read as if it stood outside.
var jsonCarriers = []string{"jsonpayload", "log", "message", "properties"}

var jsonMeanings = meaningsOf()

func meaningsOf() map[string]jsonMeaning {
	m := make(map[string]jsonMeaning, len(jsonTable))
	for _, row := range jsonTable {
		m[row.path] = jsonMeaning{row.field, row.rank}
	}
	return m
}

// maxJSONPath is how many letters and digits of a path are compared; longer
// paths mean nothing.
const maxJSONPath = 64

// A jsonPath is a path as it is compared.
type jsonPath struct {
	text [maxJSONPath]byte
	n    int // above maxJSONPath where the path is longer
}

func (p *jsonPath) bytes() []byte { return p.text[:min(p.n, maxJSONPath)] }

// is reports whether two paths are the same and mean something.
func (p *jsonPath) is(other *jsonPath) bool {
	return p.n > 0 && p.n <= maxJSONPath && p.n == other.n && string(p.bytes()) == string(other.bytes())
}

// jsonHeaderKeys start outermost keys that go on with the name of a header,
// with a capital, as Traefik has them. Clients choose these names: "request_Path"
// is the header Path, never the path.
var jsonHeaderKeys = []struct{ start, path string }{
	{"downstream_", "respheaders"},
	{"origin_", "originheaders"},
	{"request_", "requestheaders"},
}

// add appends a key as it stands in the line, its escapes not yet undone.
func (p *jsonPath) add(key []byte) {
	if p.n > maxJSONPath {
		return
	}
	if bytes.IndexByte(key, '\\') >= 0 {
		key = appendJSONText(nil, key)
	}
	if p.n == 0 && bytes.IndexByte(key, '_') > 0 {
		for _, h := range jsonHeaderKeys {
			if n := len(h.start); len(key) > n && string(key[:n]) == h.start && 'A' <= key[n] && key[n] <= 'Z' {
				p.n = copy(p.text[:], h.path)
				key = key[n:]
				break
			}
		}
	}
	p.squeeze(key)
}

// squeeze appends the letters and digits of a key.
func (p *jsonPath) squeeze(key []byte) {
	for _, c := range key {
		switch {
		case 'A' <= c && c <= 'Z':
			c |= 0x20
		case c >= 0x80, '0' <= c && c <= '9', 'a' <= c && c <= 'z':
		default:
			continue
		}
		if p.n < maxJSONPath {
			p.text[p.n] = c
		}
		p.n = min(p.n+1, maxJSONPath+1)
	}
}

// pathOf returns a path as it is compared.
func pathOf(path []byte) (p jsonPath) {
	p.add(path)
	return p
}

// meaning looks a path up.
func (l *Layout) jsonMeaning(p *jsonPath) jsonMeaning {
	if p.n > maxJSONPath {
		return jsonMeaning{}
	}
	if own, ok := l.ownKeys[string(p.bytes())]; ok {
		return own
	}
	return jsonMeanings[string(p.bytes())]
}

// jsonCache remembers what keys mean, so that a key that stands in every line
// is looked up once. A key that another has taken the place of is looked up
// again: what is found never depends on the cache.
type jsonCache struct {
	layout *Layout
	rows   [1 << 8]jsonCached // by hash
	order  [64]uint8          // rows of the first keys of a line, in order
}

const maxCachedKey = 32

type jsonCached struct {
	key     [maxCachedKey]byte
	n       uint8
	known   bool
	meaning jsonMeaning
	parent  jsonPath
}

// jsonHash returns the number of the row for a key of at least one byte, where
// seed tells the object that it stands in.
func jsonHash(key []byte, seed uint64) uint8 {
	var head, tail uint64
	switch n := len(key); {
	case n >= 8:
		head, tail = binary.LittleEndian.Uint64(key), binary.LittleEndian.Uint64(key[n-8:])
	case n >= 4:
		head, tail = uint64(binary.LittleEndian.Uint32(key)), uint64(binary.LittleEndian.Uint32(key[n-4:]))
	default:
		head, tail = uint64(key[0]), uint64(key[n/2])<<8|uint64(key[n-1])
	}
	h := (head ^ seed ^ uint64(len(key))) * 0x9e3779b97f4a7c15
	h = (h ^ h>>32 ^ tail) * 0xd6e8feb86659fd93
	return uint8(h >> 56)
}

// is reports whether the row is that of a key.
func (r *jsonCached) is(key []byte, parent *jsonPath) bool {
	return r.known && string(r.key[:r.n]) == string(key) && r.parent.n == parent.n &&
		(parent.n == 0 || string(r.parent.bytes()) == string(parent.bytes()))
}

package doctor

import (
	"bytes"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"log401/parser"
)

// GuessFormat returns a format string, as --log-format takes it, that reads the
// samples, or "" where none is found. It goes by what the parts of the first
// sample look like; parts that look like nothing it knows are named x1, x2 …
func GuessFormat(samples [][]byte) string {
	if len(samples) == 0 {
		return ""
	}
	if bytes.HasPrefix(samples[0], []byte("{")) {
		return guessKeys(samples)
	}
	items := itemsOf(string(samples[0]))
	if slices.ContainsFunc(items, func(i item) bool { return i.open == "" && strings.HasPrefix(i.text, `"`) }) {
		return "" // a quotation without end
	}
	for _, spell := range spellingsFor(items) {
		g := guesser{items: items, spell: spell}
		format := g.format()
		if !g.seen["time"] || !g.seen["status"] {
			return ""
		}
		if l, err := parser.FormatLayout(format); err == nil && readsMost(l, samples) {
			return format
		}
	}
	return ""
}

// spellingsFor returns the spellings to try for a line. Times that only nginx
// writes are of nginx.
func spellingsFor(items []item) []spelling {
	for _, i := range items {
		if isoTime.MatchString(i.text) || epoch.MatchString(i.text) {
			return []spelling{nginxSpelling}
		}
	}
	words := apacheSpelling
	words.unknown = func(int) string { return "%R" } // a word, where a text cannot be told from its neighbour
	return []spelling{apacheSpelling, words}
}

// readsMost reports whether a layout takes nearly all samples: a log of its own
// format may have odd lines, too.
func readsMost(l *parser.Layout, samples [][]byte) bool {
	n := 0
	for _, line := range samples {
		if _, err := parser.NewReader(bytes.NewReader(line), "", l).Read(); err == nil {
			n++
		}
	}
	return n*10 >= len(samples)*8
}

// An item is a part of a line, with what stands before it.
type item struct {
	before string // separators, and the key with what follows it
	key    string // of "key=value"
	open   string // `"`, "[" or ""
	text   string
}

var closings = map[string]string{`"`: `"`, "[": "]", "": ""}

// itemsOf takes a line apart at blanks, or at the tabs or bars that it has
// instead, and keeps together what stands in quotes and brackets.
func itemsOf(line string) (items []item) {
	separators := separatorsOf(line)
	for len(line) > 0 {
		rest := strings.TrimLeft(line, separators)
		key, value := cutKey(rest, separators)
		i := item{before: line[:len(line)-len(value)], key: key}
		rest = value
		i.open, i.text, line = cutItem(rest, separators)
		items = append(items, i)
	}
	return items
}

// beginnings are those of items that bring their name: "status=200", and in
// lines with tabs "status:200" (LTSV).
var beginnings = map[string]*regexp.Regexp{
	" ":  regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_.-]*)=`),
	"\t": regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_.-]*)[=:]`),
}

// cutKey cuts the key off an item that has one.
func cutKey(rest, separators string) (key, value string) {
	if e := beginnings[separators]; e != nil {
		if m := e.FindStringSubmatch(rest); m != nil {
			return m[1], rest[len(m[0]):]
		}
	}
	return "", rest
}

func separatorsOf(line string) string {
	for _, s := range []string{"\t", "|", ";"} {
		if strings.Count(line, s) >= leastSeparators {
			return s
		}
	}
	return " "
}

// leastSeparators is how many there are in a line that they separate.
const leastSeparators = 4

// cutItem cuts the first item off a line.
func cutItem(line, separators string) (open, text, rest string) {
	if line != "" && (line[0] == '"' || line[0] == '[') {
		open = line[:1]
		if end := closing(line[1:], closings[open][0]); end >= 0 {
			return open, line[1 : 1+end], line[2+end:]
		}
	}
	end := strings.IndexAny(line, separators)
	for end > 0 && line[end-1] == ',' && separators == " " && isAddresses(line[:end-1]) {
		more := strings.IndexByte(line[end+1:], ' ') // a list has blanks
		if more <= 0 {
			break
		}
		end += 1 + more
	}
	if end >= 0 {
		return "", line[:end], line[end:]
	}
	return "", line, ""
}

// closing returns the index of the first c that no backslash stands before, or
// -1.
func closing(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case c:
			return i
		}
	}
	return -1
}

// A spelling writes the parts of a line as one server does.
type spelling struct {
	parts   map[string]string
	unknown func(n int) string
	escape  *strings.Replacer
}

var apacheSpelling = spelling{
	parts: map[string]string{
		"client": "%h", "ident": "%l", "user": "%u", "time": "%t", "day": "%{%Y-%m-%d}t", "clock": "%{%H:%M:%S}t",
		"request": "%r", "status": "%>s", "size": "%b", "referer": "%{Referer}i", "agent": "%{User-Agent}i",
		"method": "%m", "uri": "%U%q", "protocol": "%H", "host": "%v", "host and port": "%v:%p",
		"day and clock": "%{%Y-%m-%d %H:%M:%S}t", "zulu": "%{%Y-%m-%dT%H:%M:%SZ}t", "zulu with milliseconds": "%{%Y-%m-%dT%H:%M:%S}t.%{msec_frac}tZ", "forwarded": "%{X-Forwarded-For}i",
	},
	unknown: func(n int) string { return fmt.Sprintf("%%{x%d}n", n) },
	escape:  strings.NewReplacer("%", "%%", "\t", `\t`),
}

var nginxSpelling = spelling{
	parts: map[string]string{
		"client": "$remote_addr", "ident": "-", "user": "$remote_user", "time": "$time_local", "iso": "$time_iso8601", "epoch": "$msec",
		"request": "$request", "status": "$status", "size": "$body_bytes_sent", "referer": "$http_referer", "agent": "$http_user_agent",
		"method": "$request_method", "uri": "$request_uri", "protocol": "$server_protocol", "host": "$host",
		"forwarded": "$http_x_forwarded_for", "seconds": "$request_time",
	},
	unknown: func(n int) string { return fmt.Sprintf("$x%d", n) },
	escape:  strings.NewReplacer(),
}

// A guesser names the items of a line one after the other.
type guesser struct {
	items   []item
	spell   spelling
	seen    map[string]bool
	unknown int
}

func (g *guesser) format() string {
	g.seen = map[string]bool{}
	var b strings.Builder
	for n, i := range g.items {
		b.WriteString(g.spell.escape.Replace(i.before))
		name := g.name(n)
		g.seen[name] = true
		if slices.Contains(days, name) {
			g.seen["time"] = true
		}
		text, ok := g.spell.parts[name]
		if !ok {
			g.unknown++
			text = g.spell.unknown(g.unknown)
		}
		switch {
		case text != "%t":
			text = i.open + text + closings[i.open]
		case i.open != "[": // %t brings its brackets
			text = i.open + "%{%d/%b/%Y:%H:%M:%S %z}t" + closings[i.open]
		}
		b.WriteString(text)
	}
	return b.String()
}

// days are the items that say the day.
var days = []string{"time", "iso", "zulu", "zulu with milliseconds", "epoch", "day", "day and clock"}

var (
	ncsaTime  = regexp.MustCompile(`^\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}$`)
	isoTime   = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$`)
	epoch     = regexp.MustCompile(`^1\d{9}\.\d{3}$`)
	userName  = regexp.MustCompile(`^(-|[^\s./:=]*[A-Za-z][^\s/:=]*)$`)
	requested = regexp.MustCompile(`^[A-Z]{3,12} \S+`)
)

// looks are what an item says of itself. Each is taken once.
var looks = []struct {
	name    string
	pattern *regexp.Regexp
}{
	{"time", ncsaTime},
	{"iso", isoTime},
	{"zulu", regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)},
	{"zulu with milliseconds", regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)},
	{"epoch", epoch},
	{"day", regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)},
	{"day and clock", regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$`)},
	{"clock", regexp.MustCompile(`^\d\d:\d\d:\d\d$`)},
	{"request", requested},
	{"method", regexp.MustCompile(`^(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|PROPFIND|CONNECT|TRACE)$`)},
	{"uri", regexp.MustCompile(`^/`)},
	{"protocol", regexp.MustCompile(`^HTTP/\d`)},
	{"referer", regexp.MustCompile(`^https?://`)},
	{"agent", regexp.MustCompile(`^(Mozilla|curl|Wget|[A-Za-z-]+)/\d`)},
	{"host and port", regexp.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+:\d+$`)},
	{"seconds", regexp.MustCompile(`^\d+\.\d{3}$`)},
}

// name says what an item is, by its look or else by its place; "" for unknown.
func (g *guesser) name(n int) string {
	if name := g.byLook(&g.items[n]); name != "" || isAddresses(g.items[n].text) {
		return name
	}
	return g.byPlace(n)
}

// byLook says what an item is by itself; "" where that says nothing.
func (g *guesser) byLook(i *item) string {
	if isAddresses(i.text) {
		if strings.Contains(i.text, ",") {
			return g.first("forwarded")
		}
		return g.first("client", "forwarded")
	}
	if name := g.byKey(i); name != "" {
		return name
	}
	for _, l := range looks {
		if !g.seen[l.name] && l.pattern.MatchString(i.text) {
			return l.name
		}
	}
	return ""
}

// A keyed item is known by its key, if its text is like this.
type keyed struct {
	name         string
	key, pattern *regexp.Regexp
}

// keys are what keys say of their values that these do not say themselves.
var keys = []keyed{
	{"user", regexp.MustCompile(`(?i)^(cs[-_]?)?(remote_?|auth_?)?(user|usr|who|login|account|principal)([-_.]?(id|name))?$`), regexp.MustCompile(`^`)},
	{"forwarded", regexp.MustCompile(`(?i)^(http_?)?(x[-_]?)?(forwarded[-_]?(for)?|xff)$`), regexp.MustCompile(`^-?$`)},
	{"referer", regexp.MustCompile(`(?i)refer`), regexp.MustCompile(`^`)},
	{"agent", regexp.MustCompile(`(?i)agent|^ua$`), regexp.MustCompile(`^`)},
	{"status", regexp.MustCompile(`(?i)status|code|^st$|^res(ult)?$|^ret$`), regexp.MustCompile(`^[1-5]\d\d$`)},
}

// byKey says what an item is by its key; "" where that says nothing.
func (g *guesser) byKey(i *item) string {
	for _, k := range keys {
		if !g.seen[k.name] && k.key.MatchString(i.key) && k.pattern.MatchString(i.text) {
			return k.name
		}
	}
	return ""
}

// saysStatus reports whether an item is the status by its key.
func saysStatus(i item) bool {
	return slices.ContainsFunc(keys, func(k keyed) bool {
		return k.name == "status" && k.key.MatchString(i.key) && k.pattern.MatchString(i.text)
	})
}

// byPlace says what an item is by what has come before it.
func (g *guesser) byPlace(n int) string {
	i := &g.items[n]
	timed, asked := g.seen["time"], g.seen["request"] || g.seen["uri"]
	switch {
	case !timed && !g.seen["client"] && !g.seen["forwarded"]:
		return g.beforeClient(n)
	case !timed && !g.seen["user"]:
		if n+1 < len(g.items) && !g.seen["ident"] && i.text == "-" && !ncsaTime.MatchString(g.items[n+1].text) {
			return "ident"
		}
		return "user"
	case !g.seen["user"] && n > 0 && i.key == "" && isAddresses(g.items[n-1].text) && userName.MatchString(i.text):
		return "user"
	case !g.seen["status"]:
		if len(i.text) == 3 && isNumber(i.text) && !slices.ContainsFunc(g.items, saysStatus) {
			return "status"
		}
		if i.open == `"` && i.text == "-" && !asked {
			return "request"
		}
	case !g.seen["size"] && i.open == "" && (isNumber(i.text) || i.text == "-"):
		return "size"
	case i.open == `"` && i.text == "-":
		return g.first("referer", "agent")
	case i.open == `"` && g.seen["referer"] && strings.ContainsAny(i.text, "/ "):
		return g.first("agent")
	}
	return ""
}

// beforeClient tells a virtual host from a client by name.
func (g *guesser) beforeClient(n int) string {
	for _, later := range g.items[n+1:] {
		if ncsaTime.MatchString(later.text) {
			break
		}
		if isAddresses(later.text) {
			return g.first("host")
		}
	}
	return "client"
}

// first returns the first of some names that is still free, or "".
func (g *guesser) first(names ...string) string {
	for _, name := range names {
		if !g.seen[name] {
			return name
		}
	}
	return ""
}

// isAddresses reports whether s is an address or a list of them.
func isAddresses(s string) bool {
	for part := range strings.SplitSeq(s, ",") {
		if _, err := netip.ParseAddr(strings.TrimSpace(part)); err != nil {
			return false
		}
	}
	return true
}

package parser

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// An apacheDirective is what a letter behind "%" logs.
type apacheDirective struct {
	field Field
	name  string // of the column
	kind  kind
	rank  int  // among directives for the same field: the lowest has it
	whole bool // "-" is a value, not an absent one
	tick  time.Duration
	time  *timeFormat
}

// apacheDirectives are the directives, an argument in braces before the
// letter, in lower case. Sources: Apache httpd manual and code of 2.4,
// mod_log_config (which says what is escaped: whatever is no number, address
// or id), mod_logio, mod_ssl.
var apacheDirectives = map[string]apacheDirective{
	"A":            {field: FieldServer, name: "s-ip", kind: kindWord},
	"B":            {field: FieldBytesSent, name: "sc-bytes", kind: kindNumber, rank: 1},
	"D":            {field: FieldTimeTaken, name: "time-taken", kind: kindNumber, tick: time.Microsecond},
	"H":            {field: FieldProtocol, name: "cs-version", kind: kindWord},
	"I":            {field: FieldBytesRead, name: "cs-bytes", kind: kindNumber},
	"L":            {name: "x-log-id", kind: kindWord},
	"O":            {field: FieldBytesSent, name: "sc-bytes", kind: kindNumber, rank: 2},
	"P":            {name: "x-process", kind: kindWord},
	"R":            {name: "x-handler", kind: kindWord},
	"S":            {name: "x-bytes", kind: kindNumber},
	"T":            {field: FieldTimeTaken, name: "time-taken", kind: kindNumber, tick: time.Second, rank: 2},
	"U":            {field: FieldPath, name: "cs-uri-stem", kind: kindName},
	"V":            {field: FieldHost, name: "cs-host", kind: kindWord, rank: 1},
	"X":            {name: "x-connection", kind: kindWord, whole: true},
	"^FB":          {name: "x-first-byte", kind: kindNumber, tick: time.Microsecond},
	"a":            {field: FieldClient, name: "c-ip", kind: kindWord},
	"b":            {field: FieldBytesSent, name: "sc-bytes", kind: kindNumber},
	"f":            {name: "x-file", kind: kindName},
	"h":            {field: FieldClient, name: "c-ip", kind: kindWord, rank: 1},
	"k":            {name: "x-keepalive", kind: kindNumber},
	"l":            {field: FieldIdent, name: "c-ident", kind: kindWord},
	"m":            {field: FieldMethod, name: "cs-method", kind: kindToken},
	"p":            {field: FieldPort, name: "s-port", kind: kindNumber},
	"q":            {field: FieldQuery, name: "cs-uri-query", kind: kindName},
	"r":            {field: FieldRequest, name: "cs-request", kind: kindText},
	"s":            {field: FieldStatus, name: "sc-status", kind: kindStatus},
	"u":            {field: FieldUser, name: "cs-username", kind: kindName},
	"v":            {field: FieldHost, name: "cs-host", kind: kindWord},
	"{c}L":         {name: "x-connection-id", kind: kindWord},
	"{c}a":         {field: FieldClient, name: "c-peer-ip", kind: kindWord, rank: 2},
	"{c}h":         {field: FieldClient, name: "c-peer-ip", kind: kindWord, rank: 3},
	"{canonical}p": {field: FieldPort, name: "s-port", kind: kindNumber},
	"{hextid}P":    {name: "x-thread", kind: kindWord},
	"{local}p":     {field: FieldPort, name: "s-port", kind: kindNumber, rank: 1},
	"{ms}T":        {field: FieldTimeTaken, name: "time-taken", kind: kindNumber, tick: time.Millisecond, rank: 1},
	"{pid}P":       {name: "x-process", kind: kindWord},
	"{remote}p":    {name: "c-port", kind: kindNumber},
	"{s}T":         {field: FieldTimeTaken, name: "time-taken", kind: kindNumber, tick: time.Second, rank: 2},
	"{tid}P":       {name: "x-thread", kind: kindWord},
	"{us}T":        {field: FieldTimeTaken, name: "time-taken", kind: kindNumber, tick: time.Microsecond},
}

// apacheNamed are the directives that log what is named in their argument, and
// how their columns are called.
var apacheNamed = map[string]string{
	"C":   "cs(cookie:*)",
	"^ti": "cs-trailer(*)",
	"^to": "sc-trailer(*)",
	"c":   "x-ssl(*)",
	"e":   "x-env(*)",
	"i":   "cs(*)",
	"n":   "x-note(*)",
	"o":   "sc(*)",
	"x":   "x-ssl(*)",
}

// headerKinds are the columns of named values that hold less than any text.
var headerKinds = map[string]kind{
	"cs(cf-connecting-ip)":  kindName,
	"cs(cf-ray)":            kindName,
	"cs(content-length)":    kindName,
	"cs(referer)":           kindName,
	"cs(host)":              kindName,
	"cs(true-client-ip)":    kindName,
	"cs(x-correlation-id)":  kindName,
	"cs(x-forwarded-for)":   kindList,
	"cs(x-forwarded-host)":  kindList,
	"cs(x-forwarded-port)":  kindName,
	"cs(x-forwarded-proto)": kindName,
	"cs(x-real-ip)":         kindName,
	"cs(x-request-id)":      kindName,
	"sc(content-length)":    kindNumber,
	"sc(content-type)":      kindWord,
	"x-env(https)":          kindWord,
	"x-env(ssl_cipher)":     kindWord,
	"x-env(ssl_protocol)":   kindWord,
	"x-env(unique_id)":      kindWord,
	"x-ssl(cipher)":         kindWord,
	"x-ssl(ssl_cipher)":     kindWord,
	"x-ssl(ssl_protocol)":   kindWord,
	"x-ssl(version)":        kindWord,
}

// apacheDirectiveOf returns what a letter with an argument logs.
func apacheDirectiveOf(letter, arg, source string) (d apacheDirective, err *FormatError) {
	if letter == "t" {
		return apacheTime(arg)
	}
	if name, ok := apacheNamed[letter]; ok {
		return apacheNamedValue(letter, name, arg, source)
	}
	d, ok := apacheDirectives[letter]
	if !ok {
		return d, &FormatError{Reason: source + " is no directive", Hint: "the letters that Apache knows are listed in the manual of mod_log_config; a percent sign itself is %%"}
	}
	if special, ok := apacheDirectives["{"+strings.ToLower(arg)+"}"+letter]; ok {
		return special, nil
	}
	if arg != "" && slices.Contains(apacheArguments, letter) {
		return d, &FormatError{Reason: fmt.Sprintf("%s logs no value: Apache does not know %q there", source, arg)}
	}
	return d, nil
}

// apacheArguments are the letters that log an argument that they do not know;
// others overlook it.
var apacheArguments = []string{"P", "T", "p"}

// apacheNamedValue returns the directive of a header, cookie, variable or note.
func apacheNamedValue(letter, name, arg, source string) (d apacheDirective, err *FormatError) {
	if arg == "" {
		return d, &FormatError{Reason: source + " names nothing", Hint: "a name in braces has to stand before the letter: %{Referer}i"}
	}
	name = strings.ReplaceAll(name, "*", strings.ToLower(arg))
	kind, ok := headerKinds[name]
	switch {
	case ok:
	case letter == "C":
		kind = kindName
	case strings.HasPrefix(name, "x-ssl("):
		kind = kindRaw
	default:
		kind = kindText
	}
	return apacheDirective{field: w3cFields[name], name: name, kind: kind, rank: 9}, nil
}

// apacheTime returns the directive of %{arg}t.
func apacheTime(arg string) (d apacheDirective, err *FormatError) {
	m, format := momentBegin, arg
	for _, prefix := range []struct {
		text   string
		moment moment
	}{{"begin", momentBegin}, {"end", momentEnd}} {
		if rest, ok := strings.CutPrefix(arg, prefix.text); ok && (rest == "" || rest[0] == ':') {
			m, format = prefix.moment, strings.TrimPrefix(rest, ":")
		}
	}
	parts, ok := apacheTimes[format]
	if !ok {
		reason := ""
		if parts, reason = strftime(format); reason != "" {
			return d, &FormatError{Reason: reason, Hint: "%t, or numbers such as %{%Y-%m-%d %H:%M:%S %z}t, can be"}
		}
	}
	name := "x-time"
	if m == momentEnd {
		name = "x-time-end"
	}
	t := newTimeFormat(m, parts)
	t.bracketed = format == ""
	return apacheDirective{name: name, kind: kindTime, time: t}, nil
}

// apacheTimes are what stands for a time without being a format of strftime.
var apacheTimes = map[string][]timePart{
	"":          commonTime,
	"msec":      {{what: timeEpochMillis, min: 1, max: 14}},
	"msec_frac": {{what: timeMillis, min: 3, max: 3}},
	"sec":       {{what: timeEpoch, min: 1, max: 11}},
	"usec":      {{what: timeEpochMicros, min: 1, max: 17}},
	"usec_frac": {{what: timeMicros, min: 6, max: 6}},
}

// mustStrftime is strftime for the formats of this program.
func mustStrftime(format string) []timePart {
	parts, reason := strftime(format)
	if reason != "" {
		panic(reason)
	}
	return parts
}

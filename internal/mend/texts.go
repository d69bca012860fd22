package mend

import (
	"regexp"

	"log401/parser"
)

// Programs say what logs of other programs mean for the report, by
// Layout.Program.
var Programs = map[string]string{
	"ftp":     "an FTP log: its status numbers are FTP replies, not HTTP ones, so logons to FTP are counted apart and not judged",
	"httperr": "an HTTP.sys error log (HTTPERR): it lists requests that never reached a site and has no user names, so it shows no logons and is counted apart",
}

// ofIIS fits the paths of logs that HTTP.sys writes for IIS: by their folder, or
// by their name as IIS gives them.
var ofIIS = regexp.MustCompile(`(?i)(^|[/\\])((W3SVC[0-9]+|HTTPERR)[/\\]|u_(ex|in|nc)[^/\\]*$|(ex|in|nc)[0-9]{4,}[^/\\]*$)`)

// Empty says what is known of a log without a byte, judging by its path.
func Empty(path string) string {
	if ofIIS.MatchString(path) {
		return "it is empty; IIS writes its buffer late, and netsh http flush logbuffer makes it write"
	}
	return "it is empty: a rotation may just have begun a new one"
}

// NoEntries says what to do about a source in which every line was rejected:
// the first for this reason, under the layout of this name, "" where no line
// told a format.
func NoEntries(reason parser.Reason, layout string) string {
	switch reason {
	case parser.ReasonErrorLog:
		return "name the access log of the same server: error logs are not read"
	case parser.ReasonWrapped:
		return "its lines are those of another log, wrapped in JSON; unwrapped they are read: jq -rj .log FILE | log401 (Docker), jq -r '.message // .properties' FILE | log401"
	case parser.ReasonNoRequest:
		return "its objects have no key that log401 knows as time, status or something of a request; see JSON logs in the manual"
	case parser.ReasonClientList:
		return "its lines begin with a list of addresses, as X-Forwarded-For is: log401 doctor says with which --log-format it is read"
	case parser.ReasonNoFields:
		return "it is a W3C log that lacks its #Fields line: --fields iis, or --fields with the names of its fields, reads it"
	}
	if layout != "" {
		return "its lines do not fit its format, " + layout + ": the report shows how the first one differs"
	}
	return "log401 reads the text formats of IIS, common and combined format and any format string of Apache and nginx (--log-format), and JSON"
}

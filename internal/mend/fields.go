// Package mend knows what a log should hold, what it costs where it does not,
// and the lines of configuration that mend it, for IIS, Apache and nginx.
package mend

import "strings"

// A Field is a W3C field that log401 would use.
type Field struct {
	Name  string // as in #Fields
	Label string // in the dialog "Select Fields" of IIS Manager
	Flag  string // in logExtFileFlags
	Cost  string // what cannot be known without it
}

// Fields are those that log401 would use, the most important first.
// Sources: the field table of the HTTP.sys W3C log; the labels of the IIS
// Manager dialog "Select Fields"; Microsoft Learn, "<logFile>".
var Fields = []Field{
	{"c-ip", "Client IP Address (c-ip)", "ClientIP", "clients cannot be told apart, so no rule about a client works"},
	{"cs-username", "User Name (cs-username)", "UserName", "nobody can see who signed in, so failed logons cannot be told from normal steps of a logon"},
	{"sc-status", "Protocol Status (sc-status)", "HttpStatus", "nobody can see which requests were refused"},
	{"sc-substatus", "Protocol Substatus (sc-substatus)", "HttpSubStatus", "a wrong password, a missing permission and a rate limit look the same"},
	{"sc-win32-status", "Win32 Status (sc-win32-status)", "Win32Status", "a wrong password, a locked account and a broken domain controller look the same, and so do a failure and a step of a logon"},
	{"cs(User-Agent)", "User Agent (cs(User-Agent))", "UserAgent", "clients behind one address, such as a proxy, cannot be told apart"},
	{"cs-uri-stem", "URI Stem (cs-uri-stem)", "UriStem", "nobody can see what was refused"},
	{"cs-method", "Method (cs-method)", "Method", "a form that was sent cannot be told from a page that was asked for"},
}

// flags are the values of logExtFileFlags in the order in which reports show
// them, with the W3C names they switch on, and whether IIS logs them unless
// told otherwise. Source: Microsoft Learn, "<logFile>"; Referer since IIS 8.0.
var flags = []struct {
	flag, name string
	standard   bool
}{
	{"Date", "date", true},
	{"Time", "time", true},
	{"ClientIP", "c-ip", true},
	{"UserName", "cs-username", true},
	{"SiteName", "s-sitename", false},
	{"ComputerName", "s-computername", false},
	{"ServerIP", "s-ip", true},
	{"Method", "cs-method", true},
	{"UriStem", "cs-uri-stem", true},
	{"UriQuery", "cs-uri-query", true},
	{"HttpStatus", "sc-status", true},
	{"HttpSubStatus", "sc-substatus", true},
	{"Win32Status", "sc-win32-status", true},
	{"BytesSent", "sc-bytes", false},
	{"BytesRecv", "cs-bytes", false},
	{"TimeTaken", "time-taken", true},
	{"ServerPort", "s-port", true},
	{"UserAgent", "cs(User-Agent)", true},
	{"Cookie", "cs(Cookie)", false},
	{"Referer", "cs(Referer)", true},
	{"ProtocolVersion", "cs-version", false},
	{"Host", "cs-host", false},
}

// StandardFlags returns the logExtFileFlags that IIS has unless told otherwise.
func StandardFlags() string {
	return join(func(_ string, standard bool) bool { return standard })
}

// FlagsOf returns the logExtFileFlags that log these W3C names, in any case;
// date and time always. Names that are no field of IIS, such as those of custom
// fields, are left out: they have a setting of their own.
func FlagsOf(names []string) string {
	return join(func(name string, _ bool) bool {
		if name == "date" || name == "time" {
			return true
		}
		for _, n := range names {
			if strings.EqualFold(n, name) {
				return true
			}
		}
		return false
	})
}

func join(keep func(name string, standard bool) bool) string {
	var on []string
	for _, f := range flags {
		if keep(f.name, f.standard) {
			on = append(on, f.flag)
		}
	}
	return strings.Join(on, ",")
}

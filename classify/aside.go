package classify

import "log401/parser"

// mayBeAside reports whether an entry may be of another program than a web
// server. FTP logs without a session field show it in their methods only; of
// these the replies matter that no web server gives.
func mayBeAside(e *parser.Entry) bool {
	return e.Layout().Program() != "" || e.Status == ftpNameAccepted || e.Status == ftpNotLoggedIn || e.Status == ftpPolicy
}

// aside fills ev from an entry of the program, if the entry is one that reports
// show beside the denials: all of HTTPERR, and refused logons to FTP.
func (c *Classifier) aside(e *parser.Entry, ev *Event, program string) bool {
	user := ""
	if program == "ftp" {
		user = c.ftpUser(e)
		if e.Status != ftpNotLoggedIn && e.Status != ftpPolicy {
			return false
		}
	}
	*ev = Event{
		Origin: c.originAside(e, program),
		Time:   e.Time, Clock: e.Time, Line: e.Line,
		Status: e.Status, Substatus: -1, Win32: -1,
		User: user,
	}
	ev.numbers(e)
	return true
}

// numbers sets substatus and Win32 status, where they are logged.
func (e *Event) numbers(entry *parser.Entry) {
	if n, ok := entry.Int(parser.FieldSubstatus); ok && n >= 0 {
		e.Substatus = n
	}
	if n, ok := ParseWin32(entry.Field(parser.FieldWin32)); ok {
		e.Win32 = n
	}
}

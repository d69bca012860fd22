package classify

import "log401/parser"

// MayBeAside reports whether an entry may be of another program than a web
// server. FTP logs without a session field show it in their methods only; of
// these the replies matter that no web server gives.
func MayBeAside(e *parser.Entry) bool {
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
	begin(e, ev, c.senderAside(e, program).origin)
	readNumbers(e, ev)
	ev.User = user
	return true
}

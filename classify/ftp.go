package classify

import "log401/parser"

// Replies of the FTP service of IIS; see sourceFTP.
const (
	ftpNameAccepted = 331
	ftpNotLoggedIn  = 530
	ftpPolicy       = 534
)

// ftpSubstatuses are what the substatus of a refused logon means, where the
// Win32 status beside it says nothing.
var ftpSubstatuses = map[int64]string{
	1:  "Refused by authorization rules",
	4:  "Address not allowed",
	19: "Too many connections",
	25: "TLS required",
	26: "TLS required for the password",
	33: "Home folder not found",
	34: "Refused by a custom logon",
	35: "User name or password wrong",
	36: "No way to log on is enabled",
	37: "No site for this host name",
	41: "Logon failed",
	42: "Anonymous logon not allowed",
	47: "Client certificate required",
	48: "Client certificate not valid",
	51: "Command not allowed",
	55: "128-bit encryption required",
}

// FTPReason says in a few words why the FTP service refused a logon; -1 is a
// number that was not logged.
func FTPReason(status int, substatus, win32 int64) string {
	if row := findWin32(win32); row != nil && row.Cause != "" {
		return CauseByName(row.Cause).Title
	}
	if text := ftpSubstatuses[substatus]; text != "" {
		return text
	}
	if status == ftpPolicy {
		return "Refused by policy, usually for want of TLS"
	}
	return "Not logged on"
}

// explainFTP explains a logon that FTP refused.
func explainFTP(event *Event) Explanation {
	e := Explanation{
		Title:   "FTP " + Code(event.Status, event.Substatus) + ": " + FTPReason(event.Status, event.Substatus, event.Win32),
		What:    "The FTP service of IIS did not let the client log on. Its numbers are replies of FTP, not statuses of HTTP.",
		Counted: "Listed beside the denials with --all, by client and user. It is in no sum of denials, and no rule looks at it.",
		Server:  []string{"If the name and the password are right: check the authentication, the authorization rules and the TLS policy of the FTP site."},
		Sources: []string{sourceFTP},
	}
	e.say(win32Sentence(event.Win32))
	if row := findWin32(event.Win32); row != nil {
		if cause := CauseByName(row.Cause); cause != nil {
			e.Server, e.Tell = []string{cause.Admin}, cause.User
		}
		e.cite(row.Source)
	}
	return e
}

// maxFTPSessions is how many sessions a stream's names are remembered of.
const maxFTPSessions = 1 << 12

// ftpUser returns the user of an entry of an FTP log: the one that is logged,
// or the name that its session asked to log on with. It learns of such names.
func (c *Classifier) ftpUser(e *parser.Entry) string {
	session := c.shared.text(e, parser.FieldSession)
	method := c.shared.text(e, parser.FieldMethod)
	if session == "" {
		number := ftpSession(method)
		session, method = c.peer(e)+method[:number], method[number:]
	}
	if method == "USER" {
		if len(c.sessions) >= maxFTPSessions {
			clear(c.sessions)
		}
		c.sessions[session] = c.shared.text(e, parser.FieldPath)
	}
	if user := c.shared.text(e, parser.FieldUser); user != "" {
		return user
	}
	return c.sessions[session]
}

// ftpSession returns the length of the number of the session in front of a
// method: "[2]USER".
func ftpSession(method string) int {
	for i := range len(method) {
		if method[i] == ']' {
			return i + 1
		}
	}
	return 0
}

// Package classify knows what every status, substatus and Win32 status means. It
// turns an entry into a compact event with its class and cause, and explains
// codes, texts of error pages and whole log lines.
package classify

// A Class says what kind of denial an entry is.
type Class uint8

// The classes. ClassNone is an entry that is no denial.
const (
	ClassNone      Class = iota
	ClassLogon           // 401.0, 401.1, 401.2, unknown 401.N, 401 without substatus
	ClassRefused         // known user, no permission
	ClassRateLimit       // too many requests, or too many at once
	ClassDenyList        // the address or host name is on a deny list
	ClassForbidden       // other 403 worth knowing; shown on request

	NumClasses
)

var classNames = [NumClasses]string{"", "logon", "refused", "rate-limit", "deny-list", "forbidden"}

// String returns the name of the class as reports write it, "" for ClassNone.
func (c Class) String() string { return classNames[c] }

// An Event is what is kept of an entry that matters: a denial, an answer to a
// signed-in user, or an answer that settles an open question. Its strings and
// its Origin are shared between events.
type Event struct {
	*Origin // never nil

	Time      int64  // Unix nanoseconds, UTC
	Clock     int64  // highest time that the event's stream had shown by then
	Line      int64  // line number in the source
	Status    int    // three digits
	Substatus int64  // -1 where none is logged
	Win32     int64  // normalised (see ParseWin32); -1 where none is logged
	User      string // as logged, "" where "-" or not logged
	Method    string
	Path      string // without the query
	Cause     *Cause // nil where Class is ClassNone
	Class     Class

	EmptyUser    bool // a user name was sent and was empty
	LogOnly      bool // a rate limit that only would have denied
	FirstSuccess bool // the first answer below 400 of its stream
	Answer       bool // below 400, without a user, to a client that was refused there; see Classifier
	Astray       bool // Time stands alone, far ahead of the entries around it
	StepsBack    bool // Clock is behind that of earlier events of the stream: a new stretch
}

// Aside reports whether the event is of another program than a web server: no
// answer to a person, and nothing that rules look at.
func (e *Event) Aside() bool { return e.Program != "" }

// Denied reports whether the event is a denial, log-only ones included.
func (e *Event) Denied() bool { return e.Class != ClassNone }

// SignedIn reports whether the event shows its user signed in: a user and a
// status other than 401, or one of the 401s that a known user gets. In NCSA
// logs it is only a claim; package handshake says what else it takes.
func (e *Event) SignedIn() bool {
	return e.showsUser() && !e.Aside()
}

// showsUser is SignedIn for events of web servers.
func (e *Event) showsUser() bool {
	if e.User == "" {
		return false
	}
	if e.Status != 401 {
		return e.Status != 0
	}
	switch e.Substatus {
	case 3, 4, 5, 7:
		return true
	}
	return false
}

// Code returns "401.1", or "401" where no substatus was logged.
func (e *Event) Code() string { return Code(e.Status, e.Substatus) }

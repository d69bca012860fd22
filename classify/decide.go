package classify

import (
	"strings"

	"log401/parser"
)

// Facts are what a verdict rests on: the fields of one entry that say whether
// and why it was refused.
type Facts struct {
	Status    int   // three digits, or 0 where unknown
	Substatus int64 // -1 where none is logged
	Win32     int64 // normalised as by ParseWin32; -1 where none is logged
	HasUser   bool  // a user name is logged
	Post      bool  // the method is POST; matters in NCSA logs only
	NCSA      bool  // the log has neither substatus nor Win32 status
}

// factsOf returns the facts of an event. A user name that was sent and is empty
// is a user name: somebody tried to log on.
func factsOf(event *Event) Facts {
	return Facts{
		Status:    event.Status,
		Substatus: event.Substatus,
		Win32:     event.Win32,
		HasUser:   event.User != "" || event.EmptyUser,
		Post:      event.Method == "POST",
		NCSA:      event.NCSA,
	}
}

// A Verdict says what an entry is.
type Verdict struct {
	Class   Class
	Cause   *Cause // nil where Class is ClassNone, never else
	LogOnly bool   // a rate limit that only would have denied
}

// Substatuses that IIS sets under 401, 403 and 404 alike.
const (
	substatusConcurrent = 501
	substatusRequests   = 502
	substatusAddress    = 503
	substatusHost       = 504
)

// The causes that no table leads to. Decide has no time to look for them.
var (
	causeAccessRule          = CauseByName("access-rule")
	causeBadCredentials      = CauseByName("bad-credentials")
	causeForbidden           = CauseByName("forbidden")
	causeNCSALogon           = CauseByName("ncsa-logon")
	causePostedLogon         = CauseByName("posted-logon")
	causeRateLimit429        = CauseByName("rate-limit-429")
	causeRateLimitConcurrent = CauseByName("rate-limit-concurrent")
	causeRateLimitRequests   = CauseByName("rate-limit-requests")
	causeUnknown401          = CauseByName("unknown-401")
	causeURLAuthorization    = CauseByName("url-authorization")
)

// Decide returns the verdict on an entry. It does not allocate.
func Decide(f Facts) Verdict {
	f.Substatus = max(f.Substatus, -1)
	if f.limited() {
		return Verdict{ClassRateLimit, f.limitCause(), f.logOnly()}
	}
	switch f.Status {
	case 401:
		return f.unauthorized()
	case 403:
		return f.forbidden()
	case 404:
		return f.listed(ClassNone, nil)
	}
	return Verdict{}
}

// limited reports whether a rate limit acted, or would have.
func (f Facts) limited() bool {
	if f.Status == 429 {
		return true
	}
	if f.Substatus != substatusConcurrent && f.Substatus != substatusRequests {
		return false
	}
	return parser.IsServed(f.Status) || f.Status == 401 || f.Status == 403 || f.Status == 404
}

func (f Facts) limitCause() *Cause {
	switch {
	case f.Status == 429:
		return causeRateLimit429
	case f.Substatus == substatusConcurrent:
		return causeRateLimitConcurrent
	}
	return causeRateLimitRequests
}

// logOnly reports whether a rate limit left its mark on an answer that the
// client would have got without it, too.
func (f Facts) logOnly() bool {
	missing := f.Status == 404 && (f.Win32 == 2 || f.Win32 == 3)
	return missing || parser.IsServed(f.Status)
}

// listed returns what the status table says, or the given class and cause
// where the table has no such row.
func (f Facts) listed(class Class, cause *Cause) Verdict {
	if i, found := findStatus(f.Status, f.Substatus); found {
		class, cause = statusCodes[i].Class, statusCauses[i]
	}
	if class == ClassNone {
		return Verdict{}
	}
	return Verdict{Class: class, Cause: cause}
}

func (f Facts) unauthorized() Verdict {
	verdict := f.listed(ClassLogon, causeUnknown401)
	if verdict.Class != ClassLogon {
		return verdict
	}
	set, cause := Win32Unknown, (*Cause)(nil)
	if i := win32Lookup.find(f.Win32); i >= 0 {
		set, cause = win32Numbers[i].Set, win32Causes[i]
	}
	soft := set == Win32Soft || set == Win32Unknown
	switch {
	case soft && f.HasUser && f.Substatus == 0:
		verdict.Class = ClassRefused
	case soft && f.HasUser && f.Substatus == 2:
		return Verdict{Class: ClassRefused, Cause: causeURLAuthorization}
	case cause != nil:
		verdict.Cause = cause
	case f.HasUser && f.Substatus < 0:
		verdict.Cause = causeNCSALogon
	case f.HasUser && f.Substatus == 1:
		verdict.Cause = causeBadCredentials
	case f.NCSA && f.Post && f.Substatus < 0:
		verdict.Cause = causePostedLogon
	}
	return verdict
}

// certificateCauses is what the names of causes about client certificates
// begin with.
const certificateCauses = "client-certificate"

func (f Facts) forbidden() Verdict {
	if f.NCSA && f.Substatus < 0 {
		return Verdict{Class: ClassForbidden, Cause: causeAccessRule}
	}
	verdict := f.listed(ClassForbidden, causeForbidden)
	// 403.13 stands for a revoked certificate and for a check that was not
	// possible; the Win32 status tells them apart.
	if i := win32Lookup.find(f.Win32); i >= 0 && aboutCertificate(win32Causes[i]) && aboutCertificate(verdict.Cause) {
		verdict.Cause = win32Causes[i]
	}
	return verdict
}

func aboutCertificate(cause *Cause) bool {
	return cause != nil && strings.HasPrefix(cause.Name, certificateCauses)
}

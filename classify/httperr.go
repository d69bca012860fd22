package classify

import "strings"

// A ReasonKind says what became of what HTTP.sys lists in its error log.
type ReasonKind uint8

// The kinds of reasons, those first that cost clients most.
const (
	ReasonUnavailable ReasonKind = iota // answered with 503, or not let in: no site saw the request
	ReasonAbandoned                     // taken for a site and never answered
	ReasonRejected                      // a request that HTTP.sys did not take: malformed, too long
	ReasonConnection                    // a connection that timed out or was closed

	NumReasonKinds
)

var reasonKindNames = [NumReasonKinds]string{"unavailable", "abandoned", "rejected", "connection"}

// String returns the name of the kind as reports write it.
func (k ReasonKind) String() string { return reasonKindNames[k] }

// A Reason is what the error log of HTTP.sys (HTTPERR) gives as the reason of
// an entry: one row of the knowledge base.
type Reason struct {
	Name    string // as logged: "QueueFull"
	Kind    ReasonKind
	Title   string // a few words
	Meaning string // a sentence or two
	Admin   string // the remedy for the administrator
	Source  string
}

// LookupReason returns what is known of a reason, in any case.
func LookupReason(name string) (Reason, bool) {
	if r := findReason(name); r != nil {
		return *r, true
	}
	return Reason{}, false
}

func findReason(name string) *Reason {
	for i := range reasons {
		if strings.EqualFold(reasons[i].Name, name) {
			return &reasons[i]
		}
	}
	return nil
}

// KindOfReason returns the kind of an entry of HTTPERR: that of its reason, or
// of its status where the reason is not known.
func KindOfReason(name string, status int) ReasonKind {
	switch r := findReason(name); {
	case r != nil && !(r.Kind == ReasonRejected && status == 503):
		return r.Kind
	case status == 503:
		return ReasonUnavailable
	case status >= 400:
		return ReasonRejected
	}
	return ReasonConnection
}

// countedReason says what log401 makes of each kind.
var countedReason = [NumReasonKinds]string{
	ReasonUnavailable: "Listed beside the denials, as refused before IIS. It is no denial of a person and in no sum of denials.",
	ReasonAbandoned:   "Listed beside the denials, as refused before IIS. It is no denial of a person and in no sum of denials.",
	ReasonRejected:    "Listed beside the denials, as refused before IIS. It is no denial of a person and in no sum of denials.",
	ReasonConnection:  "Counted, and listed with --all: usually nothing but the end of an idle connection.",
}

// explainReason explains a reason of HTTPERR.
func explainReason(r *Reason) Explanation {
	e := Explanation{
		Title:     r.Name + ": " + r.Title,
		What:      "HTTP.sys, the part of Windows that takes requests for IIS, writes this reason into its own error log (HTTPERR); the log of the site does not have the request. " + r.Meaning,
		Counted:   countedReason[r.Kind],
		Server:    []string{r.Admin},
		Relatives: reasonRelatives(r),
	}
	e.cite(r.Source)
	return e
}

// explainAside explains an entry of HTTPERR, or a logon that FTP refused.
func explainAside(event *Event) Explanation {
	if event.Program == "ftp" {
		return explainFTP(event)
	}
	if r := findReason(event.Reason); r != nil {
		return explainReason(r)
	}
	kind := KindOfReason(event.Reason, event.Status)
	return explainReason(&Reason{
		Name: "Unknown", Kind: kind, Title: "a reason that is in no table of log401",
		Admin: "Look at the lines around it, and at the System log of the same time.", Source: sourceHTTPERR,
	})
}

// maxReasonRelatives is how many other reasons of the kind are named.
const maxReasonRelatives = 4

func reasonRelatives(r *Reason) (list []Relative) {
	for i := range reasons {
		if other := &reasons[i]; other.Kind == r.Kind && other != r && len(list) < maxReasonRelatives {
			list = append(list, Relative{other.Name, other.Title})
		}
	}
	return list
}

// reasonNames returns the names of all reasons.
func reasonNames() []string {
	names := make([]string, len(reasons))
	for i := range reasons {
		names[i] = reasons[i].Name
	}
	return names
}

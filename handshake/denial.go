// Package handshake decides, conversation by conversation, what became of
// every refused request: whether a 401 was a step of a logon that worked, was
// never answered, or was a logon that failed.
package handshake

import "log401/classify"

// An Outcome says what became of a denial.
type Outcome uint8

// The outcomes. The last four are those of denials of other classes.
const (
	Failure      Outcome = iota // credentials were offered and refused
	Challenge                   // a step of a logon that worked
	Prelude                     // a step of a logon that failed; the failure counts, this does not
	Unanswered                  // the client never logged on
	Broken                      // the handshake itself broke; never a bad password
	Undetermined                // the input ended first, or shows no successes
	Refused                     // signed in, and not permitted
	RateLimit
	DenyList
	Forbidden
	NumOutcomes
)

var outcomeNames = [NumOutcomes]string{
	"failure", "challenge", "prelude", "unanswered", "broken", "undetermined",
	"refused", "rate-limit", "deny-list", "forbidden",
}

// String returns the name of the outcome as reports write it.
func (o Outcome) String() string { return outcomeNames[o] }

// A Confidence says how sure an outcome is.
type Confidence uint8

// The confidences.
const (
	High Confidence = iota
	Medium
	Low

	NumConfidences
)

var confidenceNames = [NumConfidences]string{"high", "medium", "low"}

// String returns "high", "medium" or "low".
func (c Confidence) String() string { return confidenceNames[c] }

// A Denial is a refused request whose outcome is settled.
type Denial struct {
	Event      classify.Event
	Outcome    Outcome
	Confidence Confidence

	// Likelihood says how likely LikelyUser is. High: signed in within the
	// challenge window after the failure. Medium: signed in before it. Low:
	// only named, or no agent is logged to tell conversations apart.
	Likelihood Confidence

	// Unattributed marks a failure that names no user while one may still
	// show up near it. It comes once more, through Sink.Attributed.
	Unattributed bool

	Reason string // one sentence: why this outcome; constant text

	// LikelyUser is who a failure that names no user was likely of: the only
	// user that its conversation named or signed in from ten challenge windows
	// before it to one after; "" where there was none or several. It is as
	// logged last, and no more than likely: nothing but a report may use it.
	LikelyUser string
}

// A SignIn is an answer to a user who had logged on.
type SignIn struct {
	Event *classify.Event
}

// A Sink receives what the Folder settles, and may read what it is given until
// it returns: the Folder writes over it then. Denials come once final, up to
// [Options.Lateness] after their time; sign-ins and answers come at once.
type Sink interface {
	Denial(*Denial)

	// Attributed gets a denial that was Unattributed once more when it no
	// longer is, with the likely user where there is one.
	Attributed(*Denial)

	SignIn(*SignIn)

	// Answer gets an answer below 400 that named no user, to a client that
	// was refused before in the same part of the site: what the Classifier
	// marks so. It comes beside what the event settles otherwise.
	Answer(*classify.Event)
}

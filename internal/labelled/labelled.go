// Package labelled makes access logs together with the truth about them: what
// every refused request really was, which attacks went on, and what only looked
// like one. Tests hold what log401 says against it.
//
// A log is a story told by scenarios (see the table in scenarios.go): programs
// and people who talk to web servers by the rules of the schemes, NTLM,
// Kerberos, Basic, Digest and what applications make of them. The truth is what
// the scenario simulated, and nothing in this package knows how log401 decides.
// The same seed always gives the same log.
package labelled

import "time"

// The outcomes that a refused request can truly have, by the names that reports
// use.
const (
	Failure      = "failure"
	Challenge    = "challenge"
	Prelude      = "prelude"
	Unanswered   = "unanswered"
	Broken       = "broken"
	Undetermined = "undetermined"
	Refused      = "refused"
	RateLimit    = "rate-limit"
	DenyList     = "deny-list"
	Forbidden    = "forbidden"
)

// A Log is a day of some servers, and the truth about it.
type Log struct {
	Files  []File             // those of one stream stand together, oldest first
	Truth  map[Position]Truth // of every denial, log-only ones included
	Plants []Plant            // by time of their start

	lines     []line
	begin     time.Time
	rotations []time.Time // when each server begins its second file
}

// A File is one log file.
type File struct {
	Name   string // with its folder: "W3SVC1/u_ex260302.log"
	Folder string
	Stream string // files with the same stream continue one another
	Data   []byte
}

// A Position is a line of a file; the first one is 1.
type Position struct {
	File string
	Line int64
}

// A Truth is what a refused request really was.
type Truth struct {
	Scenario string
	Outcome  string
	User     string // who made the request, whether logged or not; "" for nobody in particular
	Shared   bool   // several people share the address
	LogOnly  bool   // a limit that only would have denied
	Moot     bool   // another story would have left the same lines: nobody can tell from the log
}

// A Plant is something that an alert should tell of, or may. Its key is what
// an alert has to be about; a part of it that is empty does not matter. User is
// folded: no domain, no suffix, lower case.
type Plant struct {
	Scenario string
	Rule     string
	From, To time.Time

	Client, User, Network, Site string

	Clients, Users []string // all who took part, users folded
	Attack         bool     // somebody guesses at passwords
	Optional       bool     // chance decides whether it comes to an alert
	Wrong          bool     // harmless, and an alert of the rule is wrong; the log does not show that
	Also           []string // rules that may see part of it first, for a higher alert to supersede
}

// Package report accumulates what was found and renders it: as tables for
// people, as JSON and as CSV. A Report is a view: rendering changes nothing.
package report

import (
	"log401/detect"
	"log401/timeline"
)

// Schema names the form of the JSON report.
const Schema = "log401/report/v1"

// A Report is everything found, at one moment. It is immutable: renderers only
// read it, and a Builder that goes on does not change it.
type Report struct {
	Complete bool
	Input    timeline.Account
	Notes    []string // what is missing or odd in the input, what it costs, how to mend it
	Denials  Denials
	Groups   List[Group] // sorted by client, user, code, cause, outcome, likely user; unknown first
	Cut      Cut         // what the limit on groups left out of Groups
	OverTime OverTime
	Paths    Breakdown  // by path
	By       *Breakdown // what --by asked for, or nil
	HTTPERR  []Aside    // what HTTP.sys lists in its error log; by kind, then most entries first
	FTP      []Aside    // refused logons to FTP, most first
	Alerts   []detect.Alert
	Lockouts []detect.Lockout       // stories of accounts that could not be used any more
	Profiles []detect.ProfileResult // what other tools would have raised; none where not asked for
	Encoding *Encoding              // in which text that is no UTF-8 is shown, or nil

	foreign foreign // what ShowIn is about
}

// Denials counts the denials. The maps and Total leave log-only ones out.
type Denials struct {
	Total, LogOnly int64
	ByCode         map[string]int64
	ByClass        map[string]int64
	ByOutcome      map[string]int64
}

// A Group counts the denials of one client, user, likely user, code, cause and
// outcome.
type Group struct {
	Client, User         string // "" where unknown
	LikelyUser           string // of failures that name no user: who they were likely of, or ""
	Likelihood           string // of LikelyUser: "high", "medium" or "low", the lowest of the denials; "" without one
	Code, Cause, Outcome string
	LogOnly              bool
	Count                int64
	First, Last          int64    // Unix nanoseconds
	Proxies              []string // that some of the requests came through, in the order of their names; at most four
	MoreProxies          bool     // there are more
}

// A Cut says what a limit on the number of rows left out. Denials and LogOnly
// are exact. Groups is a close estimate, since to remember what was left out would
// take the memory that the limit saves.
type Cut struct {
	Groups  int64 // groups or rows left out
	Denials int64 // denials in them, log-only ones apart
	LogOnly int64
}

// A Breakdown counts denials by the values of some keys. Steps of a logon
// (challenges and preludes), log-only denials and the class forbidden count
// only where everything was asked for.
type Breakdown struct {
	Keys []string  // of KeyNames
	Rows List[Row] // most denials first, then by values; by time where the first key is the hour
	Cut  Cut
}

// A Row is one combination of values of a Breakdown.
type Row struct {
	Values      []string // one a key; "" where unknown
	Count       int64
	First, Last int64 // Unix nanoseconds
}

package report

import (
	"slices"

	"log401/detect"
	"log401/handshake"
	"log401/parser"
)

// A Story is what became of one subject, in the order of time. It is a view,
// as a Report is.
type Story struct {
	Subject     StorySubject
	Proxy       bool    // requests of others came through the subject
	Report      *Report // of the whole input
	First, Last int64   // of what the subject did, Unix nanoseconds
	ByOutcome   map[string]int64
	Denials     int64 // without log-only ones, as in a Report
	LogOnly     int64
	SignIns     int64 // answers to signed-in users
	Clients     []Share
	Users       []Share
	Agents      []Share
	Rows        []StoryRow
	Lost        Lost
	Trace       *detect.Trace
	Alerts      []detect.Alert // that the subject has a part in, by first
}

// A StorySubject says whom a story is about.
type StorySubject struct {
	Kind  string // "client", "network", "user", "alert"
	Name  string // as asked for
	Alert *detect.Alert
	Watch detect.Subject
}

// A Share is what one client, user or agent has in a story.
type Share struct {
	Name        string // as first logged; "" where none was
	Failures    int64
	Denials     int64 // failures included
	SignIns     int64
	First, Last int64 // Unix nanoseconds
}

// Lost counts what memory had no room for.
type Lost struct{ Rows, Denials, SignIns int64 }

// A RowKind says what a StoryRow tells of.
type RowKind uint8

// The kinds of row.
const (
	RefusedRow RowKind = iota // requests that were refused
	SignInRow                 // answers to a signed-in user
	AlertRow                  // what became of an alert
)

var rowKinds = [...]string{"refused", "sign-in", "alert"}

// String returns the name of the kind as programs read it.
func (k RowKind) String() string { return rowKinds[k] }

// A StoryRow is a run of equal denials, of sign-ins, or a moment of an alert.
// Steps of a logon stand in the row of what the logon came to.
type StoryRow struct {
	Kind        RowKind
	First, Last int64 // Unix nanoseconds
	From, To    parser.Position

	Denials    int64 // that the row is about
	Steps      int64 // denials that were steps on the way to them, or to the sign-ins
	SignIns    int64
	LogOnly    bool
	Code       string
	Cause      string
	Outcome    handshake.Outcome
	Confidence handshake.Confidence
	Reason     string
	Fate       detect.Fate
	Likely     bool // the user is the likely one, not logged
	TakenBack  int  // guesses of the row that a sign-in took back
	TakesBack  int  // guesses that the sign-ins of the row took back

	Clients, Proxies, Users, Agents, Paths, StepCodes Names

	Event detect.Verdict // of an alert: Raised, Ended; Covered where a higher one stands for it
	Alert *detect.Alert  // nil but in an AlertRow
	By    *detect.Alert  // the higher one
}

// Names are the different values of a field.
type Names struct {
	Some  []string // the first few, in the order in which they came
	Count int      // all; at most maxNames
	more  map[string]bool
}

const (
	maxSome  = 5
	maxNames = 1024
)

// add adds a name, unless it is none.
func (n *Names) add(name string) {
	switch {
	case name == "" || slices.Contains(n.Some, name) || n.more[name] || n.Count == maxNames:
		return
	case n.Count < maxSome:
		n.Some = append(n.Some, name)
	default:
		if n.more == nil {
			n.more = map[string]bool{}
		}
		n.more[name] = true
	}
	n.Count++
}

// addAll adds all names of another field.
func (n *Names) addAll(o *Names) {
	for _, name := range o.Some {
		n.add(name)
	}
	for _, name := range sortedKeys(o.more) {
		n.add(name)
	}
}

func (n *Names) has(name string) bool { return slices.Contains(n.Some, name) || n.more[name] }

func (n *Names) first() string {
	if n.Count == 0 {
		return ""
	}
	return n.Some[0]
}

func one(name string) (n Names) {
	n.add(name)
	return n
}

// Package detect watches denials and sign-ins in event time and raises alerts.
package detect

import (
	"slices"
	"strings"

	"log401/parser"
)

// A Severity says how much an alert matters.
type Severity uint8

// The severities, lowest first.
const (
	Info Severity = iota
	Low
	Medium
	High
	Critical
)

var severityNames = [...]string{"info", "low", "medium", "high", "critical"}

// String returns the name of the severity as reports write it.
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity returns the severity of a name, and whether there is one.
func ParseSeverity(name string) (s Severity, ok bool) {
	i := slices.Index(severityNames[:], name)
	return Severity(max(i, 0)), i >= 0
}

// An Alert is something that a person should look at. It is a value: the
// Detector gives out copies that it does not change.
type Alert struct {
	ID            string // deterministic: from rule, key and first
	Rule          string // stable name of the rule
	Severity      Severity
	Client        string // "" where the alert is not about one client
	User          string // as first logged; "" where not about one user
	Network       string // a CIDR; "" where not about a network
	Site          string // "" where not about one site
	Path          string // "" where not about one path
	Kind          string // of a rate limit: "rate", "concurrent", "429", or several: "rate+concurrent"; else ""
	PeakPerSecond int    // of a rate limit: the most denials of one second; else 0
	Count         int    // events counted while the alert was open, those of its first window included
	Limit         int    // the limit that was reached; 0 where the alert has none
	WindowSeconds int    // the window of that limit; 0 where the alert has none
	Users         int    // distinct users among the counted events; an estimate from 256 on
	Clients       int    // distinct clients among them; likewise
	First, Last   int64  // Unix nanoseconds of the oldest and newest event counted
	Ended         bool   // the input shows that it is over
	Cause         string // name of the most frequent cause
	Summary       string // one sentence in plain words
	Advice        string // what to do next
	SupersededBy  string // ID of the higher alert on the same evidence, or ""
	Evidence      []parser.Position
}

// Peak200 returns bounds for the most denials that 200 ms held, the time in
// which IIS counts requests: logs tell whole seconds, of which one in five such
// spans held at least its share. They are 0 where the alert is not about a rate.
func (a *Alert) Peak200() (least, most int) {
	if !strings.HasPrefix(a.Kind, "rate") {
		return 0, 0
	}
	return (a.PeakPerSecond + 4) / 5, a.PeakPerSecond
}

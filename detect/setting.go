package detect

import "time"

// A Setting is a parameter of a T, a Rule or a Limit, that may be chosen.
// Chosen values are whole numbers from 1 on, whole seconds from one second on,
// fractions above 0, or severities; the zero value stands for a parameter that
// is not asked for.
type Setting[T any] struct {
	Name  string // stable; in files of rules
	About string // what it says, as the end of a sentence
	Most  int64  // the highest value, durations in nanoseconds; 0 for severities

	// Own is true for parameters of a few rules: only those whose default row
	// sets it heed it.
	Own bool

	// Field returns a pointer to the parameter: an *int, *float64,
	// *time.Duration or *Severity.
	Field func(*T) any
}

// The highest limits. A window keeps twice as many events as its highest limit
// names, so these bound what one key costs.
const (
	mostEvents   = 10_000
	mostDistinct = 1_000
	mostWindow   = int64(366 * 24 * time.Hour)
)

// LimitSettings returns the parameters of limits, in the order in which they
// are shown. The slice is the caller's.
func LimitSettings() []Setting[Limit] { return append([]Setting[Limit](nil), limitSettings...) }

// RuleSettings returns the parameters of rules beside their limits, in the
// order in which they are shown. The slice is the caller's.
func RuleSettings() []Setting[Rule] { return append([]Setting[Rule](nil), ruleSettings...) }

var limitSettings = []Setting[Limit]{
	{Name: "count", About: "so many events", Most: mostEvents, Field: func(l *Limit) any { return &l.Count }},
	{Name: "users", About: "of so many different users", Most: mostDistinct, Field: func(l *Limit) any { return &l.Users }},
	{Name: "clients", About: "of so many different clients", Most: mostDistinct, Field: func(l *Limit) any { return &l.Clients }},
	{Name: "span", About: "at least so long from the oldest to the newest", Most: mostWindow, Field: func(l *Limit) any { return &l.Span }},
	{Name: "window", About: "within so long", Most: mostWindow, Field: func(l *Limit) any { return &l.Window }},
	{Name: "severity", About: "how much it matters", Field: func(l *Limit) any { return &l.Severity }},
}

// ruleSettings are the parameters that are no part of a limit.
var ruleSettings = []Setting[Rule]{}

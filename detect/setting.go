package detect

import (
	"fmt"
	"strings"
	"time"
)

// A Setting is a parameter of a T, a Rule or a Limit, that may be chosen.
// Chosen values are whole numbers from 1 on, whole seconds from one second on,
// fractions above 0, or severities; else the zero value stands for a parameter
// that is not asked for.
type Setting[T any] struct {
	Name  string // stable; in files of rules
	About string // what it says, as the end of a sentence
	Most  int64  // the highest value, durations in nanoseconds; 0 for severities

	// Zero is true where 0 can be chosen, too, and means it.
	Zero bool

	// Own is true for parameters of a few rules: only those whose default row
	// sets it heed it.
	Own bool

	// Field returns a pointer to the parameter: an *int, *float64,
	// *time.Duration or *Severity.
	Field func(*T) any
}

// The highest limits. A window keeps twice as many events as its highest limit
// names, and every event has it looked through: these bound what one key costs
// in memory, and an event in time, to a tenth of a millisecond or so.
const (
	mostEvents   = 10_000
	mostDistinct = 200
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
	{Name: "pace", About: "with a median gap of at least so long", Most: longestPause, Own: true, Field: func(l *Limit) any { return &l.Pace }},
	{Name: "variation", About: "and gaps that vary by less than such a part of their mean", Most: 1, Own: true, Field: func(l *Limit) any { return &l.Variation }},
	{Name: "window", About: "within so long", Most: mostWindow, Field: func(l *Limit) any { return &l.Window }},
	{Name: "severity", About: "how much it matters", Field: func(l *Limit) any { return &l.Severity }},
}

// ruleSettings are the parameters that are no part of a limit.
var ruleSettings = []Setting[Rule]{
	{Name: "shut-for", About: "nobody signed in there for so long", Most: mostWindow, Own: true, Field: func(r *Rule) any { return &r.ShutFor }},
	{Name: "grave", About: "how much it matters where logons began, broke or could not be ended", Own: true, Field: func(r *Rule) any { return &r.Grave }},
	{Name: "known", About: "how much it matters of a client that is private, allowed or known to the user", Own: true, Field: func(r *Rule) any { return &r.Known }},
}

// Problem says why the parameter is not in its range, or "". Zero is, as one
// that is not asked for.
func (s *Setting[T]) Problem(of *T) string {
	switch v := s.Field(of).(type) {
	case *int:
		if *v < 0 || int64(*v) > s.Most {
			return fmt.Sprintf("%d is not between %d and %d", *v, s.least(), s.Most)
		}
	case *float64:
		if !(*v >= 0 && *v <= float64(s.Most)) {
			return fmt.Sprintf("%v is not above 0 and at most %d", *v, s.Most)
		}
	case *time.Duration:
		switch {
		case *v < 0 || int64(*v) > s.Most:
			return fmt.Sprintf("%s is not between %ds and %s", DurationText(*v), s.least(), DurationText(time.Duration(s.Most)))
		case *v%time.Second != 0:
			return DurationText(*v) + " is not in whole seconds, which is how logs tell time"
		}
	case *Severity:
		if int(*v) >= len(severityNames) {
			return "it is none of " + strings.Join(severityNames[:], ", ")
		}
	}
	return ""
}

func (s *Setting[T]) least() int {
	if s.Zero {
		return 0
	}
	return 1
}

// DurationText returns a duration without the parts that are zero: "10m" and
// "1h30m", where String says "10m0s" and "1h30m0s". [time.ParseDuration] reads
// it back.
func DurationText(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-len("0s")]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-len("0m")]
	}
	return s
}

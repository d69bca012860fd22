package ruleset

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"log401/detect"
)

const (
	durationHint = `a duration is text such as "30s", "10m" or "1h30m"`
	severityHint = `severities are "info", "low", "medium", "high", "critical"`
)

// A flaw says why a value was not assigned, and what to do. The zero value is
// none.
type flaw struct{ problem, hint string }

// assign gives a setting the value of a file, if it is in its range.
func assign[T any](s *detect.Setting[T], of *T, value any) flaw {
	field := s.Field(of)
	if f := convert(field, value); f.problem != "" {
		return f
	}
	if problem := s.Problem(of); problem != "" {
		return flaw{problem, ""}
	}
	if _, free := field.(*detect.Severity); isZero(field) && !s.Zero && !free {
		return flaw{"0 is too low", "leave it out for the default, or where it does not matter"}
	}
	return flaw{}
}

// convert gives a field the value of a file, if it is of its type.
func convert(field, value any) flaw {
	switch f := field.(type) {
	case *int:
		n, ok := value.(int64)
		if !ok {
			return mismatch(value, "a whole number", "whole numbers stand without quotes: 10")
		}
		*f = int(max(min(n, math.MaxInt32), math.MinInt32))
	case *float64:
		switch n := value.(type) {
		case int64:
			*f = float64(n)
		case float64:
			*f = n
		default:
			return mismatch(value, "a number", "numbers stand without quotes: 0.3")
		}
	case *time.Duration:
		return convertDuration(f, value)
	case *detect.Severity:
		return convertSeverity(f, value)
	}
	return flaw{}
}

func mismatch(value any, wanted, hint string) flaw {
	return flaw{fmt.Sprintf("it is %s, not %s", kindOf(value), wanted), hint}
}

func convertDuration(d *time.Duration, value any) (f flaw) {
	text, ok := value.(string)
	if !ok {
		return mismatch(value, "a duration", durationHint)
	}
	var err error
	if *d, err = time.ParseDuration(text); err != nil {
		return flaw{fmt.Sprintf("%q is no duration", cut(text)), durationMeant(text)}
	}
	return flaw{}
}

func convertSeverity(s *detect.Severity, value any) flaw {
	text, ok := value.(string)
	if !ok {
		return mismatch(value, "a severity", severityHint)
	}
	if *s, ok = detect.ParseSeverity(text); !ok {
		var names []string
		for known := detect.Info; known <= detect.Critical; known++ {
			names = append(names, known.String())
		}
		return flaw{fmt.Sprintf("%q is no severity", cut(text)), nameHint(text, names)}
	}
	return flaw{}
}

var inWords = regexp.MustCompile(`^\s*([0-9]{1,6})\s*([A-Za-z]*)\s*$`)

// units are the first letters of units of time, and what they are in Go.
var units = []struct {
	word string
	unit time.Duration
}{
	{"seconds", time.Second}, {"secs", time.Second}, {"minutes", time.Minute}, {"mins", time.Minute},
	{"hours", time.Hour}, {"hrs", time.Hour}, {"days", 24 * time.Hour}, {"weeks", 7 * 24 * time.Hour},
}

// durationMeant says which duration a text may mean: "10m" for "10 minutes".
func durationMeant(text string) string {
	m := inWords.FindStringSubmatch(text)
	if m == nil || m[2] == "" {
		return durationHint
	}
	n, err := strconv.ParseInt(m[1], 10, 32)
	if err != nil {
		return durationHint
	}
	for _, u := range units {
		if strings.HasPrefix(u.word, strings.ToLower(m[2])) {
			return fmt.Sprintf("did you mean %q?", detect.DurationText(time.Duration(n)*u.unit))
		}
	}
	return durationHint
}

// kindOf names the kind of a value of a file.
func kindOf(value any) string {
	switch value.(type) {
	case string:
		return "text"
	case int64:
		return "a whole number"
	case float64:
		return "a number with a fraction"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return "a time"
}

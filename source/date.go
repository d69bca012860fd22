package source

import (
	"regexp"
	"strconv"
	"time"
)

// dateLayouts are the dates that file names carry without separators. The
// week of IIS (yymmww) reads as a day.
var dateLayouts = []string{
	"20060102150405",
	"200601021504",
	"060102150405",
	"2006010215",
	"20060102",
	"06010215", // an hour of IIS
	"200601",
	"060102",
}

// iisPrefix is what stands before the month in names such as u_ex2601.log.
// Elsewhere four digits are no date.
var iisPrefix = regexp.MustCompile(`(?i)(?:^|[^a-z])(?:ex|in|nc)$`)

// parseDate returns the date that the parts of a group of digits make up, nil
// if they make none, given what stands before them. Parts after the date (a
// time, the number of a file of that day) follow it.
func parseDate(parts []string, before string) []number {
	first := parts[0]
	switch {
	case isYear(first) && len(parts) > 1 && isMonth(parts[1]):
	case iisPrefix.MatchString(before) && len(first) == 4 && isMonth(first[2:]):
	case isDate(first):
	default:
		epoch, ok := epochDate(first)
		if !ok {
			return nil
		}
		parts = append([]string{epoch}, parts[1:]...)
	}
	return dateNumbers(parts)
}

// dateNumbers returns parts as numbers, the long ones two digits at a time: so
// a month sorts before its days, and a day before its hours.
func dateNumbers(parts []string) []number {
	var date []number
	for _, part := range parts {
		for len(part) > 2 && len(part)%2 == 0 {
			date = append(date, toNumber(part[:2]))
			part = part[2:]
		}
		date = append(date, toNumber(part))
	}
	return date
}

func isDate(digits string) bool {
	for _, layout := range dateLayouts {
		if len(layout) != len(digits) {
			continue
		}
		if t, err := time.Parse(layout, digits); err == nil && isPlausible(t.Year()) {
			return true
		}
	}
	return false
}

// epochDate turns the seconds since 1970 that rotatelogs appends by default
// into date and time, so that they compare with other names.
func epochDate(digits string) (string, bool) {
	seconds, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || len(digits) != 10 {
		return "", false
	}
	t := time.Unix(seconds, 0).UTC()
	return t.Format("20060102150405"), isPlausible(t.Year())
}

// isPlausible keeps other numbers, of customers say, from being taken for
// dates: there were no web servers before 1990.
func isPlausible(year int) bool { return 1990 <= year && year < 2100 }

func isYear(digits string) bool {
	year, err := strconv.Atoi(digits)
	return err == nil && len(digits) == 4 && isPlausible(year)
}

func isMonth(digits string) bool {
	month, err := strconv.Atoi(digits)
	return err == nil && len(digits) <= 2 && 1 <= month && month <= 12
}

// doubtfulDate reports whether parts are a date of which nobody can say what
// is the day and what the month: 01-02-2026, 26.01.02.
func doubtfulDate(parts []string) bool {
	if len(parts) < 3 || len(parts[0]) > 2 || len(parts[1]) > 2 {
		return false
	}
	return isYear(parts[2]) || len(parts[0]) == 2 && len(parts[1]) == 2 && len(parts[2]) == 2
}

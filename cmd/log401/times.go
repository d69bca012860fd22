package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// timeForms are the absolute times that --since and --until take, read in the
// zone of --tz where they name none.
var timeForms = []string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05",
	"2006-01-02T15:04",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04",
	"2006-01-02",
	"02/Jan/2006:15:04:05 -0700",
}

// dayNames are the days that --since and --until take, as days from today.
var dayNames = map[string]int{"today": 0, "yesterday": -1, "tomorrow": 1}

const timeHint = "a time is 2026-01-02T15:04:05Z, 2026-01-02 15:04, 2026-01-02, today, yesterday, or how long ago: 90m, 2h, 3d, 1w"

// parseTime reads the value of --since or --until.
func parseTime(text string, now time.Time, zone *time.Location) (time.Time, error) {
	text = strings.TrimSpace(text)
	now = now.In(zone)
	if days, ok := dayNames[strings.ToLower(text)]; ok {
		return time.Date(now.Year(), now.Month(), now.Day()+days, 0, 0, 0, 0, zone), nil
	}
	if strings.EqualFold(text, "now") {
		return now, nil
	}
	if ago, ok := parseAgo(text); ok {
		return now.Add(-ago), nil
	}
	for _, form := range timeForms {
		if t, err := time.ParseInLocation(form, text, zone); err == nil {
			return t, checkYear(t)
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time", text)
}

// checkYear refuses times that logs cannot hold.
func checkYear(t time.Time) error {
	if y := t.Year(); y < 1970 || y > 2200 {
		return fmt.Errorf("the year %d is out of range", y)
	}
	return nil
}

// parseAgo reads durations as Go writes them, and days and weeks.
func parseAgo(text string) (time.Duration, bool) {
	units := map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour}
	for suffix, unit := range units {
		if number, found := strings.CutSuffix(text, suffix); found {
			var n int64
			var rest string
			if c, _ := fmt.Sscanf(number+" .", "%d %s", &n, &rest); c == 2 && rest == "." && n >= 0 && n < 100_000 {
				return time.Duration(n) * unit, true
			}
		}
	}
	d, err := time.ParseDuration(text)
	return d, err == nil && d >= 0
}

// parseZone reads the value of --tz or --log-tz.
func parseZone(name string, local *time.Location) (*time.Location, error) {
	switch strings.ToLower(name) {
	case "", "utc", "z":
		return time.UTC, nil
	case "local":
		return local, nil
	}
	if offset, ok := parseOffset(name); ok {
		return fixedZone(offset), nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("%q is no time zone", name)
	}
	return zone, nil
}

// offsetText is a fixed offset from UTC: +02:00, +0200, +02, +2, UTC+2.
var offsetText = regexp.MustCompile(`^(?i:utc)?([+-])(\d\d?)(?::([0-5]\d))?$|^(?i:utc)?([+-])(\d\d)([0-5]\d)$`)

// farthest is the offset of the Line Islands, in seconds: no clock is farther
// from UTC.
const farthest = 14 * 60 * 60

// parseOffset reads a fixed offset from UTC, in seconds east of it.
func parseOffset(text string) (seconds int, ok bool) {
	m := offsetText.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	hours, _ := strconv.Atoi(m[2] + m[5])
	minutes, _ := strconv.Atoi(m[3] + m[6])
	seconds = (hours*60 + minutes) * 60
	if m[1]+m[4] == "-" {
		seconds = -seconds
	}
	return seconds, -farthest <= seconds && seconds <= farthest
}

// fixedZone returns a zone of one offset, named so that tables can say it.
func fixedZone(seconds int) *time.Location {
	if seconds == 0 {
		return time.UTC
	}
	return time.FixedZone(time.Unix(0, 0).In(time.FixedZone("", seconds)).Format("UTC-07:00"), seconds)
}

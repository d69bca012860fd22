package main

import (
	"testing"
	"time"
)

func TestParseZone(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", "UTC"},
		{"utc", "UTC"},
		{"Europe/Berlin", "Europe/Berlin"},
		{"Etc/GMT+5", "Etc/GMT+5"}, // west, as POSIX has it
		{"+02:00", "UTC+02:00"},
		{"-0500", "UTC-05:00"},
		{"+02", "UTC+02:00"},
		{"+2", "UTC+02:00"},
		{"UTC+2", "UTC+02:00"},
		{"utc-03:30", "UTC-03:30"},
		{"+14:00", "UTC+14:00"},
		{"-00:00", "UTC"},
		{"+14:01", ""},
		{"+230", ""},
		{"+02:60", ""},
		{"UTC2", ""},
		{"02:00", ""},
		{"+", ""},
	} {
		zone, err := parseZone(test.text, time.Local)
		switch {
		case test.want == "" && err == nil:
			t.Errorf("%q is %s, want an error", test.text, zone)
		case test.want != "" && err != nil:
			t.Errorf("%q: %v", test.text, err)
		case test.want != "" && zone.String() != test.want:
			t.Errorf("%q is %s, want %s", test.text, zone, test.want)
		}
	}
	if zone, err := parseZone("-03:30", time.Local); err == nil {
		if _, seconds := time.Unix(0, 0).In(zone).Zone(); seconds != -(3*3600 + 1800) {
			t.Errorf("-03:30 is %d s east", seconds)
		}
	}
}

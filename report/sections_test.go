package report

import (
	"testing"
	"time"
)

func TestHoursOfOneNameSayTheirZone(t *testing.T) {
	for _, test := range []struct{ zone, utc, want string }{
		{"Europe/Berlin", "2026-10-24T23:00:00Z", "2026-10-25 01:00"},
		{"Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25 02:00 CEST"},
		{"Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25 02:00 CET"},
		{"Europe/Berlin", "2026-10-25T02:00:00Z", "2026-10-25 03:00"},
		{"Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29 01:00"},
		{"Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29 03:00"},
		{"America/New_York", "2026-11-01T06:00:00Z", "2026-11-01 01:00 EST"},
		{"UTC", "2026-10-25T01:00:00Z", "2026-10-25 01:00"},
	} {
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339, test.utc)
		if err != nil {
			t.Fatal(err)
		}
		if got := hourCell(at.In(zone)); got != test.want {
			t.Errorf("%s in %s: %s, want %s", test.utc, test.zone, got, test.want)
		}
	}
}

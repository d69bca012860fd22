package parser

import (
	"testing"
	"time"
	_ "time/tzdata"
)

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// wallOf returns what the clock on the wall shows, as if it were UTC.
func wallOf(at time.Time) int64 {
	_, offset := at.Zone()
	return at.UnixNano() + int64(offset)*nanosPerSecond
}

func TestLocalTimesInOrderReadBack(t *testing.T) {
	for _, name := range []string{
		"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo",
		"Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca", "Antarctica/Troll", "UTC",
	} {
		zone := zoneOf(t, name)
		var c localClock
		var tally Tally
		at := time.Date(2010, 12, 1, 0, 0, 0, 0, time.UTC)
		for end := at.AddDate(2, 0, 0); at.Before(end); at = at.Add(5 * time.Minute) {
			if got := c.unix(zone, wallOf(at.In(zone)), &tally); got != at.UnixNano() {
				t.Fatalf("%s: %s read as %s", name, at.In(zone), time.Unix(0, got).In(zone))
			}
		}
		if tally.Skipped != 0 {
			t.Errorf("%s: %d times skipped", name, tally.Skipped)
		}
	}
}

func TestRepeatedAndSkippedHours(t *testing.T) {
	for _, test := range []struct {
		name              string
		zone              string
		wall, want        []string
		repeated, skipped int64
	}{
		{"the first pass is meant", "Europe/Berlin",
			[]string{"2026-10-25 01:59", "2026-10-25 02:00", "2026-10-25 02:59", "2026-10-25 03:00"},
			[]string{"2026-10-24 23:59", "2026-10-25 00:00", "2026-10-25 00:59", "2026-10-25 02:00"}, 2, 0},
		{"until the time falls", "Europe/Berlin",
			[]string{"2026-10-25 02:50", "2026-10-25 02:10", "2026-10-25 02:30"},
			[]string{"2026-10-25 00:50", "2026-10-25 01:10", "2026-10-25 01:30"}, 3, 0},
		{"lines out of order are no second pass", "Europe/Berlin",
			[]string{"2026-10-25 02:50", "2026-10-25 02:41", "2026-10-25 02:51"},
			[]string{"2026-10-25 00:50", "2026-10-25 00:41", "2026-10-25 00:51"}, 3, 0},
		{"a late line after the hour is of the second pass", "Europe/Berlin",
			[]string{"2026-10-25 02:50", "2026-10-25 03:01", "2026-10-25 02:58"},
			[]string{"2026-10-25 00:50", "2026-10-25 02:01", "2026-10-25 01:58"}, 2, 0},
		{"days joined newest first", "Europe/Berlin",
			[]string{"2026-10-26 12:00", "2026-10-25 02:10", "2026-10-25 02:50"},
			[]string{"2026-10-26 11:00", "2026-10-25 00:10", "2026-10-25 00:50"}, 2, 0},
		{"the next year starts with the first pass", "Europe/Berlin",
			[]string{"2025-10-26 02:50", "2025-10-26 02:10", "2026-10-25 02:10"},
			[]string{"2025-10-26 00:50", "2025-10-26 01:10", "2026-10-25 00:10"}, 3, 0},
		{"a skipped time is shifted forward", "Europe/Berlin",
			[]string{"2026-03-29 01:59", "2026-03-29 02:30", "2026-03-29 03:00"},
			[]string{"2026-03-29 00:59", "2026-03-29 01:30", "2026-03-29 01:00"}, 0, 1},
		{"west of UTC", "America/New_York",
			[]string{"2026-11-01 01:50", "2026-11-01 01:10", "2026-03-08 02:30"},
			[]string{"2026-11-01 05:50", "2026-11-01 06:10", "2026-03-08 07:30"}, 2, 1},
		{"half an hour", "Australia/Lord_Howe",
			[]string{"2026-04-05 01:55", "2026-04-05 01:35", "2026-04-05 02:00"},
			[]string{"2026-04-04 14:55", "2026-04-04 15:05", "2026-04-04 15:30"}, 2, 0},
	} {
		const form = "2006-01-02 15:04"
		var c localClock
		var tally Tally
		zone := zoneOf(t, test.zone)
		for i, text := range test.wall {
			wall, err := time.Parse(form, text)
			if err != nil {
				t.Fatal(err)
			}
			got := time.Unix(0, c.unix(zone, wall.UnixNano(), &tally)).UTC().Format(form)
			if got != test.want[i] {
				t.Errorf("%s: %s is %s, want %s", test.name, text, got, test.want[i])
			}
		}
		if tally.Repeated != test.repeated || tally.Skipped != test.skipped || tally.Zoneless != int64(len(test.wall)) {
			t.Errorf("%s: tally %+v", test.name, tally)
		}
	}
}

func TestLocalClockAllocatesNothing(t *testing.T) {
	zone := zoneOf(t, "Europe/Berlin")
	var c localClock
	var tally Tally
	wall := wallOf(time.Date(2026, 10, 24, 0, 0, 0, 0, zone))
	if n := testing.AllocsPerRun(100, func() {
		c.unix(zone, wall, &tally)
		wall += int64(time.Hour)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkLocalClock(b *testing.B) {
	zone := zoneOf(b, "Europe/Berlin")
	var c localClock
	var tally Tally
	wall := wallOf(time.Date(2026, 1, 2, 0, 0, 0, 0, zone))
	for b.Loop() {
		c.unix(zone, wall, &tally)
	}
}

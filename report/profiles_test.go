package report

import (
	"testing"

	"log401/detect"
)

// TestWhatAlertsRestOn says so in the right number.
func TestWhatAlertsRestOn(t *testing.T) {
	for _, test := range []struct {
		alerts, handshakes, failures int64
		want                         string
	}{
		{0, 0, 0, ""},
		{1, 1, 0, " 1 rests on handshakes alone."},
		{1, 0, 1, " 1 has failed logons among its lines."},
		{41, 38, 3, " 38 rest on handshakes alone, 3 have failed logons among their lines."},
		{1200, 0, 0, " 1,200 rest on missing permissions, limits or lines that cannot be told."},
	} {
		got := restsOn(&detect.ProfileResult{Alerts: test.alerts, OnHandshakes: test.handshakes, OnFailures: test.failures})
		if got != test.want {
			t.Errorf("%d %d %d: got %q, want %q", test.alerts, test.handshakes, test.failures, got, test.want)
		}
	}
}

// TestWordsForEveryRule finds words for the algorithm and the key of each.
func TestWordsForEveryRule(t *testing.T) {
	p, err := detect.NewProfiles([]string{"all"}, detect.ProfileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range p.Results() {
		if thresholds[r.Rule.Kind] == "" || whose[r.Rule.Key] == "" {
			t.Errorf("no words for %s", r.Rule.ID)
		}
	}
}

func TestAttacksAreCountedOnce(t *testing.T) {
	alerts := []detect.Alert{
		{ID: "a", Rule: "brute-force", SupersededBy: "b"}, {ID: "b", Rule: "success-after-failures"},
		{ID: "c", Rule: "rate-limit"}, {ID: "d", Rule: "password-spray"},
	}
	if n := attacks(alerts); n != 2 {
		t.Errorf("%d attacks, want 2", n)
	}
}

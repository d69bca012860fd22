package handshake

import "testing"

// restarted takes events, the one of an index as the first of a new stretch, and
// returns what was settled.
func restarted(t *testing.T, ncsa bool, at int, texts ...string) []string {
	t.Helper()
	var r recorder
	f := NewFolder(Options{}, &r)
	for i, text := range texts {
		ev := event(t, i, text, ncsa)
		ev.Clock = ev.Time
		if i == at {
			f.Restart(ev.Clock)
		}
		f.Event(&ev)
	}
	f.Finish()
	return r.lines
}

// TestRestartForgetsWhoWasAccepted signs in on a later day, goes back in time,
// and signs in again: the later day does not hide that the password is right.
func TestRestartForgetsWhoWasAccepted(t *testing.T) {
	lines := restarted(t, true, 2,
		"9000s - /a 401", "9001s alice /a 200",
		"10s - /a 401", "11s alice /a 200", "20s alice /b 401", "40s - / 200 success")
	compare(t, lines, `
		0 401 challenge
		1 signed in alice
		2 401 challenge
		3 signed in alice
		4 401 refused`)
}

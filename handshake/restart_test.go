package handshake

import "testing"

// TestRestartForgetsWhoWasAccepted signs in on a later day, goes back in time,
// and signs in again: the later day does not hide that the password is right.
func TestRestartForgetsWhoWasAccepted(t *testing.T) {
	var r recorder
	f := NewFolder(Options{}, &r)
	for i, text := range []string{
		"9000s - /a 401", "9001s alice /a 200",
		"10s - /a 401", "11s alice /a 200", "20s alice /b 401", "40s - / 200 success",
	} {
		ev := event(t, i, text, true)
		ev.Clock = ev.Time
		if i == 2 {
			f.Restart(ev.Clock)
		}
		f.Event(&ev)
	}
	f.Finish()
	compare(t, r.lines, `
		0 401 challenge
		1 signed in alice
		2 401 challenge
		3 signed in alice
		4 401 refused`)
}

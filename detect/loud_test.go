package detect

import (
	"testing"

	"log401/classify"
)

// TestNoisyClient: a client is noisy while it has an alert of its own, and while
// the rule rests after it.
func TestNoisyClient(t *testing.T) {
	d := New(Options{})
	for _, r := range d.rules {
		if !r.alone() {
			continue
		}
		client := "192.0.2.1"
		e := &event{Origin: &classify.Origin{Client: client}, who: whoIs(client, "")}
		st := d.state(r, newKey(client, ""))
		st.silent = 100
		d.noteLoud(r, st)
		if !d.noisy(e, 99) || d.noisy(e, 100) {
			t.Errorf("%s: rests until 100: noisy at 99 %v, at 100 %v", r.ID, d.noisy(e, 99), d.noisy(e, 100))
		}
		st.alert = &alert{}
		if !d.noisy(e, 100) {
			t.Errorf("%s: not noisy with an alert", r.ID)
		}
		st.alert, st.silent = nil, 0
	}
}

// TestPutOffOfAMoment: of the sign-ins of a moment one of each user is put off, and of a
// client no more than would be remembered.
func TestPutOffOfAMoment(t *testing.T) {
	d := New(Options{})
	l, o := &caller{}, &classify.Origin{Client: "192.0.2.1"}
	for _, user := range []string{"alice", "bob", "alice", "bob"} {
		d.putOff(l, &classify.Event{Origin: o, Time: 1, User: user}, true)
	}
	if len(l.pending) != 2 {
		t.Errorf("%d sign-ins of two users in one moment", len(l.pending))
	}
	for at := range int64(3 * maxPending) {
		if d.putOff(l, &classify.Event{Origin: o, Time: 2 + at, User: "alice"}, true); len(l.pending) > maxPending {
			t.Fatalf("%d sign-ins put off", len(l.pending))
		}
	}
}

package detect

import (
	"testing"

	"log401/classify"
)

// TestInventedKeysLeaveNoPlans floods a detector with keys that raise an alert
// or have beats, each only in one second: what has to leave leaves wholly.
func TestInventedKeysLeaveNoPlans(t *testing.T) {
	const keys = 10
	floods := map[string]func(i int) []step{
		"alerts": func(i int) []step { return []step{rated(0, nthClient(i), 502)} },
		"beats": func(i int) []step {
			agent := func(o *classify.Origin) { o.Agent = nthUser(i) }
			return []step{moved(guess(0, mallory, alice), agent), moved(guess(10, mallory, alice), agent)}
		},
	}
	for name, flood := range floods {
		d := New(Options{MaxKeys: keys})
		for i := range 5 * leastPlanned {
			for _, s := range flood(i) {
				s.show(d)
			}
		}
		if n := len(d.ends) + len(d.due); n > 2*leastPlanned {
			t.Errorf("%s: %d endings and dues for %d keys a rule", name, n, keys)
		}
	}
}

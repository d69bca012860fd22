package handshake

import (
	"testing"
	"time"

	"log401/classify"
)

// A logon like the ones before it costs no allocation.
func TestKnownLogonsAllocateNothing(t *testing.T) {
	origin := originOf("192.0.2.1")
	asked, leg := requestOf(origin, "/", 401, 2, 5), requestOf(origin, "/", 401, 1, 2148074254)
	answer := requestOf(origin, "/", 200, 0, 0)
	answer.User, answer.Status = `CONTOSO\alice`, 200
	f := NewFolder(Options{}, nothing{})
	clock := int64(0)
	logon := func() {
		clock += int64(time.Second)
		for _, ev := range [...]*classify.Event{&asked, &leg, &answer} {
			ev.Time, ev.Clock = clock, clock
			f.Event(ev)
		}
	}
	for range 100 {
		logon()
	}
	if n := testing.AllocsPerRun(100, logon); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

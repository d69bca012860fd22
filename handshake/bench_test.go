package handshake

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"log401/classify"
)

// nothing is a Sink that lets go of all that it is given.
type nothing struct{}

func (nothing) Denial(*Denial)         {}
func (nothing) Attributed(*Denial)     {}
func (nothing) SignIn(*SignIn)         {}
func (nothing) Answer(*classify.Event) {}

// benchmark gives a Folder the events again and again, each time a period
// later.
func benchmark(b *testing.B, events []classify.Event, period time.Duration) {
	b.Helper()
	f := NewFolder(Options{}, nothing{})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		ev := events[i%len(events)]
		ev.Time += int64(i/len(events)) * int64(period)
		ev.Clock, ev.Line = ev.Time, int64(i)
		f.Event(&ev)
	}
}

// BenchmarkIntranet is 2000 people who sign in with NTLM and read on.
func BenchmarkIntranet(b *testing.B) {
	r := rand.New(rand.NewPCG(401, 1))
	var origins []*classify.Origin
	for n := range 2000 {
		origins = append(origins, originOf(fmt.Sprint("10.20.", n/250, ".", n%250)))
	}
	var events []classify.Event
	for second := range 600 {
		for range 28 {
			n := r.IntN(2000)
			line := requestOf(origins[n], pathOf(r), 401, 2, 5)
			line.Time = int64(second) * int64(time.Second)
			leg, answer := line, line
			leg.Substatus, leg.Win32 = 1, 2148074254
			answer.User, answer.Status, answer.Class, answer.Cause = fmt.Sprint(`CONTOSO\user`, n), 200, classify.ClassNone, nil
			page, picture := answer, answer
			page.Path, picture.Path = pathOf(r), pathOf(r)
			events = append(events, line, leg, answer, page, picture)
		}
	}
	benchmark(b, events, 600*time.Second)
}

// BenchmarkCrowdedSeconds is one client that sends 60,000 requests a second, in
// an order of their own.
func BenchmarkCrowdedSeconds(b *testing.B) {
	r := rand.New(rand.NewPCG(401, 2))
	var events []classify.Event
	origin := originOf("192.0.2.1")
	for range 60_000 {
		events = append(events, requestOf(origin, fmt.Sprint("/", r.IntN(500)), 401, 1, 1326))
	}
	benchmark(b, events, time.Second)
}

// pathOf returns one of a site's pages.
func pathOf(r *rand.Rand) string { return fmt.Sprint("/sites/team/", r.IntN(200), ".aspx") }

func originOf(client string) *classify.Origin {
	return classify.NewOrigin(classify.Origin{Stream: "s", Source: "a.log", Client: client, Agent: "agent", Site: "W3SVC1"})
}

func requestOf(origin *classify.Origin, path string, status int, substatus, win32 int64) classify.Event {
	ev := classify.Event{Origin: origin, Method: "GET", Path: path, Status: status, Substatus: substatus, Win32: win32}
	v := classify.Decide(classify.Facts{Status: status, Substatus: substatus, Win32: win32})
	ev.Class, ev.Cause = v.Class, v.Cause
	return ev
}

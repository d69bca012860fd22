package detect

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"log401/classify"
	"log401/handshake"
)

// benchmarkSteps shows steps again and again; the events of each round are
// later than those before.
func benchmarkSteps(b *testing.B, all []step, span int) {
	d := New(Options{})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s := all[i%len(all)]
		late := int64(i/len(all)) * int64(span) * second
		if s.denial != nil {
			dn := *s.denial
			dn.Event.Time += late
			d.Denial(&dn)
			continue
		}
		ev := *s.signIn.Event
		ev.Time += late
		d.SignIn(&handshake.SignIn{Event: &ev})
	}
}

func BenchmarkOneClientGuessing(b *testing.B) {
	benchmarkSteps(b, guesses(3600, 0, 1, mallory, alice), 3600)
}

func BenchmarkSprayOfManyClients(b *testing.B) {
	benchmarkSteps(b, times(100_000, 0, 1, func(sec, i int) step {
		return guess(sec/50, fmt.Sprintf("10.%d.%d.%d", i%7, i/7%250, i%3), fmt.Sprint("user", i%5000))
	}), 2000)
}

func BenchmarkRateLimits(b *testing.B) {
	benchmarkSteps(b, times(10_000, 0, 1, func(sec, i int) step { return rated(sec/50, nthClient(i%200), 502) }), 200)
}

func BenchmarkSignIns(b *testing.B) {
	benchmarkSteps(b, times(10_000, 0, 1, func(sec, i int) step { return signIn(sec/10, nthClient(i%200), nthUser(i%99)) }), 1000)
}

// The window of the site is never full, and never empty of users and clients.
func BenchmarkAlmostStuffing(b *testing.B) {
	benchmarkSteps(b, times(10_000, 0, 1, func(sec, i int) step { return guess(sec/10, nthClient(i%19), nthUser(i%200)) }), 1000)
}

func BenchmarkUnanswered(b *testing.B) {
	benchmarkSteps(b, times(10_000, 0, 1, func(sec, i int) step { return unanswered(sec/20, nthClient(i%50)) }), 500)
}

// BenchmarkProfiles shows all profiles lines of clients and users that never
// come again.
func BenchmarkProfiles(b *testing.B) {
	p, err := NewProfiles([]string{"all"}, ProfileOptions{})
	if err != nil {
		b.Fatal(err)
	}
	s := tried(0, "", "")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.ev.Client, s.ev.User = fmt.Sprintf("2001:db8::%x:%x", i>>16, i&0xffff), fmt.Sprint("user", i)
		s.ev.Time = epoch + int64(i)*second/1000
		s.show(p)
	}
}

// BenchmarkIntranet shows the sign-ins of 2,000 workstations: each opens pages,
// which ask for several things in a few seconds, a dozen at the same time.
func BenchmarkIntranet(b *testing.B) {
	type page struct{ station, left int }
	var open [12]page
	r := rand.New(rand.NewPCG(1, 5))
	all := times(100_000, 0, 1, func(sec, i int) step {
		p := &open[r.IntN(len(open))]
		if p.left == 0 {
			*p = page{r.IntN(2000), 1 + r.IntN(15)}
		}
		p.left--
		return signIn(sec/70, fmt.Sprintf("10.20.%d.%d", p.station>>8, p.station&255), fmt.Sprintf(`CONTOSO\user%d`, p.station))
	})
	shareOrigins(all)
	benchmarkSteps(b, all, 100_000/70+1)
}

// BenchmarkHostile shows guesses, each of another client and user.
func BenchmarkHostile(b *testing.B) {
	all := times(300_000, 0, 1, func(sec, i int) step {
		return guess(sec/5, fmt.Sprintf("198.%d.%d.%d", 18+i>>16, i>>8&255, i&255), fmt.Sprintf(`CONTOSO\user%d`, i))
	})
	benchmarkSteps(b, all, 300_000/5+1)
}

func BenchmarkChallenges(b *testing.B) {
	benchmarkSteps(b, times(10_000, 0, 1, func(sec, i int) step {
		s := unanswered(sec/100, nthClient(i%200))
		s.denial.Outcome = handshake.Challenge
		return s
	}), 100)
}

// shareOrigins gives the sign-ins of a conversation one Origin, and one name.
func shareOrigins(all []step) {
	known := map[uint64]*classify.Event{}
	for _, s := range all {
		ev := s.signIn.Event
		if known[ev.Hash] == nil {
			known[ev.Hash] = ev
		}
		ev.Origin, ev.User = known[ev.Hash].Origin, known[ev.Hash].User
	}
}

package detect

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"log401/classify"
)

// TestNothingHidesStuffing floods a site while others stuff it, in ways that
// would push the others out of a window that keeps the newest, or the oldest
// of each kind. What the detector finds has to be what keeping everything
// finds, at the same moment.
func TestNothingHidesStuffing(t *testing.T) {
	floods := map[string]func(r *rand.Rand, i int) (client, user string){
		"one client at one user":      func(*rand.Rand, int) (string, string) { return mallory, alice },
		"one client at many users":    func(_ *rand.Rand, i int) (string, string) { return mallory, fmt.Sprint("flood", i) },
		"many clients at one user":    func(_ *rand.Rand, i int) (string, string) { return fmt.Sprint("flood", i), alice },
		"few clients, few users":      func(r *rand.Rand, _ int) (string, string) { return nthClient(r.IntN(9)), nthUser(r.IntN(9)) },
		"the same ones in turn":       func(_ *rand.Rand, i int) (string, string) { return nthClient(i % 7), nthUser(i % 11) },
		"users of those who stuff":    func(r *rand.Rand, _ int) (string, string) { return mallory, nthUser(r.IntN(60)) },
		"clients of those who stuff":  func(r *rand.Rand, _ int) (string, string) { return nthClient(r.IntN(60)), alice },
		"many clients and users once": func(_ *rand.Rand, i int) (string, string) { return fmt.Sprint("c", i%18), fmt.Sprint("u", i%27) },
	}
	raised, quiet := 0, 0
	for name, flood := range floods {
		for seed := range uint64(8) {
			r := rand.New(rand.NewPCG(seed, 7))
			all := stuffing(r, flood)
			want, full := firstFull(all)
			got, found := stuffingRaised(all)
			if got != want || found != full {
				t.Fatalf("%s, seed %d: raised at %d (%v), want %d (%v)", name, seed, got, found, want, full)
			}
			if full {
				raised++
			} else {
				quiet++
			}
		}
	}
	if raised < 10 || quiet < 10 {
		t.Errorf("raised in %d runs, not in %d: too few to tell", raised, quiet)
	}
}

// stuffing makes about as many distinct users and clients as the rule asks for
// over half an hour, under a flood.
func stuffing(r *rand.Rand, flood func(*rand.Rand, int) (string, string)) []step {
	clients, users := 12+r.IntN(16), 20+r.IntN(20)
	var all []step
	for i, sec := range slices.Sorted(randoms(r, 60, 2000)) {
		all = append(all, guess(sec, nthClient(i%clients), nthUser(i%users)))
	}
	for i, sec := range slices.Sorted(randoms(r, 500, 2000)) {
		client, user := flood(r, i)
		all = append(all, guess(sec, client, user))
	}
	slices.SortStableFunc(all, byTimeAndKind)
	return all
}

func randoms(r *rand.Rand, n, below int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for range n {
			if !yield(r.IntN(below)) {
				return
			}
		}
	}
}

// firstFull returns the first second at which the last half an hour holds
// enough different users and clients.
func firstFull(all []step) (sec int64, ok bool) {
	for i, s := range all {
		users, clients := map[string]bool{}, map[string]bool{}
		for _, e := range all[:i+1] {
			if e.time() > s.time()-30*minute*second {
				users[classify.UserKey(e.denial.Event.User)] = true
				clients[e.denial.Event.Client] = true
			}
		}
		if len(users) >= 30 && len(clients) >= 20 {
			return (s.time() - epoch) / second, true
		}
	}
	return 0, false
}

func stuffingRaised(all []step) (sec int64, ok bool) {
	d := play(Options{}, all)
	for _, a := range d.ruleOf("credential-stuffing").alerts {
		return (a.raised - epoch) / second, true
	}
	return 0, false
}

// TestSightings asks for sign-ins in windows of all places, of few and of many
// sign-ins, and compares with all of them.
func TestSightings(t *testing.T) {
	const window = 10 * minute
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 8))
		d := New(Options{})
		var times []int
		sec := 0
		for range 200 {
			sec += r.IntN([]int{2, 60, 300, 900, 2000}[r.IntN(5)])
			at := sec - r.IntN(minute)*r.IntN(2) // some come late
			times = append(times, at)
			d.Advance(epoch + int64(sec)*second)
			signIn(at, mallory, alice).show(d)
			if n := len(d.callers.get(newKey(mallory, "")).times); n > 6 {
				t.Fatalf("seed %d: %d sign-ins kept", seed, n)
			}
			for range 20 {
				upTo := sec - r.IntN(minute+1)
				want := slices.ContainsFunc(times, func(at int) bool { return at > upTo-window && at <= upTo })
				got := d.signedIn(mallory, epoch+int64(upTo-window)*second, epoch+int64(upTo)*second)
				if got != want {
					t.Fatalf("seed %d, second %d: signed in %v, want %v", seed, upTo, got, want)
				}
			}
		}
	}
}

package detect

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"log401/classify"
)

// fullBySets is full with no thought of cost.
func fullBySets(w *window, l *Limit, at int64, v view) (oldest, loses int64, ok bool) {
	users, clients := map[string]bool{}, map[string]bool{}
	n, newest := 0, int64(0)
	loses = never
	for _, en := range slices.Backward(w.entries) {
		e := en.ev
		if e.time > at || e.time <= at-int64(l.Window) || !v.counts(e, at) {
			continue
		}
		if n++; n == 1 {
			newest = e.time
		}
		if !v.taken {
			loses = min(loses, e.until)
		}
		users[e.user], clients[e.Client] = true, true
		delete(users, "")
		delete(clients, "")
		if n >= l.Count && len(users) >= l.Users && len(clients) >= l.Clients && newest-e.time >= int64(l.Span) {
			return e.time, loses, true
		}
	}
	return 0, 0, false
}

// randomWindow makes a window of a few users and clients, some of them unnamed,
// some taken back. Where hashes collide, only the texts tell them apart.
func randomWindow(r *rand.Rand) *window {
	w := new(window)
	users, clients, hashes := 1+r.IntN(60), 1+r.IntN(60), uint64(1+r.IntN(2)*1000)
	for range r.IntN(150) {
		e := &event{time: r.Int64N(600), until: never, Origin: new(classify.Origin)}
		if n := r.IntN(users + 1); n > 0 {
			e.user = nthUser(n)
			e.userHash = hashOf(e.user)%hashes + 1
		}
		if n := r.IntN(clients + 1); n > 0 {
			e.Client = nthClient(n)
			e.clientHash = hashOf(e.Client)%hashes + 1
		}
		if r.IntN(6) == 0 {
			e.until = e.time + 1 + r.Int64N(60)
		}
		w.insert(e)
	}
	return w
}

func TestFull(t *testing.T) {
	var reached, asked int
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 7))
		w := randomWindow(r)
		for range 20 {
			l := Limit{Count: r.IntN(30), Users: r.IntN(2) * r.IntN(60), Clients: r.IntN(2) * r.IntN(60), Window: time.Duration(1 + r.IntN(600))}
			if r.IntN(3) == 0 {
				l.Span = time.Duration(r.IntN(300))
			}
			at, v := r.Int64N(650), view{taken: r.IntN(2) == 0, named: r.IntN(2) == 0}
			oldest, loses, ok := w.full(&l, at, v)
			wantOldest, wantLoses, want := fullBySets(w, &l, at, v)
			if !want {
				wantOldest, wantLoses = 0, 0
			}
			if oldest != wantOldest || loses != wantLoses || ok != want {
				t.Fatalf("seed %d: %+v at %d of %d: %d %d %t, want %d %d %t", seed, l, at, len(w.entries), oldest, loses, ok, wantOldest, wantLoses, want)
			}
			if asked++; ok {
				reached++
			}
		}
	}
	if reached < asked/10 || reached > asked*9/10 {
		t.Errorf("%d of %d limits were reached: too few or too many to tell", reached, asked)
	}
}

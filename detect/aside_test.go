package detect

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"log401/classify"
)

// eager returns a detector whose rules see the first guess of a key at once.
func eager(opts Options) *Detector {
	d := New(opts)
	d.lone = [numKeyKinds]*lru[key, *event]{}
	for _, r := range d.rules {
		r.waits = false
	}
	return d
}

// hasty returns the table with low limits and short windows, some of which are
// content with one event.
func hasty(r *rand.Rand) []Rule {
	table := Rules()
	for i := range table {
		table[i].Limits = slices.Clone(table[i].Limits)[:1]
		table[i].Off = r.IntN(8) == 0
		l := &table[i].Limits[0]
		if table[i].Counts == Beats {
			l.Count, l.Pace = 3+r.IntN(3), time.Second
			continue
		}
		for _, n := range [...]*int{&l.Count, &l.Users, &l.Clients} {
			if *n > 0 {
				*n = 1 + r.IntN(min(*n, 4))
			}
		}
		l.Window = time.Duration(1+r.IntN(400)) * time.Second
		l.Span = 0
	}
	return table
}

// attempts are guesses and sign-ins of a few users from a few networks, some of
// them late.
func attempts(r *rand.Rand, n int) []step {
	var all []step
	sec := 0
	for range n {
		sec += r.IntN(2 + r.IntN(2)*90)
		client, user := nthClient(r.IntN(3)), nthUser(r.IntN(4))
		if r.IntN(2) == 0 {
			client = "198.51.100." + string(rune('1'+r.IntN(3)))
		}
		switch at := max(0, sec-r.IntN(2)*r.IntN(50)); r.IntN(6) {
		case 0:
			all = append(all, signIn(sec, client, user))
		case 1:
			all = append(all, guess(at, client, ""))
		case 2:
			all = append(all, with(guess(at, client, user), func(ev *classify.Event) { ev.Path = "/other" }))
		default:
			all = append(all, guess(at, client, user))
		}
	}
	return append(all, advance(sec+50_000))
}

// TestFirstGuessWaits compares with a detector in which no first guess is put
// aside: they raise the same alerts.
func TestFirstGuessWaits(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 7))
		opts := Options{}
		if seed%4 > 0 {
			opts.Rules = hasty(r)
		}
		if seed%3 == 0 {
			opts.Allow = prefixes("198.51.100.2/32")
		}
		if seed%5 == 0 {
			opts.Rest = time.Duration(1+r.IntN(300)) * time.Second
		}
		all := attempts(r, 150)
		if seed%7 == 0 {
			all = delayed(r, slices.Concat(mixed(r, 150), stalePhones(r)))
		}
		want, got := eager(opts), play(opts, all)
		for _, s := range all {
			s.show(want)
		}
		want.Finish()
		got.Finish()
		if w, g := briefs(want), briefs(got); !slices.Equal(w, g) {
			t.Errorf("seed %d:\n%q\nwant\n%q", seed, g, w)
		}
	}
}

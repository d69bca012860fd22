package detect

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"log401/classify"
)

// logons makes bursts of guesses and sign-ins of a few users from a few clients
// and agents, some without a name, in pages of several requests a second.
func logons(r *rand.Rand, n int) []step {
	var all []step
	sec := 0
	calm := 1 + r.IntN(6) // of so many pages one is a guess
	for range n {
		sec += r.IntN(4) * r.IntN(30)
		client, user, agent := nthClient(r.IntN(3)), nthUser(r.IntN(3)), "agent"
		if r.IntN(3) == 0 {
			agent = "phone"
		}
		make := signIn
		if r.IntN(calm) == 0 {
			if make = guess; r.IntN(3) == 0 {
				user = ""
			}
		}
		for range 1 + r.IntN(8) {
			s := with(make(sec, client, user), func(e *classify.Event) {
				move(e, func(o *classify.Origin) { o.Agent = agent })
				e.Path = []string{"/", "/hr/", "/hr/pay"}[r.IntN(3)]
			})
			all = append(all, s)
			sec += r.IntN(2)
		}
	}
	return all
}

// TestPutOff compares what comes of sign-ins that are put off, and of what is
// known to be in the tables already, with a detector that looks at each of them
// at once, in full.
func TestPutOff(t *testing.T) {
	raised, guessed := 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 6))
		all := delayed(r, logons(r, 40+r.IntN(200)))
		got, want := New(Options{}), New(Options{Watch: &Subject{Client: "nobody"}})
		for _, s := range all {
			s.show(got)
			s.show(want)
			want.visits = visits{}
			if s.denial != nil {
				guessed++
			}
		}
		if !reflect.DeepEqual(got.Alerts(), want.Alerts()) {
			t.Fatalf("seed %d: alerts\n  %q\nwant\n  %q", seed, briefs(got), briefs(want))
		}
		if slices.ContainsFunc(got.Alerts(), func(a Alert) bool { return a.Rule == "success-after-failures" }) {
			raised++
		}
	}
	if raised < 30 || raised > 270 || guessed == 0 {
		t.Errorf("success-after-failures was raised in %d of 300 runs: too few or too many to tell", raised)
	}
}

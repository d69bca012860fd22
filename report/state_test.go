package report

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"log401/handshake"
	"log401/internal/state"
)

func saved(b *Builder) []byte {
	var e state.Encoder
	b.Save(&e)
	return bytes.Clone(e.Bytes())
}

// goneOnWith returns a new Builder that goes on where another one was saved.
func goneOnWith(t *testing.T, o Options, data []byte) *Builder {
	t.Helper()
	b := NewBuilder(o)
	d := state.NewDecoder(data)
	if err := errors.Join(b.Load(d), d.End()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(saved(b), data) {
		t.Fatal("saved right after it was loaded, it is another state")
	}
	return b
}

// TestSavedAfterEveryDenial goes on with a new Builder after each denial, with
// limits on rows and without.
func TestSavedAfterEveryDenial(t *testing.T) {
	for seed, o := range []Options{
		{}, {All: true}, {By: []string{"path", "user"}, All: true}, {By: []string{"client"}}, {MaxGroups: 5},
	} {
		r := rand.New(rand.NewPCG(uint64(seed), 401))
		whole, cut := NewBuilder(o), NewBuilder(o)
		rounds := 300
		if o.MaxGroups > 0 {
			rounds = 40 // the counters of what was left out are large
		}
		for range rounds {
			d := randomDenial(r)
			if d.Event.User == "" && d.Outcome == handshake.Failure {
				d.LikelyUser, d.Likelihood = "alice", handshake.Confidence(r.IntN(3))
			}
			whole.Denial(d)
			cut.Denial(d)
			cut = goneOnWith(t, o, saved(cut))
		}
		if !bytes.Equal(marshal(t, report(whole)), marshal(t, report(cut))) {
			t.Errorf("%+v: the report is another one", o)
		}
	}
}

func TestLoadRefusesOtherCounts(t *testing.T) {
	data := saved(fixtureBuilder(Options{By: []string{"user"}}))
	for _, o := range []Options{{}, {By: []string{"user"}, All: true}, {By: []string{"user", "path"}}, {By: []string{"path"}}} {
		if err := NewBuilder(o).Load(state.NewDecoder(data)); !errors.Is(err, ErrOtherCounts) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if err := NewBuilder(Options{By: []string{"user", "user", "no key"}, MaxGroups: 3}).Load(state.NewDecoder(data)); err != nil {
		t.Error(err)
	}
}

func TestLoadRefusesDamage(t *testing.T) {
	data := saved(fixtureBuilder(Options{}))
	for i := range data {
		d := state.NewDecoder(data[:i])
		if err := NewBuilder(Options{}).Load(d); !errors.Is(errors.Join(err, d.End()), state.ErrDamaged) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
}

// FuzzLoad loads any bytes: an error, or a Builder that makes a report.
func FuzzLoad(f *testing.F) {
	f.Add(saved(NewBuilder(Options{By: []string{"user"}})))
	f.Add(saved(fixtureBuilder(Options{By: []string{"user"}})))
	f.Fuzz(func(t *testing.T, data []byte) {
		b := NewBuilder(Options{By: []string{"user"}})
		d := state.NewDecoder(data)
		if b.Load(d) != nil || d.End() != nil {
			return
		}
		for _, s := range samples {
			s.n = 1
			s.feed(b)
		}
		marshal(t, report(b))
	})
}

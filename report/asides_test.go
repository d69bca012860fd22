package report

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"log401/classify"
)

// TestAsidesAreInNoSum counts what other programs refused apart from denials.
func TestAsidesAreInNoSum(t *testing.T) {
	b := NewBuilder(Options{})
	for _, e := range fixtureAsides {
		b.Aside(&e)
	}
	r := report(b)
	if r.Denials.Total+r.Denials.LogOnly != 0 || r.Groups.Len()+r.Paths.Rows.Len()+len(r.Denials.ByCode) != 0 {
		t.Errorf("asides are in the sums: %+v", r.Denials)
	}
	var n int64
	for _, a := range slices.Concat(r.HTTPERR, r.FTP) {
		n += a.Count
	}
	if n != int64(len(fixtureAsides)) {
		t.Errorf("%d asides, want %d", n, len(fixtureAsides))
	}
	if !slices.ContainsFunc(r.Notes, func(s string) bool { return strings.Contains(s, "FTP refused 3 logons") }) {
		t.Errorf("nothing says that FTP refused logons: %q", r.Notes)
	}
}

// TestAsidesInAnyOrder gives the same rows for any order, and for a Builder
// that goes on where another was saved.
func TestAsidesInAnyOrder(t *testing.T) {
	o := Options{MaxGroups: 100}
	want := NewBuilder(o)
	for _, e := range fixtureAsides {
		want.Aside(&e)
	}
	for seed := range uint64(5) {
		got := NewBuilder(o)
		for _, i := range rand.New(rand.NewPCG(seed, 1)).Perm(len(fixtureAsides)) {
			got.Aside(&fixtureAsides[i])
			got = goneOnWith(t, o, saved(got))
		}
		if !bytes.Equal(marshal(t, report(want)), marshal(t, report(got))) {
			t.Errorf("order %d gives another report", seed)
		}
	}
}

func TestAsidesAreBounded(t *testing.T) {
	b := NewBuilder(Options{MaxGroups: 3})
	for i := range 20 {
		b.Aside(&classify.Event{Origin: ofHTTPERR("", "", strings.Repeat("x", i+1)), Status: 503})
		b.Aside(&classify.Event{Origin: ofFTP, User: strings.Repeat("x", i+1), Status: 530})
	}
	r := report(b)
	if len(r.HTTPERR) != 3 || len(r.FTP) != 3 {
		t.Errorf("%d and %d rows, want 3 each", len(r.HTTPERR), len(r.FTP))
	}
	for _, want := range []string{"The report keeps 3 rows of HTTPERR; about 17 more, with 17 entries, are left out.", "3 rows of FTP"} {
		if !slices.ContainsFunc(r.Notes, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("no note says %q: %q", want, r.Notes)
		}
	}
}

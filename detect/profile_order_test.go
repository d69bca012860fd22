package detect

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"log401/handshake"
	saved "log401/internal/state"
	"log401/parser"
)

// mixedLines returns lines of some clients, users and logs in the order of
// time, many of them in one second.
func mixedLines(r *rand.Rand, n int) []seen {
	var all []seen
	for range n {
		s := tried(r.IntN(2*hour), nthClient(r.IntN(4)), nthUser(r.IntN(3)))
		if r.IntN(2) == 0 {
			s.ev.Time = epoch + int64(r.IntN(90))*second // a burst
		}
		s.ev.Line = int64(r.IntN(1 << 20))
		s.outcome = handshake.Outcome(r.IntN(int(handshake.NumOutcomes)))
		for _, change := range []func(*seen){ncsa, post, unnamed, forbidden} {
			if r.IntN(3) == 0 {
				change(&s)
			}
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b seen) int { return cmp.Compare(a.ev.Time, b.ev.Time) })
	return all
}

// findings are the results without the lines that they cite, of which equal
// ones may stand for each other.
func findings(p *Profiles) []ProfileResult {
	results := p.Results()
	for i := range results {
		for n := range results[i].Examples {
			results[i].Examples[n].Evidence = nil
		}
	}
	return results
}

// TestProfilesInAnyOrder shuffles and renumbers the lines of each second, and
// hands each out as late as an outcome may be.
func TestProfilesInAnyOrder(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 2))
		all := mixedLines(r, 900)
		want := findings(profiled(t, ProfileOptions{Examples: -1}, all))
		type due struct {
			seen
			at int64
		}
		var late []due
		for _, s := range all {
			late = append(late, due{s, s.ev.Time + r.Int64N(int64(handshake.Options{}.Lateness()))})
		}
		r.Shuffle(len(late), func(i, j int) { late[i], late[j] = late[j], late[i] })
		slices.SortStableFunc(late, func(a, b due) int { return cmp.Compare(a.at/second, b.at/second) })
		p, _ := NewProfiles([]string{"all"}, ProfileOptions{Examples: -1})
		for i, d := range late {
			d.ev.Line = int64(i)
			d.show(p)
			p.Advance(d.at / second * second)
		}
		p.Finish()
		if got := findings(p); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: got %q", seed, said(p, ""))
		}
	}
}

// TestProfilesCutAnywhere saves and loads at every place.
func TestProfilesCutAnywhere(t *testing.T) {
	for _, opts := range []ProfileOptions{{}, {MaxKeys: 2, Examples: -1}} {
		all := mixedLines(rand.New(rand.NewPCG(7, 3)), 300)
		whole := profiled(t, opts, all)
		always, _ := NewProfiles([]string{"all"}, opts)
		for _, s := range all {
			s.show(always)
			always = profilesResumed(t, always, []string{"all"}, opts)
		}
		always.Finish()
		if !reflect.DeepEqual(always.Results(), whole.Results()) {
			t.Fatalf("got %q, want %q", said(always, ""), said(whole, ""))
		}
		if !reflect.DeepEqual(always.Limited(), whole.Limited()) {
			t.Errorf("limited %v, want %v", always.Limited(), whole.Limited())
		}
	}
}

func profilesResumed(t *testing.T, p *Profiles, names []string, opts ProfileOptions) *Profiles {
	t.Helper()
	var to, again saved.Encoder
	p.Save(&to)
	next, err := NewProfiles(names, opts)
	if err != nil {
		t.Fatal(err)
	}
	from := saved.NewDecoder(to.Bytes())
	next.Load(from)
	if err := from.End(); err != nil {
		t.Fatal(err)
	}
	if next.Save(&again); len(names) == 1 && names[0] == "all" && !bytes.Equal(to.Bytes(), again.Bytes()) {
		t.Fatal("what was loaded is saved otherwise")
	}
	return next
}

// TestProfilesChangedBetween goes on with other profiles than were saved.
func TestProfilesChangedBetween(t *testing.T) {
	p, _ := NewProfiles([]string{"sentinel", "fail2ban"}, ProfileOptions{})
	for _, s := range every(4, 0, 1) {
		s.show(p)
	}
	p = profilesResumed(t, p, []string{"crowdsec", "fail2ban"}, ProfileOptions{})
	for _, s := range every(6, 4, 0, post) {
		s.show(p)
	}
	p.Finish()
	want := []string{
		"fail2ban-iis " + mallory + " 0-4 5 lines",
		"crowdsec-http-generic-401-bf-iis " + mallory + " 4-4 6 lines",
	}
	if got := said(p, ""); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestProfilesResultsBetween asks in the midst of an alert, which grows on.
func TestProfilesResultsBetween(t *testing.T) {
	p, _ := NewProfiles([]string{"sentinel"}, ProfileOptions{})
	lines := every(30, 0, 1)
	lines[29].outcome = handshake.Unanswered
	for _, s := range lines[:25] {
		s.show(p)
	}
	p.Advance(epoch + 100*second)
	if got, want := said(p, ""), []string{"sentinel-client " + mallory + " 0-24 25 lines"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	p, _ = NewProfiles([]string{"sentinel"}, ProfileOptions{})
	for _, s := range lines {
		s.show(p)
		p.Results()
	}
	p.Finish()
	if got, want := said(p, ""), []string{"sentinel-client " + mallory + " 0-29 30 lines, 29 failed, 1 steps"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestProfilesRestart begins anew where the time goes back, and keeps what was
// raised.
func TestProfilesRestart(t *testing.T) {
	p, _ := NewProfiles([]string{"fail2ban"}, ProfileOptions{})
	for _, s := range slices.Concat(every(5, hour, 1), every(4, 3*hour, 1)) {
		s.show(p)
	}
	p.Restart(epoch)
	for _, s := range every(4, 2*hour, 1) {
		s.show(p)
	}
	p.Finish()
	if got, want := said(p, ""), []string{"fail2ban-iis " + mallory + " 3600-3604 5 lines"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestProfilesLateLine counts a line that comes later than any outcome may.
func TestProfilesLateLine(t *testing.T) {
	p, _ := NewProfiles([]string{"fail2ban"}, ProfileOptions{})
	for _, s := range slices.Concat(every(4, 0, 1), every(1, 300, 1), every(1, 10, 1)) {
		s.show(p)
	}
	p.Finish()
	if got, want := said(p, ""), []string{"fail2ban-iis " + mallory + " 0-232 5 lines"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestProfilesAstray leaves out lines whose time stands alone.
func TestProfilesAstray(t *testing.T) {
	lines := every(5, 0, 1)
	lines[2].ev.Astray = true
	if got := said(profiled(t, ProfileOptions{}, lines), "fail2ban"); got != nil {
		t.Errorf("got %q", got)
	}
}

// TestProfilesBeforeTheEpoch finds the bin of times below zero.
func TestProfilesBeforeTheEpoch(t *testing.T) {
	for _, test := range [][2]int64{{0, 0}, {59, 0}, {60, 60}, {-1, -60}, {-60, -60}, {-61, -120}} {
		if got := floor(test[0], 60); got != test[1] {
			t.Errorf("floor(%d, 60) = %d, want %d", test[0], got, test[1])
		}
	}
}

// TestProfilesEvidence names the first and the last line.
func TestProfilesEvidence(t *testing.T) {
	p := profiled(t, ProfileOptions{}, every(5, 10, 2))
	for _, r := range p.Results() {
		if r.Alerts > 0 && !slices.Equal(r.Examples[0].Evidence, []parser.Position{{Source: "u_ex.log", Line: 10}, {Source: "u_ex.log", Line: 18}}) {
			t.Errorf("%s: %v", r.Rule.ID, r.Examples[0].Evidence)
		}
	}
}

// TestProfilesLimited forgets the key that was quiet longest, but not the
// alert that it had.
func TestProfilesLimited(t *testing.T) {
	lines := every(20, 0, 1)
	for i := range 3 {
		s := tried(20+i, fmt.Sprintf("198.51.100.%d", i), "bob")
		lines = append(lines, s)
	}
	p := profiled(t, ProfileOptions{MaxKeys: 2}, lines)
	if got, want := said(p, "sentinel"), []string{"sentinel-client " + mallory + " 0-19 20 lines"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	want := []Cut{{Rule: "sentinel-client", Keys: 2}, {Rule: "fail2ban-iis", Keys: 2}, {Rule: "websitefailedlogins-client", Keys: 2}}
	if got := p.Limited(); !reflect.DeepEqual(got, want) {
		t.Errorf("limited %+v, want %+v", got, want)
	}
}

// TestProfilesHurry takes lines early where too many wait.
func TestProfilesHurry(t *testing.T) {
	p, _ := NewProfiles([]string{"websitefailedlogins"}, ProfileOptions{})
	s := tried(0, mallory, alice)
	for i := range maxWaiting + 10 {
		s.ev.Time = epoch + int64(i)
		s.show(p)
	}
	if len(p.waiting) != maxWaiting || p.Hurried() != 10 {
		t.Errorf("%d wait, %d were taken early", len(p.waiting), p.Hurried())
	}
}

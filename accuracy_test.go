package log401_test

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"log401/detect"
	"log401/handshake"
	"log401/internal/labelled"
)

// Days are simulated whose every refused request is known for what it was.
const (
	accuracySeeds      = 200
	accuracySeedsShort = 20
)

// TestAccuracy holds outcomes and alerts against the truth: every outcome has
// to be right, but for one in a hundred where people share an address, every
// attack has to be found, and no alert may come of nothing. Run it with -v for
// the table; testdata/labelled/README.md says how to read it.
func TestAccuracy(t *testing.T) {
	seeds := accuracySeeds
	if testing.Short() {
		seeds = accuracySeedsShort
	}
	s := newScore(detect.Rules())
	var users userScore
	var tools toolScores
	for seed := range seeds {
		l := labelled.Make(uint64(seed))
		p := newPipeline(t)
		r := p.read(t, streamsOf(l), 1)
		tools.log(l, r.Alerts, p.profiles.Results())
		for _, complaint := range slices.Concat(s.outcomes(l, p.denials), users.users(l, p.likely), s.alerts(l, r.Alerts)) {
			t.Errorf("seed %d: %s", seed, complaint)
		}
	}
	if right, all := s.shared.right, s.shared.all; 100*right < 99*all {
		t.Errorf("behind a shared address %d of %d outcomes are right", right, all)
	}
	table := s.table() + "\n" + users.table() + "\n" + tools.table()
	t.Log("\n" + table)
	if !testing.Short() {
		compareWant(t, filepath.Join(logFolder, "labelled", "accuracy.txt"), table)
	}
}

// A share counts what is right of all.
type share struct{ right, all int }

func (s *share) add(right bool) {
	s.all++
	if right {
		s.right++
	}
}

func (s share) String() string {
	if s.all == 0 {
		return "     -"
	}
	return fmt.Sprintf("%5.1f%%", 100*float64(s.right)/float64(s.all))
}

// A score adds up how often the truth was told.
type score struct {
	rules           []string          // those in force
	precise, recall map[string]*share // by rule
	told            map[string]*share // by outcome told
	true            map[string]*share // by true outcome
	own, shared     share             // of addresses of one person and of several
	moot            share             // where nobody can tell from the log
}

func newScore(rules []detect.Rule) *score {
	s := &score{precise: map[string]*share{}, recall: map[string]*share{}, told: map[string]*share{}, true: map[string]*share{}}
	for _, r := range rules {
		if !slices.Contains(s.rules, r.Name) {
			s.rules = append(s.rules, r.Name)
		}
	}
	return s
}

func count(m map[string]*share, key string, right bool) {
	if m[key] == nil {
		m[key] = &share{}
	}
	m[key].add(right)
}

// outcomes compares the denials of a log with the truth, and complains of what
// is wrong where it has to be right.
func (s *score) outcomes(l *labelled.Log, denials []handshake.Denial) (wrong []string) {
	seen := map[labelled.Position]bool{}
	for i := range denials {
		d := &denials[i]
		at := labelled.Position{File: d.Event.Source, Line: d.Event.Line}
		truth, ok := l.Truth[at]
		if !ok || seen[at] {
			wrong = append(wrong, fmt.Sprintf("%s:%d is no denial, or is told of twice", at.File, at.Line))
		}
		seen[at] = true
		right := truth.Outcome == d.Outcome.String() && truth.LogOnly == d.Event.LogOnly
		switch {
		case truth.Moot:
			s.moot.add(right)
			continue
		case truth.Shared:
			s.shared.add(right)
		default:
			s.own.add(right)
		}
		count(s.true, truth.Outcome, right)
		count(s.told, d.Outcome.String(), right)
		if !right && !truth.Shared {
			wrong = append(wrong, fmt.Sprintf("%s:%d (%s) is %s, not %s: %s", at.File, at.Line, truth.Scenario, truth.Outcome, d.Outcome, d.Reason))
		}
	}
	if len(seen) != len(l.Truth) {
		wrong = append(wrong, fmt.Sprintf("%d of %d denials came out", len(seen), len(l.Truth)))
	}
	return wrong
}

// alerts compares the alerts about a log with what was planted in it.
func (s *score) alerts(l *labelled.Log, alerts []detect.Alert) (wrong []string) {
	for i := range alerts {
		a := &alerts[i]
		why := s.unexplained(l, a)
		count(s.precise, a.Rule, why == "")
		if why != "" && why != excused {
			wrong = append(wrong, fmt.Sprintf("%s alert %s %s: %s", a.Severity, a.ID, why, a.Summary))
		}
	}
	for i := range l.Plants {
		p := &l.Plants[i]
		if p.Optional || p.Wrong || !slices.Contains(s.rules, p.Rule) {
			continue
		}
		found := slices.ContainsFunc(alerts, func(a detect.Alert) bool { return tells(&a, p) && within(&a, p) })
		count(s.recall, p.Rule, found)
		if !found {
			wrong = append(wrong, fmt.Sprintf("no alert %s about %s: client %q user %q network %q site %q, %s to %s", p.Rule, p.Scenario,
				p.Client, p.User, p.Network, p.Site, p.From.Format(time.TimeOnly), p.To.Format(time.TimeOnly)))
		}
	}
	return wrong
}

// excused is what is wrong with an alert that is wrong and cannot be better.
const excused = "looks like an attack in every line"

// unexplained says what is wrong with an alert: that nothing planted is its
// cause, or that a higher one should stand for it.
func (s *score) unexplained(l *labelled.Log, a *detect.Alert) string {
	why := "comes of nothing"
	for i := range l.Plants {
		p := &l.Plants[i]
		switch {
		case !within(a, p):
		case tells(a, p) && p.Wrong:
			return excused
		case tells(a, p), p.Attack && a.Rule == "stale-credential" && partOf(a, p):
			return "" // an even pace, be it by chance, is that of slow guessing, too
		case !slices.Contains(p.Also, a.Rule) || !partOf(a, p):
		case a.SupersededBy != "" || !slices.Contains(s.rules, p.Rule):
			return ""
		default:
			why = "is not superseded by " + p.Rule
		}
	}
	return why
}

// tells reports whether an alert is what a plant asks for.
func tells(a *detect.Alert, p *labelled.Plant) bool {
	same := func(want, got string) bool { return want == "" || want == got }
	return a.Rule == p.Rule && same(p.Client, a.Client) && same(p.User, bareName(a.User)) && same(p.Network, a.Network) && same(p.Site, a.Site)
}

// partOf reports whether an alert is about somebody who took part.
func partOf(a *detect.Alert, p *labelled.Plant) bool {
	return slices.Contains(p.Clients, a.Client) || slices.Contains(p.Users, bareName(a.User)) || p.User != "" && p.User == bareName(a.User)
}

// within reports whether an alert lies in the time of a plant. What happens at
// a site is counted with what else happens there, so that an alert about it may
// begin a window earlier and end a window later.
func within(a *detect.Alert, p *labelled.Plant) bool {
	slack := time.Duration(0)
	if p.Site != "" {
		slack = time.Duration(a.WindowSeconds) * time.Second
	}
	return a.First >= p.From.Add(-slack).Truncate(time.Second).UnixNano() && a.Last <= p.To.Add(slack).UnixNano()
}

// bareName returns a user without domain and suffix, in lower case.
func bareName(user string) string {
	_, bare, found := strings.Cut(user, `\`)
	if !found {
		bare = user
	}
	bare, _, _ = strings.Cut(bare, "@")
	return strings.ToLower(bare)
}

// table renders the score.
func (s *score) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "outcome                     told   right     true   found\n")
	for o := range handshake.NumOutcomes {
		name := o.String()
		told, found := at(s.told, name), at(s.true, name)
		fmt.Fprintf(&b, "%-24s %7d  %s  %7d  %s\n", name, told.all, told, found.all, found)
	}
	for _, row := range []struct {
		name string
		share
	}{{"one person an address", s.own}, {"several an address", s.shared}, {"nobody can tell", s.moot}} {
		fmt.Fprintf(&b, "%-24s %7d  %s\n", row.name, row.all, row.share)
	}
	fmt.Fprintf(&b, "\nrule                      alerts   right  planted   found\n")
	for _, name := range s.rules {
		precise, recall := at(s.precise, name), at(s.recall, name)
		fmt.Fprintf(&b, "%-24s %7d  %s  %7d  %s\n", name, precise.all, precise, recall.all, recall)
	}
	return b.String()
}

func at(m map[string]*share, key string) share { return *cmp.Or(m[key], &share{}) }

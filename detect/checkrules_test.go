package detect

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCheckRules(t *testing.T) {
	for _, c := range []struct {
		id     string
		limits []Limit
		want   string // the flaws, joined
	}{
		{"brute-force", []Limit{{Count: 3, Window: time.Minute}}, ""},
		{"brute-force", nil, "brute-force: it has no limits"},
		{"brute-force", []Limit{{Window: time.Minute}}, "brute-force: limit 1: it counts nothing: it needs count, users or clients"},
		{"brute-force", []Limit{{Count: 3}}, "brute-force: limit 1: window: it is missing"},
		{"brute-force", []Limit{{Count: -1, Users: 2, Window: time.Minute}}, "brute-force: limit 1: count: -1 is not between 1 and 10000"},
		{"brute-force", []Limit{{Users: 201, Window: time.Minute}}, "brute-force: limit 1: users: 201 is not between 1 and 200"},
		{"brute-force", []Limit{{Count: 1, Window: 1500 * time.Millisecond}}, "brute-force: limit 1: window: 1.5s is not in whole seconds, which is how logs tell time"},
		{"brute-force", []Limit{{Count: 1, Window: 10000 * time.Hour}}, "brute-force: limit 1: window: 10000h is not between 1s and 8784h"},
		{"brute-force", []Limit{{Count: 1, Window: time.Hour, Severity: 5}}, "brute-force: limit 1: severity: it is none of info, low, medium, high, critical"},
		{"brute-force", []Limit{{Count: 3, Clients: 2, Window: time.Minute}}, "brute-force: limit 1: clients: never more than 1: the rule counts by client"},
		{"brute-force-user", []Limit{{Users: 2, Window: time.Minute}}, "brute-force-user: limit 1: users: never more than 1: the rule counts by user"},
		{"low-and-slow", []Limit{{Count: 3, Span: time.Hour, Window: time.Hour}}, "low-and-slow: limit 1: span: never as long as 1h: the window is 1h"},
		{"brute-force", []Limit{{Count: 3, Window: time.Minute}, {Count: 3, Window: time.Minute}}, "brute-force: limit 2: it makes no difference: limit 1 is reached first"},
		{"brute-force", []Limit{{Count: 9, Window: time.Minute}, {Count: 3, Window: time.Hour}}, "brute-force: limit 1: it makes no difference: limit 2 is reached first"},
		{"brute-force", []Limit{{Count: 9, Window: time.Minute, Severity: High}, {Count: 3, Window: time.Hour}}, ""},
	} {
		table := Rules()
		table[indexOf(table, c.id)].Limits = c.limits
		var texts []string
		for _, f := range CheckRules(table) {
			texts = append(texts, f.Error())
		}
		if got := strings.Join(texts, "\n"); got != c.want {
			t.Errorf("%s %+v: %q, want %q", c.id, c.limits, got, c.want)
		}
	}
	table := append(Rules(), rules[0])
	if flaws := CheckRules(table); fmt.Sprint(flaws) != `[rate-limit: ID "rate-limit" is empty or not unique]` {
		t.Errorf("doubled row: %v", flaws)
	}
}

// TestOwnRules shows that a Detector goes by the table it is given.
func TestOwnRules(t *testing.T) {
	fourGuesses := guesses(4, 0, 10, "192.0.2.1", "alice")
	table := Rules()
	i := indexOf(table, "brute-force")
	for _, c := range []struct {
		limits []Limit
		off    bool
		want   []string
	}{
		{table[i].Limits, false, nil},
		{[]Limit{{Count: 4, Window: time.Minute, Severity: Low}}, false, []string{"brute-force"}},
		{[]Limit{{Count: 5, Window: time.Minute, Severity: Low}}, false, nil},
		{[]Limit{{Count: 4, Window: time.Minute, Severity: Low}}, true, nil},
		{[]Limit{}, false, nil},
	} {
		table := slices.Clone(table)
		table[i].Limits, table[i].Off = c.limits, c.off
		if got := ruleNames(play(Options{Rules: table}, fourGuesses)); !slices.Equal(got, c.want) {
			t.Errorf("%+v, off %v: %q, want %q", c.limits, c.off, got, c.want)
		}
	}
	if got := ruleNames(play(Options{Rules: []Rule{}}, guesses(100, 0, 1, "192.0.2.1", "alice"))); got != nil {
		t.Errorf("no rules: %q", got)
	}
}

func TestSettingsAreNamedOnce(t *testing.T) {
	seen := map[string]bool{}
	name := func(n, about string) {
		if n == "" || about == "" || seen[n] {
			t.Errorf("setting %q: %q", n, about)
		}
		seen[n] = true
	}
	for _, s := range LimitSettings() {
		name(s.Name, s.About)
		if valueOf(s.Field(&Limit{})) == nil {
			t.Errorf("%s is of no known type", s.Name)
		}
	}
	for _, s := range RuleSettings() {
		name(s.Name, s.About)
		if valueOf(s.Field(&Rule{})) == nil {
			t.Errorf("%s is of no known type", s.Name)
		}
	}
}

func ruleNames(d *Detector) (names []string) {
	for _, a := range d.Alerts() {
		names = append(names, a.Rule)
	}
	return names
}

func indexOf(table []Rule, id string) int {
	return slices.IndexFunc(table, func(r Rule) bool { return r.ID == id })
}

// TestOwnTakeBack shows sign-ins that take back more, less or nothing.
func TestOwnTakeBack(t *testing.T) {
	steps := append(guesses(9, 0, 20, "192.0.2.1", "alice"), signIn(170, "192.0.2.1", "alice"))
	steps = append(steps, guesses(4, 200, 20, "192.0.2.1", "alice")...)
	for _, c := range []struct {
		back TakeBack
		want bool // brute-force: 10 of the 13 guesses are left
	}{
		{TakeBack{}, true},
		{DefaultTakeBack, true},
		{TakeBack{Span: time.Hour, Guesses: 4}, false},
		{TakeBack{Span: 30 * time.Second, Guesses: 4}, true},
		{TakeBack{Span: time.Hour}, true},
	} {
		if got := slices.Contains(ruleNames(play(Options{TakeBack: c.back}, steps)), "brute-force"); got != c.want {
			t.Errorf("%+v: brute-force %v", c.back, got)
		}
	}
}

func TestOwnRest(t *testing.T) {
	steps := append(guesses(10, 0, 10, "192.0.2.1", "alice"), guesses(10, 40*minute, 10, "192.0.2.1", "alice")...)
	for rest, want := range map[time.Duration]int{0: 1, time.Hour: 1, 10 * time.Minute: 2} {
		n := 0
		for _, name := range ruleNames(play(Options{Rest: rest}, steps)) {
			if name == "brute-force" {
				n++
			}
		}
		if n != want {
			t.Errorf("rest %v: %d alerts, want %d", rest, n, want)
		}
	}
}

func TestDurationText(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", time.Second: "1s", 10 * time.Second: "10s", 10 * time.Minute: "10m", time.Hour: "1h", 100 * time.Hour: "100h",
		90 * time.Minute: "1h30m", time.Hour + time.Second: "1h0m1s", 1500 * time.Millisecond: "1.5s", -time.Minute: "-1m",
	} {
		got := DurationText(d)
		if back, err := time.ParseDuration(got); got != want || back != d || err != nil {
			t.Errorf("%v: %q, want %q; read back %v, %v", d, got, want, back, err)
		}
	}
}

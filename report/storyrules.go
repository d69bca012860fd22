package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"log401/detect"
)

// rules says of every rule what it made of the subject: alerts first, then
// those that came near.
func (p *storyPage) rules() {
	p.heading("Rules", "what each counted, and why it did or did not fire")
	idle := []string{}
	for _, group := range ruleGroups(p.s.Trace) {
		if len(group.keys) == 0 {
			idle = append(idle, group.name)
			continue
		}
		p.ruleGroup(group.keys)
	}
	if len(idle) > 0 {
		p.text(indent+"-       ", "nothing to count for "+strings.Join(slices.Compact(idle), ", ")+".")
	}
	if n := p.s.Trace.Cut; n > 0 {
		p.text(indent, "The trace had no room for "+count(int64(n), "event", "events")+" of further keys.")
	}
}

// A ruleGroup is a rule with the keys that it looked at.
type ruleGroup struct {
	name string
	keys []*detect.KeyTrace // those with alerts first, then the nearest to one
}

// ruleGroups groups the keys by rule: rules with alerts first, then those
// nearest to one, then those without a key.
func ruleGroups(t *detect.Trace) []ruleGroup {
	groups := make([]ruleGroup, len(t.Rules))
	index := map[string]int{}
	for i, r := range t.Rules {
		groups[i].name = r.Name
		index[r.ID] = i
	}
	for i := range t.Keys {
		g := &groups[index[t.Keys[i].Rule.ID]]
		g.keys = append(g.keys, &t.Keys[i])
	}
	for _, g := range groups {
		slices.SortStableFunc(g.keys, compareKeys)
	}
	slices.SortStableFunc(groups, func(a, b ruleGroup) int {
		if len(a.keys) == 0 || len(b.keys) == 0 {
			return cmp.Compare(len(b.keys), len(a.keys))
		}
		return compareKeys(a.keys[0], b.keys[0])
	})
	return groups
}

func compareKeys(a, b *detect.KeyTrace) int {
	return cmp.Or(cmp.Compare(alertsOf(b), alertsOf(a)), cmp.Compare(nearKey(b), nearKey(a)))
}

// alertsOf counts the alerts that a key has a part in.
func alertsOf(k *detect.KeyTrace) (n int) {
	for _, d := range k.Decisions {
		if d.Verdict == detect.Raised || d.Verdict == detect.Prolonged {
			n++
		}
	}
	return n
}

func nearKey(k *detect.KeyTrace) (near float64) {
	for _, c := range k.Counters {
		near = max(near, c.Near)
	}
	return near
}

// maxKeys is how many keys of a rule without an alert are told of one by one.
const maxKeys = 2

func (p *storyPage) ruleGroup(keys []*detect.KeyTrace) {
	for i, k := range keys {
		raised := alertsOf(k) > 0
		if i >= p.top(len(keys)) || !raised && i >= maxKeys {
			p.text(indent+"        ", "and "+count(int64(len(keys)-i), "more key", "more keys")+" of "+k.Rule.Name+", further from an alert")
			return
		}
		p.ruleKey(k, raised)
	}
}

func (p *storyPage) ruleKey(k *detect.KeyTrace, raised bool) {
	word, paint := "no", noPaint
	if raised {
		word, paint = "ALERT", yellow
	}
	word = fmt.Sprintf("%-8s", word)
	rest := strings.Repeat(" ", len(indent)+len(word))
	p.paragraph(indent+p.paint(paint, word), rest, k.Rule.Name+" of "+keyWords(k.About), true)
	for _, text := range p.counterLines(k) {
		p.text(rest, text)
	}
	if k.Rule.AtSignIn && k.SignIns == 0 {
		p.text(rest, fmt.Sprintf("%s, and no sign-in after (limit %s)", noun(k.Events, k.Rule.Counts.String()), limitWords(&k.Rule.Limits[0])))
	}
	if k.Quiet > 0 {
		p.text(rest, noun(k.Quiet, k.Rule.Counts.String())+" not counted: the client has an alert of its own")
	}
	for i := range k.Decisions {
		p.text(rest, p.decision(&k.Decisions[i]))
	}
	if k.Cut > 0 {
		p.text(rest, count(int64(k.Cut), "decision", "decisions")+" left out in the middle")
	}
}

// counterLines says how full each window was at most. Limits that differ only
// in their number share a line.
func (p *storyPage) counterLines(k *detect.KeyTrace) (lines []string) {
	said := map[string]int{}
	for i := range k.Counters {
		c := &k.Counters[i]
		if c.Count == 0 {
			continue
		}
		is, limit := counterWords(k, c)+", "+p.when(c.First, c.Last), limitWords(&c.Limit)+" ("+c.Limit.Severity.String()+")"
		if at, ok := said[is]; ok {
			lines[at] += ", " + limit
			continue
		}
		said[is] = len(lines)
		lines = append(lines, is+": limit "+limit)
	}
	return lines
}

// counterWords says "at most 7 guesses in 10 min".
func counterWords(k *detect.KeyTrace, c *detect.Counter) string {
	l := &c.Limit
	text := "at most "
	if c.AtLeast {
		text = "at least "
	}
	text += noun(c.Count, k.Rule.Counts.String())
	if l.Users > 0 {
		text += " at " + noun(c.Users, "users")
	}
	if l.Clients > 0 {
		text += " from " + noun(c.Clients, "clients")
	}
	if l.Window > 0 {
		text += " in " + longWords(l.Window)
	}
	if l.Span > 0 {
		text += ", " + longWords(time.Duration(c.Last-c.First)) + " from first to last"
	}
	if k.Rule.AtSignIn {
		text += " before a sign-in"
	}
	return text
}

// limitWords says what reaches a limit: "10", "15 users from 3 clients".
func limitWords(l *detect.Limit) string {
	var parts []string
	if l.Count > 0 {
		parts = append(parts, number(int64(l.Count)))
	}
	if l.Users > 0 {
		parts = append(parts, noun(l.Users, "users"))
	}
	if l.Clients > 0 {
		parts = append(parts, "from "+noun(l.Clients, "clients"))
	}
	if l.Span > 0 {
		parts = append(parts, "over "+longWords(l.Span))
	}
	if l.Pace > 0 {
		parts = append(parts, fmt.Sprintf("with a median gap of %s or more and gaps that vary by less than %v of their mean", longWords(l.Pace), l.Variation))
	}
	return strings.TrimPrefix(strings.Join(parts, " "), "from ")
}

// noun writes "1 guess" or "7 guesses", given the plural.
func noun(n int, plural string) string {
	end := len(plural)
	for _, word := range [...]string{" that ", " of "} {
		if i := strings.Index(plural, word); i >= 0 {
			end = min(end, i)
		}
	}
	things, what := plural[:end], plural[end:]
	singular := strings.TrimSuffix(things, "s")
	if strings.HasSuffix(things, "sses") {
		singular = strings.TrimSuffix(things, "es")
	}
	return count(int64(n), singular+what, plural)
}

// longWords writes a duration in its largest unit: "10 min".
func longWords(d time.Duration) string {
	for _, unit := range []struct {
		d    time.Duration
		name string
	}{{time.Hour, "h"}, {time.Minute, "min"}} {
		if d >= 2*unit.d || d > 0 && d%unit.d == 0 {
			return fmt.Sprintf("%d %s", d/unit.d, unit.name)
		}
	}
	return fmt.Sprintf("%d s", int64(d.Seconds()))
}

// decisionTexts say what a rule did, and why. {other} is a client or a rule,
// {until} a time, {alert} an ID.
var decisionTexts = map[detect.Verdict]string{
	detect.Raised:    "raised {alert}",
	detect.Prolonged: "counted by the open alert {alert}",
	detect.Ended:     "over, as the window holds fewer than the limit",
	detect.Resting:   "not raised again: it rests until {until} after the alert before",
	detect.OneClient: "not raised: {other} alone has more than half of the window",
	detect.Barred:    "not raised: {other} was over its limit in the window",
	detect.Covered:   "not raised: without clients that have alerts of their own too few are left",
	detect.SignedIn:  "not raised: the client signed in within the window",
	detect.Uneven:    "not raised: the gaps are not those of a machine",
	detect.LetIn:     "not raised: somebody was let in there",
}

func (p *storyPage) decision(d *detect.Decision) string {
	if d.Verdict == detect.Raised && d.Last > d.First {
		return p.stamp(d.First) + " " + decisionWords(d, "") + ", which went on until " + p.stamp(d.Last)
	}
	return p.when(d.First, d.Last) + " " + decisionWords(d, p.stamp(d.Until))
}

func decisionWords(d *detect.Decision, until string) string {
	return strings.NewReplacer("{alert}", d.Alert, "{other}", quoteName(d.Other), "{until}", until).Replace(decisionTexts[d.Verdict])
}

// notRaised says why a key whose limit was reached has no alert, "" where
// nothing stood in the way.
func notRaised(k *detect.KeyTrace) string {
	for i := range k.Decisions {
		d := &k.Decisions[i]
		if text := decisionWords(d, ""); d.Verdict != detect.Resting && strings.HasPrefix(text, "not raised") {
			return strings.TrimPrefix(text, "not raised: ")
		}
	}
	return ""
}

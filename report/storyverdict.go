package report

import (
	"fmt"
	"slices"
	"strings"

	"log401/detect"
)

// verdict says in a few sentences whether there was an alert, and if not, how
// near it came to one.
func (p *storyPage) verdict() []string { return storyVerdict(p.s) }

func storyVerdict(s *Story) (out []string) {
	if a := s.Subject.Alert; a != nil {
		out = append(out, fmt.Sprintf("%s, severity %s: %s", a.Rule, a.Severity, sentence(a.Summary)), sentence(a.Advice))
		if high := alertByID(s.Report.Alerts, a.SupersededBy); high != nil {
			out = append(out, fmt.Sprintf("%s (%s) on the same lines stands for it: %s", high.Rule, high.ID, sentence(high.Summary)))
		}
	} else {
		out = append(out, sayAlerts(s)...)
	}
	return append(out, sayDenials(s), sayWhy(s))
}

// sayAlerts names the alerts that nothing higher stands for, or says that there
// was none and how near the rules came to one.
func sayAlerts(s *Story) (out []string) {
	alerts := standing(s.Alerts)
	for i, a := range alerts {
		if i == maxSaid {
			out = append(out, number(int64(len(alerts)-maxSaid))+" more alerts below.")
			break
		}
		out = append(out, fmt.Sprintf("%s (%s): %s", upperFirst(a.Severity.String())+" alert", a.Rule, sentence(a.Summary)+" "+sentence(a.Advice)))
	}
	if len(alerts) == 0 {
		out = append(out, sayNearest(s))
	}
	return out
}

// maxSaid is how many alerts a verdict tells of.
const maxSaid = 3

// sayNearest says which rule came nearest to an alert.
func sayNearest(s *Story) string {
	k, c := nearest(s.Trace)
	if len(s.Alerts) > 0 {
		return "No alert of its own" + sayHigher(s)
	}
	allowed := func(r StoryRow) bool { return r.Fate == detect.Allowed || r.Fate == detect.PaceOnly }
	if slices.ContainsFunc(s.Rows, allowed) && (k == nil || k.Rule.Counts == detect.Beats) {
		return "No alert: the client is on the allow-list, so only the pace of its guesses counts."
	}
	if k == nil && slices.ContainsFunc(s.Rows, func(r StoryRow) bool { return r.Likely && r.Fate == detect.Counted }) {
		return "No alert: rules count what names no user for its client only; ask for the client."
	}
	if k == nil {
		return "No alert: nothing here is what a rule counts."
	}
	if why := notRaised(k); c.Near >= 1 && why != "" {
		return fmt.Sprintf("No alert of %s, though there were %s: %s.", k.Rule.Name, strings.TrimPrefix(counterWords(k, c), "at most "), why)
	}
	return fmt.Sprintf("No alert: %s; %s needs %s.", counterWords(k, c), k.Rule.Name, limitWords(&c.Limit))
}

// sayHigher names the alert that stands for those of the subject, which may be
// about others.
func sayHigher(s *Story) string {
	var higher []detect.Alert
	for i := range s.Alerts {
		if a := alertByID(s.Report.Alerts, s.Alerts[i].SupersededBy); a != nil {
			higher = append(higher, *a)
		}
	}
	if higher = standing(higher); len(higher) == 0 {
		return ": see the rules below."
	}
	a := higher[0]
	return fmt.Sprintf(", but one of severity %s on the same lines, %s (%s): %s", a.Severity, a.Rule, a.ID, sentence(a.Summary))
}

// nearest returns the counter that came nearest to its limit, of the first rule
// where several did.
func nearest(t *detect.Trace) (key *detect.KeyTrace, counter *detect.Counter) {
	for i := range t.Keys {
		k := &t.Keys[i]
		for j := range k.Counters {
			if c := &k.Counters[j]; c.Count > 0 && (counter == nil || c.Near > counter.Near) {
				key, counter = k, c
			}
		}
	}
	return key, counter
}

// sayDenials counts what became of the subject's requests.
func sayDenials(s *Story) string {
	signIns := count(s.SignIns, "request", "requests") + " of a signed-in user"
	if s.SignIns == 0 {
		signIns = "no sign-in"
	}
	if s.Denials == 0 {
		return "No request was refused; " + signIns + "."
	}
	return fmt.Sprintf("%s; %s.", sayOutcomes(s.Denials, s.ByOutcome), signIns)
}

// sayWhy names the most frequent cause of real failures, with what to do.
func sayWhy(s *Story) string {
	causes := map[string]int64{}
	for _, r := range s.Rows {
		if r.Kind == RefusedRow && r.Cause != "" && !isStep(&r) {
			causes[r.Cause] += r.Denials
		}
	}
	names := sortedKeys(causes)
	if len(names) == 0 {
		return ""
	}
	slices.SortStableFunc(names, func(a, b string) int { return compareInt(causes[b], causes[a]) })
	return fmt.Sprintf("Most frequent cause: %s (%s); log401 explain %s says what to do.", causeTitle(names[0]), number(causes[names[0]]), names[0])
}

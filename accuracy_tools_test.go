package log401_test

import (
	"fmt"
	"slices"
	"strings"

	"log401/detect"
	"log401/internal/labelled"
)

// toolScore counts, for the rules of a tool, how many alerts are about an
// attack on passwords, and how many of those attacks an alert tells of. One
// that names a client or a user who took part does, at the time; and so does
// one about the site, though it names nobody.
type toolScore struct {
	title         string
	alerts, found share
}

// A sighting is what an alert of any tool says.
type sighting struct {
	client, user, site string
	first, last        int64
}

// sees reports whether an alert tells of an attack.
func (s *sighting) sees(p *labelled.Plant) bool {
	if s.first > p.To.UnixNano() || s.last < p.From.Unix()*1e9 {
		return false
	}
	switch {
	case s.client != "":
		return slices.Contains(p.Clients, s.client)
	case s.user != "":
		return slices.Contains(p.Users, bareName(s.user)) || p.User == bareName(s.user)
	}
	return true
}

func (t *toolScore) add(attacks []labelled.Plant, alerts []sighting) {
	for i := range alerts {
		t.alerts.add(slices.ContainsFunc(attacks, func(p labelled.Plant) bool { return alerts[i].sees(&p) }))
	}
	for i := range attacks {
		t.found.add(slices.ContainsFunc(alerts, func(a sighting) bool { return a.sees(&attacks[i]) }))
	}
}

// toolScores are those of log401, and of each profile.
type toolScores []toolScore

// log compares the alerts about one log with the attacks in it.
func (s *toolScores) log(l *labelled.Log, alerts []detect.Alert, profiles []detect.ProfileResult) {
	attacks := slices.DeleteFunc(slices.Clone(l.Plants), func(p labelled.Plant) bool { return !p.Attack || p.Optional })
	s.tool("log401").add(attacks, ownSightings(alerts))
	for from := 0; from < len(profiles); {
		to := from
		var seen []sighting
		for ; to < len(profiles) && profiles[to].Profile.Name == profiles[from].Profile.Name; to++ {
			for _, a := range profiles[to].Examples {
				seen = append(seen, sighting{a.Client, a.User, a.Site, a.First, a.Last})
			}
		}
		s.tool(profiles[from].Profile.Title).add(attacks, seen)
		from = to
	}
}

func (s *toolScores) tool(title string) *toolScore {
	i := slices.IndexFunc(*s, func(t toolScore) bool { return t.title == title })
	if i < 0 {
		i = len(*s)
		*s = append(*s, toolScore{title: title})
	}
	return &(*s)[i]
}

// guessing are the rules of log401 that say somebody may guess at passwords.
var guessing = []string{
	"brute-force", "brute-force-user", "credential-stuffing", "distributed-brute-force",
	"logon-flood", "low-and-slow", "password-spray", "stale-credential", "success-after-failures",
}

// ownSightings are the alerts of log401 that say so: by those rules, of
// severity medium or above where they have more than one.
func ownSightings(alerts []detect.Alert) (seen []sighting) {
	for i := range alerts {
		a := &alerts[i]
		if a.SupersededBy != "" || !slices.Contains(guessing, a.Rule) || a.Severity < detect.Medium && a.Rule != "logon-flood" {
			continue
		}
		seen = append(seen, sighting{a.Client, a.User, a.Site, a.First, a.Last})
	}
	return seen
}

func (s toolScores) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "attacks on passwords      alerts   right  attacks   found\n")
	for _, t := range s {
		fmt.Fprintf(&b, "%-24s %7d  %s  %7d  %s\n", t.title, t.alerts.all, t.alerts, t.found.all, t.found)
	}
	return b.String()
}

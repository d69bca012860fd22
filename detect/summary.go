package detect

import (
	"fmt"
	"strings"
	"time"
)

// filler fills in the texts of a rule. Their placeholders:
//
//	{client} {network} {user} {site} {path} {kind}  as the alert says
//	{who}       the user, or the client where no user is known
//	{part}      "/owa of site W3SVC1", or the path alone where no site is known
//	{times}     "40 times"          {failures}  "40 failures"      {requests}  "40 requests"
//	{users}     "24 users"          {clients}   "30 clients"
//	{span}      "59 s"
//	{as}        " as CONTOSO\admin" where one user is named, " as 3 users" where more are,
//	            ", 5 of them as CONTOSO\admin" where others name nobody
//	{peak}      ", 12 of them in one second" where there were several
//	{pace}      "5 min"
//	{agent}     the user agent as logged
//	{stale}     what an old password is taken for, by severity
//	{from}      " from 30 clients" where there is more than one
//
// Names stand in it as logged: whoever shows the sentence escapes it.
func filler(a *alert, s *Alert) *strings.Replacer {
	who := s.User
	if who == "" {
		who = s.Client
	}
	if who == "" {
		who = a.oldest.Client
	}
	return strings.NewReplacer(
		"{client}", s.Client, "{network}", s.Network, "{user}", s.User,
		"{site}", s.Site, "{path}", s.Path, "{kind}", s.Kind, "{who}", who,
		"{part}", partWords(s), "{requests}", plural(s.Count, true, "request"),
		"{times}", plural(s.Count, true, "time"), "{failures}", plural(s.Count, true, "failure"),
		"{users}", a.users.words("user"), "{clients}", a.clients.words("client"),
		"{span}", spanWords(time.Duration(s.Last-s.First)),
		"{as}", asWords(a, s), "{from}", fromWords(a, s),
		"{peak}", peakWords(s), "{pace}", paceWords(time.Duration(a.pace)), "{agent}", agentWords(a.oldest.Agent), "{stale}", staleWords(s.Severity),
	)
}

// peakWords tells a rate in the unit of the limit as well.
func peakWords(s *Alert) string {
	if s.PeakPerSecond < 2 {
		return ""
	}
	words := fmt.Sprintf(", %d of them in one second", s.PeakPerSecond)
	if least, most := s.Peak200(); most > 0 {
		words += fmt.Sprintf(" and so %d to %d within 200 ms", least, most)
	}
	return words
}

// paceWords rounds to what spanWords shows.
func paceWords(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return spanWords(d.Round(time.Second))
	case d < 2*time.Hour:
		return spanWords(d.Round(time.Minute))
	}
	return spanWords(d.Round(time.Hour))
}

func agentWords(agent string) string {
	if agent == "" {
		return "nothing that is logged"
	}
	return agent
}

func staleWords(s Severity) string {
	if s < Medium {
		return "a device or program with an old password"
	}
	return "an old password, or slow guessing"
}

func partWords(s *Alert) string {
	if s.Site == "" {
		return s.Path
	}
	return s.Path + " of site " + s.Site
}

func asWords(a *alert, s *Alert) string {
	if s.Users == 0 {
		return ""
	}
	as := " as " + a.users.words("user")
	if s.Users == 1 {
		as = " as " + a.named.shown
	}
	if a.unnamed > 0 {
		return fmt.Sprintf(", %d of them%s", s.Count-a.unnamed, as)
	}
	return as
}

func fromWords(a *alert, s *Alert) string {
	if s.Clients < 2 {
		return ""
	}
	return " from " + a.clients.words("client")
}

func (s *distinct) words(noun string) string {
	n, exact := s.count()
	return plural(n, exact, noun)
}

func plural(n int, exact bool, noun string) string {
	switch {
	case !exact:
		return fmt.Sprintf("about %d %ss", n, noun)
	case n == 1:
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// spanWords says how long something took: at least one second, since logs
// know no less.
func spanWords(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", max(1, int(d.Seconds())))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d h", int(d.Hours()))
}

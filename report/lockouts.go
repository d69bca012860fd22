package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"log401/detect"
)

// lockout writes the story of an account that could not be used any more.
func (e *encoder) lockout(l *detect.Lockout) {
	e.text("user", l.User)
	e.text("cause", l.Cause)
	e.time("first", l.First)
	e.time("last", l.Last)
	e.int("count", int64(l.Count))
	e.int("failures", int64(l.Failures))
	e.bool("driven", l.Driven)
	list(e, "sources", l.Sources, e.lockoutSource)
	e.int("elsewhere", int64(l.Elsewhere))
	e.evidence(l.Evidence)
}

func (e *encoder) lockoutSource(s *detect.LockoutSource) {
	e.textOrNull("client", s.Client)
	e.textOrNull("agent", s.Agent)
	e.textOrNull("path", s.Path)
	e.int("failures", int64(s.Failures))
	if s.Failures == 0 {
		e.null("first")
		e.null("last")
	} else {
		e.time("first", s.First)
		e.time("last", s.Last)
	}
	e.int("refused", int64(s.Refused))
	e.int("sign_ins", int64(s.SignIns))
	e.int("sign_ins_after", int64(s.SignInsAfter))
}

// lockouts tells the stories, a sentence each.
func (p *page) lockouts() {
	all := p.r.Lockouts
	if len(all) == 0 {
		return
	}
	p.heading("Locked and expired accounts", "")
	for i := range all[:p.top(len(all))] {
		l := &all[i]
		p.text(indent+"- ", p.brief(p.story(l)))
		p.text(indent+"  Lines: ", evidence(l.Evidence))
	}
	p.more(len(all), "account", "accounts")
}

// closedTexts say what happened to an account, by cause.
var closedTexts = []ruleText{
	{"account-locked-out", "was locked out"},
	{"account-disabled", "was disabled"},
	{"account-expired", "had expired"},
	{"password-changed", "had a changed password"},
	{"password-expired", "had an expired password"},
	{"password-must-change", "had to change the password"},
}

// maxUsers is how many further sources a story names.
const maxUsers = 2

// story says who most likely brought it about, and who else used the name.
// Where the account was only found closed, it says who came upon it.
func (p *page) story(l *detect.Lockout) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s by %s", name(l.User), textOf(l.Cause, closedTexts), p.stamp(l.First))
	rest := l.Sources
	switch {
	case l.Driven:
		s := &l.Sources[0]
		fmt.Fprintf(&b, ": %s from %s", count(int64(s.Failures), "failure", "failures"), p.agentOf(s))
		if s.First < l.First {
			b.WriteString(" in the " + lengthOf(l.First-s.First) + " before")
		}
		if l.Failures > s.Failures {
			fmt.Fprintf(&b, ", of %s in all", number(int64(l.Failures)))
		}
		rest = rest[1:]
	case l.Cause == "account-locked-out":
		b.WriteString(": these logs do not show why")
	}
	fmt.Fprintf(&b, "; %s", count(int64(l.Count), "request was refused for it", "requests were refused for it"))
	for i := range rest[:min(len(rest), maxUsers)] {
		b.WriteString("; ")
		if l.Driven {
			b.WriteString("also ")
		}
		b.WriteString("used from " + p.agentOf(&rest[i]) + ", which " + conduct(&rest[i]))
	}
	if n := len(rest) - maxUsers; n > 0 {
		b.WriteString("; and from " + number(int64(n)) + " more")
	}
	return sentence(b.String())
}

// conduct says what a source did.
func conduct(s *detect.LockoutSource) string {
	failed := "failed " + count(int64(s.Failures+s.Refused), "time", "times")
	switch signedIn := s.SignIns+s.SignInsAfter > 0; {
	case signedIn && s.Failures+s.Refused > 0:
		return "signed in and " + failed
	case signedIn:
		return "signed in"
	}
	return failed
}

// agentOf names a source: "10.0.0.23 (Apple-iPhone)".
func (p *page) agentOf(s *detect.LockoutSource) string {
	who := cmp.Or(quoteName(s.Client), "an unknown client")
	if s.Agent == "" {
		return who
	}
	return who + " (" + p.agent(s.Agent) + ")"
}

// products are what people know agents by; the first that one names counts,
// since browsers name those before them, too.
var products = []struct{ token, name string }{
	{"Outlook", "Outlook"},
	{"Edg/", "Edge"},
	{"OPR/", "Opera"},
	{"Firefox/", "Firefox"},
	{"Chrome/", "Chrome"},
	{"Trident/", "Internet Explorer"},
	{"Safari/", "Safari"},
}

// maxAgent is how many bytes of another agent a sentence shows.
const maxAgent = 40

// agent says what an agent is, or how its text begins. IIS writes "+" for a
// blank.
func (p *page) agent(s string) string {
	for _, known := range products {
		if strings.Contains(s, known.token) {
			return known.name
		}
	}
	if len(s) > maxAgent {
		s = s[:maxAgent] + p.mark()
	}
	return name(strings.ReplaceAll(s, "+", " "))
}

// lengthOf says how long something took, in the unit that tells enough.
func lengthOf(nanos int64) string {
	switch d := time.Duration(nanos); {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", max(1, int(d.Seconds())))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	default:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
}

// UnnamedLockouts says that requests were refused because of accounts which
// the log does not name, "" where none were.
func UnnamedLockouts(n int) string {
	if n == 0 {
		return ""
	}
	return count(int64(n), "request was", "requests were") +
		" refused because an account is locked, expired or disabled, and the log does not name it: logons by Windows authentication leave no name when they fail. The Security log does, in events 4740 (locked out) and 4625 (failed)."
}

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"log401/detect"
	"log401/timeline"
)

// verdict says in at most six sentences what a person needs to know first,
// most urgent first: whether there is an attack, whether it may be a proxy that
// is accused of it, how much of the 401s is none, rate limits, what else
// wants mending, and what the report could not see.
func verdict(r *Report) []string {
	if r.Input.Entries == 0 {
		return []string{"No entry was read, so nothing can be said: see the data quality below."}
	}
	if r.Input.Outside == r.Input.Entries {
		return []string{"All entries (" + number(r.Input.Entries) + ") lie outside the span asked for, so nothing can be said."}
	}
	alerts := standing(r.Alerts)
	trouble, gaps := sayTrouble(r, alerts), sayGaps(r)
	attack := sayAttack(alerts)
	switch {
	case attack != "":
	case !anyOfWebServer(r):
		attack = "No log of a web server was read, so nothing was judged."
	case trouble != "" || refusedByHTTPsys(r) != "":
		attack = "No attack was found."
	case gaps != "":
		attack = "Nothing in what was read needs attention."
	default:
		attack = "Nothing needs attention."
	}
	out := []string{attack, sayProxy(r, alerts), sayCounts(r), sayLimits(r), trouble, gaps}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// standing returns the alerts that no higher one covers, most severe first.
func standing(alerts []detect.Alert) []detect.Alert {
	var out []detect.Alert
	for _, a := range alerts {
		if a.SupersededBy == "" {
			out = append(out, a)
		}
	}
	slices.SortStableFunc(out, func(a, b detect.Alert) int { return cmp.Compare(b.Severity, a.Severity) })
	return out
}

// A ruleText says in the middle of a sentence what an alert of a rule is
// about; see fill.
type ruleText struct{ rule, text string }

var attackTexts = []ruleText{
	{"success-after-failures", "{who} signed in from {from} after failed guesses, so the password may be known to somebody else"},
	{"credential-stuffing", "{clients} tried {users}"},
	{"distributed-brute-force", "{clients} guessed at the password of {who} ({count} failures)"},
	{"password-spray", "{from} tried {users} ({count} failures)"},
	{"brute-force", "{from} guessed passwords ({count} failures)"},
	{"brute-force-user", "{clients} guessed at the password of {who} ({count} failures)"},
	{"low-and-slow", "{from} guessed passwords slowly ({count} failures)"},
}

var troubleTexts = []ruleText{
	{"sign-in-broken", "signing in at {where} does not work ({count} requests, {clients})"},
	{"stale-credential", "{from} keeps sending a password for {who} that is refused"},
	{"access-refused", "{who} has no permission at {where} ({count} requests)"},
	{"logon-flood", "{from} begins logons and never ends them ({count} requests)"},
}

func textOf(rule string, texts []ruleText) string {
	for _, t := range texts {
		if t.rule == rule {
			return t.text
		}
	}
	return ""
}

func fill(text string, a detect.Alert) string {
	return strings.NewReplacer(
		"{who}", cmp.Or(quoteName(a.User), quoteName(a.Client), "somebody"),
		"{from}", cmp.Or(quoteName(a.Client), quoteName(a.Network), "somebody"),
		"{where}", cmp.Or(quoteName(a.Path), quoteName(a.Site), "this site"),
		"{count}", number(int64(a.Count)),
		"{users}", count(int64(a.Users), "user", "users"),
		"{clients}", count(int64(a.Clients), "client", "clients"),
	).Replace(text)
}

func quoteName(s string) string {
	if s == "" {
		return ""
	}
	return name(s)
}

// phrases fills the texts of the alerts that have one, at most two of them.
func phrases(alerts []detect.Alert, texts []ruleText) (list string, n int) {
	var said []string
	for _, a := range alerts {
		text := textOf(a.Rule, texts)
		if text == "" {
			continue
		}
		if n++; n <= 2 {
			said = append(said, fill(text, a))
		}
	}
	if n > 2 {
		said = append(said, fmt.Sprintf("%s more below", number(int64(n-2))))
	}
	return strings.Join(said, "; "), n
}

func sayAttack(alerts []detect.Alert) string {
	if list, n := phrases(alerts, attackTexts); n == 1 {
		return "This looks like an attack: " + list + "."
	} else if n > 1 {
		return "These look like attacks: " + list + "."
	}
	worth := 0
	for _, a := range alerts {
		if a.Severity >= detect.Low {
			worth++
		}
	}
	if worth > 0 {
		return "No attack was found, but " + count(int64(worth), "alert wants", "alerts want") + " a look."
	}
	return ""
}

// outcomeTexts say what became of denials, in the order of the sentence.
var outcomeTexts = []struct {
	outcomes  []string
	one, many string
}{
	{[]string{"failure"}, "real logon failure", "real logon failures"},
	{[]string{"challenge", "prelude"}, "normal step of a logon", "normal steps of a logon"},
	{[]string{"unanswered"}, "challenge that nobody answered", "challenges that nobody answered"},
	{[]string{"undetermined"}, "undetermined", "undetermined"},
	{[]string{"refused"}, "missing permission", "missing permissions"},
	{[]string{"broken"}, "broken handshake", "broken handshakes"},
	{[]string{"rate-limit", "deny-list"}, "stopped by a limit or list", "stopped by limits and lists"},
	{[]string{"forbidden"}, "otherwise forbidden", "otherwise forbidden"},
}

func sayCounts(r *Report) string {
	if r.Denials.Total == 0 {
		if !anyOfWebServer(r) {
			return "" // nothing was read that could show it
		}
		return "No request was refused."
	}
	return sayOutcomes(r.Denials.Total, r.Denials.ByOutcome) + "."
}

// anyOfWebServer reports whether a source may have entries of an access log. A
// report without sources is about such a one.
func anyOfWebServer(r *Report) bool {
	return len(r.Input.Sources) == 0 || slices.ContainsFunc(r.Input.Sources, func(s timeline.SourceAccount) bool {
		return s.Program == ""
	})
}

// sayOutcomes says what became of refused requests.
func sayOutcomes(total int64, byOutcome map[string]int64) string {
	if byOutcome["challenge"] == total {
		return "All refused requests (" + number(total) + ") are normal steps of logons that worked"
	}
	var parts []string
	for _, t := range outcomeTexts {
		var n int64
		for _, o := range t.outcomes {
			n += byOutcome[o]
		}
		if n > 0 {
			parts = append(parts, count(n, t.one, t.many))
		}
	}
	return fmt.Sprintf("%s refused: %s", count(total, "request was", "requests were"), strings.Join(parts, ", "))
}

func sayLimits(r *Report) string {
	var parts []string
	if n := r.Denials.ByOutcome["rate-limit"]; n > 0 {
		parts = append(parts, fmt.Sprintf("rate limits refused %s of %s", count(n, "request", "requests"), clientsWith(r, "rate-limit")))
	}
	if n := r.Denials.ByOutcome["deny-list"]; n > 0 {
		parts = append(parts, fmt.Sprintf("deny lists refused %s of %s", count(n, "request", "requests"), clientsWith(r, "deny-list")))
	}
	if n := r.Denials.LogOnly; n > 0 {
		parts = append(parts, fmt.Sprintf("a rate limit that only logs would have refused %s", count(n, "request", "requests")))
	}
	if said := refusedByHTTPsys(r); said != "" {
		parts = append(parts, said)
	}
	if len(parts) == 0 {
		return ""
	}
	return sentence(upperFirst(strings.Join(parts, "; ")))
}

// clientsWith counts the clients of an outcome; groups are sorted by client.
func clientsWith(r *Report, outcome string) string {
	var n int64
	last := ""
	for g := range r.Groups.All() {
		if g.Outcome == outcome && !g.LogOnly && (n == 0 || g.Client != last) {
			n++
			last = g.Client
		}
	}
	if r.Cut.Groups > 0 {
		return "at least " + count(n, "client", "clients")
	}
	return count(n, "client", "clients")
}

func sayTrouble(r *Report, alerts []detect.Alert) string {
	if list, n := phrases(alerts, troubleTexts); n > 0 {
		return "To be mended rather than fought: " + list + "."
	}
	if n := r.Denials.ByOutcome["broken"]; n > 0 {
		return count(n, "logon", "logons") + " broke in the handshake itself: look at the configuration, not at passwords."
	}
	return ""
}

func sayGaps(r *Report) string {
	var parts []string
	if !r.Complete {
		parts = append(parts, "the reading was interrupted")
	}
	unread := sourcesWhere(&r.Input, unreadable)
	if n := len(unread); n > 0 {
		parts = append(parts, count(int64(n), "source", "sources")+" could not be read to the end")
	}
	if manyRejected(&r.Input) {
		parts = append(parts, percent(rejectedOf(&r.Input))+" of the lines were rejected")
	}
	if len(parts) == 0 {
		return ""
	}
	return "This report does not see everything: " + strings.Join(parts, "; ") + "."
}

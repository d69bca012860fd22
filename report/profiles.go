package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"log401/detect"
)

// profile writes what a rule of another tool would have raised.
func (e *encoder) profile(r *detect.ProfileResult) {
	e.text("profile", r.Profile.Name)
	e.text("title", r.Profile.Title)
	e.text("rule", r.Rule.ID)
	e.text("name", r.Rule.Name)
	e.text("source", r.Rule.Source)
	e.text("checked", r.Rule.Checked)
	e.text("counts", r.Rule.Counts)
	e.text("reads", r.Rule.Reads.String())
	e.text("by", r.Rule.Key.String())
	e.text("algorithm", r.Rule.Kind.String())
	e.int("limit", int64(r.Rule.Limit))
	e.int("window_seconds", int64(r.Rule.Window/time.Second))
	e.intOrNull("rest_seconds", int64(r.Rule.Rest/time.Second))
	e.textOrNull("note", r.Profile.Note)
	e.textOrNull("approximation", r.Rule.Approx)
	e.int("lines", r.Lines)
	e.int("alerts", r.Alerts)
	e.int("on_failures", r.OnFailures)
	e.int("on_handshakes", r.OnHandshakes)
	e.int("clients", int64(r.Clients))
	e.int("users", int64(r.Users))
	list(e, "examples", r.Examples, e.profileAlert)
}

func (e *encoder) profileAlert(a *detect.ProfileAlert) {
	e.textOrNull("client", a.Client)
	e.textOrNull("user", a.User)
	e.textOrNull("site", a.Site)
	e.time("first", a.First)
	e.time("last", a.Last)
	e.int("lines", int64(a.Lines))
	e.int("failures", int64(a.Failures))
	e.int("steps", int64(a.Steps))
	e.evidence(a.Evidence)
}

// profiles says what other tools would have raised, one sentence or two a
// rule, with what log401 says for comparison.
func (p *page) profiles() {
	if len(p.r.Profiles) == 0 {
		return
	}
	p.heading("What other tools would say", "")
	p.text(indent+"- ", "log401: "+count(attacks(p.r.Alerts), "alert", "alerts")+" of attacks.")
	for i := range p.r.Profiles {
		p.profile(&p.r.Profiles[i])
	}
	if notes := profileNotes(p.r.Profiles); len(notes) > 0 {
		p.line("")
		for _, note := range notes {
			p.text(indent, note)
		}
	}
}

// attacks counts our own alerts of attacks that no higher one covers.
func attacks(alerts []detect.Alert) (n int64) {
	for _, a := range standing(alerts) {
		if textOf(a.Rule, attackTexts) != "" {
			n++
		}
	}
	return n
}

func (p *page) profile(r *detect.ProfileResult) {
	says := fmt.Sprintf("%s (%s): %s.", r.Profile.Title, r.Rule.Name, raised(r))
	counts := r.Rule.Counts + " in logs of " + r.Rule.Reads.String()
	if r.Lines == 0 {
		p.text(indent+"- ", says+" It counts "+counts+", and there are none.")
		return
	}
	p.text(indent+"- ", says+restsOn(r)+" It counts "+counts+": "+threshold(&r.Rule)+".")
	if len(r.Examples) > 0 {
		a := &r.Examples[0]
		p.text(indent+"  ", fmt.Sprintf("First: %s, %s, %s (%s).", about(a), count(int64(a.Lines), "line", "lines"),
			p.span(a.First, a.Last), evidence(a.Evidence)))
	}
}

// raised counts the alerts, in the word of the tool, and whom they are about.
func raised(r *detect.ProfileResult) string {
	word := r.Profile.Alert
	if r.Alerts == 0 {
		return "no " + word
	}
	s := count(r.Alerts, word, word+"s")
	if r.Clients > 0 {
		s += " about " + count(int64(r.Clients), "client", "clients")
	}
	if r.Users > 0 {
		s += " about " + count(int64(r.Users), "user", "users")
	}
	return s
}

// restsOn says what the alerts rest on.
func restsOn(r *detect.ProfileResult) string {
	var parts []string
	for _, part := range []struct {
		n         int64
		one, many string
	}{
		{r.OnHandshakes, "rests on handshakes alone", "rest on handshakes alone"},
		{r.OnFailures, "has failed logons among its lines", "have failed logons among their lines"},
		{r.Alerts - r.OnHandshakes - r.OnFailures, "rests on missing permissions, limits or lines that cannot be told",
			"rest on missing permissions, limits or lines that cannot be told"},
	} {
		if part.n > 0 {
			parts = append(parts, count(part.n, part.one, part.many))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " " + strings.Join(parts, ", ") + "."
}

// thresholds say when a rule raises an alert, by its algorithm.
var thresholds = map[detect.Algorithm]string{
	detect.TumblingBin:   "{limit} of {key}, in bins of {window}",
	detect.SlidingWindow: "{limit} of {key} in any {window}",
	detect.RateEstimate:  "{limit} of {key} in {window}, by an estimate",
	detect.LeakyBucket:   "more than {limit} of {key}, where one is forgiven every {window}",
}

// whose says whose lines a rule counts together.
var whose = map[detect.ProfileKey]string{
	detect.ByClient:       "a client",
	detect.ByClientStream: "a client in one log",
	detect.ByUserStream:   "a user in one log",
	detect.ByClientSite:   "a client on one site",
	detect.BySite:         "one site",
}

func threshold(r *detect.ProfileRule) string {
	return strings.NewReplacer(
		"{limit}", number(int64(r.Limit)), "{key}", whose[r.Key], "{window}", span(r.Window),
	).Replace(thresholds[r.Kind])
}

// span writes a round duration in words.
func span(d time.Duration) string {
	if d < time.Minute {
		return number(int64(d/time.Second)) + " s"
	}
	return number(int64(d/time.Minute)) + " min"
}

// about says whom an alert is about.
func about(a *detect.ProfileAlert) string {
	for _, s := range []string{a.Client, a.User, a.Site} {
		if s != "" {
			return name(s)
		}
	}
	return "this site"
}

// profileNotes says what is not quite as it would be with the tools themselves,
// each thing once, of rules that had something to count.
func profileNotes(results []detect.ProfileResult) (notes []string) {
	for _, r := range results {
		for _, text := range []string{r.Profile.Note, r.Rule.Approx} {
			note := r.Profile.Title + ": " + text
			if r.Lines > 0 && text != "" && !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
		}
	}
	return notes
}

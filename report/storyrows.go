package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"log401/classify"
	"log401/detect"
	"log401/handshake"
)

// around is how many rows before and after an alert are shown with it.
const around = 2

// chooseRows says which of the rows are shown where at most n are: alerts, the
// most severe first, with what stands around them; then the first and the last.
func chooseRows(rows []StoryRow, n int) []bool {
	keep := make([]bool, len(rows))
	left := n
	take := func(i int) {
		if i >= 0 && i < len(rows) && left > 0 && !keep[i] {
			keep[i] = true
			left--
		}
	}
	for _, i := range alertIndexes(rows) {
		take(i)
		for d := 1; d <= around && rows[i].Event == detect.Raised; d++ {
			take(i - d)
			take(i + d)
		}
	}
	for first, last := 0, len(rows)-1; first <= last; first, last = first+1, last-1 {
		take(first)
		take(last)
	}
	return keep
}

// alertIndexes returns where alerts stand: those raised before those that
// ended, the most severe first.
func alertIndexes(rows []StoryRow) (indexes []int) {
	for i := range rows {
		if rows[i].Kind == AlertRow {
			indexes = append(indexes, i)
		}
	}
	slices.SortStableFunc(indexes, func(a, b int) int {
		x, y := &rows[a], &rows[b]
		return cmp.Or(cmp.Compare(x.Event, y.Event), cmp.Compare(y.Alert.Severity, x.Alert.Severity))
	})
	return indexes
}

// timeWidth is how wide the times before a row are: "08:01:05-08:31:59  ".
const timeWidth = 19

func (p *storyPage) row(r *StoryRow) {
	when := p.time(r.First).Format(clockLayout)
	last := p.time(r.Last)
	switch {
	case secondOf(r.First) == secondOf(r.Last):
	case last.Format(time.DateOnly) == p.time(r.First).Format(time.DateOnly):
		when += "-" + last.Format(clockLayout)
	default: // the day after, or later
		when += "-" + last.Format("01-02 15h")
	}
	first := indent + fmt.Sprintf("%-*s", timeWidth, when)
	rest := strings.Repeat(" ", len(first))
	if r.Kind == AlertRow {
		p.alertRow(first, r)
		return
	}
	p.lead(first, rowPaint(r), rowTitle(r), p.rowWho(r))
	if why := rowReason(r); why != "" {
		p.text(rest, sentence(upperFirst(why)))
	}
	p.text(rest, p.where(r))
}

// lead writes a paragraph behind first that begins with a painted title.
func (p *storyPage) lead(first, paint, title, text string) {
	title = p.own(title)
	for i, line := range wrap(p.brief(title+" "+text), p.o.Width-len(first), true) {
		if i > 0 {
			p.line(strings.Repeat(" ", len(first)) + line)
			continue
		}
		if rest, ok := strings.CutPrefix(line, title); ok {
			line = p.paint(paint, title) + rest
		}
		p.line(first + line)
	}
}

func rowPaint(r *StoryRow) string {
	switch {
	case r.Kind == SignInRow:
		return cyan
	case r.Outcome == handshake.Failure:
		return yellow
	}
	return noPaint
}

// rowTitle says how many of what: "12 x 401.1 failure".
func rowTitle(r *StoryRow) string {
	if r.Kind == SignInRow {
		return "signed in, " + count(r.SignIns, "request", "requests")
	}
	outcome := r.Outcome.String()
	if r.LogOnly {
		outcome = "log-only"
	}
	return fmt.Sprintf("%s x %s %s", number(r.Denials), r.Code, outcome)
}

// rowWho says who and where: " as alice from 203.0.113.9 at /owa".
func (p *storyPage) rowWho(r *StoryRow) string {
	var b strings.Builder
	add := func(word string, n *Names, one, many string) {
		if n.Count > 0 {
			b.WriteString(" " + word + " " + someNames(n, one, many))
		}
	}
	as := "as"
	if r.Likely {
		as = "likely of"
	}
	if p.s.Subject.Kind != "user" || r.Users.Count > 1 || r.Likely {
		add(as, &r.Users, "user", "users")
	}
	if p.s.Subject.Kind != "client" || r.Clients.Count > 1 {
		add("from", &r.Clients, "client", "clients")
	}
	add("at", &r.Paths, "path", "paths")
	add("through", &r.Proxies, "proxy", "proxies")
	return b.String()
}

func someNames(n *Names, one, many string) string {
	if n.Count > 3 {
		some := fmt.Sprintf("%s (first %s)", count(int64(n.Count), one, many), name(n.Some[0]))
		if n.Count == maxNames {
			return "at least " + some
		}
		return some
	}
	var names []string
	for _, s := range n.Some {
		names = append(names, name(s))
	}
	return strings.Join(names, ", ")
}

// fateTexts say of denials that rules did not count why.
var fateTexts = map[detect.Fate]string{
	detect.SameSecond: "not counted by the rules: others of the same second, on a busier path, stand for it",
	detect.Allowed:    "not counted by the rules: the client is on the allow-list",
	detect.PaceOnly:   "counted for its pace only: the client is on the allow-list",
	detect.Astray:     "not counted by the rules: the time cannot be right",
}

func stepCodes(r *StoryRow) string {
	return strings.Join(slices.Sorted(slices.Values(r.StepCodes.Some)), ", ")
}

// rowReason says in words why the row is what it is.
func rowReason(r *StoryRow) string {
	var parts []string
	if r.Kind == SignInRow {
		if r.Steps > 0 {
			parts = append(parts, "with "+count(r.Steps, "normal step of a logon", "normal steps of logons")+" ("+stepCodes(r)+")")
		}
		if r.TakesBack > 0 {
			parts = append(parts, "takes back "+count(int64(r.TakesBack), "guess", "guesses")+" before it, as mistakes: rules no longer count them")
		}
		return strings.Join(parts, "; ")
	}
	why := []string{causeTitle(r.Cause), r.Reason}
	if isStep(r) {
		why = why[1:]
	}
	parts = append(parts, strings.Join(slices.DeleteFunc(why, func(s string) bool { return s == "" }), ": "))
	if r.Confidence != handshake.High {
		parts[0] += " (confidence " + r.Confidence.String() + ")"
	}
	if r.Likely {
		parts = append(parts, "no user is logged, but "+name(r.Users.first())+" is the only one nearby")
	}
	if r.Steps > 0 {
		parts = append(parts, "after "+count(r.Steps, "step of a logon", "steps of logons")+" ("+stepCodes(r)+")")
	}
	if r.TakenBack > 0 {
		parts = append(parts, number(int64(r.TakenBack))+" taken back by a sign-in after")
	}
	switch text := fateTexts[r.Fate]; {
	case text != "":
		parts = append(parts, text)
	case r.Outcome == handshake.Failure && r.Fate == detect.NotCounted:
		parts = append(parts, "no guess, so not counted as one: "+kindOf(r.Cause))
	}
	return strings.Join(parts, "; ")
}

// kindTexts say why failures of a cause are no guesses.
var kindTexts = map[classify.CauseKind]string{
	classify.KindAccount:        "it is the state of the account",
	classify.KindInfrastructure: "it is a fault of the servers behind",
	classify.KindBroken:         "the handshake itself broke",
}

func kindOf(cause string) string {
	if c := classify.CauseByName(cause); c != nil && kindTexts[c.Kind] != "" {
		return kindTexts[c.Kind]
	}
	return "its cause has nothing to do with passwords"
}

// where names the first and the last line of the row.
func (p *storyPage) where(r *StoryRow) string {
	switch {
	case r.From == r.To:
		return position(r.From)
	case r.From.Source == r.To.Source:
		return fmt.Sprintf("%s to %d", position(r.From), r.To.Line)
	}
	return position(r.From) + " to " + position(r.To)
}

func (p *storyPage) alertRow(first string, r *StoryRow) {
	rest := strings.Repeat(" ", len(first))
	a, word, paint := r.Alert, "alert", noPaint
	var text string
	switch r.Event {
	case detect.Raised:
		word, paint = strings.ToUpper(a.Severity.String())+" ALERT", severityPaint[a.Severity]
		text = a.Rule + " raised: " + a.Summary
	case detect.Ended:
		text = a.Rule + " over"
	default:
		text = fmt.Sprintf("%s superseded by %s (%s) on the same lines", a.Rule, r.By.Rule, r.By.Severity)
	}
	p.lead(first, paint, word, text)
	if r.Event == detect.Raised {
		p.text(rest, a.ID)
	}
}

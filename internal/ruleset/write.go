package ruleset

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"log401/detect"
)

// Write writes the whole set as a file that Read reads back as the same.
func Write(w io.Writer, s *Set) error {
	b := new(strings.Builder)
	b.WriteString(head)
	writeAllow(b, s)
	writeSettings(b, s)
	b.WriteString("\n# A limit is reached when one window holds what it says, all of it. Events exactly\n# a window apart are never in one. Each limit of a rule is enough.\n")
	for i := range limitSettings {
		if x := &limitSettings[i]; !x.Own {
			fmt.Fprintf(b, "#   %-8s  %s\n", x.Name, x.About)
		}
	}
	normal := Default()
	for i := range s.Rules {
		writeRule(b, &s.Rules[i], normal.rule(s.Rules[i].ID))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

const head = `# Rules of log401, complete. A file for --rules need only say what differs from
# the default; the limits of a rule are replaced together. Durations are "30s",
# "10m", "1h30m"; severities "info", "low", "medium", "high", "critical".

# Networks whose clients are trusted: they raise no alerts and count for none,
# but for those about old passwords.
`

func writeAllow(w *strings.Builder, s *Set) {
	texts := make([]string, len(s.Allow))
	for i, network := range s.Allow {
		texts[i] = strconv.Quote(network.String())
	}
	fmt.Fprintf(w, "allow = [%s]\n", strings.Join(texts, ", "))
}

// writeSettings writes what belongs to no rule, a table where a new one begins.
func writeSettings(w *strings.Builder, s *Set) {
	in := ""
	for i := range settings {
		x := &settings[i]
		table, name, nested := strings.Cut(x.Name, ".")
		switch {
		case !nested:
			name = x.Name
			w.WriteByte('\n')
		case table != in:
			fmt.Fprintf(w, "\n[%s]\n", table)
			in = table
		}
		fmt.Fprintf(w, "%s = %s # %s\n", name, textOf(x.Field(s)), x.About)
	}
}

// writeRule writes a rule, with the settings that its default knows.
func writeRule(w *strings.Builder, r, normal *detect.Rule) {
	fmt.Fprintf(w, "\n# %s\n[rule.%s]\nenabled = %v\n", wrap(about(r), "# "), r.ID, !r.Off)
	for _, x := range known(ruleSettings, normal) {
		fmt.Fprintf(w, "%s = %s # %s\n", x.Name, textOf(x.Field(r)), x.About)
	}
	w.WriteString("limits = [\n")
	for i := range r.Limits {
		fmt.Fprintf(w, "  %s,\n", limitText(&r.Limits[i]))
	}
	w.WriteString("]\n")
}

// limitText returns a limit as it stands in a file.
func limitText(l *detect.Limit) string {
	var parts []string
	for _, x := range limitSettings {
		field := x.Field(l)
		if _, always := field.(*detect.Severity); always || !isZero(field) {
			parts = append(parts, x.Name+" = "+textOf(field))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// textOf returns the value of a setting as it stands in a file.
func textOf(field any) string {
	switch v := field.(type) {
	case *int:
		return strconv.Itoa(*v)
	case *float64:
		return strconv.FormatFloat(*v, 'f', -1, 64)
	case *time.Duration:
		return strconv.Quote(detect.DurationText(*v))
	case *detect.Severity:
		return strconv.Quote(v.String())
	}
	return ""
}

// terms are the conditions of rules beside their limits, and how they are said.
var terms = []struct {
	of  func(*detect.Rule) bool
	say string
}{
	{func(r *detect.Rule) bool { return r.AtSignIn }, "Raised when the user signs in; guesses that are taken back count."},
	{func(r *detect.Rule) bool { return r.Scattered }, "Raised only while no client has more than half of them."},
	{func(r *detect.Rule) bool { return r.QuietClients }, "Clients with an alert of their own do not count."},
	{func(r *detect.Rule) bool { return r.NoSignIn }, "Not raised where the client signed in within the window."},
	{func(r *detect.Rule) bool { return r.Siege }, "While it is open, a sign-in of the user from a new client, or one that failed, is an alert of its own."},
}

// about says what a rule counts, by which key, and when it is raised.
func about(r *detect.Rule) string {
	sentences := []string{"Counts " + r.Counts.String() + " by " + r.Key.String() + "."}
	for _, t := range terms {
		if t.of(r) {
			sentences = append(sentences, t.say)
		}
	}
	if r.Unless != "" {
		sentences = append(sentences, "Not raised where "+r.Unless+" was over a limit in the window.")
	}
	if r.Name != r.ID {
		sentences = append(sentences, "Its alerts are called "+r.Name+".")
	}
	return strings.Join(sentences, " ")
}

// wrap breaks a text into lines; all but the first begin with a prefix.
func wrap(text, prefix string) string {
	const width = 78
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
		case column+1+len(word) > width:
			b.WriteString("\n" + prefix)
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

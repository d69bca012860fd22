package doctor

import (
	"fmt"
	"slices"
	"strings"

	"log401/internal/mend"
	"log401/parser"
)

// checkMissing says what fields that log401 would use are not logged.
func checkMissing(x *Exam, _ error) []Finding {
	if len(x.Missing) == 0 || x.Program != "" {
		return nil
	}
	var out []Finding
	level := Look
	for _, f := range mend.Fields {
		if !contains(x.Missing, f.Name) {
			continue
		}
		if contains(x.Fields, f.Name) {
			out = append(out, one("missing-before", Look, "Fields", "a part of it has no "+f.Name+": there "+f.Cost)...)
			continue
		}
		level = Improve
		out = append(out, one("missing", Improve, "Fields", "no "+f.Name+": "+f.Cost)...)
	}
	if level == Improve {
		out[len(out)-1].To = []mend.Setting{x.switchOn()}
	}
	return out
}

// contains reports whether a W3C name is among some, in any case.
func contains(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}

// switchOn says how what is missing is logged, by the server that wrote this.
func (x *Exam) switchOn() mend.Setting {
	if f, ok := mend.FormatOf(x.layout.Name()); ok {
		return mend.Setting{What: f.Remedy, Ways: f.Ways}
	}
	var labels []string
	for _, f := range mend.Fields {
		if contains(x.Missing, f.Name) && !contains(x.Fields, f.Name) {
			labels = append(labels, f.Label)
		}
	}
	switch {
	case x.layout.Format() == parser.W3C && x.byIIS():
		return mend.Setting{
			What: "Log what is missing beside what is logged now: in IIS Manager > (server or site) > Logging > Select Fields tick " + strings.Join(labels, ", ") + "; or by one of these.",
			Ways: mend.IISFields(mend.FlagsOf(slices.Concat(x.Fields, x.Missing))),
		}
	case x.layout.Format() == parser.W3C:
		return mend.Setting{What: fmt.Sprintf("Have %s log these fields too: %s.", x.writer(), strings.Join(x.Missing, " "))}
	case x.layout.Format() == parser.Custom || x.layout.Format() == parser.JSON:
		return mend.Setting{What: "Add what is missing to the format of the log; in JSON each under a key of its own.", Ways: mend.FormatParts(x.Missing)}
	case x.layout.IsNCSA():
		return mend.Setting{What: "Log in combined format, by the one of these that the server is.", Ways: mend.Combined()}
	}
	return mend.Setting{What: "This format has no place for them. Let IIS log in W3C extended format instead, with the fields it then logs unless told otherwise.", Ways: mend.IISW3C()}
}

// byIIS reports whether IIS wrote the log, as far as it says who did.
func (x *Exam) byIIS() bool {
	return x.Writer == "" || strings.Contains(x.Writer, "Internet Information Services")
}

func (x *Exam) writer() string {
	if x.Writer == "" {
		return "the program that writes it"
	}
	return strings.Trim(parser.Quote([]byte(x.Writer), maxQuote), `"`)
}

// leastSelective is how many entries it takes until it is odd that none, or
// all, were errors: a quiet site has none for a while.
const (
	leastErrorsOnly    = 5
	leastSuccessesOnly = 5000
)

// checkSelective finds logs of errors only or of successes only.
func checkSelective(x *Exam, _ error) []Finding {
	a := &x.Answers
	switch {
	case x.Program != "" || x.Entries == 0:
		return nil
	case a.Below400 == 0 && a.From400 >= leastErrorsOnly:
		return one("errors-only", Improve, "Logons",
			fmt.Sprintf("not one of %s is below 400: without successes a failed logon cannot be told from a normal step of one", number(a.From400, "answer", "answers")),
			x.logAll())
	case a.From400 == 0 && a.Below400 >= leastSuccessesOnly:
		return one("successes-only", Improve, "Logons",
			fmt.Sprintf("not one of %s is 400 or above: if errors are not logged, nobody who was refused is in it", number(a.Below400, "answer", "answers")),
			x.logAll())
	}
	return nil
}

// logAll says how errors and successes are both logged.
func (x *Exam) logAll() mend.Setting {
	if x.layout.Format() == parser.W3C && x.byIIS() {
		return mend.Setting{What: "If lines were picked out of a log (findstr, grep), read the whole log. If IIS logs a part only (selectiveLogging), have it log all.", Ways: mend.IISLogAll()}
	}
	return mend.Setting{
		What: "If lines were picked out of a log (grep), read the whole log. If the server logs on a condition, take the condition away.",
		Ways: []mend.Way{
			{Where: "Apache httpd", Lines: []string{`CustomLog logs/access_log combined      # without "env=" or "expr=" behind it`}},
			{Where: "nginx", Lines: []string{`access_log /var/log/nginx/access.log combined;      # without "if=" behind it`}},
		},
	}
}

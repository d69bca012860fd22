package doctor

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"log401/internal/mend"
	"log401/internal/phrase"
	"log401/parser"
	"log401/source"
)

// checks look at an exam, one thing each. Their findings stand in this order.
// err is what ended the reading early, or nil.
var checks = []func(x *Exam, err error) []Finding{
	checkProblem,
	checkEmpty,
	checkNoEntries,
	checkProgram,
	checkNote,
	checkLayout,
	checkMissing,
	checkZone,
	checkSteps,
	checkStrays,
	checkGaps,
	checkClocks,
	checkRejects,
	checkNUL,
	checkText,
	checkSelective,
	checkLogons,
	checkProxy,
}

// one is a finding alone, to be returned.
func one(kind string, level Level, label, text string, to ...mend.Setting) []Finding {
	return []Finding{{kind, level, label, phrase.Sentence(phrase.UpperFirst(text)), to}}
}

// do is a setting with one way, whose lines are command lines.
func do(what string, lines ...string) mend.Setting {
	return mend.Setting{What: what, Ways: []mend.Way{{Lines: lines}}}
}

// command is a command line of log401, with the name of the source behind it.
func (x *Exam) command(flags string) []string {
	return []string{"log401 " + flags + " " + x.path()}
}

// path is the source as an argument of a command.
func (x *Exam) path() string {
	switch {
	case x.Source == "stdin":
		return "-"
	case strings.ContainsAny(x.argument, " '\"&;()$`*?<>|"):
		return "FILE"
	}
	return x.argument
}

func checkProblem(x *Exam, err error) []Finding {
	if err == nil {
		return nil
	}
	kind, text, hint := "problem", err.Error(), source.Hint(err)
	var p *source.Problem
	if errors.As(err, &p) {
		text = p.Text
		if p.Kind == source.NotLog {
			kind = notALog
		}
	}
	if x.Lines > 0 {
		text += fmt.Sprintf("; the %s before that were read", phrase.Count(x.Lines, "line", "lines"))
	}
	var to []mend.Setting
	if hint != "" {
		to = []mend.Setting{{What: phrase.Sentence(phrase.UpperFirst(hint))}}
	}
	return one(kind, Broken, "Problem", text, to...)
}

// notALog is the kind of findings about sources that are something else.
const notALog = "not-a-log"

// passOver takes it for no problem that a source is no log: beside the logs of
// a folder there are other files.
func (x *Exam) passOver() {
	for i := range x.Findings {
		if f := &x.Findings[i]; f.Kind == notALog {
			f.Level, f.To = Look, nil
		}
	}
}

func checkEmpty(x *Exam, err error) []Finding {
	switch {
	case err != nil || x.Lines == 0 && x.NULBytes > 0:
		return nil
	case x.Lines == 0:
		return one("empty", Look, "Problem", mend.Empty(x.Source))
	case x.Entries == 0 && x.Rejected == 0:
		return one("no-entries", Look, "Problem", "it has a header and no entries: nothing was asked of the site, or what was is not written yet",
			mend.Setting{What: "If IIS writes it, have its buffer written.", Ways: mend.IISFlush()})
	}
	return nil
}

// checkNoEntries says what a source is in which every line was rejected.
func checkNoEntries(x *Exam, _ error) []Finding {
	if x.Entries > 0 || x.Rejected == 0 {
		return nil
	}
	reason := parser.Reason(x.firstReason())
	text := fmt.Sprintf("not one of %s is an entry of an access log. Line %d: %s: %s",
		phrase.Count(x.Lines, "line", "lines"), x.firstReject().First.Number, reason, x.firstReject().First.Text)
	switch reason {
	case parser.ReasonErrorLog:
		return one("error-log", Broken, "Problem", "this is an error log, not an access log: it begins "+x.firstReject().First.Text,
			mend.Setting{What: "Name the access log of the same server: usually access.log beside it, or what CustomLog (Apache) or access_log (nginx) names."})
	case parser.ReasonNoFields:
		return one("no-fields", Broken, "Problem", text, x.sayFields())
	case parser.ReasonWrapped:
		return one("wrapped", Broken, "Problem", text, x.sayUnwrap())
	case parser.ReasonNoRequest:
		return one("unknown-keys", Broken, "Problem", text, x.sayKeys())
	case parser.ReasonNoFormat:
		if to, ok := x.sayFormat(); ok {
			return one("unknown-format", Broken, "Problem", text+". It looks like an access log of a format of its own", to)
		}
		return one(notALog, Broken, "Problem", text, mend.Setting{What: phrase.Sentence(phrase.UpperFirst(mend.NoEntries(reason, x.Format)))})
	}
	return one("no-entries-fit", Broken, "Problem", text, x.sayReason(reason))
}

// firstReject returns the row whose first line stands first.
func (x *Exam) firstReject() Reject {
	return slices.MinFunc(x.Rejects, func(a, b Reject) int { return int(a.First.Number - b.First.Number) })
}

func (x *Exam) firstReason() string { return x.firstReject().Reason }

// sayFields says how a W3C log without #Fields is read.
func (x *Exam) sayFields() mend.Setting {
	fields := GuessFields(x.samples)
	if fields == "" {
		return do("Say what its fields are: give the text behind #Fields: of a sister file, or of the settings of the site.", x.command(`--fields "date time ..."`)...)
	}
	if !strings.ContainsRune(fields, ' ') {
		return do("Its first lines fit the fields that "+fields+" stands for; compare a line, then read it so.", x.command("--fields "+fields)...)
	}
	return do("Judging by its first lines these are its fields; compare a line, then read it so.", x.command(`--fields "`+fields+`"`)...)
}

func checkProgram(x *Exam, _ error) []Finding {
	text := mend.Programs[x.Program]
	if text == "" {
		return nil
	}
	return one("other-program", Look, "Format", text)
}

func checkNote(x *Exam, _ error) []Finding {
	if x.Note == "" {
		return nil
	}
	return one("note", Look, "Format", x.Note)
}

func checkLayout(x *Exam, _ error) []Finding {
	var out []Finding
	for _, c := range x.Changes {
		out = append(out, one("fields-change", Look, "Fields", fmt.Sprintf("line %d: %s", c.Line, c.words()))...)
	}
	return out
}

func (c Change) words() string {
	var parts []string
	if c.Moved {
		return "the fields stand in another order from here on"
	}
	if len(c.Added) > 0 {
		parts = append(parts, "from here on with "+words(c.Added))
	}
	if len(c.Removed) > 0 {
		parts = append(parts, "from here on without "+words(c.Removed))
	}
	return strings.Join(parts, ", ")
}

// words joins names of the log for a sentence, escaped where need be.
func words(names []string) string {
	out := make([]string, len(names))
	for i, name := range names {
		quoted := parser.Quote([]byte(name), maxQuote)
		out[i] = strings.TrimSuffix(strings.TrimPrefix(quoted, `"`), `"`)
	}
	return strings.Join(out, ", ")
}

package classify

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// explainVerdict explains a status with all that is known beside it.
func explainVerdict(f Facts, v Verdict) Explanation {
	row, listed := LookupStatus(f.Status, f.Substatus)
	cause := v.Cause
	if cause == nil && listed {
		cause = CauseByName(row.Cause)
	}
	e := Explanation{
		Title:     verdictTitle(f, v),
		Class:     v.Class,
		Counted:   counted(f, v),
		Relatives: statusRelatives(f),
	}
	e.say(win32Sentence(f.Win32))
	other := otherCause(f)
	switch {
	case other != nil:
		e.say(row.Note)
		e.addRemedy(cause)
		e.Server = append(e.Server, "If credentials were refused: "+other.Admin)
		e.Tell = other.User
	case cause != nil:
		e.addCause(cause)
		if f.Win32 < 0 && cause.Name == row.Cause {
			e.say(row.Note)
		}
	default:
		e.say("An answer that refuses nobody.")
	}
	if v.LogOnly {
		e.Tell = ""
	}
	if !listed && f.Substatus >= 0 && (v.Class == ClassNone || v.Class == ClassForbidden) {
		e.say("log401 knows nothing more about this substatus.")
	}
	e.cite(row.Source)
	if number := findWin32(f.Win32); number != nil {
		e.cite(number.Source)
	}
	return e
}

// say adds sentences to what the thing means.
func (e *Explanation) say(sentences string) {
	e.What = strings.TrimSpace(e.What + " " + sentences)
}

// cite adds sources that are not there yet.
func (e *Explanation) cite(sources string) {
	for source := range strings.SplitSeq(sources, "; ") {
		if source != "" && !slices.Contains(e.Sources, source) {
			e.Sources = append(e.Sources, source)
		}
	}
}

func (e *Explanation) addCause(cause *Cause) {
	e.say(cause.Reason)
	e.addRemedy(cause)
}

func (e *Explanation) addRemedy(cause *Cause) {
	e.CauseName = cause.Name
	e.Server = append(e.Server, cause.Admin)
	e.Tell = cause.User
	e.cite(cause.Source)
}

// otherCause returns what else a line may stand for when nothing but its code
// is known, or nil.
func otherCause(f Facts) *Cause {
	if f.Status != 401 || f.Win32 >= 0 || f.HasUser || f.NCSA {
		return nil
	}
	switch f.Substatus {
	case -1:
		return CauseByName("ncsa-logon")
	case 1:
		return CauseByName("bad-credentials")
	}
	return nil
}

func verdictTitle(f Facts, v Verdict) string {
	code := Code(f.Status, f.Substatus)
	if f.Win32 >= 0 {
		code += " with Win32 status " + strconv.FormatInt(f.Win32, 10)
	}
	row, listed := LookupStatus(f.Status, f.Substatus)
	switch {
	case v.Cause != nil && (f.Win32 >= 0 || !listed || v.Cause.Name != row.Cause):
		return code + ": " + v.Cause.Title
	case listed:
		return code + " " + row.Title
	case f.Status == 0:
		return "No status logged"
	}
	return code + " " + plainTitle(f)
}

// plainTitle names an answer that is in no table.
func plainTitle(f Facts) string {
	if row, listed := LookupStatus(f.Status, -1); listed {
		return row.Title
	}
	switch f.Status / 100 {
	case 1:
		return "Interim answer"
	case 2:
		return "Success"
	case 3:
		return "Redirection, or not modified"
	case 4:
		return "Error of the request"
	case 5:
		return "Error of the server"
	}
	return "Status not defined by HTTP"
}

func win32Sentence(number int64) string {
	if number < 0 {
		return ""
	}
	row := findWin32(number)
	if row == nil {
		return fmt.Sprintf("Win32 status %d (%s) is in no table of log401; Windows may know it (certutil -error %d).",
			number, hexNumber(number), number)
	}
	return fmt.Sprintf("Win32 status %d (%s, %s): %s.", number, hexNumber(number), row.Symbol, row.Meaning)
}

// explainWin32 explains a number of sc-win32-status that stands alone.
func explainWin32(row *Win32) Explanation {
	facts := Facts{Status: 401, Substatus: 1, Win32: row.Number}
	verdict := Decide(facts)
	e := Explanation{
		Title:     fmt.Sprintf("%d (%s) %s: %s", row.Number, hexNumber(row.Number), row.Symbol, row.Meaning),
		Class:     ClassLogon,
		Counted:   "Beside a 401: " + counted(facts, verdict),
		Relatives: win32Relatives(row),
	}
	switch {
	case row.Cause != "":
		e.addCause(verdict.Cause)
	case row.Set == Win32Soft:
		e.say("Beside a 401.1 or 401.2 this is a normal step of a logon; beside another code it adds little to it.")
		e.addRemedy(verdict.Cause)
	default:
		e.say("It says nothing about a logon.")
		e.Class = ClassNone
		e.Counted = countedMissing
		e.Server = []string{"Check the path that was asked for."}
	}
	if !row.Seen {
		e.say("Windows defines the number; no published IIS log with it was found, so it is rare at best.")
	}
	e.cite(row.Source)
	return e
}

// specialFacts are entries for the causes that no code and no number leads to.
var specialFacts = []struct {
	cause string
	facts Facts
}{
	{"access-rule", Facts{Status: 403, Substatus: -1, Win32: -1, NCSA: true}},
	{"ncsa-logon", Facts{Status: 401, Substatus: -1, Win32: -1, HasUser: true, NCSA: true}},
	{"posted-logon", Facts{Status: 401, Substatus: -1, Win32: -1, Post: true, NCSA: true}},
}

// factsWith returns an entry that has the cause.
func factsWith(cause string) Facts {
	for _, special := range specialFacts {
		if special.cause == cause {
			return special.facts
		}
	}
	for i := range statusCodes {
		if row := &statusCodes[i]; row.Cause == cause {
			return Facts{Status: row.Status, Substatus: row.Substatus, Win32: -1}
		}
	}
	for i := range win32Numbers {
		if row := &win32Numbers[i]; row.Cause == cause {
			return Facts{Status: 401, Substatus: 1, Win32: row.Number}
		}
	}
	return Facts{}
}

// explainCause explains a cause by its name.
func explainCause(cause *Cause) Explanation {
	facts := factsWith(cause.Name)
	verdict := Decide(facts)
	e := Explanation{
		Title:     cause.Name + ": " + cause.Title,
		Class:     verdict.Class,
		Counted:   counted(facts, verdict),
		Relatives: causeRelatives(cause.Name),
	}
	e.addCause(cause)
	return e
}

package report

import (
	"fmt"
	"slices"

	"log401/handshake"
	"log401/internal/mend"
	"log401/parser"
	"log401/timeline"
)

// notes says what is missing or odd in the input, what it costs, and how to
// mend it. Each kind of trouble gets one note, whatever the number of files.
func notes(in *timeline.Account, d *Denials) []string {
	var out []string
	for _, write := range noteWriters {
		out = append(out, write(in, d)...)
	}
	return out
}

var noteWriters = []func(*timeline.Account, *Denials) []string{
	unreadNotes,
	programNotes,
	readingNotes,
	hintNotes,
	layoutNote,
	rejectedNote,
	nulNote,
	missingW3CNotes,
	missingNCSANotes,
	formatNotes,
	ncsaNote,
	proxyNotes,
	zoneNotes,
	noSuccessNote,
	logOnlyNote,
	steppedNote,
	astrayNote,
	lateNote,
}

// maxNamed is how many files are named one by one in notes about each.
const maxNamed = 5

func unreadNotes(in *timeline.Account, _ *Denials) []string {
	failed := sourcesWhere(in, unreadable)
	out := make([]string, 0, len(failed))
	for _, s := range failed[:min(len(failed), maxNamed)] {
		out = append(out, sentence(name(s.Name)+": "+s.Error)+hint(s))
	}
	return appendRest(out, len(failed), "could not be read")
}

func unreadable(s *timeline.SourceAccount) bool { return s.Error != "" }

// hintNotes pass on what the reader advises about sources that gave no
// entries; unread and foreign ones have notes of their own.
func hintNotes(in *timeline.Account, _ *Denials) []string {
	odd := sourcesWhere(in, func(s *timeline.SourceAccount) bool {
		return s.Hint != "" && s.Error == "" && mend.Programs[s.Program] == ""
	})
	out := make([]string, 0, len(odd))
	for _, s := range odd[:min(len(odd), maxNamed)] {
		out = append(out, sentence(name(s.Name)+": "+s.Hint))
	}
	return appendRest(out, len(odd), "have the like")
}

func appendRest(out []string, n int, what string) []string {
	if n > maxNamed {
		out = append(out, fmt.Sprintf("%s more %s.", number(int64(n-maxNamed)), what))
	}
	return out
}

func hint(s *timeline.SourceAccount) string {
	if s.Hint == "" {
		return ""
	}
	return " " + sentence(upperFirst(s.Hint))
}

var programs = []string{"ftp", "httperr"}

func programNotes(in *timeline.Account, _ *Denials) []string {
	var out []string
	for _, program := range programs {
		found := sourcesWhere(in, func(s *timeline.SourceAccount) bool { return s.Program == program })
		if len(found) > 0 {
			out = append(out, sentence(these(found)+": "+mend.Programs[program]))
		}
	}
	return out
}

func layoutNote(in *timeline.Account, _ *Denials) []string {
	i := slices.IndexFunc(in.Rejects, func(r timeline.Reject) bool { return r.Reason == string(parser.ReasonNoFields) })
	if i < 0 {
		return nil
	}
	r := in.Rejects[i]
	return []string{fmt.Sprintf("%s under no #Fields line (first %s), so nobody knows their columns: "+
		"give them with --fields \"date time ...\" as on the #Fields line of a sister file, or --fields iis for the columns that IIS writes unless told otherwise.",
		count(r.Count, "line stands", "lines stand"), position(r.First))}
}

// readingNotes pass on how sources were read, one note for each way.
func readingNotes(in *timeline.Account, _ *Denials) []string {
	var out, told []string
	for i := range in.Sources {
		note := in.Sources[i].Note
		if note == "" || slices.Contains(told, note) {
			continue
		}
		told = append(told, note)
		out = append(out, sentence(these(sourcesWhere(in, func(s *timeline.SourceAccount) bool { return s.Note == note }))+": "+note))
	}
	return out
}

// A share of rejected lines that needs a note, in percent.
const rejectedPercent = 1

func rejectedNote(in *timeline.Account, _ *Denials) []string {
	if !manyRejected(in) || len(in.Rejects) > 0 && in.Rejects[0].Reason == string(parser.ReasonNoFields) {
		return nil // layoutNote says it
	}
	rejected, lines := rejectedOf(in)
	text := fmt.Sprintf("%s of the lines (%s of %s) were rejected: what they say is not in the counts.",
		percent(rejected, lines), number(rejected), number(lines))
	if len(in.Rejects) > 0 {
		r := in.Rejects[0]
		text += fmt.Sprintf(" Most common: %s, first at %s.", r.Reason, position(r.First))
	}
	return []string{text}
}

func manyRejected(in *timeline.Account) bool {
	rejected, lines := rejectedOf(in)
	return rejected > 0 && rejected*100 >= lines*rejectedPercent
}

// rejectedOf returns how many lines were rejected, and of how many. Sources
// without a single entry are left aside where others have some: an error log
// beside an access log takes nothing from what the report sees.
func rejectedOf(in *timeline.Account) (rejected, lines int64) {
	if in.Entries == 0 {
		return in.Rejected, in.Lines
	}
	rejected, lines = in.Rejected, in.Lines
	for i := range in.Sources {
		if s := &in.Sources[i]; s.Entries == 0 {
			rejected -= s.Rejected
			lines -= s.Lines
		}
	}
	return rejected, lines
}

func nulNote(in *timeline.Account, _ *Denials) []string {
	if in.NULBytes == 0 {
		return nil
	}
	found := sourcesWhere(in, func(s *timeline.SourceAccount) bool { return s.NULBytes > 0 })
	return []string{fmt.Sprintf("%s skipped%s: a file that is still being written, or the trace of a crash, where lines may be lost.",
		count(in.NULBytes, "NUL byte", "NUL bytes"), inThese(found))}
}

func noSuccessNote(in *timeline.Account, d *Denials) []string {
	if d.ByOutcome[handshake.Undetermined.String()] == 0 {
		return nil // nothing suffered from it
	}
	type stream struct {
		first            *timeline.SourceAccount
		entries, success bool
	}
	var order []string
	streams := make(map[string]*stream)
	for i := range in.Sources {
		s := &in.Sources[i]
		if s.Program != "" {
			continue
		}
		st, ok := streams[s.Stream]
		if !ok {
			st = &stream{first: s}
			streams[s.Stream] = st
			order = append(order, s.Stream)
		}
		st.entries = st.entries || s.Entries > 0
		st.success = st.success || s.Success
	}
	var mute []*timeline.SourceAccount
	for _, key := range order {
		if st := streams[key]; st.entries && !st.success {
			mute = append(mute, st.first)
		}
	}
	if len(mute) == 0 {
		return nil
	}
	text := "No answer below 400 is logged" + inThese(mute) +
		": without successes a failed logon cannot be told from a normal step of one, and such denials stay undetermined."
	if slices.ContainsFunc(mute, func(s *timeline.SourceAccount) bool { return s.Format == "w3c" }) {
		text += " If IIS logs errors only (selectiveLogging), set system.webServer/httpLogging selectiveLogging to LogAll."
	}
	return []string{text}
}

func logOnlyNote(_ *timeline.Account, d *Denials) []string {
	if d.LogOnly == 0 {
		return nil
	}
	return []string{count(d.LogOnly, "request was", "requests were") +
		" over a rate limit that only logs, and not refused for it (log-only, counted apart). " +
		"To enforce the limit, clear enableLoggingOnlyMode in system.webServer/security/dynamicIpSecurity."}
}

func lateNote(in *timeline.Account, _ *Denials) []string {
	if in.Late == 0 {
		return nil
	}
	return []string{count(in.Late, "entry stands", "entries stand") +
		" more than ten minutes behind the lines around: judged on arrival, so an outcome or an alert here or there may be missing."}
}

func steppedNote(in *timeline.Account, _ *Denials) []string {
	found := sourcesWhere(in, func(s *timeline.SourceAccount) bool { return s.StepsBack > 0 })
	if len(found) == 0 {
		return nil
	}
	return []string{"The time steps back in " + these(found) + ": each stretch was judged by itself, and what spans several was not seen. " +
		"If days were joined newest first, as a shell pattern may do, name the files instead of piping them."}
}

func astrayNote(in *timeline.Account, _ *Denials) []string {
	var n int64
	for i := range in.Sources {
		n += in.Sources[i].Astray
	}
	if n == 0 {
		return nil
	}
	return []string{count(n, "entry has", "entries have") +
		" a time more than ten minutes ahead of the lines around: counted, but left out of alerts. The clock of the server may have been wrong."}
}

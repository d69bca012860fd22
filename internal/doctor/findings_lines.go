package doctor

import (
	"fmt"

	"log401/internal/mend"
	"log401/internal/phrase"
	"log401/parser"
)

// reasons say what usually stands behind rejected lines, and what to do.
var reasons = []struct {
	reason parser.Reason
	what   string
}{
	{parser.ReasonTooFewFields, "Lines like this are cut off, by a crash or by several processes that write one file, or they are of another format, or have other fields whose #Fields line was lost when files were joined: give each process a file of its own, and each format, too, and join files with their headers."},
	{parser.ReasonTooManyFields, "A value holds what separates the fields, or, in a W3C log, fields were added without a new #Fields line: compare the line with the one that tells the fields, and restart the site so that it writes a new one."},
	{parser.ReasonStatus, "Where the status should stand is something else: the line is shifted by a value with a blank in it, or it is of another format."},
	{parser.ReasonTime, "Where the time should stand is something else: the line is cut, or of another format."},
	{parser.ReasonNoDate, "The lines have a time and no date, and no #Date line says the day: log the date field as well."},
	{parser.ReasonNoFields, "These lines stand before the first #Fields line, so nobody knows their columns: the start of the file was cut off. Copy it again as a whole, or give the fields with --fields."},
	{parser.ReasonNoFormat, "These lines are no entries of the format of the others: messages of a program, or another format. Give each format a file of its own."},
	{parser.ReasonErrorLog, "Messages of the error log stand among the entries: give ErrorLog (Apache) or error_log (nginx) a file of its own."},
	{parser.ReasonQuote, "A quotation that does not end: the line is cut off, or its writer does not escape quotes."},
	{parser.ReasonNUL, "NUL bytes inside of lines are left where a file was written while the machine crashed, or while another process emptied it (logrotate with copytruncate): have the server open a new file instead."},
	{parser.ReasonText, "The line has other text between its values than the format string says: it is of another format, or cut off. See that the string is that of the server, to the letter."},
	{parser.ReasonAmbiguous, "A value holds what should stand between two values: have the server log them in quotes."},
	{parser.ReasonClientList, "Where the client should stand is a list of addresses, as X-Forwarded-For is: say so in the format."},
	{parser.ReasonJSON, "A line that ends too early is cut off, by a crash or a limit on the length of messages; else its writer does not escape values: in nginx log_format takes escape=json."},
	{parser.ReasonNoRequest, "Messages of the server that are no requests stand among the entries: they do no harm, and a log of its own for them makes that plain."},
	{parser.ReasonTooLong, "Lines of 16 MiB and more are no entries: the file is torn, or no log."},
}

func (x *Exam) sayReason(reason parser.Reason) mend.Setting {
	if to, ok := x.sayFormat(); ok && reason == parser.ReasonClientList {
		return to
	}
	for _, r := range reasons {
		if r.reason == reason {
			return mend.Setting{What: r.what}
		}
	}
	return mend.Setting{What: phrase.Sentence(phrase.UpperFirst(mend.NoEntries(reason, x.Format)))}
}

// rejectedPercent is the share of rejected lines from which on something is to
// be done about them.
const rejectedPercent = 1

// maxReasons is how many reasons are told of.
const maxReasons = 4

func checkRejects(x *Exam, _ error) []Finding {
	if x.Entries == 0 {
		return nil // checkNoEntries says it
	}
	var out []Finding
	for _, r := range x.Rejects[:min(len(x.Rejects), maxReasons)] {
		where := fmt.Sprintf("line %d", r.First.Number)
		if r.Column > 0 {
			where += fmt.Sprintf(" column %d", r.Column)
		}
		if r.Field != "" {
			where += ", " + r.Field
		}
		text := fmt.Sprintf("%s (%s) rejected, %s: %s, %s", number(r.Count, "line", "lines"), phrase.Percent(r.Count, x.Lines), r.Reason, where, r.First.Text)
		if r.Count*100 < x.Lines*rejectedPercent {
			out = append(out, one("rejected", Look, "Lines", text)...)
			continue
		}
		out = append(out, one("rejected", Improve, "Lines", text, x.sayReason(parser.Reason(r.Reason)))...)
	}
	return out
}

func checkNUL(x *Exam, _ error) []Finding {
	if x.NULBytes == 0 {
		return nil
	}
	text := number(x.NULBytes, "NUL byte was", "NUL bytes were") + " skipped: a file that is still being written, or the trace of a crash, where lines may be lost"
	if x.Lines == 0 {
		return one("nul", Broken, "Problem", "it holds nothing but NUL bytes, "+phrase.Number(x.NULBytes)+" of them: the trace of a crash, or a file whose space is set aside and not written yet",
			mend.Setting{What: "If IIS still writes it, have its buffer written; else it holds nothing to save.", Ways: mend.IISFlush()})
	}
	return one("nul", Look, "Lines", text)
}

func checkText(x *Exam, err error) []Finding {
	t := &x.Text
	var out []Finding
	if t.CRLF > 0 && t.LF > 0 && min(t.CRLF, t.LF) > 1 {
		out = append(out, one("line-ends", Look, "Lines",
			fmt.Sprintf("%s with CRLF and %s with LF: files of two systems were joined, or edited; all are read", number(t.CRLF, "line ends", "lines end"), phrase.Number(t.LF)))...)
	}
	if t.Unfinished && err == nil && x.Complete {
		out = append(out, one("unfinished", Look, "Lines", "the last line has no end: it is read, but the server may be about to write the rest of it")...)
	}
	if t.InvalidUTF8 > 0 {
		out = append(out, one("not-utf8", Look, "Lines",
			fmt.Sprintf("%s (%s) not in UTF-8, first line %d: %s; what is no UTF-8 is shown as \\xNN", number(t.InvalidUTF8, "line", "lines"), phrase.Percent(t.InvalidUTF8, x.Lines), t.FirstOdd.Number, t.FirstOdd.Text),
			x.sayEncoding()...)...)
	}
	return out
}

// sayEncoding says how text that is no UTF-8 is shown, and how a log of IIS
// comes to be UTF-8.
func (x *Exam) sayEncoding() []mend.Setting {
	to := []mend.Setting{do("If users and paths are of a code page, name it to see them: windows-1252 for western Europe, windows-1251 for Cyrillic, shift_jis for Japanese.",
		x.command("--encoding windows-1252")...)}
	if x.layout.Format() == parser.W3C && x.byIIS() {
		to = append(to, mend.Setting{What: "Let IIS log UTF-8, which it does unless told otherwise.", Ways: mend.IISUTF8()})
	}
	return to
}

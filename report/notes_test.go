package report

import (
	"strings"
	"testing"

	"log401/parser"
	"log401/timeline"
)

func healthy(name string) timeline.SourceAccount {
	return timeline.SourceAccount{Name: name, Stream: name, Format: "w3c", Success: true, Tally: parser.Tally{Lines: 100, Entries: 100}}
}

// account sums up sources.
func account(sources ...timeline.SourceAccount) timeline.Account {
	a := timeline.Account{Sources: sources}
	for _, s := range sources {
		a.Add(s.Tally)
	}
	return a
}

func changed(s timeline.SourceAccount, change func(*timeline.SourceAccount)) timeline.SourceAccount {
	change(&s)
	return s
}

func lacking(name string, fields ...string) timeline.SourceAccount {
	return changed(healthy(name), func(s *timeline.SourceAccount) { s.MissingFields = fields })
}

func ncsaSource(name, format string, fields ...string) timeline.SourceAccount {
	return changed(lacking(name, fields...), func(s *timeline.SourceAccount) { s.Format = format })
}

func mute(name, stream string) timeline.SourceAccount {
	return changed(healthy(name), func(s *timeline.SourceAccount) { s.Success, s.Stream = false, stream })
}

func programSource(name, program string) timeline.SourceAccount {
	return changed(healthy(name), func(s *timeline.SourceAccount) { s.Program, s.Success, s.Hint = program, false, "no HTTP log" })
}

func failed(name, err, hint string) timeline.SourceAccount {
	return timeline.SourceAccount{Name: name, Stream: name, Error: err, Hint: hint}
}

func rejectedAccount(reason string, n int64) timeline.Account {
	a := account(healthy("a.log"))
	a.Lines, a.Rejected = 100+n, n
	a.Rejects = []timeline.Reject{{Reason: reason, Count: n, First: parser.Position{Source: "a.log", Line: 7}}}
	return a
}

func with(a timeline.Account, change func(*timeline.Account)) timeline.Account {
	change(&a)
	return a
}

var noteTests = []struct {
	name    string
	in      timeline.Account
	denials Denials
	want    []string // starts of the notes, in order
}{
	{"healthy", account(healthy("a.log"), healthy("b.log")), Denials{}, nil},
	{"one field in one file", account(lacking("a.log", "sc-substatus"), healthy("b.log")), Denials{},
		[]string{"Field sc-substatus is missing in a.log: ", "To log what is missing: IIS Manager > (server or site) > Logging > Select Fields, tick Protocol Substatus (sc-substatus); or, "}},
	{"fields in several files", account(lacking("a.log", "cs(User-Agent)", "cs-username"), lacking("b.log", "CS-Username")), Denials{},
		[]string{"Field cs-username is missing in 2 sources (first a.log): ", "Field cs(User-Agent) is missing in a.log: ", "To log what is missing: "}},
	{"fields that cost nothing", account(lacking("a.log", "cs(Cookie)")), Denials{}, nil},
	{"common format", account(ncsaSource("a.log", "common", "cs(User-Agent)", "sc-substatus")), Denials{Total: 1},
		[]string{"The user agent is missing in a.log: ", "NCSA logs (Apache, nginx) have no substatus and no Win32 status in a.log: "}},
	{"NCSA without denials", account(ncsaSource("a.log", "combined")), Denials{}, nil},
	{"no success in one of two streams", account(mute("a.log", "a"), mute("b.log", "b"), changed(healthy("b2.log"), func(s *timeline.SourceAccount) { s.Stream = "b" })), undetermined,
		[]string{"No answer below 400 is logged in a.log: "}},
	{"no success anywhere", account(mute("a.log", "a"), mute("b.log", "b")), undetermined,
		[]string{"No answer below 400 is logged in 2 sources (first a.log): "}},
	{"other programs", account(programSource("e.log", "httperr"), programSource("f.log", "ftp"), programSource("g.log", "ftp")), Denials{},
		[]string{"2 sources (first f.log): an FTP log: ", "e.log: an HTTP.sys error log (HTTPERR): "}},
	{"unreadable", account(failed("a b.log", "permission denied", "run as administrator")), Denials{},
		[]string{`"a b.log": permission denied. Run as administrator.`}},
	{"many unreadable", account(failed("1", "x", ""), failed("2", "x", ""), failed("3", "x", ""), failed("4", "x", ""), failed("5", "x", ""), failed("6", "x", ""), failed("7", "x", "")), Denials{},
		[]string{"1: x.", "2: x.", "3: x.", "4: x.", "5: x.", "2 more could not be read."}},
	{"reading", account(
		changed(healthy("a.log"), func(s *timeline.SourceAccount) { s.Note = "UTF-16 text, read as such" }),
		changed(healthy("b.log"), func(s *timeline.SourceAccount) { s.Note = "odd" }),
		changed(healthy("c.log"), func(s *timeline.SourceAccount) { s.Note = "UTF-16 text, read as such" }),
	), Denials{}, []string{"2 sources (first a.log): UTF-16 text, read as such.", "b.log: odd."}},
	{"hint", account(changed(healthy("a.log"), func(s *timeline.SourceAccount) { s.Hint = "this is a picture" })), Denials{}, []string{"a.log: this is a picture."}},
	{"few rejected", with(rejectedAccount("too few fields", 1), func(a *timeline.Account) { a.Lines = 101 + 1000 }), Denials{}, nil},
	{"many rejected", rejectedAccount("too few fields", 3), Denials{}, []string{"2.9 % of the lines (3 of 103) were rejected: what they say is not in the counts. Most common: too few fields, first at a.log:7."}},
	{"no layout", rejectedAccount(string(parser.ReasonNoFields), 1), Denials{}, []string{"1 line stands under no #Fields line (first a.log:7), so nobody knows their columns: give them with --fields "}},
	{"NUL", account(changed(healthy("a.log"), func(s *timeline.SourceAccount) { s.NULBytes = 1 })), Denials{}, []string{"1 NUL byte skipped in a.log: "}},
	{"log-only", account(healthy("a.log")), Denials{LogOnly: 1}, []string{"1 request was over a rate limit that only logs, and not refused for it "}},
	{"late", with(account(healthy("a.log")), func(a *timeline.Account) { a.Late = 2 }), Denials{}, []string{"2 entries stand more than ten minutes behind "}},
	{"time steps back", account(changed(healthy("a.log"), func(s *timeline.SourceAccount) { s.StepsBack = 2 })), Denials{}, []string{"The time steps back in a.log: "}},
	{"time alone", account(changed(healthy("a.log"), func(s *timeline.SourceAccount) { s.Astray = 1 })), Denials{}, []string{"1 entry has a time more than ten minutes ahead "}},
	{"hostile names", account(failed("\x1b[2J\u202e. All is well. ", "x", "")), Denials{}, []string{`"\x1b[2J\u{202e}. All is well. ": x.`}},
}

func TestNotes(t *testing.T) {
	for _, test := range noteTests {
		t.Run(test.name, func(t *testing.T) {
			got := notes(&test.in, &test.denials)
			if len(got) != len(test.want) {
				t.Fatalf("got %d notes, want %d: %q", len(got), len(test.want), got)
			}
			for i, want := range test.want {
				if !strings.HasPrefix(got[i], want) {
					t.Errorf("note %d is %q, want %q", i, got[i], want)
				}
			}
		})
	}
}

// undetermined are denials that a log without successes left so.
var undetermined = Denials{Total: 1, ByOutcome: map[string]int64{"undetermined": 1}}

func TestNoSuccessIsOnlyNotedWhereItCosts(t *testing.T) {
	in := account(mute("a.log", "a"))
	if got := notes(&in, &Denials{}); len(got) != 0 {
		t.Errorf("notes without a denial: %q", got)
	}
}

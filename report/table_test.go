package report

import (
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"log401/classify"
	"log401/detect"
	"log401/handshake"
	"log401/parser"
	"log401/timeline"
)

func render(t testing.TB, r *Report, o TableOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteTable(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tooWide tells lines that are wider than the terminal. Commands to be copied
// are left in one piece.
func tooWide(s string, width int) []string {
	return slices.DeleteFunc(strings.Split(s, "\n"), func(l string) bool {
		return textWidth(l) <= width || strings.Contains(l, "logExtFileFlags")
	})
}

func TestTableFitsItsWidth(t *testing.T) {
	for _, r := range []*Report{fixture(Options{}), fixture(Options{All: true, By: sixKeys}), NewBuilder(Options{}).Report(emptyAccount(), nil, nil, true)} {
		for _, o := range []TableOptions{{Width: 1}, {}, {ASCII: true}, {Width: 100}, {Width: 140}, {Width: 300, All: true}} {
			wide := tooWide(render(t, r, o), max(o.Width, leastWidth, 80*min(1, 1-min(o.Width, 1))))
			if len(wide) > 0 {
				t.Errorf("width %d: %q", o.Width, wide)
			}
		}
	}
}

func TestTableHasNoTrailingBlanks(t *testing.T) {
	for i, l := range strings.Split(render(t, fixture(Options{}), TableOptions{}), "\n") {
		if strings.HasSuffix(l, " ") {
			t.Errorf("line %d: %q", i+1, l)
		}
	}
}

var paintRE = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestColorOnlyMarks(t *testing.T) {
	r := fixture(Options{})
	plain, colored := render(t, r, TableOptions{}), render(t, r, TableOptions{Color: true})
	if plain == colored {
		t.Error("no colour")
	}
	if got := paintRE.ReplaceAllString(colored, ""); got != plain {
		t.Error("without its sequences, the coloured table differs from the plain one")
	}
}

func TestTop(t *testing.T) {
	r := fixture(Options{})
	for top, want := range map[int]int{1: 1, 3: 3, 0: 10, -1: 14} {
		out := render(t, r, TableOptions{Top: top})
		part, _, _ := strings.Cut(out[strings.Index(out, "DENIALS BY CLIENT"):], "DENIALS BY CAUSE")
		rows := regexp.MustCompile(`(?m)^ +[0-9,]+  \S`).FindAllString(part, -1)
		if len(rows) != want {
			t.Errorf("--top %d shows %d rows, want %d", top, len(rows), want)
		}
	}
}

func TestZones(t *testing.T) {
	r := quiet()
	for zone, want := range map[*time.Location]string{
		nil:    "2026-02-02 00:00:05 to 23:58:08 (UTC)",
		berlin: "2026-02-02 01:00:05 to 2026-02-03 00:58:08 (CET)",
	} {
		if got := render(t, r, TableOptions{Location: zone}); !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// hostileReport has s in every place that a log or a disk can fill.
func hostileReport(s string) *Report {
	b := NewBuilder(Options{By: sixKeys})
	d := handshake.Denial{Outcome: handshake.Failure}
	d.Event = classify.Event{Origin: originOf(s, ""), Status: 401, Substatus: 1, Class: classify.ClassLogon, User: s, Path: s, Cause: &classify.Cause{Name: s}}
	b.Denial(&d)
	where := parser.Position{Source: s, Line: 1}
	account := timeline.Account{
		Tally: parser.Tally{Lines: 2, Entries: 1, Rejected: 1},
		Sources: []timeline.SourceAccount{
			{Name: s, Stream: s, Format: s, Error: s, Hint: s, Program: s, MissingFields: []string{s}},
			{Name: s, Stream: s, Format: "w3c", Hint: s, MissingFields: []string{"c-ip"}, Tally: parser.Tally{Entries: 1}},
		},
		Rejects: []timeline.Reject{{Reason: s, Count: 1, First: where, Sample: []byte(s)}},
	}
	alerts := []detect.Alert{
		{ID: s, Rule: s, Client: s, User: s, Network: s, Site: s, Path: s, Kind: s, Cause: s, Summary: s, Advice: s, Evidence: []parser.Position{where}},
		{Rule: "success-after-failures", Severity: detect.Critical, Client: s, User: s, Summary: s},
		{Rule: "access-refused", User: s, Path: s, Summary: s},
	}
	return b.Report(account, alerts, []string{s}, true)
}

func FuzzTable(f *testing.F) {
	hostileSeeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		r := hostileReport(s)
		for _, by := range []*Breakdown{r.By, nil} {
			r.By = by
			wide := render(t, r, TableOptions{Width: 132})
			if i := strings.IndexFunc(wide, func(c rune) bool {
				return c != '\n' && !unicode.IsPrint(c) || c == '\ufffd' && !strings.Contains(s, "\ufffd")
			}); i >= 0 {
				t.Errorf("byte %d of the table is not printable: %q", i, wide[i:min(i+20, len(wide))])
			}
			ascii := render(t, r, TableOptions{ASCII: true})
			if i := strings.IndexFunc(ascii, func(c rune) bool { return c != '\n' && (c < 0x20 || c > 0x7e) }); i >= 0 {
				t.Errorf("byte %d of the table is not ASCII: %q", i, ascii[i:min(i+20, len(ascii))])
			}
			if list := tooWide(wide, 132); len(list) > 0 && !strings.Contains(s, "logExtFileFlags") {
				for _, l := range list {
					if !strings.HasPrefix(l, indent+"  ") && !strings.HasPrefix(l, indent+"- ") { // notes may hold long words
						t.Errorf("too wide: %q", l)
					}
				}
			}
		}
	})
}

func TestWidthsDoNotDependOnTheLocale(t *testing.T) {
	want := render(t, fixture(Options{}), TableOptions{})
	t.Setenv("LANG", "ja_JP.UTF-8")
	t.Setenv("RUNEWIDTH_EASTASIAN", "1")
	if got := render(t, fixture(Options{}), TableOptions{}); got != want {
		t.Error("the table differs in another locale")
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		in     string
		width  int
		breaks bool
		want   string
	}{
		{"", 10, true, ""},
		{"one two three", 7, true, "one two|three"},
		{"one  two", 80, true, "one two"},
		{"abcdefghij", 4, true, "abcd|efgh|ij"},
		{"a abcdefghij b", 4, true, "a|abcd|efgh|ij b"},
		{"a abcdefghij b", 4, false, "a|abcdefghij|b"},
		{"中文中文", 3, true, "中|文|中|文"},
		{"中", 1, true, "中"},
	}
	for _, test := range tests {
		if got := strings.Join(wrap(test.in, test.width, test.breaks), "|"); got != test.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", test.in, test.width, got, test.want)
		}
	}
}

func TestCut(t *testing.T) {
	tests := []struct {
		in          string
		width       int
		end, middle string
	}{
		{"abcdef", 6, "abcdef", "abcdef"},
		{"abcdefg", 6, "abcde…", "abc…fg"},
		{"abcdefg", 1, "…", "…"},
		{"abcdefg", 0, "", ""},
		{"中文中文", 5, "中文…", "中…文"},
	}
	for _, test := range tests {
		if got := cutEnd(test.in, test.width, "…"); got != test.end {
			t.Errorf("cutEnd(%q, %d) = %q, want %q", test.in, test.width, got, test.end)
		}
		if got := cutMiddle(test.in, test.width, "…"); got != test.middle {
			t.Errorf("cutMiddle(%q, %d) = %q, want %q", test.in, test.width, got, test.middle)
		}
	}
}

func TestStampsNameTheYearWhereItIsNotClear(t *testing.T) {
	r := fixture(Options{})
	if out := render(t, r, TableOptions{Width: 140}); !strings.Contains(out, "  02-02 03:10:44") {
		t.Error("no short stamps in a report of one year")
	}
	r.Input.First -= int64(365 * 24 * time.Hour)
	if out := render(t, r, TableOptions{Width: 140}); !strings.Contains(out, "  2026-02-02 03:10:44  2026-02-02 03:15:54") {
		t.Error("no full stamps in a report of two years")
	}
}

func BenchmarkTable(b *testing.B) {
	r := generated(manyGroups)
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteTable(io.Discard, r, TableOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

package parser

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

const w3cHeader = "#Fields: date time c-ip cs-username cs-uri-stem sc-status sc-substatus\n"

// readAll reads log and returns a line for every entry and rejected line: the
// form that tests of this package compare.
func readAll(t testing.TB, r *Reader, fields ...Field) []string {
	t.Helper()
	var got []string
	r.OnReject(func(e *LineError) {
		s := fmt.Sprintf("%d", e.Line)
		if e.Column > 0 {
			s += fmt.Sprintf(":%d", e.Column)
		}
		if e.Field != "" {
			s += " " + e.Field
		}
		got = append(got, s+" rejected: "+string(e.Reason))
	})
	for {
		e, err := r.Read()
		if err == io.EOF {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, describe(e, fields))
	}
}

func describe(e *Entry, fields []Field) string {
	s := fmt.Sprintf("%d %s %d", e.Line, time.Unix(0, e.Time).UTC().Format("2006-01-02T15:04:05.999"), e.Status)
	for _, f := range fields {
		if b, ok := e.AppendText(nil, f); ok {
			s += fmt.Sprintf(" %q", b)
			if plain, ok := e.Plain(f); ok && string(plain) != string(b) {
				s += fmt.Sprintf(", but plainly %q", plain)
			}
		} else {
			s += " -"
		}
	}
	return s
}

func compareLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

func newReader(log string) *Reader { return NewReader(strings.NewReader(log), "a.log", nil) }

func TestLinesAreConserved(t *testing.T) {
	for _, test := range []struct {
		name, log string
		want      Tally
	}{
		{"empty", "", Tally{}},
		{"a newline", "\n", Tally{Lines: 1, Blank: 1}},
		{"blanks", " \t\r\n  ", Tally{Lines: 2, Blank: 2}},
		{"directives", "#Software: x\r\n" + w3cHeader, Tally{Lines: 2, Directives: 2}},
		{"no newline at the end", w3cHeader + "2026-01-02 03:04:05 192.0.2.1 - / 200 0", Tally{Lines: 2, Directives: 1, Entries: 1}},
		{"too few fields", w3cHeader + "2026-01-02 03:04:05 192.0.2.1\n", Tally{Lines: 2, Directives: 1, Rejected: 1}},
		{"a run of NULs", "\x00\x00\x00", Tally{NULBytes: 3}},
		{"NULs to the next newline", w3cHeader + "\x00\x00\n2026-01-02 03:04:05 192.0.2.1 - / 200 0\n", Tally{Lines: 2, Directives: 1, Entries: 1, NULBytes: 2}},
		{"NULs before a line", w3cHeader + "\x00\x002026-01-02 03:04:05 192.0.2.1 - / 200 0\n", Tally{Lines: 2, Directives: 1, Rejected: 1, NULBytes: 2}},
		{"NULs inside a line", w3cHeader + "2026-01-02 03:04:05 192.0.2.1 \x00 / 200 0\n", Tally{Lines: 2, Directives: 1, Rejected: 1, NULBytes: 1}},
	} {
		r := newReader(test.log)
		readAll(t, r)
		if got := r.Tally(); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestLongLines(t *testing.T) {
	for _, length := range []int{64 << 10, 1 << 20, 3 << 20, MaxLine - 100} {
		log := w3cHeader + "2026-01-02 03:04:05 192.0.2.1 - /" + strings.Repeat("a", length) + " 401 2\n" +
			"2026-01-02 03:04:06 192.0.2.2 - / 200 0\n"
		r := newReader(log)
		compareLines(t, readAll(t, r, FieldClient),
			`2 2026-01-02T03:04:05 401 "192.0.2.1"`,
			`3 2026-01-02T03:04:06 200 "192.0.2.2"`)
	}
}

func TestLineTooLongIsRejectedAndTheNextRead(t *testing.T) {
	const limit = 4 << 10
	for _, extra := range []int{0, 1, limit - 1, limit, 3*limit + 7} {
		long := "#Fields: never sc-status " + strings.Repeat("x", limit+extra)
		log := w3cHeader + long + "\n2026-01-02 03:04:06 192.0.2.2 - / 200 0\n"
		r := newReader(log)
		r.splitter.size, r.splitter.limit = 512, limit
		compareLines(t, readAll(t, r),
			"2 rejected: line too long",
			"3 2026-01-02T03:04:06 200")
		if got, want := r.Tally(), (Tally{Lines: 3, Directives: 1, Rejected: 1, Entries: 1}); got != want {
			t.Errorf("%d: got %+v, want %+v", extra, got, want)
		}
	}
}

func TestPreallocatedFileKeepsOffsets(t *testing.T) {
	line := "2026-01-02 03:04:05 192.0.2.1 - / 200 0\n"
	log := w3cHeader + line + strings.Repeat("\x00", 3<<20) + "\n" + line
	r := newReader(log)
	r.splitter.size = 4 << 10
	var last Entry
	for {
		e, err := r.Read()
		if err != nil {
			break
		}
		last = *e
	}
	if want := int64(strings.LastIndex(log, "2026")); last.Offset != want || last.Line != 4 {
		t.Errorf("last entry at offset %d, line %d; want %d, 4", last.Offset, last.Line, want)
	}
	if got, want := r.Tally(), (Tally{Lines: 3, Directives: 1, Entries: 2, NULBytes: 3 << 20}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestByteOrderMarkOfAJoinedFile(t *testing.T) {
	joined := w3cHeader + "2026-01-02 03:04:05 192.0.2.1 - / 200 0\n" +
		"\xef\xbb\xbf#Fields: date time sc-status\n2026-01-02 03:04:06 404\n"
	for _, size := range []int{64, BlockSize} {
		r := newReader(joined)
		r.splitter.size = size
		compareLines(t, readAll(t, r), "2 2026-01-02T03:04:05 200", "4 2026-01-02T03:04:06 404")
	}
}

func TestReaderErrorsComeAfterTheLines(t *testing.T) {
	broken := iotest.TimeoutReader(iotest.HalfReader(strings.NewReader(w3cHeader + strings.Repeat("2026-01-02 03:04:05 192.0.2.1 - / 200 0\n", 20000))))
	r := NewReader(broken, "a.log", nil)
	var err error
	for err == nil {
		_, err = r.Read()
	}
	if err != iotest.ErrTimeout {
		t.Errorf("error %v, want %v", err, iotest.ErrTimeout)
	}
	if tally := r.Tally(); tally.Entries == 0 || tally.Lines != tally.Entries+tally.Directives+tally.Rejected {
		t.Errorf("tally %+v before the error", tally)
	}
}

func TestHostileReadersChangeNothing(t *testing.T) {
	log := mixedLog()
	want := readAll(t, newReader(log), FieldClient, FieldUser, FieldPath)
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"one byte":     iotest.OneByteReader,
		"half":         iotest.HalfReader,
		"data and EOF": iotest.DataErrReader,
	} {
		for _, size := range []int{16, 100, 4096, BlockSize} {
			r := NewReader(wrap(strings.NewReader(log)), "a.log", nil)
			r.splitter.size = size
			if got := readAll(t, r, FieldClient, FieldUser, FieldPath); strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("%s, blocks of %d: the entries differ", name, size)
			}
		}
	}
}

// mixedLog is a log whose layout changes, with lines of all kinds.
func mixedLog() string {
	var b strings.Builder
	b.WriteString("before any header\n#Software: Microsoft Internet Information Services 10.0\r\n")
	for i := range 40 {
		fmt.Fprintf(&b, "#Date: 2026-01-%02d 00:00:00\r\n#Fields: date time c-ip cs-username cs-uri-stem sc-status\r\n", i%28+1)
		fmt.Fprintf(&b, "2026-01-02 03:04:%02d 192.0.2.%d CONTOSO\\alice /a 200\r\n", i, i)
		fmt.Fprintf(&b, "#Fields: time sc-status c-ip cs-uri-stem cs(User-Agent)\n")
		fmt.Fprintf(&b, "03:05:%02d 401 2001:db8::%x /b \"an agent\"\n\n03:06:00 short\n", i, i)
		b.WriteString("\x00\x00\x00\nxx \x00 yy\n")
	}
	return b.String()
}

func TestUninterestingEntriesAllocateNothing(t *testing.T) {
	for name, log := range map[string]string{
		"w3c":           w3cHeader + strings.Repeat("2026-01-02 03:04:05 192.0.2.1 - /index.html 200 0\n", 1000),
		"combined":      strings.Repeat(`192.0.2.1 - - [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 200 12 "-" "Mozilla/5.0"`+"\n", 1000),
		"format string": strings.Repeat(`192.0.2.1 - - [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 200 12 "-" "Mozilla/5.0"`+"\n", 1000),
		"json":          strings.Repeat(object(`,"user":"","request":"GET / HTTP/1.1","a":{"b":["c"]}`)+"\n", 1000),
	} {
		block := Block{Data: []byte(log), Line: 1, Layout: start, Source: "a.log"}
		if l := benchLayouts[name]; l != nil {
			block.Layout = l
		}
		var p Parser
		allocs := testing.AllocsPerRun(10, func() {
			p.Reset(&block)
			for p.Next() != nil {
			}
		})
		// The layout that a header or a first line makes is the block's, not an entry's.
		if allocs > 50 {
			t.Errorf("%s: %v allocations for 1000 entries", name, allocs)
		}
	}
}

// slowTally parses a block without the fast path and returns what readAll does.
func slowLines(block Block, slow bool, fields []Field) (lines []string, tally Tally) {
	var p Parser
	p.OnReject = func(e *LineError) { lines = append(lines, e.Error()) }
	p.slowly = slow
	p.Reset(&block)
	for e := p.Next(); e != nil; e = p.Next() {
		lines = append(lines, describeEach(e, fields))
	}
	return lines, p.Tally()
}

// describeEach is describe with every field looked up by itself.
func describeEach(e *Entry, fields []Field) string {
	s := describe(e, nil)
	for _, f := range fields {
		alone := *e
		alone.fields.done, alone.asked = false, 0
		s += fmt.Sprintf(" %q", alone.Field(f))
	}
	return s
}

func allFields() (fields []Field) {
	for f := FieldDate; f < numFields; f++ {
		fields = append(fields, f)
	}
	return fields
}

// checkFastIsSlow fails where the fast path and the grammar disagree, or where
// lines are not conserved. A last line is tried with its newline, too.
func checkFastIsSlow(t *testing.T, data []byte, layout *Layout) {
	t.Helper()
	if n := len(data); n > 0 && data[n-1] != '\n' {
		checkFastIsSlow(t, append(data[:n:n], '\n'), layout)
	}
	block := Block{Data: data, Line: 1, Layout: layout, Source: "a.log"}
	fast, tally := slowLines(block, false, allFields())
	slow, slowTally := slowLines(block, true, allFields())
	if strings.Join(fast, "\n") != strings.Join(slow, "\n") || tally != slowTally {
		t.Errorf("fast path:\n%s\n%+v\ngrammar:\n%s\n%+v", strings.Join(fast, "\n"), tally, strings.Join(slow, "\n"), slowTally)
	}
	checkInterest(t, data, layout)
	if tally.Lines != tally.Entries+tally.Directives+tally.Blank+tally.Rejected {
		t.Errorf("lines are not conserved: %+v", tally)
	}
	if tally.NULBytes != int64(bytes.Count(data, nul)) {
		t.Errorf("%d NUL bytes counted of %d", tally.NULBytes, bytes.Count(data, nul))
	}
	if int64(len(fast)) != tally.Entries+tally.Rejected {
		t.Errorf("%d lines given out, %+v", len(fast), tally)
	}
}

func TestCountBlanks(t *testing.T) {
	for _, s := range []string{"", " ", "  ", "a b", "a  b", "1234567 8", "1234567  89", "12345678 9 ", " \xa0\x20\x60", "a b c d e f g h i j k l", "12345 7 9  2"} {
		n, single := countBlanks([]byte(s))
		if n != strings.Count(s, " ") || single == strings.Contains(s, "  ") {
			t.Errorf("%q: %d blanks, single %v", s, n, single)
		}
	}
}

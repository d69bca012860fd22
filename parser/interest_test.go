package parser

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// seen is what a Parser shows of a block.
type seen struct {
	entries, rejects []string
	times            []int64
	asked            []string // of Served
	tally            Tally
	served           bool
}

// servedOdd is interested in answers whose path has an odd number of bytes, and
// keeps what it was asked.
func (s *seen) servedOdd(method, path []byte) bool {
	s.asked = append(s.asked, fmt.Sprintf("%q %q", method, path))
	return len(path)%2 == 1
}

// seeBlock parses a block under an Interest.
func seeBlock(block Block, in Interest) (s seen) {
	in.OnTime = func(nanos int64) { s.times = append(s.times, nanos) }
	if in.Served != nil {
		in.Served = s.servedOdd
	}
	p := Parser{Interest: &in, OnReject: func(e *LineError) { s.rejects = append(s.rejects, e.Error()) }}
	p.Reset(&block)
	for e := p.Next(); e != nil; e = p.Next() {
		s.entries = append(s.entries, describeWhole(e))
	}
	s.tally, s.served = p.Tally(), p.Served()
	return s
}

// filterBlock parses a block without an Interest and does by itself what one
// promises.
func filterBlock(block Block, in Interest) (s seen) {
	p := Parser{OnReject: func(e *LineError) { s.rejects = append(s.rejects, e.Error()) }}
	p.Reset(&block)
	var before *Layout
	for e := p.Next(); e != nil; e = p.Next() {
		if before == nil || s.times[len(s.times)-1] != e.Time {
			s.times = append(s.times, e.Time)
		}
		s.served = s.served || e.Status >= 100 && e.Status <= 399
		if e.Layout() != before || s.wants(e, in, block.Line) {
			s.entries = append(s.entries, describeWhole(e))
		}
		before = e.Layout()
	}
	s.tally = p.Tally()
	return s
}

func (s *seen) wants(e *Entry, in Interest, first int64) bool {
	if slices.Contains([]int{0, 401, 403, 429, 331, 530, 534}, e.Status) || e.Layout().Program() != "" ||
		in.Every > 0 && (e.Line-first)%in.Every == 0 || e.Field(FieldUser) != nil ||
		slices.Contains([]string{"501", "502", "503", "504"}, string(e.Field(FieldSubstatus))) {
		return true
	}
	if e.Status < 100 || e.Status > 399 {
		return false
	}
	return in.Served != nil && s.servedOdd(e.Field(FieldMethod), e.Field(FieldPath))
}

// describeWhole is an entry with all that can be asked of it.
func describeWhole(e *Entry) string {
	return fmt.Sprintf("%s %d %q", describe(e, allFields()), e.Offset, e.Raw)
}

// interests are what blocks are parsed under.
var interests = []Interest{
	{}, {Every: 3}, {Served: func(_, _ []byte) bool { return false }}, {Every: 7, Served: func(_, _ []byte) bool { return false }},
}

// checkInterest fails where an Interest shows another picture of a log than a
// filter behind a Parser without one.
func checkInterest(t *testing.T, data []byte, layout *Layout) {
	t.Helper()
	block := Block{Data: data, Line: 11, Offset: 5, Layout: layout, Source: "a.log"}
	for _, in := range interests {
		got, want := seeBlock(block, in), filterBlock(block, in)
		if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
			t.Errorf("%+v of %q:\n%s\nwant\n%s", in, data, g, w)
		}
	}
}

func TestInterest(t *testing.T) {
	const header = "#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status sc-substatus\n"
	log := header + strings.Join([]string{
		"2026-01-02 03:04:05 192.0.2.1 - GET / 404 0", // the first
		"2026-01-02 03:04:05 192.0.2.1 - GET / 404 0",
		"2026-01-02 03:04:05 192.0.2.1 - GET / 404 502",
		"2026-01-02 03:04:06 192.0.2.1 - GET / 401 2",
		"2026-01-02 03:04:06 192.0.2.1 - GET / - 0",
		"2026-01-02 03:04:06 192.0.2.1 - GET / 500 0",
		"2026-01-02 03:04:06 192.0.2.1 alice GET / 404 0",
		"2026-01-02 03:04:07 192.0.2.1 \"\" GET / 404 0",
		"2026-01-02 03:04:08 192.0.2.1 - POST / 404 505",
		"2026-01-02 03:04:05 192.0.2.1 - GET /ab 200 0",
		"2026-01-02 03:04:05 192.0.2.1 - GET /a 200 0",
		"#Fields: date time sc-status",
		"2026-01-02 03:04:05 404",
		"2026-01-02 03:04:05 304",
		"",
	}, "\n")
	var s seen
	p := Parser{Interest: &Interest{Served: s.servedOdd, OnTime: func(n int64) { s.times = append(s.times, n/1e9%60) }}}
	p.Reset(&Block{Data: []byte(log), Line: 1, Layout: start})
	var lines []int64
	for e := p.Next(); e != nil; e = p.Next() {
		lines = append(lines, e.Line)
	}
	if want := []int64{2, 4, 5, 6, 8, 9, 11, 14}; !slices.Equal(lines, want) {
		t.Errorf("lines %v, want %v", lines, want)
	}
	if want := []int64{5, 6, 7, 8, 5}; !slices.Equal(s.times, want) {
		t.Errorf("times %v, want %v", s.times, want)
	}
	if want := `["GET" "/ab" "GET" "/a" "" ""]`; fmt.Sprint(s.asked) != want {
		t.Errorf("asked about %s, want %s", s.asked, want)
	}
	if tally := p.Tally(); tally.Entries != 13 || tally.Lines != 15 || !p.Served() {
		t.Errorf("tally %+v, served %v", tally, p.Served())
	}
}

package timeline

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// ncsaLine is a line at a second of the day.
func ncsaLine(second int, client, method, path string, status int) string {
	at := time.Date(2026, 1, 5, 0, 0, second, 0, time.UTC)
	return fmt.Sprintf("%s - - [%s] \"%s %s HTTP/1.1\" %d 5 \"-\" \"agent\"\n", client, at.Format("02/Jan/2006:15:04:05 -0700"), method, path, status)
}

// begun is so many lines that the blocks behind them are read ahead.
func begun(status int) string {
	return strings.Repeat(ncsaLine(1, "192.0.2.9", "GET", "/", status), allLooked)
}

var inBlocks = share{block: 1 << 10, batch: 256, ahead: 5, alone: true}

// TestAnswerBeforeItsRefusal has the answer to a POST in another block than
// the refusal that it makes good, or in another file, and before it: in one
// second, that says nothing.
func TestAnswerBeforeItsRefusal(t *testing.T) {
	answer := ncsaLine(2, "192.0.2.1", "POST", "/login", 200)
	refusal := ncsaLine(2, "192.0.2.1", "POST", "/login", 401)
	other := ncsaLine(2, "192.0.2.9", "GET", "/", 200)
	later := strings.Repeat(ncsaLine(3, "192.0.2.9", "GET", "/", 200), 50)
	for between := range 120 { // blocks have about twelve lines
		log := begun(200) + answer + strings.Repeat(other, between) + refusal + later
		if events, _ := readWith(log, Options{}, inBlocks); !hasAnswer(events) {
			t.Errorf("%d lines before the refusal, the answer was passed over", between)
		}
	}
	for before := range 15 {
		first := begun(200) + strings.Repeat(ncsaLine(1, "192.0.2.9", "GET", "/", 200), before) + answer
		if events, _ := readFiles(Options{}, inBlocks, first, refusal+later); !hasAnswer(events) {
			t.Errorf("%d lines in, the answer in the file before was passed over", before)
		}
	}
}

func hasAnswer(events []string) bool {
	return slices.ContainsFunc(events, func(e string) bool {
		return strings.Contains(e, "Method:POST") && strings.Contains(e, "Status:200")
	})
}

// TestAccountOfBlocksAhead: what an account says of lines it also says of those
// that are read ahead.
func TestAccountOfBlocksAhead(t *testing.T) {
	log := begun(404) + strings.Repeat(ncsaLine(3, "192.0.2.9", "GET", "/", 200), 100)
	if _, a := readWith(log, Options{}, inBlocks); !a.Sources[0].Success {
		t.Error("no success")
	}
	iis := w3cFields + strings.Repeat("2026-01-05 00:00:01 192.0.2.9 - GET / 200 0 0 agent\n", allLooked+100)
	for _, end := range []string{
		"#Fields: date time cs-username sc-status sc-substatus\n2026-01-05 00:00:01 - 200 0\n",
		"#Fields: date time cs-username sc-status sc-substatus\n" + strings.Repeat("2026-01-05 00:00:01 - 200 0\n", 200),
	} {
		_, got := readWith(iis+end, Options{}, inBlocks)
		_, want := readWith(iis+end, Options{}, share{block: 64 << 20, batch: 256, ahead: 1, alone: true})
		if !slices.Contains(got.Sources[0].MissingFields, "c-ip") || !reflect.DeepEqual(got, want) {
			t.Errorf("got\n%+v\nwant\n%+v", got, want)
		}
	}
}

// TestLineFarAheadBetweenBlocks has one line of a wrong time at each place of
// a block, its start and end included.
func TestLineFarAheadBetweenBlocks(t *testing.T) {
	for at := range 40 {
		log := begun(200)
		for i := range 40 {
			second, status := 2+i, 401
			if i == at {
				second = 7200
			}
			log += ncsaLine(second, "192.0.2.1", "GET", "/a", status)
		}
		log += strings.Repeat(ncsaLine(50, "192.0.2.1", "GET", "/a", 401), 30)
		got, a := readWith(log, Options{}, inBlocks)
		want, b := readWith(log, Options{}, share{block: 64 << 20, batch: 256, ahead: 1, alone: true})
		if !slices.Equal(got, want) || !reflect.DeepEqual(a, b) || a.Sources[0].Astray == 0 {
			t.Errorf("line %d far ahead: %s", at, firstDifference(got, want))
		}
	}
}

// TestNameInTheBlockBefore has FTP accept a name in one block and refuse the
// logon in another.
func TestNameInTheBlockBefore(t *testing.T) {
	others := strings.Repeat("2026-01-05 00:00:01 192.0.2.9 - GET / 200 0 0 agent\n", allLooked)
	log := w3cFields + others +
		"2026-01-05 00:00:02 192.0.2.1 - [7]USER bob 331 0 0 -\n" + others +
		"2026-01-05 00:00:03 192.0.2.1 - [7]PASS - 530 1326 41 -\n" + others
	events, _ := readWith(log, Options{}, inBlocks)
	if !slices.ContainsFunc(events, func(e string) bool { return strings.Contains(e, "Status:530") && strings.Contains(e, "User:bob") }) {
		t.Errorf("the name was lost: %q", events)
	}
}

// TestBlocksThatAreReadLineByLine: what only the lines before can tell of a
// block that was read ahead is told.
func TestBlocksThatAreReadLineByLine(t *testing.T) {
	at := func(seconds ...int) (log string) {
		for _, s := range seconds {
			log += ncsaLine(s, "192.0.2.1", "GET", "/a", 401)
		}
		return log
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	local := strings.NewReplacer("date", "date-local", "time", "time-local").Replace(w3cFields)
	for m := range 240 {
		local += fmt.Sprintf("2026-10-25 %02d:%02d:00 192.0.2.1 - GET / 401 2 5 agent\n", []int{1, 2, 2, 3}[m/60], m%60)
	}
	since := time.Date(2026, 1, 5, 0, 0, 1, 0, time.UTC)
	until := since.Add(6 * time.Second)
	for _, test := range []struct {
		name, log string
		opts      Options
	}{
		{"far behind within a block", begun(200) + at(2, 590, 1180, 100, 1180) + at(slices.Repeat([]int{1190}, 40)...), Options{}},
		{"the span asked for within a block", begun(200) + at(-60, 5, 6, 7, 9) + at(slices.Repeat([]int{10}, 40)...), Options{Since: &since, Until: &until}},
		{"more rejected lines than are kept", begun(200) + strings.Repeat("x\n", 3*maxRejects) + at(slices.Repeat([]int{3}, 200)...), Options{}},
		{"an hour twice", strings.Replace(local, "2026-10-25", strings.Repeat("2026-10-25 00:00:00 192.0.2.1 - GET / 200 0 0 agent\n", allLooked)+"2026-10-25", 1), Options{Zone: berlin}},
	} {
		for _, size := range []int{1 << 10, 4 << 10, 12 << 10} {
			got, a := readWith(test.log, test.opts, share{block: size, batch: 256, ahead: 5, alone: true})
			want, b := readWith(test.log, test.opts, share{block: 64 << 20, batch: 256, ahead: 1, alone: true})
			if !slices.Equal(got, want) || !reflect.DeepEqual(a, b) {
				t.Errorf("%s, blocks of %d bytes: %s\n%+v\nwant\n%+v", test.name, size, firstDifference(got, want), a, b)
			}
		}
	}
}

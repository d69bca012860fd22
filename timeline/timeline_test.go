package timeline

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"log401/classify"
)

const header = "#Fields: date time c-ip cs-username sc-status sc-substatus\n"

// source returns a Source of a log in memory.
func source(name, log string) Source {
	return Source{Name: name, Folder: "W3SVC1", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(log)), nil
	}}
}

// line returns a 401 of a client some seconds into the day.
func line(second int, client string) string {
	at := time.Date(2026, 1, 2, 0, 0, second, 0, time.UTC).Format("2006-01-02 15:04:05")
	return at + " " + client + " - 401 2\n"
}

func clients(t *testing.T, streams []Stream, opts Options) (got []string, a Account) {
	t.Helper()
	a, complete := Run(context.Background(), streams, opts, func(e *classify.Event) { got = append(got, e.Client) })
	if !complete {
		t.Error("not complete")
	}
	return got, a
}

func TestMergeOrder(t *testing.T) {
	for _, test := range []struct {
		name    string
		streams []Stream
		want    string
	}{
		{"by time", []Stream{
			{"a", []Source{source("a", header+line(1, "a1")+line(3, "a3"))}},
			{"b", []Source{source("b", header+line(2, "b2")+line(4, "b4"))}},
		}, "a1 b2 a3 b4"},
		{"ties by name", []Stream{
			{"a", []Source{source("a", header+line(1, "a1")+line(1, "a2"))}},
			{"b", []Source{source("b", header+line(1, "b1"))}},
		}, "a1 a2 b1"},
		{"a line out of order stays in its stream", []Stream{
			{"a", []Source{source("a", header+line(5, "a5")+line(1, "a1"))}},
			{"b", []Source{source("b", header+line(2, "b2")+line(6, "b6"))}},
		}, "b2 a5 a1 b6"},
		{"lines that do not matter move the clock", []Stream{
			{"a", []Source{source("a", header+line(1, "a1")+"2026-01-02 00:00:09 x - 404 0\n"+line(2, "a2"))}},
			{"b", []Source{source("b", header+line(8, "b8"))}},
		}, "a1 b8 a2"},
		{"the clock goes on in the next source", []Stream{
			{"a", []Source{source("a1", header+line(7, "a7")), source("a2", header+line(2, "a2"))}},
			{"b", []Source{source("b", header+line(3, "b3"))}},
		}, "b3 a7 a2"},
	} {
		got, _ := clients(t, test.streams, Options{})
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%s: got %s, want %s", test.name, s, test.want)
		}
	}
}

func TestAnyNumberOfJobsGivesTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var streams []Stream
	for i := range 20 {
		s := Stream{Name: fmt.Sprintf("s%02d", i)}
		for j := range 1 + rng.IntN(3) {
			log, second := header, j*400
			for range rng.IntN(1200) {
				second += rng.IntN(3)
				log += line(second, fmt.Sprintf("c%d-%d", i, second))
			}
			s.Sources = append(s.Sources, source(fmt.Sprintf("%s-%d", s.Name, j), log+"torn\n"))
		}
		streams = append(streams, s)
	}
	want, account := clients(t, streams, Options{Jobs: 1})
	for _, jobs := range []int{2, 3, 16} {
		got, a := clients(t, streams, Options{Jobs: jobs})
		if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(a, account) {
			t.Errorf("%d jobs give other events or another account", jobs)
		}
	}
	if len(want) == 0 || account.Rejected == 0 || account.Lines != account.Entries+account.Directives+account.Rejected {
		t.Errorf("account %+v of %d events", account.Tally, len(want))
	}
}

func TestAccount(t *testing.T) {
	log := "#Fields: date time sc-status\n2026-01-02 00:00:01 404\ntorn\n2026-01-02 00:00:03 200\n\n"
	_, a := clients(t, []Stream{{"a", []Source{source("a.log", log)}}}, Options{})
	if want := fmt.Sprint([]string{"c-ip", "cs-username", "cs-method", "cs-uri-stem", "cs(User-Agent)", "sc-substatus", "sc-win32-status"}); fmt.Sprint(a.Sources[0].MissingFields) != want {
		t.Errorf("missing %v, want %v", a.Sources[0].MissingFields, want)
	}
	if s := a.Sources[0]; s.Format != "w3c" || !s.Success || s.Entries != 2 || s.Blank != 1 {
		t.Errorf("source %+v", s)
	}
	if r := a.Rejects; len(r) != 1 || r[0].Count != 1 || r[0].First.String() != "a.log:3:5" || string(r[0].Sample) != "torn" {
		t.Errorf("rejects %+v", r)
	}
	if a.Last-a.First != int64(2*time.Second) {
		t.Errorf("span %d to %d", a.First, a.Last)
	}
}

func TestOutsideTheSpan(t *testing.T) {
	log := header + line(1, "a1") + line(2, "a2") + line(3, "a3")
	since := time.Date(2026, 1, 2, 0, 0, 2, 0, time.UTC)
	until := since.Add(time.Second)
	got, a := clients(t, []Stream{{"a", []Source{source("a", log)}}}, Options{Since: &since, Until: &until})
	if strings.Join(got, " ") != "a2" || a.Outside != 2 || a.Entries != 3 || a.First != since.UnixNano() || a.Last != a.First {
		t.Errorf("got %v, account %+v", got, a)
	}
}

func TestReadErrorsAreNotedAndTheRestIsRead(t *testing.T) {
	broken := Source{Name: "b.log", Open: func() (io.ReadCloser, error) {
		r := io.MultiReader(strings.NewReader(header+line(1, "b1")), iotest.ErrReader(io.ErrUnexpectedEOF))
		return io.NopCloser(r), nil
	}}
	missing := Source{Name: "c.log", Open: func() (io.ReadCloser, error) { return nil, io.ErrClosedPipe }}
	got, a := clients(t, []Stream{{"a", []Source{broken, missing, source("d.log", header+line(2, "d2"))}}}, Options{})
	if strings.Join(got, " ") != "b1 d2" {
		t.Errorf("got %v", got)
	}
	for i, want := range []error{io.ErrUnexpectedEOF, io.ErrClosedPipe, nil} {
		if a.Sources[i].Err != want {
			t.Errorf("%s: error %v, want %v", a.Sources[i].Name, a.Sources[i].Err, want)
		}
	}
}

func TestPrograms(t *testing.T) {
	log := "#Date: 2026-01-02 00:00:00\n#Fields: time c-ip cs-method cs-uri-stem sc-status\n00:00:01 192.0.2.1 [2]USER anonymous 331\n"
	_, a := clients(t, []Stream{{"a", []Source{source("a", log)}}}, Options{})
	if p := a.Sources[0].Program; p != "ftp" {
		t.Errorf("program %q", p)
	}
}

func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	log := header + strings.Repeat(line(1, "a1"), 5000)
	n := 0
	streams := []Stream{{"a", []Source{source("a", log)}}, {"b", []Source{source("b", log)}}}
	_, complete := Run(ctx, streams, Options{}, func(*classify.Event) {
		if n++; n == 100 {
			cancel()
		}
	})
	if complete || n != 100 {
		t.Errorf("complete %v after %d events", complete, n)
	}
}

func TestEntriesBefore1970(t *testing.T) {
	log := "#Fields: date time c-ip cs-username sc-status sc-substatus\n1969-12-31 23:59:59 old - 401 2\n"
	if got, a := clients(t, []Stream{{"a", []Source{source("a", log)}}}, Options{}); len(got) != 1 || a.Outside != 0 {
		t.Errorf("got %v, %d outside", got, a.Outside)
	}
}

// times runs a log of entries at the given seconds and returns, for each
// event, its time and clock, and "astray" or "stepped".
func times(t *testing.T, seconds ...int) (got []string, a Account) {
	t.Helper()
	log := header
	for _, s := range seconds {
		log += line(s, "a")
	}
	midnight := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC).UnixNano()
	a, _ = Run(context.Background(), []Stream{{"a", []Source{source("a", log)}}}, Options{}, func(e *classify.Event) {
		s := fmt.Sprintf("%d@%d", (e.Time-midnight)/1e9, (e.Clock-midnight)/1e9)
		if e.Astray {
			s += " astray"
		}
		if e.StepsBack {
			s += " stepped"
		}
		got = append(got, s)
	})
	return got, a
}

func TestClock(t *testing.T) {
	for _, test := range []struct {
		name    string
		seconds []int
		want    string
	}{
		{"out of order", []int{10, 8, 12}, "10@10 8@10 12@12"},
		{"a quiet night", []int{10, 30000, 30001, 30002}, "10@10 30000@30000 30001@30001 30002@30002"},
		{"one entry from the future", []int{10, 90000, 11, 12}, "10@10 90000@11 astray 11@11 12@12"},
		{"one entry from the future between two days", []int{10, 900000, 90000, 90001}, "10@10 900000@10 astray 90000@90000 90001@90001"},
		{"the first entry from the future", []int{90000, 10, 11, 12}, "90000@10 astray 10@10 11@11 12@12"},
		{"the only entry", []int{10}, "10@10"},
		{"the last entry after a night is not believed", []int{10, 30000}, "10@10 30000@10 astray"},
		{"two clocks in one file", []int{10, 5000, 11, 5001, 12, 5002}, "10@10 5000@11 astray 11@11 5001@5001 12@5001 5002@5002"},
		{"one entry of a request of many hours", []int{30000, 30001, 10, 30002}, "30000@30000 30001@30001 10@30001 30002@30002"},
		{"the day before ends too soon to tell", []int{90000, 90001, 10, 11}, "90000@90000 90001@90001 10@90001 astray 11@90001 astray"},
	} {
		got, a := times(t, test.seconds...)
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%s: got %s, want %s", test.name, s, test.want)
		}
		if s := a.Sources[0]; s.StepsBack != int64(strings.Count(test.want, "stepped")) {
			t.Errorf("%s: %d steps back", test.name, s.StepsBack)
		}
	}
}

// after returns n seconds from s on.
func after(s, n int) (seconds []int) {
	for i := range n {
		seconds = append(seconds, s+i)
	}
	return seconds
}

func TestStepBack(t *testing.T) {
	for _, test := range []struct {
		name    string
		seconds []int
		steps   int64
		flagged string // the event that starts the stretch
		late    int64
	}{
		{"the day before follows", append(after(90000, 3), after(10, 40)...), 1, "10@41", 0},
		{"a clock set back", append(after(5000, 3), after(4000, 40)...), 1, "4000@4031", 0},
		{"long requests that end together, in any order", append(append(after(90000, 3), 50, 40, 300, 10, 700, 90, 5000, 20, 33, 4, 800, 10), 90004), 0, "", 12},
		{"few of them in order", append(append(after(90000, 3), after(10, 20)...), 90004), 0, "", 20},
	} {
		got, a := times(t, test.seconds...)
		flagged := ""
		last := int64(-1)
		for _, s := range got {
			var at, clock int64
			if _, err := fmt.Sscanf(s, "%d@%d", &at, &clock); err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(s, " stepped") {
				flagged = strings.TrimSuffix(s, " stepped")
			} else if clock < last {
				t.Errorf("%s: the clock falls at %s without a flag", test.name, s)
			}
			last = clock
		}
		if s := a.Sources[0]; s.StepsBack != test.steps || flagged != test.flagged || a.Late != test.late {
			t.Errorf("%s: %d steps back, flagged %q, %d late", test.name, s.StepsBack, flagged, a.Late)
		}
	}
}

func TestLateEventsAreCounted(t *testing.T) {
	if _, a := times(t, 30000, 30001, 10, 11, 30002); a.Late != 2 {
		t.Errorf("%d late, want 2", a.Late)
	}
}

// Entries hours apart are all in doubt until the next comes; they are handed
// over all the same.
func TestSparseStreamsHandOver(t *testing.T) {
	var log strings.Builder
	log.WriteString(header)
	const n = 2000
	for i := range n {
		log.WriteString(line(i*7200, "a"))
	}
	r := newReader(Stream{"a", []Source{source("a", log.String())}}, 0, &Options{}, share{block: 1 << 16, batch: 16, ahead: 1})
	jobs := make(chan struct{}, 1)
	go r.run(context.Background(), jobs)
	got := 0
	for batch := range r.batches {
		if got += len(batch); len(batch) > 16+lasting {
			t.Fatalf("a batch of %d events", len(batch))
		}
	}
	if got != n {
		t.Errorf("%d of %d events", got, n)
	}
}

package handshake

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"log401/classify"
)

// A world is a small random log of several streams: few clients, agents, users
// and paths, so that everything meets everything.
type world struct {
	r      *rand.Rand
	events []classify.Event // in the order of their streams' clocks
}

// newWorld makes n lines of some streams, each of one format.
func newWorld(seed uint64, n int) *world {
	w := &world{r: rand.New(rand.NewPCG(401, seed))}
	streams := 1 + w.r.IntN(3)
	ncsa := w.r.IntN(2 << streams)
	fractions := w.r.IntN(4) == 0
	at := int64(1000 * time.Hour)
	for i := range n {
		at += w.step()
		stream := w.r.IntN(streams)
		ev := w.line(fmt.Sprint("stream", stream), ncsa>>stream&1 == 1)
		ev.Line, ev.Time = int64(i), at
		if fractions {
			ev.Time += w.r.Int64N(int64(time.Second))
		}
		if w.r.IntN(20) == 0 { // logged when it ended, with the time when it began
			ev.Time -= w.r.Int64N(20) * int64(time.Second)
		}
		w.events = append(w.events, ev)
	}
	return w
}

// step is the time from one line to the next: most are close together.
func (w *world) step() int64 {
	switch n := w.r.IntN(100); {
	case n < 60:
		return 0
	case n < 80:
		return int64(time.Second)
	case n < 90:
		return int64(4 * time.Second)
	case n < 98:
		return int64(20 * time.Second)
	}
	return int64(11 * time.Minute)
}

var (
	worldUsers = []string{"", "", "", "alice", `CONTOSO\alice`, "bob", "carol"}
	w3cCodes   = [][3]int64{
		{401, 2, 5}, {401, 2, 5}, {401, 1, 2148074254}, {401, 1, 0}, {401, 1, 1326}, {401, 1, 2148074252}, {401, 3, 5},
		{401, 1, 2148074248}, {200, 0, 0}, {200, 0, 0}, {200, 0, 0}, {404, 0, 2}, {403, 502, 0}, {200, 501, 0}, {403, 6, 5}, {401, 1, 1909},
	}
	ncsaCodes = []int{401, 401, 401, 200, 200, 302, 404, 403, 429}
)

func pickOf[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func (w *world) line(stream string, ncsa bool) classify.Event {
	origin := classify.NewOrigin(classify.Origin{
		Stream: stream, Source: stream + ".log",
		Client: fmt.Sprint("192.0.2.", w.r.IntN(2)), Agent: pickOf(w.r, []string{"", "one", "two"}), Site: "W3SVC1", NCSA: ncsa,
	})
	ev := classify.Event{
		Origin: origin,
		Method: "GET", Path: fmt.Sprint("/", w.r.IntN(3)), User: pickOf(w.r, worldUsers), Substatus: -1, Win32: -1,
	}
	if ncsa {
		ev.Status, ev.Method = pickOf(w.r, ncsaCodes), pickOf(w.r, []string{"GET", "POST"})
		ev.EmptyUser = ev.User == "" && w.r.IntN(8) == 0
	} else {
		code := pickOf(w.r, w3cCodes)
		ev.Status, ev.Substatus, ev.Win32 = int(code[0]), code[1], code[2]
	}
	v := classify.Decide(classify.Facts{Status: ev.Status, Substatus: ev.Substatus, Win32: ev.Win32,
		HasUser: named(&ev), Post: ev.Method == "POST", NCSA: ncsa})
	ev.Class, ev.Cause, ev.LogOnly = v.Class, v.Cause, v.LogOnly
	return ev
}

// shuffle puts the lines of every second into another order.
func (w *world) shuffle() {
	for from := 0; from < len(w.events); {
		to := from
		for to < len(w.events) && second(w.events[to].Time) == second(w.events[from].Time) {
			to++
		}
		part := w.events[from:to]
		w.r.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
		from = to
	}
	for i := range w.events {
		w.events[i].Line = int64(i)
	}
}

// shown returns the events that come of the lines: as package classify does,
// it leaves out answers that matter to nobody, but for the first of a stream;
// and as package timeline does, it merges the streams by their clocks.
func (w *world) shown() (shown []classify.Event) {
	clocks, success := map[string]int64{}, map[string]bool{}
	for _, ev := range w.events {
		clocks[ev.Stream] = max(clocks[ev.Stream], ev.Time)
		ev.Clock = clocks[ev.Stream]
		ev.FirstSuccess = ev.Status < 400 && !success[ev.Stream]
		success[ev.Stream] = success[ev.Stream] || ev.FirstSuccess
		if ev.Denied() || named(&ev) || ev.FirstSuccess || ev.NCSA && ev.Status < 400 && ev.Method == "POST" {
			shown = append(shown, ev)
		}
	}
	slices.SortStableFunc(shown, func(a, b classify.Event) int {
		return cmp.Or(cmp.Compare(a.Clock, b.Clock), strings.Compare(a.Stream, b.Stream))
	})
	return shown
}

// A diary keeps all that a Folder hands out, but for lines.
type diary struct{ lines []string }

func (d *diary) Denial(dn *Denial)        { d.note("denial", dn) }
func (d *diary) Attributed(dn *Denial)    { d.note("attributed", dn) }
func (d *diary) Answer(e *classify.Event) { d.note("answer", &Denial{Event: *e}) }
func (d *diary) SignIn(s *SignIn)         { d.note("sign-in", &Denial{Event: *s.Event}) }

func (d *diary) note(what string, dn *Denial) {
	e := dn.Event
	o := *e.Origin
	e.Origin, e.Line, e.Clock, e.FirstSuccess, e.Cause, o.Source = nil, 0, 0, false, nil, ""
	d.lines = append(d.lines, fmt.Sprintf("%s %+v %+v %s %s %q %q %s %t", what, o, e, dn.Outcome, dn.Confidence, dn.Reason, dn.LikelyUser, dn.Likelihood, dn.Unattributed))
}

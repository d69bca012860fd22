package timeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A logMaker writes logs in which all occurs that blocks must not care about.
type logMaker struct {
	rand  *rand.Rand
	now   time.Time
	ncsa  bool
	brief bool           // without agents
	odds  map[string]int // in 10,000 lines
	out   strings.Builder
}

const w3cFields = "#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status sc-substatus sc-win32-status cs(User-Agent)\n"

func (m *logMaker) happens(what string) bool { return m.rand.IntN(10_000) < m.odds[what] }

func (m *logMaker) line() {
	switch {
	case m.happens("jump"):
		m.now = m.now.Add(time.Duration(m.rand.IntN(7200)-3000) * time.Second)
	case m.rand.IntN(4) == 0:
		m.now = m.now.Add(time.Duration(m.rand.IntN(3)) * time.Second)
	}
	at := m.now
	if m.happens("late") {
		at = at.Add(-time.Duration(m.rand.IntN(900)) * time.Second)
	}
	switch {
	case m.happens("junk"):
		m.out.WriteString("what is this\n\n")
		return
	case m.happens("header") && !m.ncsa:
		m.brief = false
		m.out.WriteString(w3cFields)
		return
	case m.happens("fields") && !m.ncsa:
		m.brief = true
		m.out.WriteString(strings.Replace(w3cFields, " cs(User-Agent)", "", 1))
		return
	case m.happens("ftp") && !m.ncsa:
		fmt.Fprintf(&m.out, "%s 192.0.2.1 - [%d]PASS - 530 1326 41 -\n", at.Format(time.DateTime), m.rand.IntN(9))
		return
	}
	m.entry(at)
}

func (m *logMaker) entry(at time.Time) {
	client := fmt.Sprintf("192.0.2.%d", m.rand.IntN(6))
	path := []string{"/", "/api/me", "/API/you", "/a", "/b/c", "/portal/x", "/login"}[m.rand.IntN(7)]
	user, method, status, sub, win32 := "-", "GET", 200, 0, 0
	switch n := m.rand.IntN(100); {
	case m.happens("refused"):
		path, status, sub, win32 = "/api/me", 401, 2, 5
	case m.happens("post"):
		method, path, status = "POST", fmt.Sprint("/login", m.rand.IntN(80)), []int{200, 200, 401}[m.rand.IntN(3)]
	case m.happens("signed in"):
		user, path = "alice", "/portal/x"
	case n < 10:
		status, win32 = 404, 2
	case n < 12:
		status, sub = 404, 502
	case n < 14:
		status = 503
	case n < 16:
		user, status, sub, win32 = "bob", 401, 1, 1326
	}
	if m.ncsa {
		fmt.Fprintf(&m.out, "%s - %s [%s] \"%s %s HTTP/1.1\" %d 5 \"-\" \"agent %d\"\n", client, user, at.Format("02/Jan/2006:15:04:05 -0700"), method, path, status, m.rand.IntN(3))
		return
	}
	fmt.Fprintf(&m.out, "%s %s %s %s %s %d %d %d", at.Format(time.DateTime), client, user, method, path, status, sub, win32)
	if !m.brief {
		fmt.Fprintf(&m.out, " agent%d", m.rand.IntN(3))
	}
	m.out.WriteByte('\n')
}

// randomLog makes a log of some thousand lines; kinds of oddities are left out
// at random, since one that is everywhere hides the others.
func randomLog(r *rand.Rand) string {
	m := logMaker{rand: r, now: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), ncsa: r.IntN(2) == 0, odds: map[string]int{}}
	for _, o := range []struct {
		what string
		most int
	}{{"jump", 20}, {"late", 40}, {"junk", 30}, {"header", 30}, {"fields", 10}, {"ftp", 5}, {"refused", 800}, {"post", 1000}, {"signed in", 300}} {
		if r.IntN(2) == 0 {
			m.odds[o.what] = 1 + r.IntN(o.most)
		}
	}
	if !m.ncsa {
		m.out.WriteString(w3cFields)
	}
	for range 2000 + r.IntN(4000) {
		m.line()
	}
	return m.out.String()
}

// readWith returns all events of a log, and the account, read with a share.
func readWith(log string, opts Options, s share) (events []string, a Account) {
	return readFiles(opts, s, log, log[:len(log)/3])
}

// readFiles is readWith for the files of a stream.
func readFiles(opts Options, s share, logs ...string) (events []string, a Account) {
	opts.Jobs = 4
	stream := Stream{Name: "a"}
	for i, log := range logs {
		stream.Sources = append(stream.Sources, source(fmt.Sprintf("%c.log", 'a'+i), log))
	}
	r := newReader(stream, 0, &opts, s)
	go r.run(context.Background(), make(chan struct{}, opts.Jobs))
	for batch := range r.batches {
		for i := range batch {
			ev := batch[i]
			origin := *ev.Origin
			ev.Origin = nil
			events = append(events, fmt.Sprintf("%+v %+v", origin, ev))
		}
	}
	<-r.done
	a = accountOf([]*reader{r})
	for i := range a.Sources {
		a.Sources[i].Clients = Clients{} // of which blocks choose those to look at
	}
	return events, a
}

// TestBlocksDoNotMatter: read in one block, which is read line by line, or in
// many that are read by several workers, a log gives the same.
func TestBlocksDoNotMatter(t *testing.T) {
	applied := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 5))
		log := randomLog(r)
		opts := Options{}
		if r.IntN(3) == 0 {
			since := time.Date(2026, 1, 5, 0, r.IntN(30), 0, 0, time.UTC)
			until := since.Add(time.Duration(r.IntN(60)) * time.Minute)
			opts.Since, opts.Until = &since, &until
		}
		want, wantAccount := readWith(log, opts, share{block: 64 << 20, batch: 256, ahead: 1, alone: true})
		for _, block := range []int{1 << 10, 9 << 10} {
			got, account := readWith(log, opts, share{block: block, batch: 7, ahead: 5, alone: true})
			if !slices.Equal(got, needed(want, got)) {
				t.Errorf("seed %d, blocks of %d bytes: %s", seed, block, firstDifference(got, needed(want, got)))
			}
			if !reflect.DeepEqual(account, wantAccount) {
				t.Errorf("seed %d, blocks of %d bytes: account\n%+v\nwant\n%+v", seed, block, account, wantAccount)
			}
		}
		applied += len(want)
	}
	if applied < 10_000 {
		t.Errorf("only %d events", applied)
	}
}

// needed leaves out the answers to POSTs that blocks pass over, since no POST
// to their paths was refused before: got has to have all others.
func needed(want, got []string) (out []string) {
	have := map[string]bool{}
	for _, g := range got {
		have[g] = true
	}
	refused := map[string]bool{}
	for _, w := range want {
		path := postPath.FindStringSubmatch(w)
		if path == nil || have[w] || refused[path[1]] {
			out = append(out, w)
		}
		if path != nil && strings.Contains(w, "Status:401") {
			refused[path[1]] = true
		}
	}
	return out
}

var postPath = regexp.MustCompile(`User: Method:POST Path:(\S+)`)

func firstDifference(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("event %d:\n%s\nwant\n%s", i, got[i], want[i])
		}
	}
	return fmt.Sprintf("%d events, want %d", len(got), len(want))
}

// TestWorkersDoNotMatter: how many blocks are read ahead changes nothing at
// all, not even events that turn out to be of no use: each moves a clock.
func TestWorkersDoNotMatter(t *testing.T) {
	for seed := range uint64(60) {
		log := randomLog(rand.New(rand.NewPCG(seed, 6)))
		want, wantAccount := readWith(log, Options{}, share{block: 2 << 10, batch: 256, ahead: shareOf(1, 1).ahead, alone: true})
		got, account := readWith(log, Options{}, share{block: 2 << 10, batch: 256, ahead: shareOf(1, 8).ahead, alone: true})
		if !slices.Equal(got, want) || !reflect.DeepEqual(account, wantAccount) {
			t.Fatalf("seed %d: %s", seed, firstDifference(got, want))
		}
	}
}

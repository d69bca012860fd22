package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"log401/classify"
	"log401/detect"
	"log401/handshake"
	"log401/timeline"
)

// A taped denial or sign-in is something that a story is made of.
type taped struct {
	denial *handshake.Denial
	signIn *handshake.SignIn
}

func (x taped) event() *classify.Event {
	if x.denial != nil {
		return &x.denial.Event
	}
	return x.signIn.Event
}

// A tape keeps what samples feed.
type tape []taped

func (t *tape) Denial(d *handshake.Denial) {
	c := *d
	c.Reason = "a reason"
	*t = append(*t, taped{denial: &c})
}

func (t *tape) run(samples ...sample) {
	for _, s := range samples {
		s.feed(t)
	}
}

func (t *tape) signIn(clock, client, user string) {
	e := classify.Event{Origin: originOf(client, ""), Time: at(clock), Status: 200, User: user, Path: "/portal/", Line: 900}
	*t = append(*t, taped{signIn: &handshake.SignIn{Event: &e}})
}

// story plays the tape in the order of time and tells of a subject.
func (t tape) story(subject StorySubject, allow string, all bool) *Story {
	list := slices.Clone(t)
	slices.SortStableFunc(list, func(a, b taped) int { return cmp.Compare(a.event().Time, b.event().Time) })
	opts := detect.Options{Watch: &subject.Watch}
	if allow != "" {
		opts.Allow = []netip.Prefix{netip.MustParsePrefix(allow)}
	}
	detector, builder, teller := detect.New(opts), NewBuilder(Options{}), NewTeller(subject.Watch, all)
	for _, x := range list {
		if x.signIn != nil {
			detector.SignIn(x.signIn)
			teller.SignIn(x.signIn)
			continue
		}
		if !x.denial.Unattributed {
			detector.Denial(x.denial)
			builder.Denial(x.denial)
		}
		teller.Denial(x.denial, detector.Fate())
		if x.denial.Unattributed {
			late := *x.denial
			late.Unattributed = false
			teller.Attributed(&late)
		}
	}
	detector.Advance(at("23:59:59"))
	r := builder.Report(fixtureAccount(), detector.Alerts(), nil, true)
	return teller.Story(subject, detector.Trace(), r)
}

func client(name string) StorySubject {
	return StorySubject{Kind: "client", Name: name, Watch: detect.Subject{Client: name}}
}

func user(name string) StorySubject {
	return StorySubject{Name: name, Watch: detect.Subject{Name: name}}
}

const intruder = "203.0.113.30"

func failures(n int, from string, every time.Duration, client, user string) sample {
	return sample{n, from, every, client, user, 401, 1, classify.ClassLogon, "bad-credentials", handshake.Failure, "/admin/", false}
}

func steps(n int, from string, every time.Duration, client string, outcome handshake.Outcome) sample {
	return sample{n, from, every, client, "", 401, 2, classify.ClassLogon, "no-credentials", outcome, "/admin/", false}
}

// attack is one client that guesses until it gets in, as an office goes on.
func attack() (t tape) {
	t.run(failures(14, "03:00:00", 5*time.Second, intruder, "administrator"), steps(14, "03:00:00", 5*time.Second, intruder, handshake.Prelude))
	t.signIn("03:01:30", intruder, "administrator")
	t.run(failures(2, "08:00:00", 20*time.Second, "10.20.0.12", `CONTOSO\Administrator`))
	t.signIn("08:01:00", "10.20.0.12", `CONTOSO\Administrator`)
	t.run(steps(3, "08:30:00", time.Minute, "10.20.0.12", handshake.Challenge))
	t.run(sample{3, "09:00:00", time.Minute, intruder, "administrator", 401, 1, classify.ClassLogon, "account-locked-out", handshake.Failure, "/admin/", false})
	t.run(sample{1, "09:30:00", 0, intruder, "administrator", 401, 1, classify.ClassLogon, "password-expired", handshake.Failure, "/admin/", false})
	t.run(failures(3, "14:00:00", time.Minute, hostileClient, hostileUser))
	return t
}

func TestStoryGolden(t *testing.T) {
	text := func(s *Story, o TableOptions) func(io.Writer) error {
		return func(w io.Writer) error { return WriteStory(w, s, o) }
	}
	one, name := attack().story(client(intruder), "", false), attack().story(user("ADMINISTRATOR"), "", false)
	for _, test := range []struct {
		file  string
		write func(io.Writer) error
	}{
		{"story-client.txt", text(one, TableOptions{Top: -1})},
		{"story-user-120.txt", text(name, TableOptions{Width: 120, Top: -1, Location: berlin})},
		{"story-top.txt", text(name, TableOptions{Top: 6, Color: true})},
		{"story-all.txt", text(attack().story(client(intruder), "", true), TableOptions{Top: 8, ASCII: true})},
		{"story-hostile.txt", text(attack().story(user(hostileUser), "", false), TableOptions{})},
		{"story-allowed.txt", text(attack().story(client(intruder), intruder+"/32", false), TableOptions{})},
		{"story.json", func(w io.Writer) error { return WriteStoryJSON(w, name) }},
	} {
		t.Run(test.file, func(t *testing.T) {
			var b bytes.Buffer
			if err := test.write(&b); err != nil {
				t.Fatal(err)
			}
			compareGolden(t, filepath.Join("testdata", test.file), b.Bytes())
		})
	}
}

func TestStoryJSONFollowsItsSchema(t *testing.T) {
	schema := compile(t, StorySchemaJSON)
	for _, s := range []*Story{
		attack().story(client(intruder), "", false), attack().story(user("administrator"), "", true),
		attack().story(user(hostileUser), "", false), attack().story(client(intruder), intruder+"/32", false),
	} {
		var b bytes.Buffer
		if err := WriteStoryJSON(&b, s); err != nil {
			t.Fatal(err)
		}
		validate(t, schema, b.Bytes())
	}
}

// brief writes rows as "kind outcome denials+steps sign-ins".
func brief(rows []StoryRow) (lines []string) {
	for _, r := range rows {
		switch r.Kind {
		case AlertRow:
			lines = append(lines, fmt.Sprintf("%s %s", r.Alert.Rule, eventName(r.Event)))
		case SignInRow:
			lines = append(lines, fmt.Sprintf("%d sign-ins after %d", r.SignIns, r.Steps))
		default:
			lines = append(lines, fmt.Sprintf("%d %s after %d", r.Denials, r.Outcome, r.Steps))
		}
	}
	return lines
}

func TestStoryRows(t *testing.T) {
	const pc, phone = "10.0.0.1", "10.0.0.2"
	for _, c := range []struct {
		name    string
		subject StorySubject
		all     bool
		make    func(*tape)
		want    []string
	}{
		{"steps are part of the sign-in they led to", client(pc), false, func(t *tape) {
			for _, clock := range []string{"08:00", "08:10", "08:20"} {
				t.run(steps(2, clock+":00", 0, pc, handshake.Challenge))
				t.signIn(clock+":01", pc, "alice")
			}
		}, []string{"3 sign-ins after 6"}},
		{"unless all is asked for", client(pc), true, func(t *tape) {
			t.run(steps(2, "08:00:00", 0, pc, handshake.Challenge))
			t.signIn("08:00:01", pc, "alice")
		}, []string{"2 challenge after 0", "1 sign-ins after 0"}},
		{"steps long before are none of it", client(pc), false, func(t *tape) {
			t.run(steps(2, "08:00:00", 0, pc, handshake.Challenge))
			t.signIn("08:03:00", pc, "alice")
		}, []string{"2 challenge after 0", "1 sign-ins after 0"}},
		{"preludes are part of failures", client(pc), false, func(t *tape) {
			t.run(steps(4, "08:00:00", 30*time.Second, pc, handshake.Prelude), failures(4, "08:00:01", 30*time.Second, pc, "alice"))
		}, []string{"4 failure after 4"}},
		{"a pause begins a new row", client(pc), false, func(t *tape) {
			t.run(failures(2, "08:00:00", 59*time.Minute, pc, "alice"), failures(2, "12:00:00", 61*time.Minute, pc, "alice"))
		}, []string{"2 failure after 0", "1 failure after 0", "1 failure after 0"}},
		{"another user begins a new row", client(pc), false, func(t *tape) {
			t.run(failures(2, "08:00:00", time.Second, pc, "alice"), failures(2, "08:01:00", time.Second, pc, "bob"))
		}, []string{"2 failure after 0", "2 failure after 0"}},
		{"but four become one", client(pc), false, func(t *tape) {
			for i := range 4 {
				t.run(failures(1, fmt.Sprintf("08:0%d:00", i), 0, pc, fmt.Sprint("user", i)))
			}
		}, []string{"4 failure after 0"}},
		{"rows of two clients may overlap", user("alice"), false, func(t *tape) {
			t.run(failures(3, "08:00:00", 5*time.Minute, pc, "alice"), failures(3, "08:02:00", 5*time.Minute, phone, "alice"))
		}, []string{"3 failure after 0", "3 failure after 0"}},
		{"who failed before does not sign in within a crowd", user("alice"), false, func(t *tape) {
			t.run(failures(1, "07:00:00", 0, intruder, "alice"))
			for i, from := range []string{pc, phone, "10.0.0.3", intruder, "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7"} {
				t.signIn(fmt.Sprintf("08:0%d:00", i), from, "alice")
			}
		}, []string{"1 failure after 0", "1 sign-ins after 0", "1 sign-ins after 0", "1 sign-ins after 0", "1 sign-ins after 0", "4 sign-ins after 0"}},
		{"an alert parts a row", client(pc), false, func(t *tape) { t.run(failures(12, "08:00:00", 10*time.Second, pc, "alice")) },
			[]string{"10 failure after 0", "brute-force raised", "2 failure after 0", "brute-force ended"}},
		{"what others did is not told", client(phone), false, func(t *tape) { t.run(failures(1, "08:00:00", 0, pc, "alice")) }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var tape tape
			c.make(&tape)
			if got := brief(tape.story(c.subject, "", c.all).Rows); !slices.Equal(got, c.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
			}
		})
	}
}

// A failure that named nobody is told of once, when it is known whose it was
// likely.
func TestStoryOfLikelyUser(t *testing.T) {
	var tape tape
	tape.run(failures(1, "08:00:00", 0, "10.0.0.1", ""))
	tape[0].denial.Unattributed, tape[0].denial.LikelyUser = true, `CONTOSO\Dave`
	s := tape.story(user("dave"), "", false)
	if len(s.Rows) != 1 || !s.Rows[0].Likely || s.Denials != 1 {
		t.Fatalf("%d rows, %d denials", len(s.Rows), s.Denials)
	}
	var b bytes.Buffer
	if err := WriteStory(&b, s, TableOptions{}); err != nil || !strings.Contains(b.String(), "likely of") {
		t.Errorf("%v\n%s", err, b.String())
	}
}

// What was counted stands in the rows, however they are folded.
func TestStoryLosesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	outcomes := []handshake.Outcome{handshake.Failure, handshake.Challenge, handshake.Prelude, handshake.Unanswered}
	for range 30 {
		var tape tape
		for range 400 {
			clock := fmt.Sprintf("%02d:%02d:%02d", r.IntN(3), r.IntN(60), r.IntN(60))
			who, from := fmt.Sprint("user", r.IntN(3)), fmt.Sprint("10.0.0.", r.IntN(3))
			if r.IntN(3) == 0 {
				tape.signIn(clock, from, who)
				continue
			}
			s := failures(1, clock, 0, from, who)
			s.outcome = outcomes[r.IntN(len(outcomes))]
			tape.run(s)
		}
		s := tape.story(StorySubject{Kind: "network"}, "", r.IntN(2) == 0)
		var denials, signIns int64
		for _, row := range s.Rows {
			denials += row.Denials + row.Steps
			signIns += row.SignIns
			if row.Kind != AlertRow && row.Last < row.First {
				t.Errorf("a row ends at %d before it begins at %d", row.Last, row.First)
			}
		}
		if denials != s.Denials || signIns != s.SignIns {
			t.Fatalf("%d denials and %d sign-ins in rows, %d and %d counted", denials, signIns, s.Denials, s.SignIns)
		}
	}
}

// Memory stays bounded; what has no room is counted.
func TestStoryIsBounded(t *testing.T) {
	teller := NewTeller(detect.Subject{}, false)
	teller.maxRows = 100
	const n = 5000
	for i := range n {
		teller.SignIn(&handshake.SignIn{Event: &classify.Event{
			Origin: originOf(fmt.Sprint("10.0.0.", i), ""), Time: int64(i+1) * int64(time.Hour), Status: 200, User: fmt.Sprint("user", i),
		}})
	}
	s := teller.Story(StorySubject{}, &detect.Trace{}, NewBuilder(Options{}).Report(timeline.Account{}, nil, nil, true))
	var told int64
	for _, r := range s.Rows {
		told += r.SignIns
	}
	if len(teller.rows) > 200 || s.Lost.Rows == 0 || told+s.Lost.SignIns != n {
		t.Errorf("%d rows, %d told, lost %+v", len(teller.rows), told, s.Lost)
	}
}

// A flood of what is alike is one row, however long it is.
func TestStoryOfAFlood(t *testing.T) {
	teller := NewTeller(detect.Subject{}, false)
	teller.maxRows = 100
	const n = 5000
	for i := range n {
		d := handshake.Denial{Outcome: handshake.Failure}
		d.Event = classify.Event{Origin: originOf(intruder, ""), Time: int64(i+1) * int64(time.Millisecond), Status: 401, Path: fmt.Sprint("/", i)}
		teller.Denial(&d, detect.Counted)
	}
	s := teller.Story(StorySubject{}, &detect.Trace{}, NewBuilder(Options{}).Report(timeline.Account{}, nil, nil, true))
	if len(s.Rows) != 1 || s.Rows[0].Denials != n || s.Rows[0].Paths.Count != maxNames || s.Lost.Rows != 0 {
		t.Errorf("%d rows, the first of %d denials, lost %+v", len(s.Rows), s.Rows[0].Denials, s.Lost)
	}
	if got := someNames(&s.Rows[0].Paths, "path", "paths"); got != "at least 1,024 paths (first /0)" {
		t.Error(got)
	}
}

// No byte of a log reaches a terminal as it is.
func TestStoryIsPlain(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		var b bytes.Buffer
		if err := WriteStory(&b, attack().story(user(hostileUser), "", false), TableOptions{ASCII: ascii}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			mustBePlain(t, strings.TrimSuffix(line, "\n"), ascii)
		}
	}
}

func TestStoryWriteErrorsComeBack(t *testing.T) {
	s := attack().story(client(intruder), "", false)
	for _, write := range []func(io.Writer) error{
		func(w io.Writer) error { return WriteStory(w, s, TableOptions{}) },
		func(w io.Writer) error { return WriteStoryJSON(w, s) },
	} {
		if err := write(&brokenWriter{}); err == nil {
			t.Error("a broken writer is not noticed")
		}
	}
}

func TestChooseRows(t *testing.T) {
	rows := make([]StoryRow, 30)
	rows[15] = StoryRow{Kind: AlertRow, Event: detect.Raised, Alert: &detect.Alert{Severity: detect.High}}
	rows[20] = StoryRow{Kind: AlertRow, Event: detect.Ended, Alert: &detect.Alert{Severity: detect.High}}
	for _, c := range []struct {
		n    int
		want []int
	}{
		{1, []int{15}},
		{5, []int{13, 14, 15, 16, 17}},
		{8, []int{0, 13, 14, 15, 16, 17, 20, 29}},
	} {
		var got []int
		for i, keep := range chooseRows(rows, c.n) {
			if keep {
				got = append(got, i)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%d: %v, want %v", c.n, got, c.want)
		}
	}
}

// Every verdict has words.
func TestDecisionTexts(t *testing.T) {
	for v := detect.Raised; v < detect.NumVerdicts; v++ {
		if decisionTexts[v] == "" {
			t.Errorf("no words for %v", v)
		}
	}
}

func TestNoun(t *testing.T) {
	for _, c := range []struct {
		n            int
		plural, want string
	}{
		{1, "guesses", "1 guess"}, {2, "guesses", "2 guesses"}, {1, "rate-limit denials", "1 rate-limit denial"},
		{1, "logons that got nowhere", "1 logon that got nowhere"}, {3, "unanswered 401.1", "3 unanswered 401.1"},
	} {
		if got := noun(c.n, c.plural); got != c.want {
			t.Errorf("noun(%d, %q) = %q, want %q", c.n, c.plural, got, c.want)
		}
	}
}

func TestLongWords(t *testing.T) {
	for d, want := range map[time.Duration]string{
		30 * time.Second: "30 s", time.Minute: "1 min", 90 * time.Second: "90 s", 10 * time.Minute: "10 min",
		time.Hour: "1 h", 90 * time.Minute: "90 min", 24 * time.Hour: "24 h", 0: "0 s",
	} {
		if got := longWords(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestSayHigher(t *testing.T) {
	own := detect.Alert{ID: "brute-force-1", Rule: "brute-force", SupersededBy: "success-after-failures-2"}
	high := detect.Alert{
		ID: "success-after-failures-2", Rule: "success-after-failures", Severity: detect.Critical,
		Summary: "203.0.113.9 signed in as alice after 40 failures in 3 min.",
	}
	s := &Story{Alerts: []detect.Alert{own}, Trace: &detect.Trace{}, Report: &Report{Alerts: []detect.Alert{own, high}}}
	want := "No alert of its own, but one of severity critical on the same lines, " +
		"success-after-failures (success-after-failures-2): 203.0.113.9 signed in as alice after 40 failures in 3 min."
	if got := sayNearest(s); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

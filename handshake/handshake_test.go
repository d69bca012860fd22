package handshake

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"log401/classify"
)

// A recorder keeps what a Folder hands out, a line each.
type recorder struct{ lines []string }

func (r *recorder) Denial(d *Denial) {
	r.lines = append(r.lines, fmt.Sprintf("%d %s %s", d.Event.Line, d.Event.Code(), d.Outcome))
}

func (r *recorder) Attributed(*Denial) {}

func (r *recorder) SignIn(s *SignIn) {
	r.lines = append(r.lines, fmt.Sprintf("%d signed in %s", s.Event.Line, s.Event.User))
}

func (r *recorder) Answer(e *classify.Event) {
	r.lines = append(r.lines, fmt.Sprintf("%d answered %s", e.Line, e.Client))
}

// count returns how many of the lines end in an outcome.
func (r *recorder) count(outcome string) int {
	return strings.Count(strings.Join(r.lines, "\n")+"\n", " "+outcome+"\n")
}

// event reads "seconds user path code win32" of one client; "+n" in front of
// the path makes it another agent. NCSA codes have no substatus: "401".
func event(t *testing.T, number int, text string, ncsa bool) classify.Event {
	t.Helper()
	f := strings.Fields(text)
	at, err := time.ParseDuration(f[0])
	if err != nil {
		t.Fatal(err)
	}
	ev := classify.Event{Time: int64(at) + int64(1000*time.Hour), Line: int64(number), Method: "GET", Path: f[2], Substatus: -1, Win32: -1}
	origin := classify.Origin{Stream: "s", Source: "a.log", Client: "192.0.2.1", Agent: "agent", Site: "W3SVC1", NCSA: ncsa}
	switch f[1] {
	case "-":
	case `""`:
		ev.EmptyUser = true
	default:
		ev.User = f[1]
	}
	status, sub, hasSub := strings.Cut(f[3], ".")
	ev.Status, _ = strconv.Atoi(status)
	if hasSub {
		ev.Substatus, _ = strconv.ParseInt(sub, 10, 64)
	}
	for _, extra := range f[4:] {
		name, value, _ := strings.Cut(extra, "=")
		switch name {
		case "agent":
			origin.Agent = value
		case "client":
			origin.Client = value
		case "stream":
			origin.Stream = value
		case "answer":
			ev.Answer = true
		case "success":
			ev.FirstSuccess = true
		case "POST":
			ev.Method = "POST"
		default:
			ev.Win32, _ = strconv.ParseInt(extra, 10, 64)
		}
	}
	ev.Origin = classify.NewOrigin(origin)
	v := classify.Decide(classify.Facts{Status: ev.Status, Substatus: ev.Substatus, Win32: ev.Win32,
		HasUser: named(&ev), Post: ev.Method == "POST", NCSA: ncsa})
	ev.Class, ev.Cause, ev.LogOnly = v.Class, v.Cause, v.LogOnly
	return ev
}

// fold returns what a Folder makes of the lines of text.
func fold(t *testing.T, opts Options, ncsa bool, text string) []string {
	t.Helper()
	var r recorder
	play(t, NewFolder(opts, &r), ncsa, text)
	return r.lines
}

// play gives a Folder the lines of text.
func play(t *testing.T, f *Folder, ncsa bool, text string) {
	t.Helper()
	for _, ev := range eventsOf(t, ncsa, text) {
		f.Event(&ev)
	}
	f.Finish()
}

// eventsOf returns the events of the lines of text, in a stream that has shown
// a success before.
func eventsOf(t *testing.T, ncsa bool, text string) []classify.Event {
	t.Helper()
	events := []classify.Event{event(t, 0, "0s - / 200 success", ncsa)}
	clock := int64(0)
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		ev := event(t, len(events), line, ncsa)
		clock = max(ev.Time, clock)
		ev.Clock = clock
		events = append(events, ev)
	}
	return events
}

func compare(t *testing.T, got []string, want string) {
	t.Helper()
	var w []string
	for line := range strings.Lines(want) {
		if line = strings.TrimSpace(line); line != "" {
			w = append(w, line)
		}
	}
	if g, w := strings.Join(got, "\n"), strings.Join(w, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

func TestWindowsLogons(t *testing.T) {
	for _, test := range []struct{ name, log, want string }{
		{"NTLM", `
			10s - /a 401.2 5
			10s - /a 401.1 2148074254
			10s CONTOSO\alice /a 200.0 0`, `
			1 401.2 challenge
			2 401.1 challenge
			3 signed in CONTOSO\alice`},
		{"NTLM, lines of a second in any order", `
			10s CONTOSO\alice /a 200.0 0
			10s - /a 401.1 0
			10s - /a 401.2 2148074254`, `
			3 401.2 challenge
			2 401.1 challenge
			1 signed in CONTOSO\alice`},
		{"Kerberos", `
			10s - /a 401.2 5
			11s alice@contoso.example /a 200.0 0`, `
			1 401.2 challenge
			2 signed in alice@contoso.example`},
		{"pre-authentication", `
			10s - /a 401.1 2148074254
			10s alice /a 304.0 0`, `
			1 401.1 challenge
			2 signed in alice`},
		{"signed in to a page that is missing", `
			10s - /a 401.2 5
			10s alice /a 404.0 2`, `
			1 401.2 challenge
			2 signed in alice`},
		{"signed in without permission", `
			10s - /a 401.2 5
			10s alice /a 401.3 5`, `
			2 401.3 refused
			1 401.2 challenge
			2 signed in alice`},
		{"a person types", `
			10s - /a 401.2 5
			70s alice /a 200.0 0`, `
			1 401.2 challenge
			2 signed in alice`},
		{"a person types for too long", `
			10s - /a 401.2 5
			71s alice /a 200.0 0`, `
			1 401.2 unanswered
			2 signed in alice`},
		{"at most two legs a sign-in, the newest, one of each kind, same path first", `
			10s - /old 401.2 5
			11s - /a 401.2 5
			12s - /a 401.1 2148074254
			12s - /b 401.1 2148074254
			13s alice /a 200.0 0
			90s alice /a 200.0 0`, `
			3 401.1 challenge
			2 401.2 challenge
			5 signed in alice
			1 401.2 unanswered
			4 401.1 unanswered
			6 signed in alice`},
		{"wrong password, NTLM", `
			10s - /a 401.2 5
			10s - /a 401.1 2148074254
			10s - /a 401.1 2148074252`, `
			1 401.2 prelude
			2 401.1 prelude
			3 401.1 failure`},
		{"wrong password, Basic", `
			10s - /a 401.2 5
			12s alice /a 401.1 1326
			20s alice /a 200.0 0`, `
			1 401.2 prelude
			2 401.1 failure
			3 signed in alice`},
		{"a wrong password with its name is Basic or Digest: it takes no step of NTLM, and none of another path", `
			10s - /a 401.1 2148074254
			10s - /b 401.2 5
			11s - /a 401.2 5
			12s alice /a 401.1 1326
			13s bob /a 200.0 0`, `
			3 401.2 prelude
			4 401.1 failure
			1 401.1 challenge
			2 401.2 challenge
			5 signed in bob`},
		{"a name refused without a hard number", `
			10s alice /a 401.1 0`, `
			1 401.1 failure`},
		{"another agent is another conversation", `
			10s - /a 401.2 5 agent=other
			10s alice /a 200.0 0
			80s alice /a 200.0 0`, `
			2 signed in alice
			1 401.2 unanswered
			3 signed in alice`},
		{"broken handshake", `
			10s - /a 401.1 2148074248`, `
			1 401.1 broken`},
		{"anonymous without permission starts the logon", `
			10s - /a 401.3 5
			20s alice /a 200.0 0
			30s - /b 401.3 5
			95s alice /a 200.0 0`, `
			1 401.3 challenge
			2 signed in alice
			3 401.3 refused
			4 signed in alice`},
		{"the log ends", `
			10s - /a 401.2 5`, `
			1 401.2 undetermined`},
		{"no success in the stream", `
			10s - /a 401.2 5 stream=other
			80s alice /b 200.0 0`, `
			1 401.2 undetermined
			2 signed in alice`},
		{"no permission for the anonymous user by a filter is no challenge", `
			10s - /a 401.5 5
			11s alice /a 200.0 0`, `
			1 401.5 refused
			2 signed in alice`},
		{"other classes", `
			10s - /a 403.502 0
			10s - /a 403.6 5
			10s alice /a 403.4 5
			10s alice /a 200.501 0`, `
			2 403.6 deny-list
			1 403.502 rate-limit
			4 200.501 rate-limit
			4 signed in alice
			3 403.4 forbidden
			3 signed in alice`},
	} {
		t.Run(test.name, func(t *testing.T) { compare(t, fold(t, Options{}, false, test.log), test.want) })
	}
}

func TestNCSALogons(t *testing.T) {
	for _, test := range []struct{ name, log, want string }{
		{"Basic", `
			10s - /a 401
			12s alice /a 200`, `
			1 401 challenge
			2 signed in alice`},
		{"wrong password", `
			10s - /a 401
			12s alice /a 401
			30s alice /a 200`, `
			1 401 prelude
			2 401 failure
			3 signed in alice`},
		{"stale nonce of Digest", `
			10s alice /a 401
			10s alice /a 200`, `
			1 401 challenge
			2 signed in alice`},
		{"one 401 an answer", `
			10s alice /a 401
			11s alice /a 401
			12s alice /a 200
			30s alice /a 200`, `
			2 401 challenge
			3 signed in alice
			1 401 failure
			4 signed in alice`},
		{"a name that was only claimed", `
			10s - /a 401
			11s alice /other 200
			80s - / 200`, `
			1 401 unanswered`},
		{"right password, no permission", `
			10s - /a 401
			11s alice /a 200
			12s alice /admin 401
			30s - / 200`, `
			1 401 challenge
			2 signed in alice
			3 401 refused`},
		{"logon of an application", `
			10s - /login 401 POST
			20s - /login 401 POST
			30s - /login 302 POST
			100s - / 200`, `
			2 401 challenge
			1 401 failure`},
		{"right password, no permission, and the user goes on", `
			10s - /a 401
			11s alice /a 200
			12s alice /admin 401
			14s alice /a 200
			15s alice /a 200
			30s - / 200`, `
			1 401 challenge
			2 signed in alice
			4 signed in alice
			5 signed in alice
			3 401 refused`},
		{"a failure in the last seconds of the window has its prelude", `
			10s - /a 401
			67s alice /a 401
			100s - / 200`, `
			1 401 prelude
			2 401 failure`},
		{"a slow line does not hide a newer sign-in", `
			10s - /a 401
			70s alice /a 200
			20s alice /a 200
			75s alice /admin 401
			200s - / 200`, `
			1 401 challenge
			3 signed in alice
			2 signed in alice
			4 401 refused`},
		{"POST, then a refused name", `
			10s - /api 401 POST
			10s alice /api 401 POST
			30s - / 200`, `
			1 401 prelude
			2 401 failure`},
		{"an answer to nobody is none to an empty name", `
			10s "" /a 401
			10s - /a 200
			30s - / 200`, `
			1 401 failure`},
		{"an answer to an empty name", `
			10s "" /a 401
			10s "" /a 200
			30s - / 200`, `
			1 401 challenge`},
		{"the log ends within the leg", `
			10s alice /a 401`, `
			1 401 undetermined`},
	} {
		t.Run(test.name, func(t *testing.T) { compare(t, fold(t, Options{}, true, test.log), test.want) })
	}
}

func TestAnswersArePassedOn(t *testing.T) {
	compare(t, fold(t, Options{}, false, `
		10s - /a 200.0 answer
		10s - /a 401.2 5
		10s - /b 401.1 1326
		10s CONTOSO\alice /a 200.0
		11s - /a 200.0`), `
		2 401.2 prelude
		3 401.1 failure
		1 answered 192.0.2.1
		4 signed in CONTOSO\alice`)
}

func TestConversationsAreLimited(t *testing.T) {
	log := ""
	for i := range 5 {
		log += fmt.Sprintf("%ds - /a 401.2 5 client=192.0.2.%d\n", 10+i, i)
	}
	got := fold(t, Options{MaxConversations: 3}, false, log+"20s alice /a 200.0 0 client=192.0.2.1\n21s alice /a 200.0 0 client=192.0.2.2\n")
	compare(t, got, `
		1 401.2 undetermined
		2 401.2 undetermined
		6 signed in alice
		3 401.2 challenge
		7 signed in alice
		4 401.2 undetermined
		5 401.2 undetermined`)
}

// flood gives a Folder the same line n times, a step apart, after a success.
func flood(t *testing.T, line string, ncsa bool, n int, step time.Duration) (*Folder, *recorder) {
	t.Helper()
	r := &recorder{}
	f := NewFolder(Options{}, r)
	first := event(t, 0, "0s - / 200 success", ncsa)
	first.Clock = first.Time
	f.Event(&first)
	for i := range n {
		ev := event(t, i, line, ncsa)
		ev.Time += int64(i) * int64(step)
		ev.Clock = ev.Time
		f.Event(&ev)
	}
	return f, r
}

// A flood is settled as what it is, whatever its speed.
func TestFloodOfOneConversation(t *testing.T) {
	for _, test := range []struct {
		name, line, want string
		ncsa             bool
	}{
		{"requests without credentials", "10s - /a 401.2 5", "unanswered", false},
		{"a stream without successes", "10s - /a 401.2 5 stream=other", "undetermined", false},
		{"no permission for the anonymous user", "10s - /a 401.3 5", "refused", false},
		{"refused names", "10s admin /a 401", "failure", true},
		{"refused logons by POST", "10s - /a 401 POST", "failure", true},
	} {
		const n = 15_000
		f, r := flood(t, test.line, test.ncsa, n, time.Millisecond)
		f.Advance(f.clock + int64(2*time.Minute))
		if got := r.count(test.want); got != n {
			t.Errorf("%s: %d of %d are %s", test.name, got, n, test.want)
		}
	}
}

// What leaves early is no failure: an answer may still come.
func TestMoreQuestionsThanAreKept(t *testing.T) {
	for _, test := range []struct {
		name, line, want string
		ncsa             bool
	}{
		{"requests without credentials", "10s - /a 401.2 5", "unanswered", false},
		{"refused names", "10s admin /a 401", "undetermined", true},
		{"refused logons by POST", "10s - /a 401 POST", "undetermined", true},
	} {
		f, r := flood(t, test.line, test.ncsa, maxOpen+500, 0)
		f.release()
		if got := r.count(test.want); got != 500 || f.Limited().Forced != 500 {
			t.Errorf("%s: %d are %s and %d forced out, want 500", test.name, got, test.want, f.Limited().Forced)
		}
	}
}

func TestTimesThatStandAloneSettleNothing(t *testing.T) {
	var r recorder
	f := NewFolder(Options{}, &r)
	for i, text := range []string{"0s - / 200 success", "9000s - /a 401.2 5", "9000s bob /a 401.1 1326", "11s alice /a 200.0 0"} {
		ev := event(t, i, text, false)
		ev.Astray = ev.Time > int64(1000*time.Hour+time.Hour)
		ev.Clock = int64(1000*time.Hour + 11*time.Second)
		f.Event(&ev)
	}
	f.Finish()
	compare(t, r.lines, `
		3 signed in alice
		1 401.2 undetermined
		2 401.1 failure`)
}

func TestWhatIsHeldIsBounded(t *testing.T) {
	var r recorder
	f := NewFolder(Options{}, &r)
	for i := range 3 * maxHeld {
		ev := event(t, i, "10s alice /a 401.1 1326", false)
		ev.Clock = ev.Time
		f.Event(&ev)
		if len(f.held) > maxHeld {
			t.Fatalf("%d events held", len(f.held))
		}
	}
}

func TestRestartLeavesQuestionsUndetermined(t *testing.T) {
	lines := restarted(t, false, 2, "0s - / 200 success", "9000s - /a 401.2 5", "10s - /a 401.2 5", "11s alice /a 200.0 0")
	compare(t, lines, `
		1 401.2 undetermined
		2 401.2 challenge
		3 signed in alice`)
}

func TestIdleConversationsAreGivenUpInSilence(t *testing.T) {
	log := ""
	for i := range 5 {
		log += fmt.Sprintf("%ds - /a 401 client=192.0.2.%d\n", 10+100*i, i)
	}
	f := NewFolder(Options{MaxConversations: 2}, &recorder{})
	play(t, f, true, log)
	if f.Limited().Forced != 0 {
		t.Errorf("%d conversations forced out, though nothing was open in them", f.Limited().Forced)
	}
}

func TestEveryDenialIsHandedOutOnce(t *testing.T) {
	var log strings.Builder
	users := []string{"-", "alice", "-", "bob"}
	codes := []string{"401.2 5", "401.1 1326", "401.1 0", "200.0 0", "401.3 5", "403.6 5", "401.1 2148074248"}
	denials := 0
	for i := range 4000 {
		code := codes[i*7919%len(codes)]
		if !strings.HasPrefix(code, "200") {
			denials++
		}
		fmt.Fprintf(&log, "%ds %s /%d %s client=192.0.2.%d\n", i/3, users[i*31%4], i%5, code, i*17%11)
	}
	seen := map[string]bool{}
	for _, line := range fold(t, Options{}, false, log.String()) {
		if strings.Contains(line, "signed in") {
			continue
		}
		number, _, _ := strings.Cut(line, " ")
		if seen[number] {
			t.Errorf("line %s twice", number)
		}
		seen[number] = true
	}
	if len(seen) != denials {
		t.Errorf("%d of %d denials handed out", len(seen), denials)
	}
}

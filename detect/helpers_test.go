package detect

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"log401/classify"
	"log401/handshake"
)

var (
	badPassword = &classify.Cause{Name: "bad-credentials", Kind: classify.KindGuess}
	expired     = &classify.Cause{Name: "password-expired", Kind: classify.KindAccount}
	aclCause    = &classify.Cause{Name: "acl"}
	rateCause   = &classify.Cause{Name: "rate-limit-requests"}
)

// epoch is second 0 of the tests: a round minute, hour and day.
var epoch = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).UnixNano()

const (
	second = int64(time.Second)
	minute = 60
	hour   = 3600
)

// A step is something shown to a detector.
type step struct {
	denial *handshake.Denial
	signIn *handshake.SignIn
	answer *classify.Event
	clock  int64 // seconds; where the others are nil
}

func (s step) time() int64 {
	switch {
	case s.denial != nil:
		return s.denial.Event.Time
	case s.signIn != nil:
		return s.signIn.Event.Time
	case s.answer != nil:
		return s.answer.Time
	}
	return epoch + s.clock*second
}

func (s step) show(d *Detector) {
	switch {
	case s.denial != nil:
		d.Denial(s.denial)
	case s.signIn != nil:
		d.SignIn(s.signIn)
	case s.answer != nil:
		d.Answer(s.answer)
	default:
		d.Advance(s.time())
	}
}

// at returns an event of a second. Its line is the second, so that evidence
// shows where it comes from.
func at(sec int, client, user string) classify.Event {
	return classify.Event{
		Origin: classify.NewOrigin(classify.Origin{Source: "u_ex.log", Client: client, Agent: "agent", Site: "W3SVC1"}),
		Time:   epoch + int64(sec)*second, Line: int64(sec),
		Status: 401, Substatus: 1, Win32: 1326, User: user,
		Path: "/", Class: classify.ClassLogon, Cause: badPassword,
	}
}

// move changes where an event is from.
func move(e *classify.Event, change func(*classify.Origin)) {
	o := *e.Origin
	change(&o)
	e.Origin = classify.NewOrigin(o)
}

func guess(sec int, client, user string) step {
	return step{denial: &handshake.Denial{Event: at(sec, client, user), Outcome: handshake.Failure}}
}

func signIn(sec int, client, user string) step {
	e := at(sec, client, user)
	e.Status, e.Substatus, e.Class, e.Cause = 200, 0, classify.ClassNone, nil
	return step{signIn: &handshake.SignIn{Event: &e}}
}

func rated(sec int, client string, substatus int64) step {
	e := at(sec, client, "")
	e.Status, e.Substatus, e.Class, e.Cause = 403, substatus, classify.ClassRateLimit, rateCause
	return step{denial: &handshake.Denial{Event: e, Outcome: handshake.RateLimit}}
}

func listed(sec int, client string) step {
	e := at(sec, client, "")
	e.Status, e.Substatus, e.Class = 403, 6, classify.ClassDenyList
	return step{denial: &handshake.Denial{Event: e, Outcome: handshake.DenyList}}
}

func refused(sec int, client, user, path string) step {
	e := at(sec, client, user)
	e.Substatus, e.Class, e.Cause, e.Path = 3, classify.ClassRefused, aclCause, path
	return step{denial: &handshake.Denial{Event: e, Outcome: handshake.Refused}}
}

func unanswered(sec int, client string) step {
	e := at(sec, client, "")
	e.Win32, e.Cause = 0, nil
	return step{denial: &handshake.Denial{Event: e, Outcome: handshake.Unanswered}}
}

func advance(sec int) step { return step{clock: int64(sec)} }

// with changes the event of a step.
func with(s step, change func(*classify.Event)) step {
	if s.denial != nil {
		change(&s.denial.Event)
	} else {
		change(s.signIn.Event)
	}
	return s
}

// moved changes where the event of a step is from.
func moved(s step, change func(*classify.Origin)) step {
	return with(s, func(e *classify.Event) { move(e, change) })
}

// times makes n steps, every so many seconds from one on.
func times(n, from, every int, f func(sec, i int) step) []step {
	var steps []step
	for i := range n {
		steps = append(steps, f(from+i*every, i))
	}
	return steps
}

func guesses(n, from, every int, client, user string) []step {
	return times(n, from, every, func(sec, _ int) step { return guess(sec, client, user) })
}

func steps(parts ...any) []step {
	var all []step
	for _, p := range parts {
		switch p := p.(type) {
		case step:
			all = append(all, p)
		case []step:
			all = append(all, p...)
		}
	}
	return all
}

func play(opts Options, all []step) *Detector {
	d := New(opts)
	for _, s := range all {
		s.show(d)
	}
	return d
}

// brief writes an alert as "rule severity key count", with "ended" and
// "< rule" for what supersedes it.
func brief(a Alert, all []Alert) string {
	about := slices.DeleteFunc([]string{a.Client, a.Network, a.User, a.Site, a.Path}, func(s string) bool { return s == "" })
	s := fmt.Sprintf("%s %s %s %d", a.Rule, a.Severity, strings.Join(about, " "), a.Count)
	if a.Ended {
		s += " ended"
	}
	for _, b := range all {
		if b.ID == a.SupersededBy {
			s += " < " + b.Rule
		}
	}
	return s
}

func briefs(d *Detector) []string {
	all := d.Alerts()
	var lines []string
	for _, a := range all {
		lines = append(lines, brief(a, all))
	}
	return lines
}

func wantAlerts(t *testing.T, d *Detector, want ...string) {
	t.Helper()
	if got := briefs(d); !slices.Equal(got, want) {
		t.Errorf("alerts:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// A scenario is steps and the alerts that they raise.
type scenario struct {
	name  string
	steps []step
	want  []string
}

// run leaves out the rule that looks for a steady pace, which is that of most
// scenarios.
func run(t *testing.T, scenarios []scenario) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) { wantAlerts(t, play(Options{Rules: windowRules}, s.steps), s.want...) })
	}
}

var windowRules = slices.DeleteFunc(Rules(), func(r Rule) bool { return r.Counts == Beats })

func nthClient(i int) string { return fmt.Sprintf("10.0.%d.10", i) }
func nthUser(i int) string   { return fmt.Sprintf("user%02d", i) }

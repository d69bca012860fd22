package handshake

import (
	"fmt"
	"strings"
	"testing"

	"log401/classify"
)

// A clerk keeps what a Folder says of failures without a user, and that each
// comes twice.
type clerk struct {
	recorder
	waiting map[int64]bool
	wrong   []string
}

func (c *clerk) Denial(d *Denial) {
	if d.LikelyUser != "" {
		c.wrong = append(c.wrong, fmt.Sprintf("line %d has a likely user at once", d.Event.Line))
	}
	if d.Unattributed {
		c.waiting[d.Event.Line] = true
	}
}

func (c *clerk) Attributed(d *Denial) {
	if !c.waiting[d.Event.Line] || d.Unattributed || d.Outcome != Failure {
		c.wrong = append(c.wrong, fmt.Sprintf("line %d is attributed unasked", d.Event.Line))
	}
	delete(c.waiting, d.Event.Line)
	who := "nobody"
	if d.LikelyUser != "" {
		who = d.LikelyUser + " " + d.Likelihood.String()
	}
	c.lines = append(c.lines, fmt.Sprintf("%d %s", d.Event.Line, who))
}

func (*clerk) SignIn(*SignIn) {}

func (*clerk) Answer(*classify.Event) {}

// attributions returns what a Folder says of the failures without a user in
// the lines of text.
func attributions(t *testing.T, opts Options, ncsa bool, text string) []string {
	t.Helper()
	c := clerk{waiting: map[int64]bool{}}
	play(t, NewFolder(opts, &c), ncsa, text)
	for line := range c.waiting {
		t.Errorf("line %d was never attributed", line)
	}
	for _, w := range c.wrong {
		t.Error(w)
	}
	return c.lines
}

func TestLikelyUsers(t *testing.T) {
	const failure = "1000s - /a 401.1 2148074252\n"
	for _, test := range []struct{ name, log, want string }{
		{"signed in after it", failure + `1060s CONTOSO\alice /b 200.0 0`, `1 CONTOSO\alice high`},
		{"signed in within its second, whatever stands first", `1000s alice /b 304.0 0` + "\n" + failure, "2 alice high"},
		{"signed in too late", failure + "1061s alice /b 200.0 0", "1 nobody"},
		{"signed in before it", "400s alice /b 200.0 0\n" + failure, "2 alice medium"},
		{"signed in too long before it", "399s alice /b 200.0 0\n" + failure, "2 nobody"},
		{"signed in before and after it", "900s alice /b 200.0 0\n" + failure + "1030s alice /b 200.0 0", "2 alice high"},
		{"named, and refused", failure + "1010s alice /a 401.1 1326", "1 alice low"},
		{"named, and refused, but signed in before", "900s alice /a 200.0 0\n" + failure + "1010s alice /a 401.1 1326", "2 alice medium"},
		{"signed in without permission", failure + "1010s alice /a 401.3 5", "1 alice high"},
		{"two users after it", failure + "1010s alice /a 200.0 0\n1011s bob /a 200.0 0", "1 nobody"},
		{"one before, another after it", "900s bob /a 200.0 0\n" + failure + "1010s alice /a 200.0 0", "2 nobody"},
		{"another, but too long ago", "300s bob /a 200.0 0\n" + failure + "1010s alice /a 200.0 0", "2 alice high"},
		{"three before it", "901s alice /a 200.0 0\n902s bob /a 200.0 0\n903s carol /a 200.0 0\n" + failure, "4 nobody"},
		{"the last of three alone", "300s alice /a 200.0 0\n302s bob /a 200.0 0\n903s carol /a 200.0 0\n" + failure, "4 carol medium"},
		{"one user in several spellings", `900s CONTOSO\alice /a 200.0 0` + "\n" + failure + "1010s Alice@contoso.example /a 200.0 0", "2 Alice@contoso.example high"},
		{"another agent", failure + "1010s alice /a 200.0 0 agent=other", "1 nobody"},
		{"no agent", "1000s - /a 401.1 2148074252 agent=\n1010s alice /a 200.0 0 agent=", "1 alice low"},
		{"a failure that names its user is nobody else's", "1000s bob /a 401.1 1326\n1010s alice /a 200.0 0", ""},
		{"another outcome", "1000s - /a 401.1 2148074248\n1000s - /a 401.2 5\n1010s alice /a 200.0 0", ""},
		{"the log ends", failure, "1 nobody"},
		{"each on its own", failure + "1030s - /a 401.1 2148074252\n1080s alice /a 200.0 0", "1 nobody\n2 alice high"},
	} {
		t.Run(test.name, func(t *testing.T) { compare(t, attributions(t, Options{}, false, test.log), test.want) })
	}
}

func TestLikelyUsersOfForms(t *testing.T) {
	const post = "1000s - /login 401 POST\n"
	for _, test := range []struct{ name, log, want string }{
		{"signed in on a path that asks for it", "990s - /a 401\n" + post + "1020s alice /a 200\n1100s - / 200", "2 alice high"},
		{"only claimed", post + "1020s alice /b 200\n1100s - / 200", "1 alice low"},
		{"nobody", post + "1100s - / 200", "1 nobody"},
	} {
		t.Run(test.name, func(t *testing.T) { compare(t, attributions(t, Options{}, true, test.log), test.want) })
	}
}

// The windows of attribution follow the time that a challenge may take.
func TestLikelyUsersFollowTheChallengeWindow(t *testing.T) {
	compare(t, attributions(t, Options{Challenge: 6_000_000_000}, false, `
		939s alice /a 200.0 0 client=192.0.2.1
		940s alice /a 200.0 0 client=192.0.2.2
		1000s - /a 401.1 2148074252 client=192.0.2.1
		1000s - /a 401.1 2148074252 client=192.0.2.2
		1000s - /a 401.1 2148074252 client=192.0.2.3
		1000s - /a 401.1 2148074252 client=192.0.2.4
		1006s alice /a 200.0 0 client=192.0.2.3
		1007s alice /a 200.0 0 client=192.0.2.4`), `
		3 nobody
		4 alice medium
		5 alice high
		6 nobody`)
}

// A conversation that had to be forgotten knows too little to name anybody.
func TestForgottenConversationsNameNobody(t *testing.T) {
	c := clerk{waiting: map[int64]bool{}}
	f := NewFolder(Options{MaxConversations: 2}, &c)
	play(t, f, false, `
		990s bob /a 200.0 0
		1000s - /a 401.1 2148074252
		1001s alice /a 200.0 0 client=192.0.2.2
		1002s alice /a 200.0 0 client=192.0.2.3
		1003s alice /a 200.0 0
		1100s alice /a 200.0 0`)
	compare(t, c.lines, "2 nobody")
	if l := f.Limited(); l.Names == 0 {
		t.Error("nothing says that users were forgotten")
	}
}

func TestWhatWaitsForAUserIsBounded(t *testing.T) {
	const more = 10
	c := clerk{waiting: map[int64]bool{}}
	f := NewFolder(Options{}, &c)
	for i := range maxUnnamed + more {
		ev := event(t, i, "10s - /a 401.1 1326", false)
		ev.Clock = ev.Time
		f.Event(&ev)
		if len(f.unnamed) > maxUnnamed {
			t.Fatalf("%d failures wait", len(f.unnamed))
		}
	}
	f.Finish()
	if n := f.Limited().Waiting; len(c.lines) != maxUnnamed+more || n != more {
		t.Errorf("%d attributed, %d of them early", len(c.lines), n)
	}
}

// Conversations that are remembered for their users alone are forgotten in
// time.
func TestNamesAreForgotten(t *testing.T) {
	f := NewFolder(Options{}, &recorder{})
	var log strings.Builder
	for i := range 300 {
		fmt.Fprintf(&log, "%ds alice /a 200.0 0 client=host%d\n", 10*i, i)
	}
	play(t, f, false, log.String())
	if n := f.memory.count; n < 60 || n > 70 {
		t.Errorf("%d conversations are remembered", n)
	}
	if f.Limited() != (Limits{}) {
		t.Errorf("a limit bit: %+v", f.Limited())
	}
}

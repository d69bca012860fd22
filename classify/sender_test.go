package classify

import (
	"fmt"
	"strings"
	"testing"
)

// originsOf returns the Origins of the events of a log.
func originsOf(t *testing.T, c *Classifier, log string) (all []*Origin) {
	t.Helper()
	eachEvent(t, c, log, func(ev *Event, _ []byte) { all = append(all, ev.Origin) })
	return all
}

// Lines of one sender share an Origin, whoever else is between them.
func TestSendersShareAnOrigin(t *testing.T) {
	const fields = "#Fields: date time c-ip cs(User-Agent) s-sitename cs-host s-port s-computername s-ip X-Forwarded-For sc-status sc-substatus\n"
	const when, code = "2026-01-02 03:04:05 ", " 401 1\n"
	senders := []string{
		"192.0.2.1 agent W3SVC1 host 443 WEB1 10.0.0.5 -",
		"192.0.2.2 agent W3SVC1 host 443 WEB1 10.0.0.5 -",
		"192.0.2.1 other W3SVC1 host 443 WEB1 10.0.0.5 -",
		"192.0.2.1 agent W3SVC2 host 443 WEB1 10.0.0.5 -",
		"192.0.2.1 agent - host 443 WEB1 10.0.0.5 -",
		"192.0.2.1 agent W3SVC1 - 443 WEB1 10.0.0.5 -",
		"192.0.2.1 agent W3SVC1 443 - WEB1 10.0.0.5 -",
		"192.0.2.1 agent W3SVC1 host 443 WEB2 10.0.0.5 -",
		"192.0.2.1 agent W3SVC1 host 443 - 10.0.0.5 -",
		"192.0.2.1 agent W3SVC1 host 443 - 10.0.0.6 -",
		"192.0.2.1 agent W3SVC1 host 443 WEB1 10.0.0.5 203.0.113.9",
	}
	var log strings.Builder
	log.WriteString(fields)
	for range 3 {
		for _, s := range senders {
			log.WriteString(when + s + code)
		}
	}
	c := NewClassifier("stream")
	c.SetProxies(Proxies{Field: "x-forwarded-for"})
	c.SetSource("a.log", "folder")
	got := originsOf(t, c, log.String())
	for i, o := range got {
		if o != got[i%len(senders)] {
			t.Errorf("line %d has an Origin of its own", i)
		}
		for j := range i % len(senders) {
			if *o == *got[j] {
				t.Errorf("%q and %q have the same Origin", senders[i%len(senders)], senders[j])
			}
		}
	}
	c.SetSource("b.log", "folder")
	if again := originsOf(t, c, fields+when+senders[0]+code); again[0] == got[0] || !again[0].SameConversation(got[0]) || again[0].Source != "b.log" {
		t.Errorf("in another source: %+v", again[0])
	}
}

// What was learnt under one layout is not taken for the same under another,
// whose escapes may be others.
func TestSendersOfAnotherLayout(t *testing.T) {
	c := NewClassifier("stream")
	combined := func(agent string) string {
		return `192.0.2.1 - - [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 401 1 "-" "` + agent + "\"\n"
	}
	w3c := func(agent string) string {
		return "#Fields: date time c-ip cs(User-Agent) sc-status\n2026-01-02 03:04:05 192.0.2.1 \"" + agent + "\" 401\n"
	}
	for _, test := range []struct{ log, want string }{
		{combined(`a\"b`), `a"b`}, {w3c(`a\"b`), `a\"b`}, {w3c(`a""b`), `a"b`}, {combined(`a""b`), `a""b`},
	} {
		if got := originsOf(t, c, test.log); len(got) != 1 || got[0].Agent != test.want {
			t.Errorf("%s: %+v, want %s", test.log, got[0], test.want)
		}
	}
}

// A sender that names several users in turn is no less than each of them.
func TestUsersOfASender(t *testing.T) {
	c := NewClassifier("stream")
	log := "#Fields: date time c-ip cs-username sc-status\n"
	long := strings.Repeat("u", 2*MaxText)
	users := []string{"alice", "-", "alice", "bob", `CONTOSO\alice`, `"a""b"`, `"a""b"`, long, long, "-", "bob"}
	want := []string{"alice", "", "alice", "bob", `CONTOSO\alice`, `a"b`, `a"b`, string(shorten([]byte(long))), string(shorten([]byte(long))), "", "bob"}
	for _, user := range users {
		log += "2026-01-02 03:04:05 192.0.2.1 " + user + " 401\n"
	}
	i := 0
	eachEvent(t, c, log, func(ev *Event, line []byte) {
		if ev.User != want[i] {
			t.Errorf("%s: user %q, want %q", line, ev.User, want[i])
		}
		i++
	})
}

func TestSendersAreBounded(t *testing.T) {
	n := newInterner()
	for i := range 3 * maxStrings / 2 {
		n.meet(nil, &[numTraits][]byte{fmt.Append(nil, i)}, nil)
		if len(n.senders) > maxStrings {
			t.Fatalf("%d senders are remembered", len(n.senders))
		}
	}
}

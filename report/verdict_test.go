package report

import (
	"strings"
	"testing"

	"log401/detect"
	"log401/parser"
	"log401/timeline"
)

// outcomes is a report of these denials by outcome.
func outcomes(counts map[string]int64) *Report {
	r := &Report{Complete: true, Input: account(healthy("a.log")), Denials: Denials{ByOutcome: counts}}
	var groups []Group
	for _, o := range sortedKeys(counts) {
		r.Denials.Total += counts[o]
		groups = append(groups, Group{Client: "192.0.2.1", Outcome: o, Count: counts[o]})
	}
	r.Groups = List[Group]{len(groups), func(i int) Group { return groups[i] }}
	return r
}

func TestVerdict(t *testing.T) {
	alerts := func(list ...detect.Alert) *Report {
		r := outcomes(nil)
		r.Alerts = list
		return r
	}
	brute := detect.Alert{ID: "b", Rule: "brute-force", Severity: detect.Medium, Client: "203.0.113.30", Count: 12}
	spray := detect.Alert{Rule: "password-spray", Severity: detect.High, Network: "203.0.113.0/24", Users: 42, Count: 60}
	breakIn := detect.Alert{Rule: "success-after-failures", Severity: detect.Critical, Client: "203.0.113.9", User: `CONTOSO\alice`}
	acl := detect.Alert{Rule: "access-refused", Severity: detect.Info, User: "bob", Path: "/x", Count: 7}
	stale := detect.Alert{Rule: "stale-credential", Severity: detect.Low, Client: "10.0.0.1", User: "svc"}
	covered := brute
	covered.SupersededBy = "x"
	tests := []struct {
		name string
		r    *Report
		want string // sentences, joined
	}{
		{"nothing read", &Report{Complete: true}, "No entry was read, so nothing can be said: see the data quality below."},
		{"nothing refused", outcomes(nil), "Nothing needs attention. No request was refused."},
		{"handshakes", outcomes(map[string]int64{"challenge": 1200}), "Nothing needs attention. All refused requests (1,200) are normal steps of logons that worked."},
		{"a typo", outcomes(map[string]int64{"challenge": 4, "prelude": 1, "failure": 1}), "Nothing needs attention. 6 requests were refused: 1 real logon failure, 5 normal steps of a logon."},
		{"attack", alerts(brute), "This looks like an attack: 203.0.113.30 guessed passwords (12 failures). No request was refused."},
		{"attacks, the worst first", alerts(brute, spray, breakIn, acl),
			`These look like attacks: CONTOSO\alice signed in from 203.0.113.9 after failed guesses, so the password may be known to somebody else; ` +
				`203.0.113.0/24 tried 42 users (60 failures); 1 more below. No request was refused. To be mended rather than fought: bob has no permission at /x (7 requests).`},
		{"superseded", alerts(covered), "Nothing needs attention. No request was refused."},
		{"information only", alerts(acl), "No attack was found. No request was refused. To be mended rather than fought: bob has no permission at /x (7 requests)."},
		{"no attack", alerts(stale), "No attack was found, but 1 alert wants a look. No request was refused. To be mended rather than fought: 10.0.0.1 keeps sending a password for svc that is refused."},
		{"limits", outcomes(map[string]int64{"rate-limit": 5, "deny-list": 1}), "Nothing needs attention. 6 requests were refused: 6 stopped by limits and lists. " +
			"Rate limits refused 5 requests of 1 client; deny lists refused 1 request of 1 client."},
		{"broken", outcomes(map[string]int64{"broken": 1}), "No attack was found. 1 request was refused: 1 broken handshake. 1 logon broke in the handshake itself: look at the configuration, not at passwords."},
	}
	for _, test := range tests {
		if got := strings.Join(verdict(test.r), " "); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}

func TestVerdictNamesGaps(t *testing.T) {
	r := outcomes(nil)
	r.Complete = false
	r.Input.Sources = append(r.Input.Sources, timeline.SourceAccount{Error: "x"})
	r.Input.Rejected = 2
	r.Denials.LogOnly = 3
	want := "Nothing in what was read needs attention. No request was refused. A rate limit that only logs would have refused 3 requests. " +
		"This report does not see everything: the reading was interrupted; 1 source could not be read to the end; 2.0 % of the lines were rejected."
	if got := strings.Join(verdict(r), " "); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestVerdictHasFiveSentencesAtMost(t *testing.T) {
	r := fixture(Options{})
	r.Complete = false
	r.Input.Rejected = r.Input.Lines
	if n := len(verdict(r)); n != 5 {
		t.Errorf("got %d sentences of a report that has everything", n)
	}
}

func TestEvidence(t *testing.T) {
	tests := []struct {
		in   []parser.Position
		want string
	}{
		{positions("a.log", 1, 1), "a.log:1"},
		{append(positions("a.log", 1, 2), positions("b.log", 4, 1)...), "a.log:1, 8, b.log:4"},
		{positions("a b.log", 1, 9), `"a b.log":1, 8, 15, 22, 29, 36 and 3 more`},
	}
	for _, test := range tests {
		if got := evidence(test.in); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestRemedyIsWholeSentences(t *testing.T) {
	for _, cause := range []string{"bad-credentials", "acl", "rate-limit-requests", "no such cause"} {
		text := remedy(cause)
		if cause == "no such cause" {
			if text != "" {
				t.Errorf("remedy of no cause: %q", text)
			}
			continue
		}
		if text == "" || !strings.HasSuffix(text, ".") {
			t.Errorf("remedy of %s is %q", cause, text)
		}
	}
}

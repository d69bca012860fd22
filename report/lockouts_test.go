package report

import (
	"strings"
	"testing"
	"time"

	"log401/detect"
)

// storyOf returns the sentence about a story of 08:14 on the day of the
// fixture.
func storyOf(l detect.Lockout) string {
	l.User, l.First = `CONTOSO\anna`, at("08:14:00")
	p := &page{r: &Report{}, o: TableOptions{Location: time.UTC}}
	p.r.Input.First, p.r.Input.Last = at("00:00:00"), at("23:00:00")
	return p.story(&l)
}

func TestStories(t *testing.T) {
	mail := detect.LockoutSource{Client: "10.0.0.23", Agent: "iPhone+Mail", Failures: 12, First: at("07:19:00"), Last: at("08:13:00")}
	outlook := detect.LockoutSource{Client: "10.0.0.7", Agent: "Microsoft+Office/16.0+(Windows+NT+10.0;+Microsoft+Outlook+16.0;+Pro)", SignIns: 3}
	stranger := detect.LockoutSource{Refused: 1}
	for _, test := range []struct {
		lockout detect.Lockout
		want    string
	}{
		{detect.Lockout{Cause: "account-locked-out", Count: 2, Failures: 12, Driven: true, Sources: []detect.LockoutSource{mail, outlook}},
			`was locked out by 02-02 08:14:00: 12 failures from 10.0.0.23 ("iPhone Mail") in the 55 min before; 2 requests were refused for it; also used from 10.0.0.7 (Outlook), which signed in.`},
		{detect.Lockout{Cause: "account-locked-out", Count: 1, Failures: 20, Driven: true, Sources: []detect.LockoutSource{mail, stranger, outlook, stranger}},
			`was locked out by 02-02 08:14:00: 12 failures from 10.0.0.23 ("iPhone Mail") in the 55 min before, of 20 in all; 1 request was refused for it; also used from an unknown client, which failed 1 time; also used from 10.0.0.7 (Outlook), which signed in; and from 1 more.`},
		{detect.Lockout{Cause: "account-locked-out", Count: 1, Sources: []detect.LockoutSource{outlook}},
			"was locked out by 02-02 08:14:00: these logs do not show why; 1 request was refused for it; used from 10.0.0.7 (Outlook), which signed in."},
		{detect.Lockout{Cause: "account-disabled", Count: 1, Sources: []detect.LockoutSource{stranger}},
			"was disabled by 02-02 08:14:00; 1 request was refused for it; used from an unknown client, which failed 1 time."},
	} {
		if got := storyOf(test.lockout); got != `CONTOSO\anna `+test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
	}
}

func TestUnnamedLockouts(t *testing.T) {
	if s := UnnamedLockouts(0); s != "" {
		t.Error(s)
	}
	for n, want := range map[int]string{1: "1 request was refused because", 1200: "1,200 requests were refused because"} {
		if s := UnnamedLockouts(n); !strings.HasPrefix(s, want) {
			t.Errorf("%d: %s", n, s)
		}
	}
}

package detect

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"log401/classify"
	"log401/handshake"
)

// A seen is a refused request as a profile is shown it.
type seen struct {
	ev      classify.Event
	outcome handshake.Outcome
}

// tried is a 401 of IIS that was a failed logon.
func tried(sec int, client, user string) seen {
	e := at(sec, client, user)
	e.Method = "GET"
	move(&e, func(o *classify.Origin) { o.Stream = "W3SVC1" })
	return seen{e, handshake.Failure}
}

func ncsa(s *seen) {
	move(&s.ev, func(o *classify.Origin) { o.NCSA = true })
	s.ev.Substatus, s.ev.Win32 = -1, -1
}

func post(s *seen)       { s.ev.Method = "POST" }
func unnamed(s *seen)    { s.ev.User = "" }
func challenged(s *seen) { s.ev.User, s.outcome = "", handshake.Challenge }

func forbidden(s *seen) {
	s.ev.Status, s.ev.Class, s.outcome = 403, classify.ClassForbidden, handshake.Forbidden
}

// every makes n lines of one client and user.
func every(n, from, gap int, changes ...func(*seen)) []seen {
	var all []seen
	for i := range n {
		s := tried(from+i*gap, mallory, alice)
		for _, change := range changes {
			change(&s)
		}
		all = append(all, s)
	}
	return all
}

// profiled shows lines to all profiles and ends the input.
func profiled(t *testing.T, opts ProfileOptions, lines []seen) *Profiles {
	t.Helper()
	p, err := NewProfiles([]string{"all"}, opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		l.show(p)
	}
	p.Finish()
	return p
}

func (s seen) show(p *Profiles) {
	if s.ev.Denied() {
		p.Denial(&handshake.Denial{Event: s.ev, Outcome: s.outcome})
	} else {
		p.Event(&s.ev)
	}
}

// said lists the alerts of the rules whose ID begins so: "rule who 0-59 20
// lines", with what they rest on where it is not failures alone.
func said(p *Profiles, rules string) (all []string) {
	for _, r := range p.Results() {
		if !strings.HasPrefix(r.Rule.ID, rules) {
			continue
		}
		for _, a := range r.Examples {
			s := fmt.Sprintf("%s %s %d-%d %d lines", r.Rule.ID, a.Client+a.User, (a.First-epoch)/second, (a.Last-epoch)/second, a.Lines)
			if a.Failures < a.Lines {
				s += fmt.Sprintf(", %d failed, %d steps", a.Failures, a.Steps)
			}
			all = append(all, s)
		}
	}
	return all
}

// TestProfiles holds the rules of other tools against examples worked by hand.
func TestProfiles(t *testing.T) {
	tests := []struct {
		name  string
		rules string // begin of their IDs
		lines []seen
		want  []string
	}{
		{"20 of a client in a minute", "sentinel", every(20, 0, 1),
			[]string{"sentinel-client " + mallory + " 0-19 20 lines"}},
		{"19", "sentinel", every(19, 0, 1), nil},
		{"the last one in the last second of the bin", "sentinel", slices.Concat(every(19, 0, 1), every(1, 59, 1)),
			[]string{"sentinel-client " + mallory + " 0-59 20 lines"}},
		{"the last one in the next bin", "sentinel", slices.Concat(every(19, 0, 1), every(1, 60, 1)), nil},
		{"38 in 38 seconds across the edge of two bins are missed", "sentinel", every(38, 41, 1), nil},
		{"an alert a bin", "sentinel", every(120, 0, 1), []string{
			"sentinel-client " + mallory + " 0-59 60 lines", "sentinel-client " + mallory + " 60-119 60 lines",
			"sentinel-user " + alice + " 0-119 120 lines"}},
		{"lines without a user", "sentinel", every(50, 0, 1, unnamed), nil},
		{"missing permissions count like failures", "sentinel", every(20, 0, 1, forbidden),
			[]string{"sentinel-client " + mallory + " 0-19 20 lines, 0 failed, 0 steps"}},
		{"two servers", "sentinel", slices.Concat(every(19, 0, 1), every(19, 0, 1, func(s *seen) { move(&s.ev, func(o *classify.Origin) { o.Stream = "W3SVC2" }) })), nil},
		{"Apache and nginx", "sentinel", every(50, 0, 1, ncsa), nil},
		{"100 of a user in ten minutes, from many clients", "sentinel", byClients(100, 6),
			[]string{"sentinel-user " + alice + " 0-594 100 lines"}},
		{"99", "sentinel", byClients(99, 6), nil},
		{"the 100th in the next bin", "sentinel", slices.Concat(byClients(99, 6), every(1, 600, 1)), nil},
		{"names are not folded", "sentinel", slices.Concat(byClients(99, 6), every(1, 599, 1, func(s *seen) { s.ev.User = "ALICE" })), nil},

		{"5 in ten minutes", "fail2ban", every(5, 0, 150), []string{"fail2ban-iis " + mallory + " 0-600 5 lines"}},
		{"4", "fail2ban", every(4, 0, 1), nil},
		// At 640 s the first is older than 600 s: 4 in 640 s are 3.75 in 600 s,
		// rounded 4, and one.
		{"5 in 640 seconds, by the estimate", "fail2ban", every(5, 0, 160), []string{"fail2ban-iis " + mallory + " 0-640 5 lines"}},
		// At 800 s: 4 in 800 s are 3, and one; and so on for ever.
		{"one every 200 seconds", "fail2ban", every(50, 0, 200), nil},
		{"those before are forgotten after 600 seconds", "fail2ban", slices.Concat(every(4, 0, 1), every(4, 604, 1)), nil},
		{"and not a second earlier", "fail2ban", slices.Concat(every(4, 0, 1), every(1, 603, 1)),
			[]string{"fail2ban-iis " + mallory + " 0-603 5 lines"}},
		{"a client that is banned", "fail2ban", slices.Concat(every(5, 0, 1), every(5, 599, 1)),
			[]string{"fail2ban-iis " + mallory + " 0-4 5 lines"}},
		{"and one that is no more", "fail2ban", slices.Concat(every(5, 0, 1), every(5, 604, 1)),
			[]string{"fail2ban-iis " + mallory + " 0-4 5 lines", "fail2ban-iis " + mallory + " 604-608 5 lines"}},
		{"5 clients", "fail2ban", byClients(5, 1), nil},
		{"error logs have no challenges", "fail2ban", every(9, 0, 1, ncsa, challenged), nil},
		{"but refused names", "fail2ban", every(5, 0, 1, ncsa), []string{"fail2ban-auth " + mallory + " 0-4 5 lines"}},
		{"403s", "fail2ban", every(9, 0, 1, forbidden), nil},

		{"6 at once", "crowdsec", every(6, 0, 0, post), []string{"crowdsec-http-generic-401-bf-iis " + mallory + " 0-0 6 lines"}},
		{"5 at once", "crowdsec", every(5, 0, 0, post), nil},
		// By the 6th there are 42 s in the bucket, of which 2 have leaked: 50 s
		// with it, which it holds. The 7th is too much.
		{"one every 2 seconds", "crowdsec", every(7, 0, 2, post), []string{"crowdsec-http-generic-401-bf-iis " + mallory + " 0-12 7 lines"}},
		{"one every 10 seconds", "crowdsec", every(99, 0, 10, post), nil},
		// Each adds a second more than leaks: 10 s after the first, 50 s after
		// the 41st.
		{"one every 9 seconds", "crowdsec", every(42, 0, 9, post), []string{"crowdsec-http-generic-401-bf-iis " + mallory + " 0-369 42 lines"}},
		{"overflow within a minute of the first", "crowdsec", slices.Concat(every(6, 0, 0, post), every(6, 59, 0, post)),
			[]string{"crowdsec-http-generic-401-bf-iis " + mallory + " 0-0 6 lines"}},
		{"and after it", "crowdsec", slices.Concat(every(6, 0, 0, post), every(6, 59, 0, post), every(6, 60, 0, post)),
			[]string{"crowdsec-http-generic-401-bf-iis " + mallory + " 0-0 6 lines", "crowdsec-http-generic-401-bf-iis " + mallory + " 60-60 6 lines"}},
		{"a bucket lives a minute", "crowdsec", slices.Concat(every(1, 0, 0, post), every(6, 60, 0, post)),
			[]string{"crowdsec-http-generic-401-bf-iis " + mallory + " 0-60 7 lines"}},
		{"and not longer", "crowdsec", slices.Concat(every(1, 0, 0, post), every(6, 61, 0, post)),
			[]string{"crowdsec-http-generic-401-bf-iis " + mallory + " 61-61 6 lines"}},
		{"GET to IIS", "crowdsec", every(50, 0, 1), nil},
		{"GET to Apache", "crowdsec", every(6, 0, 0, ncsa), []string{"crowdsec-http-generic-bf " + mallory + " 0-0 6 lines"}},
		{"POST to Apache without a name", "crowdsec", every(6, 0, 0, ncsa, unnamed, post),
			[]string{"crowdsec-http-generic-401-bf " + mallory + " 0-0 6 lines"}},

		{"20 of a client in 30 minutes", "websitefailedlogins", slices.Concat(every(19, 0, 0), every(1, 1800, 0)),
			[]string{"websitefailedlogins-client " + mallory + " 0-1800 20 lines"}},
		{"a second more", "websitefailedlogins", slices.Concat(every(19, 0, 0), every(1, 1801, 0)), nil},
		{"19 of a client", "websitefailedlogins", every(19, 0, 1), nil},
		{"one alert as long as the window is full", "websitefailedlogins", every(39, 0, 90),
			[]string{"websitefailedlogins-client " + mallory + " 0-3420 39 lines"}},
		{"and another when it is full again", "websitefailedlogins", slices.Concat(every(20, 0, 1), every(20, 4000, 1)),
			[]string{"websitefailedlogins-client " + mallory + " 0-19 20 lines", "websitefailedlogins-client " + mallory + " 4000-4019 20 lines"}},
		{"40 of a site", "websitefailedlogins", byClients(40, 1), []string{"websitefailedlogins-site  0-39 40 lines"}},
		{"39 of a site", "websitefailedlogins", byClients(39, 1), nil},
		{"two sites", "websitefailedlogins", slices.Concat(byClients(39, 1), every(1, 40, 1, func(s *seen) { move(&s.ev, func(o *classify.Origin) { o.Site = "W3SVC2" }) })), nil},
		{"403s of a site", "websitefailedlogins", every(50, 0, 1, forbidden), nil},
	}
	for _, test := range tests {
		t.Run(test.rules+": "+test.name, func(t *testing.T) {
			got := said(profiled(t, ProfileOptions{Examples: -1}, test.lines), test.rules)
			if !slices.Equal(got, test.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(test.want, "\n  "))
			}
		})
	}
}

// byClients makes n lines of one user, each of another client.
func byClients(n, gap int) []seen {
	all := every(n, 0, gap)
	for i := range all {
		move(&all[i].ev, func(o *classify.Origin) { o.Client = nthClient(i) })
	}
	return all
}

// TestProfilesOnHandshakes shows what the rules make of a healthy site: twelve
// pages, each with the two 401s of a Windows logon.
func TestProfilesOnHandshakes(t *testing.T) {
	var pages []seen
	for i := range 12 {
		pages = append(pages, every(2, 20*i, 0, challenged)...)
	}
	d := New(Options{})
	for i := range pages {
		d.Denial(&handshake.Denial{Event: pages[i].ev, Outcome: pages[i].outcome})
	}
	wantAlerts(t, d)
	p := profiled(t, ProfileOptions{}, pages)
	want := []string{
		"fail2ban-iis " + mallory + " 0-40 5 lines, 0 failed, 5 steps",
		"websitefailedlogins-client " + mallory + " 0-220 24 lines, 0 failed, 24 steps",
	}
	if got := said(p, ""); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, r := range p.Results() {
		if r.OnHandshakes != r.Alerts || r.OnFailures != 0 {
			t.Errorf("%s: %d alerts, %d on handshakes, %d on failures", r.Rule.ID, r.Alerts, r.OnHandshakes, r.OnFailures)
		}
	}
}

// TestProfileResults sums up: what alerts rest on, how many clients and users
// they are about, and the first of them.
func TestProfileResults(t *testing.T) {
	var lines []seen
	for i := range 9 { // a ban each: three on failures, three on handshakes, three on neither
		for range 5 {
			s := tried(i, nthClient(9-i), nthUser(i))
			s.outcome = []handshake.Outcome{handshake.Failure, handshake.Unanswered, handshake.Undetermined}[i%3]
			lines = append(lines, s)
		}
	}
	p := profiled(t, ProfileOptions{Examples: 2}, lines)
	for _, r := range p.Results() {
		if r.Rule.ID != "fail2ban-iis" {
			continue
		}
		got := fmt.Sprint(r.Lines, r.Alerts, r.OnFailures, r.OnHandshakes, r.Clients, r.Users, len(r.Examples))
		if want := "45 9 3 3 9 0 2"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if a := r.Examples[0]; a.Client != nthClient(9) || a.Site != "W3SVC1" || len(a.Evidence) != 1 {
			t.Errorf("first: %+v", a)
		}
	}
}

func TestUnknownProfile(t *testing.T) {
	if _, err := NewProfiles([]string{"sentinel", "sshguard"}, ProfileOptions{}); err == nil || !strings.Contains(err.Error(), `"sshguard"`) {
		t.Errorf("error %v", err)
	}
	p, err := NewProfiles([]string{"crowdsec", "sentinel", "crowdsec"}, ProfileOptions{})
	if err != nil || len(p.rules) != 5 || p.rules[0].ID != "sentinel-client" {
		t.Errorf("%d rules, %v", len(p.rules), err)
	}
}

// TestProfileTable holds the table complete.
func TestProfileTable(t *testing.T) {
	ids := map[string]bool{}
	for _, p := range profiles {
		if p.Name == "" || p.Title == "" || p.Alert == "" || len(p.Rules) == 0 {
			t.Errorf("profile %+v", p)
		}
		for _, r := range p.Rules {
			if ids[r.ID] || !strings.HasPrefix(r.ID, p.Name+"-") {
				t.Errorf("ID %q", r.ID)
			}
			ids[r.ID] = true
			if r.Name == "" || r.Source == "" || r.Checked == "" || r.Counts == "" || len(r.Statuses) == 0 || r.Limit <= 0 || r.Window <= 0 {
				t.Errorf("rule %+v", r)
			}
		}
	}
}

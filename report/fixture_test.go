package report

import (
	"fmt"
	"time"

	"log401/classify"
	"log401/detect"
	"log401/handshake"
	"log401/parser"
	"log401/timeline"
)

// at is a time on the day of the fixture.
func at(clock string) int64 {
	t, err := time.Parse(time.RFC3339Nano, "2026-02-02T"+clock+"Z")
	if err != nil {
		panic(err)
	}
	return t.UnixNano()
}

// A sample is a run of denials of the fixture.
type sample struct {
	n            int
	from         string
	every        time.Duration
	client, user string
	status       int
	substatus    int64
	class        classify.Class
	cause        string
	outcome      handshake.Outcome
	path         string
	logOnly      bool
}

func (s sample) feed(b interface{ Denial(*handshake.Denial) }) {
	for i := range s.n {
		d := handshake.Denial{Outcome: s.outcome}
		d.Event = classify.Event{
			Origin: originOf(s.client, ""), Time: at(s.from) + int64(i)*int64(s.every), Status: s.status, Substatus: s.substatus,
			User: s.user, Path: s.path, Class: s.class, LogOnly: s.logOnly,
			Cause: classify.CauseByName(s.cause),
			Line:  int64(100 + i),
		}
		b.Denial(&d)
	}
}

// originOf returns the Origin of a client and of the proxy before it.
func originOf(client, proxy string) *classify.Origin {
	return classify.NewOrigin(classify.Origin{Client: client, Peer: proxy, Source: "W3SVC1/u_ex260202.log", Site: "W3SVC1"})
}

// Texts as attackers write them.
const (
	hostileUser   = "\x1b]0;owned\x07=cmd|' /C calc'!A0"
	hostileClient = "evil\u202eexample.com"
	hostilePath   = "/\x9b31m/\u2028/<script>alert(1)</script>/\xff\xfe/" +
		"a-very-long-path-that-goes-on-and-on/and-on/and-on/until-nobody-reads-it/index.aspx"
)

var samples = []sample{
	{4000, "00:10:00", 18 * time.Second, "10.20.0.12", "", 401, 2, classify.ClassLogon, "no-credentials", handshake.Challenge, "/portal/", false},
	{3900, "00:10:01", 18 * time.Second, "10.20.0.12", "", 401, 1, classify.ClassLogon, "challenge", handshake.Challenge, "/portal/", false},
	{63, "03:10:44", 5 * time.Second, "203.0.113.30", "administrator", 401, 1, classify.ClassLogon, "bad-credentials", handshake.Failure, "/admin/", false},
	{63, "03:10:44", 5 * time.Second, "203.0.113.30", "", 401, 2, classify.ClassLogon, "no-credentials", handshake.Prelude, "/admin/", false},
	{21, "04:00:00", 30 * time.Second, "2001:db8:85a3:1111:2222:8a2e:370:7334", `CONTOSO\alice`, 401, 1, classify.ClassLogon, "bad-credentials", handshake.Failure, "/owa/auth.owa", false},
	{1, "04:11:00", 0, "2001:db8:85a3:1111:2222:8a2e:370:7334", `CONTOSO\alice`, 401, 1, classify.ClassLogon, "account-locked-out", handshake.Failure, "/owa/auth.owa", false},
	{240, "00:00:05.25", 6 * time.Minute, "10.20.4.13", `CONTOSO\svc-backup`, 401, 1, classify.ClassLogon, "bad-credentials", handshake.Failure, "/Microsoft-Server-ActiveSync/default.eas", false},
	{5, "09:00:00", time.Second, "198.51.100.7", "", 403, 502, classify.ClassRateLimit, "rate-limit-requests", handshake.RateLimit, "/bundles/jquery", false},
	{12, "09:30:00", time.Second, "198.51.100.8", "", 200, 501, classify.ClassRateLimit, "rate-limit-concurrent", handshake.RateLimit, "/bundles/jquery", true},
	{7, "10:00:00", time.Hour, "10.20.9.1", "bob@example.com", 401, 3, classify.ClassRefused, "acl", handshake.Refused, "/reports/Q4 final.pdf", false},
	{31, "11:00:00", time.Minute, "10.20.9.2", "", 401, 2, classify.ClassLogon, "no-credentials", handshake.Unanswered, "/portal/", false},
	{9, "23:58:00", time.Second, "10.20.9.3", "", 401, 1, classify.ClassLogon, "challenge", handshake.Undetermined, "/portal/", false},
	{4, "12:00:00", time.Minute, "198.51.100.9", "", 403, 7, classify.ClassForbidden, "client-certificate-required", handshake.Forbidden, "/api/", false},
	{2, "13:00:00", time.Minute, "192.0.2.66", "", 403, 6, classify.ClassDenyList, "deny-list-address", handshake.DenyList, "/", false},
	{3, "14:00:00", time.Minute, hostileClient, hostileUser, 401, -1, classify.ClassLogon, "ncsa-logon", handshake.Failure, hostilePath, false},
	{1, "14:00:00", time.Minute, "192.0.2.67", "bad\xffname", 401, 1, classify.ClassLogon, "bad-credentials", handshake.Broken, "＝SUM(A1)", false},
}

// sixKeys are as many as go together.
var sixKeys = []string{"client", "user", "cause", "code", "outcome", "path"}

// fixtureAsides are what other programs than web servers refused.
var fixtureAsides = []classify.Event{
	{Origin: ofHTTPERR("1", "DefaultAppPool", "QueueFull"), Time: at("05:00:00"), Status: 503},
	{Origin: ofHTTPERR("1", "DefaultAppPool", "QueueFull"), Time: at("05:00:09"), Status: 503},
	{Origin: ofHTTPERR("2", "A pool with a rather long name", "QueueFull"), Time: at("05:00:01"), Status: 503},
	{Origin: ofHTTPERR("1", hostileUser, "\x1b[31mNew"), Time: at("06:00:00"), Status: 503},
	{Origin: ofHTTPERR("", "", "Hostname"), Time: at("07:00:00"), Status: 400},
	{Origin: ofHTTPERR("", "", "Timer_ConnectionIdle"), Time: at("07:00:01")},
	{Origin: ofHTTPERR("", "", "Timer_ConnectionIdle"), Time: at("07:00:02")},
	{Origin: ofFTP, Time: at("08:00:00"), User: "backup", Status: 530, Substatus: 41, Win32: 1326},
	{Origin: ofFTP, Time: at("08:00:05"), User: "backup", Status: 530, Substatus: 41, Win32: 1326},
	{Origin: ofFTP, Time: at("08:00:06"), User: hostileUser, Status: 534, Substatus: -1, Win32: -1},
}

var ofFTP = classify.NewOrigin(classify.Origin{Program: "ftp", Client: "203.0.113.9"})

func ofHTTPERR(site, queue, reason string) *classify.Origin {
	return classify.NewOrigin(classify.Origin{Program: "httperr", Site: site, Queue: queue, Reason: reason})
}

func fixtureBuilder(o Options) *Builder {
	b := NewBuilder(o)
	for _, s := range samples {
		s.feed(b)
	}
	for _, e := range fixtureAsides {
		b.Aside(&e)
	}
	for i, likely := range []handshake.Denial{
		{LikelyUser: `CONTOSO\dave`, Likelihood: handshake.High},
		{LikelyUser: `CONTOSO\dave`, Likelihood: handshake.Medium},
		{},
		{LikelyUser: hostileUser, Likelihood: handshake.Low},
	} {
		attribute(b, &likely, at("15:00:00")+int64(i)*int64(time.Minute))
	}
	return b
}

// attribute gives a builder a failure without a user, as it is before and after
// it is attributed.
func attribute(b *Builder, likely *handshake.Denial, at int64) {
	d := handshake.Denial{Outcome: handshake.Failure, Unattributed: true}
	d.Event = classify.Event{
		Origin: originOf("10.20.9.4", ""), Time: at, Status: 401, Substatus: 1, Path: "/portal/", Class: classify.ClassLogon,
		Cause: classify.CauseByName("bad-credentials"),
	}
	b.Denial(&d)
	d.Unattributed, d.LikelyUser, d.Likelihood = false, likely.LikelyUser, likely.Likelihood
	b.Attributed(&d)
}

func fixture(o Options) *Report {
	r := fixtureBuilder(o).Report(fixtureAccount(), fixtureAlerts(), []string{"The limit on conversations was reached."}, true)
	r.Lockouts = fixtureLockouts()
	return r
}

func fixtureLockouts() []detect.Lockout {
	lines := []parser.Position{{Source: "W3SVC1/u_ex260202.log", Line: 100}, {Source: "W3SVC1/u_ex260202.log", Line: 121}}
	const sync = "/Microsoft-Server-ActiveSync/default.eas"
	return []detect.Lockout{
		{User: `CONTOSO\alice`, Cause: "account-locked-out", First: at("04:11:00"), Last: at("04:40:00"), Count: 4, Failures: 24, Driven: true, Evidence: lines,
			Sources: []detect.LockoutSource{
				{Client: "2001:db8:85a3:1111:2222:8a2e:370:7334", Agent: "Apple-iPhone14C2/2003.120", Path: sync, Failures: 21, First: at("04:00:00"), Last: at("04:10:00"), Refused: 3},
				{Client: "10.20.0.12", Agent: "Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)", Path: "/owa/", Failures: 3, First: at("03:00:00"), Last: at("03:00:09"), SignIns: 40},
				{Client: "10.20.0.13", SignInsAfter: 1},
				{Client: hostileClient, Agent: hostileUser, Path: hostilePath, Refused: 1},
			}},
		{User: hostileUser, Cause: "password-expired", First: at("05:00:00"), Last: at("05:00:00"), Count: 1, Evidence: lines[:1],
			Sources: []detect.LockoutSource{{Client: hostileClient, Agent: hostilePath, Refused: 1}}},
		{User: "bad\xffname", Cause: "account-locked-out", First: at("06:00:00"), Last: at("06:00:00"), Count: 1, Elsewhere: 2, Evidence: lines[:1],
			Sources: []detect.LockoutSource{{Client: "192.0.2.67", Refused: 1}}},
	}
}

// profiled is the fixture with what other tools would have raised.
func profiled() *Report {
	p, err := detect.NewProfiles([]string{"all"}, detect.ProfileOptions{Lateness: 48 * time.Hour})
	if err != nil {
		panic(err)
	}
	for _, s := range samples {
		s.feed(p)
	}
	p.Finish()
	r := fixture(Options{})
	r.Profiles = p.Results()
	for i := range r.Profiles {
		for n := range r.Profiles[i].Examples {
			if a := &r.Profiles[i].Examples[n]; a.Client == "10.20.0.12" {
				a.Client = hostileClient + hostileUser
			}
		}
	}
	return r
}

func fixtureAccount() timeline.Account {
	a := timeline.Account{
		Outside: 12,
		First:   at("00:00:05.25"), Last: at("23:58:08"),
		Sources: []timeline.SourceAccount{
			{Name: "W3SVC1/u_ex260201.log", Stream: "W3SVC1/u_ex.log", Format: "w3c", Success: true,
				Tally: parser.Tally{Lines: 41_004, Entries: 40_990, Directives: 12, Rejected: 2}},
			{Name: "W3SVC1/u_ex260202.log", Stream: "W3SVC1/u_ex.log", Format: "w3c", Success: true,
				Tally:         parser.Tally{Lines: 52_310, Entries: 52_306, Directives: 4, NULBytes: 4096},
				MissingFields: []string{"sc-substatus", "cs(User-Agent)"}},
			{Name: "W3SVC2/u_ex260202.log", Stream: "W3SVC2/u_ex.log", Format: "w3c",
				Tally:         parser.Tally{Lines: 14, Entries: 10, Directives: 4},
				MissingFields: []string{"sc-substatus"}},
			{Name: "access \x1b[2J.log", Stream: "access.log", Format: "common", Success: true,
				Tally:         parser.Tally{Lines: 3, Entries: 3},
				MissingFields: []string{"cs(User-Agent)", "cs(Referer)"}},
			{Name: "ftp/u_ex260202.log", Stream: "ftp/u_ex.log", Format: "w3c", Program: "ftp",
				Tally: parser.Tally{Lines: 9, Entries: 5, Directives: 4}},
			{Name: "old.log.gz", Stream: "old.log", Error: "gzip: unexpected end of the archive",
				Hint: "copy the file again; what could be read is in the report"},
		},
		Rejects: []timeline.Reject{
			{Reason: string(parser.ReasonTooFewFields), Count: 1, First: parser.Position{Source: "W3SVC1/u_ex260201.log", Line: 17},
				Sample: []byte("2026-02-01 00:00:\x1b[31m10.1.1")},
			{Reason: string(parser.ReasonStatus), Count: 1, First: parser.Position{Source: "W3SVC1/u_ex260201.log", Line: 40_211},
				Sample: []byte("2026-02-01 23:11:02 10.1.1.5 GET / - 443 - 10.20.0.1 4o1 2 5")},
		},
	}
	for _, s := range a.Sources {
		a.Add(s.Tally)
	}
	return a
}

func fixtureAlerts() []detect.Alert {
	return []detect.Alert{
		{ID: "brute-force-1", Rule: "brute-force", Severity: detect.High, Client: "203.0.113.30", Count: 63, Limit: 50, WindowSeconds: 600,
			Users: 1, Clients: 1, First: at("03:10:44"), Last: at("03:15:54"), Ended: true, Cause: "bad-credentials",
			Summary:  "203.0.113.30 failed to log on 63 times in 5 min 10 s.",
			Advice:   "Block the address if it is not yours, and check that no logon from it worked.",
			Evidence: positions("W3SVC1/u_ex260202.log", 1203, 63)},
		{ID: "brute-force-2", Rule: "brute-force", Severity: detect.Medium, Client: "2001:db8:85a3:1111:2222:8a2e:370:7334", User: `CONTOSO\alice`,
			Count: 22, Limit: 10, WindowSeconds: 600, Users: 1, Clients: 1, First: at("04:00:00"), Last: at("04:11:00"), Ended: true,
			Cause: "bad-credentials", Summary: "2001:db8:85a3:1111:2222:8a2e:370:7334 failed to log on 22 times.",
			Advice: "Ask the user.", SupersededBy: "success-1", Evidence: positions("W3SVC1/u_ex260202.log", 2300, 2)},
		{ID: "success-1", Rule: "success-after-failures", Severity: detect.Critical, Client: "2001:db8:85a3:1111:2222:8a2e:370:7334",
			User: `CONTOSO\alice`, Count: 22, Limit: 5, WindowSeconds: 1800, Users: 1, Clients: 1, First: at("04:00:00"), Last: at("04:12:30"),
			Cause: "bad-credentials", Summary: `2001:db8:85a3:1111:2222:8a2e:370:7334 signed in as CONTOSO\alice after 22 failures.`,
			Advice:   "Ask the user whether this was them. If not, reset the password and end the sessions of the account.",
			Evidence: append(positions("W3SVC1/u_ex260202.log", 2300, 3), parser.Position{Source: "access \x1b[2J.log", Line: 3})},
		{ID: "rate-1", Rule: "rate-limit", Severity: detect.Info, Kind: "rate", PeakPerSecond: 1, Client: "198.51.100.7", Count: 5, Limit: 1,
			Users: 0, Clients: 1, First: at("09:00:00"), Last: at("09:00:04"), Cause: "rate-limit-requests",
			Summary: "198.51.100.7 was refused 5 requests by a rate limit.", Advice: "Raise the limit if the client is yours.",
			Evidence: positions("W3SVC1/u_ex260202.log", 4100, 5)},
		{ID: "stale-1", Rule: "stale-credential", Severity: detect.Low, Client: "10.20.4.13", User: `CONTOSO\svc-backup`,
			Count: 240, Users: 1, Clients: 1, First: at("00:00:05.25"), Last: at("23:54:05.25"), Cause: "bad-credentials",
			Summary:  `10.20.4.13 sends a refused password for CONTOSO\svc-backup every 6 min.`,
			Advice:   "Find the phone, service or task on that address and give it the new password.",
			Evidence: positions("W3SVC1/u_ex260202.log", 12, 240)},
		{ID: "hostile-1", Rule: "access-refused", Severity: detect.Info, User: hostileUser, Path: hostilePath, Client: hostileClient, Count: 5, Limit: 5,
			WindowSeconds: 86400, Users: 1, Clients: 1, First: at("14:00:00"), Last: at("14:02:00"), Cause: "acl",
			Summary: hostileUser + " is refused at " + hostilePath + ".", Advice: "Check the permissions.",
			Evidence: []parser.Position{{Source: "access \x1b[2J.log", Line: 1}}},
	}
}

func positions(source string, line, n int) []parser.Position {
	out := make([]parser.Position, n)
	for i := range out {
		out[i] = parser.Position{Source: source, Line: int64(line + 7*i)}
	}
	return out
}

// generated builds a report with n groups.
func generated(n int) *Report {
	b := NewBuilder(Options{})
	for i := range n {
		sample{1, "00:00:00", 0, fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255), fmt.Sprintf(`CONTOSO\user%d`, i),
			401, 1, classify.ClassLogon, "bad-credentials", handshake.Failure, "/", false}.feed(b)
	}
	return b.Report(timeline.Account{}, nil, nil, true)
}

// quiet is the report of a healthy site: nothing but handshakes.
func quiet() *Report {
	b := NewBuilder(Options{})
	for _, s := range samples[:2] {
		s.feed(b)
	}
	a := fixtureAccount()
	a.Sources = a.Sources[:1]
	a.Tally = a.Sources[0].Tally
	a.Rejects, a.Outside = nil, 0
	return b.Report(a, nil, nil, true)
}

// emptyAccount is that of a file without a #Fields line.
func emptyAccount() timeline.Account {
	t := parser.Tally{Lines: 8, Blank: 1, Rejected: 7}
	return timeline.Account{
		Tally: t,
		Sources: []timeline.SourceAccount{{Name: `C:\inetpub\logs\LogFiles\W3SVC1\u_ex260202.log`, Stream: "u_ex.log", Tally: t,
			Hint: "no line could be read as an entry"}},
		Rejects: []timeline.Reject{{Reason: string(parser.ReasonNoFields), Count: 7,
			First: parser.Position{Source: `C:\inetpub\logs\LogFiles\W3SVC1\u_ex260202.log`, Line: 1}}},
	}
}

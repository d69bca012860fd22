package main

import (
	"fmt"
	"strings"
	"time"
)

// The codes of IIS that the days are made of.
const (
	noCredentials = "401.2.5"          // the first answer of every logon
	ntlmLeg       = "401.1.2148074254" // the second one of NTLM
	ntlmDenied    = "401.1.2148074252" // wrong password over NTLM, which logs no name
	wrongPassword = "401.1.1326"       // over Basic, which logs the name
	lockedOut     = "401.1.1909"
	disabled      = "401.1.1331"
	expired       = "401.1.1330"
	invalidToken  = "401.1.2148074248" // half of a handshake on a connection that knows nothing of it
	noPermission  = "401.3.5"
	overLimit     = "403.502.0"
	onDenyList    = "403.6.5"
	answered      = "200.0.0"
	notModified   = "304.0.0"
)

var (
	pages  = strings.Fields("/ /news/ /news/week09.aspx /projects/ /projects/board.aspx /timesheets/ /people/search.aspx /docs/handbook.pdf /cafeteria/menu.aspx")
	assets = strings.Fields("/styles/site.css /scripts/site.js /images/logo.png /images/icons.svg")
)

const home = "https://intranet.example.com/"

// get logs an answer to a visitor who has logged on, or to one who has not.
func (s *site) get(t time.Time, v visitor, path, code string) {
	user := v.user
	if code == noCredentials || code == ntlmLeg || code == ntlmDenied || code == invalidToken {
		user = ""
	}
	s.log(request{at: t, client: v, user: user, path: path, code: code})
}

// logon logs a healthy logon by Windows authentication: two lines that look
// like refusals with NTLM, one with Kerberos.
func (s *site) logon(t time.Time, v visitor, path string, ntlm bool) {
	s.get(t, v, path, noCredentials)
	if ntlm {
		s.get(t.Add(5*time.Millisecond), v, path, ntlmLeg)
	}
	s.get(t.Add(40*time.Millisecond), v, path, answered)
}

// visit logs how somebody reads a few pages. Browsers that use NTLM log on
// once more for each further connection.
func (s *site) visit(t time.Time, v visitor) {
	ntlm := v.agent == firefox
	s.logon(t, v, s.pick(pages), ntlm)
	for range 2 + s.n(3) {
		t = t.Add(s.pause(300 * time.Millisecond))
		if ntlm && s.n(3) == 0 {
			s.logon(t, v, s.pick(assets), true)
			continue
		}
		code := notModified
		if s.n(4) == 0 {
			code = answered
		}
		s.log(request{at: t, client: v, user: v.user, path: s.pick(assets), referer: home, code: code})
	}
	t = t.Add(s.pause(25 * time.Second))
	s.log(request{at: t, client: v, user: v.user, path: "/people/search.aspx", query: "q=" + s.pick(names), referer: home, code: answered})
}

// watch logs what goes on day and night: a monitor that sees a page without
// logging on, one that takes a 401 for a sign of life, and the search robot.
func (s *site) watch(day int) {
	monitor := visitor{"10.20.0.21", "HealthCheck/3.1", ""}
	probe := visitor{"10.20.0.22", "-", ""}
	robot := visitor{"10.20.0.31", "Mozilla/4.0 (compatible; MSIE 4.01; Windows NT; MS Search 6.0 Robot)", `CONTOSO\svc-search`}
	for t := at(day, "00:04:30"); t.Day() == day; t = t.Add(time.Hour) {
		s.get(t, monitor, "/health", answered)
	}
	for t := at(day, "00:31:00"); t.Day() == day; t = t.Add(2 * time.Hour) {
		s.log(request{at: t, client: probe, method: "HEAD", path: "/", code: noCredentials})
	}
	t := at(day, "01:10:00")
	for _, page := range pages {
		s.logon(t, robot, page, true)
		t = t.Add(s.pause(8 * time.Second))
	}
}

func (s *site) sunday() {
	s.watch(sunday)
	for _, name := range []string{"bob", "heidi", "xenia"} {
		s.visit(at(sunday, "09:00:00").Add(s.pause(8*time.Hour)), person(name))
	}
	s.scan(at(sunday, "14:20:07"))
	s.spray(at(sunday, "21:40:12"))
}

func (s *site) monday() {
	s.watch(monday)
	s.bruteForce(at(monday, "02:12:40"))
	for _, name := range names {
		if name == "rupert" {
			continue // see lockedPhone
		}
		v := person(name)
		t := at(monday, "06:20:00").Add(s.pause(100 * time.Minute))
		for range 4 {
			s.visit(t, v)
			t = t.Add(s.pause(100 * time.Minute))
		}
	}
	s.mistakes()
	s.rateLimit(at(monday, "09:30:02"))
	s.denyList(at(monday, "11:05:31"))
	s.lockedPhone(at(monday, "06:50:09"))
	s.refused(at(monday, "13:02:00"), person("grace"), "/finance/budget-2026.xlsx")
}

// scan is somebody who tries well-known paths and never a password.
func (s *site) scan(t time.Time) {
	v := visitor{"198.51.100.200", "Mozilla/5.0 zgrab/0.x", ""}
	for _, path := range strings.Fields("/ /owa/ /.env /.git/config /wp-login.php /admin/ /phpmyadmin/ /server-status /backup.zip /remote/ /api/v1/users /web.config") {
		s.get(t, v, path, noCredentials)
		t = t.Add(s.pause(3 * time.Second))
	}
}

// spray is one address that tries few passwords on many accounts.
func (s *site) spray(t time.Time) {
	accounts := append(strings.Fields("administrator helpdesk"), names[2:16]...)
	s.get(t, visitor{"198.51.100.77", linux, ""}, "/remote/", noCredentials)
	for range 2 {
		for _, name := range accounts {
			t = t.Add(s.pause(22 * time.Second))
			code := wrongPassword
			switch name {
			case "administrator":
				code = disabled
			case "karl":
				code = lockedOut
			}
			s.get(t, visitor{"198.51.100.77", linux, `CONTOSO\` + name}, "/remote/", code)
		}
	}
}

// bruteForce is one address that tries many passwords on one account, and
// finds the one that is right.
func (s *site) bruteForce(t time.Time) {
	v := visitor{"203.0.113.45", python, "backup"}
	s.get(t, v, "/remote/", noCredentials)
	for range 63 {
		t = t.Add(s.pause(7 * time.Second))
		s.get(t, v, "/remote/", wrongPassword)
	}
	for _, path := range strings.Fields("/remote/ /remote/files/ /remote/files/it/ /remote/files/it/network.vsdx /remote/files/hr/ /remote/files/hr/payroll-2026.xlsx /remote/files/hr/contracts.zip") {
		t = t.Add(s.pause(11 * time.Second))
		s.get(t, v, path, answered)
	}
}

// mistakes are those of people who may come in.
func (s *site) mistakes() {
	ivan := person("ivan")
	t := at(monday, "07:15:20")
	for _, code := range []string{noCredentials, ntlmLeg, ntlmDenied} {
		s.get(t, ivan, "/", code)
	}
	s.logon(t.Add(14*time.Second), ivan, "/", true)

	judy := visitor{"192.0.2.61", firefox, `CONTOSO\judy`}
	t = at(monday, "17:40:00")
	for i, code := range []string{noCredentials, wrongPassword, wrongPassword, answered} {
		s.get(t.Add(time.Duration(i)*13*time.Second), judy, "/remote/", code)
	}
	olivia := visitor{"192.0.2.90", firefox, `CONTOSO\olivia`}
	t = at(monday, "18:05:00")
	for i, code := range []string{noCredentials, expired, expired} {
		s.get(t.Add(time.Duration(i)*17*time.Second), olivia, "/remote/", code)
	}
	trent := person("trent")
	t = at(monday, "10:12:31")
	for _, code := range []string{noCredentials, invalidToken, invalidToken} {
		s.get(t, trent, "/projects/", code)
	}
}

// rateLimit is a program that asks faster than the server allows.
func (s *site) rateLimit(t time.Time) {
	v := visitor{"198.51.100.140", python, ""}
	for i := range 39 {
		code := answered
		if i >= 8 && i < 33 {
			code = overLimit
		}
		s.log(request{at: t, client: v, path: "/api/catalog", query: fmt.Sprint("page=", i+1), code: code})
		t = t.Add(s.pause(1200 * time.Millisecond))
	}
}

// denyList is a client that the administrator has locked out.
func (s *site) denyList(t time.Time) {
	v := visitor{"203.0.113.199", curl, ""}
	for range 6 {
		s.get(t, v, "/remote/", onDenyList)
		t = t.Add(s.pause(70 * time.Second))
	}
}

// lockedPhone is a phone that does not know of a new password and goes on
// until the account is locked, and beyond.
func (s *site) lockedPhone(t time.Time) {
	v := visitor{"10.20.40.31", phone, `CONTOSO\rupert`}
	for i := range 14 {
		code := wrongPassword
		if i >= 5 {
			code = lockedOut
		}
		s.log(request{at: t, client: v, user: v.user, method: "OPTIONS", path: "/remote/sync", query: "device=3F2A", code: code})
		t = t.Add(15*time.Minute + time.Duration(s.n(4000))*time.Millisecond)
	}
}

// refused is somebody who has logged on and lacks a permission.
func (s *site) refused(t time.Time, v visitor, path string) {
	for range 6 {
		s.get(t, v, path, noCredentials)
		if v.agent == firefox {
			s.get(t, v, path, ntlmLeg)
		}
		s.get(t, v, path, noPermission)
		t = t.Add(s.pause(9 * time.Minute))
	}
}

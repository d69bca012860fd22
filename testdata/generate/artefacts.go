package main

import (
	"fmt"
	"strings"
	"time"
)

// artefacts is the site on nginx, where people log on with Basic.
func (s *site) artefacts() {
	scraper := visitor{"10.20.0.40", "Prometheus/3.2.0", "metrics"}
	for t := at(sunday, "00:05:00"); t.Before(at(monday+1, "00:00:00")); t = t.Add(20 * time.Minute) {
		s.get(t, scraper, "/metrics", "200")
	}
	for t := at(sunday, "02:00:00"); t.Before(at(monday, "22:00:00")); t = t.Add(s.pause(100 * time.Minute)) {
		s.build(t)
	}
	for _, name := range names[:16] {
		t := at(monday, "06:00:00").Add(s.pause(2 * time.Hour))
		for range 3 {
			s.browse(t, person(name), 0)
			t = t.Add(s.pause(3 * time.Hour))
		}
	}
	s.browse(at(monday, "12:48:10"), person("zoe"), 1)
	s.guessAdmin(at(monday, "02:22:15"))
	s.flood(at(monday, "14:10:00"))
	s.noise()
}

// basic logs an answer of nginx; a name is logged once it has been sent.
func (s *site) basic(t time.Time, v visitor, user, path, code string) {
	s.log(request{at: t, client: v, user: user, path: path, code: code})
}

// browse is somebody with a browser, who may mistype the password at first.
func (s *site) browse(t time.Time, v visitor, mistakes int) {
	_, user, _ := strings.Cut(v.user, `\`)
	s.basic(t, v, "", "/builds/", "401")
	t = t.Add(s.pause(9 * time.Second))
	for range mistakes {
		s.basic(t, v, user, "/builds/", "401")
		t = t.Add(s.pause(12 * time.Second))
	}
	for _, path := range []string{"/builds/", "/builds/latest/", "/builds/latest/report.html"}[:2+s.n(2)] {
		s.basic(t, v, user, path, "200")
		t = t.Add(s.pause(15 * time.Second))
	}
}

// build is the build server, which asks without a password every time.
func (s *site) build(t time.Time) {
	v := visitor{"10.20.0.50", "docker/27.5.1", "ci"}
	s.basic(t, v, "", "/v2/", "401")
	for _, path := range strings.Fields("/v2/ /v2/base/manifests/stable") {
		t = t.Add(s.pause(400 * time.Millisecond))
		s.basic(t, v, v.user, path, "200")
	}
}

// guessAdmin is one address that tries passwords of one account in vain.
func (s *site) guessAdmin(t time.Time) {
	v := visitor{"198.51.100.23", "Mozilla/5.0 (Hydra)", "admin"}
	s.basic(t, v, "", "/admin/", "401")
	for range 14 {
		t = t.Add(s.pause(12 * time.Second))
		s.basic(t, v, v.user, "/admin/", "401")
	}
}

// flood is a script that asks for more than it is allowed to.
func (s *site) flood(t time.Time) {
	v := visitor{"10.20.13.77", curl, ""}
	for i := range 26 {
		code := "200"
		if i%13 > 4 {
			code = "429"
		}
		s.log(request{at: t, client: v, path: "/public/search", query: fmt.Sprint("n=", i), code: code})
		t = t.Add(s.pause(2 * time.Second))
	}
}

// noise is what comes from everywhere.
func (s *site) noise() {
	for i, path := range strings.Fields("/robots.txt /favicon.ico /.env /wp-login.php /actuator/health /cgi-bin/luci /sitemap.xml /.git/HEAD") {
		v := visitor{fmt.Sprint("203.0.113.", 20+i*9), linux, ""}
		s.basic(at(sunday, "03:00:00").Add(s.pause(time.Duration(i+1)*5*time.Hour)), v, "", path, "404")
	}
}

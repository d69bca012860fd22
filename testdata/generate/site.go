package main

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// A site collects what its server logs, in any order.
type site struct {
	format func(request) string
	random *rand.PCG
	lines  []line
}

type line struct {
	at   time.Time
	text string
}

// A request is one line of a log. Code is "200.0.0": status, substatus, Win32
// status.
type request struct {
	at          time.Time
	client      visitor
	user        string
	method      string
	path, query string
	referer     string
	code        string
	size, taken int
}

// A visitor is who asks: an address, a program and the name to log on with.
type visitor struct{ address, agent, user string }

func (s *site) log(r request) {
	r.method = cmp.Or(r.method, "GET")
	r.query, r.referer, r.user = cmp.Or(r.query, "-"), cmp.Or(r.referer, "-"), cmp.Or(r.user, "-")
	r.size, r.taken = s.n(9000)+400, s.n(60)
	s.lines = append(s.lines, line{r.at, s.format(r)})
}

// n returns a number from 0 to limit-1.
func (s *site) n(limit int) int { return int(s.random.Uint64() % uint64(limit)) }

// pause returns a time between half of d and one and a half times d.
func (s *site) pause(d time.Duration) time.Duration {
	return d/2 + time.Duration(s.n(int(d/time.Millisecond)))*time.Millisecond
}

func (s *site) pick(list []string) string { return list[s.n(len(list))] }

// between returns the lines of a span in the order of their times.
func (s *site) between(from, to time.Time) (lines []line) {
	for _, l := range s.lines {
		if !l.at.Before(from) && l.at.Before(to) {
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return a.at.Compare(b.at) })
	return lines
}

// file returns the lines of a span as a file.
func (s *site) file(from, to time.Time) []byte {
	var b bytes.Buffer
	for _, l := range s.between(from, to) {
		b.WriteString(l.text + "\n")
	}
	return b.Bytes()
}

// w3cFile returns the lines of a span as a file of IIS, which closes a file
// that nothing was written to for a quarter of an hour and starts with a
// header when it opens it again.
func (s *site) w3cFile(from, to time.Time) []byte {
	var b bytes.Buffer
	var last time.Time
	for _, l := range s.between(from, to) {
		if l.at.Sub(last) > 15*time.Minute {
			fmt.Fprintf(&b, "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: %s\r\n", l.at.Format(time.DateTime))
			b.WriteString("#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\r\n")
		}
		last = l.at
		b.WriteString(l.text + "\r\n")
	}
	return b.Bytes()
}

// w3c is how IIS writes a request in its default layout.
func w3c(r request) string {
	agent := strings.ReplaceAll(r.client.agent, " ", "+")
	return fmt.Sprintf("%s 10.20.0.10 %s %s %s 443 %s %s %s %s %s %d", r.at.Format(time.DateTime), r.method, r.path, r.query,
		r.user, r.client.address, agent, r.referer, strings.ReplaceAll(r.code, ".", " "), r.taken)
}

// combined is how nginx writes a request.
func combined(r request) string {
	if r.code == "401" || r.code == "429" {
		r.size = 172
	}
	path := r.path
	if r.query != "-" {
		path += "?" + r.query
	}
	return fmt.Sprintf("%s - %s [%s] \"%s %s HTTP/1.1\" %s %d %q %q", r.client.address, r.user,
		r.at.In(time.FixedZone("CET", 3600)).Format("02/Jan/2006:15:04:05 -0700"), r.method, path, r.code, r.size, r.referer, r.client.agent)
}

const (
	edge    = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36 Edg/133.0.0.0"
	firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:135.0) Gecko/20100101 Firefox/135.0"
	linux   = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
	phone   = "Apple-iPhone15C2/2204.100"
	python  = "python-requests/2.32.3"
	curl    = "curl/8.12.1"
)

var names = strings.Fields("alice bob carol dave erin frank grace heidi ivan judy karl leonie mike nadia olivia peggy quentin rupert sybil trent ursula victor walter xenia yusuf zoe")

// person returns the visitor of that name at the desk.
func person(name string) visitor {
	i := slices.Index(names, name)
	agent := firefox
	if i%3 == 0 {
		agent = edge
	}
	return visitor{fmt.Sprintf("10.20.%d.%d", 11+i%4, 20+i*7), agent, `CONTOSO\` + name}
}

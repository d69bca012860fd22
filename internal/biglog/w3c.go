package biglog

import (
	"strconv"
	"strings"
	"time"
)

const w3cHeader = "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2026-01-05 00:00:00\r\n" +
	"#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\r\n"

// w3c appends a line as IIS 10 writes it by default.
func (m *maker) w3c(b []byte, r *request, server string, client []byte) []byte {
	b = append(b, m.time(time.DateTime)...)
	b = append(b, ' ')
	b = append(b, server...)
	b = append(b, ' ')
	b = append(b, r.method...)
	b = append(b, ' ')
	b = r.target(b, ' ')
	b = append(b, " 443 "...)
	b = userName(b, `CONTOSO\`, r.user)
	b = append(b, ' ')
	b = append(b, client...)
	b = append(b, ' ')
	b = append(b, agents[r.agent].plus...)
	b = append(b, ' ')
	b = append(b, m.referer()...)
	for _, n := range [...]int64{int64(r.status), int64(r.sub), r.win32, int64(m.rand.IntN(400))} {
		b = append(b, ' ')
		b = strconv.AppendInt(b, n, 10)
	}
	return append(b, "\r\n"...)
}

// referer returns one, or "-".
func (m *maker) referer() string {
	if m.chance(700) {
		return "-"
	}
	return "https://www.example.com/shop/"
}

// An agent is a browser, as servers log it: with blanks, and as IIS with plus
// signs.
type agent struct{ plain, plus string }

// agents are browsers of several versions.
var agents = func() (all []agent) {
	for version := 120; version < 132; version++ {
		v := strconv.Itoa(version)
		for _, plain := range []string{
			"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + v + ".0.0.0 Safari/537.36",
			"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:" + v + ".0) Gecko/20100101 Firefox/" + v + ".0",
			"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17." + v + " Mobile/15E148 Safari/604.1",
		} {
			all = append(all, agent{plain, strings.ReplaceAll(plain, " ", "+")})
		}
	}
	return all
}()

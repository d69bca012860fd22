package labelled

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// A line is an answer that a server logs.
type line struct {
	at           time.Time
	took         time.Duration // until the answer was logged; Apache logs the time a request began
	server       int
	client       string
	agent        string
	user         string // as logged, "" for none
	method, path string
	code         code
	truth        Truth
}

// The servers.
const (
	intranet = iota // IIS, one site
	farmA           // IIS, two machines that serve one site
	farmB
	nginx
	apache
)

// servers say what the servers log, and where.
var servers = [...]struct {
	folder, stream string
	file           func(day time.Time, rotated bool) string
	site           string // where the log names it, else "": it is the folder
	write          func([]byte, *line) []byte
}{
	{"W3SVC1", "W3SVC1/u_ex", dailyName, "", appendW3C},
	{"web1", "web1/u_ex", dailyName, "W3SVC7", appendFarm},
	{"web2", "web2/u_ex", dailyName, "W3SVC7", appendFarm},
	{"nginx", "nginx/access.log", rotatedName, "", appendCombined},
	{"apache", "apache/access.log", rotatedName, "", appendCombined},
}

// site returns the site of a server as alerts name it.
func siteOf(server int) string { return cmp.Or(servers[server].site, servers[server].folder) }

func dailyName(day time.Time, _ bool) string { return "u_ex" + day.Format("060102") + ".log" }

func rotatedName(_ time.Time, rotated bool) string {
	if rotated {
		return "access.log.1"
	}
	return "access.log"
}

const (
	w3cFields  = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken"
	farmFields = "date time s-sitename s-computername cs-method cs-uri-stem cs-username c-ip cs(User-Agent) cs-host sc-status sc-substatus sc-win32-status sc-bytes"
)

// plus writes a text as IIS does.
func plus(s string) string { return strings.ReplaceAll(s, " ", "+") }

func appendW3C(b []byte, l *line) []byte {
	return fmt.Appendf(b, "%s 10.1.0.5 %s %s - 443 %s %s %s - %d %d %d %d\r\n",
		l.at.Format("2006-01-02 15:04:05"), cmp.Or(l.method, "GET"), l.path, cmp.Or(l.user, "-"), l.client, plus(l.agent),
		l.code.status, l.code.substatus, l.code.win32, l.at.Nanosecond()/7_000_000)
}

func appendFarm(b []byte, l *line) []byte {
	return fmt.Appendf(b, "%s W3SVC7 web%d %s %s %s %s %s portal.example.com %d %d %d %d\r\n",
		l.at.Format("2006-01-02 15:04:05"), 1+l.server-farmA, cmp.Or(l.method, "GET"), l.path, cmp.Or(l.user, "-"),
		l.client, plus(l.agent), l.code.status, l.code.substatus, l.code.win32, l.at.Nanosecond()/200_000)
}

func appendCombined(b []byte, l *line) []byte {
	return fmt.Appendf(b, "%s - %s [%s] \"%s %s HTTP/1.1\" %d %d \"-\" \"%s\"\n",
		l.client, cmp.Or(l.user, "-"), l.at.Format("02/Jan/2006:15:04:05 -0700"), cmp.Or(l.method, "GET"), l.path,
		l.code.status, l.at.Nanosecond()/300_000, l.agent)
}

// header returns what a file starts with.
func header(server int, at time.Time) string {
	fields := ""
	switch server {
	case intranet:
		fields = w3cFields
	case farmA, farmB:
		fields = farmFields
	default:
		return ""
	}
	return "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: " +
		at.Format("2006-01-02 15:04:05") + "\r\n#Fields: " + fields + "\r\n"
}

// log puts the lines in order and renders them.
func (m *maker) log(seed uint64) *Log {
	slices.SortFunc(m.plants, func(a, b Plant) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Client+a.User+a.Site, b.Client+b.User+b.Site))
	})
	slices.SortStableFunc(m.lines, func(a, b line) int { return a.at.Add(a.took).Compare(b.at.Add(b.took)) })
	l := &Log{Plants: m.plants, lines: m.lines, begin: m.begin}
	for range servers {
		// What ends just after midnight may still go to the file of the day.
		l.rotations = append(l.rotations, m.begin.Add(dayLength+time.Duration(m.IntN(3))*time.Second))
	}
	return l.Shuffled(seed)
}

// Shuffled returns the same log with the lines of every second in another
// order, as servers write them that finish requests on several processors.
func (l *Log) Shuffled(seed uint64) *Log {
	out := &Log{Plants: l.Plants, Truth: map[Position]Truth{}, lines: l.lines, begin: l.begin, rotations: l.rotations}
	r := rand.New(rand.NewPCG(seed, 402))
	for server, rotation := range l.rotations {
		lines := l.of(server)
		at := slices.IndexFunc(lines, func(l *line) bool { return !l.at.Add(l.took).Before(rotation) })
		shuffleSeconds(r, lines[:at])
		shuffleSeconds(r, lines[at:])
		out.file(server, l.begin, true, lines[:at])
		out.file(server, l.begin.Add(dayLength), false, lines[at:])
	}
	return out
}

// of returns the lines of a server.
func (l *Log) of(server int) (lines []*line) {
	for i := range l.lines {
		if l.lines[i].server == server {
			lines = append(lines, &l.lines[i])
		}
	}
	return lines
}

// shuffleSeconds shuffles every run of lines that bear one second.
func shuffleSeconds(r *rand.Rand, lines []*line) {
	for from := 0; from < len(lines); {
		to := from + 1
		for to < len(lines) && lines[to].at.Unix() == lines[from].at.Unix() {
			to++
		}
		run := lines[from:to]
		r.Shuffle(len(run), func(i, j int) { run[i], run[j] = run[j], run[i] })
		from = to
	}
}

// file renders one file and notes the truth about its lines.
func (l *Log) file(server int, day time.Time, rotated bool, lines []*line) {
	s := &servers[server]
	f := File{Name: s.folder + "/" + s.file(day, rotated), Folder: s.folder, Stream: s.stream}
	top := header(server, day)
	f.Data = append(f.Data, top...)
	number := int64(0)
	if top != "" {
		number = 4
	}
	for _, x := range lines {
		number++
		f.Data = s.write(f.Data, x)
		if x.truth.Outcome != "" {
			l.Truth[Position{f.Name, number}] = x.truth
		}
	}
	l.Files = append(l.Files, f)
}

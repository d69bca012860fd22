package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"log401/detect"
)

// WriteStory writes s for people to read: whom it is about and a verdict, what
// happened in the order of time, and what each rule made of it. It returns the
// first error of w.
func WriteStory(w io.Writer, s *Story, o TableOptions) error {
	o = o.withDefaults()
	p := &storyPage{page: page{w: bufio.NewWriter(w), r: s.Report, o: o}, s: s}
	p.write()
	if p.err != nil {
		return p.err
	}
	return p.w.Flush()
}

// A storyPage writes the parts of a story.
type storyPage struct {
	page
	s *Story
}

func (p *storyPage) write() {
	p.head()
	p.heading("Verdict", "")
	for _, s := range p.verdict() {
		p.text(indent+"- ", s)
	}
	p.company()
	p.timeLine()
	p.rules()
	p.gaps()
}

// subjectTitles name the kinds of subject at the head of a page.
var subjectTitles = map[string]string{"client": "client", "network": "network", "user": "user", "alert": "alert"}

func (p *storyPage) head() {
	s := p.s
	title := "The story of " + subjectTitles[s.Subject.Kind] + " " + name(s.Subject.Name)
	if !p.r.Complete {
		title += " (incomplete: interrupted)"
	}
	p.line(p.paint(bold, p.own(title)))
	if a := s.Subject.Alert; a != nil {
		p.text(indent+"About   ", keyWords(detect.About{Client: a.Client, Network: a.Network, User: a.User, Site: a.Site, Path: a.Path}))
	}
	if s.Proxy {
		p.text(indent+"Proxy   ", "Others came through this address; here is what it did on its own behalf. --by proxy,client counts theirs.")
	}
	p.text(indent+"Seen    ", p.span(s.First, s.Last)+" ("+p.zone()+")")
	p.text(indent+"Read    ", fmt.Sprintf("%s, %s, %s", p.sources(), count(p.r.Input.Entries, "entry", "entries"), p.span(p.r.Input.First, p.r.Input.Last)))
	for _, part := range []struct {
		title, kind string
		one, many   string
		list        []Share
	}{
		{"Clients ", "client", "client", "clients", s.Clients}, {"Users   ", "user", "user", "users", s.Users}, {"Agents  ", "", "agent", "agents", s.Agents},
	} {
		if text := someShares(part.list, part.one, part.many); text != "" && part.kind != s.Subject.Kind {
			p.text(indent+part.title, text)
		}
	}
}

// gaps says what was read, and what of it could not be.
func (p *storyPage) gaps() {
	p.heading("Data quality", "")
	p.tallyLine()
	p.rejects()
	p.notes()
}

// someShares writes "alice, bob and 13 more users".
func someShares(list []Share, one, many string) string {
	var names []string
	for _, s := range list {
		if s.Name != "" {
			names = append(names, name(s.Name))
		}
	}
	return someOf(names, len(names), one, many)
}

// someOf writes the first few of n names, and how many there are more.
func someOf(names []string, n int, one, many string) string {
	const most = 3
	shown := names[:min(len(names), most)]
	text := strings.Join(shown, ", ")
	if rest := n - len(shown); rest > 0 {
		text += " and " + count(int64(rest), "more "+one, "more "+many)
	}
	return text
}

// keyWords names what a key is about: "203.0.113.9 and alice".
func keyWords(a detect.About) string {
	var parts []string
	for _, part := range []struct{ prefix, name string }{
		{"", a.Client}, {"", a.Network}, {"", a.User}, {"site ", a.Site}, {"path ", a.Path},
	} {
		if part.name != "" {
			parts = append(parts, part.prefix+name(part.name))
		}
	}
	return strings.Join(parts, " and ")
}

// company is the table of those that the subject was seen with.
func (p *storyPage) company() {
	title, list, heading := "User", p.s.Users, "Users"
	if p.s.Subject.Watch.User != "" || p.s.Subject.Kind == "user" {
		title, list, heading = "Client", p.s.Clients, "Who uses the name"
	}
	if len(list) < 2 {
		return
	}
	p.heading(heading, "")
	g := &grid{columns: []column{
		{title, middle, 15}, {"Failures", numbers, 0}, {"Other", numbers, 0}, {"Sign-ins", numbers, 0}, {"First", fixed, 0}, {"Last", fixed, 0},
	}}
	n := min(len(list), defaultTop)
	for _, s := range list[:n] {
		g.add(p.cell(s.Name), number(s.Failures), number(s.Denials-s.Failures), number(s.SignIns), p.stamp(s.First), p.stamp(s.Last))
	}
	p.draw(g)
	if rest := len(list) - n; rest > 0 {
		p.text(indent, "and "+number(int64(rest))+" more")
	}
}

// timeLine writes the rows, as many as are asked for.
func (p *storyPage) timeLine() {
	rows := p.s.Rows
	keep := chooseRows(rows, p.top(len(rows)))
	more := ""
	if len(keep) > 0 {
		more = "times in " + p.zone()
	}
	p.heading("What happened", more)
	day := ""
	for i := 0; i < len(rows); {
		if !keep[i] {
			n := 1
			for i+n < len(rows) && !keep[i+n] {
				n++
			}
			p.leftOut(rows[i : i+n])
			i += n
			continue
		}
		if d := p.time(rows[i].First).Format("2006-01-02"); d != day {
			day = d
			p.line(indent + p.paint(bold, d))
		}
		p.row(&rows[i])
		i++
	}
	if l := p.s.Lost; l.Rows > 0 {
		p.text(indent, fmt.Sprintf("Memory had no room for %s in the middle: %s, %s.", count(l.Rows, "row", "rows"),
			count(l.Denials, "denial", "denials"), count(l.SignIns, "sign-in", "sign-ins")))
	}
}

// leftOut says what stands in rows that are not shown.
func (p *storyPage) leftOut(rows []StoryRow) {
	var denials, signIns int64
	for _, r := range rows {
		denials += r.Denials + r.Steps
		signIns += r.SignIns
	}
	p.text(indent+"  ... ", fmt.Sprintf("%s left out: %s, %s (--top 0 shows all)", count(int64(len(rows)), "row", "rows"),
		count(denials, "denial", "denials"), count(signIns, "sign-in", "sign-ins")))
}

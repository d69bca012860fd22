package doctor

import (
	"fmt"
	"strings"

	"log401/internal/mend"
	"log401/internal/phrase"
	"log401/parser"
)

// logonShapes are what the log shows of logons.
var logonShapes = []struct {
	sample func(*Logons) *Sample
	many   string // behind the number
}{
	{func(l *Logons) *Sample { return &l.TwoLegs }, "by two 401s and then the user: NTLM, or Negotiate that came down to NTLM. Those 401s are normal steps"},
	{func(l *Logons) *Sample { return &l.OneLeg }, "by one 401 and then the user: Kerberos (Negotiate), Basic or Digest; the log does not say which. That 401 is a normal step"},
	{func(l *Logons) *Sample { return &l.Refused }, "refused with a user name, as Basic and Digest are"},
	{func(l *Logons) *Sample { return &l.Nameless }, "refused without a user name, as NTLM and Kerberos are; log401 names the likely user where it can"},
	{func(l *Logons) *Sample { return &l.Forms }, "sent with a form to log on and answered without a 401: whether the password was right is not in the log, and log401 does not count them"},
}

func checkLogons(x *Exam, _ error) []Finding {
	if x.Program != "" || x.Entries == 0 {
		return nil
	}
	var out []Finding
	for _, s := range logonShapes {
		if sample := s.sample(&x.Logons); sample.Count > 0 {
			out = append(out, one("logons", Look, "Logons", fmt.Sprintf("%s %s (first at %s)", number(sample.Count, "logon", "logons"), s.many, lines(sample.Lines)))...)
		}
	}
	l := &x.Logons
	if l.Named+l.Refused.Count == 0 && x.layout.Has(parser.FieldUser) {
		text := "nobody signs in by name here: all of " + number(x.Entries, "entry is", "entries are") + " anonymous"
		if x.Answers.Denied > 0 {
			text = fmt.Sprintf("not one entry names a user, and %s 401: logons that never come to a user", number(x.Answers.Denied, "answer is", "answers are"))
		}
		out = append(out, one("anonymous", Look, "Logons", text)...)
	}
	return out
}

// lines writes "line 7" or "lines 7, 8 and 9".
func lines(numbers []int64) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = phrase.Number(n)
	}
	if len(texts) == 1 {
		return "line " + texts[0]
	}
	last := len(texts) - 1
	return "lines " + strings.Join(texts[:last], ", ") + " and " + texts[last]
}

// What makes a busy address a proxy: this many entries, and this share of all
// in percent.
const (
	leastProxied = 50
	proxyPercent = 60
)

// checkProxy finds logs whose client is a proxy.
func checkProxy(x *Exam, _ error) []Finding {
	c := &x.Clients
	if x.Program != "" {
		return nil
	}
	busy := x.Entries >= leastProxied && c.MostCount*100 >= x.Entries*proxyPercent
	most := fmt.Sprintf("%s of the entries are of one address, %s", phrase.Percent(c.MostCount, x.Entries), words([]string{c.Most}))
	switch {
	case c.Filled > 0 && c.Example != nil && contains(x.Missing, "c-ip") && !contains(x.Fields, "c-ip"):
		return x.clientInHeader()
	case c.Filled > 0 && c.Example != nil:
		return x.proxyWithColumn(most, busy)
	case c.Unnamed:
		return one("proxy-unnamed-column", Improve, "Clients",
			"behind the fields of its format stands a column of addresses: the clients in front of a proxy, it seems", x.sayUnnamed())
	case !busy || x.layout.Has(parser.FieldAgent) && c.Agents < maxAgents || !c.Private && c.Distinct > 1:
		return nil
	}
	return one("proxy", Improve, "Clients", most+": a proxy or load balancer, it seems, and who is behind it is not logged", x.logForwarded())
}

// proxyWithColumn is about a log that names the clients behind a proxy.
func (x *Exam) proxyWithColumn(most string, busy bool) []Finding {
	c := &x.Clients
	header := phrase.Header(c.Forwarded)
	text := fmt.Sprintf("%s names other clients in %s, such as %s (line %d)", header, number(c.Filled, "entry", "entries"), c.Example.Text, c.Example.Number)
	trusted := "ADDRESS-OF-THE-PROXY"
	if c.Filled*2 < x.Entries {
		return one("proxy-column", Look, "Clients", text+"; most entries have none there: no proxy that all come through, and anybody can send it")
	}
	if busy {
		text = most + ": a proxy or load balancer, it seems. " + text
		trusted = strings.Trim(words([]string{c.Most}), `"`)
	}
	return one("proxy-column", Improve, "Clients", text+"; log401 does not look at it unless told to, since anybody can send it",
		do("Count by the client that the proxy names, and say which proxies to believe.", x.command("--client-field "+header+" --trusted-proxy "+trusted)...))
}

// clientInHeader is about a log whose only addresses are those that proxies
// write.
func (x *Exam) clientInHeader() []Finding {
	header, what := phrase.Header(x.Clients.Forwarded), "Count by the client that the proxies name, and say which proxies to believe: private ones or others"
	if x.layout.Format() == parser.Custom {
		what += "; --log-format as now"
	}
	return one("client-in-header", Improve, "Clients",
		fmt.Sprintf("no client but that in %s is logged, such as %s (line %d); log401 does not look at it unless told to, since anybody can send it", header, x.Clients.Example.Text, x.Clients.Example.Number),
		do(what+".", x.command("--client-field "+header+" --trusted-proxy private")...))
}

// sayUnnamed says how a column without a name gets one.
func (x *Exam) sayUnnamed() mend.Setting {
	format := GuessFormat(x.samples)
	if format == "" {
		format = `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" "%{X-Forwarded-For}i"`
	}
	return do("Say what the format is, and count by that column.",
		x.command("--log-format '"+format+"' --client-field X-Forwarded-For --trusted-proxy "+x.Clients.Most)...)
}

// logForwarded says how the header that names the client is logged.
func (x *Exam) logForwarded() mend.Setting {
	const header = "X-Forwarded-For"
	s := mend.Setting{What: "If it is one, have the header logged in which it names the client, then read the logs with --client-field " + header + " --trusted-proxy " + x.Clients.Most + "."}
	if x.layout.IsNCSA() {
		s.Ways = mend.Forwarded(header)
	} else {
		s.Ways = mend.IISHeader(header)
	}
	return s
}

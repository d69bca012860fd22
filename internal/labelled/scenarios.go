package labelled

import "strings"

// A scenario adds one kind of story to a log.
type scenario struct {
	name   string
	make   func(*maker)
	always bool // in every log
}

// scenarios are all stories that logs are made of.
var scenarios = []scenario{
	// Ordinary days.
	{"anonymous visits", anonymousVisits, true},
	{"visits with Windows authentication", windowsVisits, true},
	{"visits with Basic", basicVisits, true},
	{"parallel connections", parallelConnections, false},
	{"sign-ins that end in an error", signInsWithErrors, false},
	{"success in another file", successElsewhere, false},
	{"midnight", midnight, false},
	{"NTLM over many legs", manyLegs, false},
	{"stale Digest nonces", digestVisits, false},
	{"preflights", preflights, false},
	{"an application with cookies", cookieApplication, false},
	{"token refresh", tokenRefresh, false},
	{"the log ends within a logon", endsWithin, false},

	// Many people behind one address.
	{"eight users, own programs", natOwnAgents, false},
	{"eight users, one program", natOneAgent, false},

	// People and programs that go wrong and mean no harm.
	{"typing mistakes, Basic", mistakesBasic, false},
	{"typing mistakes, NTLM", mistakesNTLM, false},
	{"typing mistakes, NCSA", mistakesNCSA, false},
	{"somebody gives up", givesUp, false},
	{"expired password", expiredPassword, false},
	{"phone with an old password", stalePhone, false},
	{"service with an old password", staleService, false},
	{"service that backs off", staleBackOff, false},
	{"service with an old password, NCSA", staleNCSA, false},
	{"no domain controller", outage, false},
	{"lost connection affinity", lostAffinity, false},
	{"nobody can log on", deadEnd, false},
	{"load-balancer probes", probes, false},
	{"unanswered through a proxy", proxyUnanswered, false},
	{"unanswered in groups", groupsUnanswered, false},
	{"scanner at night", nightScanner, false},
	{"no permission", permissionDenied, false},
	{"right password, no permission", permissionDeniedNCSA, false},

	// Limits and lists.
	{"request limit", requestLimit, false},
	{"request limit, a slip", requestLimitSlip, false},
	{"request limit, log only", requestLimitLogOnly, false},
	{"request limit too tight", requestLimitTight, false},
	{"request limit, NCSA", requestLimitNCSA, false},
	{"deny list", denyListed, false},
	{"forbidden", forbiddenPaths, false},

	// Attacks.
	{"brute force, fast", bruteForceFast, false},
	{"brute force, slow", bruteForceSlow, false},
	{"brute force, NCSA", bruteForceNCSA, false},
	{"brute force by POST", bruteForcePost, false},
	{"brute force without a name", bruteForceUnnamed, false},
	{"brute force on one user", bruteForceUser, false},
	{"password spray", spray, false},
	{"password spray of a network", sprayNetwork, false},
	{"credential stuffing", stuffing, false},
	{"distributed brute force", distributed, false},
	{"low and slow", lowAndSlow, false},
	{"steady guessing from outside", steadyGuessing, false},
	{"NTLM flood", ntlmFlood, false},
	{"found password", foundPassword, false},
	{"found password, NCSA", foundPasswordNCSA, false},
	{"found password, used from elsewhere", foundElsewhere, false},
}

var (
	browsers = []string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36 Edg/134.0.0.0",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:136.0) Gecko/20100101 Firefox/136.0",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15",
	}
	tools = []string{
		"Mozilla/5.0 (Hydra)", "python-requests/2.32.3", "curl/8.12.1", "Go-http-client/1.1",
		"Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0",
	}
	phones = []string{"Apple-iPhone14C5/2204.62", "Android-Mail/2025.02.23", "Outlook-iOS-Android/1.0"}

	pages = strings.Fields("/ /news/ /news/week10.aspx /projects/ /projects/board.aspx /timesheets/ /people/search.aspx /docs/handbook.pdf")
	parts = strings.Fields("/styles/site.css /scripts/site.js /images/logo.png /images/icons.svg /fonts/text.woff2")
)

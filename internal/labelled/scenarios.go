package labelled

import "strings"

// A scenario adds one kind of story to a log.
type scenario struct {
	name   string
	make   func(*maker)
	always bool // in every log
	attack bool // somebody guesses at passwords
}

// scenarios are all stories that logs are made of.
var scenarios = []scenario{
	// Ordinary days.
	{name: "anonymous visits", make: anonymousVisits, always: true},
	{name: "visits with Windows authentication", make: windowsVisits, always: true},
	{name: "visits with Basic", make: basicVisits, always: true},
	{name: "parallel connections", make: parallelConnections},
	{name: "sign-ins that end in an error", make: signInsWithErrors},
	{name: "success in another file", make: successElsewhere},
	{name: "midnight", make: midnight},
	{name: "NTLM over many legs", make: manyLegs},
	{name: "stale Digest nonces", make: digestVisits},
	{name: "preflights", make: preflights},
	{name: "an application with cookies", make: cookieApplication},
	{name: "token refresh", make: tokenRefresh},
	{name: "the log ends within a logon", make: endsWithin},

	// Many people behind one address.
	{name: "eight users, own programs", make: natOwnAgents},
	{name: "eight users, one program", make: natOneAgent},
	{name: "eight users at nine o'clock", make: natRush},
	{name: "eight users with new passwords", make: natMistakes},
	{name: "eight users, NCSA", make: natNCSA},

	// People and programs that go wrong and mean no harm.
	{name: "typing mistakes, Basic", make: mistakesBasic},
	{name: "typing mistakes, NTLM", make: mistakesNTLM},
	{name: "typing mistakes, NCSA", make: mistakesNCSA},
	{name: "a guest at the machine", make: guest},
	{name: "somebody gives up", make: givesUp},
	{name: "expired password", make: expiredPassword},
	{name: "phone with an old password", make: stalePhone},
	{name: "service with an old password", make: staleService},
	{name: "service that backs off", make: staleBackOff},
	{name: "service with an old password, NCSA", make: staleNCSA},
	{name: "no domain controller", make: outage},
	{name: "lost connection affinity", make: lostAffinity},
	{name: "nobody can log on", make: deadEnd},
	{name: "load-balancer probes", make: probes},
	{name: "unanswered through a proxy", make: proxyUnanswered},
	{name: "unanswered in groups", make: groupsUnanswered},
	{name: "scanner at night", make: nightScanner},
	{name: "no permission", make: permissionDenied},
	{name: "right password, no permission", make: permissionDeniedNCSA},

	// Limits and lists.
	{name: "request limit", make: requestLimit},
	{name: "request limit, a slip", make: requestLimitSlip},
	{name: "request limit, log only", make: requestLimitLogOnly},
	{name: "request limit too tight", make: requestLimitTight},
	{name: "request limit, NCSA", make: requestLimitNCSA},
	{name: "deny list", make: denyListed},
	{name: "forbidden", make: forbiddenPaths},

	// Attacks.
	{name: "brute force, fast", make: bruteForceFast, attack: true},
	{name: "brute force, slow", make: bruteForceSlow, attack: true},
	{name: "brute force, NCSA", make: bruteForceNCSA, attack: true},
	{name: "brute force by POST", make: bruteForcePost, attack: true},
	{name: "brute force without a name", make: bruteForceUnnamed, attack: true},
	{name: "brute force on one user", make: bruteForceUser, attack: true},
	{name: "password spray", make: spray, attack: true},
	{name: "password spray of a network", make: sprayNetwork, attack: true},
	{name: "credential stuffing", make: stuffing, attack: true},
	{name: "distributed brute force", make: distributed, attack: true},
	{name: "low and slow", make: lowAndSlow, attack: true},
	{name: "steady guessing from outside", make: steadyGuessing, attack: true},
	{name: "NTLM flood", make: ntlmFlood, attack: true},
	{name: "found password", make: foundPassword, attack: true},
	{name: "found password, NCSA", make: foundPasswordNCSA, attack: true},
	{name: "found password, used from elsewhere", make: foundElsewhere, attack: true},

	// Both at once, or nearly.
	{name: "just at the limits", make: atLimits, attack: true},
	{name: "just below the limits", make: belowLimits},
	{name: "attack from an office", make: natAttack, attack: true},
	{name: "a user under siege", make: besieged, attack: true},
	{name: "Outlook on a Mac", make: outlook},
	{name: "a page left open", make: openTab},
	{name: "slow downloads", make: slowDownloads},
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

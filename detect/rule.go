package detect

import "time"

// A Rule is a row of the table: what is counted, by which key, and how many
// are too many. Two rows may bear one name where a rule looks at two keys.
//
// Whoever uses a rule may choose what [RuleSettings] and [LimitSettings] list.
// A new parameter is a field of Rule or Limit and a row in one of these: files
// of rules, their errors and the printed table know it from there.
type Rule struct {
	ID         string  // stable, unique
	Name       string  // stable; that of its alerts
	Off        bool    // not looked at
	Counts     Counts  // the events it counts
	Key        KeyKind // what they are counted by
	Limits     []Limit // each is enough; of those reached the highest severity counts
	Precedence int     // on the same evidence the higher supersedes the lower; 0 stands apart

	AtSignIn     bool   // a limit matters only at a sign-in of the key, and taken-back guesses count
	Scattered    bool   // raised only while no client has more than half of the window
	QuietClients bool   // clients with an alert of their own do not count
	Unless       string // not raised where this rule was over a limit on the same key within the window
	NoSignIn     bool   // not raised where the client signed in within the window, as whomever
	Siege        bool   // while open, a sign-in from a client that failed or is new is an alert of its own

	// ShutFor, where it is not 0, is for how long nobody signed in there;
	// and no client of the window was answered below 400 there in it.
	ShutFor time.Duration
	Grave   Severity // at least this severe with one logon that began, broke or was kept from ending

	// Known is the severity, where the limit has a higher one, of an alert about
	// a client that is private, allow-listed or signed in as the user before.
	// Only rules that count beats heed it.
	Known Severity

	Summary string        // one sentence; {placeholders} as listed in summary.go
	Advice  string        // what to do next
	Advices []CauseAdvice // what to do instead where one of these causes is the most frequent
}

// A CauseAdvice is what to do about a cause.
type CauseAdvice struct{ Cause, Advice string }

// A Limit is reached when one window holds as many as it says, of everything
// that it names. A window is half open: two events exactly Window apart are
// never in one.
type Limit struct {
	Count    int           // events; 0: any number
	Users    int           // distinct named users; 0: any number
	Clients  int           // distinct clients; 0: any number
	Span     time.Duration // at least this long from the oldest to the newest event
	Window   time.Duration
	Severity Severity

	// Only rules that count beats heed these, and they heed only these, Count
	// and Severity.
	Pace      time.Duration // half of the gaps are at least this long
	Variation float64       // the standard deviation of the gaps is below this part of their mean
}

// Number returns the number that the limit is known by: of events where it
// names one, else of users, else of clients.
func (l Limit) Number() int {
	switch {
	case l.Count > 0:
		return l.Count
	case l.Users > 0:
		return l.Users
	}
	return l.Clients
}

// Counts says which events a rule counts.
type Counts uint8

// What rules count. A guess is a failed logon that may be somebody trying
// passwords; see [Detector].
const (
	Guesses Counts = iota
	RateLimits
	DenyLists
	Refusals
	Beats            // guesses that name a user, those within 5 s as one, of allow-listed clients too
	UnansweredLogons // 401.1 that nobody answered; 401.2, which asks everybody to log on, is none
	Stuck            // logons that got nowhere, no password being to blame; settled late
	numCounts
)

var countsNames = [numCounts]string{"guesses", "rate-limit denials", "deny-list denials", "refusals", "beats of guesses", "unanswered 401.1", "logons that got nowhere"}

// String returns the plural that documentation uses.
func (c Counts) String() string { return countsNames[c] }

// A KeyKind says what events are counted by. An event that lacks a part of the
// key (no user logged, say) is not counted by it.
type KeyKind uint8

// The kinds of key.
const (
	KeyClient      KeyKind = iota
	KeyNetwork             // the IPv6 /64 or IPv4 /24 of the client
	KeyUser                // case-folded, without DOMAIN\ and @suffix
	KeyClientUser          // client and user
	KeyClientAgent         // client and agent, of events that name a user
	KeyUserPath            // user, or the client where no user is logged, and path
	KeySite
	KeySitePart // the site and the first segment of the path
	numKeyKinds
)

var keyKindNames = [numKeyKinds]string{"client", "network", "user", "client and user", "client and agent", "user (or client) and path", "site", "site and first path segment"}

// String returns the words that documentation uses.
func (k KeyKind) String() string { return keyKindNames[k] }

// DefaultRest is how long a rule stays silent about a key after an alert has ended. It
// ends when the longest window of the rule holds fewer than the lowest number
// that was reached: a pause of half a minute does not end a burst.
const DefaultRest = time.Hour

// Rules returns the table in force by default. The slice is the caller's, the
// limits in it are shared and must not be changed.
func Rules() []Rule { return append([]Rule(nil), rules...) }

// rules is in the order in which an event is shown to them: a rule that asks
// about the alerts of another one stands after it.
var rules = []Rule{
	{
		ID: "rate-limit", Name: "rate-limit", Counts: RateLimits, Key: KeyClient,
		Limits: []Limit{
			{Count: 1, Window: 10 * time.Minute, Severity: Info},
			{Count: 20, Window: time.Minute, Severity: Medium},
		},
		Summary: `{client} was denied {times} in {span} by a limit on requests ({kind}){peak}.`,
		Advice:  `If the client is known (a proxy, a monitor, an application of your own), raise the limit or exempt it; else leave the limit to do its work.`,
	},
	{
		ID: "rate-limit-site", Name: "rate-limit", Counts: RateLimits, Key: KeySite,
		Limits:  []Limit{{Clients: 10, Window: 10 * time.Minute, Severity: Info}},
		Summary: `{clients} of site {site} were denied {times} in {span} by a limit on requests ({kind}){peak}.`,
		Advice:  `Is the limit too tight? When many clients run into it at once it denies ordinary use; compare it with what one page load asks for.`,
	},
	{
		ID: "deny-list", Name: "deny-list", Counts: DenyLists, Key: KeyClient,
		Limits:  []Limit{{Count: 5, Window: 10 * time.Minute, Severity: Low}},
		Summary: `{client} was denied {times} in {span} because it is on a deny list.`,
		Advice:  `The list works. If the client should have access, look for its address or host name in the IP and domain restrictions of the site.`,
	},
	{
		ID: "brute-force", Name: "brute-force", Counts: Guesses, Key: KeyClient, Precedence: 3,
		Limits: []Limit{
			{Count: 10, Window: 10 * time.Minute, Severity: Medium},
			{Count: 6, Window: 30 * time.Second, Severity: Medium}, // faster than people retype
			{Count: 50, Window: 10 * time.Minute, Severity: High},
		},
		Summary: `{client} failed to log on {times} in {span}{as}.`,
		Advice:  `Block the client or limit its requests, and check whether it signed in anywhere afterwards. If it is one of yours, look for a program with an old password.`,
	},
	{
		ID: "brute-force-user", Name: "brute-force-user", Counts: Guesses, Key: KeyUser, Precedence: 2, Scattered: true, Siege: true,
		Limits:  []Limit{{Count: 10, Window: 10 * time.Minute, Severity: Medium}},
		Summary: `{clients} failed {times} in {span} to log on as {user}.`,
		Advice:  `Ask the user whether a device of theirs holds an old password; if not, reset the password and look at what the clients have in common.`,
	},
	{
		ID: "password-spray", Name: "password-spray", Counts: Guesses, Key: KeyClient, Precedence: 6,
		Limits:  []Limit{{Users: 8, Window: 30 * time.Minute, Severity: High}},
		Summary: `{client} tried {users} in {span}, {times} without success.`,
		Advice:  `Block the client, check whether any of these users signed in from it, and have weak passwords changed. An office behind one address can look the same: ask before you block one of yours.`,
	},
	{
		ID: "password-spray-network", Name: "password-spray", Counts: Guesses, Key: KeyNetwork, Precedence: 5, QuietClients: true,
		Limits:  []Limit{{Users: 15, Clients: 3, Window: 30 * time.Minute, Severity: High}},
		Summary: `{clients} of {network} tried {users} in {span}, {times} without success.`,
		Advice:  `Block the network rather than its addresses, check whether any of these users signed in from it, and have weak passwords changed.`,
	},
	{
		ID: "distributed-brute-force", Name: "distributed-brute-force", Counts: Guesses, Key: KeyUser, Precedence: 7, Siege: true,
		Limits:  []Limit{{Count: 15, Clients: 5, Window: time.Hour, Severity: High}},
		Summary: `{clients} failed {times} in {span} to log on as {user}.`,
		Advice:  `Blocking single clients will not stop this: require a second factor for the user, consider another logon name, and watch for a sign-in from a new client.`,
	},
	{
		ID: "credential-stuffing", Name: "credential-stuffing", Counts: Guesses, Key: KeySite, Precedence: 8,
		Limits:  []Limit{{Users: 30, Clients: 20, Window: 30 * time.Minute, Severity: High}},
		Summary: `{clients} tried {users} at site {site} in {span}, {times} without success.`,
		Advice:  `Somebody tries a list of leaked names and passwords. Require a second factor, slow down what signs in from new clients, and check which of these users signed in since: their passwords are on the list.`,
	},
	{
		ID: "success-after-failures", Name: "success-after-failures", Counts: Guesses, Key: KeyClientUser, Precedence: 9, AtSignIn: true,
		Limits:  []Limit{{Count: 5, Window: 30 * time.Minute, Severity: Critical}},
		Summary: `{client} signed in as {user} after {failures} in {span}{from}.`,
		Advice:  `Ask the user at once whether this was them. If not, the password is known to somebody else: reset it, end the sessions of the account, and read what the client did after signing in.`,
	},
	{
		ID: "stale-credential", Name: "stale-credential", Counts: Beats, Key: KeyClientAgent, Precedence: 4,
		Limits:  []Limit{{Count: 6, Pace: 20 * time.Second, Variation: 0.3, Severity: Medium}},
		Known:   Low,
		Summary: `{client} failed to log on as {user} every {pace} for {span}, {times} in all: {stale}.`,
		Advice:  `Find the device or program that holds the old password of {user}, and give it the new one: it calls itself {agent}. If nobody knows it, block the client.`,
	},
	{
		ID: "low-and-slow", Name: "low-and-slow", Counts: Guesses, Key: KeyClient, Precedence: 1, Unless: "brute-force",
		Limits:  []Limit{{Count: 20, Span: 6 * time.Hour, Window: 24 * time.Hour, Severity: Medium}},
		Summary: `{client} failed to log on {times} in {span}{as}, slowly enough to stay below other limits.`,
		Advice:  `Look at the pace: a device with an old password tries steadily, a person does not go on for hours. Block the client if nobody knows it.`,
	},
	{
		ID: "logon-flood", Name: "logon-flood", Counts: UnansweredLogons, Key: KeyClient, NoSignIn: true,
		Limits:  []Limit{{Count: 60, Window: 10 * time.Minute, Severity: Low}},
		Summary: `{client} began to log on {times} in {span} and never signed in: guessing, or a broken client; the log cannot tell.`,
		Advice:  `Look for failed logons of that time in the security log of the server. If there are none, the client is broken: look for a program or a proxy on it that cannot finish a logon.`,
	},
	{
		ID: "access-refused", Name: "access-refused", Counts: Refusals, Key: KeyUserPath,
		Limits:  []Limit{{Count: 5, Window: 24 * time.Hour, Severity: Info}},
		Summary: `{who} was refused {path} {times} in {span} for lack of permission.`,
		Advice:  `If the user should have access, give the account or one of its groups permission there; the password is right and need not be changed.`,
	},
	{
		ID: "sign-in-broken", Name: "sign-in-broken", Counts: Stuck, Key: KeySitePart, ShutFor: 24 * time.Hour, Grave: Medium,
		Limits:  []Limit{{Count: 20, Clients: 3, Window: time.Hour, Severity: Info}},
		Summary: `Sign-in at {part} does not work: {requests} of {clients} in {span} were refused without a password being judged, and none was let in.`,
		Advice:  `Look at the authentication settings: is a method switched on that these clients know, does a proxy remove the Authorization header, and has it ever worked? If nobody is meant to sign in there, the clients should not ask.`,
		Advices: stuckAdvices,
	},
}

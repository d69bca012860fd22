package detect

import (
	"fmt"
	"slices"
	"time"

	"log401/classify"
)

// A Profile is another tool whose published rules can be looked at beside
// ours: what would it have said of the same log?
type Profile struct {
	Name  string // as it is asked for
	Title string // as people know it
	Alert string // what it calls what it raises: "alert", "ban"
	Note  string // what holds for all of its rules; "" for nothing
	Rules []ProfileRule
}

// A ProfileRule is a published rule of another tool, as far as access logs can
// answer to it. Nothing in it folds handshakes.
type ProfileRule struct {
	ID       string // stable, unique
	Name     string // as its publisher names it
	Source   string // the address where it is published
	Checked  string // the day on which it was read there
	Reads    LogKind
	Statuses []int  // it counts answers of these statuses
	Named    bool   // only those that name a user
	Posts    bool   // only those to POST
	Counts   string // the same in words, in the plural, but for Reads
	Key      ProfileKey
	Kind     Algorithm
	Limit    int           // see Algorithm
	Window   time.Duration // see Algorithm
	Rest     time.Duration // after an alert, in which the key raises no other
	Approx   string        // what is not quite as it would be; "" for nothing
}

// A LogKind is a kind of log that a rule reads.
type LogKind uint8

// The kinds of log. Logs of the NCSA family have no substatus and no Win32
// status; those of IIS are in the W3C format.
const (
	ReadsW3C LogKind = iota
	ReadsNCSA
)

var logKindNames = [...]string{"IIS", "Apache and nginx"}

// String names the servers that write such logs.
func (k LogKind) String() string { return logKindNames[k] }

// A ProfileKey says what a rule counts by. A line that lacks the client or the
// user is not counted by it.
type ProfileKey uint8

// The keys. The stream, which is the log of one site, stands for the server.
const (
	ByClient ProfileKey = iota
	ByClientStream
	ByUserStream
	ByClientSite
	BySite
)

var profileKeyNames = [...]string{"client", "client and log", "user and log", "client and site", "site"}

// String says in words what is counted by.
func (k ProfileKey) String() string { return profileKeyNames[k] }

// An Algorithm says how a rule gets from lines to alerts.
type Algorithm uint8

// The algorithms.
const (
	// TumblingBin counts from one round time to the next: an alert for a bin
	// of length Window with Limit lines or more. A burst across the edge of
	// two bins may be missed.
	TumblingBin Algorithm = iota
	// SlidingWindow counts the lines of the last Window: Limit or more are an
	// alert, which goes on as long as each further line finds as many.
	SlidingWindow
	// RateEstimate counts from the first line on. When that is longer ago than
	// Window, the count so far is scaled down to it, as if the lines had been
	// evenly spread, and rounded. Limit is an alert, and the key rests.
	RateEstimate
	// LeakyBucket loses a line every Window. A line that finds Limit of them
	// in it makes it overflow: an alert, unless the key rests, and in any case
	// a new bucket.
	LeakyBucket
)

var algorithmNames = [...]string{"tumbling-bin", "sliding-window", "rate-estimate", "leaky-bucket"}

// String returns the name of the algorithm as reports write it.
func (a Algorithm) String() string { return algorithmNames[a] }

// allProfiles stands for the names of all profiles.
const allProfiles = "all"

// ProfileNames returns the names that [NewProfiles] knows, and "all".
func ProfileNames() []string {
	names := make([]string, 0, len(profiles)+1)
	for _, p := range profiles {
		names = append(names, p.Name)
	}
	return append(names, allProfiles)
}

// chooseProfiles returns the profiles of these names in the order of the
// table, each once.
func chooseProfiles(names []string) ([]Profile, error) {
	for _, name := range names {
		if !slices.Contains(ProfileNames(), name) {
			return nil, fmt.Errorf("profile %q is not known", name)
		}
	}
	var chosen []Profile
	for _, p := range profiles {
		if slices.Contains(names, p.Name) || slices.Contains(names, allProfiles) {
			chosen = append(chosen, p)
		}
	}
	return chosen, nil
}

// counts reports whether a rule counts a line of the log.
func (r *ProfileRule) counts(e *classify.Event) bool {
	named := e.User != "" || e.EmptyUser
	return e.NCSA == (r.Reads == ReadsNCSA) && slices.Contains(r.Statuses, e.Status) &&
		(named || !r.Named) && (e.Method == "POST" || !r.Posts)
}

// keyOf returns the key of a line, and whether it has one.
func (k ProfileKey) keyOf(l *profileLine) (key, bool) {
	switch k {
	case ByClient:
		return newKey(l.client, ""), l.client != ""
	case ByClientStream:
		return newKey(l.client, l.stream), l.client != ""
	case ByUserStream:
		return newKey(l.user, l.stream), l.user != ""
	case ByClientSite:
		return newKey(l.client, l.site), l.client != ""
	}
	return newKey(l.site, ""), true
}

// retain is how long after its last line a key can still matter.
func (r *ProfileRule) retain() int64 {
	span := r.Window
	if r.Kind == LeakyBucket {
		span = r.life()
	}
	return int64(max(span, r.Rest))
}

// life is how long after its last line a leaky bucket is thrown away.
func (r *ProfileRule) life() time.Duration { return time.Duration(r.Limit+1) * r.Window }

package detect

import (
	"math"
	"strings"

	"log401/classify"
	"log401/handshake"
	"log401/parser"
)

// never is a time that no event reaches.
const never = math.MaxInt64

// An event is what rules keep of a denial or a sign-in. All windows that hold
// it share it, so that taking a guess back is one assignment.
type event struct {
	time  int64
	until int64 // it counts at moments before this one; never unless taken back
	who
	*classify.Origin
	network *network // of the client; nil where it has none, or no rule asks
	shown   string   // the user as logged
	path    string
	cause   *classify.Cause
	line    int64
	kinds   limitKinds
	first   bool // a guess that was set aside as the first of its client and user
	grave   bool // a stuck request that shows more than that nobody asked for a password
}

// A who is the client and the user of an event as keys know them.
type who struct {
	user       string // key of the user; "" where unknown
	userHash   uint64
	clientHash uint64
}

func whoOf(ev *classify.Event) who { return whoIs(ev.Client, classify.UserKey(ev.User)) }

func whoIs(client, user string) who {
	return who{user: user, userHash: hashOf(user), clientHash: hashOf(client)}
}

func newEvent(ev *classify.Event, w who) *event {
	return &event{
		Origin: ev.Origin, who: w,
		time: ev.Time, until: never,
		shown: ev.User, path: ev.Path, cause: ev.Cause, line: ev.Line,
	}
}

func (e *event) position() parser.Position { return parser.Position{Source: e.Source, Line: e.line} }

// keyOf returns the key of an event, and whether it has one.
func (k KeyKind) keyOf(e *event) (key, bool) {
	switch k {
	case KeyClient:
		return e.clientKey(), e.Client != ""
	case KeyNetwork:
		return e.network.key()
	case KeyUser:
		return e.userKey(), e.user != ""
	case KeyClientUser:
		return e.pairKey(), e.Client != "" && e.user != ""
	case KeyClientAgent:
		return newKey(e.Client, e.Agent), e.Client != "" && e.user != ""
	case KeyUserPath:
		return userPathKey(e)
	case KeySitePart:
		return sitePartKey(e)
	}
	return newKey(e.Site, ""), e.Site != ""
}

func (e *event) clientKey() key { return key{e.clientHash, e.Client, ""} }

func (w *who) userKey() key { return key{w.userHash, w.user, ""} }

// pairKey returns the key of the client and the user.
func (e *event) pairKey() key { return e.who.pairKey(e.Client) }

func (w *who) pairKey(client string) key {
	if w.user == "" {
		return key{w.clientHash, client, ""}
	}
	return key{hashBoth(w.clientHash, w.userHash), client, w.user}
}

func sitePartKey(e *event) (key, bool) {
	return newKey(e.Site, segmentKey(e.path)), e.path != ""
}

func userPathKey(e *event) (key, bool) {
	if e.user != "" {
		return newKey(e.user, e.path), true
	}
	// A NUL keeps the client apart from a user of the same name.
	return newKey("\x00"+e.Client, e.path), e.Client != ""
}

// isGuess reports whether a denial may be somebody trying passwords. NCSA logs
// do not say why a logon failed, so there every failure may.
func isGuess(dn *handshake.Denial) bool {
	if dn.Outcome != handshake.Failure {
		return false
	}
	return dn.Event.NCSA || dn.Event.Cause != nil && dn.Event.Cause.Kind == classify.KindGuess
}

// limitKinds says which limits on requests denied them, as a set.
type limitKinds uint8

const (
	limitRate limitKinds = 1 << iota
	limitConcurrent
	limit429
)

func limitKindOf(e *classify.Event) limitKinds {
	switch {
	case e.Status == 429: // whatever the substatus, as in the cause
		return limit429
	case e.Substatus == 501:
		return limitConcurrent
	}
	return limitRate
}

// String joins the names of the kinds: "rate+concurrent".
func (k limitKinds) String() string {
	var names []string
	for i, name := range [...]string{"rate", "concurrent", "429"} {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, "+")
}

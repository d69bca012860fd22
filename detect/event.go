package detect

import (
	"math"
	"net/netip"
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
	time    int64
	until   int64 // it counts at moments before this one; never unless taken back
	client  string
	network string // CIDR of the client; "" where it has none
	user    string // key of the user; "" where unknown
	shown   string // the user as logged
	site    string
	path    string
	agent   string
	cause   *classify.Cause
	kinds   limitKinds
	grave   bool // a stuck request that shows more than that nobody asked for a password
	pos     parser.Position
}

func newEvent(e *classify.Event) *event {
	return &event{
		time: e.Time, until: never,
		client: e.Client, user: classify.UserKey(e.User), shown: e.User,
		site: e.Site, path: e.Path, agent: e.Agent, cause: e.Cause,
		pos: parser.Position{Source: e.Source, Line: e.Line},
	}
}

// keyOf returns the key of an event, and whether it has one.
func (k KeyKind) keyOf(e *event) (key, bool) {
	switch k {
	case KeyClient:
		return newKey(e.client, ""), e.client != ""
	case KeyNetwork:
		return newKey(e.network, ""), e.network != ""
	case KeyUser:
		return newKey(e.user, ""), e.user != ""
	case KeyClientUser:
		return newKey(e.client, e.user), e.client != "" && e.user != ""
	case KeyClientAgent:
		return newKey(e.client, e.agent), e.client != "" && e.user != ""
	case KeyUserPath:
		return userPathKey(e)
	case KeySitePart:
		return sitePartKey(e)
	}
	return newKey(e.site, ""), e.site != ""
}

func sitePartKey(e *event) (key, bool) {
	return newKey(e.site, segmentKey(e.path)), e.path != ""
}

func userPathKey(e *event) (key, bool) {
	if e.user != "" {
		return newKey(e.user, e.path), true
	}
	// A NUL keeps the client apart from a user of the same name.
	return newKey("\x00"+e.client, e.path), e.client != ""
}

// addressOf returns the address of a client as networks know it: IPv4 where it
// is one in IPv6, without a zone; not ok where the client is a host name.
func addressOf(client string) (addr netip.Addr, ok bool) {
	addr, err := netip.ParseAddr(client)
	return addr.Unmap().WithZone(""), err == nil
}

// Network returns the IPv4 /24 or IPv6 /64 of a client as CIDR, or "" where the
// client is a host name.
func Network(client string) string {
	addr, ok := addressOf(client)
	if !ok {
		return ""
	}
	bits := 64
	if addr.Is4() {
		bits = 24
	}
	p, err := addr.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
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

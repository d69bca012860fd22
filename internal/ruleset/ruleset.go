// Package ruleset reads and writes files of rules: TOML that says by which
// thresholds alerts are raised, and by which windows the requests of one logon
// are known. A file says only what differs from the default.
package ruleset

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"log401/detect"
	"log401/handshake"
)

// A Set is everything that a file of rules can say.
type Set struct {
	Allow     []netip.Prefix // whose clients raise no alerts but about old passwords
	Rest      time.Duration  // as in detect.Options
	Leg       time.Duration  // as in handshake.Options
	Challenge time.Duration  // likewise
	TakeBack  detect.TakeBack
	Rules     []detect.Rule // all of detect.Rules, in that order
}

// Default returns the set that is in force where no file says otherwise.
func Default() Set {
	return Set{
		Rest:      detect.DefaultRest,
		Leg:       handshake.DefaultLeg,
		Challenge: handshake.DefaultChallenge,
		TakeBack:  detect.DefaultTakeBack,
		Rules:     detect.Rules(),
	}
}

// settings are the parameters that belong to no rule, by table and name in the
// file. A new one is a row here and a field of Set.
var settings = []detect.Setting[Set]{
	{Name: "rest", About: "how long a rule stays silent about a key after an alert has ended", Most: int64(31 * 24 * time.Hour), Field: func(s *Set) any { return &s.Rest }},
	{Name: "windows.leg", About: "between two requests of one logon that no person has a part in", Most: int64(time.Hour), Field: func(s *Set) any { return &s.Leg }},
	{Name: "windows.challenge", About: "in which a person may answer a challenge", Most: int64(time.Hour), Field: func(s *Set) any { return &s.Challenge }},
	{Name: "take-back.span", About: "how far back a sign-in takes guesses", Most: int64(24 * time.Hour), Field: func(s *Set) any { return &s.TakeBack.Span }},
	{Name: "take-back.guesses", About: "at most so many of the same client and user", Most: detect.MostTakenBack, Zero: true, Field: func(s *Set) any { return &s.TakeBack.Guesses }},
	{Name: "take-back.unnamed", About: "and so many of the same client that named no user", Most: detect.MostTakenBack, Zero: true, Field: func(s *Set) any { return &s.TakeBack.Unnamed }},
}

// Windows returns what the set says of the windows of handshake.
func (s *Set) Windows() handshake.Options {
	return handshake.Options{Leg: s.Leg, Challenge: s.Challenge}
}

// Options returns what the set says of detect, which then waits as long as
// outcomes with these windows may take.
func (s *Set) Options() detect.Options {
	return detect.Options{Allow: s.Allow, Rules: s.Rules, Rest: s.Rest, TakeBack: s.TakeBack, Lateness: s.Windows().Lateness()}
}

// Choose gives a parameter that belongs to no rule, such as "windows.leg", the
// value that a text says, as a flag does. The error is an *Error without a
// place.
func (s *Set) Choose(name, text string) error {
	i := slices.IndexFunc(settings, func(x detect.Setting[Set]) bool { return x.Name == name })
	if f := assign(&settings[i], s, text); f.problem != "" {
		return &Error{Problem: f.problem, Hint: f.hint}
	}
	return nil
}

// rule returns the row with an ID, or nil.
func (s *Set) rule(id string) *detect.Rule {
	i := slices.IndexFunc(s.Rules, func(r detect.Rule) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return &s.Rules[i]
}

// ParseNetwork reads a network, or an address as the network of itself. An
// IPv4 network in IPv6 clothes is the IPv4 network.
func ParseNetwork(text string) (netip.Prefix, error) {
	// What follows the % of an address may be anything, a / too.
	if a, err := netip.ParseAddr(text); err == nil && !strings.Contains(text, "/") {
		a = a.WithZone("").Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	if a := p.Addr(); err == nil && a.Is4In6() && p.Bits() >= 96 {
		p = netip.PrefixFrom(a.Unmap(), p.Bits()-96)
	}
	return p.Masked(), err
}

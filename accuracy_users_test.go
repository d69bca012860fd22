package log401_test

import (
	"fmt"
	"strings"

	"log401/handshake"
	"log401/internal/labelled"
)

// userScore counts how often the likely user of a failure that names nobody
// was told, and how often it was right. The log withheld the user; the truth
// knows.
type userScore struct {
	own    userShare // where one person has the address
	shared userShare // where several do
	nobody userShare // where it was nobody's account: any user told is wrong
}

type userShare struct {
	told share                    // of all failures
	by   [handshake.Low + 1]share // right of those told, by how likely they were said to be
}

// users compares the likely users of failures with who it was, and complains
// of one told wrongly where one person has the address.
func (s *userScore) users(l *labelled.Log, likely []handshake.Denial) (wrong []string) {
	for i := range likely {
		d := &likely[i]
		truth := l.Truth[labelled.Position{File: d.Event.Source, Line: d.Event.Line}]
		told := bareName(d.LikelyUser)
		of := &s.own
		switch {
		case truth.Moot:
			continue
		case truth.User == "":
			of = &s.nobody
		case truth.Shared:
			of = &s.shared
		}
		of.told.add(told != "")
		if told == "" {
			continue
		}
		of.by[d.Likelihood].add(told == truth.User)
		if told != truth.User && !truth.Shared {
			wrong = append(wrong, fmt.Sprintf("%s:%d (%s) was %q, likely told as %s", d.Event.Source, d.Event.Line, truth.Scenario, truth.User, told))
		}
	}
	return wrong
}

func (s *userScore) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "failures without a user      all    told\n")
	for _, row := range []struct {
		name string
		of   *userShare
	}{{"one person an address", &s.own}, {"several an address", &s.shared}, {"nobody's account", &s.nobody}} {
		fmt.Fprintf(&b, "%-24s %7d  %s", row.name, row.of.told.all, row.of.told)
		for c, by := range row.of.by {
			if by.all > 0 {
				fmt.Fprintf(&b, "; likelihood %s %d, right %s", handshake.Confidence(c), by.all, strings.TrimSpace(by.String()))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

package labelled

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// A maker collects what the scenarios of one log simulate.
type maker struct {
	*rand.Rand
	begin, end time.Time
	scenario   string
	attack     bool // see Plant
	lines      []line
	plants     []Plant
	networks   int // handed out
	addresses  int // of strangers, handed out
	users      int // handed out
	segments   int // handed out
}

// The span of a log: a day, and two hours of the next one.
const (
	dayLength  = 24 * time.Hour
	spanLength = dayLength + 2*time.Hour
	quietEnd   = 5 * time.Minute // at its end, in which no scenario starts or goes on
)

// Make returns the log of a seed: ordinary traffic on every server, and about
// every other scenario.
func Make(seed uint64) *Log {
	begin := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(seed%300))
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 401)), begin: begin, end: begin.Add(spanLength)}
	for _, s := range scenarios {
		m.scenario, m.attack = s.name, s.attack
		if s.always || m.IntN(2) == 0 {
			s.make(m)
		}
	}
	return m.log(seed)
}

// Only returns a log of one scenario beside the ordinary traffic. It panics if
// there is none of that name.
func Only(name string, seed uint64) *Log {
	begin := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 401)), begin: begin, end: begin.Add(spanLength)}
	for _, s := range scenarios {
		m.scenario, m.attack = s.name, s.attack
		if s.always || s.name == name {
			s.make(m)
		}
	}
	if m.scenario = name; !slices.Contains(Scenarios(), name) {
		panic("no scenario " + name)
	}
	return m.log(seed)
}

// Scenarios returns the names of the scenarios, in the order of the table.
func Scenarios() []string {
	var names []string
	for _, s := range scenarios {
		names = append(names, s.name)
	}
	return names
}

// chance reports true so many times in a hundred.
func (m *maker) chance(percent int) bool { return m.IntN(100) < percent }

// between returns a number from least to most.
func (m *maker) between(least, most int) int { return least + m.IntN(most-least+1) }

// pause returns a time from least to most.
func (m *maker) pause(least, most time.Duration) time.Duration {
	return least + time.Duration(m.Int64N(int64(most-least)+1))
}

// when returns a start for something that takes at most so long.
func (m *maker) when(length time.Duration) time.Time {
	return m.begin.Add(m.pause(time.Minute, spanLength-quietEnd-length))
}

func pick[T any](m *maker, list []T) T { return list[m.IntN(len(list))] }

// firstNames are those of the people of all stories.
var firstNames = strings.Fields(`alice bob carol dave erin frank grace heidi ivan judy karl laura mallory
	niaj olivia peggy quentin rupert sybil trent ursula victor wendy xenia yusuf zoe`)

// person returns the bare name of somebody who is in no other scenario.
func (m *maker) person() string {
	name := firstNames[m.users%len(firstNames)]
	if round := m.users / len(firstNames); round > 0 {
		name += fmt.Sprint(round + 1)
	}
	m.users++
	return name
}

// persons returns some of them.
func (m *maker) persons(n int) (names []string) {
	for range n {
		names = append(names, m.person())
	}
	return names
}

// logged returns a name in one of the forms that people and programs use.
func (m *maker) logged(name string) string {
	switch m.IntN(4) {
	case 0:
		return name + "@contoso.example"
	case 1:
		return name
	}
	return `CONTOSO\` + name
}

// inside returns an address of a network of its own, within the organisation.
func (m *maker) inside() string {
	m.networks++
	return fmt.Sprintf("10.%d.%d.%d", 20+m.networks/200, m.networks%200, m.between(2, 250))
}

// outside returns an address from elsewhere: one of three hundred IPv4
// addresses, or one of an IPv6 network of its own.
func (m *maker) outside() string {
	if m.addresses++; m.addresses <= 200 && m.chance(30) {
		return pick(m, []string{"192.0.2.", "198.51.100.", "203.0.113."}) + fmt.Sprint(m.addresses)
	}
	return m.far()
}

// far returns an address of an IPv6 network of its own.
func (m *maker) far() string {
	m.networks++
	return fmt.Sprintf("2001:db8:%x:%x::%x", 0x100+m.networks, m.IntN(1<<16), m.between(1, 1<<16-1))
}

// segment returns the first segment of paths that no other scenario uses.
func (m *maker) segment() string {
	m.segments++
	return fmt.Sprintf("/%s%d", pick(m, []string{"erp", "crm", "wiki", "board", "travel", "stock"}), m.segments)
}

// plant notes what an alert should tell of.
func (m *maker) plant(p Plant) {
	p.Scenario, p.Attack = m.scenario, m.attack
	slices.Sort(p.Clients)
	slices.Sort(p.Users)
	p.Clients, p.Users = slices.Compact(p.Clients), slices.Compact(p.Users)
	m.plants = append(m.plants, p)
}

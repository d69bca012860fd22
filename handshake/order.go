package handshake

import (
	"cmp"
	"slices"
	"strings"

	"log401/classify"
)

// maxHeld bounds the events of one second that are put in order; those beyond
// are put in order by themselves.
const maxHeld = 1 << indexBits

// A phase is the order of the events of one second.
type phase uint8

const (
	asked    phase = iota // without credentials
	refused               // with credentials, refused
	answered              // anything else
)

func phaseOf(ev *classify.Event, set classify.Win32Set) phase {
	switch {
	case ev.Class != classify.ClassLogon:
		if anonymousAccess(ev) {
			return asked
		}
		return answered
	case named(ev) || set == classify.Win32Hard:
		return refused
	}
	return asked
}

// anonymousAccess reports whether the anonymous account has no permission:
// where a logon is offered, that is how it starts.
func anonymousAccess(ev *classify.Event) bool {
	return ev.Class == classify.ClassRefused && ev.Substatus == 3 && ev.User == ""
}

// hold keeps an event until those of its second are taken.
func (f *Folder) hold(q *question) {
	ev := q.event()
	if ev.FirstSuccess {
		f.streams[ev.Stream] = true // before any of them, since which comes first says nothing
	}
	f.held = append(f.held, q)
	q.set = classify.Win32Unknown
	if ev.Class == classify.ClassLogon {
		q.set = classify.Win32SetOf(ev.Win32)
	}
	f.turns = append(f.turns, turnOf(ev, phaseOf(ev, q.set)))
	q.conversation = f.memory.find(ev.Origin) // nothing waits for it yet
}

// release takes the events of a second.
func (f *Folder) release() {
	f.sort()
	for _, p := range f.order {
		if q := f.held[p.index()]; !f.take(q) {
			f.drop(q)
		}
	}
	f.held, f.turns = f.held[:0], f.turns[:0]
}

// sort puts the events held in order: by what they say, and by their lines only
// where they say the same, so that the order in which they came changes
// nothing.
func (f *Folder) sort() {
	f.order, f.whole = ticketsOf(f.order[:0], f.turns)
	f.order, f.room = sortTickets(f.order, f.room)
	for from := 0; from < len(f.order); {
		to := from + 1
		for to < len(f.order) && f.order[to].beside(f.order[from]) {
			to++
		}
		f.sortAlike(f.order[from:to])
		from = to
	}
}

// fewAlike are put in order one after the other.
const fewAlike = 12

// sortAlike puts events in order that tickets do not tell apart: those of a
// client who asks for several things at once.
func (f *Folder) sortAlike(tickets []ticket) {
	if len(tickets) > fewAlike {
		slices.SortFunc(tickets, f.compare)
		return
	}
	for i := 1; i < len(tickets); i++ {
		for j := i; j > 0 && f.compare(tickets[j], tickets[j-1]) < 0; j-- {
			tickets[j], tickets[j-1] = tickets[j-1], tickets[j]
		}
	}
}

// compare compares two events held that their tickets do not tell apart.
func (f *Folder) compare(a, b ticket) int {
	i, j := a.index(), b.index()
	if !f.whole {
		if c := f.turns[i].compare(&f.turns[j]); c != 0 {
			return c
		}
	}
	return compareEvents(f.held[i].event(), f.held[j].event())
}

// compareEvents compares two events of one time, and of clients that numbers do
// not tell apart. Class and cause follow from the rest.
func compareEvents(a, b *classify.Event) int {
	if a.Origin != b.Origin && !a.SameConversation(b.Origin) {
		return compareConversations(a.Origin, b.Origin)
	}
	if c := strings.Compare(a.Path, b.Path); c != 0 {
		return c
	}
	if c := strings.Compare(a.User, b.User); c != 0 {
		return c
	}
	if c := strings.Compare(a.Method, b.Method); c != 0 {
		return c
	}
	if a.Origin != b.Origin {
		if c := strings.Compare(a.Stream, b.Stream); c != 0 {
			return c
		}
	}
	if c := compareCodes(a, b); c != 0 {
		return c
	}
	return compareRest(a, b)
}

func compareCodes(a, b *classify.Event) int {
	switch {
	case a.Status != b.Status:
		return cmp.Compare(a.Status, b.Status)
	case a.Substatus != b.Substatus:
		return cmp.Compare(a.Substatus, b.Substatus)
	}
	return cmp.Compare(a.Win32, b.Win32)
}

func compareRest(a, b *classify.Event) int {
	return cmp.Or(
		compareBool(a.EmptyUser, b.EmptyUser), compareBool(a.NCSA, b.NCSA), compareBool(a.Astray, b.Astray),
		strings.Compare(a.Source, b.Source), cmp.Compare(a.Line, b.Line),
	)
}

func compareConversations(a, b *classify.Origin) int {
	return cmp.Or(
		strings.Compare(a.Client, b.Client), strings.Compare(a.Agent, b.Agent), strings.Compare(a.Site, b.Site),
		strings.Compare(a.Host, b.Host), strings.Compare(a.Port, b.Port),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

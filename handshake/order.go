package handshake

import (
	"cmp"
	"slices"
	"strings"

	"log401/classify"
)

// maxHeld bounds the events of one second that are put in order; those beyond
// are put in order by themselves.
const maxHeld = 1 << 16

// A phase is the order of the events of one second.
type phase uint8

const (
	asked    phase = iota // without credentials
	refused               // with credentials, refused
	answered              // anything else
)

func phaseOf(ev *classify.Event) phase {
	switch {
	case ev.Class != classify.ClassLogon:
		if anonymousAccess(ev) {
			return asked
		}
		return answered
	case named(ev) || classify.Win32SetOf(ev.Win32) == classify.Win32Hard:
		return refused
	}
	return asked
}

// anonymousAccess reports whether the anonymous account has no permission:
// where a logon is offered, that is how it starts.
func anonymousAccess(ev *classify.Event) bool {
	return ev.Class == classify.ClassRefused && ev.Substatus == 3 && ev.User == ""
}

func turnOf(ev *classify.Event, index int) (t turn) {
	t.words = [...]uint64{
		clientWord: ev.ClientOrder,
		timeWord:   unsigned(ev.Time),
		phaseWord:  unsigned(second(ev.Time)<<2 | int64(phaseOf(ev))),
	}
	t.index = int32(index)
	return t
}

// release takes the events of a second.
func (f *Folder) release() {
	f.turns = f.turns[:0]
	for i := range f.held {
		ev := &f.held[i]
		if ev.FirstSuccess {
			f.streams[ev.Stream] = true // before any of them, since which comes first says nothing
		}
		f.turns = append(f.turns, turnOf(ev, i))
	}
	f.order()
	for i := range f.turns {
		f.take(&f.held[f.turns[i].index])
	}
	f.held = f.held[:0]
}

// order puts the turns in order: by what events say, and by their lines only
// where they say the same, so that the order in which they came changes
// nothing.
func (f *Folder) order() {
	f.room = slices.Grow(f.room[:0], len(f.turns))[:len(f.turns)]
	f.turns, f.room = sortTurns(f.turns, f.room)
	for from := 0; from < len(f.turns); {
		to := from + 1
		for to < len(f.turns) && f.turns[to].words == f.turns[from].words {
			to++
		}
		if to > from+1 {
			slices.SortFunc(f.turns[from:to], func(a, b turn) int {
				return compareEvents(&f.held[a.index], &f.held[b.index])
			})
		}
		from = to
	}
}

// compareEvents compares two events of one time, and of clients that numbers do
// not tell apart. Class and cause follow from the rest.
func compareEvents(a, b *classify.Event) int {
	switch {
	case a.Origin != b.Origin && !a.SameConversation(b.Origin):
		return compareConversations(a.Origin, b.Origin)
	case a.Path != b.Path:
		return strings.Compare(a.Path, b.Path)
	case a.User != b.User:
		return strings.Compare(a.User, b.User)
	case a.Method != b.Method:
		return strings.Compare(a.Method, b.Method)
	case a.Stream != b.Stream:
		return strings.Compare(a.Stream, b.Stream)
	case a.Status != b.Status:
		return cmp.Compare(a.Status, b.Status)
	case a.Substatus != b.Substatus:
		return cmp.Compare(a.Substatus, b.Substatus)
	case a.Win32 != b.Win32:
		return cmp.Compare(a.Win32, b.Win32)
	}
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

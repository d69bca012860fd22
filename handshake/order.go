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

// A turn is an event in the order of its second.
type turn struct {
	second int64
	phase  phase
	ev     *classify.Event
}

// release takes the events of a second.
func (f *Folder) release() {
	f.turns = f.turns[:0]
	for i := range f.held {
		ev := &f.held[i]
		if ev.FirstSuccess {
			f.streams[ev.Stream] = true // before any of them, since which comes first says nothing
		}
		f.turns = append(f.turns, turn{second(ev.Time), phaseOf(ev), ev})
	}
	if len(f.turns) > 1 {
		slices.SortFunc(f.turns, compareTurns)
	}
	for _, t := range f.turns {
		f.take(t.ev)
	}
	f.held = f.held[:0]
}

// compareTurns orders events by what they say, and by their lines only where
// they say the same, so that the order in which they came changes nothing.
func compareTurns(a, b turn) int {
	switch {
	case a.second != b.second:
		return cmp.Compare(a.second, b.second)
	case a.phase != b.phase:
		return cmp.Compare(a.phase, b.phase)
	case a.ev.Time != b.ev.Time:
		return cmp.Compare(a.ev.Time, b.ev.Time)
	case a.ev.Client != b.ev.Client:
		return strings.Compare(a.ev.Client, b.ev.Client)
	}
	if n := compareTexts(a.ev, b.ev); n != 0 {
		return n
	}
	return compareNumbers(a.ev, b.ev)
}

func compareTexts(a, b *classify.Event) int {
	for _, text := range [...][2]*string{
		{&a.Agent, &b.Agent}, {&a.Site, &b.Site}, {&a.Host, &b.Host}, {&a.Port, &b.Port},
		{&a.Path, &b.Path}, {&a.User, &b.User}, {&a.Method, &b.Method}, {&a.Stream, &b.Stream},
	} {
		if n := strings.Compare(*text[0], *text[1]); n != 0 {
			return n
		}
	}
	return 0
}

// compareNumbers leaves out what follows from the rest: class and cause.
func compareNumbers(a, b *classify.Event) int {
	return cmp.Or(
		cmp.Compare(a.Status, b.Status), cmp.Compare(a.Substatus, b.Substatus), cmp.Compare(a.Win32, b.Win32),
		compareBool(a.EmptyUser, b.EmptyUser), compareBool(a.NCSA, b.NCSA), compareBool(a.Astray, b.Astray),
		strings.Compare(a.Source, b.Source), cmp.Compare(a.Line, b.Line),
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

package classify

import (
	"slices"
	"strings"
)

// causes is the whole knowledge base of causes, sorted by name.
var causes = slices.SortedFunc(slices.Values(slices.Concat(logonCauses, serverCauses, refusalCauses)),
	func(a, b Cause) int { return strings.Compare(a.Name, b.Name) })

// Causes returns every cause, sorted by name. The slice is the caller's.
func Causes() []Cause { return slices.Clone(causes) }

// CauseByName returns the cause of that name, or nil. It is shared and must
// not be changed.
func CauseByName(name string) *Cause {
	i, found := slices.BinarySearchFunc(causes, name, func(c Cause, name string) int {
		return strings.Compare(c.Name, name)
	})
	if !found {
		return nil
	}
	return &causes[i]
}

// A StatusCode is what is known of one status and substatus: one row of the
// knowledge base.
type StatusCode struct {
	Status    int
	Substatus int64  // -1: the row is about the status without a substatus
	Class     Class  // ClassNone where the answer is no denial
	Cause     string // name of the cause, unless the Win32 status or the user says more
	Title     string // a few words: "Unauthorized: logon failed or under way"
	Note      string // what else there is to know, "" where the cause says it all
	Source    string
}

// LookupStatus returns what is known of a status and substatus; a substatus
// of -1 means that none was logged.
func LookupStatus(status int, substatus int64) (StatusCode, bool) {
	i, found := findStatus(status, substatus)
	if !found {
		return StatusCode{}, false
	}
	return statusCodes[i], true
}

func findStatus(status int, substatus int64) (int, bool) {
	i := statusLookup.find(statusNumber(status, substatus))
	return i, i >= 0
}

// statusNumber makes one number of two. It is a number of no row where the
// substatus is out of all bounds.
func statusNumber(status int, substatus int64) int64 {
	if substatus < -1 || substatus >= 1<<31 {
		return -1
	}
	return int64(status)<<32 | (substatus + 1)
}

var (
	statusLookup = newLookup(len(statusCodes), func(i int) int64 { return statusNumber(statusCodes[i].Status, statusCodes[i].Substatus) })
	statusCauses = causesOf(len(statusCodes), func(i int) string { return statusCodes[i].Cause })

	win32Lookup = newLookup(len(win32Numbers), func(i int) int64 { return win32Numbers[i].Number })
	win32Causes = causesOf(len(win32Numbers), func(i int) string { return win32Numbers[i].Cause })
)

// causesOf returns the causes that the rows of a table name, nil for none.
func causesOf(n int, name func(row int) string) []*Cause {
	list := make([]*Cause, n)
	for i := range list {
		list[i] = CauseByName(name(i))
	}
	return list
}

// A Win32 is what is known of one number in sc-win32-status: one row of the
// knowledge base.
type Win32 struct {
	Number  int64  // normalised as by ParseWin32
	Symbol  string // name in the Windows headers
	Meaning string // a few words, without a full stop
	Set     Win32Set
	Cause   string // name of the cause, "" where the number says nothing about it
	Seen    bool   // found in a published IIS log, not only in the headers
	Source  string
}

// LookupWin32 returns what is known of a Win32 status, normalised as by
// ParseWin32.
func LookupWin32(number int64) (Win32, bool) {
	row := findWin32(number)
	if row == nil {
		return Win32{}, false
	}
	return *row, true
}

// Win32SetOf returns the set of a Win32 status, normalised as by ParseWin32;
// -1, none logged, is in no set.
func Win32SetOf(number int64) Win32Set {
	row := findWin32(number)
	if row == nil {
		return Win32Unknown
	}
	return row.Set
}

func findWin32(number int64) *Win32 {
	i := win32Lookup.find(number)
	if i < 0 {
		return nil
	}
	return &win32Numbers[i]
}

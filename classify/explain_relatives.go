package classify

import (
	"slices"
	"strconv"
	"strings"
)

// maxRelatives is how many relatives an explanation names.
const maxRelatives = 8

// A seeAlso lists what people confuse with a code or number, or need beside it.
type seeAlso struct {
	code string
	also []string
}

// alsoSee holds what the other tables do not show. Sorted by code.
var alsoSee = []seeAlso{
	{"2", []string{"404", "404.501", "404.502"}},
	{"3", []string{"404", "404.501", "404.502"}},
	{"400", []string{"400.10", "401", "404", "408"}},
	{"401", []string{"401.1", "401.2", "401.3", "401.501", "401.503", "403", "407"}},
	{"401.0", []string{"401.2", "401.111"}},
	{"401.1", []string{"1326", "2148074252", "2148074254", "1909", "401.2", "401.3"}},
	{"401.2", []string{"2148074254", "5", "401.1"}},
	{"401.3", []string{"401.7", "403"}},
	{"403", []string{"401", "401.3", "403.6", "403.14", "403.501", "403.502", "404"}},
	{"403.14", []string{"403", "404"}},
	{"404", []string{"400", "403", "404.8", "404.501", "408"}},
	{"407", []string{"401"}},
	{"408", []string{"400", "404", "499"}},
	{"429", []string{"403.501", "403.502", "503"}},
	{"5", []string{"401.2", "401.3"}},
	{"501", []string{"403.501"}},
	{"502", []string{"403.502"}},
	{"503", []string{"429", "403.503", "503.2"}},
	{"504", []string{"403.504"}},
}

// statusRelatives returns the relatives of a code: those listed, then the same
// substatus under other statuses, then its neighbours of the same class.
func statusRelatives(f Facts) []Relative {
	relatives := listedRelatives(Code(f.Status, f.Substatus))
	row, listed := LookupStatus(f.Status, f.Substatus)
	if !listed || f.Substatus < 0 {
		return relatives
	}
	relatives = appendStatuses(relatives, func(other *StatusCode) bool {
		return other.Status != f.Status && other.Substatus == f.Substatus && other.Cause == row.Cause
	})
	return appendStatuses(relatives, func(other *StatusCode) bool {
		return other.Status == f.Status && other.Substatus >= 0 && other.Substatus != f.Substatus && other.Class == row.Class
	})
}

// win32Relatives returns the relatives of a number: those listed, then the
// numbers of the same cause, or for those of no cause the ones of the same set.
func win32Relatives(row *Win32) []Relative {
	relatives := appendNumbers(listedRelatives(strconv.FormatInt(row.Number, 10)), func(other *Win32) bool {
		return other.Number != row.Number && other.Cause == row.Cause && other.Set == row.Set
	})
	if row.Set == Win32Unknown {
		return relatives
	}
	return appendCodes(relatives, []string{"401.1"})
}

// causeRelatives returns the codes and numbers that lead to a cause.
func causeRelatives(cause string) []Relative {
	relatives := appendStatuses(nil, func(row *StatusCode) bool { return row.Cause == cause })
	return appendNumbers(relatives, func(row *Win32) bool { return row.Cause == cause })
}

func listedRelatives(code string) []Relative {
	i := slices.IndexFunc(alsoSee, func(row seeAlso) bool { return row.code == code })
	if i < 0 {
		return nil
	}
	return appendCodes(nil, alsoSee[i].also)
}

func appendCodes(relatives []Relative, codes []string) []Relative {
	for _, code := range codes {
		relatives = appendRelative(relatives, Relative{code, titleOf(code)})
	}
	return relatives
}

func appendStatuses(relatives []Relative, related func(*StatusCode) bool) []Relative {
	for i := range statusCodes {
		if row := &statusCodes[i]; related(row) {
			relatives = appendRelative(relatives, Relative{knownCodes[i], row.Title})
		}
	}
	return relatives
}

func appendNumbers(relatives []Relative, related func(*Win32) bool) []Relative {
	for i := range win32Numbers {
		if row := &win32Numbers[i]; related(row) {
			relatives = appendRelative(relatives, Relative{strconv.FormatInt(row.Number, 10), row.Meaning})
		}
	}
	return relatives
}

// appendRelative appends what is not there yet, as long as there is room.
func appendRelative(relatives []Relative, relative Relative) []Relative {
	if len(relatives) >= maxRelatives || slices.Contains(relatives, relative) {
		return relatives
	}
	return append(relatives, relative)
}

// titleOf returns the title of a code or number of the tables, "" for others.
func titleOf(code string) string {
	head, tail, hasSubstatus := strings.Cut(code, ".")
	number, _ := ParseWin32([]byte(head))
	substatus := int64(-1)
	if hasSubstatus {
		substatus, _ = ParseWin32([]byte(tail))
	}
	if row, listed := LookupStatus(int(number), substatus); listed {
		return row.Title
	}
	row, _ := LookupWin32(number)
	return row.Meaning
}

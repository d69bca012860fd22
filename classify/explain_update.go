package classify

import (
	"cmp"
	"fmt"
	"slices"
)

// An updateError is a number that the Windows Update client shows when its
// server or a proxy answered with an HTTP status.
type updateError struct {
	number int64
	symbol string
	status int // 0: a status that has no number of its own
}

// updateErrors is sorted by number. Source: sourceWindowsUpdate.
var updateErrors = []updateError{
	{0x80244017, "WU_E_PT_HTTP_STATUS_DENIED", 401},
	{0x80244018, "WU_E_PT_HTTP_STATUS_FORBIDDEN", 403},
	{0x80244019, "WU_E_PT_HTTP_STATUS_NOT_FOUND", 404},
	{0x8024401B, "WU_E_PT_HTTP_STATUS_PROXY_AUTH_REQ", 407},
	{0x8024401C, "WU_E_PT_HTTP_STATUS_REQUEST_TIMEOUT", 408},
	{0x80244022, "WU_E_PT_HTTP_STATUS_SERVICE_UNAVAIL", 503},
	{0x8024402B, "WU_E_PT_HTTP_STATUS_NOT_MAPPED", 0},
}

func findUpdateError(number int64) *updateError {
	i, found := slices.BinarySearchFunc(updateErrors, number, func(e updateError, number int64) int {
		return cmp.Compare(e.number, number)
	})
	if !found {
		return nil
	}
	return &updateErrors[i]
}

func (e *updateError) title() string {
	if e.status == 0 {
		return "Windows Update was answered with another HTTP status"
	}
	return fmt.Sprintf("Windows Update was answered with HTTP status %d", e.status)
}

func explainUpdateError(row *updateError) Explanation {
	return Explanation{
		Title: fmt.Sprintf("%s %s: %s", hexNumber(row.number), row.symbol, row.title()),
		What: "The Windows Update client on a computer shows this number when the update server (WSUS) " +
			"or a proxy in between answered with that status. It comes from the client and never stands in a server's log.",
		Counted: "Nothing by itself: log401 finds the answer in the log of the update server, if it came from there.",
		Server: []string{
			"Look in the log of the update server for lines of that computer at that time; if there are none, the answer came from a proxy.",
			"Update services are usually used without a logon: check that anonymous authentication is on and that file permissions allow it " +
				"for ClientWebService, SimpleAuthWebService, SelfUpdate and Content.",
			"Check the proxy that the computer uses for the system (netsh winhttp show proxy).",
		},
		Tell:      "This is not your password. Note the number and tell the administrator.",
		Relatives: updateRelatives(row),
		Sources:   []string{sourceWindowsUpdate},
	}
}

func updateRelatives(row *updateError) []Relative {
	var relatives []Relative
	if status, found := LookupStatus(row.status, -1); found {
		relatives = append(relatives, Relative{Code(row.status, -1), status.Title})
	}
	for i := range updateErrors {
		if other := &updateErrors[i]; other != row {
			relatives = append(relatives, Relative{hexNumber(other.number), other.title()})
		}
	}
	return relatives
}

// hexNumber writes a number as the Windows headers do.
func hexNumber(number int64) string {
	if number <= 0xFFFF {
		return fmt.Sprintf("0x%X", number)
	}
	return fmt.Sprintf("0x%08X", number)
}

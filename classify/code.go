package classify

import "strconv"

// knownCodes holds the written form of every row of statusCodes, so that the
// common ones cost no allocation.
var knownCodes = writeCodes()

func writeCodes() []string {
	codes := make([]string, len(statusCodes))
	for i, row := range statusCodes {
		codes[i] = writeCode(row.Status, row.Substatus)
	}
	return codes
}

// Code returns "401.1" for status 401 and substatus 1, and "401" where the
// substatus is negative because none was logged.
func Code(status int, substatus int64) string {
	substatus = max(substatus, -1)
	if i, found := findStatus(status, substatus); found {
		return knownCodes[i]
	}
	return writeCode(status, substatus)
}

func writeCode(status int, substatus int64) string {
	if substatus < 0 {
		return strconv.Itoa(status)
	}
	return strconv.Itoa(status) + "." + strconv.FormatInt(substatus, 10)
}

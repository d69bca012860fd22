package classify

import "strings"

// maxNumbers is how many numbers a query may have: status, substatus, Win32
// status, and what stands behind them in a log line.
const maxNumbers = 6

// maxDots is how many dots join numbers: 401.1.1326 has two, an address three.
const maxDots = 2

// explainNumbers reads a query of numbers only: one code or number, or a status,
// substatus and Win32 status as they stand in a log line.
func explainNumbers(query string) (Explanation, bool) {
	tokens := strings.FieldsFunc(query, func(r rune) bool { return strings.ContainsRune(" \t,;/.", r) })
	if len(tokens) == 0 || len(tokens) > maxNumbers || strings.Count(query, ".") > maxDots {
		return Explanation{}, false
	}
	numbers := make([]int64, len(tokens))
	for i, token := range tokens {
		number, ok := readNumber(token)
		if !ok {
			return Explanation{}, false
		}
		numbers[i] = number
	}
	if len(numbers) == 1 {
		return explainNumber(numbers[0])
	}
	return explainColumns(numbers)
}

// readNumber reads a number as ParseWin32 does, "-" as -1, and eight
// hexadecimal digits that mean something even without "0x".
func readNumber(token string) (int64, bool) {
	if token == "-" {
		return -1, true
	}
	number, ok := ParseWin32([]byte(token))
	if len(token) != 8 || (ok && knownNumber(number)) {
		return number, ok
	}
	if hex, isHex := ParseWin32([]byte("0x" + token)); isHex && knownNumber(hex) {
		return hex, true
	}
	return number, ok
}

func knownNumber(number int64) bool {
	return findWin32(number) != nil || findUpdateError(number) != nil
}

// explainNumber explains a number that stands alone. A known status wins over
// all else it could be.
func explainNumber(number int64) (Explanation, bool) {
	if _, found := findStatus(int(number), -1); found {
		return explainStatus(int(number), -1, -1), true
	}
	if row := findWin32(number); row != nil {
		return explainWin32(row), true
	}
	if row := findUpdateError(number); row != nil {
		return explainUpdateError(row), true
	}
	if !isStatus(number) {
		return Explanation{}, false
	}
	return explainStatus(int(number), -1, -1), true
}

func isStatus(number int64) bool { return 100 <= number && number < 600 }

// explainColumns explains two numbers or more: status and substatus, then
// perhaps a Win32 status. "401 1326" leaves out the substatus.
func explainColumns(numbers []int64) (Explanation, bool) {
	if !isStatus(numbers[0]) {
		return Explanation{}, false
	}
	status, substatus, win32 := int(numbers[0]), numbers[1], int64(-1)
	if len(numbers) > 2 {
		win32 = numbers[2]
	} else if _, listed := findStatus(status, substatus); !listed && findWin32(substatus) != nil {
		substatus, win32 = -1, substatus
	}
	return explainStatus(status, substatus, win32), true
}

func explainStatus(status int, substatus, win32 int64) Explanation {
	facts := Facts{Status: status, Substatus: substatus, Win32: win32}
	return explainVerdict(facts, Decide(facts))
}

// explainName reads the name of a cause, a reason of HTTPERR, or the symbol of a number with or
// without its prefix, in any case.
func explainName(query string) (Explanation, bool) {
	name := strings.ToLower(query)
	if cause := CauseByName(name); cause != nil {
		return explainCause(cause), true
	}
	if row := win32BySymbol(query); row != nil {
		return explainWin32(row), true
	}
	if reason := findReason(query); reason != nil {
		return explainReason(reason), true
	}
	for i := range updateErrors {
		if strings.EqualFold(updateErrors[i].symbol, query) {
			return explainUpdateError(&updateErrors[i]), true
		}
	}
	return Explanation{}, false
}

func win32BySymbol(symbol string) *Win32 {
	if !strings.Contains(symbol, "_") {
		return nil
	}
	symbol = strings.ToUpper(symbol)
	for i := range win32Numbers {
		if row := &win32Numbers[i]; row.Symbol == symbol || bareSymbol(row.Symbol) == symbol {
			return row
		}
	}
	return nil
}

var symbolPrefixes = []string{"CERT_E_", "CRYPT_E_", "ERROR_", "RPC_S_", "SEC_E_", "SEC_I_", "STATUS_"}

func bareSymbol(symbol string) string {
	for _, prefix := range symbolPrefixes {
		if bare, found := strings.CutPrefix(symbol, prefix); found {
			return bare
		}
	}
	return symbol
}

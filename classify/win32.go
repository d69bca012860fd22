package classify

const (
	win32Limit      = 1 << 32    // one more than the highest Win32 status
	hresultWin32    = 0x80070000 // HRESULT of facility Win32: the low half is the Win32 status
	hresultMask     = 0xFFFF0000
	lowestSigned    = 1 << 31 // magnitude of the lowest signed 32-bit number
	facilityLowMask = 0xFFFF
)

// ParseWin32 reads a Win32 status as servers and people write it: decimal
// (2148074252), signed (-2146893044) or hexadecimal (0x8009030C). It returns
// one number for all of them: signed forms become unsigned, and 0x8007xxxx,
// the HRESULT form of a Win32 status, becomes the status itself (0x8007052E is
// 1326). It returns false for anything else, and for numbers that do not fit
// 32 bits. It does not allocate.
func ParseWin32(b []byte) (int64, bool) {
	digits, negative := cutSign(b)
	number, ok := parseDigits(digits)
	if !ok {
		return 0, false
	}
	if negative {
		if number > lowestSigned {
			return 0, false
		}
		number = (win32Limit - number) % win32Limit
	}
	if number&hresultMask == hresultWin32 {
		number &= facilityLowMask
	}
	return number, true
}

func cutSign(b []byte) (digits []byte, negative bool) {
	if len(b) > 0 && b[0] == '-' {
		return b[1:], true
	}
	return b, false
}

// parseDigits reads decimal digits, or hexadecimal ones after "0x", that stand
// for less than win32Limit.
func parseDigits(b []byte) (int64, bool) {
	base := int64(10)
	if len(b) > 2 && b[0] == '0' && b[1]|0x20 == 'x' {
		base, b = 16, b[2:]
	}
	if len(b) == 0 {
		return 0, false
	}
	var number int64
	for _, c := range b {
		digit := digitValue(c)
		if digit >= base {
			return 0, false
		}
		number = number*base + digit
		if number >= win32Limit {
			return 0, false
		}
	}
	return number, true
}

// digitValue returns the value of a hexadecimal digit, or 16 for other bytes.
func digitValue(c byte) int64 {
	switch {
	case '0' <= c && c <= '9':
		return int64(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int64(c|0x20-'a') + 10
	}
	return 16
}

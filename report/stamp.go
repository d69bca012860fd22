package report

// appendTime appends nanoseconds since 1970 as time.RFC3339Nano shows them in
// UTC, in a fraction of the time: half a million groups have two times each.
func appendTime(b []byte, ns int64) []byte {
	seconds, fraction := ns/second, ns%second
	if fraction < 0 {
		seconds, fraction = seconds-1, fraction+second
	}
	since := uint64(seconds + toMarch*day) // no nanoseconds are as old as that
	year, month, dayOfMonth := date(uint32(since / day))
	of := uint32(since % day)
	t := [...]byte{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0', '0', ':', '0', '0', ':', '0', '0'}
	for i, pair := range [...]uint32{year / 100, year % 100, month, dayOfMonth, of / hour, of / 60 % 60, of % 60} {
		at := pairs[i]
		t[at], t[at+1] = byte('0'+pair/10), byte('0'+pair%10)
	}
	return append(appendFraction(append(b, t[:]...), fraction), 'Z')
}

// pairs are where the pairs of digits of a time stand.
var pairs = [...]uint8{0, 2, 5, 8, 11, 14, 17}

const second = 1_000_000_000

// appendFraction appends a point and nine digits without the zeros at the end,
// and nothing for 0.
func appendFraction(b []byte, n int64) []byte {
	if n == 0 {
		return b
	}
	b = append(b, '.')
	for unit := int64(second / 10); n > 0; unit /= 10 {
		b = append(b, byte('0'+n/unit))
		n %= unit
	}
	return b
}

// toMarch is how many days there are from 0000-03-01 to 1970-01-01.
const toMarch = 719_468

// date returns the date that is some days after 0000-03-01. It counts years
// from March on, so that the day that some have more is their last one, in eras
// of the 400 years after which dates come again.
func date(days uint32) (year, month, dayOfMonth uint32) {
	const daysOfEra = 146_097
	era, of := days/daysOfEra, days%daysOfEra
	year = (of - of/1460 + of/36_524 - of/(daysOfEra-1)) / 365
	of -= 365*year + year/4 - year/100
	month = (5*of + 2) / 153 // from March on, five months have 153 days, and the next five, too
	dayOfMonth = of - (153*month+2)/5 + 1
	year += 400 * era
	if month += 3; month > 12 {
		return year + 1, month - 12, dayOfMonth
	}
	return year, month, dayOfMonth
}

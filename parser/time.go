package parser

import "time"

// Years outside this range do not fit Unix nanoseconds in 64 bits.
const minYear, maxYear = 1700, 2200

const nanosPerSecond = int64(time.Second)

// digits returns the number that b spells in decimal digits alone.
func digits(b []byte) (n int, ok bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// daysInMonth is for years that are no leap years; index 1 is January.
var daysInMonth = [13]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// unixDay returns the Unix seconds of midnight UTC.
func unixDay(year, month, day int) (seconds int64, ok bool) {
	if year < minYear || year > maxYear || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	last := daysInMonth[month]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		last = 29
	}
	if day > last {
		return 0, false
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix(), true
}

// parseDate reads the YYYY-MM-DD at the start of b; a blank, a tab or the end
// has to follow.
func parseDate(b []byte) (seconds int64, ok bool) {
	if len(b) < 10 || b[4] != '-' || b[7] != '-' || len(b) > 10 && b[10] != ' ' && b[10] != '\t' {
		return 0, false
	}
	y, ok1 := digits(b[:4])
	m, ok2 := digits(b[5:7])
	d, ok3 := digits(b[8:10])
	if !ok1 || !ok2 || !ok3 {
		return 0, false
	}
	return unixDay(y, m, d)
}

// parseClock reads HH:MM, HH:MM:SS or HH:MM:SS.fraction as nanoseconds since
// midnight. A leap second counts as the second after it.
func parseClock(b []byte) (nanos int64, ok bool) {
	if len(b) < 5 || b[2] != ':' {
		return 0, false
	}
	h, ok1 := digits(b[:2])
	m, ok2 := digits(b[3:5])
	if !ok1 || !ok2 || h > 23 || m > 59 {
		return 0, false
	}
	nanos = int64(h*3600+m*60) * nanosPerSecond
	if len(b) == 5 {
		return nanos, true
	}
	if len(b) < 8 || b[5] != ':' {
		return 0, false
	}
	s, ok := digits(b[6:8])
	if !ok || s > 60 {
		return 0, false
	}
	fraction, ok := parseFraction(b[8:])
	return nanos + int64(s)*nanosPerSecond + fraction, ok
}

// parseFraction reads "" or a point and digits as nanoseconds; digits after
// the ninth are dropped.
func parseFraction(b []byte) (nanos int64, ok bool) {
	if len(b) == 0 {
		return 0, true
	}
	if b[0] != '.' || len(b) == 1 {
		return 0, false
	}
	scale := nanosPerSecond
	for _, c := range b[1:] {
		if c < '0' || c > '9' {
			return 0, false
		}
		scale /= 10
		nanos += int64(c-'0') * scale
	}
	return nanos, true
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

// ncsaTimeLen is the length of "02/Jan/2006:15:04:05 -0700".
const ncsaTimeLen = 26

// parseNCSATime reads dd/Mon/yyyy:HH:MM:SS +zzzz as Unix nanoseconds.
func parseNCSATime(b []byte) (nanos int64, ok bool) {
	if len(b) != ncsaTimeLen || b[2] != '/' || b[6] != '/' || b[11] != ':' || b[20] != ' ' {
		return 0, false
	}
	month := 0
	for i := 0; i < len(months); i += 3 {
		if string(b[3:6]) == months[i:i+3] {
			month = i/3 + 1
		}
	}
	day, ok1 := digits(b[:2])
	year, ok2 := digits(b[7:11])
	clock, ok3 := parseClock(b[12:20])
	zone, ok4 := parseZone(b[21:])
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return 0, false
	}
	midnight, ok := unixDay(year, month, day)
	return (midnight-zone)*nanosPerSecond + clock, ok
}

// parseZone reads +hhmm or -hhmm as seconds east of UTC.
func parseZone(b []byte) (seconds int64, ok bool) {
	h, ok1 := digits(b[1:3])
	m, ok2 := digits(b[3:5])
	if !ok1 || !ok2 || h > 24 || m > 59 || b[0] != '+' && b[0] != '-' {
		return 0, false
	}
	seconds = int64(h*3600 + m*60)
	if b[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

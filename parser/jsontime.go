package parser

import "bytes"

// timeJSON reads the time of a line: the value of the best key of a time, or
// of a date, or both where one is a date and the other a time of day.
func (e *Entry) timeJSON(s *jsonScan, r *jsonReader) fault {
	when := s.known[FieldTime]
	if !when.present {
		when = s.known[FieldDate]
	}
	text := when.of(e.Raw)
	if r != nil && when.present && r.stamp.is(e.layout, text) {
		e.Time, e.wall = r.stamp.nanos, r.wall
		return fault{}
	}
	nanos, wall, ok := parseAnyTime(text)
	if ok && r != nil {
		r.stamp.set(e.layout, text, nanos)
		r.wall = wall
	}
	if !ok {
		nanos, ok = e.dateAndClock()
		wall = true
	}
	if !ok {
		return fault{reason: ReasonTime, field: "time", at: int(when.from)}
	}
	e.Time, e.wall = nanos, wall
	return fault{}
}

// dateAndClock reads a date and a time of day that have keys of their own.
func (e *Entry) dateAndClock() (nanos int64, ok bool) {
	day, rest, ok1 := cutDate(e.fields.known[FieldDate].of(e.Raw))
	clock, ok2 := parseClock(e.fields.known[FieldTime].of(e.Raw))
	return day*nanosPerSecond + clock, ok1 && ok2 && len(rest) == 0
}

// parseAnyTime reads a time in any of the forms that JSON logs have, and
// reports whether it says no zone and is local time:
//
//	2026-01-02T03:04:05.678+01:00   also with a blank for T, slashes, +0100, Z
//	02/Jan/2026:03:04:05 +0100      also in brackets, with a fraction, without a zone
//	1767323045.678                  seconds since 1970; from 12 digits on milliseconds,
//	                                from 15 on microseconds, from 18 on nanoseconds
func parseAnyTime(b []byte) (nanos int64, wall, ok bool) {
	if n := len(b); n > 2 && b[0] == '[' && b[n-1] == ']' {
		b = b[1 : n-1]
	}
	if len(b) < len("2026-01-02T03:04") || b[4] != '-' && b[4] != '/' && b[2] != '/' {
		nanos, ok = parseEpoch(b)
		return nanos, false, ok
	}
	day, rest, ok := cutDate(b)
	if !ok || len(rest) < 2 || rest[0] != 'T' && rest[0] != 't' && rest[0] != ' ' && rest[0] != ':' {
		return 0, false, false
	}
	rest = rest[1:]
	end := 0
	for end < len(rest) && (rest[end] >= '0' && rest[end] <= '9' || rest[end] == ':' || rest[end] == '.') {
		end++
	}
	clock, ok1 := parseClock(rest[:end])
	east, wall, ok2 := anyZone(rest[end:])
	return (day-east)*nanosPerSecond + clock, wall, ok1 && ok2
}

// cutDate reads a date at the start of b as Unix seconds: 2026-01-02,
// 2026/01/02 or 02/Jan/2026.
func cutDate(b []byte) (seconds int64, rest []byte, ok bool) {
	var year, month, day int
	var ok1, ok2, ok3 bool
	switch {
	case len(b) >= 11 && b[2] == '/' && b[6] == '/':
		day, ok1 = digits(b[:2])
		month, ok2 = monthOf(b[3:6]), true // 0, if none, is in no year
		year, ok3 = digits(b[7:11])
		rest = b[11:]
	case len(b) >= 10 && (b[4] == '-' || b[4] == '/') && b[7] == b[4]:
		year, ok1 = digits(b[:4])
		month, ok2 = digits(b[5:7])
		day, ok3 = digits(b[8:10])
		rest = b[10:]
	}
	if !ok1 || !ok2 || !ok3 {
		return 0, nil, false
	}
	seconds, ok = unixDay(year, month, day)
	return seconds, rest, ok
}

// anyZone reads what follows a time of day: nothing, Z, or an offset with or
// without a blank before and a colon inside, as seconds east of UTC.
func anyZone(b []byte) (east int64, wall, ok bool) {
	if len(b) > 1 && b[0] == ' ' {
		b = b[1:]
	}
	switch {
	case len(b) == 0:
		return 0, true, true
	case len(b) == 1:
		return 0, false, b[0] == 'Z' || b[0] == 'z'
	case len(b) == 6 && b[3] == ':':
		b = []byte{b[0], b[1], b[2], b[4], b[5]}
	case len(b) == 3 && string(b) != "UTC":
		b = []byte{b[0], b[1], b[2], '0', '0'}
	}
	if string(b) == "UTC" {
		return 0, false, true
	}
	if len(b) != 5 {
		return 0, false, false
	}
	east, ok = parseZone(b)
	return east, false, ok
}

// parseEpoch reads a number of seconds, milli-, micro- or nanoseconds since
// 1970, with or without a fraction.
func parseEpoch(b []byte) (nanos int64, ok bool) {
	whole, fraction := b, []byte(nil)
	if i := bytes.IndexByte(b, '.'); i >= 0 {
		whole, fraction = b[:i], b[i+1:]
		if len(fraction) == 0 {
			return 0, false
		}
	}
	if len(whole) == 0 || len(whole) > 19 {
		return 0, false
	}
	for _, c := range whole {
		if c < '0' || c > '9' {
			return 0, false
		}
		if nanos > (1<<63-1-int64(c-'0'))/10 {
			return 0, false
		}
		nanos = nanos*10 + int64(c-'0')
	}
	unit := epochUnit(nanos)
	if nanos > maxEpoch/unit {
		return 0, false
	}
	nanos *= unit
	for _, c := range fraction {
		if c < '0' || c > '9' {
			return 0, false
		}
		unit /= 10
		nanos += int64(c-'0') * unit
	}
	return nanos, true
}

// maxEpoch keeps times within the years that entries have.
const maxEpoch = (maxYear - 1970) * 365 * 24 * 3600 * nanosPerSecond

// epochUnit tells the unit of a number that is a time: as seconds, the least
// of the next unit would be thousands of years from now.
func epochUnit(n int64) (nanos int64) {
	switch {
	case n < 1e11:
		return nanosPerSecond
	case n < 1e14:
		return nanosPerSecond / 1e3
	case n < 1e17:
		return nanosPerSecond / 1e6
	}
	return 1
}

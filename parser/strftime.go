package parser

import (
	"fmt"
	"strings"
)

// strftimeParts are the conversions of strftime that say something fixed, as
// they print in the C locale, in which Apache runs. Source: POSIX, strftime;
// glibc for %k, %l, %P and %:z.
var strftimeParts = map[byte]timePart{
	'A': {what: timeWord, min: 6, max: 9},
	'B': {what: timeMonthName, min: 3, max: 9},
	'G': {what: timeIgnored, min: 4, max: 4},
	'H': {what: timeHour, min: 2, max: 2},
	'I': {what: timeHour12, min: 2, max: 2},
	'M': {what: timeMinute, min: 2, max: 2},
	'P': {what: timePM, min: 2, max: 2},
	'S': {what: timeSecond, min: 2, max: 2},
	'U': {what: timeIgnored, min: 2, max: 2},
	'V': {what: timeIgnored, min: 2, max: 2},
	'W': {what: timeIgnored, min: 2, max: 2},
	'Y': {what: timeYear, min: 4, max: 4},
	'Z': {what: timeZoneName, min: 1, max: 5},
	'a': {what: timeWord, min: 3, max: 3},
	'b': {what: timeMonthName, min: 3, max: 3},
	'd': {what: timeDay, min: 2, max: 2},
	'e': {what: timeDay, min: 2, max: 2, padded: true},
	'g': {what: timeIgnored, min: 2, max: 2},
	'h': {what: timeMonthName, min: 3, max: 3},
	'j': {what: timeYearDay, min: 3, max: 3},
	'k': {what: timeHour, min: 2, max: 2, padded: true},
	'l': {what: timeHour12, min: 2, max: 2, padded: true},
	'm': {what: timeMonth, min: 2, max: 2},
	'p': {what: timePM, min: 2, max: 2},
	's': {what: timeEpoch, min: 1, max: 11},
	'u': {what: timeIgnored, min: 1, max: 1},
	'w': {what: timeIgnored, min: 1, max: 1},
	'y': {what: timeYear2, min: 2, max: 2},
	'z': {what: timeZone, min: 5, max: 5},
}

// strftimeShort are conversions that stand for others.
var strftimeShort = map[byte]string{
	'%': "",
	'D': "%m/%d/%y",
	'F': "%Y-%m-%d",
	'R': "%H:%M",
	'T': "%H:%M:%S",
	'X': "%H:%M:%S",
	'c': "%a %b %e %H:%M:%S %Y",
	'r': "%I:%M:%S %p",
	'x': "%m/%d/%y",
}

// strftime returns the parts of a time that a format of strftime prints, or why
// they cannot be read back.
func strftime(format string) (parts []timePart, reason string) {
	if strings.ContainsAny(format, "\r\n") {
		return nil, "the end of a line cannot stand in a time"
	}
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			parts = append(parts, textParts(format[i:i+1])...)
			continue
		}
		if i++; i == len(format) {
			return nil, "nothing stands behind the last %"
		}
		c := format[i]
		long, short := strftimeShort[c]
		part, known := strftimeParts[c]
		switch {
		case known:
			parts = append(parts, part)
		case short && c != '%':
			more, _ := strftime(long)
			parts = append(parts, more...)
		case c == '%' || c == 't':
			parts = append(parts, textParts(map[byte]string{'%': "%", 't': "\t"}[c])...)
		case c == ':' && i+1 < len(format) && format[i+1] == 'z':
			i++
			parts = append(parts, timePart{what: timeZoneColon, min: 6, max: 6})
		default:
			return nil, fmt.Sprintf("%%%c in a time cannot be read back", c)
		}
	}
	return parts, ""
}

// open reports whether one part of the time may go on in the next.
func (t *timeFormat) open() bool {
	for k := range t.parts[1:] {
		if t.parts[k].goesOn(t.parts[k+1].start()) {
			return true
		}
	}
	return false
}

// goesOn reports whether the time may go on in the text behind it, "" for a
// value.
func (t *timeFormat) goesOn(text string) bool {
	last := &t.parts[len(t.parts)-1]
	return last.min != last.max && (text == "" || last.goesOn(text[0]))
}

// goesOn reports whether a part of any length may go on with a byte.
func (p *timePart) goesOn(c byte) bool {
	switch {
	case p.min == p.max:
		return false
	case p.isName():
		return strings.IndexByte(letters, c) >= 0
	}
	return c >= '0' && c <= '9'
}

func (p *timePart) isName() bool {
	return p.what == timeWord || p.what == timeMonthName || p.what == timeZoneName || p.what == timePM
}

// start returns a byte that stands for all that the part may start with.
func (p *timePart) start() byte {
	switch {
	case p.what == timeText:
		return p.text[0]
	case p.what == timeZone, p.what == timeZoneColon:
		return '+'
	case p.isName():
		return 'A'
	}
	return '0'
}

// chooseTime finds the values that make up the time: those of the moment when
// the request came in, or, where these do not, of when it was answered.
func (p *pattern) chooseTime() *FormatError {
	var first *FormatError
	for _, m := range []moment{momentBegin, momentEnd} {
		err := p.timesOf(m)
		if err == nil {
			return nil
		}
		if first == nil || first.Column == 0 {
			first = err
		}
	}
	return first
}

// timesOf sets times to those of a moment, or says what they lack.
func (p *pattern) timesOf(m moment) *FormatError {
	var w wallTime
	p.times = nil
	for c, v := range p.values {
		if v.time != nil && v.time.moment == m {
			p.times = append(p.times, int16(c))
			for _, part := range v.time.parts {
				w.given |= 1 << part.what
			}
		}
	}
	if len(p.times) == 0 {
		return &FormatError{Reason: "no time", Hint: "the string needs %t (Apache) or $time_local (nginx)"}
	}
	first := p.values[p.times[0]]
	if lack := w.lacks(); lack != "" {
		return &FormatError{Column: first.at, Reason: "the time has no " + lack,
			Hint: "its parts may stand apart, but together they have to say date, hour and minute"}
	}
	first.field, first.name = FieldTime, "time"
	p.steady = len(p.times) == 1 && !w.has(timeZoneName)
	p.wall = !w.has(timeZone) && !w.has(timeZoneColon) && !w.sinceEpoch()
	return nil
}

func (w *wallTime) sinceEpoch() bool {
	return w.has(timeEpoch) || w.has(timeEpochMillis) || w.has(timeEpochMicros)
}

// lacks says which part a time needs and has not, or "".
func (w *wallTime) lacks() string {
	month := w.has(timeMonth) || w.has(timeMonthName)
	switch {
	case w.sinceEpoch():
	case !w.has(timeYear) && !w.has(timeYear2):
		return "year"
	case !month && !w.has(timeYearDay):
		return "month"
	case !w.has(timeDay) && !w.has(timeYearDay):
		return "day"
	case !w.has(timeHour) && !w.has(timeHour12):
		return "hour"
	case !w.has(timeHour) && !w.has(timePM):
		return "AM or PM"
	case !w.has(timeMinute):
		return "minute"
	}
	return ""
}

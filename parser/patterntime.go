package parser

import "slices"

// A moment is which time of a request a server writes.
type moment uint8

const (
	momentBegin moment = iota // when it came in, what %t writes
	momentEnd                 // when it was answered
)

// A timeFormat is how a server writes a time, or a part of one.
type timeFormat struct {
	moment moment
	parts  []timePart
	width  int // in bytes of every such time, 0 if that differs

	bracketed bool // the server writes it in brackets
	common    bool // "02/Jan/2006:15:04:05 -0700", which has a reader of its own
}

func newTimeFormat(m moment, parts []timePart) *timeFormat {
	t := &timeFormat{moment: m, parts: parts, common: slices.Equal(parts, commonTime)}
	for _, p := range parts {
		if p.min != p.max {
			t.width = 0
			return t
		}
		t.width += p.max
	}
	return t
}

// commonTime is the time of the NCSA formats.
var commonTime = mustStrftime("%d/%b/%Y:%H:%M:%S %z")

// A timePart is a number, a name or a text in a time.
type timePart struct {
	what     timeWhat
	text     string // of timeText
	min, max int    // bytes
	padded   bool   // with blanks instead of zeros
}

// textParts returns the parts of a text inside a time.
func textParts(text string) []timePart {
	if text == "" {
		return nil
	}
	return []timePart{{what: timeText, text: text, min: len(text), max: len(text)}}
}

// A timeWhat is what a part of a time says.
type timeWhat uint8

const (
	timeText timeWhat = iota
	timeIgnored
	timeWord // letters, ignored: names of weekdays
	timeYear
	timeYear2 // without the century
	timeMonth
	timeMonthName
	timeDay
	timeYearDay
	timeHour
	timeHour12
	timePM
	timeMinute
	timeSecond
	timeMillis // of the second
	timeMicros
	timeZone      // +hhmm
	timeZoneColon // +hh:mm or Z
	timeZoneName
	timeEpoch // seconds since 1970
	timeEpochMillis
	timeEpochMicros
)

// A wallTime is what the parts of a time say.
type wallTime struct {
	part  [timeEpochMicros + 1]int64
	given uint32 // bits of the parts that were there
	zoned bool   // a zone is known
	zone  int64  // seconds east of UTC
}

func (w *wallTime) has(what timeWhat) bool { return w.given&(1<<what) != 0 }

// read reads a time that is all of text.
func (t *timeFormat) read(w *wallTime, text []byte) bool {
	return t.end(w, text, 0) == len(text)
}

// end reads the time that starts at i and returns the index behind it, or -1.
func (t *timeFormat) end(w *wallTime, line []byte, i int) int {
	for k := range t.parts {
		p := &t.parts[k]
		n := p.read(w, line[i:])
		if n < 0 {
			return -1
		}
		i += n
	}
	return i
}

// read reads the part that b starts with and returns its length, or -1.
func (p *timePart) read(w *wallTime, b []byte) int {
	if len(b) < p.min {
		return -1
	}
	n := 0
	w.given |= 1 << p.what
	switch {
	case p.what == timeText:
		if string(b[:len(p.text)]) != p.text {
			return -1
		}
		return len(p.text)
	case p.isName():
		n = p.readName(w, b)
	case p.what == timeZone, p.what == timeZoneColon:
		n = p.readZone(w, b)
	default:
		n = p.readNumber(w, b)
	}
	if n < p.min {
		return -1
	}
	return n
}

// readNumber reads digits.
func (p *timePart) readNumber(w *wallTime, b []byte) (n int) {
	sum := int64(0)
	for p.padded && n < p.max-1 && b[n] == ' ' {
		n++
	}
	for n < min(p.max, len(b)) && b[n] >= '0' && b[n] <= '9' {
		sum = sum*10 + int64(b[n]-'0')
		n++
	}
	w.part[p.what] = sum
	return n
}

// readName reads letters: the name of a month, of a zone, a weekday.
func (p *timePart) readName(w *wallTime, b []byte) (n int) {
	for n < min(p.max, len(b)) && (b[n]|0x20 >= 'a' && b[n]|0x20 <= 'z') {
		n++
	}
	name := b[:n]
	switch p.what {
	case timeMonthName:
		month := monthOf(name)
		if month == 0 {
			return -1
		}
		w.part[p.what] = int64(month)
	case timePM:
		if n != 2 || name[0]|0x20 != 'a' && name[0]|0x20 != 'p' {
			return -1
		}
		w.part[p.what] = int64(name[0] & 0x10 >> 4) // 1 for p
	case timeZoneName:
		w.zoned = w.zoned || string(name) == "UTC" || string(name) == "GMT" || string(name) == "Z"
	}
	return n
}

// monthOf returns the month that a name starts like, 0 if there is none.
func monthOf(name []byte) int {
	for i := 0; i < len(months) && len(name) >= 3; i += 3 {
		if string(name[:3]) == months[i:i+3] {
			return i/3 + 1
		}
	}
	return 0
}

// readZone reads +hhmm, +hh:mm or Z.
func (p *timePart) readZone(w *wallTime, b []byte) (n int) {
	if p.what == timeZoneColon && b[0] == 'Z' {
		w.zoned = true
		return 1
	}
	if len(b) < p.max {
		return -1
	}
	var digits [len("+hhmm")]byte
	copy(digits[:3], b)
	copy(digits[3:], b[p.max-2:p.max])
	if p.what == timeZoneColon && b[3] != ':' {
		return -1
	}
	zone, ok := parseZone(digits[:])
	if !ok {
		return -1
	}
	w.zone, w.zoned = zone, true
	return p.max
}

// nanoseconds returns the Unix time that the parts say; where they know no
// zone, as if they were UTC.
func (w *wallTime) nanoseconds() (nanos int64, ok bool) {
	if nanos, ok = w.epoch(); !ok {
		if nanos, ok = w.civil(); !ok {
			return 0, false
		}
	}
	switch {
	case w.has(timeMicros):
		nanos += w.part[timeMicros] * 1e3
	case w.has(timeMillis):
		nanos += w.part[timeMillis] * 1e6
	}
	return nanos, true
}

// epoch returns the time since 1970 where the parts say it; where they give
// the fraction of the second, too, without that.
func (w *wallTime) epoch() (nanos int64, ok bool) {
	switch {
	case w.has(timeEpochMicros):
		nanos = w.part[timeEpochMicros] * 1e3
	case w.has(timeEpochMillis):
		nanos = w.part[timeEpochMillis] * 1e6
	case w.has(timeEpoch):
		nanos = w.part[timeEpoch] * 1e9
	default:
		return 0, false
	}
	if w.has(timeMicros) || w.has(timeMillis) {
		nanos -= nanos % nanosPerSecond
	}
	w.zoned = true
	return nanos, true
}

// civil returns the time of date and clock.
func (w *wallTime) civil() (nanos int64, ok bool) {
	midnight, ok := w.day()
	if !ok {
		return 0, false
	}
	hour := w.part[timeHour]
	if !w.has(timeHour) {
		if hour = w.part[timeHour12]; hour < 1 || hour > 12 {
			return 0, false
		}
		hour = hour%12 + 12*w.part[timePM]
	}
	minute, second := w.part[timeMinute], w.part[timeSecond]
	if hour > 23 || minute > 59 || second > 60 {
		return 0, false
	}
	return (midnight + hour*3600 + minute*60 + second - w.zone) * nanosPerSecond, true
}

// day returns the Unix time of midnight in seconds.
func (w *wallTime) day() (seconds int64, ok bool) {
	year := int(w.part[timeYear])
	if !w.has(timeYear) {
		if year = int(w.part[timeYear2]) + 1900; year < 1969 {
			year += 100 // as POSIX reads %y
		}
	}
	month := int(max(w.part[timeMonth], w.part[timeMonthName]))
	if month > 0 && w.has(timeDay) {
		return unixDay(year, month, int(w.part[timeDay]))
	}
	yearDay := w.part[timeYearDay]
	if yearDay < 1 || yearDay > 366 {
		return 0, false
	}
	seconds, ok = unixDay(year, 1, 1)
	return seconds + (yearDay-1)*24*3600, ok
}

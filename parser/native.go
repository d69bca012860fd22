package parser

import "bytes"

// The grammar of a line of IIS's own format: fifteen fields, each with a comma
// behind it, in local time, without a substatus.
//
//	192.0.2.1, CONTOSO\alice, 1/2/2026, 3:04:05, W3SVC2, WEB1, 10.0.0.5, 15, 163, 3223, 401, 1326, GET, /a, -,
//
// Commas inside a value are not escaped. Those without a blank behind them
// separate nothing; for the others, what stands between user and target (date,
// time and status among it) is looked up as a whole. A line in which it stands
// more than once, as a client can bring about who puts a forged one into name
// or path, says nothing for sure and is rejected.
//
// Source: Microsoft Learn, "IIS Logging" (HTTP Server API).

var nativeGrammar = grammar{
	parse: parseNative,
	split: (*Entry).splitNative,
	fast:  (*Parser).fastNative,
	plain: (*Entry).plainNative,
	text:  appendVerbatim,
}

// nativeFields are the fields in their order. The numbers below are indexes.
const nativeFields = "c-ip cs-username date time s-sitename s-computername s-ip time-taken cs-bytes sc-bytes sc-status sc-win32-status cs-method cs-uri-stem cs-uri-query"

const (
	nativeUser   = 1
	nativeDate   = 2
	nativeTime   = 3
	nativeTaken  = 7 // and the bytes behind it
	nativeStatus = 10
	nativeMethod = 12
	nativeTarget = 13
)

// nativeNames are the layouts of the format by name. IIS writes month, day and
// year; versions before 6 wrote the date as the locale of the server has it,
// which 1/2/26 does not show.
var nativeNames = []*Layout{
	nativeLayout("iis-native", monthFirst),
	nativeLayout("iis-native-dmy", dayFirst),
}

func nativeLayout(name string, order dateOrder) *Layout {
	l := start.withFields(nativeFields)
	l.format, l.grammar, l.name, l.text, l.order = Native, &nativeGrammar, name, "", order
	return l
}

// recogniseNative is the recogniser of the format. A day above 12 in front
// shows that the source has it there.
func recogniseNative(_ *Layout, line []byte) *Layout {
	return firstToRead(nativeNames, line)
}

var commaBlank = []byte(", ")

// fastNative takes lines in which nothing but the fields is separated by comma
// and blank.
func (p *Parser) fastNative(e *Entry) bool {
	line := e.Raw
	date := nativeEnd(line, 0, nativeDate)
	if date < 0 || line[len(line)-1] != ',' {
		return false
	}
	starts, ok := nativeMiddle(line, date)
	if !ok {
		return false
	}
	query := nativeEnd(line, starts[nativeTarget], 1)
	if query < 0 || nativeEnd(line, query, 1) >= 0 {
		return false
	}
	stamp := line[date : starts[nativeTime+1]-len(commaBlank)]
	if !p.stamp.is(p.layout, stamp) {
		nanos, ok := p.layout.parseNativeTime(stamp)
		if !ok {
			return false
		}
		p.stamp.set(p.layout, stamp, nanos)
	}
	status := starts[nativeStatus]
	e.Status, ok = threeDigits(line[status : starts[nativeStatus+1]-len(commaBlank)])
	e.Time, e.wall, e.mark = p.stamp.nanos, true, starts[nativeMethod]
	return ok
}

// nativeEnd returns the index behind n further separators, or -1.
func nativeEnd(line []byte, at, n int) int {
	for at < len(line) {
		i := bytes.IndexByte(line[at:], ',')
		if i < 0 {
			return -1
		}
		if at += i + 1; at == len(line) || line[at] != ' ' {
			continue
		}
		if at++; n == 1 {
			return at
		}
		n--
	}
	return -1
}

// plainNative looks up what stands near the ends.
func (e *Entry) plainNative(f Field) (b []byte, ok bool) {
	from := 0
	switch f {
	case FieldClient:
	case FieldUser:
		from = nativeEnd(e.Raw, 0, nativeUser)
	case FieldMethod:
		from = e.mark
	case FieldSubstatus, FieldAgent:
		return nil, true
	default:
		return nil, false
	}
	to := nativeEnd(e.Raw, from, 1) - len(commaBlank)
	return bareSpan(e.Raw, from, to).of(e.Raw), true
}

// parseNative takes any line of text under a native layout.
func parseNative(e *Entry) fault {
	if f := e.splitNativeColumns(); f.reason != "" {
		return f
	}
	date, clock := e.fields.columns[nativeDate], e.fields.columns[nativeTime]
	nanos, ok := e.layout.parseNativeTime(e.Raw[date.from:clock.to])
	if !ok {
		return fault{reason: ReasonTime, field: "date", at: int(date.from)}
	}
	e.Time, e.wall = nanos, true
	return e.statusOf(e.fields.columns[nativeStatus], "sc-status")
}

// splitNative finds all fields of a line that is known to be an entry.
func (e *Entry) splitNative() {
	e.splitNativeColumns()
	e.knowColumns()
}

// splitNativeColumns finds the columns of the line, or why they cannot be
// told.
func (e *Entry) splitNativeColumns() fault {
	line := bytes.TrimRight(e.Raw, " \t")
	if len(line) == 0 || line[len(line)-1] != ',' {
		return fault{reason: nativeReason(e.Raw), at: len(e.Raw)}
	}
	line = line[:len(line)-1]
	first := nativeEnd(line, 0, 1)
	if first < 0 {
		return fault{reason: nativeReason(e.Raw), at: len(e.Raw)}
	}
	date, starts := -1, nativeStarts{}
	for at := nativeEnd(line, first, 1); at >= 0; at = nativeEnd(line, at, 1) {
		found, ok := nativeMiddle(line, at)
		if !ok {
			continue
		}
		if date >= 0 {
			return fault{reason: ReasonTooManyFields, at: at}
		}
		date, starts = at, found
	}
	if date < 0 {
		return fault{reason: nativeReason(e.Raw), at: len(e.Raw)}
	}
	return e.nativeColumns(line, first, &starts)
}

// nativeReason is why a line that is not of the format is no entry.
func nativeReason(line []byte) Reason {
	if reason := unreadable(line); reason != ReasonNoFormat {
		return reason
	}
	return ReasonTooFewFields
}

// nativeStarts are where the columns from the date to the target start, by
// column.
type nativeStarts [nativeTarget + 1]int

// nativeMiddle finds the fields from date to method at an index, and reports
// whether they stand there: what looks like a date and a time, an instance and
// a server, and numbers.
func nativeMiddle(line []byte, at int) (starts nativeStarts, ok bool) {
	if at >= len(line) || line[at] < '0' || line[at] > '9' {
		return starts, false
	}
	for column := nativeDate; column < nativeTarget; column++ {
		starts[column] = at
		end := nativeEnd(line, at, 1)
		if end < 0 || !nativeLooks(column, line[at:end-len(commaBlank)]) {
			return starts, false
		}
		at = end
	}
	starts[nativeTarget] = at
	return starts, true
}

// nativeLooks reports whether a value can stand in a column.
func nativeLooks(column int, value []byte) bool {
	switch column {
	case nativeDate:
		return bytes.IndexByte(value, '/') > 0 || bytes.IndexByte(value, '.') > 0 || bytes.IndexByte(value, '-') > 0
	case nativeTime:
		return bytes.IndexByte(value, ':') > 0
	case nativeTaken, nativeTaken + 1, nativeTaken + 2, nativeStatus, nativeStatus + 1:
		return isNumber(value)
	}
	return len(value) > 0
}

// nativeColumns sets the columns of a line, its last comma cut off: the user
// starts at one index, the others where starts says.
func (e *Entry) nativeColumns(line []byte, user int, starts *nativeStarts) fault {
	target := starts[nativeTarget]
	query := bytes.LastIndex(line[target:], commaBlank)
	if query < 0 {
		return fault{reason: ReasonTooFewFields, at: len(e.Raw)}
	}
	query += target + len(commaBlank)
	columns := append(e.fields.columns[:0],
		bareSpan(line, 0, user-len(commaBlank)), bareSpan(line, user, starts[nativeDate]-len(commaBlank)))
	for column := nativeDate; column < nativeTarget; column++ {
		columns = append(columns, bareSpan(line, starts[column], starts[column+1]-len(commaBlank)))
	}
	e.fields.columns = append(columns,
		bareSpan(line, target, query-len(commaBlank)), bareSpan(line, query, len(line)))
	return fault{}
}

// bareSpan returns the span of a value that has no quotes of its own, "-" as
// absent.
func bareSpan(line []byte, from, to int) span {
	if to-from == 1 && line[from] == '-' {
		return span{}
	}
	return span{int32(from), int32(to), true}
}

// A dateOrder says which of day and month stands first where nothing else
// tells.
type dateOrder uint8

const (
	monthFirst dateOrder = iota
	dayFirst
)

// parseNativeTime reads "1/2/2026, 3:04:05" as Unix nanoseconds, as if it were
// UTC. Four digits in front are the year, points put the day first.
func (l *Layout) parseNativeTime(b []byte) (nanos int64, ok bool) {
	i := bytes.Index(b, commaBlank)
	if i < 0 {
		return 0, false
	}
	day, ok1 := parseShortDate(b[:i], l.order)
	clock, ok2 := parseShortClock(b[i+len(commaBlank):])
	return day*nanosPerSecond + clock, ok1 && ok2
}

// parseShortDate reads the short form of a date, as locales have it.
func parseShortDate(b []byte, order dateOrder) (seconds int64, ok bool) {
	var n [3]int
	i := bytes.IndexAny(b, "/.-")
	if i < 0 || len(b) > len("12/31/2026") {
		return 0, false
	}
	separator, yearFirst := b[i], i == 4
	for part := range n {
		end := bytes.IndexByte(b, separator)
		if end < 0 || part == len(n)-1 {
			end = len(b)
		}
		if n[part], ok = digits(b[:end]); !ok || end > 4 {
			return 0, false
		}
		b = b[min(end+1, len(b)):]
	}
	switch {
	case yearFirst:
		return unixDay(n[0], n[1], n[2])
	case separator == '.' || order == dayFirst:
		n[0], n[1] = n[1], n[0]
	}
	return unixDay(fullYear(n[2]), n[0], n[1])
}

// fullYear reads two digits of a year as one from 1970 on.
func fullYear(y int) int {
	switch {
	case y < 70:
		return y + 2000
	case y < 100:
		return y + 1900
	}
	return y
}

// parseShortClock reads H:MM:SS, with AM or PM behind it or not.
func parseShortClock(b []byte) (nanos int64, ok bool) {
	half := int64(-1)
	if n := len(b) - 3; n > 0 && b[n] == ' ' && b[n+2] == 'M' && (b[n+1] == 'A' || b[n+1] == 'P') {
		half = 0
		if b[n+1] == 'P' {
			half = 12
		}
		b = b[:n]
	}
	var padded [8]byte
	if len(b) == 7 {
		padded[0] = '0'
		copy(padded[1:], b)
		b = padded[:]
	}
	if len(b) != len(padded) {
		return 0, false
	}
	nanos, ok = parseClock(b)
	const hour = 3600 * nanosPerSecond
	if half < 0 || !ok {
		return nanos, ok
	}
	if nanos >= 13*hour || nanos < hour {
		return 0, false
	}
	return nanos%(12*hour) + half*hour, true
}

// appendVerbatim is for formats without escapes.
func appendVerbatim(dst, b []byte) []byte { return append(dst, b...) }

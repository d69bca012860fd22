package parser

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// A patternPrinter writes lines of a format string as Apache does.
type patternPrinter struct {
	values [][]byte // what clients send, taken in turn
	line   []byte
	want   []string // what each column should read back as
}

var printed = time.Date(2026, 1, 2, 15, 4, 5, 123456000, time.UTC)

func (w *patternPrinter) print(p *pattern) {
	for i := range p.items {
		it := &p.items[i]
		switch {
		case it.isText():
			w.line = append(w.line, it.text...)
			continue
		case it.time != nil:
			text := printTime(it.time.parts)
			w.line = append(w.line, text...)
			w.want = append(w.want, fmt.Sprintf("%q", text))
			continue
		}
		w.printValue(it, w.values[len(w.want)%len(w.values)])
	}
}

// printValue writes a value of the kind that the item has, made of v.
func (w *patternPrinter) printValue(it *item, v []byte) {
	switch it.kind {
	case kindNumber:
		v = []byte(fmt.Sprint(len(v)))
	case kindStatus:
		v = fmt.Append(nil, 100+len(v)%500)
	case kindRaw:
		v = bytes.Map(func(r rune) rune {
			if strings.ContainsRune("\r\n\x00", r) {
				return '?'
			}
			return r
		}, v)
	case kindList:
		v = bytes.TrimRight(v, ",: ") // no list ends so
	case kindWord, kindToken:
		v = append([]byte("x"), keepOnly(v, holds[it.kind])...)
	}
	text := v
	if it.kind.escaped() {
		text = appendApache(nil, v)
	}
	want := fmt.Sprintf("%q", v)
	switch {
	case it.field == FieldURI && bytes.Equal(v, []byte("-")), it.dash && string(text) == "-":
		want = "absent"
	case it.query && len(v) == 0:
		want = "absent"
	case it.query:
		text = append([]byte("?"), text...)
	case it.empty && len(v) == 0:
		text = []byte(`""`)
	}
	w.line = append(w.line, text...)
	w.want = append(w.want, want)
}

func keepOnly(v []byte, set *byteSet) (kept []byte) {
	for _, c := range v {
		if set[c] && c != '\\' {
			kept = append(kept, c)
		}
	}
	return kept
}

// appendApache escapes as ap_escape_logitem does.
func appendApache(dst, v []byte) []byte {
	for _, c := range v {
		i := strings.IndexByte("\b\n\r\t\v\\\"", c)
		switch {
		case i >= 0:
			dst = append(dst, '\\', `bnrtv\"`[i])
		case c < ' ' || c > '~':
			dst = fmt.Appendf(dst, `\x%02x`, c)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// printTime writes the parts of a time.
func printTime(parts []timePart) (s string) {
	layouts := map[timeWhat]string{
		timeYear: "2006", timeYear2: "06", timeMonth: "01", timeDay: "02", timeYearDay: "002", timeHour: "15", timeHour12: "03",
		timePM: "PM", timeMinute: "04", timeSecond: "05", timeZone: "-0700", timeZoneColon: "-07:00", timeZoneName: "MST",
	}
	for _, p := range parts {
		switch p.what {
		case timeText:
			s += p.text
		case timeMillis:
			s += "123"
		case timeMicros:
			s += "123456"
		case timeEpoch:
			s += fmt.Sprint(printed.Unix())
		case timeEpochMillis:
			s += fmt.Sprint(printed.UnixMilli())
		case timeEpochMicros:
			s += fmt.Sprint(printed.UnixMicro())
		case timeIgnored:
			s += strings.Repeat("1", p.min)
		case timeMonthName, timeWord:
			name := printed.Format("January")
			if p.what == timeWord {
				name = printed.Format("Monday")
			}
			s += name[:min(len(name), p.max)]
		default:
			s += printed.Format(layouts[p.what])
		}
	}
	return s
}

// exact reports whether every line of the pattern is to be read: none of its
// values has to do without some byte.
func (p *pattern) exact() bool {
	for i := range p.steps {
		if p.steps[i].op == opSoft {
			return false
		}
	}
	return true
}

// FuzzApacheFormat prints a line in a format string, with what a client might
// send, and fails where it does not read back as what was sent: a line may be
// rejected where the string says so, but is never misread.
func FuzzApacheFormat(f *testing.F) {
	for _, format := range []string{
		`%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"`,
		`%{X-Forwarded-For}i %h %l %u %t "%r" %>s`,
		`%h|%u|%t|%r|%>s|%{User-Agent}i`,
		`%v:%p %a %t %{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t %>s %U%q`,
		`"%u" "%q" %s %{usec}t %{Referer}i -> %U`,
		`%{SSL_CLIENT_S_DN}x "%r" %t %>s`,
		`{\"t\":\"%{%FT%T%z}t\",\"s\":%>s,\"u\":\"%u\"}`,
		`%{X}i %t %s %{Y}i`,
	} {
		f.Add(format, []byte("alice\x00a b\x00\x00\"\x00\\\x00- -\x00192.0.2.1, 10.0.0.1\x00x|y"))
		f.Add(format, []byte("#\x00 [02/Jan/2026:15:04:05 +0000] \"GET\" 200 \x00\xff\n\x00-"))
	}
	f.Fuzz(func(t *testing.T, format string, sent []byte) {
		checkFormatString(t, format, sent)
		checkFormatString(t, formatOf(format), sent)
	})
}

func checkFormatString(t *testing.T, format string, sent []byte) {
	l, err := ApacheLayout(format)
	if err != nil {
		var refused *FormatError
		if !errors.As(err, &refused) || refused.Column < 0 || refused.Column > len(format)+1 || refused.Reason == "" {
			t.Errorf("%q: %v", format, err)
		}
		return
	}
	w := patternPrinter{values: bytes.Split(sent, nul)}
	w.print(l.pattern)
	checkFastIsSlow(t, w.line, l)
	checkReadsBack(t, l, &w)
	checkFastIsSlow(t, sent, l)
}

// formatOf makes a format string of bytes, so that most are good ones.
func formatOf(bytes string) string {
	parts := []string{" ", " ", " ", " ", `"`, `" "`, ` "`, `" `, "|", "\t", ",", ":", " - ", "[", "] ", "#",
		"%h", "%l", "%u", "%t", "%r", "%>s", "%s", "%b", "%D", "%a", "%v", "%p", "%m", "%U", "%q", "%H", "%U%q", "%X",
		"%{X-Forwarded-For}i", "%{Referer}i", "%{User-Agent}i", "%{Host}i", "%{a}C", "%{SSL_CLIENT_S_DN}x",
		"%{%F %T}t", "%{msec_frac}t", "%{%z}t", "%{%A %e %B %Y %R}t", "%{end:sec}t", "%{%Z}t", "%401u", "%!200{X}o"}
	var b strings.Builder
	for i := range len(bytes) {
		b.WriteString(parts[int(bytes[i])%len(parts)])
	}
	return b.String() + " %t %>s"
}

func checkReadsBack(t *testing.T, l *Layout, w *patternPrinter) {
	t.Helper()
	r := NewReader(bytes.NewReader(w.line), "a.log", l)
	reason := "no line"
	r.OnReject(func(e *LineError) { reason = e.Error() })
	e, err := r.Read()
	if err != nil {
		if l.pattern.exact() && len(w.line) < MaxLine {
			t.Errorf("%q is not read: %s", w.line, reason)
		}
		return
	}
	if got := time.Unix(0, e.Time).UTC().Truncate(time.Minute); !got.Equal(printed.Truncate(time.Minute)) {
		t.Errorf("%q: the time is %v", w.line, got)
	}
	for i, want := range w.want {
		got := "absent"
		if b := e.fields.columns[i].of(e.Raw); b != nil {
			if l.pattern.values[i].kind.escaped() {
				b = l.grammar.text(nil, b)
			}
			got = fmt.Sprintf("%q", b)
		}
		if got != want {
			t.Errorf("%q: %s is %s, want %s", w.line, l.pattern.values[i].source, got, want)
		}
	}
}

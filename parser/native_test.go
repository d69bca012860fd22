package parser

import (
	"strings"
	"testing"
	"time"
)

const nativeTail = ", W3SVC2, WEB1, 10.0.0.5, 15, 163, 3223, 401, 1326, GET, /a, -,"

func TestNative(t *testing.T) {
	fields := []Field{FieldClient, FieldUser, FieldSite, FieldServer, FieldWin32, FieldMethod, FieldPath, FieldQuery}
	const at = "1 2026-01-02T03:04:05 401 "
	const rest = ` "W3SVC2" "10.0.0.5" "1326" "GET" "/a" -`
	for _, test := range []struct{ name, line, want string }{
		{"as documented", `192.0.2.1, CONTOSO\alice, 1/2/26, 3:04:05` + nativeTail, at + `"192.0.2.1" "CONTOSO\\alice"` + rest},
		{"four digits of the year", `192.0.2.1, -, 1/2/2026, 3:04:05` + nativeTail, at + `"192.0.2.1" -` + rest},
		{"with noughts", `192.0.2.1, -, 01/02/2026, 03:04:05` + nativeTail, at + `"192.0.2.1" -` + rest},
		{"points", `192.0.2.1, -, 02.01.2026, 03:04:05` + nativeTail, at + `"192.0.2.1" -` + rest},
		{"year first", `192.0.2.1, -, 2026-01-02, 03:04:05` + nativeTail, at + `"192.0.2.1" -` + rest},
		{"twelve hours", `192.0.2.1, -, 1/2/2026, 3:04:05 AM` + nativeTail, at + `"192.0.2.1" -` + rest},
		{"IPv6 with its zone", `fe80::1%7, -, 1/2/2026, 3:04:05` + nativeTail, at + `"fe80::1%7" -` + rest},
		{"a backslash before x", `192.0.2.1, CONTOSO\xabi, 1/2/2026, 3:04:05` + nativeTail, at + `"192.0.2.1" "CONTOSO\\xabi"` + rest},
		{"quotes are part of the value", `192.0.2.1, "bob", 1/2/2026, 3:04:05` + nativeTail, at + `"192.0.2.1" "\"bob\""` + rest},
		{"a comma in the user", `192.0.2.1, Doe,J, 1/2/2026, 3:04:05` + nativeTail, at + `"192.0.2.1" "Doe,J"` + rest},
		{"a comma and a blank in the user", `192.0.2.1, Doe, J, 1/2/2026, 3:04:05` + nativeTail, at + `"192.0.2.1" "Doe, J"` + rest},
		{"commas in the target", `192.0.2.1, -, 1/2/26, 3:04:05, W3SVC2, WEB1, 10.0.0.5, 0, 0, 0, 401, 5, GET, /a, b,c, x=1,2,`,
			at + `"192.0.2.1" - "W3SVC2" "10.0.0.5" "5" "GET" "/a, b,c" "x=1,2"`},
		{"status unknown", `192.0.2.1, -, 1/2/26, 3:04:05, W3SVC2, WEB1, 10.0.0.5, -, -, -, -, -, -, -, -,`,
			`1 2026-01-02T03:04:05 0 "192.0.2.1" - "W3SVC2" "10.0.0.5" - - - -`},
		{"a user that forges the rest", `192.0.2.1, x, 1/2/26, 3:04:05, W3SVC2, WEB1, 10.0.0.5, 1, 1, 1, 200, 0, GET, /, -, 1/2/26, 3:04:05` + nativeTail,
			`1:84 rejected: too many fields`},
		{"a target that forges the rest", `192.0.2.1, -, 1/2/26, 3:04:05, W3SVC2, WEB1, 10.0.0.5, 1, 1, 1, 401, 5, GET, /x, 1/2/26, 3:04:05, W3SVC2, WEB1, 10.0.0.5, 1, 1, 1, 200, 0, GET, /, -,`,
			`1:82 rejected: too many fields`},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := nativeNames[0]
			compareLines(t, readAll(t, NewReader(strings.NewReader(test.line+"\n"), "a.log", l), fields...), test.want)
			checkFastIsSlow(t, []byte(test.line+"\n"+test.line+"\r\n"), l)
			checkFastIsSlow(t, []byte(test.line+"\n"), start)
		})
	}
}

// TestNativeWithForgedNCSA has a client whose name is a line of another format:
// in the first line of a log it would make all others unreadable.
func TestNativeWithForgedNCSA(t *testing.T) {
	line := `192.0.2.1, a b ` + when + ` "GET / HTTP/1.1" 200 5 , 1/2/26, 3:04:05` + nativeTail
	if l := detect(start, []byte(line)); l.Format() != Native {
		t.Errorf("taken for %q", l.Name())
	}
}

func TestNativeRejects(t *testing.T) {
	log := `192.0.2.1, -, 1/2/26, 3:04:05` + nativeTail + "\n" + strings.Join([]string{
		`192.0.2.1, -, 13/2/26, 3:04:05` + nativeTail, // the day first, in a source with the month first
		`192.0.2.1, -, 1/2/26, 24:04:05` + nativeTail,
		`192.0.2.1, -, 1/2/26, 3:04:05 XM` + nativeTail,
		`192.0.2.1, -, 1/2/26, 0:04:05 PM` + nativeTail,
		`192.0.2.1, -, 1/2/26, 3:04:05, W3SVC2, WEB1, 10.0.0.5, 15, 163, 3223, 4010, 1326, GET, /a, -,`,
		`192.0.2.1, -, 1/2/26, 3:04:05, W3SVC2, WEB1, 10.0.0.5, 15, 163, 3223, 401, 1326, GET, /a,`,
		`192.0.2.1, -, 1/2/26, 3:04:05, W3SVC2, WEB1, 10.0.0.5, 15, 163, 3223, 401, 1326, GET, /a, -`,
		`192.0.2.1, -, 1/2/26, 3:04:05, W3SVC2, WEB1`,
	}, "\n")
	compareLines(t, readAll(t, newReader(log)),
		"1 2026-01-02T03:04:05 401",
		"2:15 date rejected: invalid time",
		"3:15 date rejected: invalid time",
		"4:15 date rejected: invalid time",
		"5:15 date rejected: invalid time",
		"6:71 sc-status rejected: invalid status",
		"7:90 rejected: too few fields",
		"8:92 rejected: too few fields",
		"9:44 rejected: too few fields")
	checkFastIsSlow(t, []byte(log), start)
}

// TestNativeDayFirst shows what tells that the day stands first, and that a
// name says so where nothing does.
func TestNativeDayFirst(t *testing.T) {
	log := `192.0.2.1, -, 31/1/26, 3:04:05` + nativeTail + "\n" + `192.0.2.1, -, 2/1/26, 3:04:05` + nativeTail + "\n"
	compareLines(t, readAll(t, newReader(log)), "1 2026-01-31T03:04:05 401", "2 2026-01-02T03:04:05 401")
	l, err := FormatLayout("iis-native-dmy")
	if err != nil {
		t.Fatal(err)
	}
	_, log, _ = strings.Cut(log, "\n")
	compareLines(t, readAll(t, NewReader(strings.NewReader(log), "a.log", l)), "1 2026-01-02T03:04:05 401")
}

func TestNativeTimeIsLocal(t *testing.T) {
	log := `192.0.2.1, -, 1/2/26, 3:04:05` + nativeTail + "\n" + `192.0.2.1, a, b, 1/2/26, 3:04:05` + nativeTail + "\n"
	east := time.FixedZone("east", 3600)
	for _, l := range []*Layout{Auto().In(east), nativeNames[0].In(east)} {
		r := NewReader(strings.NewReader(log), "a.log", l)
		compareLines(t, readAll(t, r), "1 2026-01-02T02:04:05 401", "2 2026-01-02T02:04:05 401")
		if got := r.Tally().Zoneless; got != 2 {
			t.Errorf("%d entries say no zone, want 2", got)
		}
	}
}

func TestShortClock(t *testing.T) {
	for _, test := range []struct {
		text string
		want int // seconds, -1 for none
	}{
		{"0:00:00", 0}, {"3:04:05", 11045}, {"23:59:59", 86399}, {"03:04:05", 11045},
		{"12:00:00 AM", 0}, {"12:00:01 PM", 43201}, {"1:00:00 PM", 46800}, {"11:59:59 PM", 86399},
		{"13:00:00 PM", -1}, {"3:04", -1}, {"24:00:00", -1}, {"", -1}, {" AM", -1},
	} {
		got, ok := parseShortClock([]byte(test.text))
		if want := int64(test.want) * nanosPerSecond; ok != (test.want >= 0) || ok && got != want {
			t.Errorf("%q: %d, %v, want %d", test.text, got, ok, want)
		}
	}
}

// TestUserWithBackslash is the matrix of writers: what of a user is an escape.
func TestUserWithBackslash(t *testing.T) {
	for _, test := range []struct{ user, auto, iis string }{
		{`CONTOSO\alice`, `CONTOSO\alice`, `CONTOSO\alice`},
		{`CONTOSO\nora`, `CONTOSO\nora`, `CONTOSO\nora`},
		{`CONTOSO\xavier`, `CONTOSO\xavier`, `CONTOSO\xavier`}, // no hexadecimal digits
		{`CONTOSO\xabi`, `CONTOSO\xabi`, `CONTOSO\xabi`},       // no UTF-8
		{`CONTOSO\x64bit`, `CONTOSO\x64bit`, `CONTOSO\x64bit`}, // no server escapes a printable character
		{`Contoso\xabi`, "Contoso\xabi", `Contoso\xabi`},       // may be Latin-1 of Apache: the name of the format decides
		{`CONTOSO\\bob`, `CONTOSO\bob`, `CONTOSO\\bob`},        // Apache
		{`CONTOSO\\xabi`, `CONTOSO\xabi`, `CONTOSO\\xabi`},     // Apache
		{`CONTOSO\x5Cbob`, `CONTOSO\bob`, `CONTOSO\x5Cbob`},    // nginx
		{`CONTOSO\x5Cxabi`, `CONTOSO\xabi`, `CONTOSO\x5Cxabi`}, // nginx
		{`andr\xe9`, "andr\xe9", `andr\xe9`},                   // Apache, Latin-1
		{`Andr\xc3\xa9`, "Andr\xc3\xa9", `Andr\xc3\xa9`},       // Apache, UTF-8
		{`ANDR\xc3\x89A`, "ANDR\xc3\x89A", `ANDR\xc3\x89A`},    // Apache, UTF-8
		{`a\"b`, `a"b`, `a\"b`},
	} {
		line := `192.0.2.1 - ` + test.user + ` ` + when + ` "GET / HTTP/1.1" 401 12` + "\n"
		for _, c := range []struct {
			layout *Layout
			want   string
		}{{nil, test.auto}, {iisNCSA, test.iis}} {
			e, err := NewReader(strings.NewReader(line), "a.log", c.layout).Read()
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := e.AppendText([]byte("-"), FieldUser); string(got) != "-"+c.want {
				t.Errorf("%s as %s: %q, want %q", test.user, e.Layout().Name(), got, c.want)
			}
		}
	}
}

func TestFullYear(t *testing.T) {
	for short, want := range map[int]int{0: 2000, 26: 2026, 69: 2069, 70: 1970, 99: 1999, 100: 100, 2026: 2026} {
		if got := fullYear(short); got != want {
			t.Errorf("%d is read as %d, want %d", short, got, want)
		}
	}
}

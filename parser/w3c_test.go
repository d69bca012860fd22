package parser

import (
	"strings"
	"testing"
	"time"
)

func TestW3C(t *testing.T) {
	fields := []Field{FieldClient, FieldUser, FieldPath, FieldSubstatus}
	for _, test := range []struct{ name, line, want string }{
		{"plain", "2026-01-02 03:04:05 192.0.2.1 CONTOSO\\alice / 401 1", `2 2026-01-02T03:04:05 401 "192.0.2.1" "CONTOSO\\alice" "/" "1"`},
		{"absent", "2026-01-02 03:04:05 192.0.2.1 - / 401 -", `2 2026-01-02T03:04:05 401 "192.0.2.1" - "/" -`},
		{"CRLF", "2026-01-02 03:04:05 192.0.2.1 - / 401 2\r", `2 2026-01-02T03:04:05 401 "192.0.2.1" - "/" "2"`},
		{"status unknown", "2026-01-02 03:04:05 192.0.2.1 - / - 0", `2 2026-01-02T03:04:05 0 "192.0.2.1" - "/" "0"`},
		{"fraction", "2026-01-02 03:04:05.250 192.0.2.1 - / 200 0", `2 2026-01-02T03:04:05.25 200 "192.0.2.1" - "/" "0"`},
		{"no seconds", "2026-01-02 03:04 192.0.2.1 - / 200 0", `2 2026-01-02T03:04:00 200 "192.0.2.1" - "/" "0"`},
		{"leap second", "2016-12-31 23:59:60 192.0.2.1 - / 200 0", `2 2017-01-01T00:00:00 200 "192.0.2.1" - "/" "0"`},
		{"zone of IPv6", "2026-01-02 03:04:05 fe80::1%7 - / 200 0", `2 2026-01-02T03:04:05 200 "fe80::1%7" - "/" "0"`},
		{"runs of blanks and tabs", " 2026-01-02  03:04:05\t192.0.2.1   - / 200  0 ", `2 2026-01-02T03:04:05 200 "192.0.2.1" - "/" "0"`},
		{"quoted", `2026-01-02 03:04:05 192.0.2.1 "a ""b"" c" "/x y" 200 0`, `2 2026-01-02T03:04:05 200 "192.0.2.1" "a \"b\" c" "/x y" "0"`},
		{"every field quoted", `"2026-01-02" "03:04:05" "192.0.2.1" "-" "/" "200" "0"`, `2 2026-01-02T03:04:05 200 "192.0.2.1" - "/" "0"`},
		{"empty string", `2026-01-02 03:04:05 192.0.2.1 "" / 200 0`, `2 2026-01-02T03:04:05 200 "192.0.2.1" "" "/" "0"`},
		{"a value that starts with a quote", `2026-01-02 03:04:05 192.0.2.1 "alice / 401 1`, `2 2026-01-02T03:04:05 401 "192.0.2.1" "\"alice" "/" "1"`},
		{"a number beyond 32 bits", "2026-01-02 03:04:05 192.0.2.1 - / 401 2148074254", `2 2026-01-02T03:04:05 401 "192.0.2.1" - "/" "2148074254"`},
		{"bytes that are no UTF-8", "2026-01-02 03:04:05 192.0.2.1 J\xfcrgen / 401 1", `2 2026-01-02T03:04:05 401 "192.0.2.1" "J\xfcrgen" "/" "1"`},
		{"too few", "2026-01-02 03:04:05 192.0.2.1 - / 401", "2:38 rejected: too few fields"},
		{"too many", "2026-01-02 03:04:05 192.0.2.1 - / 401 1 0", "2:42 rejected: too many fields"},
		{"open quotation", `2026-01-02 03:04:05 192.0.2.1 "a b / 401 1`, "2 rejected: unterminated quotation"},
		{"bad status", "2026-01-02 03:04:05 192.0.2.1 - / 4o1 1", "2:35 sc-status rejected: invalid status"},
		{"status of four digits", "2026-01-02 03:04:05 192.0.2.1 - / 4010 1", "2:35 sc-status rejected: invalid status"},
		{"bad date", "2026-02-30 03:04:05 192.0.2.1 - / 401 1", "2:1 date rejected: invalid time"},
		{"bad time", "2026-01-02 24:04:05 192.0.2.1 - / 401 1", "2:12 time rejected: invalid time"},
		{"no time", "2026-01-02 - 192.0.2.1 - / 401 1", "2:1 time rejected: invalid time"},
	} {
		t.Run(test.name, func(t *testing.T) {
			compareLines(t, readAll(t, newReader(w3cHeader+test.line+"\n"), fields...), test.want)
			checkFastIsSlow(t, []byte(w3cHeader+test.line), start)
		})
	}
}

func TestDirectives(t *testing.T) {
	for _, test := range []struct {
		name, log string
		want      []string
	}{
		{"any case and order", "#FIELDS: SC-STATUS Time C-IP Date\n401 03:04:05 192.0.2.1 2026-01-02\n",
			[]string{`2 2026-01-02T03:04:05 401 "192.0.2.1"`}},
		{"a new layout in mid-file", "#Fields: date time sc-status\n2026-01-02 03:04:05 401\n#Fields: date time c-ip sc-status\n2026-01-02 03:04:06 192.0.2.1 403\n",
			[]string{"2 2026-01-02T03:04:05 401 -", `4 2026-01-02T03:04:06 403 "192.0.2.1"`}},
		{"date from #Date", "#Date: 2026-01-02 00:00:00\n#Fields: time sc-status\n03:04:05 401\n#Date: 2026-01-03 00:00:00\n03:04:06 401\n",
			[]string{"3 2026-01-02T03:04:05 401 -", "5 2026-01-03T03:04:06 401 -"}},
		{"#Date after a layout with dates", "#Fields: date time sc-status\n#Date: 2026-01-02\n#Fields: time sc-status\n03:04:05 401\n",
			[]string{"4 2026-01-02T03:04:05 401 -"}},
		{"no date at all", "#Fields: time sc-status\n03:04:05 401\n",
			[]string{"2 rejected: no date field or #Date"}},
		{"a date alone", "#Fields: date sc-status\n2026-01-02 401\n", []string{"2 2026-01-02T00:00:00 401 -"}},
		{"no status field", "#Fields: date time c-ip\n2026-01-02 03:04:05 192.0.2.1\n", []string{`2 2026-01-02T03:04:05 0 "192.0.2.1"`}},
		{"no #Fields", "2026-01-02 03:04:05 192.0.2.1 - / 401 1\n", []string{"1 rejected: no #Fields"}},
		{"a comment behind", "#Version: 1.0   // version\n#Date: 2026-01-02 17:42:15  // written\n#Fields: time sc-status\n03:04:05 401\n",
			[]string{"4 2026-01-02T03:04:05 401 -"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			compareLines(t, readAll(t, newReader(test.log), FieldClient), test.want...)
			checkFastIsSlow(t, []byte(test.log), start)
		})
	}
}

func TestRepeatedHeadersKeepTheLayout(t *testing.T) {
	l := start.directive([]byte("#Fields: date time sc-status"))
	if again := l.directive([]byte("#Fields:  date time sc-status ")); again != l {
		t.Error("a repeated header made a new layout")
	}
}

func TestForcedW3CLayout(t *testing.T) {
	for _, name := range []string{"iis", "IIS", "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken"} {
		l, err := W3CLayout(name)
		if err != nil {
			t.Fatal(err)
		}
		log := "2026-01-02 03:04:05 10.0.0.1 GET / - 443 - 192.0.2.1 Mozilla/5.0 - 401 2 5 15\n#Fields: date time sc-status\n2026-01-02 03:04:06 200\n"
		compareLines(t, readAll(t, NewReader(strings.NewReader(log), "a.log", l), FieldClient),
			`1 2026-01-02T03:04:05 401 "192.0.2.1"`, "3 2026-01-02T03:04:06 200 -")
	}
	for _, fields := range []string{"", "iis9", "date time c-ip"} {
		if _, err := W3CLayout(fields); err == nil {
			t.Errorf("--fields %q is taken", fields)
		}
	}
}

func TestPrograms(t *testing.T) {
	for fields, want := range map[string]string{
		"date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename": "httperr",
		"date time c-ip cs-username s-ip s-port cs-method cs-uri-stem sc-status sc-win32-status x-session":      "ftp",
		"date time c-ip sc-status": "",
	} {
		if got := start.directive([]byte("#Fields: " + fields)).Program(); got != want {
			t.Errorf("%s: program %q, want %q", fields, got, want)
		}
	}
}

func TestFieldByName(t *testing.T) {
	r := newReader("#Fields: date time sc-status X-Forwarded-For cs-uri\n2026-01-02 03:04:05 401 198.51.100.1,+10.0.0.1 /a?b=c\n")
	e, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		got  []byte
		want string
	}{
		{e.FieldByName("x-forwarded-for"), "198.51.100.1,+10.0.0.1"},
		{e.FieldByName("X-FORWARDED-FOR"), "198.51.100.1,+10.0.0.1"},
		{e.FieldByName("cs(Cookie)"), ""},
		{e.Field(FieldPath), "/a"},
		{e.Field(FieldQuery), "b=c"},
	} {
		if string(test.got) != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

// Columns of the local clock are read in the zone asked for, on the fast path
// and on the slow one; those of UTC are not.
func TestLocalColumns(t *testing.T) {
	zone := time.FixedZone("", 2*3600)
	for _, test := range []struct{ log, want string }{
		{"#Fields: date-local time-local sc-status\n2026-04-07 09:00:00.5 401\n", "2026-04-07T07:00:00.5Z"},
		{"#Fields: date-local time-local sc-status\n2026-04-07  01:00:00 401\n", "2026-04-06T23:00:00Z"},
		{"#Fields: date time sc-status\n2026-04-07 09:00:00 401\n", "2026-04-07T09:00:00Z"},
		{"#Fields: date time date-local time-local sc-status\n2026-04-07 09:00:00 2026-04-07 11:00:00 401\n", "2026-04-07T09:00:00Z"},
	} {
		e, err := NewReader(strings.NewReader(test.log), "a.log", Auto().In(zone)).Read()
		if err != nil {
			t.Fatalf("%q: %v", test.log, err)
		}
		if got := time.Unix(0, e.Time).UTC().Format(time.RFC3339Nano); got != test.want {
			t.Errorf("%q: %s, want %s", test.log, got, test.want)
		}
	}
}

// Where #Fields is parted by tabs, so are lines that have as many fields: their
// values may hold blanks.
func TestTabsAlone(t *testing.T) {
	const header = "#Fields: date\ttime\tcs-uri-stem\tcs-user-agent\tsc-status\n"
	for _, test := range []struct{ line, want string }{
		{"2026-04-07\t09:00:00\t/a b\tTV Set 3\t401", "/a b|TV Set 3"},
		{"2026-04-07\t09:00:00\t\tTV Set\t401", "|TV Set"},
		{"2026-04-07\t09:00:00\t-\t-\t401", "|"},
		{"2026-04-07 09:00:00 /a TV 401", "/a|TV"},
		{"2026-04-07 09:00:00\t/a\tTV 401", "/a|TV"},
	} {
		e, err := NewReader(strings.NewReader(header+test.line+"\n"), "a.log", nil).Read()
		if err != nil {
			t.Fatalf("%q: %v", test.line, err)
		}
		if got := string(e.Field(FieldPath)) + "|" + string(e.Field(FieldAgent)); got != test.want || e.Status != 401 {
			t.Errorf("%q: %s, status %d, want %s", test.line, got, e.Status, test.want)
		}
	}
}

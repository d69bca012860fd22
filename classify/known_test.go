package classify

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"log401/parser"
)

// hostileTexts are what fields may hold.
var hostileTexts = []string{
	"-", "-", `""`, `""`, `"-"`, "a", "A", "ab", `"a`, `a"`, `"a""b"`, `a""b`, "401", "443", "%20", `\x41`, "é", "\x80",
	"10.0.0.5", "192.0.2.1", "192.0.2.10", "::ffff:192.0.2.1", "198.51.100.7:80", `CONTOSO\alice`, "alice@contoso",
	strings.Repeat("x", maxMemoText-2), strings.Repeat("x", maxMemoText), strings.Repeat("y", MaxText+1),
	strings.Repeat("y", MaxText) + "z", "/a/b", "/A/b", "/a", "/", "/a/" + strings.Repeat("p", MaxText), "W3SVC1", "W3SVC2", "https://one.example:81/a", "https://two.example:82/a",
	"abcdefgh12345678", "abcdefgi12345678",
}

// hostileNumbers are what the status and its neighbours may be.
var hostileNumbers = []string{
	"401 1 2148074254", "401 2 5", "401 2 05", "401 - -", "401 1 -2146893044", "401 0x1 0x8009030C", `"401" 1 5`, `401 "1" 5`,
	"401 x 5", "401 1 99999999999999999999", "401 1 000000000000000000000000005", "403 6 0", "200 0 0", "200 502 0", "404 501 2", "429 0 0", "- 0 0",
}

var knownLayouts = []string{
	"s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status",
	"s-sitename s-computername s-ip cs-method cs-uri-stem s-port cs-username c-ip cs-version cs(User-Agent) cs(Cookie) cs-host sc-status sc-substatus sc-win32-status",
	"c-ip cs-username s-sitename cs(User-Agent) sc-status sc-substatus sc-win32-status cs-uri-stem cs-host X-Forwarded-For",
	"cs(User-Agent) cs-uri-stem c-ip sc-status sc-substatus sc-win32-status cs-username cs-method",
	"cs-username cs-method c-ip cs-uri sc-status sc-substatus sc-win32-status",
	"sc-status sc-substatus sc-win32-status c-ip cs-uri-stem",
	"cs-username c-ip sc-status",
	"s-port cs-username c-ip cs-uri cs-host sc-status sc-substatus sc-win32-status",
}

// hostileLog returns a log of a layout whose lines share many of their texts.
func hostileLog(r *rand.Rand, fields string, lines int) string {
	var log strings.Builder
	var texts [3]string
	for i := range texts {
		texts[i] = hostileTexts[r.IntN(len(hostileTexts))]
	}
	for range lines {
		line := fields
		for _, name := range strings.Fields(fields) {
			text := texts[r.IntN(len(texts))]
			if r.IntN(8) == 0 {
				text = hostileTexts[r.IntN(len(hostileTexts))]
			}
			switch name {
			case "sc-status":
				numbers := hostileNumbers[r.IntN(len(hostileNumbers))]
				if !strings.Contains(fields, "sc-status sc-substatus sc-win32-status") {
					numbers, _, _ = strings.Cut(numbers, " ")
				}
				text = numbers
			case "sc-substatus", "sc-win32-status":
				line = strings.Replace(line, " "+name, "", 1)
				continue
			}
			line = strings.Replace(line, name, text, 1)
		}
		end := "\n"
		if r.IntN(16) == 0 {
			end = " \r\n"
		}
		log.WriteString("2026-01-02 03:04:05 " + line + end)
	}
	return log.String()
}

// What a classifier says of a line does not depend on the lines it has seen.
func TestKnownLinesAreAsNewOnes(t *testing.T) {
	r := rand.New(rand.NewPCG(401, 1))
	for range 120 {
		checkKnown(t, r, knownLayouts[r.IntN(len(knownLayouts))], 60)
	}
}

func FuzzKnownLines(f *testing.F) {
	f.Add(uint64(1), uint64(2), "c-ip cs-username sc-status sc-substatus sc-win32-status")
	f.Fuzz(func(t *testing.T, a, b uint64, fields string) {
		if strings.ContainsAny(fields, "\n\r\x00\"") || len(fields) > 400 {
			return
		}
		checkKnown(t, rand.New(rand.NewPCG(a, b)), fields, 40)
	})
}

// checkKnown reads hostile logs of a layout, each time another source, and
// holds each event against that of a classifier that knows nothing.
func checkKnown(t *testing.T, r *rand.Rand, fields string, lines int) {
	t.Helper()
	layout, err := parser.W3CLayout("date time " + fields)
	if err != nil {
		return
	}
	old := NewClassifier("stream")
	proxies := Proxies{}
	if r.IntN(4) == 0 {
		proxies.Field = "x-forwarded-for"
	}
	old.SetProxies(proxies)
	for source := range 3 {
		log := hostileLog(r, fields, lines)
		name, folder := fmt.Sprint(source/2), fmt.Sprint("folder", source)
		old.SetSource(name, folder)
		reader := parser.NewReader(strings.NewReader(log), name, layout)
		for e, err := reader.Read(); err != io.EOF; e, err = reader.Read() {
			if err != nil {
				continue
			}
			fresh := NewClassifier("stream")
			fresh.SetProxies(proxies)
			fresh.SetSource(name, folder)
			checkLook(t, old, fresh, e)
		}
	}
}

func checkLook(t *testing.T, old, fresh *Classifier, e *parser.Entry) {
	t.Helper()
	var got, want Event
	everything := &Lookout{anyPart: true}
	g, ok := old.Look(e, &got, everything)
	h, wanted := fresh.Look(e, &want, everything)
	if ok != wanted || g != h {
		t.Fatalf("%q: %+v %v, want %+v %v", e.Raw, g, ok, h, wanted)
	}
	if !ok {
		return
	}
	if *got.Origin != *want.Origin {
		t.Fatalf("%q: %+v, want %+v", e.Raw, *got.Origin, *want.Origin)
	}
	if g.part != "" && g.part != fresh.partOf(e) {
		t.Fatalf("%q: part %q, want %q", e.Raw, g.part, fresh.partOf(e))
	}
	if !got.Aside() {
		checkFields(t, &want, e)
	}
	got.Origin = want.Origin
	if got != want {
		t.Fatalf("%q: %+v, want %+v", e.Raw, got, want)
	}
}

// checkFields holds an event against the fields of its entry.
func checkFields(t *testing.T, ev *Event, e *parser.Entry) {
	t.Helper()
	substatus, ok := e.Int(parser.FieldSubstatus)
	if !ok || substatus < 0 {
		substatus = -1
	}
	win32, ok := ParseWin32(e.Field(parser.FieldWin32))
	if !ok {
		win32 = -1
	}
	text := func(f parser.Field) string {
		b, _ := e.AppendText(nil, f)
		return string(shorten(b))
	}
	got := []any{ev.Substatus, ev.Win32, ev.User, ev.EmptyUser, ev.Method, ev.Path, ev.Agent, Verdict{ev.Class, ev.Cause, ev.LogOnly}}
	user := text(parser.FieldUser)
	empty := user == "" && e.Field(parser.FieldUser) != nil
	want := []any{
		substatus, win32, user, empty, text(parser.FieldMethod), text(parser.FieldPath), text(parser.FieldAgent), Decide(factsOf(ev)),
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%q: %+v, want %+v", e.Raw, got, want)
	}
}

// Lines of the usual layouts are found by their text as a whole.
func TestPlans(t *testing.T) {
	for _, test := range []struct {
		fields          string
		sender, numbers stretch
		others          []int
	}{
		{"date time " + knownLayouts[0], stretch{6, 10}, stretch{11, 14}, []int{6}},
		{"date time " + knownLayouts[1], stretch{7, 12}, stretch{14, 17}, []int{2, 3, 5, 6}},
		{"date time " + knownLayouts[2], stretch{2, 6}, stretch{6, 9}, []int{3}},
		{"date time " + knownLayouts[3], stretch{}, stretch{5, 8}, nil},
		{"date time cs-username c-ip s-ip sc-status sc-win32-status", stretch{2, 5}, stretch{}, nil},
		{"date time c-ip sc-status", stretch{}, stretch{}, nil},
		{"date time c-ip cs-username cs-uri sc-status", stretch{}, stretch{}, nil},
	} {
		l, err := parser.W3CLayout(test.fields)
		if err != nil {
			t.Fatal(err)
		}
		p := planOf(l)
		if p.sender != test.sender || p.numbers != test.numbers || !slices.Equal(p.others, test.others) {
			t.Errorf("%s: %+v", test.fields, p)
		}
	}
}

// A server may be asked for any number of hosts.
func TestManySettings(t *testing.T) {
	c := NewClassifier("stream")
	layout, err := parser.W3CLayout("date time c-ip cs-username sc-status cs-host")
	if err != nil {
		t.Fatal(err)
	}
	host := func(i int) string { return fmt.Sprint("host", i%(maxSettings+10)) }
	var log strings.Builder
	for i := range maxSettings + 100 {
		log.WriteString("2026-01-02 03:04:05 192.0.2.1 - 401 " + host(i) + "\n")
	}
	reader := parser.NewReader(strings.NewReader(log.String()), "a.log", layout)
	for i := range maxSettings + 100 {
		e, err := reader.Read()
		if err != nil {
			t.Fatal(err)
		}
		var ev Event
		if c.Look(e, &ev, &History{}); ev.Host != host(i) {
			t.Fatalf("line %d: %q", i, ev.Host)
		}
	}
	if c.settings.count > maxSettings || len(c.settings.known.rows) > maxPlaces || len(c.whos.rows) > maxWhos {
		t.Errorf("%d settings, %d known, %d senders", c.settings.count, len(c.settings.known.rows), len(c.whos.rows))
	}
}

// Senders that come once take no room.
func TestSendersThatComeOnce(t *testing.T) {
	c := NewClassifier("stream")
	var log strings.Builder
	log.WriteString("#Fields: date time c-ip cs-username sc-status\n")
	for i := range 4 * leastMemo {
		fmt.Fprintf(&log, "2026-01-02 03:04:05 192.0.2.1 user%d 401\n", i)
	}
	eachEvent(t, c, log.String(), func(*Event, []byte) {})
	if len(c.whos.rows) > 0 {
		t.Errorf("%d rows", len(c.whos.rows))
	}
	eachEvent(t, c, log.String()+strings.Repeat("2026-01-02 03:04:05 192.0.2.1 bob 401\n", 3), func(*Event, []byte) {})
	if len(c.whos.rows) == 0 {
		t.Error("no row for one that came again")
	}
}

// A memo holds no more than it may, and finds what it holds.
func TestMemoIsBounded(t *testing.T) {
	m := memo[int]{most: 4 * leastMemo}
	l := parser.Auto()
	for i := range 8 * m.most {
		text := fmt.Append(nil, i)
		m.put(tagOf(text), l, text, i)
		if v := m.find(tagOf(text), l, text); v == nil || *v != i {
			t.Fatalf("%d is not found", i)
		}
	}
	if len(m.rows) > m.most {
		t.Fatalf("%d rows", len(m.rows))
	}
	found := 0
	for i := range 8 * m.most {
		text := fmt.Append(nil, i)
		if v := m.find(tagOf(text), l, text); v != nil {
			if found++; *v != i {
				t.Fatalf("%d instead of %d", *v, i)
			}
		}
	}
	if found < m.most/2 {
		t.Errorf("only %d of %d rows in use", found, m.most)
	}
	text := []byte("text")
	m.put(5, l, text, 1)
	if m.find(5, l, text) == nil || m.find(5, l, []byte("other")) != nil || m.find(5, nil, text) != nil {
		t.Error("texts are told apart by their tags alone")
	}
	if m.forget(); m.find(tagOf([]byte("1")), l, []byte("1")) != nil {
		t.Error("found although forgotten")
	}
}

package classify

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"log401/parser"
)

// answersIn returns the numbers of the lines that are answers, and how many
// events there are. Lines are "seconds client user path status substatus
// Win32"; the stream has shown a success before.
func answersIn(t *testing.T, ncsa bool, lines ...string) (answers []int64, events int) {
	t.Helper()
	log := "#Fields: date time c-ip cs-username cs-uri-stem sc-status sc-substatus sc-win32-status\n"
	if ncsa {
		log = ""
	}
	add := func(line string) {
		var sec int
		var client, user, path, status, rest string
		if n, _ := fmt.Sscan(line, &sec, &client, &user, &path, &status); n < 5 {
			t.Fatalf("%q: %d fields", line, n)
		}
		rest = strings.Join(strings.Fields(line)[5:], " ")
		clock := fmt.Sprintf("%02d:%02d:%02d", sec/3600, sec/60%60, sec%60)
		if ncsa {
			log += fmt.Sprintf("%s - %s [02/Mar/2026:%s +0000] \"GET %s HTTP/1.1\" %s 12\n", client, user, clock, path, status)
			return
		}
		log += fmt.Sprintf("2026-03-02 %s %s %s %s %s %s\n", clock, client, user, path, status, rest)
	}
	add("0 192.0.2.9 - / 200 0 0")
	for _, line := range lines {
		add(line)
	}
	c := NewClassifier("stream")
	c.SetSource("a.log", "W3SVC1")
	first := int64(3)
	if ncsa {
		first = 2
	}
	r := parser.NewReader(strings.NewReader(log), "a.log", nil)
	var ev Event
	for e, err := r.Read(); err == nil; e, err = r.Read() {
		if !c.Classify(e, &ev) {
			continue
		}
		if events++; ev.Answer {
			answers = append(answers, ev.Line-first+1)
		}
	}
	return answers, events - 1
}

// refusals are n refused requests of a client, one a second.
func refusals(n, from int, client, path string) (lines []string) {
	for i := range n {
		lines = append(lines, fmt.Sprintf("%d %s - %s 401 2 5", from+i, client, path))
	}
	return lines
}

func TestAnswersWhereClientsWereRefused(t *testing.T) {
	const client, other = "192.0.2.1", "192.0.2.2"
	five := slices.Clip(refusals(5, 1, client, "/api/me"))
	for _, test := range []struct {
		name  string
		lines []string
		want  []int64
	}{
		{"after five", append(five, "10 192.0.2.1 - /api/me 200 0 0"), []int64{6}},
		{"after four", append(refusals(4, 1, client, "/api/me"), "10 192.0.2.1 - /api/me 200 0 0"), nil},
		{"elsewhere in the part", append(five, "10 192.0.2.1 - /API/x/y 304 0 0"), []int64{6}},
		{"another part", append(five, "10 192.0.2.1 - /apis/me 200 0 0"), nil},
		{"another client", append(five, "10 192.0.2.2 - /api/me 200 0 0"), nil},
		{"the client in another form", append(five, "10 ::ffff:192.0.2.1 - /api/me 200 0 0"), []int64{6}},
		{"not below 400", append(five, "10 192.0.2.1 - /api/me 404 0 2", "11 192.0.2.1 - /api/me 500 0 0"), nil},
		{"within the hour", append(five, "3600 192.0.2.1 - /api/me 200 0 0"), []int64{6}},
		{"after the hour", append(five, "3601 192.0.2.1 - /api/me 200 0 0"), nil},
		{"of several clients", append(append(refusals(3, 1, client, "/api/me"), refusals(2, 4, other, "/api/me")...),
			"10 192.0.2.1 - /api/me 200 0 0", "10 192.0.2.2 - /api/me 200 0 0"), []int64{6, 7}},
		{"once in ten minutes", append(five, "10 192.0.2.1 - /api/me 200 0 0", "11 192.0.2.1 - /api/me 200 0 0",
			"609 192.0.2.1 - /api/me 200 0 0", "610 192.0.2.1 - /api/me 200 0 0"), []int64{6, 9}},
		{"somebody signs in", append(five, `8 192.0.2.2 CONTOSO\bob /api/x 200 0 0`, "10 192.0.2.1 - /api/me 200 0 0"), nil},
		{"somebody signs in elsewhere", append(five, `8 192.0.2.2 CONTOSO\bob /x 200 0 0`, "10 192.0.2.1 - /api/me 200 0 0"), []int64{7}},
		{"refused again", slices.Concat(five, []string{`8 192.0.2.2 CONTOSO\bob /api/x 200 0 0`}, refusals(5, 10, client, "/api/y"),
			[]string{"20 192.0.2.1 - /api/me 200 0 0"}), []int64{12}},
		{"a wrong password", append(refusals(4, 1, client, "/api/me"), `5 192.0.2.1 CONTOSO\bob /api/me 401 1 1326`, "10 192.0.2.1 - /api/me 200 0 0"), nil},
		{"no domain controller", append(refusals(4, 1, client, "/api/me"), `5 192.0.2.1 CONTOSO\bob /api/me 401 1 1311`, "10 192.0.2.1 - /api/me 200 0 0"), []int64{6}},
		{"with a user it is a sign-in", append(five, `10 192.0.2.1 CONTOSO\bob /api/me 200 0 0`), nil},
	} {
		if got, _ := answersIn(t, false, test.lines...); !slices.Equal(got, test.want) {
			t.Errorf("%s: answers in lines %v, want %v", test.name, got, test.want)
		}
	}
	if got, events := answersIn(t, true, append(five, "10 192.0.2.1 - /api/me 200", "11 192.0.2.1 - /api/me 200")...); !slices.Equal(got, []int64{6}) || events != 6 {
		t.Errorf("NCSA: answers in lines %v of %d events", got, events)
	}
}

func TestWatchIsBounded(t *testing.T) {
	var lines []string
	for i := range maxParts {
		lines = append(lines, refusals(5, i, fmt.Sprintf("198.51.100.%d", i%250), fmt.Sprintf("/%d/", i))...)
	}
	for i := range 2 * maxParts {
		lines = append(lines, refusals(1, maxParts+i/10, "203.0.113.1", fmt.Sprintf("/new%d/", i))...)
	}
	lines = append(lines, fmt.Sprintf("%d 198.51.100.7 - /7/x 200 0 0", maxParts+60))
	if got, _ := answersIn(t, false, lines...); len(got) != 1 {
		t.Error("a suspicious part was forgotten for one that is not")
	}
	var w watch
	for i := range 3 * maxPartners {
		w.refuse([]byte("k"), &Event{Time: int64(i) + 1, Client: fmt.Sprint(i)})
	}
	if p := w.parts[0]; len(p.clients) != maxPartners || p.find("191") < 0 || p.find("127") >= 0 {
		t.Errorf("%d clients are known", len(p.clients))
	}
	for i := range 3 * maxParts {
		w.refuse(fmt.Append(nil, i), &Event{Time: int64(i) + 1})
	}
	if len(w.parts) != maxParts || len(w.index) != maxParts {
		t.Errorf("%d parts are known, %d by key", len(w.parts), len(w.index))
	}
}

func TestSegment(t *testing.T) {
	long := "/" + strings.Repeat("a", 2*maxSegment)
	for _, test := range []struct{ path, want string }{
		{"/owa/auth/logon.aspx", "/owa"}, {"/owa/", "/owa"}, {"/owa", "/owa"}, {"/", "/"}, {"//x", "/"}, {"", ""}, {"*", "*"},
		{long, long[:maxSegment]},
	} {
		if got := Segment(test.path); got != test.want {
			t.Errorf("Segment(%q) = %q, want %q", test.path, got, test.want)
		}
	}
}

package classify

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"log401/internal/state"
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
	c, h := NewClassifier("stream"), History{}
	c.SetSource("a.log", "W3SVC1")
	first := int64(3)
	if ncsa {
		first = 2
	}
	r := parser.NewReader(strings.NewReader(log), "a.log", nil)
	var ev Event
	for e, err := r.Read(); err == nil; e, err = r.Read() {
		if !c.Classify(&h, e, &ev) {
			continue
		}
		if events++; ev.Answer {
			answers = append(answers, ev.Line-first+1)
		}
	}
	return answers, events - 1
}

// refusals are n refused requests, one a second, of clients in turn.
func refusals(n, from int, path string, clients ...string) (lines []string) {
	for i := range n {
		lines = append(lines, fmt.Sprintf("%d %s - %s 401 2 5", from+i, clients[i%len(clients)], path))
	}
	return lines
}

func TestAnswersWhereClientsWereRefused(t *testing.T) {
	clients := []string{"192.0.2.1", "192.0.2.2", "192.0.2.3"}
	ten := slices.Clip(refusals(10, 1, "/api/me", clients...))
	nine := slices.Clip(refusals(9, 1, "/api/me", clients...))
	signIn := `12 192.0.2.2 CONTOSO\bob /api/x 200 0 0`
	answered := "20 192.0.2.1 - /api/me 200 0 0"
	for _, test := range []struct {
		name  string
		lines []string
		want  []int64
	}{
		{"after ten", append(ten, answered), []int64{11}},
		{"after nine", append(nine, answered), nil},
		{"of two clients", append(refusals(30, 1, "/api/me", clients[:2]...), "40 192.0.2.1 - /api/me 200 0 0"), []int64{31}},
		{"of one client", append(refusals(30, 1, "/api/me", clients[:1]...), "40 192.0.2.1 - /api/me 200 0 0"), nil},
		{"elsewhere in the part", append(ten, "20 192.0.2.1 - /API/x/y 304 0 0"), []int64{11}},
		{"another part", append(ten, "20 192.0.2.1 - /apis/me 200 0 0"), nil},
		{"another client", append(ten, "20 192.0.2.4 - /api/me 200 0 0"), nil},
		{"the client in another form", append(ten, "20 ::ffff:192.0.2.1 - /api/me 200 0 0"), []int64{11}},
		{"not below 400", append(ten, "20 192.0.2.1 - /api/me 404 0 2", "21 192.0.2.1 - /api/me 500 0 0"), nil},
		{"within the hour", append(ten, "3600 192.0.2.1 - /api/me 200 0 0"), []int64{11}},
		{"after the hour", append(ten, "3601 192.0.2.1 - /api/me 200 0 0"), nil},
		{"once in five minutes", append(ten, answered, "319 192.0.2.2 - /api/me 200 0 0", "320 192.0.2.2 - /api/me 200 0 0"), []int64{11, 13}},
		{"of a client once in ten", append(ten, answered, "619 192.0.2.1 - /api/me 200 0 0", "620 192.0.2.1 - /api/me 200 0 0"), []int64{11, 13}},
		{"of two parts", slices.Concat(ten, refusals(10, 1, "/x/y", clients...), []string{answered, "21 192.0.2.2 - /x 200 0 0"}), []int64{21, 22}},
		{"somebody signs in", append(ten, signIn, answered), nil},
		{"somebody signs in elsewhere", append(ten, `12 192.0.2.2 CONTOSO\bob /x 200 0 0`, answered), []int64{12}},
		{"refused again", slices.Concat(ten, []string{signIn}, refusals(10, 13, "/api/y", clients...), []string{"30 192.0.2.1 - /api/me 200 0 0"}), []int64{22}},
		{"a wrong password", append(nine, `10 192.0.2.1 CONTOSO\bob /api/me 401 1 1326`, answered), nil},
		{"no domain controller", append(nine, `10 192.0.2.1 CONTOSO\bob /api/me 401 1 1311`, answered), []int64{11}},
		{"with a user it is a sign-in", append(ten, `20 192.0.2.1 CONTOSO\bob /api/me 200 0 0`), nil},
	} {
		if got, _ := answersIn(t, false, test.lines...); !slices.Equal(got, test.want) {
			t.Errorf("%s: answers in lines %v, want %v", test.name, got, test.want)
		}
	}
	if got, events := answersIn(t, true, append(ten, answered, answered)...); !slices.Equal(got, []int64{11}) || events != 11 {
		t.Errorf("NCSA: answers in lines %v of %d events", got, events)
	}
}

func TestWatchIsBounded(t *testing.T) {
	refuse := func(w *watch, n, from int, key string) {
		for i := range n {
			w.refuse(key, &Event{Origin: NewOrigin(Origin{Client: fmt.Sprint(from + i)}), Time: int64(from+i) + 1})
			w.settle()
		}
	}
	var w watch
	refuse(&w, 3*maxPartners, 0, "k")
	if p := w.parts[0]; len(p.clients) != maxPartners || p.find("191") < 0 || p.find("127") >= 0 {
		t.Errorf("%d clients are known", len(p.clients))
	}
	for i := range 3 * maxParts {
		refuse(&w, 1, 1000+i, fmt.Sprint(i))
	}
	if len(w.parts) != maxParts || len(w.index) != maxParts {
		t.Errorf("%d parts are known, %d by key", len(w.parts), len(w.index))
	}
	if w.index["k"] == nil || w.index["0"] != nil || w.index[fmt.Sprint(3*maxParts-1)] == nil {
		t.Error("a suspicious part, or a new one, was forgotten for one that is old and not")
	}
}

// TestWatchAfterTheTimeWentBack is about a stream that starts anew: what was
// answered in its future is no reason to wait.
func TestWatchAfterTheTimeWentBack(t *testing.T) {
	clients := []string{"192.0.2.1", "192.0.2.2", "192.0.2.3"}
	lines := slices.Concat(refusals(10, 7200, "/a", clients...), []string{"7300 192.0.2.1 - /a 200 0 0"},
		refusals(10, 1, "/a", clients...), []string{"20 192.0.2.1 - /a 200 0 0"})
	if got, _ := answersIn(t, false, lines...); !slices.Equal(got, []int64{11, 22}) {
		t.Errorf("answers in lines %v", got)
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

// TestHistoryGoesOn saves and loads before every line.
func TestHistoryGoesOn(t *testing.T) {
	log := "#Fields: date time c-ip cs-username cs-uri-stem sc-status sc-substatus sc-win32-status\n"
	for i := range 40 {
		log += fmt.Sprintf("2026-03-02 08:%02d:00 192.0.2.%d - /api/%d 401 2 5\n", i, i%4, i)
		log += fmt.Sprintf("2026-03-02 08:%02d:01 192.0.2.%d - /api/%d 200 0 0\n", i, i%3, i)
		if i == 25 {
			log += "2026-03-02 08:25:02 192.0.2.9 alice /api/me 200 0 0\n"
		}
	}
	play := func(resume bool) (events []string) {
		c, h := NewClassifier("stream"), History{}
		r := parser.NewReader(strings.NewReader(log), "a.log", nil)
		var ev Event
		for e, err := r.Read(); err == nil; e, err = r.Read() {
			if resume {
				var to state.Encoder
				h.Save(&to)
				h = History{}
				from := state.NewDecoder(to.Bytes())
				h.Load(from)
				if err := from.End(); err != nil {
					t.Fatal(err)
				}
			}
			if c.Classify(&h, e, &ev) {
				events = append(events, fmt.Sprint(ev.Line, ev.FirstSuccess, ev.Answer))
			}
		}
		return events
	}
	whole, parts := play(false), play(true)
	if !slices.Equal(whole, parts) || len(whole) < 44 || len(whole) > 60 {
		t.Errorf("whole:\n%q\nin parts:\n%q", whole, parts)
	}
}

package classify

import (
	"fmt"
	"strings"
	"testing"
)

// refusedIn returns the refusals of n requests to a part.
func refusedIn(n int, segment string) *Refusals {
	r := &Refusals{}
	for i := range n {
		ev := &Event{Origin: NewOrigin(Origin{Client: fmt.Sprint(i % 3)}), Class: ClassLogon, Status: 401, Path: segment}
		r.Note(ev, Glance{part: segment + "\x00site"})
	}
	return r
}

func TestLookout(t *testing.T) {
	success := History{success: true}
	posts := &Refusals{}
	posts.posts.add("/login")
	for _, test := range []struct {
		name         string
		h            *History
		soon         *Refusals
		method, path string
		want         bool
	}{
		{"nothing refused", &success, nil, "GET", "/api", false},
		{"no success yet", &History{}, nil, "GET", "/api", true},
		{"too few refusals", &success, refusedIn(watchCount-1, "/api"), "GET", "/api/me", false},
		{"a part that refuses", &success, refusedIn(watchCount, "/api"), "GET", "/api/me", true},
		{"in other letters", &success, refusedIn(watchCount, "/api"), "GET", "/API", true},
		{"a longer segment", &success, refusedIn(watchCount, "/api"), "GET", "/apis", false},
		{"a shorter one", &success, refusedIn(watchCount, "/api"), "GET", "/ap", false},
		{"the root", &success, refusedIn(watchCount, "/"), "GET", "/", true},
		{"beside the root", &success, refusedIn(watchCount, "/"), "GET", "/x", false},
		{"a POST that was refused", &success, posts, "POST", "/login", true},
		{"a GET there", &success, posts, "GET", "/login", false},
		{"a POST elsewhere", &success, posts, "POST", "/logout", false},
		{"a POST with escapes", &success, posts, "POST", `/log\x69n`, true},
		{"a POST to a path that events cut", &success, posts, "POST", "/" + strings.Repeat("a", MaxText), true},
	} {
		l := test.h.Lookout(nil, test.soon)
		ask := l.Served()
		if got := ask != nil && ask([]byte(test.method), []byte(test.path)); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
		soon := test.soon
		if soon == nil {
			soon = &Refusals{}
		}
		if !test.h.Covers(l, soon) {
			t.Errorf("%s: it does not cover what it was made for", test.name)
		}
	}
}

// TestNarrowLookoutDoesNotCover holds a Lookout of a stream that has refused
// nothing against lines that do.
func TestNarrowLookoutDoesNotCover(t *testing.T) {
	h := &History{success: true}
	none := h.Lookout(nil, nil)
	posts := &Refusals{}
	posts.posts.add("/login")
	many := &Refusals{}
	for i := range maxRefusedParts + 1 {
		many.Add(refusedIn(1, fmt.Sprint("/", i)))
	}
	for _, r := range []*Refusals{refusedIn(watchCount, "/api"), posts, many} {
		if h.Covers(none, r) {
			t.Errorf("%+v is covered", r)
		}
		if l := h.Lookout(none, r); !h.Covers(l, r) {
			t.Errorf("%+v is not covered by what was made for it", r)
		}
	}
}

// TestLookoutOfManyParts: where more parts refuse than are told apart, all
// answers matter, and later, where fewer do, no longer.
func TestLookoutOfManyParts(t *testing.T) {
	h := &History{success: true}
	r := &Refusals{}
	for i := range maxSegments + 1 {
		r.Add(refusedIn(watchCount, fmt.Sprint("/", i)))
	}
	l := h.Lookout(nil, r)
	if !l.Wide() || !l.Served()([]byte("GET"), []byte("/elsewhere")) {
		t.Error("a part is left out")
	}
	if l = h.Lookout(l, nil); l.Wide() {
		t.Error("it stays wide")
	}
}

// TestRefusalsBetweenSignIns adds up runs of refusals, in one piece and in two.
func TestRefusalsBetweenSignIns(t *testing.T) {
	note := func(lines string) *Refusals {
		r := &Refusals{}
		for _, c := range lines {
			ev := &Event{Origin: NewOrigin(Origin{Client: "192.0.2.1"}), Class: ClassLogon, Status: 401}
			if c == 's' {
				ev = &Event{Origin: ev.Origin, Status: 200, User: "alice"}
			}
			r.Note(ev, Glance{part: "/\x00site"})
		}
		return r
	}
	for _, test := range []struct {
		lines             string
		first, most, last int
	}{
		{"r", 1, 1, 1}, {"rrr", 3, 3, 3}, {"rrsr", 2, 2, 1}, {"srrrsr", 0, 3, 1}, {"rsrrs", 1, 2, 0}, {"s", 0, 0, 0},
	} {
		for cut := range len(test.lines) {
			r := note(test.lines[:cut])
			r.Add(note(test.lines[cut:]))
			if p := r.parts[0]; p.first != test.first || p.most != test.most || p.last != test.last {
				t.Errorf("%s, cut at %d: %+v", test.lines, cut, p)
			}
		}
	}
}

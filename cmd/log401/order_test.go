package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// secondOf finds the time of a line: the first 19 bytes of a W3C log, what
// stands in brackets in an NCSA log.
var secondOf = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\[[^]]+\]`)

// shuffled returns a log with the lines of every second in another order.
func shuffled(r *rand.Rand, log string) string {
	lines := strings.SplitAfter(log, "\n")
	for from := 0; from < len(lines); {
		at, to := secondOf.FindString(lines[from]), from+1
		for at != "" && to < len(lines) && secondOf.FindString(lines[to]) == at {
			to++
		}
		part := lines[from:to]
		r.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
		from = to
	}
	return strings.Join(lines, "")
}

// crowded returns n lines of a W3C and of an NCSA log, many a second, from few
// clients and users who do everything that there is.
func crowded(r *rand.Rand, n int) (w3c, ncsa string) {
	users := []string{"-", "-", "-", "alice", `CONTOSO\alice`, "bob", "carol", "dave"}
	w3cCodes := []string{"401 2 5", "401 2 5", "401 1 2148074254", "401 1 1326", "401 1 1311", "401 3 5", "200 0 0", "200 0 0", "404 0 2", "403 502 0"}
	ncsaCodes := []string{"401", "401", "401", "200", "302", "404", "403", "429"}
	var a, b strings.Builder
	a.WriteString("#Fields: date time c-ip cs(User-Agent) cs-username cs-method cs-uri-stem sc-status sc-substatus sc-win32-status\n")
	for i := range n {
		at := time.Date(2026, 3, 2, 8, 0, i/20, 0, time.UTC)
		if i > n/2 {
			at = at.Add(time.Hour)
		}
		client, user, method := 1+r.IntN(5), users[r.IntN(len(users))], []string{"GET", "GET", "POST"}[r.IntN(3)]
		path, agent := "/"+string(rune('a'+i/(1+n/4)))+"/"+[]string{"x", "y"}[r.IntN(2)], []string{"one", "two"}[r.IntN(2)]
		if i > n*3/4 { // a part of the site that nobody signs in to, as seldom requested as real ones
			user, at = "-", at.Add(time.Duration(i-n*3/4)*5*time.Second/4)
		}
		fmt.Fprintf(&a, "%s 192.0.2.%d %s %s %s %s %s\n", at.Format(time.DateTime), client, agent, user, method, path, w3cCodes[r.IntN(len(w3cCodes))])
		fmt.Fprintf(&b, "192.0.2.%d - %s [%s] \"%s %s HTTP/1.1\" %s 12 \"-\" \"%s\"\n", client, user, at.Format("02/Jan/2006:15:04:05 -0700"), method, path,
			ncsaCodes[r.IntN(len(ncsaCodes))], agent)
	}
	return a.String(), b.String()
}

// Same answer: the lines of one second stand in no order, so in any order they
// give the same report but for the numbers of lines.
func TestLawSecondsHaveNoOrder(t *testing.T) {
	demo := t.TempDir()
	if err := os.CopyFS(demo, os.DirFS(logs+"/demo")); err != nil {
		t.Fatal(err)
	}
	sameInAnyOrder(t, demo)
	for seed := range uint64(6) {
		folder := t.TempDir()
		w3c, ncsa := crowded(rand.New(rand.NewPCG(401, seed)), 2000)
		for name, log := range map[string]string{"a.log": w3c, "b.log": w3c, "c.log": ncsa, "d.log": ncsa} {
			path := filepath.Join(folder, name[:1], name)
			if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(log), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		if sameInAnyOrder(t, folder); t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// sameInAnyOrder shuffles the logs in the folders of a folder.
func sameInAnyOrder(t *testing.T, folder string) {
	t.Helper()
	numbers := regexp.MustCompile(`"line":\d+`)
	read := func() []string {
		stdout, _, _ := runScan(t, "--format", "json", "--all", "--by", "client,user,path", folder)
		return strings.Split(numbers.ReplaceAllString(stdout, ""), "\n")
	}
	want := read()
	files, err := filepath.Glob(folder + "/*/*")
	if err != nil || len(files) == 0 || len(want) < 20 {
		t.Fatal(files, err, want)
	}
	r := rand.New(rand.NewPCG(401, 1))
	for range 4 {
		for _, file := range files {
			log, err := os.ReadFile(file)
			if err = errors.Join(err, os.WriteFile(file, []byte(shuffled(r, string(log))), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		got := read()
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Errorf("line %d of the report is not\n%.900s\nbut\n%.900s", i, want[i], got[min(i, len(got)-1)])
				return
			}
		}
	}
}

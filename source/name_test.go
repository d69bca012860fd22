package source

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// streamTests are streams as show writes them; their sources are the input.
var streamTests = []struct {
	name string
	want string
}{
	{"days of IIS", "u_ex*.log: u_ex251231.log u_ex260101.log u_ex260102.log"},
	{"days of old IIS", "ex*.log: ex051231.log ex060101.log"},
	{"hours of IIS", "u_ex*.log: u_ex26010109.log u_ex26010110.log u_ex26010200.log"},
	{"months of IIS", "u_ex*.log: u_ex2512.log u_ex2601.log u_ex2602.log"},
	{"IIS from months to days to hours", "u_ex*.log: u_ex2512.log u_ex260103.log u_ex26010307.log u_ex26010308.log"},
	{"IIS with custom fields", "u_ex*.log: u_ex240102.log\nu_ex*_x.log: u_ex240101_x.log u_ex240102_x.log"},
	{"IIS by size", "u_extend#.log: u_extend1.log u_extend2.log u_extend10.log"},
	{"old IIS by size", "extend#.log: extend9.log extend10.log"},
	{"HTTPERR", "httperr#.log: httperr1.log httperr2.log httperr11.log"},
	{"archived IIS", "u_ex*.log: u_ex260101.log.gz u_ex260102.log.zst u_ex260103.log"},
	{"sites in one folder", "W3SVC1_u_ex*.log: W3SVC1_u_ex260101.log W3SVC1_u_ex260102.log\nW3SVC2_u_ex*.log: W3SVC2_u_ex260101.log"},
	{"logrotate", "access.log: access.log.10.gz access.log.9.gz access.log.2.gz access.log.1 access.log"},
	{"logrotate from zero", "access.log: access.log.1 access.log.0 access.log"},
	{"logrotate with extension", "access.log: access.2.log.gz access.1.log access.log"},
	{"logrotate dateext", "access.log: access.log-20251231.gz access.log-20260101 access.log"},
	{"logrotate dateext hours", "access.log: access.log-2026010109 access.log-2026010110 access.log"},
	{"logrotate dateext with extension", "access.log: access-20251231.log access-20260101.log access.log"},
	{"dates with dashes", "access.log: access.log.2025-12-31 access.log.2026-01-01 access.log"},
	{"dates without leading zeros", "access.log: access.log.2026-1-9 access.log.2026-1-10 access.log.2026-2-1"},
	{"dates of both forms", "access.log: access.log-20251230.gz access.log.2025-12-31 access.log-20260101 access.log"},
	{"Tomcat", "localhost_access_log.txt: localhost_access_log.2025-12-31.txt localhost_access_log.2026-01-01.txt"},
	{"months and years", "access.log: access.2024.log access.2025.log access.2026-01.log access.2026-02.log"},
	{"rotatelogs", "access_log: access_log.1735603200 access_log.1735689600 access_log"},
	{"rotatelogs, then dates", "access_log: access_log.1735603200 access_log.20250101 access_log"},
	{"times", "access.log: access-2026-01-01T09-00-00.log access-2026-01-01T10-00-00.log"},
	{"files of a day", "log*.txt: log20260101.txt log20260101_001.txt log20260101_002.txt log20260102.txt"},
	{"date beside a letter, and the live file", "error*.log: error20260101.log error20260102.log error.log"},
	{"dates older than numbers", "access.log: access.log-20260101 access.log.2 access.log.1 access.log"},
	{"date in front", "*_access.log: 2025-12-31_access.log 2026-01-01_access.log"},
	{"compressed copy of the live file", "access.log: access.log.1.gz access.log.1 access.log.gz access.log"},
	{"numbers beside letters", "web#.log: web1.log web2.log web10.log"},
	{"numbers before the extension", "web-#.log: web-1.log web-02.log web-3.log"},
	{"one number beside a letter", "web1.log: web1.log"},
	{"rotated logs of two servers", "web1.log: web1.log.2 web1.log.1 web1.log\nweb2.log: web2.log.1 web2.log"},
	{"ports", "ssl443_access.log: ssl443_access.log.1 ssl443_access.log\nssl8443_access.log: ssl8443_access.log.1 ssl8443_access.log"},
	{"addresses", "10.0.0.5.log: 10.0.0.5.log\n10.0.0.6.log: 10.0.0.6.log.1 10.0.0.6.log"},
	{"address and date", "10.0.0.5.log: 10.0.0.5-20260101.log 10.0.0.5-20260102.log"},
	{"day and month in doubt", "a.01-02-2026.log: a.01-02-2026.log\na.02-01-2026.log: a.02-01-2026.log"},
	{"leading zeros tie", "a#.log: a001.log.bz2 a01.log a1.log a2.log"},
	{"numbers longer than integers", "a#b: a99999999999999999998b a99999999999999999999b a100000000000000000000b"},
	{"only digits", "#: 1 2 10"},
	{"no digits", "access.log: access.log\nerror.log: error.log"},
	{"what is no suffix", ".gz: .gz\naccess.gzip.old: access.gzip.old"},
}

// TestStreamsOfNames gives Expand the names in many orders.
func TestStreamsOfNames(t *testing.T) {
	for _, test := range streamTests {
		t.Run(test.name, func(t *testing.T) {
			want := test.want + "\n"
			var names []string
			for line := range strings.Lines(want) {
				_, sources, _ := strings.Cut(strings.TrimSpace(line), ": ")
				names = append(names, strings.Fields(sources)...)
			}
			touch(t, names...)
			for _, order := range orders(names) {
				got, problems := Expand(t.Context(), order, nil)
				if show(got) != want || len(problems) > 0 {
					t.Fatalf("Expand(%q)\ngot  %s\nwant %s\nproblems %v", order, show(got), want, problems)
				}
			}
		})
	}
}

// orders returns some orders of names, always the same.
func orders(names []string) [][]string {
	reversed := slices.Clone(names)
	slices.Reverse(reversed)
	all := [][]string{names, reversed}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		shuffled := slices.Clone(names)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		all = append(all, shuffled)
	}
	return all
}

// TestCompareIsAnOrder takes all names that a small alphabet can make, so that
// no rule contradicts another: if a is before b and b before c, a is before c.
func TestCompareIsAnOrder(t *testing.T) {
	var files []*fileName
	for _, date := range []string{"", "-20260101", "-2026-01-01", "-202601", ".1735689600", "7", "07"} {
		for _, count := range []string{"", ".1", ".02", "-3"} {
			for _, suffix := range []string{"", ".gz"} {
				files = append(files, parseName("a.log"+date+count+suffix))
			}
		}
	}
	for _, a := range files {
		for _, b := range files {
			if a.compare(b) != -b.compare(a) {
				t.Fatalf("%+v and %+v: %d, %d", a, b, a.compare(b), b.compare(a))
			}
			for _, c := range files {
				if a.compare(b) <= 0 && b.compare(c) <= 0 && a.compare(c) > 0 {
					t.Fatalf("%+v ≤ %+v ≤ %+v, but not the first ≤ the last", a, b, c)
				}
			}
		}
	}
}

func FuzzParseName(f *testing.F) {
	for _, seed := range []string{"u_ex260101.log", "access.log.2.gz", "10.0.0.5-20260101.log", "1", "-1", ".1.", "a\xff.1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		n := parseName(name)
		if n.compare(n) != 0 {
			t.Errorf("%q is not equal to itself", name)
		}
		if !n.marked && n.packed == 0 && n.key != name {
			t.Errorf("%q has neither date nor rotation, but its key is %q", name, n.key)
		}
	})
}

func TestFolder(t *testing.T) {
	touch(t, "W3SVC1/u_ex260101.log")
	t.Chdir("W3SVC1")
	for _, path := range []string{"u_ex260101.log", "./u_ex260101.log", "../W3SVC1/u_ex260101.log", "."} {
		got, _ := Expand(t.Context(), []string{path}, nil)
		if len(got) != 1 || got[0].Sources[0].Folder != "W3SVC1" {
			t.Errorf("Expand(%q) = %+v, want the folder W3SVC1", path, got)
		}
	}
	if got := folderOf(string(os.PathSeparator) + "access.log"); got != "" {
		t.Errorf("folder of a file of the root = %q", got)
	}
}

package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// farm is a folder of logs as IIS makes it, with what stands beside them.
var farm = []string{
	"logs/W3SVC1/u_ex260101.log",
	"logs/W3SVC1/u_ex260102.log",
	"logs/W3SVC2/u_ex260101.log",
	"logs/W3SVC2/old/u_ex250101.log.gz",
	"logs/.hidden/u_ex260101.log",
	"logs/W3SVC2/.u_ex260101.log.swp",
	"logs/notes.txt",
	"other/access.log",
}

func TestExpand(t *testing.T) {
	svc1 := "logs/W3SVC1/u_ex*.log: logs/W3SVC1/u_ex260101.log logs/W3SVC1/u_ex260102.log"
	svc2 := "logs/W3SVC2/u_ex*.log: logs/W3SVC2/u_ex260101.log"
	old := "logs/W3SVC2/old/u_ex*.log: logs/W3SVC2/old/u_ex250101.log.gz"
	notes := "logs/notes.txt: logs/notes.txt"
	for _, test := range []struct {
		paths string // separated by blanks
		want  string
	}{
		{"logs", lines(svc1, old, svc2, notes)},
		{"logs/", lines(svc1, old, svc2, notes)},
		{"./logs//.", lines(svc1, old, svc2, notes)},
		{".", lines(svc1, old, svc2, notes, "other/access.log: other/access.log")},
		{"logs/W3SVC1 logs/W3SVC2/old", lines(svc1, old)},
		{"logs/W3SVC2/old logs logs/W3SVC1/u_ex260101.log logs", lines(svc1, old, svc2, notes)},
		{"logs/.hidden", lines("logs/.hidden/u_ex*.log: logs/.hidden/u_ex260101.log")},
		{"logs/W3SVC2/.u_ex260101.log.swp", lines("logs/W3SVC2/.u_ex*.log.swp: logs/W3SVC2/.u_ex260101.log.swp")},
		{"logs/*", lines(svc1, old, svc2, notes)},
		{"logs/*/*.log", lines(svc1, svc2)},
		{"logs/*/u_ex26010?.log", lines(svc1, svc2)},
		{"logs/W3SVC[13-9]/*.log", lines(svc1)},
		{"logs/{W3SVC1,W3SVC2/old}/*", lines(svc1, old)},
		{"logs/**/*.log.gz", lines(old)},
		{"**/*.gz", lines(old)},
		{"logs/**", lines(svc1, old, svc2, notes)},
		{"logs/**/old", lines(old)},
		{"logs/.*/*", lines("logs/.hidden/u_ex*.log: logs/.hidden/u_ex260101.log")},
		{"./logs/../other/*", lines("other/access.log: other/access.log")},
		{"logs/*/*.log other/access.log logs/W3SVC1/u_ex260102.log", lines(svc1, svc2, "other/access.log: other/access.log")},
	} {
		t.Run(test.paths, func(t *testing.T) {
			touch(t, farm...)
			for _, order := range orders(strings.Fields(test.paths)) {
				got, problems := Expand(t.Context(), order, nil)
				if show(got) != test.want || len(problems) > 0 {
					t.Fatalf("Expand(%q)\ngot\n%swant\n%sproblems %v", order, show(got), test.want, problems)
				}
			}
		})
	}
}

func TestExplicit(t *testing.T) {
	touch(t, farm...)
	const name = "logs/W3SVC2/u_ex260101.log"
	for _, test := range []struct {
		paths string
		want  bool
	}{
		{name, true},
		{"logs", false},
		{"logs/W3SVC2/*.log", false},
		{"logs " + name, true},
		{name + " logs", true},
		{"logs/W3SVC2/*.log ./" + name, true},
	} {
		streams, _ := Expand(t.Context(), strings.Fields(test.paths), nil)
		for _, s := range streams {
			if got := s.Sources[0]; got.Name == name && got.Explicit != test.want {
				t.Errorf("%s: %+v", test.paths, got)
			}
		}
	}
}

func TestAbsolutePaths(t *testing.T) {
	touch(t, farm...)
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "other", "access.log")
	got, problems := Expand(t.Context(), []string{file}, nil)
	name := filepath.ToSlash(file)
	if show(got) != name+": "+name+"\n" || len(problems) > 0 || got[0].Sources[0].Path != file {
		t.Errorf("got %s, %v", show(got), problems)
	}
	for _, order := range orders([]string{file, "other/access.log", "other/*"}) {
		if got, _ := Expand(t.Context(), order, nil); show(got) != "other/access.log: other/access.log\n" {
			t.Errorf("Expand(%q) = %s", order, show(got))
		}
	}
}

func TestLinks(t *testing.T) {
	touch(t, "logs/a/access.log", "logs/a/access.log.1", "logs/z/access.log")
	symlink(t, "access.log", "logs/a/current.log")      // to a file of the folder
	symlink(t, "../z", "logs/a/b")                      // to a directory that is read anyway
	symlink(t, "..", "logs/a/up")                       // a loop
	symlink(t, ".", "logs/self")                        // another
	symlink(t, "../../a", "logs/z/../../logs/a/around") // to nothing
	const (
		a    = "logs/a/access.log: logs/a/access.log.1 logs/a/access.log"
		z    = "logs/z/access.log: logs/z/access.log"
		lost = "logs/a/around: a link to a file that does not exist (it points to ../../a)"
	)
	for _, test := range []struct {
		paths, want, problems string
	}{
		{"logs", lines(a, z), lines(lost)},
		{"logs logs/a/current.log logs/a/b logs/self/self/a/up/z", lines(a, z), lines(lost)},
		{"logs/a/current.log", lines("logs/a/current.log: logs/a/current.log"), ""},
		{"logs/a/b", lines("logs/a/b/access.log: logs/a/b/access.log"), ""},
		{"logs/**/access.log", lines("logs/a/access.log: logs/a/access.log", z), ""},
		{"logs/**/access.log*", lines(a, z), ""},
		{"**", lines(a, z), lines(lost)},
		{"logs/*/access.log", lines("logs/a/access.log: logs/a/access.log", z), ""},
		{"logs/a/around", "", lines(lost)},
	} {
		t.Run(test.paths, func(t *testing.T) {
			for _, order := range orders(strings.Fields(test.paths)) {
				got, problems := Expand(t.Context(), order, nil)
				if show(got) != test.want || showProblems(problems) != test.problems {
					t.Fatalf("Expand(%q)\ngot\n%s%swant\n%s%s", order, show(got), showProblems(problems), test.want, test.problems)
				}
			}
		})
	}
}

func TestHardLinks(t *testing.T) {
	touch(t, "logs/access.log", "logs/other.log")
	if err := os.Link("logs/access.log", "logs/a-name-that-is-longer.log"); err != nil {
		t.Skip("no hard links here: ", err)
	}
	// Other files of the same size and time are not the same file.
	writeFile(t, "logs/twins.log", "logs/access.log")
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, name := range []string{"logs/access.log", "logs/twins.log"} {
		if err := os.Chtimes(name, now, now); err != nil {
			t.Fatal(err)
		}
	}
	got, _ := Expand(t.Context(), []string{"logs"}, nil)
	want := lines("logs/access.log: logs/access.log", "logs/other.log: logs/other.log", "logs/twins.log: logs/twins.log")
	if show(got) != want {
		t.Errorf("got\n%swant\n%s", show(got), want)
	}
}

func TestOddNames(t *testing.T) {
	names := []string{
		"logs/with blank.log", "logs/[1].log", "logs/a{b,c}.log", "logs/ümlaut.log", "logs/-", "logs/%20.log", "logs/#.log", "logs/'quoted'.log",
	}
	if runtime.GOOS != "windows" {
		names = append(names, `logs/a\b.log`, "logs/*.log", "logs/?.log", "logs/line\nbreak.log")
	}
	if runtime.GOOS == "linux" {
		names = append(names, "logs/latin\xfc.log", "logs/d\xfcr/access.log")
	}
	touch(t, names...)
	for _, name := range names {
		streams, problems := Expand(t.Context(), []string{name}, nil)
		if len(streams) != 1 || len(problems) > 0 || streams[0].Sources[0].Name != name {
			t.Errorf("%q: %+v, %v", name, streams, problems)
			continue
		}
		if got, err := readSource(t, streams[0].Sources[0]); got != name || err != nil {
			t.Errorf("%q: read %q, %v", name, got, err)
		}
	}
	for _, path := range []string{"logs", "logs/*", "l*/**", "**/*"} {
		streams, problems := Expand(t.Context(), []string{path}, nil)
		count := 0
		for _, s := range streams {
			count += len(s.Sources)
		}
		if count != len(names) || len(problems) > 0 {
			t.Errorf("%s: %d of %d files, %v\n%q", path, count, len(names), problems, show(streams))
		}
	}
}

// TestGlobBelowOddNames: what exists is no pattern, on the way to it either.
func TestGlobBelowOddNames(t *testing.T) {
	touch(t, "logs [old]/{1}/access.log", "logs o/1/access.log")
	for _, test := range []struct {
		path, want, problems string
	}{
		{"logs [old]/*/*.log", lines("logs [old]/{1}/access.log: logs [old]/{1}/access.log"), ""},
		{"logs [old]/{1}/*.log", lines("logs [old]/{1}/access.log: logs [old]/{1}/access.log"), ""},
		{"logs [o]/1/*.log", lines("logs o/1/access.log: logs o/1/access.log"), ""},
		{"logs [old]/{1}/acces.log", "", lines("logs [old]/{1}/acces.log: no such file (did you mean logs [old]/{1}/access.log?)")},
	} {
		got, problems := Expand(t.Context(), []string{test.path}, nil)
		if show(got) != test.want || showProblems(problems) != test.problems {
			t.Errorf("%s: got\n%s%s", test.path, show(got), showProblems(problems))
		}
	}
}

func TestDashIsAFileToo(t *testing.T) {
	touch(t, "-", "-x.log")
	streams, problems := Expand(t.Context(), []string{"./-", "-x.log", "-"}, strings.NewReader("in"))
	var got []string
	for _, s := range streams {
		data, err := readSource(t, s.Sources[0])
		if err != nil {
			t.Error(err)
		}
		got = append(got, data)
	}
	if strings.Join(got, " ") != "- -x.log in" || len(problems) > 0 {
		t.Errorf("got %q, %v", got, problems)
	}
}

func showProblems(problems []Problem) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.Error() + " (" + p.Hint + ")\n")
	}
	return b.String()
}

func TestProblems(t *testing.T) {
	const globHint = "* and ? stand for parts of one name, ** for any number of folders; names that begin with a dot are only matched by a dot"
	for _, test := range []struct {
		path string
		kind Kind
		want string
	}{
		{"other/acess.log", NotFound, "other/acess.log: no such file (did you mean other/access.log?)"},
		{"other/access.log.gz", NotFound, "other/access.log.gz: no such file (did you mean other/access.log?)"},
		{"other/Access.LOG.bz2", NotFound, "other/Access.LOG.bz2: no such file (did you mean other/access.log?)"},
		{"logs/W3SVC1/u_ex260109.log", NotFound, "logs/W3SVC1/u_ex260109.log: no such file (did you mean logs/W3SVC1/u_ex260101.log?)"},
		{"log", NotFound, "log: no such file (did you mean logs?)"},
		{"other/error_log", NotFound, "other/error_log: no such file (the folder other exists, but nothing in it has a name like this)"},
		{"logs/W3SVC9/2026/x.log", NotFound, "logs/W3SVC9/2026/x.log: no such file (of this path only the folder logs exists)"},
		{"none/x.log", NotFound, "none/x.log: no such file (of this path only the folder . exists)"},
		{"other/access.log/x.log", NotFound, "other/access.log/x.log: no such file (other/access.log is a file, not a folder)"},
		{"logs/*.gz", NotFound, "logs/*.gz: no file matches this pattern (" + globHint + ")"},
		{"logs/W3SVC9/*.log", NotFound, "logs/W3SVC9/*.log: no file matches this pattern (did you mean logs/W3SVC1?)"},
		{"other/[a", NotFound, "other/[a: no such file, and not a pattern either (close every [ and { of the pattern, or check the name)"},
		{"empty", NoFiles, "empty: no files in this folder or below (name the folder that the web server logs to; files whose name begins with a dot are only read when named themselves)"},
		{"empt*", NotFound, "empt*: no file matches this pattern (" + globHint + ")"},
	} {
		t.Run(test.path, func(t *testing.T) {
			touch(t, append(farm, "empty/below/.hidden")...)
			streams, problems := Expand(t.Context(), []string{test.path, "other/access.log", test.path}, nil)
			if showProblems(problems) != test.want+"\n" || problems[0].Kind != test.kind {
				t.Errorf("got\n%swant\n%s", showProblems(problems), test.want)
			}
			if test.kind == NotFound && strings.HasSuffix(problems[0].Text, "no such file") && !strings.Contains(test.want, "not a folder") && !errors.Is(&problems[0], fs.ErrNotExist) {
				t.Errorf("%v is not fs.ErrNotExist", problems[0].Err)
			}
			if show(streams) != "other/access.log: other/access.log\n" {
				t.Errorf("the rest was not found: %s", show(streams))
			}
		})
	}
}

// TestEmptyFolderOfIIS names the setting that leaves such a folder empty.
func TestEmptyFolderOfIIS(t *testing.T) {
	for path, want := range map[string]bool{
		"logs/W3SVC1": true, "w3svc22": true, "FTPSVC3": true, "logs/LogFiles/": true, "HTTPERR": true,
		"logs": false, "W3SVC": false, "W3SVC1.old": false,
	} {
		if got := strings.Contains(hintNoFiles(path), "logTargetW3C=ETW"); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

// TestUnreadableDirectory is about users who may not read everything.
func TestUnreadableDirectory(t *testing.T) {
	touch(t, farm...)
	if err := os.Chmod("logs/W3SVC1", 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod("logs/W3SVC1", 0o755) }) // else it cannot be removed
	if _, err := os.ReadDir("logs/W3SVC1"); err == nil {
		t.Skip("this user may read everything")
	}
	for _, path := range []string{"logs", "logs/*/*.log", "logs/**/*.log"} {
		streams, problems := Expand(t.Context(), []string{path}, nil)
		if len(streams) == 0 || len(problems) != 1 || problems[0].Error() != "logs/W3SVC1: permission denied" || !errors.Is(&problems[0], fs.ErrPermission) {
			t.Errorf("%s: %s, %v", path, show(streams), problems)
		}
	}
}

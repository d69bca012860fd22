package serverconf

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// unpack writes the files of an archive below a new directory, and returns
// that, the name of the main file and what is wanted.
func unpack(t *testing.T, archive string) (dir, main, want string) {
	t.Helper()
	a, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	if dir, err = filepath.EvalSymlinks(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		if f.Name == "want" {
			want = string(f.Data)
			continue
		}
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	first, _, _ := strings.Cut(string(a.Comment), "\n")
	return dir, filepath.Join(dir, filepath.FromSlash(strings.TrimPrefix(first, "main "))), want
}

// text prints a configuration, a line for each of its parts.
func text(c *Config) string {
	var b strings.Builder
	fmt.Fprintf(&b, "server %s\n", c.Server)
	for _, f := range c.Formats {
		fmt.Fprintf(&b, "format %s at %s %s\n", f.Name, f.Place, strings.TrimLeft(f.Escape+" "+quote(f.Text), " "))
	}
	for _, l := range c.Logs {
		name := l.Format.Name
		if name == "" {
			name = quote(l.Format.Text)
		}
		fmt.Fprintf(&b, "log %s as %s at %s\n", l.Path, name, l.Place)
	}
	for _, p := range c.Problems {
		fmt.Fprintf(&b, "problem %s\n", p.Error())
	}
	return b.String()
}

func quote(s string) string {
	if strconv.CanBackquote(s) && !strings.Contains(s, `\`) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

func TestRead(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, archive := range archives {
		t.Run(filepath.Base(archive), func(t *testing.T) {
			dir, main, want := unpack(t, archive)
			c, err := Read(main)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.ReplaceAll(text(c), filepath.ToSlash(dir)+"/", ""); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestIsVersion(t *testing.T) {
	for text, want := range map[string]bool{
		"2.4": true, "2.2": false, "= 2.4": true, "!= 2.4": false, "> 2.2": true, "> 2.6": false, ">= 2.4": true, ">= 2.5": false,
		"< 2.4": false, "< 2.5": true, "!< 2.4": true, "<= 2.4": true, "<= 2.2": false, "!> 2.2": false, "~ 2.x": true, "!~ 2.x": false,
	} {
		if got := isVersion(strings.Fields(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// TestNginxBraces: a brace opens a block without a blank before it, but not
// behind a dollar sign. The other log is the one that nginx writes by itself.
func TestNginxBraces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nginx.conf")
	if err := os.WriteFile(path, []byte("http{\nlog_format a '$status $msec';\nserver{access_log /srv/${host}x.log a;\n}}"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Read(path)
	if err != nil || len(c.Logs) != 2 || len(c.Problems) > 0 || c.Logs[0].Format.Name != "a" || c.Logs[0].Path != "/srv/*x.log" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestReadString(t *testing.T) {
	for text, want := range map[string]string{
		"%h %u %t %>s\r\n":                  "%h %u %t %>s",
		"# mine\n$remote_addr $status\n":    "$remote_addr $status",
		`{"a":"$remote_addr"}`:              `{"a":"$remote_addr"}`,
		"LogFormat \"%h %>s\" a\n":          `LogFormat "%h %>s" a`,
		"log_format a '$status '\n '$uri';": "log_format a '$status '\n '$uri';",
		"'$status '\n '$uri';":              "'$status '\n '$uri';",

		"LogFormat \"%h\" a\nLogFormat \"%u\" b\n":      "",
		"log_format a '$status';\nlog_format b '$uri';": "",
		"CustomLog logs/a \"%h %>s\"\n":                 "",
		"access_log logs/$host.log main;\n":             "",
		"combined\n":                                    "",
		"%h\n%u\n":                                      "",
		"":                                              "",
	} {
		if got := readString("/f", memory(map[string]string{"/f": text})); got != want {
			t.Errorf("readString of %q = %q, want %q", text, got, want)
		}
	}
}

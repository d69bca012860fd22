package serverconf

import (
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// memory is a file system of a few files, in the order of their names.
func memory(content map[string]string) files {
	names := slices.Sorted(maps.Keys(content))
	return files{
		read: func(name string) ([]byte, error) {
			if data, ok := content[name]; ok {
				return []byte(data), nil
			}
			return nil, errors.New("no such file")
		},
		glob: func(pattern string) (found []string) {
			for _, name := range names {
				if matchStar(pattern, name) {
					found = append(found, name)
				}
			}
			return found
		},
		dir: func(string) []string { return nil },
		real: func(name string) string {
			if _, ok := content[name]; ok {
				return name
			}
			return ""
		},
	}
}

// FuzzRead reads a configuration of a file, one that it may include, and the
// variables beside it.
func FuzzRead(f *testing.F) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range archives {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(a.Files[0].Data), string(a.Files[1].Data), "export APACHE_LOG_DIR=/srv/$X\nY=${APACHE_LOG_DIR}/y\n")
	}
	f.Add("LogFormat %t x\nInclude *.conf\nDefine a ${a}${a}\n", "Define a ${a}${a}b\nCustomLog ${a} x\nInclude inc.conf", "")
	f.Fuzz(func(t *testing.T, main, included, vars string) {
		c, err := read("/c/main.conf", memory(map[string]string{"/c/main.conf": main, "/c/inc.conf": included, "/c/envvars": vars}))
		if err != nil {
			return
		}
		if len(c.Problems) > maxProblems+1 {
			t.Errorf("%d problems", len(c.Problems))
		}
		for _, l := range c.Logs {
			if l.Format == nil || l.Path == "" {
				t.Errorf("log %+v", l)
			}
			m := c.Find(strings.ReplaceAll(l.paths[0], "*", "x"))
			if strings.Trim(l.Path, "*/.") != "" && len(m.Logs) == 0 {
				t.Errorf("%q is not found", l.Path)
			}
		}
	})
}

func TestParseLogFormat(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"the strings of a directive", "'$remote_addr [$time_local] \"$request\" '\n    '$status'", `$remote_addr [$time_local] "$request" $status`},
		{"with the semicolon", " '$msec '\n'$status';\n", `$msec $status`},
		{"with escape=json", `escape=json '{"a":"$msec"}'`, ``},
		{"in double quotes", `"$msec \"$request\" " "$status"`, `$msec "$request" $status`},
		{"without quotes", `$msec\t$status\t\"$request\"`, "$msec\t$status\t\"$request\""},
		{"a string that begins with a quote", `"$remote_addr" "$status" $msec`, ``},
		{"a string of Apache", `"%h %t \"%r\" %>s"`, ``},
		{"a string of Apache with a dollar", `%h\t$`, ``},
		{"a name", `combined`, ``},
		{"nothing", ` `, ``},
	} {
		f, err := ParseLogFormat(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		got := ""
		if f != nil {
			got = f.Text
		}
		if got != c.want {
			t.Errorf("%s: %s\ngot  %q\nwant %q", c.name, c.text, got, c.want)
		}
	}
}

// FuzzParseLogFormat holds what is read from a pasted directive against what is
// read from a file with it.
func FuzzParseLogFormat(f *testing.F) {
	f.Add("log_format main escape=json '{\"a\":\"$uri\"}' \"$status\\n\";")
	f.Add("log_format x '$status'")
	f.Fuzz(func(t *testing.T, text string) {
		format, err := ParseLogFormat(text)
		if err != nil || format == nil || format.Name == "" || strings.ContainsAny(text, "\x00#\\") {
			return
		}
		text = strings.TrimSpace(text)
		if !strings.HasSuffix(text, ";") {
			text += "\n;"
		}
		c, err := read("nginx.conf", memory(map[string]string{"nginx.conf": "user x;\n" + text}))
		if err != nil {
			return // so much text that it looks like another server's
		}
		if len(c.Formats) != 1 || c.Formats[0].key() != format.key() || c.Formats[0].Name != format.Name {
			t.Errorf("%q: %+v, want %+v", text, c.Formats, format)
		}
	})
}

package log401_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "log401"

// rooms are the packages of the module, and which of the others each may
// import. A new package needs a row here.
var rooms = map[string]string{
	"":           "",
	"classify":   "internal/state parser",
	"cmd/log401": "classify detect handshake internal/doctor internal/mend internal/ruleset internal/serverconf internal/spool internal/state parser report source timeline",
	"detect":     "classify handshake internal/state parser",
	"handshake":  "classify internal/state",
	"parser":     "",
	"report":     "classify detect handshake internal/doctor internal/mend internal/phrase internal/state parser timeline",
	"source":     "",
	"timeline":   "classify parser",

	"internal/bench":      "internal/biglog",
	"internal/biglog":     "",
	"internal/doctor":     "classify internal/mend internal/phrase parser source timeline",
	"internal/labelled":   "",
	"internal/mend":       "parser",
	"internal/phrase":     "",
	"internal/ruleset":    "detect handshake internal/utftext",
	"internal/serverconf": "internal/utftext",
	"internal/spool":      "",
	"internal/state":      "",
	"internal/utftext":    "",
}

// guests are the third-party packages, and where each may be imported: in one
// package, or in one file of it. Tests may import all guests that say "tests".
var guests = []struct{ path, where string }{
	{"github.com/bmatcuk/doublestar/v4", "source"},
	{"github.com/klauspost/compress", "source"},
	{"github.com/olekukonko/tablewriter", "report/table.go"},
	{"github.com/pelletier/go-toml/v2", "internal/ruleset"},
	{"github.com/rogpeppe/go-internal", "tests"},
	{"github.com/santhosh-tekuri/jsonschema/v6", "tests"},
	{"github.com/spf13/pflag", "cmd/log401"},
	{"github.com/ulikunitz/xz", "source"},
	{"github.com/vbauerster/mpb/v8", "cmd/log401/progress.go"},
	{"golang.org/x/term", "cmd/log401"},
	{"golang.org/x/text/encoding/unicode", "source"},
	{"golang.org/x/text/encoding", "report/encoding.go"},
}

// maxFileLines is how long a file may be that is no test.
const maxFileLines = 400

// A room is a package as the go command sees it.
type room struct {
	ImportPath string
	Dir        string
	Doc        string
}

// name is the path of the package inside the module, "" for its root.
func (r *room) name() string {
	return strings.TrimPrefix(strings.TrimPrefix(r.ImportPath, module), "/")
}

// TestHouse holds the packages against the tables above.
func TestHouse(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range listRooms(t) {
		seen[r.name()] = true
		if _, ok := rooms[r.name()]; !ok {
			t.Errorf("package %q is not in the table of rooms", r.name())
		}
		if r.Doc == "" {
			t.Errorf("package %q has no doc comment", r.name())
		}
		files, err := filepath.Glob(filepath.Join(r.Dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			checkFile(t, &r, file)
		}
	}
	for name := range rooms {
		if !seen[name] {
			t.Errorf("the table of rooms names %q, which is no package", name)
		}
	}
}

// listRooms asks the go command for all packages of the module.
func listRooms(t *testing.T) (list []room) {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,Doc", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v: %s", err, stderrOf(err))
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var r room
		switch err := d.Decode(&r); {
		case errors.Is(err, io.EOF):
			return list
		case err != nil:
			t.Fatal(err)
		}
		list = append(list, r)
	}
}

func stderrOf(err error) []byte {
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return failed.Stderr
	}
	return nil
}

// checkFile checks length and imports of one file, whatever system it is for.
func checkFile(t *testing.T, r *room, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file := strings.TrimPrefix(r.name()+"/"+filepath.Base(path), "/")
	test := strings.HasSuffix(path, "_test.go")
	if n := bytes.Count(text, []byte("\n")); n > maxFileLines && !test {
		t.Errorf("%s has %d lines, more than %d", file, n, maxFileLines)
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if why := wrongImport(r.name(), file, imported, test); why != "" {
			t.Errorf("%s imports %s: %s", file, imported, why)
		}
	}
}

// wrongImport says why a file of a room may not import a package, or "".
func wrongImport(name, file, imported string, test bool) string {
	first, _, _ := strings.Cut(imported, "/")
	switch {
	case first == module:
		return wrongRoom(name, strings.TrimPrefix(imported, module+"/"), test)
	case strings.Contains(first, "."):
		return wrongGuest(name, file, imported, test)
	case imported == "testing" || strings.HasPrefix(imported, "testing/"):
		if !test {
			return "only tests may"
		}
	}
	return ""
}

// wrongRoom is wrongImport for packages of the module. Tests may look further
// than the package they test, but never up into a command.
func wrongRoom(name, imported string, test bool) string {
	switch {
	case strings.HasPrefix(imported, "cmd/"):
		return "nothing may import a command"
	case !test && !slices.Contains(strings.Fields(rooms[name]), imported):
		return "the table of rooms does not allow it"
	}
	return ""
}

// wrongGuest is wrongImport for third-party packages.
func wrongGuest(name, file, imported string, test bool) string {
	for _, g := range guests {
		if imported != g.path && !strings.HasPrefix(imported, g.path+"/") {
			continue
		}
		if g.where == name || g.where == file || test && (g.where == "tests" || strings.HasPrefix(g.where, name+"/")) {
			return ""
		}
		return "only " + g.where + " may"
	}
	return "it is not in the table of guests"
}

// TestWrongImports shows that the tables can be violated.
func TestWrongImports(t *testing.T) {
	for _, c := range []struct {
		file, imported string
		want           string
	}{
		{"detect/rule.go", "log401/classify", ""},
		{"detect/rule.go", "log401/report", "the table of rooms does not allow it"},
		{"detect/rule_test.go", "log401/report", ""},
		{"detect/rule_test.go", "log401/cmd/log401", "nothing may import a command"},
		{"report/table.go", "github.com/olekukonko/tablewriter/tw", ""},
		{"report/page.go", "github.com/olekukonko/tablewriter", "only report/table.go may"},
		{"source/unpack.go", "github.com/klauspost/compress/zstd", ""},
		{"parser/w3c.go", "github.com/klauspost/compress/zstd", "only source may"},
		{"report/json.go", "github.com/santhosh-tekuri/jsonschema/v6", "only tests may"},
		{"report/json_test.go", "github.com/santhosh-tekuri/jsonschema/v6", ""},
		{"parser/w3c.go", "example.com/fast", "it is not in the table of guests"},
		{"parser/w3c.go", "testing", "only tests may"},
		{"parser/w3c.go", "bytes", ""},
	} {
		name := filepath.ToSlash(filepath.Dir(c.file))
		if got := wrongImport(name, c.file, c.imported, strings.HasSuffix(c.file, "_test.go")); got != c.want {
			t.Errorf("%s, %s: %q, want %q", c.file, c.imported, got, c.want)
		}
	}
}

// TestDemoIsWhatGenerateWrites keeps testdata/demo and the program that tells
// its story together.
func TestDemoIsWhatGenerateWrites(t *testing.T) {
	folder := t.TempDir()
	if out, err := exec.Command("go", "run", "./testdata/generate", folder).CombinedOutput(); err != nil {
		t.Fatalf("go run ./testdata/generate: %v\n%s", err, out)
	}
	names := filesBelow(t, folder, ".")
	if want := filesBelow(t, filepath.Join(logFolder, "demo"), "."); !slices.Equal(names, want) {
		t.Fatalf("generate writes %q, testdata/demo holds %q", names, want)
	}
	for _, name := range names {
		got, want := readFile(t, filepath.Join(folder, name)), readFile(t, filepath.Join(logFolder, "demo", name))
		if got != want {
			t.Errorf("%s: %s", name, difference(got, want))
		}
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

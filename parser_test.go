package log401_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"log401/parser"
)

var update = flag.Bool("update", false, "write the expected results in testdata/want anew; read each before you keep it")

const (
	logFolder  = "testdata"
	wantFolder = "testdata/want"
)

// TestLogs reads every log of testdata and compares all that was read with
// what testdata/want says of it: once in one go, then through readers that are
// as awkward as readers may be and in blocks of all sizes.
func TestLogs(t *testing.T) {
	for _, name := range logs(t) {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(logFolder, name))
			if err != nil {
				t.Fatal(err)
			}
			got := transcribe(t, data, bytes.NewReader(data), parser.BlockSize)
			compareWant(t, filepath.Join(wantFolder, name+".txt"), got)
			for kind, wrap := range awkwardReaders {
				for _, size := range []int{16, 1000, parser.BlockSize} {
					again := transcribe(t, data, wrap(bytes.NewReader(data)), size)
					if again != got {
						t.Errorf("%s, blocks of %d: %s", kind, size, difference(again, got))
					}
				}
			}
		})
	}
}

// logs returns the names of all logs below testdata, with slashes.
func logs(t *testing.T) (names []string) {
	t.Helper()
	for _, folder := range []string{"demo", "json", "layouts", "loadbalancer", "native", "ncsa", "w3c"} {
		names = append(names, filesBelow(t, logFolder, folder)...)
	}
	return names
}

// filesBelow returns the files below root/folder, relative to root, without
// what is there to be read by people.
func filesBelow(t *testing.T, root, folder string) (names []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(root), folder, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && entry.Name() != "README.md" {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestNoWantIsLeftOver keeps testdata/want from outliving the logs it is about.
func TestNoWantIsLeftOver(t *testing.T) {
	names := logs(t)
	for _, want := range filesBelow(t, wantFolder, ".") {
		if !slices.Contains(names, strings.TrimSuffix(want, ".txt")) {
			t.Errorf("%s/%s is about no log", wantFolder, want)
		}
	}
}

var awkwardReaders = map[string]func(io.Reader) io.Reader{
	"one byte":          iotest.OneByteReader,
	"half of the room":  iotest.HalfReader,
	"data with the EOF": iotest.DataErrReader,
	"random":            func(r io.Reader) io.Reader { return &randomReader{r, rand.New(rand.NewPCG(4, 1))} },
}

// A randomReader brings any number of bytes, at times none.
type randomReader struct {
	r      io.Reader
	random *rand.Rand
}

func (r *randomReader) Read(p []byte) (int, error) {
	return r.r.Read(p[:r.random.IntN(min(len(p), 3000)+1)])
}

// maxListed is the number of lines up to which a log has each of them listed.
const maxListed = 100

// transcribe reads a log and says in text what was read. It fails where a law
// of the parser does not hold: data is what in brings.
func transcribe(t *testing.T, data []byte, in io.Reader, blockSize int) string {
	t.Helper()
	w := transcript{t: t, data: data, codes: map[string]int{}}
	p := parser.Parser{OnReject: w.rejected}
	splitter := parser.NewSplitter(in, "log", nil)
	splitter.SetBlockSize(blockSize)
	var block parser.Block
	for {
		err := splitter.Next(&block)
		if errors.Is(err, io.EOF) {
			return w.text(p.Tally(), p.Layout())
		}
		if err != nil {
			t.Fatal(err)
		}
		p.Reset(&block)
		for e := p.Next(); e != nil; e = p.Next() {
			w.entry(e)
		}
	}
}

// A transcript collects what is read of a log.
type transcript struct {
	t     *testing.T
	data  []byte
	lines []string
	codes map[string]int
}

func (w *transcript) entry(e *parser.Entry) {
	w.checkPlace(e.Line, e.Offset, e.Raw)
	code := codeOf(e)
	w.codes[code]++
	at := time.Unix(0, e.Time).UTC().Format(time.RFC3339Nano)
	line := fmt.Sprintf("%d %s %s", e.Line, at, code)
	for _, f := range []parser.Field{parser.FieldClient, parser.FieldUser, parser.FieldMethod, parser.FieldPath, parser.FieldQuery, parser.FieldAgent} {
		line += " " + show(e.AppendText(nil, f))
	}
	for _, f := range []struct {
		name  string
		value []byte
	}{{"site", e.Field(parser.FieldSite)}, {"host", e.Field(parser.FieldHost)}, {"forwarded-for", e.FieldByName("X-Forwarded-For")}} {
		if f.value != nil {
			line += " " + f.name + "=" + show(f.value, true)
		}
	}
	if port := e.Field(parser.FieldPort); e.Layout().Format() == parser.NCSA && port != nil {
		line += " port=" + show(port, true)
	}
	w.lines = append(w.lines, line)
}

func (w *transcript) rejected(e *parser.LineError) {
	w.checkPlace(e.Line, e.Offset, e.Text)
	place := fmt.Sprint(e.Line)
	if e.Column > 0 {
		place += fmt.Sprint(":", e.Column)
	}
	field := ""
	if e.Field != "" {
		field = e.Field + ": "
	}
	w.lines = append(w.lines, fmt.Sprintf("%s rejected: %s%s", place, field, e.Reason))
}

// checkPlace fails where line and offset do not lead back to the text.
func (w *transcript) checkPlace(line, offset int64, text []byte) {
	if !bytes.HasPrefix(w.data[offset:], text) {
		w.t.Errorf("line %d: offset %d is not that of %s", line, offset, parser.Quote(text, 60))
	}
	if want := int64(bytes.Count(w.data[:offset], []byte("\n"))) + 1; line != want {
		w.t.Errorf("offset %d: line %d, want %d", offset, line, want)
	}
}

func (w *transcript) text(tally parser.Tally, l *parser.Layout) string {
	if tally.Lines != tally.Entries+tally.Directives+tally.Blank+tally.Rejected {
		w.t.Errorf("lines are not conserved: %+v", tally)
	}
	var b strings.Builder
	format := "none"
	if l != nil && l.Name() != "" {
		format = strings.TrimSpace(l.Name() + " " + l.Program())
	}
	fmt.Fprintf(&b, "format %s\n%d lines: %d entries, %d directives, %d blank, %d rejected; %d NUL bytes\n\n",
		format, tally.Lines, tally.Entries, tally.Directives, tally.Blank, tally.Rejected, tally.NULBytes)
	if tally.Lines <= maxListed {
		b.WriteString("line time code client user method path query agent\n")
		b.WriteString(strings.Join(append(w.lines, ""), "\n"))
		return b.String()
	}
	fmt.Fprintf(&b, "first %s\nlast  %s\n\n", w.lines[0], w.lines[len(w.lines)-1])
	for _, code := range slices.Sorted(maps.Keys(w.codes)) {
		fmt.Fprintf(&b, "%5d × %s\n", w.codes[code], code)
	}
	return b.String()
}

// codeOf returns status, substatus and Win32 status as far as they are logged:
// "401.1/1326", "401.2", "401", "?".
func codeOf(e *parser.Entry) string {
	code := "?"
	if e.Status != 0 {
		code = fmt.Sprint(e.Status)
	}
	if b := e.Field(parser.FieldSubstatus); b != nil {
		code += "." + string(b)
	}
	if b := e.Field(parser.FieldWin32); b != nil {
		code += "/" + string(b)
	}
	return code
}

// show returns a value so that it stands apart from its neighbours: in quotes
// if there is anything unusual in it, "-" if it is absent.
func show(b []byte, present bool) string {
	if !present {
		return "-"
	}
	quoted := parser.Quote(b, 60)
	if s := string(b); quoted == `"`+s+`"` && s != "" && s != "-" && !strings.Contains(s, " ") {
		return s
	}
	return quoted
}

func compareWant(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: %s", path, difference(got, string(want)))
	}
}

// difference shows the first line in which two texts differ.
func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d is\n%s\nwant\n%s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

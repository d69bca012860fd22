package log401_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"log401/parser"
)

// TestLayoutsAreRead holds the parser against layouts that users of other tools
// found unreadable: every line of them is an entry or a directive, and the README
// beside them says where each is from. What the entries say stands in testdata/want.
func TestLayoutsAreRead(t *testing.T) {
	readme := readFile(t, filepath.Join(logFolder, "layouts", "README.md"))
	for _, name := range filesBelow(t, logFolder, "layouts") {
		data := []byte(readFile(t, filepath.Join(logFolder, name)))
		lines, tally := entriesOf(t, data, nil)
		if len(lines) == 0 || tally.Rejected > 0 {
			t.Errorf("%s: %+v", name, tally)
		}
		if short := strings.TrimSuffix(filepath.Base(name), ".log"); !strings.Contains(readme, "| `"+short+"` |") {
			t.Errorf("the README of layouts has no row for %s", short)
		}
	}
}

// TestLayoutsWithoutHeader reads the lines of each W3C layout alone, as where
// a file was cut or sent line by line, with its fields named by --fields.
func TestLayoutsWithoutHeader(t *testing.T) {
	tried := 0
	for _, name := range filesBelow(t, logFolder, "layouts") {
		data := []byte(readFile(t, filepath.Join(logFolder, name)))
		fields, alone := "", []byte{}
		for line := range bytes.Lines(data) {
			if text, ok := bytes.CutPrefix(line, []byte("#Fields: ")); ok {
				fields = string(bytes.TrimSpace(text))
			} else if line[0] != '#' {
				alone = append(alone, line...)
			}
		}
		if fields == "" {
			continue
		}
		tried++
		layout, err := parser.W3CLayout(fields)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want, _ := entriesOf(t, data, nil)
		if got, _ := entriesOf(t, alone, layout); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: %s", name, difference(strings.Join(got, "\n"), strings.Join(want, "\n")))
		}
	}
	if tried < 20 {
		t.Errorf("only %d layouts have a header", tried)
	}
}

// entriesOf returns a line for each entry, without its place.
func entriesOf(t *testing.T, data []byte, layout *parser.Layout) (lines []string, tally parser.Tally) {
	t.Helper()
	r := parser.NewReader(bytes.NewReader(data), "log", layout)
	for {
		e, err := r.Read()
		if err != nil {
			return lines, r.Tally()
		}
		line := fmt.Sprint(e.Time, " ", codeOf(e))
		for _, f := range []parser.Field{
			parser.FieldClient, parser.FieldUser, parser.FieldMethod, parser.FieldPath, parser.FieldQuery, parser.FieldAgent,
			parser.FieldReferer, parser.FieldHost, parser.FieldSite, parser.FieldServer, parser.FieldServerName, parser.FieldPort,
		} {
			line += " " + show(e.AppendText(nil, f))
		}
		lines = append(lines, line)
	}
}

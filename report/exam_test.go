package report

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"log401/internal/doctor"
	"log401/source"
)

// examined examines the logs below testdata/doctor that a pattern names.
func examined(t *testing.T, pattern string) []*doctor.Exam {
	t.Helper()
	t.Chdir(filepath.Join("..", "testdata", "doctor"))
	streams, problems := source.Expand(t.Context(), []string{pattern}, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var exams []*doctor.Exam
	for _, stream := range streams {
		for _, s := range stream.Sources {
			exams = append(exams, doctor.Examine(t.Context(), doctor.Subject{Name: s.Name, Stream: stream.Name, Named: s.Explicit, Open: s.Open}))
		}
	}
	doctor.Compare(exams)
	return exams
}

// TestExamGolden holds what is said of each odd log, as text; the answer alone
// has to be enough to put the log right.
func TestExamGolden(t *testing.T) {
	logs, err := filepath.Glob(filepath.Join("..", "testdata", "doctor", "*.*"))
	if err != nil || len(logs) < 12 {
		t.Fatalf("%d logs, %v", len(logs), err)
	}
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, log := range logs {
		t.Run(filepath.Base(log), func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteExams(&b, examined(t, filepath.Base(log)), true, TableOptions{}); err != nil {
				t.Fatal(err)
			}
			compareGolden(t, filepath.Join(home, "testdata", "doctor", filepath.Base(log)+".txt"), b.Bytes())
		})
	}
}

// TestExamsJSON holds what is written as JSON against the schema.
func TestExamsJSON(t *testing.T) {
	var b bytes.Buffer
	if err := WriteExamsJSON(&b, examined(t, "."), true); err != nil {
		t.Fatal(err)
	}
	validate(t, compile(t, ExamSchemaJSON), b.Bytes())
	if !strings.HasPrefix(b.String(), `{"schema":"`+ExamSchema+`","complete":true,`) {
		t.Errorf("begins %.80s", &b)
	}
	bad := strings.Replace(b.String(), `"level":"improve"`, `"level":"better"`, 1)
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
	if err != nil {
		t.Fatal(err)
	}
	if compile(t, ExamSchemaJSON).Validate(v) == nil {
		t.Error("the schema takes a level that does not exist")
	}
}

// TestExamsHostile holds that nothing of a log acts on a terminal.
func TestExamsHostile(t *testing.T) {
	const log = "#Software: \x1b[2J\u009b\u202e<b>\n#Fields: date time c-ip cs-uri-stem\x1b[1m\u202e sc-status x-\xff\n" +
		"2026-02-10 06:00:00 \x1b]0;a\x07 / 401 a\n2026-02-10 06:00:00 192.0.2.1 /\x9b\x1b[0m 4o1 \x00\x00b\n"
	x := doctor.Examine(t.Context(), doctor.Subject{Name: "a\x1bb.log", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(log)), nil
	}})
	var text, document bytes.Buffer
	if err := errors.Join(WriteExams(&text, []*doctor.Exam{x}, false, TableOptions{}), WriteExamsJSON(&document, []*doctor.Exam{x}, false)); err != nil {
		t.Fatal(err)
	}
	validate(t, compile(t, ExamSchemaJSON), document.Bytes())
	for _, out := range []string{text.String(), document.String()} {
		for _, r := range out {
			if r != '\n' && !unicode.IsPrint(r) {
				t.Errorf("%q in %q", r, out)
			}
		}
	}
}

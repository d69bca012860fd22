package log401_test

import (
	"compress/bzip2"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"log401/parser"
)

// A corpusCase is what expected.json of a corpus says of one folder.
type corpusCase struct {
	Files      []string         `json:"files"`
	Lines      int64            `json:"lines"`
	Entries    int64            `json:"entries"`
	Directives int64            `json:"directives_or_comments"`
	Blank      int64            `json:"blank"`
	Rejected   int64            `json:"rejected"`
	RejectedAt []int64          `json:"rejected_lines"` // the first ten
	First      string           `json:"first"`
	Last       string           `json:"last"`
	Status     map[string]int64 `json:"status"`
}

// counts are what the reader found in the files of a case.
type counts struct {
	tally       parser.Tally
	rejectedAt  []int64
	first, last int64
	status      map[string]int64
	substatus   map[string]int64
}

// TestCorpus holds the parser against logs from elsewhere, which are no part of
// the project: the environment says where they are.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("LOG401_CORPUS")
	if dir == "" {
		t.Skip("LOG401_CORPUS names no folder of logs")
	}
	data, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases map[string]corpusCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		t.Run(name, func(t *testing.T) {
			want := cases[name]
			c := counts{status: map[string]int64{}, substatus: map[string]int64{}}
			for _, file := range want.Files {
				c.read(t, filepath.Join(dir, name, file))
			}
			c.compare(t, want)
		})
	}
}

// TestCorpusToldTheFormat reads lines that no reader can make out by itself,
// since their header is missing or a field was taken out of the format, the way
// that the user of the command would: by saying what stands in them.
func TestCorpusToldTheFormat(t *testing.T) {
	dir := os.Getenv("LOG401_CORPUS")
	if dir == "" {
		t.Skip("LOG401_CORPUS names no folder of logs")
	}
	for _, test := range []struct {
		file           string
		line           int
		format, fields string
		want           string // status, client, method, path, agent
	}{
		{"zx-nofields/nofields.log", 1, "", "iis", "200 10.0.0.10 GET /legacy.aspx Mozilla/5.0"},
		{"cs-nginx-logs/nginx_http-logs.log", 8, `$remote_addr - [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"`, "",
			"200 192.168.1.1 GET /api/test curl/7.68.0"},
		{"lnav-access/logfile_bad_access_log.0", 2, `%h %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"`, "",
			"404 192.168.202.254 GET /vmw/vSphere/default/vmkboot.gz gPXE/0.9.7"},
	} {
		layout, err := parser.FormatLayout(test.format)
		if test.fields != "" {
			layout, err = parser.W3CLayout(test.fields)
		}
		if err != nil {
			t.Errorf("%s: %v", test.file, err)
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, test.file))
		if err != nil {
			t.Fatal(err)
		}
		line := strings.Split(string(data), "\n")[test.line-1]
		e, err := parser.NewReader(strings.NewReader(line+"\n"), test.file, layout).Read()
		if err != nil {
			t.Errorf("%s:%d: %v", test.file, test.line, err)
			continue
		}
		got := fmt.Sprint(e.Status)
		for _, f := range []parser.Field{parser.FieldClient, parser.FieldMethod, parser.FieldPath, parser.FieldAgent} {
			got += " " + string(e.Field(f))
		}
		if got != test.want {
			t.Errorf("%s:%d: %s, want %s", test.file, test.line, got, test.want)
		}
	}
}

func (c *counts) read(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = f
	switch filepath.Ext(path) {
	case ".gz":
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	case ".bz2":
		in = bzip2.NewReader(f)
	}
	r := parser.NewReader(in, filepath.Base(path), nil)
	r.OnReject(func(e *parser.LineError) {
		t.Log(e)
		c.rejectedAt = append(c.rejectedAt, e.Line)
	})
	for {
		e, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		c.count(e)
	}
	c.tally.Add(r.Tally())
}

func (c *counts) count(e *parser.Entry) {
	if c.first == 0 || e.Time < c.first {
		c.first = e.Time
	}
	c.last = max(c.last, e.Time)
	status := "?"
	if e.Status != 0 {
		status = string(e.Field(parser.FieldStatus))
	}
	c.status[status]++
	if sub := e.Field(parser.FieldSubstatus); sub != nil {
		status += "." + string(sub)
	}
	c.substatus[status]++
}

func (c *counts) compare(t *testing.T, want corpusCase) {
	t.Helper()
	got := c.tally
	if got.Lines != got.Entries+got.Directives+got.Blank+got.Rejected {
		t.Errorf("lines are not conserved: %+v", got)
	}
	if got.Entries != want.Entries || got.Rejected != want.Rejected {
		t.Errorf("got %+v, want %d entries, %d rejected", got, want.Entries, want.Rejected)
	}
	if want.Lines != 0 && (got.Lines != want.Lines || got.Directives != want.Directives || got.Blank != want.Blank) {
		t.Errorf("got %+v, want %d lines, %d directives, %d blank", got, want.Lines, want.Directives, want.Blank)
	}
	if at := c.rejectedAt[:min(len(c.rejectedAt), len(want.RejectedAt))]; !slices.Equal(at, want.RejectedAt) {
		t.Errorf("lines %v are rejected, want %v", at, want.RejectedAt)
	}
	status := c.status
	for code := range want.Status {
		if strings.Contains(code, ".") {
			status = c.substatus
		}
	}
	if len(want.Status) > 0 && !maps.Equal(status, want.Status) {
		t.Errorf("statuses %v, want %v", status, want.Status)
	}
	for _, s := range []struct {
		want string
		got  int64
	}{{want.First, c.first}, {want.Last, c.last}} {
		if got := time.Unix(0, s.got).UTC().Format(time.RFC3339); s.want != "" && got != s.want {
			t.Errorf("time %s, want %s", got, s.want)
		}
	}
}

package parser

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// seed adds the logs that ship with the project and the lines of extra.
func seed(f *testing.F, folder string, extra ...string) {
	paths, _ := filepath.Glob(filepath.Join("..", "testdata", folder, "*.log"))
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data[:min(len(data), 2048)])
	}
	for _, s := range extra {
		f.Add([]byte(s))
	}
}

func FuzzW3C(f *testing.F) {
	seed(f, "w3c", mixedLog()[:700], "#Fields: date time sc-status\n2026-01-02 03:04:05 401", "#Fields: sc-status time\n#Date: 2026-01-02\n401 03:04:05")
	f.Fuzz(func(t *testing.T, data []byte) {
		checkFastIsSlow(t, data, start)
		checkFastIsSlow(t, append([]byte(w3cHeader), data...), start)
	})
}

func FuzzNCSA(f *testing.F) {
	seed(f, "ncsa", `192.0.2.1 - - `+when+` "GET / HTTP/1.1" 401 12 "-" "x"`, `a.example:80 192.0.2.1 - a b `+when+` "\x16\"" 401 - "`)
	f.Fuzz(func(t *testing.T, data []byte) {
		checkFastIsSlow(t, data, start)
		for _, l := range forced {
			checkFastIsSlow(t, data, l)
		}
	})
}

func FuzzNative(f *testing.F) {
	seed(f, "native", `192.0.2.1, CONTOSO\alice, 1/2/26, 3:04:05`+nativeTail, `192.0.2.1, a, b, 13.2.2026, 3:04:05 PM`+nativeTail)
	seed(f, "loadbalancer")
	f.Fuzz(func(t *testing.T, data []byte) {
		checkFastIsSlow(t, data, start)
		for _, l := range otherLayouts {
			checkFastIsSlow(t, data, l)
		}
	})
}

// FuzzHTTPERR writes lines as HTTP.sys does and reads them back, without a
// header and with one.
func FuzzHTTPERR(f *testing.F) {
	f.Add("GET", "/app/?x=1", "QueueFull", "DefaultAppPool")
	f.Add("-", "http://www.example.com:80/a b", "Version_N/S", "-")
	f.Add("P\x00ST", "//", "N/A", "My Pool")
	f.Fuzz(func(t *testing.T, verb, url, reason, queue string) {
		fields := []string{"2026-01-02", "03:04:05", "192.0.2.1", "4711", "2001:db8::1%4", "443", "HTTP/1.1", "", "", "503", "1", "", ""}
		for i, s := range map[int]string{7: verb, 8: url, 11: reason, 12: queue} {
			if fields[i] = strings.Map(plusForBlank, s); fields[i] == "" {
				fields[i] = "-"
			}
		}
		line := strings.Join(fields, " ") + "\n"
		header := "#Fields: " + httperrLayouts[1].text + "\n"
		for _, log := range []string{line, header + line} {
			e, err := newReader(log).Read()
			if err != nil {
				if isReason([]byte(fields[11])) || log != line {
					t.Fatalf("%q: %v", log, err)
				}
				return
			}
			checkHTTPERR(t, e, fields)
		}
	})
}

// plusForBlank is what HTTP.sys does to blanks and control bytes. A quote,
// which it leaves, would be one of W3C here.
func plusForBlank(r rune) rune {
	if r <= ' ' || r == 0x7f || r == '"' || r == '\ufeff' {
		return '+'
	}
	return r
}

func checkHTTPERR(t *testing.T, e *Entry, fields []string) {
	t.Helper()
	for i, name := range e.Layout().Columns() {
		if got := e.FieldByName(name); string(got) != fields[i] && (got != nil || fields[i] != "-") {
			t.Errorf("%s is %q, want %q", name, got, fields[i])
		}
	}
	if want := "httperr"; e.Program() != want && !strings.HasPrefix(fields[7], "[") {
		t.Errorf("%q was written by %q, want %q", e.Raw, e.Program(), want)
	}
}

// FuzzSplitter holds blocks of every size against one block.
func FuzzSplitter(f *testing.F) {
	seed(f, "w3c", mixedLog()[:700], "\x00\x00a\n\x00", strings.Repeat("x", 300)+"\n#Fields: time\n")
	seed(f, "ncsa")
	f.Fuzz(func(t *testing.T, data []byte) {
		whole := NewReader(bytes.NewReader(data), "a.log", nil)
		want := strings.Join(readAll(t, whole, FieldClient, FieldUser), "\n")
		for _, size := range []int{1, 7, 64, 1024} {
			r := NewReader(bytes.NewReader(data), "a.log", nil)
			r.splitter.size = size
			got := strings.Join(readAll(t, r, FieldClient, FieldUser), "\n")
			if got != want || r.Tally() != whole.Tally() {
				t.Errorf("blocks of %d:\n%s\n%+v\nwant\n%s\n%+v", size, got, r.Tally(), want, whole.Tally())
			}
		}
		checkCutLines(t, data)
	})
}

// checkCutLines fails where lines over the limit break conservation or the
// numbers of the lines behind them.
func checkCutLines(t *testing.T, data []byte) {
	r := NewReader(bytes.NewReader(data), "a.log", nil)
	r.splitter.size, r.splitter.limit = 1024, 2048
	readAll(t, r)
	tally := r.Tally()
	if tally.Lines != tally.Entries+tally.Directives+tally.Blank+tally.Rejected {
		t.Errorf("lines are not conserved: %+v", tally)
	}
	if want := int64(bytes.Count(data, newline)) + 1; r.splitter.line != want && r.splitter.line != want+1 {
		t.Errorf("the line behind the end is %d, want %d", r.splitter.line, want)
	}
	if r.splitter.offset != int64(len(data)) {
		t.Errorf("the end is at offset %d, want %d", r.splitter.offset, len(data))
	}
}

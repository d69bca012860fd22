package mend

import (
	"strings"
	"testing"
)

func TestFlagsOf(t *testing.T) {
	for _, c := range []struct{ names, want string }{
		{"", "Date,Time"},
		{"SC-SubStatus c-ip", "Date,Time,ClientIP,HttpSubStatus"},
		{"x-forwarded-for cs(referer)", "Date,Time,Referer"},
	} {
		if got := FlagsOf(strings.Fields(c.names)); got != c.want {
			t.Errorf("FlagsOf(%q) = %s, want %s", c.names, got, c.want)
		}
	}
}

// TestFields holds the two tables of fields together.
func TestFields(t *testing.T) {
	for _, f := range Fields {
		if got := FlagsOf([]string{f.Name}); got != "Date,Time,"+f.Flag {
			t.Errorf("FlagsOf(%s) = %s, and Flag is %s", f.Name, got, f.Flag)
		}
		if !strings.Contains(f.Label, "("+f.Name+")") {
			t.Errorf("label %q does not name %s", f.Label, f.Name)
		}
		if !strings.Contains(","+StandardFlags()+",", ","+f.Flag+",") {
			t.Errorf("%s is not among the fields that IIS logs unless told otherwise", f.Flag)
		}
	}
}

func TestEmptySpeaksOfIISForItsLogsAlone(t *testing.T) {
	for _, c := range []struct {
		path string
		iis  bool
	}{
		{"u_ex260302.log", true},
		{"logs/U_EX2603021.LOG", true},
		{"u_extend1.log", true},
		{"ex260302.log", true},
		{`C:\inetpub\logs\LogFiles\W3SVC1\today.log`, true},
		{"W3SVC12/u_in260302.log", true},
		{"HTTPERR/httperr1.log", true},
		{"stdin", false},
		{"access.log", false},
		{"nginx/access.log-20260302", false},
		{"index2026.log", false},
		{"u_ex/access.log", false},
		{"W3SVC/other.log", false},
	} {
		if got := strings.Contains(Empty(c.path), "IIS"); got != c.iis {
			t.Errorf("%s: %s", c.path, Empty(c.path))
		}
	}
}

func TestForwardedNamesTheVariable(t *testing.T) {
	ways := Forwarded("X-Forwarded-For")
	if line := ways[1].Lines[0]; !strings.Contains(line, `"$http_x_forwarded_for"`) {
		t.Errorf("nginx: %s", line)
	}
	if line := ways[0].Lines[0]; !strings.Contains(line, `\"%{X-Forwarded-For}i\"`) {
		t.Errorf("Apache: %s", line)
	}
}

// TestFormatsAreComplete holds the table against the order and the texts that
// it promises.
func TestFormatsAreComplete(t *testing.T) {
	for i, f := range Formats() {
		if i > 0 && formats[i-1].Name >= f.Name {
			t.Errorf("%s stands before %s", formats[i-1].Name, f.Name)
		}
		if f.Lacks == "" || strings.HasSuffix(f.Lacks, ".") || !strings.HasSuffix(f.Remedy, ".") {
			t.Errorf("%s: %+v", f.Name, f)
		}
		if got, ok := FormatOf(f.Name); !ok || got.Name != f.Name {
			t.Errorf("%s is not found", f.Name)
		}
	}
	if _, ok := FormatOf("combined"); ok {
		t.Error("the combined format is one like others")
	}
}

package report

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"log401/timeline"
)

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	return compile(t, SchemaJSON)
}

func compile(t testing.TB, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.AssertContent()
	if err := c.AddResource("report.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func marshal(t testing.TB, r *Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteJSON(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func validate(t testing.TB, s *jsonschema.Schema, data []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		t.Error(err)
	}
}

func TestJSONFollowsItsSchema(t *testing.T) {
	s := schema(t)
	for _, r := range []*Report{
		fixture(Options{}), fixture(Options{All: true, By: sixKeys}), fixture(Options{MaxGroups: 2}), profiled(),
		quiet(), NewBuilder(Options{}).Report(timeline.Account{}, nil, nil, false),
		NewBuilder(Options{}).Report(emptyAccount(), nil, nil, true),
	} {
		validate(t, s, marshal(t, r))
	}
}

func TestSchemaRefuses(t *testing.T) {
	s := schema(t)
	good := string(marshal(t, fixture(Options{})))
	for _, change := range [][2]string{
		{`"schema":"log401/report/v1"`, `"schema":"log401/report/v2"`},
		{`"complete":true,`, ``},
		{`"likely_user":null,`, ``},
		{`"likely_user_confidence":"medium"`, `"likely_user_confidence":"good"`},
		{`"severity":"high"`, `"severity":"urgent"`},
		{`"first":"2026-02-02T00:00:05.25Z"`, `"first":"2026-02-02 00:00:05"`},
		{`"total":8354`, `"total":"8354"`},
		{`"401.1":`, `"401.x":`},
	} {
		bad := strings.ReplaceAll(good, change[0], change[1])
		if bad == good {
			t.Errorf("%s is not in the report", change[0])
			continue
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(v) == nil {
			t.Errorf("valid with %q for %q", change[1], change[0])
		}
	}
}

func TestJSONText(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", `{"user":null}`},
		{`CONTOSO\alice`, `{"user":"CONTOSO\\alice"}`},
		{`"<&>`, `{"user":"\"<&>"}`},
		{"é 中 😀", `{"user":"é 中 😀"}`},
		{"\x00\t\n\x1b\x7f", `{"user":"\u0000\u0009\u000a\u001b\u007f"}`},
		{"\u2028\u2029\u202e\u009b\ufeff", `{"user":"\u2028\u2029\u202e\u009b\ufeff"}`},
		{"\U000e0041", `{"user":"\udb40\udc41"}`},
		{"a\xffb", `{"user":"a` + "\ufffd" + `b","user_base64":"Yf9i"}`},
		{"\ufffd", `{"user":"` + "\ufffd" + `"}`},
	}
	for _, test := range tests {
		e := &encoder{}
		e.open('{')
		e.textOrNull("user", test.in)
		e.close('}')
		if got := string(e.b); got != test.want {
			t.Errorf("%q: got %s, want %s", test.in, got, test.want)
		}
	}
}

func TestJSONSpanOfNothing(t *testing.T) {
	got := string(marshal(t, NewBuilder(Options{}).Report(timeline.Account{}, nil, nil, true)))
	if want := `"span":{"first":null,"last":null}`; !strings.Contains(got, want) {
		t.Errorf("no %s in %s", want, got)
	}
}

// A brokenWriter fails after some bytes.
type brokenWriter struct{ left int }

var errBroken = errors.New("no space left")

func (w *brokenWriter) Write(b []byte) (int, error) {
	if w.left -= len(b); w.left < 0 {
		return 0, errBroken
	}
	return len(b), nil
}

func TestWriteErrorsComeBack(t *testing.T) {
	r := fixture(Options{})
	big := generated(5000)
	tests := []struct {
		name  string
		write func(io.Writer) error
	}{
		{"json", func(w io.Writer) error { return WriteJSON(w, r) }},
		{"csv", func(w io.Writer) error { return WriteCSV(w, r) }},
		{"table", func(w io.Writer) error { return WriteTable(w, r, TableOptions{}) }},
		{"long json", func(w io.Writer) error { return WriteJSON(w, big) }},
		{"long csv", func(w io.Writer) error { return WriteCSV(w, big) }},
	}
	for _, test := range tests {
		for _, left := range []int{0, 100, 70_000} {
			if err := test.write(&brokenWriter{left}); !errors.Is(err, errBroken) && left < 1000 {
				t.Errorf("%s after %d bytes: error %v", test.name, left, err)
			}
		}
	}
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{"", "alice", hostileUser, hostilePath, "\xed\xa0\x80", "\U0010ffff\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := &encoder{}
		e.open('{')
		e.text("k", s)
		e.close('}')
		var got map[string]string
		if !utf8.Valid(e.b) {
			t.Fatalf("%q is not UTF-8", e.b)
		}
		if err := json.Unmarshal(e.b, &got); err != nil {
			t.Fatalf("%q: %v", e.b, err)
		}
		if i := strings.IndexFunc(string(e.b), func(r rune) bool { return !shows(r) }); i >= 0 {
			t.Errorf("%q: byte %d is not printable", e.b, i)
		}
		if utf8.ValidString(s) {
			if got["k"] != s || len(got) != 1 {
				t.Errorf("%q came back as %q", s, got)
			}
			return
		}
		raw, err := base64.StdEncoding.DecodeString(got["k_base64"])
		if err != nil || string(raw) != s {
			t.Errorf("%q came back as %q, %v", s, raw, err)
		}
	})
}

func BenchmarkJSON(b *testing.B) {
	r := generated(450_000)
	var n countingWriter
	if err := WriteJSON(&n, r); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(n))
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteJSON(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}

type countingWriter int64

func (w *countingWriter) Write(b []byte) (int, error) {
	*w += countingWriter(len(b))
	return len(b), nil
}

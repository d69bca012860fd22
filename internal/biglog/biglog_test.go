package biglog_test

import (
	"bytes"
	"strings"
	"testing"

	"log401/internal/biglog"
)

func make401s(t *testing.T, k biglog.Kind, lines int) (log []byte, refused int) {
	t.Helper()
	var b bytes.Buffer
	if err := k.Write(&b, lines); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if strings.Contains(line, " 401 ") {
			refused++
		}
	}
	return b.Bytes(), refused
}

// TestKinds: a log has its lines, the share of 401s that its kind says, and the
// same bytes again.
func TestKinds(t *testing.T) {
	const lines = 40_000
	shares := map[string]int{"w3c-public": 10, "combined-public": 10, "w3c-intranet": 500, "w3c-hostile": 121} // in a thousand
	for _, k := range biglog.Kinds {
		t.Run(k.Name, func(t *testing.T) {
			log, refused := make401s(t, k, lines)
			again, _ := make401s(t, k, lines)
			if !bytes.Equal(log, again) {
				t.Error("the second log differs from the first")
			}
			n := bytes.Count(log, []byte("\n")) - bytes.Count(log, []byte("\n#"))
			if bytes.HasPrefix(log, []byte("#")) {
				n--
			}
			if n != lines {
				t.Errorf("%d lines, want %d", n, lines)
			}
			want, ok := shares[k.Name]
			if !ok {
				t.Fatal("the share of 401s is not known")
			}
			if share := refused * 1000 / lines; share < want*8/10 || share > want*12/10 {
				t.Errorf("%d lines in a thousand are 401s, want about %d", share, want)
			}
			if mean := len(log) / lines; mean < 160 || mean > 240 {
				t.Errorf("lines of %d bytes, want about 200", mean)
			}
		})
	}
}

func TestUnknownKind(t *testing.T) {
	if _, err := biglog.KindByName("w3c"); err == nil || !strings.Contains(err.Error(), "w3c-public") {
		t.Errorf("error %v does not name the kinds", err)
	}
}

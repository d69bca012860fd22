package main

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"log401/detect"
	"log401/report"
)

// A verdict is what expected.json of a corpus says about one case as a whole.
type verdict struct {
	Outcomes    map[string]int64            `json:"outcomes"`
	MustFlag    map[string]json.RawMessage  `json:"must_flag"`
	MustNotFlag map[string]string           `json:"must_not_flag"`
	RateLimited map[string]map[string]int64 `json:"rate_limited"`
	Alerts      []expectedAlert             `json:"alerts"`
}

type expectedAlert struct {
	Rule         string `json:"rule"`
	Severity     string `json:"severity"`
	Client       string `json:"client"`
	User         string `json:"user"`
	SupersededBy string `json:"superseded_by"`
}

// scanFolder returns the report on a folder.
func scanFolder(t *testing.T, folder string) *report.Report {
	t.Helper()
	e := &env{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: time.Now, local: time.UTC}
	f := scanFlags{viewFlags: viewFlags{top: 10, color: "never"}, inputFlags: inputFlags{tz: "UTC"}}
	j, err := f.job(e, []string{folder})
	if err != nil {
		t.Fatal(err)
	}
	if err := j.expand(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	return e.readAll(context.Background(), j, true).report
}

func TestCorpusVerdicts(t *testing.T) {
	dir := os.Getenv("LOG401_CORPUS")
	if dir == "" {
		t.Skip("LOG401_CORPUS names no folder of logs")
	}
	data, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases map[string]verdict
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		t.Run(name, func(t *testing.T) { cases[name].check(t, scanFolder(t, filepath.Join(dir, name))) })
	}
}

func (v verdict) check(t *testing.T, r *report.Report) {
	t.Helper()
	if v.Outcomes != nil && !maps.Equal(v.Outcomes, r.Denials.ByOutcome) {
		t.Errorf("outcomes %v, want %v", r.Denials.ByOutcome, v.Outcomes)
	}
	for _, want := range v.Alerts {
		if !slices.ContainsFunc(r.Alerts, func(a detect.Alert) bool { return want.is(a, r.Alerts) }) {
			t.Errorf("no alert %+v", want)
		}
	}
	for client := range v.MustNotFlag {
		for _, a := range r.Alerts {
			if a.Severity >= detect.Low && inRange(client, a.Client) {
				t.Errorf("flagged, though %s: %s", v.MustNotFlag[client], a.Summary)
			}
		}
	}
	for client := range v.MustFlag {
		if len(v.Alerts) == 0 && !slices.ContainsFunc(r.Alerts, func(a detect.Alert) bool { return a.Client == client }) {
			t.Errorf("%s is not flagged", client)
		}
	}
	for client, codes := range v.RateLimited {
		for code, n := range codes {
			if got := count(r, client, code, "rate-limit"); got != n {
				t.Errorf("%s: %d × %s, want %d", client, got, code, n)
			}
		}
	}
}

func (want expectedAlert) is(a detect.Alert, all []detect.Alert) bool {
	if a.Rule != want.Rule || a.Severity.String() != want.Severity || want.User != "" && a.User != want.User ||
		want.Client != "" && a.Client != want.Client {
		return false
	}
	return want.SupersededBy == "" || slices.ContainsFunc(all, func(b detect.Alert) bool {
		return b.ID == a.SupersededBy && b.Rule == want.SupersededBy
	})
}

// inRange reads "10.20.20-24.*" and single addresses.
func inRange(pattern, client string) bool {
	p, c := strings.Split(pattern, "."), strings.Split(client, ".")
	if len(p) != len(c) {
		return false
	}
	for i := range p {
		low, high, isRange := strings.Cut(p[i], "-")
		switch {
		case p[i] == "*", p[i] == c[i]:
		case isRange && len(c[i]) == len(low) && c[i] >= low && c[i] <= high:
		default:
			return false
		}
	}
	return true
}

func count(r *report.Report, client, code, outcome string) (n int64) {
	for g := range r.Groups.All() {
		if g.Client == client && (code == "" || g.Code == code) && g.Outcome == outcome {
			n += g.Count
		}
	}
	return n
}

// TestCorpusPublishedCases holds two logs whose story was published with them.
func TestCorpusPublishedCases(t *testing.T) {
	dir := os.Getenv("LOG401_CORPUS")
	if dir == "" {
		t.Skip("LOG401_CORPUS names no folder of logs")
	}
	limited := scanFolder(t, filepath.Join(dir, "ms-dipr-enforced"))
	if n := count(limited, "::1", "", "rate-limit"); n != 5 || limited.Denials.Total != 5 {
		t.Errorf("ms-dipr-enforced: %d rate-limit denials of %d, want 5 of 5", n, limited.Denials.Total)
	}
	session := scanFolder(t, filepath.Join(dir, "hcsc-certsrv"))
	if o := session.Denials.ByOutcome; o["challenge"] != 4 || session.Denials.Total != 4 || len(session.Alerts) != 0 {
		t.Errorf("hcsc-certsrv: outcomes %v, %d alerts; want 4 challenges, none", o, len(session.Alerts))
	}
	deploy := scanFolder(t, filepath.Join(dir, "ms-webdeploy"))
	if o := deploy.Denials.ByOutcome; o["failure"] != 1 || o["deny-list"] != 1 {
		t.Errorf("ms-webdeploy: outcomes %v", o)
	}
}

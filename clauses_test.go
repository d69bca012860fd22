package log401_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"log401/classify"
	"log401/detect"
	"log401/handshake"
	"log401/internal/ruleset"
	"log401/timeline"
)

const clauseFolder = "testdata/clauses"

// TestClauses plays the logs of every clause in testdata/clauses, from bytes to
// alerts, and compares what came of them. README.md there says how to read and
// write a clause.
func TestClauses(t *testing.T) {
	ids := idBook{}
	for _, name := range filesBelow(t, clauseFolder, ".") {
		if path.Ext(name) != ".txtar" {
			continue
		}
		t.Run(strings.TrimSuffix(name, ".txtar"), func(t *testing.T) {
			file := filepath.Join(clauseFolder, name)
			c := readClause(t, file)
			got := c.play(t, ids)
			if *update {
				c.write(t, file, got)
			} else if got != c.want {
				t.Errorf("%s\n%s", difference(got, c.want), got)
			}
		})
	}
}

// A clause is one file: a sentence and the logs that show it, or just miss it.
type clause struct {
	archive *txtar.Archive
	logs    []clauseLog
	rules   ruleset.Set
	ids     bool // alerts are listed with their IDs
	want    string
}

// A clauseLog is one log, or some that are read together.
type clauseLog struct {
	name    string // "shows/ntlm.log", "misses/farm"
	streams []timeline.Stream
}

func readClause(t *testing.T, file string) *clause {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := &clause{archive: archive, rules: ruleset.Default()}
	for _, f := range archive.Files {
		switch kind, _, _ := strings.Cut(f.Name, "/"); kind {
		case "shows", "misses":
			c.addLog(t, f)
		case "rules.toml":
			if c.rules, err = ruleset.Read(f.Name, f.Data); err != nil {
				t.Fatal(err)
			}
		case "ids":
			c.ids = true
		case "want":
			c.want = string(f.Data)
		default:
			t.Fatalf("%s is no part of a clause", f.Name)
		}
	}
	if len(bytes.TrimSpace(archive.Comment)) == 0 || !c.has("shows/") || !c.has("misses/") {
		t.Fatal("a clause has a sentence, a log that shows it and one that misses it")
	}
	return c
}

func (c *clause) has(prefix string) bool {
	return slices.ContainsFunc(c.logs, func(l clauseLog) bool { return strings.HasPrefix(l.name, prefix) })
}

// addLog adds a log, which is a stream of its own.
func (c *clause) addLog(t *testing.T, f txtar.File) {
	t.Helper()
	parts := strings.SplitN(f.Name, "/", 3)
	name, source, folder := parts[0]+"/"+parts[1], parts[len(parts)-1], "W3SVC1"
	if len(parts) == 3 {
		folder = path.Dir(source)
	}
	data := expand(t, string(f.Data))
	stream := timeline.Stream{Name: source, Sources: []timeline.Source{{
		Name: source, Folder: folder,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data)), nil },
	}}}
	i := slices.IndexFunc(c.logs, func(l clauseLog) bool { return l.name == name })
	if i < 0 {
		i = len(c.logs)
		c.logs = append(c.logs, clauseLog{name: name})
	}
	c.logs[i].streams = append(c.logs[i].streams, stream)
}

// write puts what came of the logs into the file.
func (c *clause) write(t *testing.T, file, want string) {
	t.Helper()
	files := slices.DeleteFunc(c.archive.Files, func(f txtar.File) bool { return f.Name == "want" })
	c.archive.Files = append(files, txtar.File{Name: "want", Data: []byte(want)})
	if err := os.WriteFile(file, txtar.Format(c.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// play says in text what comes of each log.
func (c *clause) play(t *testing.T, ids idBook) string {
	t.Helper()
	var b strings.Builder
	for _, l := range c.logs {
		o := c.run(l)
		ids.note(t, o.alerts)
		fmt.Fprintf(&b, "%s\n%s", l.name, o.text(len(l.streams) > 1))
	}
	return b.String()
}

// run is the path of the command, without its report.
func (c *clause) run(l clauseLog) *outcomes {
	o := &outcomes{Detector: detect.New(c.rules.Options()), ids: c.ids}
	folder := handshake.NewFolder(c.rules.Windows(), o)
	account, _ := timeline.Run(context.Background(), l.streams, timeline.Options{Jobs: 1}, func(ev *classify.Event) {
		if ev.StepsBack {
			folder.Restart(ev.Clock)
			o.Restart(ev.Clock)
		}
		folder.Event(ev)
		o.Advance(ev.Clock)
	})
	folder.Advance(account.Clock)
	folder.Finish()
	o.Advance(account.Clock)
	o.Finish()
	o.alerts = o.Alerts()
	return o
}

// outcomes are what comes of a log: a word on every line that was denied or
// shows a sign-in, and the alerts.
type outcomes struct {
	*detect.Detector
	ids    bool
	lines  []outcomeLine
	alerts []detect.Alert
}

type outcomeLine struct {
	source string
	line   int64
	text   string
}

// Denial notes a denial on its way to the rules.
func (o *outcomes) Denial(d *handshake.Denial) {
	text := fmt.Sprintf("%s %s %s", d.Outcome, d.Confidence, d.Event.Cause.Name)
	if d.Event.LogOnly {
		text += " log-only"
	}
	o.add(&d.Event, text)
	o.Detector.Denial(d)
}

// Attributed notes who a failure without a user was likely of.
func (o *outcomes) Attributed(d *handshake.Denial) {
	if d.LikelyUser != "" {
		o.add(&d.Event, fmt.Sprintf("likely %s %s", d.LikelyUser, d.Likelihood))
	}
	o.Detector.Attributed(d)
}

// SignIn notes a sign-in on its way to the rules.
func (o *outcomes) SignIn(s *handshake.SignIn) {
	o.add(s.Event, "sign-in")
	o.Detector.SignIn(s)
}

func (o *outcomes) add(ev *classify.Event, text string) {
	o.lines = append(o.lines, outcomeLine{ev.Source, ev.Line, text})
}

// inOrder returns the lines in their order. One that is a denial and a sign-in
// stands there once.
func (o *outcomes) inOrder() (lines []outcomeLine) {
	slices.SortStableFunc(o.lines, func(a, b outcomeLine) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.line, b.line))
	})
	for _, l := range o.lines {
		if last := len(lines) - 1; last >= 0 && lines[last].source == l.source && lines[last].line == l.line {
			lines[last].text += ", " + l.text
			continue
		}
		lines = append(lines, l)
	}
	return lines
}

// text lists the lines, neighbours that say the same as one, and then the
// alerts.
func (o *outcomes) text(sources bool) string {
	var b strings.Builder
	for lines := o.inOrder(); len(lines) > 0; {
		l, n := lines[0], 1
		for n < len(lines) && lines[n] == (outcomeLine{l.source, l.line + int64(n), l.text}) {
			n++
		}
		place := fmt.Sprint(l.line)
		if n > 1 {
			place = fmt.Sprintf("%d-%d", l.line, l.line+int64(n)-1)
		}
		if sources {
			place = l.source + ":" + place
		}
		fmt.Fprintf(&b, "  %s %s\n", place, l.text)
		lines = lines[n:]
	}
	for i := range o.alerts {
		fmt.Fprintf(&b, "  %s\n", o.alert(&o.alerts[i]))
	}
	if b.Len() == 0 {
		return "  nothing\n"
	}
	return b.String()
}

// alert lists what is certain about an alert: rule, severity, key, count and
// limit, the times of its first and last event, whether it has ended and the
// rule of the alert that stands for it.
func (o *outcomes) alert(a *detect.Alert) string {
	words := []string{"alert", a.Rule, a.Severity.String(), alertKey(a), fmt.Sprintf("%d/%d", a.Count, a.Limit)}
	if a.Kind != "" {
		words = append(words, a.Kind)
	}
	words = append(words, shortTime(a.First)+"-"+shortTime(a.Last))
	if a.Ended {
		words = append(words, "ended")
	}
	if i := slices.IndexFunc(o.alerts, func(b detect.Alert) bool { return b.ID == a.SupersededBy }); i >= 0 {
		words = append(words, "under "+o.alerts[i].Rule)
	} else if a.SupersededBy != "" {
		words = append(words, "under an alert that is not there")
	}
	if o.ids {
		words = append(words, a.ID)
	}
	return strings.Join(words, " ")
}

func alertKey(a *detect.Alert) string {
	parts := []string{a.Client, a.User, a.Network, a.Site, a.Path}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}

// shortTime leaves out year and month.
func shortTime(nanos int64) string { return time.Unix(0, nanos).UTC().Format("02T15:04:05") }

// An idBook holds what the IDs of alerts stand for, and the other way round.
type idBook map[string]string

// note fails where an ID stands for two alerts, or an alert has two: it depends
// on rule, key and first, and on nothing else.
func (b idBook) note(t *testing.T, alerts []detect.Alert) {
	t.Helper()
	for i := range alerts {
		a := &alerts[i]
		what := fmt.Sprint(a.Rule, " ", strings.ToLower(alertKey(a)), " ", a.First)
		for from, to := range map[string]string{a.ID: what, what: a.ID} {
			if old, ok := b[from]; ok && old != to {
				t.Errorf("%s stands for %s and for %s", from, old, to)
			}
			b[from] = to
		}
	}
}

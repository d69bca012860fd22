package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"log401/internal/serverconf"
	"log401/parser"
)

// formatFlags are the flags of all commands that read lines of logs.
type formatFlags struct {
	logFormat string
	fields    string
}

func (f *formatFlags) add(in flagGroup) {
	in.set.StringVar(&f.logFormat, "log-format", "auto", "`format` of the lines: "+strings.Join(parser.LogFormats(), ", ")+"; the server's format string in quotes, '%h %l %u %t ...'; or @ and a file: one with that string, or the server's configuration, @/etc/nginx/nginx.conf, which says it for each log")
	in.set.StringVar(&f.fields, "fields", "", "`fields` of W3C lines without #Fields: "+strings.Join(fieldNames(), ", ")+", or the names themselves")
}

// readFlags are the flags of all commands that read logs: which, and how.
type readFlags struct {
	formatFlags
	profileFlags
	logTZ      string
	jobs       int
	noProgress bool
}

func (f *readFlags) add(in flagGroup) {
	f.formatFlags.add(in)
	f.profileFlags.add(in)
	in.set.StringVar(&f.logTZ, "log-tz", "", "`zone` of times in logs that say none: local, Europe/Berlin, +02:00 ... (default UTC)")
	in.set.IntVar(&f.jobs, "jobs", 0, "most processors to use (default all)")
	in.set.BoolVar(&f.noProgress, "no-progress", false, "do not show on the terminal how far reading is")
}

// checks are those of the flags here, in their order.
func (f *readFlags) checks() []check { return []check{f.checkLayout, f.checkPaths, f.checkZone} }

// inputFlags are the flags of commands that judge what the logs hold: how they
// are read, and what counts in them.
type inputFlags struct {
	readFlags
	since, until, tz string
	proxyFlags
	thresholdFlags
	capacityFlags
}

func (f *inputFlags) add(in, find flagGroup) {
	f.readFlags.add(in)
	f.proxyFlags.add(in)
	f.capacityFlags.add(in)
	find.set.StringVar(&f.since, "since", "", "leave out what was logged before this `time`")
	find.set.StringVar(&f.until, "until", "", "leave out what was logged at this `time` or later")
	find.set.StringVar(&f.tz, "tz", "UTC", "`zone` of times in tables and of --since and --until: UTC, local, Europe/Berlin, +02:00 ...")
	f.thresholdFlags.add(find)
}

func fieldNames() []string {
	names, _ := parser.NamedFields()
	return names
}

// checks are those of the flags here, in their order.
func (f *inputFlags) checks() []check {
	return append(f.readFlags.checks(), f.checkProxies, f.checkTimes, f.checkThresholds)
}

func (f *readFlags) checkPaths(e *env, j *job) error {
	if f.jobs < 0 {
		return hinted{fmt.Errorf("--jobs %d is below 0", f.jobs), "leave it out for all processors"}
	}
	j.read.Jobs, j.silent = f.jobs, f.noProgress
	if slices.Contains(j.paths, "") {
		return hinted{errors.New("a path is empty"), "a variable in the command may be unset"}
	}
	if len(j.paths) > 0 {
		return nil
	}
	if j.server != nil && !e.piped {
		return j.server.findLogs(j)
	}
	if !e.piped {
		return hinted{fmt.Errorf("no path, and nothing is piped in"), "name a log or a folder of logs: log401 /var/log/nginx; log401 --help says more"}
	}
	j.paths, j.unnamed = []string{"-"}, true
	return nil
}

func (f *formatFlags) checkLayout(_ *env, j *job) (err error) {
	if err := f.chooseFormat(j); err != nil {
		return formatProblem(err)
	}
	if f.fields == "" {
		return nil
	}
	if l := j.read.Layout; l != nil && l.Format() != parser.W3C {
		return hinted{fmt.Errorf("--fields is for W3C logs, --log-format %s is none", f.logFormat), "leave one of them out"}
	}
	if j.read.Layout, err = parser.W3CLayout(f.fields); err != nil {
		return hinted{fmt.Errorf("--%w", err), "give the text behind #Fields: of such a file, or one of " + strings.Join(fieldNames(), ", ")}
	}
	return nil
}

// chooseFormat reads --log-format: a name, a format string, the directive of a
// server that defines one, or "@" and a file with one of these or a whole configuration.
func (f *formatFlags) chooseFormat(j *job) (err error) {
	text := f.logFormat
	if file, ok := strings.CutPrefix(text, "@"); ok {
		if text = serverconf.ReadString(file); text == "" {
			j.server, j.read.Layout, err = readServerFormats(file)
			return err
		}
	}
	directive, err := serverconf.ParseLogFormat(text)
	switch {
	case err != nil:
		return err
	case directive != nil:
		j.read.Layout, err = layoutOf(directive)
	default:
		j.read.Layout, err = parser.FormatLayout(text)
	}
	return err
}

func (f *readFlags) checkZone(e *env, j *job) (err error) {
	if f.logTZ == "" {
		return nil
	}
	if j.read.Zone, err = parseZone(f.logTZ, e.local); err != nil {
		return hinted{fmt.Errorf("--log-tz: %w", err), zoneHint}
	}
	return nil
}

const zoneHint = "a zone is UTC, local, a name such as Europe/Berlin, or an offset such as +02:00"

func (f *inputFlags) checkTimes(e *env, j *job) error {
	zone, err := parseZone(f.tz, e.local)
	if err != nil {
		return hinted{fmt.Errorf("--tz: %w", err), zoneHint}
	}
	j.zone = zone
	for _, flag := range []struct {
		name, text, word string
		time             **time.Time
	}{
		{"since", f.since, "before", &j.read.Since},
		{"until", f.until, "from", &j.read.Until},
	} {
		if flag.text == "" {
			continue
		}
		t, err := parseTime(flag.text, e.now(), zone)
		if err != nil {
			return hinted{fmt.Errorf("--%s: %w", flag.name, err), timeHint}
		}
		*flag.time = &t
		j.notes = append(j.notes, fmt.Sprintf("Entries %s %s were left out.", flag.word, t.Format("2006-01-02 15:04:05 MST")))
	}
	if j.read.Since != nil && j.read.Until != nil && !j.read.Until.After(*j.read.Since) {
		return hinted{fmt.Errorf("--until %q is not after --since %q", f.until, f.since), "the report covers what was logged from --since on and before --until"}
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"log401/detect"
	"log401/parser"
	"log401/report"
	"log401/source"
	"log401/timeline"
)

// scanFlags are the values of the flags of scan.
type scanFlags struct {
	format, output   string
	logFormat        string
	fields           string
	by               string
	top              int
	since, until, tz string
	allow            []string
	all              bool
	width            int
	ascii            bool
	color            string
	quiet            bool
	exitCode         bool
	version          bool
	jobs             int
}

func scanPage(f *scanFlags) *page {
	out, in, find := newGroup("Report"), newGroup("Input"), newGroup("What counts")
	out.set.StringVar(&f.format, "format", "", "form of the report: table, json or csv (default by the name of --output, else table)")
	out.set.StringVarP(&f.output, "output", "o", "", "write the report to `file`, whole or not at all")
	out.set.StringVar(&f.by, "by", "", "count denials by these `keys` together: client, user, cause, code, outcome, path")
	out.set.IntVar(&f.top, "top", 10, "most `rows` of a table, 0 for all; JSON and CSV always have all")
	out.set.BoolVar(&f.all, "all", false, "show the steps of logons that worked and other 403s, too")
	out.set.StringVar(&f.tz, "tz", "UTC", "`zone` of times in tables and of --since and --until: UTC, local, Europe/Berlin ...")
	out.set.IntVar(&f.width, "width", 0, "`columns` of tables (default those of the terminal, else 80)")
	out.set.BoolVar(&f.ascii, "ascii", false, "nothing but ASCII in tables, as for mail")
	out.set.StringVar(&f.color, "color", "auto", "colour in tables: auto, always or never")
	out.set.BoolVar(&f.quiet, "quiet", false, "no messages beside the report but errors of usage and output")
	out.set.BoolVar(&f.exitCode, "exit-code", false, "exit with 1 if there is an alert of severity low or above")
	out.set.BoolVar(&f.version, "version", false, "print the version")
	in.set.StringVar(&f.logFormat, "log-format", "auto", "`format` of all files: "+strings.Join(parser.LogFormats(), ", "))
	in.set.StringVar(&f.fields, "fields", "", "`fields` of W3C files without #Fields: "+strings.Join(fieldNames(), ", ")+", or the names themselves")
	in.set.IntVar(&f.jobs, "jobs", 0, "how many streams are read at the same time (default one a processor)")
	find.set.StringVar(&f.since, "since", "", "leave out what was logged before this `time`")
	find.set.StringVar(&f.until, "until", "", "leave out what was logged at this `time` or later")
	find.set.StringSliceVar(&f.allow, "allow", nil, "`networks` whose clients raise no alerts: 10.0.0.0/8, 2001:db8::/32")
	return &page{
		usage: "log401 [scan] [flags] [path...]",
		about: "Reads access logs of IIS, Apache and nginx and reports who was refused, why, and\n" +
			"whether it is an attack. A path is a file, a directory, a pattern such as\n" +
			"'logs/**/u_ex*.log', or - for standard input; compressed files are read as they are.",
		examples: []string{
			`log401 C:\inetpub\logs\LogFiles`,
			"log401 --since yesterday /var/log/nginx",
			"log401 --by client,path --top 20 'u_ex26*.log'",
			"log401 'access.log*'",
			"ssh web1 cat /var/log/nginx/access.log | log401",
			"log401 -o report.json --exit-code /var/log/httpd",
			`log401 explain 401.1`,
		},
		groups: []flagGroup{out, in, find},
		after: commandList() + "\nTimes: " + strings.Replace(timeHint, ", or how", ",\nor how", 1) + ".\n" +
			"Exit status: 0 done; 1 alerts, with --exit-code; 2 wrong usage; 3 some input could\n" +
			"not be read or had no entries at all, the rest is reported; 4 the report could not\n" +
			"be written; 130 interrupted.",
	}
}

func fieldNames() []string {
	names, _ := parser.NamedFields()
	return names
}

// A job is what the flags and arguments of scan ask for.
type job struct {
	paths    []string
	streams  []source.Stream
	problems []source.Problem
	read     timeline.Options
	notes    []string // how relative times were read
	report   report.Options
	allow    []netip.Prefix
	write    func(io.Writer, *report.Report) error
}

// scan reads logs and reports on them.
func scan(ctx context.Context, e *env, args []string) (int, error) {
	var f scanFlags
	page := scanPage(&f)
	paths, err := page.parse(args)
	if err != nil {
		return page.refuse(e, err)
	}
	if f.version {
		return version(ctx, e, nil)
	}
	j, err := f.job(e, paths)
	if err != nil {
		return exitUsage, err
	}
	found := e.readAll(ctx, j, f.quiet)
	if found.report == nil {
		return exitUnreadable, nil
	}
	err = e.writeOutput(f.output, func(w io.Writer) error { return j.write(w, found.report) })
	if err != nil {
		return exitOutput, fmt.Errorf("report: %w", err)
	}
	return found.status(ctx, f.exitCode), nil
}

// job checks the flags, one after the other, and joins them.
func (f *scanFlags) job(e *env, paths []string) (*job, error) {
	j := &job{paths: paths, report: report.Options{All: f.all}}
	for _, check := range []func(*env, *job) error{f.checkPaths, f.checkLayout, f.checkTimes, f.checkAllow, f.checkBy, f.checkFormat, f.checkOutput} {
		if err := check(e, j); err != nil {
			return nil, err
		}
	}
	return j, nil
}

func (f *scanFlags) checkPaths(e *env, j *job) error {
	if f.jobs < 0 {
		return hinted{fmt.Errorf("--jobs %d is below 0", f.jobs), "leave it out for one a processor"}
	}
	j.read.Jobs = f.jobs
	if slices.Contains(j.paths, "") {
		return hinted{errors.New("a path is empty"), "a variable in the command may be unset"}
	}
	if len(j.paths) > 0 {
		return nil
	}
	if !e.piped {
		return hinted{fmt.Errorf("no path, and nothing is piped in"), "name a log or a folder of logs: log401 /var/log/nginx; log401 --help says more"}
	}
	j.paths = []string{"-"}
	return nil
}

// checkOutput finds the logs, last of all checks, and that the report is not
// to replace one of them.
func (f *scanFlags) checkOutput(e *env, j *job) error {
	j.streams, j.problems = source.Expand(j.paths, e.stdin)
	return checkOutput(f.output, j.streams)
}

func (f *scanFlags) checkLayout(_ *env, j *job) (err error) {
	if j.read.Layout, err = parser.FormatLayout(f.logFormat); err != nil {
		return hinted{fmt.Errorf("--log-format: %w", err), "without --log-format each file is recognised by its lines"}
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

func (f *scanFlags) checkTimes(e *env, j *job) error {
	zone, err := parseZone(f.tz, e.local)
	if err != nil {
		return hinted{fmt.Errorf("--tz: %w", err), "a zone is UTC, local, or a name such as Europe/Berlin"}
	}
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

func (f *scanFlags) checkAllow(_ *env, j *job) error {
	for _, text := range f.allow {
		p, err := parsePrefix(strings.TrimSpace(text))
		if err != nil {
			return hinted{fmt.Errorf("--allow: %q is no network", text), "a network is 10.0.0.0/8, 2001:db8::/32, or one address"}
		}
		j.allow = append(j.allow, p)
	}
	return nil
}

// parsePrefix reads a network, or an address as the network of itself.
func parsePrefix(text string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(text); err == nil {
		a = a.WithZone("").Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	return p.Masked(), err
}

func (f *scanFlags) checkBy(_ *env, j *job) (err error) {
	if f.by == "" {
		return nil
	}
	if j.report.By, err = report.ParseKeys(f.by); err != nil {
		return hinted{fmt.Errorf("--by: %w", err), "keys are joined by commas: --by client,path"}
	}
	return nil
}

// formats are the forms of reports, and the suffixes of files that get them.
var formats = []struct{ name, suffix string }{{"csv", ".csv"}, {"json", ".json"}, {"table", ".txt"}}

// otherForms are suffixes of forms that log401 does not write.
var otherForms = []string{".htm", ".html", ".md", ".ndjson", ".pdf", ".tsv", ".xlsx", ".xml", ".yaml"}

func (f *scanFlags) checkFormat(e *env, j *job) error {
	format := f.format
	if ext := strings.ToLower(filepath.Ext(f.output)); format == "" && slices.Contains(otherForms, ext) {
		return hinted{fmt.Errorf("no report can be written as %s", ext), "reports are .txt, .json and .csv; --format names one for other file names"}
	}
	for _, known := range formats {
		if format == "" && strings.EqualFold(filepath.Ext(f.output), known.suffix) {
			format = known.name
		}
	}
	switch format {
	case "json":
		j.write = report.WriteJSON
	case "csv":
		j.write = report.WriteCSV
	case "table", "":
		return f.checkTable(e, j)
	default:
		return hinted{fmt.Errorf("--format %q is not known", f.format), "formats are table, json and csv; the format of the logs is --log-format"}
	}
	return nil
}

func (f *scanFlags) checkTable(e *env, j *job) error {
	if !slices.Contains([]string{"auto", "always", "never"}, f.color) {
		return hinted{fmt.Errorf("--color %q is not known", f.color), "it is auto, always or never"}
	}
	if f.top < 0 || f.width < 0 {
		return hinted{fmt.Errorf("--top and --width are numbers from 0 on"), "0 for all rows, or for the width of the terminal"}
	}
	t, toFile := e.terminal, f.output != "" && f.output != "-"
	zone, _ := parseZone(f.tz, e.local) // checked above
	o := report.TableOptions{
		Width: f.width, ASCII: f.ascii || t.ascii, All: f.all, Top: f.top, Location: zone,
		Color: f.color == "always" || f.color == "auto" && t.color && !toFile,
	}
	if o.Width == 0 {
		o.Width = t.width
	}
	if o.Top == 0 {
		o.Top = -1
	}
	j.write = func(w io.Writer, r *report.Report) error { return report.WriteTable(w, r, o) }
	return nil
}

// status returns the exit status of a scan whose report was written.
func (r *findings) status(ctx context.Context, exitCode bool) int {
	switch {
	case ctx.Err() != nil:
		return exitInterrupted
	case r.failed:
		return exitUnreadable
	case exitCode && slices.ContainsFunc(r.report.Alerts, func(a detect.Alert) bool { return a.Severity >= detect.Low }):
		return exitAlerts
	}
	return exitDone
}

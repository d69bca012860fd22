package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"log401/detect"
	"log401/handshake"
	"log401/report"
	"log401/source"
	"log401/timeline"
)

// scanFlags are the values of the flags of scan.
type scanFlags struct {
	inputFlags
	viewFlags
	format, output string
	rejected       string
	by             string
	profiles       []string
	maxGroups      int
	all            bool
	quiet          bool
	exitCode       bool
	version        bool
}

func scanPage(f *scanFlags) *page {
	out, in, find := newGroup("Report"), newGroup("Input"), newGroup("What counts")
	out.set.StringVar(&f.format, "format", "", "form of the report: table, json or csv (default by the name of --output, else table)")
	out.set.StringVarP(&f.output, "output", "o", "", "write the report to `file`, whole or not at all")
	out.set.StringVar(&f.rejected, "rejected", "", "write the lines that could not be read to `file`, with where and why: a name in .log gets them as they are, to be mended and read again, other names CSV")
	out.set.StringVar(&f.by, "by", "", "count denials by these `keys` together: "+strings.Join(report.KeyNames(), ", "))
	out.set.IntVar(&f.top, "top", 10, "most `rows` of a table, 0 for all; JSON and CSV always have all")
	out.set.BoolVar(&f.all, "all", false, "show the steps of logons that worked, other 403s, refused logons to FTP and all of HTTPERR, too")
	out.set.IntVar(&f.maxGroups, "max-groups", report.DefaultMaxGroups, "most groups of denials that are kept; totals count all")
	f.viewFlags.add(out)
	out.set.BoolVar(&f.quiet, "quiet", false, "no messages beside the report but errors of usage and output")
	out.set.BoolVar(&f.exitCode, "exit-code", false, "exit with 1 if there is an alert of severity low or above")
	out.set.BoolVar(&f.version, "version", false, "print the version")
	f.inputFlags.add(in, find)
	find.set.StringSliceVar(&f.profiles, "profile", nil, "say what these other `tools` would have raised: "+strings.Join(detect.ProfileNames(), ", "))
	return &page{
		usage: "log401 [scan] [flags] [path...]",
		about: "Reads access logs of IIS, Apache and nginx and reports who was refused, why, and\n" +
			"whether it is an attack. A path is a file, a directory, a pattern such as\n" +
			"'logs/**/u_ex*.log', or - for standard input; compressed files and archives\n" +
			"are read as they are.",
		examples: []string{
			`log401 C:\inetpub\logs\LogFiles`,
			"log401 --since yesterday /var/log/nginx",
			"log401 --by client,path --top 20 'u_ex26*.log'",
			"log401 'access.log*'",
			"ssh web1 cat /var/log/nginx/access.log | log401",
			"log401 --log-format @/etc/nginx/nginx.conf",
			"log401 -o report.json --exit-code /var/log/httpd",
			"log401 --rules rules.toml --leg 10s /var/log/nginx",
			`log401 explain 401.1`,
		},
		groups: []flagGroup{out, in, find},
		after: commandList() + "\nTimes: " + strings.Replace(timeHint, ", or how", ",\nor how", 1) + ".\n" +
			"Exit status: 0 done; 1 alerts, with --exit-code; 2 wrong usage; 3 some input could\n" +
			"not be read or had no entries at all, the rest is reported; 4 an output could not\n" +
			"be written; 130 interrupted.",
	}
}

// A job is what the flags and arguments of a command that reads logs ask for.
type job struct {
	paths    []string
	unnamed  bool // paths are standard input because none were named
	streams  []source.Stream
	problems []source.Problem
	server   *serverFormats // of the server whose configuration was named, or nil
	read     timeline.Options
	silent   bool     // no progress is shown
	notes    []string // how relative times were read, and what is not the default
	report   report.Options
	windows  handshake.Options
	rules    detect.Options
	profiles *detect.Profiles // nil where none were asked for
	zone     *time.Location   // of the times that people read
	teller   *report.Teller   // of the story that is asked for, or nil
	encoding *report.Encoding // in which text that is no UTF-8 is shown, or nil
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
	defer limitProcessors(j.read.Jobs)()
	return f.profiled(func() (int, error) { return e.scan(ctx, j, &f) })
}

// scan does what the flags of a scan and its job ask for.
func (e *env) scan(ctx context.Context, j *job, f *scanFlags) (int, error) {
	j.silent = j.silent || f.quiet
	if err := j.expand(ctx, e); err != nil {
		return exitUsage, err
	}
	if err := f.checkFiles(j); err != nil {
		return exitUsage, err
	}
	rejected, err := openRejected(f.rejected, len(j.streams))
	if err != nil {
		return exitOutput, fmt.Errorf("rejected lines: %w", err)
	}
	defer rejected.close()
	if rejected != nil {
		j.read.OnReject = rejected.line
	}
	found := e.readAll(ctx, j, f.quiet)
	if found.report == nil {
		return exitUnreadable, nil
	}
	var failed several
	if err := e.writeOutput(f.output, func(w io.Writer) error { return j.write(w, found.report) }); err != nil {
		failed = append(failed, fmt.Errorf("report: %w", err))
	}
	if err := rejected.write(e, f.quiet); err != nil {
		failed = append(failed, err)
	}
	if failed != nil {
		return exitOutput, failed
	}
	return found.status(ctx, f.exitCode), nil
}

// job checks the flags, one after the other, and joins them.
func (f *scanFlags) job(e *env, paths []string) (*job, error) {
	j := &job{paths: paths, report: report.Options{All: f.all}}
	checks := append(f.inputFlags.checks(), f.checkEncoding, f.checkProfiles, f.checkBy, f.checkGroups, f.checkFormat)
	return j, j.check(e, checks)
}

// A check looks at some flags and puts what they ask for into a job.
type check func(*env, *job) error

func (j *job) check(e *env, checks []check) error {
	for _, c := range checks {
		if err := c(e, j); err != nil {
			return err
		}
	}
	return nil
}

// checkFiles refuses to write over one of the logs.
func (f *scanFlags) checkFiles(j *job) error {
	if err := checkNoLog("output", f.output, j.streams); err != nil {
		return err
	}
	return f.checkRejected(j)
}

// expand finds the logs, and what their server says of them.
func (j *job) expand(ctx context.Context, e *env) error {
	stdin := readUntil(ctx, e.stdin)
	if j.server != nil && j.unnamed && stdin != nil {
		in := bufio.NewReader(stdin)
		stdin = in
		if _, err := in.Peek(1); err != nil && !interrupted(ctx) {
			// Nothing was piped in after all: cron and CI leave it open or empty.
			j.paths = nil
			if err := j.server.findLogs(j); err != nil {
				return err
			}
		}
	}
	shown, clear := e.showProgress(j, "looking for logs")
	j.streams, j.problems = source.ExpandCounted(ctx, j.paths, stdin, shown.counter())
	clear()
	if j.server != nil {
		j.server.match(j)
	}
	return nil
}

func (f *scanFlags) checkProfiles(_ *env, j *job) (err error) {
	names := make([]string, len(f.profiles))
	for i, name := range f.profiles {
		names[i] = strings.ToLower(strings.TrimSpace(name))
	}
	if j.profiles, err = detect.NewProfiles(names, detect.ProfileOptions{MaxKeys: j.rules.MaxKeys, Lateness: j.rules.Lateness}); err != nil {
		return hinted{fmt.Errorf("--profile: %w", err), "profiles are " + strings.Join(detect.ProfileNames(), ", ")}
	}
	return nil
}

func (f *scanFlags) checkBy(_ *env, j *job) (err error) {
	j.report.Location = j.zone
	if f.by == "" {
		return nil
	}
	if j.report.By, err = report.ParseKeys(f.by); err != nil {
		return hinted{fmt.Errorf("--by: %w", err), "keys are joined by commas: --by client,path"}
	}
	return nil
}

func (f *scanFlags) checkGroups(_ *env, j *job) error {
	j.report.MaxGroups = f.maxGroups
	return checkMost("max-groups", f.maxGroups)
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
	o, err := f.options(e, j, f.output != "" && f.output != "-")
	o.All = f.all
	j.write = func(w io.Writer, r *report.Report) error { return report.WriteTable(w, r, o) }
	return err
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

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"log401/detect"
	"log401/report"
)

// whyFlags are the values of the flags of why.
type whyFlags struct {
	inputFlags
	viewFlags
	format string
	all    bool
}

func whyPage(f *whyFlags) *page {
	out, in, find := newGroup("Story"), newGroup("Input"), newGroup("What counts")
	out.set.StringVar(&f.format, "format", "table", "form of the story: table, for people, or json")
	out.set.IntVar(&f.top, "top", 40, "most `rows` of what happened, 0 for all; JSON always has all")
	out.set.BoolVar(&f.all, "all", false, "rows of their own for the steps of logons, too")
	f.viewFlags.add(out)
	f.inputFlags.add(in, find)
	return &page{
		usage: "log401 why [flags] CLIENT|USER|ALERT-ID [path...]",
		about: "Tells the story of one client, user or alert in the order of time: each denial with\n" +
			"its outcome and the reason for it, sign-ins, alerts; then each rule with what it\n" +
			"counted, and why it did or did not fire. A client is an address in any notation, a\n" +
			"network such as 192.0.2.0/24, or a host name; a user is found in any case, with or\n" +
			"without domain and suffix; the ID of an alert stands below it in the report. For\n" +
			"an alert the logs are read twice, so they have to be files.",
		examples: []string{
			"log401 why 203.0.113.45 /var/log/nginx",
			`log401 why CONTOSO\alice C:\inetpub\logs\LogFiles`,
			"log401 why 2001:db8::/64 --since yesterday 'access.log*'",
			"log401 why brute-force-0123456789abcdef /var/log/httpd",
		},
		groups: []flagGroup{out, in, find},
		after: "Times: " + strings.Replace(timeHint, ", or how", ",\nor how", 1) + ".\n" +
			"Exit status: 0 done; 2 wrong usage, or nobody of that name in the logs; 3 some input\n" +
			"could not be read; 4 the story could not be written; 130 interrupted.",
	}
}

// why tells the story of the client, user or alert that its first argument
// names.
func why(ctx context.Context, e *env, args []string) (int, error) {
	var f whyFlags
	page := whyPage(&f)
	args, err := page.parse(args)
	if err != nil {
		return page.refuse(e, err)
	}
	if len(args) == 0 || args[0] == "" {
		return usage("log401 why 203.0.113.45 /var/log/nginx; log401 why --help says more", "whose story? name a client, a user or the ID of an alert")
	}
	j, err := f.job(e, args[1:])
	if err != nil {
		return exitUsage, err
	}
	defer limitProcessors(j.read.Jobs)()
	return f.profiled(func() (int, error) { return e.why(ctx, j, args[0], &f) })
}

// why tells the story of one of that name in the logs of a job.
func (e *env) why(ctx context.Context, j *job, name string, f *whyFlags) (int, error) {
	err := j.expand(ctx, e)
	if err != nil {
		return exitUsage, err
	}
	subject := readSubject(name, j.encoding)
	if subject.Kind == "alert" {
		err = e.findAlert(ctx, j, &subject)
	}
	if interrupted(ctx) {
		return exitInterrupted, nil // what was asked for may be there
	}
	if err != nil {
		return exitUsage, err
	}
	return e.tell(ctx, j, subject, f)
}

// job checks the flags, one after the other, and joins them.
func (f *whyFlags) job(e *env, paths []string) (*job, error) {
	j := &job{paths: paths}
	return j, j.check(e, append(f.checks(), f.checkEncoding, f.checkFormat))
}

func (f *whyFlags) checkFormat(*env, *job) error {
	if f.format != "table" && f.format != "json" {
		return hinted{fmt.Errorf("--format %q is not known", f.format), "stories are table or json; the format of the logs is --log-format"}
	}
	return nil
}

// tell reads the logs and writes the story.
func (e *env) tell(ctx context.Context, j *job, subject report.StorySubject, f *whyFlags) (int, error) {
	view, err := f.options(e, j, false)
	if err != nil {
		return exitUsage, err
	}
	j.rules.Watch, j.teller = &subject.Watch, report.NewTeller(subject.Watch, f.all)
	found := e.readAll(ctx, j, false)
	switch {
	case found.report == nil:
		return exitUnreadable, nil
	case !j.teller.Met():
		return e.nobody(ctx, j, subject, found)
	}
	story := j.teller.Story(subject, found.trace, found.report)
	write := report.WriteStoryJSON
	if f.format == "table" {
		write = func(w io.Writer, s *report.Story) error { return report.WriteStory(w, s, view) }
	}
	if err := write(e.stdout, story); err != nil {
		return exitOutput, fmt.Errorf("story: %w", err)
	}
	return found.status(ctx, false), nil
}

// nobody says that the subject is not in the logs, and who may have been meant.
func (e *env) nobody(ctx context.Context, j *job, subject report.StorySubject, found findings) (int, error) {
	if status := found.status(ctx, false); status != exitDone {
		e.complain(fmt.Errorf("%s was refused nothing and signed in nowhere in what was read", subject.Name))
		return status, nil
	}
	if j.teller.IsProxy(subject.Name) {
		return exitUsage, hinted{fmt.Errorf("%s did nothing that was refused on its own behalf: it is a proxy that others came through", subject.Name),
			"log401 --by proxy,client with the same flags counts who; without --trusted-proxy and --client-field all of them are one client"}
	}
	hint := "log401 --by client,user lists who was refused; nobody else is kept"
	if near := j.teller.Near(subject.Name); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, ", or ") + "?"
	}
	return exitUsage, hinted{fmt.Errorf("%s was refused nothing and signed in nowhere in what was read", subject.Name), hint}
}

// alertForm is that of the ID of an alert: its rule and sixteen hex digits.
var alertForm = regexp.MustCompile(`^[a-z][a-z0-9-]*-[0-9a-f]{16}$`)

// readSubject says what an argument names: an alert, an address, a network, or
// else a user or the host name of a client, which logs in the encoding hold as
// bytes of it.
func readSubject(text string, e *report.Encoding) report.StorySubject {
	s := report.StorySubject{Name: text}
	if alertForm.MatchString(text) {
		s.Kind = "alert"
		return s
	}
	if addr, ok := readAddress(text); ok {
		s.Kind, s.Name, s.Watch.Client = "client", addr.String(), addr.String()
		return s
	}
	if p, err := netip.ParsePrefix(text); err == nil {
		if addr := p.Addr().Unmap(); addr != p.Addr() && p.Bits() >= 96 {
			p = netip.PrefixFrom(addr, p.Bits()-96)
		}
		p = p.Masked()
		s.Kind, s.Name, s.Watch.Network = "network", p.String(), p
		return s
	}
	s.Watch.Name = e.Encode(text)
	return s
}

// readAddress reads an address as logs, browsers and mails write it: in
// brackets, with a port, with a zone.
func readAddress(text string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if err != nil {
		pair, err := netip.ParseAddrPort(text)
		if err != nil {
			return addr, false
		}
		addr = pair.Addr()
	}
	return addr.WithZone("").Unmap(), true
}

// findAlert reads the logs for the alert that the subject names, to know what
// it is about.
func (e *env) findAlert(ctx context.Context, j *job, subject *report.StorySubject) error {
	for _, stream := range j.streams {
		for _, s := range stream.Sources {
			if mayBlock(s) {
				return hinted{fmt.Errorf("for an alert the logs are read twice, which %s cannot be", s.Name), "name files, or ask for the client or user that the alert is about"}
			}
		}
	}
	first := *j
	found := e.readAll(ctx, &first, true)
	if found.report == nil {
		return errors.New("nothing could be read")
	}
	i := slices.IndexFunc(found.report.Alerts, func(a detect.Alert) bool { return a.ID == subject.Name })
	if i < 0 {
		return hinted{fmt.Errorf("no alert %s in what was read", subject.Name), "an alert keeps its ID where the lines that it begins with, the rules and --allow stay the same"}
	}
	a := found.report.Alerts[i]
	subject.Alert = &a
	subject.Watch = detect.Subject{Client: a.Client, User: a.User, Site: a.Site, Path: a.Path}
	if a.Network != "" {
		p, err := netip.ParsePrefix(a.Network)
		subject.Watch.Network = p
		return err
	}
	return nil
}

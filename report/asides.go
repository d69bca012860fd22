package report

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"log401/classify"
)

// An Aside counts entries of another program than a web server that are alike:
// they stand beside the denials and in none of their sums.
type Aside struct {
	Client, User string // FTP; "" where unknown
	Reason       string // HTTPERR: as logged; FTP: in a few words
	Site, Queue  string // HTTPERR; "" where not logged
	Kind         classify.ReasonKind
	Status       int   // 0 where not logged
	Substatus    int64 // FTP; -1 where not logged
	Win32        int64 // FTP; -1 where not logged
	Count        int64
	First, Last  int64 // Unix nanoseconds
}

// An asideKey tells asides of one program apart.
type asideKey struct {
	client, user, reason, site, queue string
	status                            int
	substatus, win32                  int64
}

func (k *asideKey) size() int {
	return len(k.client) + len(k.user) + len(k.reason) + len(k.site) + len(k.queue)
}

func (k *asideKey) digest() uint64 {
	return digest(k.client, k.user, k.reason, k.site, k.queue, fmt.Sprint(k.status, k.substatus, k.win32))
}

// append appends the record of a key.
func (k *asideKey) append(b []byte) []byte {
	for _, s := range [...]string{k.client, k.user, k.reason, k.site, k.queue} {
		b = appendText(b, s)
	}
	for _, n := range [...]int64{int64(k.status), k.substatus, k.win32} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return b
}

func asideKeyOfRecord(record string) (k asideKey) {
	for _, s := range [...]*string{&k.client, &k.user, &k.reason, &k.site, &k.queue} {
		*s, record = cutText(record)
	}
	var numbers [3]uint64
	for i := range numbers {
		numbers[i], record = cutNumber(record)
	}
	k.status, k.substatus, k.win32 = int(numbers[0]), int64(numbers[1]), int64(numbers[2])
	return k
}

// An aside that no client is named of is one of the server: HTTPERR would have
// a row for each scanner else.
func asideKeyOf(e *classify.Event) asideKey {
	k := asideKey{reason: e.Reason, site: e.Site, queue: e.Queue, status: e.Status, substatus: -1, win32: -1}
	if e.Program == "ftp" {
		k = asideKey{client: e.Client, user: e.User, status: e.Status, substatus: e.Substatus, win32: e.Win32}
	}
	return k
}

// Aside counts an event of another program than a web server.
func (b *Builder) Aside(e *classify.Event) {
	t := b.httperr
	if e.Program == "ftp" {
		t = b.ftp
	}
	key := asideKeyOf(e)
	b.record = key.append(b.record[:0])
	if t.add(b.record, key.size(), e.Time) == nil {
		t.leaveOut(key.digest(), false)
	}
}

// httperrRows returns the rows of HTTPERR, by kind and then as asideRows does.
func (b *Builder) httperrRows() []Aside {
	rows := asideRows(b.httperr)
	for i := range rows {
		rows[i].Kind = classify.KindOfReason(rows[i].Reason, rows[i].Status)
	}
	slices.SortStableFunc(rows, func(a, b Aside) int { return cmp.Compare(a.Kind, b.Kind) })
	return rows
}

// ftpRows returns the rows of FTP, as asideRows does.
func (b *Builder) ftpRows() []Aside {
	rows := asideRows(b.ftp)
	for i := range rows {
		r := &rows[i]
		r.Reason = classify.FTPReason(r.Status, r.Substatus, r.Win32)
	}
	return rows
}

// asideRows returns the rows of a table, most entries first, then by key.
func asideRows(t *table) []Aside {
	v := t.now()
	rows := make([]Aside, v.n)
	for i := range rows {
		row, record := v.row(i)
		k := asideKeyOfRecord(record)
		rows[i] = Aside{
			Client: k.client, User: k.user, Reason: k.reason, Site: k.site, Queue: k.queue,
			Status: k.status, Substatus: k.substatus, Win32: k.win32,
			Count: row.count, First: row.first, Last: row.last,
		}
	}
	slices.SortFunc(rows, compareAsides)
	return rows
}

func compareAsides(a, b Aside) int {
	return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Client, b.Client), strings.Compare(a.User, b.User),
		strings.Compare(a.Reason, b.Reason), strings.Compare(a.Site, b.Site), strings.Compare(a.Queue, b.Queue),
		cmp.Compare(a.Status, b.Status), cmp.Compare(a.Substatus, b.Substatus), cmp.Compare(a.Win32, b.Win32))
}

// asideNotes say that FTP refused logons, and what the limit on rows left out.
func (b *Builder) asideNotes(ftp []Aside) (out []string) {
	var refused int64
	for i := range ftp {
		refused += ftp[i].Count
	}
	if refused > 0 && !b.opts.All {
		out = append(out, "FTP refused "+count(refused, "logon", "logons")+" (530, 534): --all lists them by client and user, JSON always does.")
	}
	for _, t := range []struct {
		name  string
		table *table
	}{{"HTTPERR", b.httperr}, {"FTP", b.ftp}} {
		if cut := t.table.cut(); cut.Denials > 0 {
			out = append(out, fmt.Sprintf("The report keeps %s rows of %s; about %s more, with %s entries, are left out. --max-groups keeps more.",
				number(int64(t.table.n)), t.name, number(cut.Groups), number(cut.Denials)))
		}
	}
	return out
}

func (e *encoder) httperr(a *Aside) {
	e.text("reason", a.Reason)
	e.text("kind", a.Kind.String())
	e.intOrNull("status", int64(a.Status))
	e.textOrNull("site", a.Site)
	e.textOrNull("queue", a.Queue)
	e.int("count", a.Count)
	e.time("first", a.First)
	e.time("last", a.Last)
}

func (e *encoder) ftp(a *Aside) {
	e.textOrNull("client", a.Client)
	e.textOrNull("user", a.User)
	e.int("status", int64(a.Status))
	e.numberOrNull("substatus", a.Substatus)
	e.numberOrNull("win32_status", a.Win32)
	e.text("reason", a.Reason)
	e.int("count", a.Count)
	e.time("first", a.First)
	e.time("last", a.Last)
}

// numberOrNull writes a number of which below 0 means that there is none.
func (e *encoder) numberOrNull(key string, n int64) {
	if n < 0 {
		e.null(key)
		return
	}
	e.int(key, n)
}

// httperr shows what HTTP.sys refused before a site saw it; connections that
// merely ended are shown on request.
func (p *page) httperr() {
	rows, hidden := p.r.HTTPERR, int64(0)
	if !p.o.All {
		rows, hidden = withoutConnections(rows)
	}
	if len(rows) > 0 {
		p.heading("Refused before IIS (HTTPERR)", "in no sum of denials")
		p.httperrTable(rows)
		p.more(len(rows), "row", "rows")
		p.reasonAdvice(rows)
	}
	if hidden > 0 {
		p.line("")
		p.text(indent, "HTTPERR also has "+count(hidden, "connection that timed out or was closed", "connections that timed out or were closed")+" (--all shows them).")
	}
}

func withoutConnections(all []Aside) (rows []Aside, hidden int64) {
	for _, a := range all {
		if a.Kind == classify.ReasonConnection {
			hidden += a.Count
			continue
		}
		rows = append(rows, a)
	}
	return rows, hidden
}

func (p *page) httperrTable(rows []Aside) {
	g := &grid{columns: []column{
		{"Count", numbers, 0}, {"Status", fixed, 0}, {"Reason", middle, 22}, {"Site", middle, 4}, {"Queue", middle, 12},
		{"Meaning", wrapping, 16}, {"First", fixed, 0}, {"Last", fixed, 0},
	}}
	for _, a := range rows[:p.top(len(rows))] {
		g.add(number(a.Count), status(a.Status), p.cell(a.Reason), p.cell(a.Site), p.cell(a.Queue),
			p.own(reasonTitle(a.Reason)), p.stamp(a.First), p.stamp(a.Last))
	}
	if !p.wide() {
		g.drop("First", "Last")
	}
	p.draw(g)
}

// maxAdvised is how many reasons a remedy is given for.
const maxAdvised = 3

// reasonAdvice says what to do about the first reasons that cost service.
func (p *page) reasonAdvice(rows []Aside) {
	var advised []string
	for _, a := range rows {
		r, known := classify.LookupReason(a.Reason)
		if !known || a.Kind > classify.ReasonAbandoned || slices.Contains(advised, r.Name) || len(advised) == maxAdvised {
			continue
		}
		advised = append(advised, r.Name)
		p.text(indent+r.Name+": ", r.Admin)
	}
}

func reasonTitle(reason string) string {
	r, _ := classify.LookupReason(reason)
	return r.Title
}

func status(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// ftp shows refused logons to FTP, on request.
func (p *page) ftp() {
	rows := p.r.FTP
	if len(rows) == 0 || !p.o.All {
		return
	}
	p.heading("Refused by FTP", "in no sum of denials")
	g := &grid{columns: []column{
		{"Count", numbers, 0}, {"Client", middle, 18}, {"User", middle, 12}, {"Status", fixed, 0},
		{"Reason", wrapping, 16}, {"First", fixed, 0}, {"Last", fixed, 0},
	}}
	for _, a := range rows[:p.top(len(rows))] {
		g.add(number(a.Count), p.cell(a.Client), p.cell(a.User), p.own(classify.Code(a.Status, a.Substatus)),
			p.own(a.Reason), p.stamp(a.First), p.stamp(a.Last))
	}
	if !p.wide() {
		g.drop("First", "Last")
	}
	p.draw(g)
	p.more(len(rows), "row", "rows")
}

// refusedByHTTPsys says in the middle of a sentence how many requests no site
// saw, and why; "" where there were none.
func refusedByHTTPsys(r *Report) string {
	var refused int64
	var reasons []string
	byReason := make(map[string]int64)
	for _, a := range r.HTTPERR {
		if a.Kind != classify.ReasonUnavailable {
			continue
		}
		refused += a.Count
		if byReason[a.Reason] == 0 {
			reasons = append(reasons, a.Reason)
		}
		byReason[a.Reason] += a.Count
	}
	if refused == 0 {
		return ""
	}
	n := min(len(reasons), maxAdvised)
	parts := make([]string, n, n+1)
	for i := range parts {
		parts[i] = name(reasons[i]) + " " + number(byReason[reasons[i]])
	}
	if more := len(reasons) - n; more > 0 {
		parts = append(parts, number(int64(more))+" more below")
	}
	return "HTTP.sys refused " + count(refused, "request", "requests") + " before IIS saw them (" + strings.Join(parts, ", ") + ")"
}

package report

import (
	_ "embed"
	"io"
	"strconv"

	"log401/detect"
	"log401/parser"
	"log401/timeline"
)

// SchemaJSON is the JSON Schema (draft 2020-12) of what WriteJSON writes.
// Callers must not change it.
//
//go:embed schema.json
var SchemaJSON []byte

// WriteJSON writes r as one JSON object of the form that SchemaJSON
// describes, one group a line. The same Report gives the same bytes. It
// returns the first error of w.
func WriteJSON(w io.Writer, r *Report) error {
	e := &encoder{w: w, b: make([]byte, 0, encoderBuffer+4096), decode: r.Encoding}
	e.open('{')
	e.newline()
	e.text("schema", Schema)
	e.newline()
	e.bool("complete", r.Complete)
	e.newline()
	e.span(&r.Input)
	e.newline()
	e.input(r)
	e.newline()
	e.denials(&r.Denials)
	e.newline()
	longList(e, "groups", r.Groups, (*encoder).group)
	e.newline()
	e.cut("groups_cut", r.Cut)
	e.newline()
	list(e, "alerts", r.Alerts, func(a *detect.Alert) {
		e.alert(a)
		e.via(viaOf(r.Groups, a.Client))
	})
	e.newline()
	e.overTime(&r.OverTime)
	e.newline()
	e.breakdown("paths", &r.Paths)
	e.newline()
	if r.By == nil {
		e.null("by")
	} else {
		e.breakdown("by", r.By)
	}
	e.newline()
	list(e, "httperr", r.HTTPERR, e.httperr)
	e.newline()
	list(e, "ftp", r.FTP, e.ftp)
	e.newline()
	list(e, "lockouts", r.Lockouts, e.lockout)
	e.newline()
	list(e, "profiles", r.Profiles, e.profile)
	e.lastLine()
	e.close('}')
	e.b = append(e.b, '\n')
	e.flush()
	return e.err
}

// list writes an array, one element a line.
func list[T any](e *encoder, key string, rows []T, write func(*T)) {
	e.key(key)
	e.open('[')
	for i := range rows {
		e.newline()
		e.open('{')
		write(&rows[i])
		e.close('}')
		e.spill()
	}
	if len(rows) > 0 {
		e.lastLine()
	}
	e.close(']')
}

// longList writes an array as list does, on all cores.
func longList[T any](e *encoder, key string, rows List[T], write func(*encoder, *T)) {
	e.key(key)
	e.open('[')
	err := inPieces(rows.Len(), func(b []byte, from, to int) []byte {
		piece := encoder{b: b, next: from > 0, decode: e.decode}
		var row T
		for i := from; i < to; i++ {
			row = rows.At(i)
			piece.newline()
			piece.open('{')
			write(&piece, &row)
			piece.close('}')
		}
		return piece.b
	}, e.pass)
	if err != nil {
		e.err = err
	}
	if rows.Len() > 0 {
		e.lastLine()
	}
	e.close(']')
}

func (e *encoder) span(in *timeline.Account) {
	e.key("span")
	e.open('{')
	if in.First == 0 && in.Last == 0 {
		e.null("first")
		e.null("last")
	} else {
		e.time("first", in.First)
		e.time("last", in.Last)
	}
	e.close('}')
}

func (e *encoder) input(r *Report) {
	in := &r.Input
	e.key("input")
	e.open('{')
	e.tally(&in.Tally)
	e.int("outside", in.Outside)
	e.int("late", in.Late)
	e.int("nul_bytes", in.NULBytes)
	e.int("pending_bytes", in.PendingBytes)
	e.newline()
	list(e, "sources", in.Sources, e.source)
	e.newline()
	list(e, "rejects", in.Rejects, e.reject)
	e.newline()
	e.key("notes")
	e.texts(r.Notes)
	e.close('}')
}

func (e *encoder) tally(t *parser.Tally) {
	e.int("lines", t.Lines)
	e.int("entries", t.Entries)
	e.int("directives", t.Directives)
	e.int("blank", t.Blank)
	e.int("rejected", t.Rejected)
}

func (e *encoder) source(s *timeline.SourceAccount) {
	e.text("name", s.Name)
	e.textOrNull("format", s.Format)
	e.tally(&s.Tally)
	e.key("missing_fields")
	e.texts(s.MissingFields)
	e.int("nul_bytes", s.NULBytes)
	e.text("stream", s.Stream)
	e.textOrNull("program", s.Program)
	e.textOrNull("error", s.Error)
	e.textOrNull("hint", s.Hint)
}

func (e *encoder) reject(r *timeline.Reject) {
	e.text("reason", r.Reason)
	e.int("count", r.Count)
	e.key("first")
	e.position(r.First)
	e.text("sample", string(r.Sample))
}

func (e *encoder) position(p parser.Position) {
	e.open('{')
	e.text("source", p.Source)
	e.int("line", p.Line)
	e.close('}')
}

// texts writes an array of strings on one line.
func (e *encoder) texts(list []string) {
	e.open('[')
	for _, s := range list {
		e.element(s)
	}
	e.close(']')
}

func (e *encoder) denials(d *Denials) {
	e.key("denials")
	e.open('{')
	e.int("total", d.Total)
	e.int("log_only", d.LogOnly)
	e.counts("by_code", d.ByCode)
	e.counts("by_class", d.ByClass)
	e.counts("by_outcome", d.ByOutcome)
	e.close('}')
}

func (e *encoder) counts(key string, counts map[string]int64) {
	e.key(key)
	e.open('{')
	for _, k := range sortedKeys(counts) {
		e.int(k, counts[k])
	}
	e.close('}')
}

func (e *encoder) group(g *Group) {
	e.textOrNull("client", g.Client)
	e.textOrNull("user", g.User)
	e.textOrNull("likely_user", g.LikelyUser)
	e.textOrNull("likely_user_confidence", g.Likelihood)
	e.textOrNull("cause", g.Cause)
	e.text("code", g.Code)
	e.text("outcome", g.Outcome)
	e.int("count", g.Count)
	e.time("first", g.First)
	e.time("last", g.Last)
	e.bool("log_only", g.LogOnly)
	e.via(g.Proxies, g.MoreProxies)
}

func (e *encoder) via(proxies []string, more bool) {
	e.key("proxies")
	e.texts(proxies)
	e.bool("more_proxies", more)
}

func (e *encoder) cut(key string, c Cut) {
	e.key(key)
	e.open('{')
	e.int("groups", c.Groups)
	e.int("denials", c.Denials)
	e.int("log_only", c.LogOnly)
	e.close('}')
}

func (e *encoder) alert(a *detect.Alert) {
	e.text("id", a.ID)
	e.text("rule", a.Rule)
	e.text("severity", a.Severity.String())
	e.textOrNull("kind", a.Kind)
	e.textOrNull("client", a.Client)
	e.textOrNull("user", a.User)
	e.textOrNull("network", a.Network)
	e.textOrNull("site", a.Site)
	e.textOrNull("path", a.Path)
	e.int("count", int64(a.Count))
	least, most := a.Peak200()
	e.intOrNull("peak_per_second", int64(a.PeakPerSecond))
	e.intOrNull("peak_200ms_min", int64(least))
	e.intOrNull("peak_200ms_max", int64(most))
	e.int("users", int64(a.Users))
	e.int("clients", int64(a.Clients))
	e.intOrNull("limit", int64(a.Limit))
	e.intOrNull("window_seconds", int64(a.WindowSeconds))
	e.time("first", a.First)
	e.time("last", a.Last)
	e.bool("ended", a.Ended)
	e.textOrNull("cause", a.Cause)
	e.text("summary", a.Summary)
	e.text("advice", a.Advice)
	e.textOrNull("superseded_by", a.SupersededBy)
	e.evidence(a.Evidence)
}

func (e *encoder) evidence(lines []parser.Position) {
	e.key("evidence")
	e.open('[')
	for _, p := range lines {
		e.position(p)
	}
	e.close(']')
}

func (e *encoder) overTime(o *OverTime) {
	e.key("over_time")
	e.open('{')
	e.int("bucket_seconds", o.Seconds)
	if len(o.Counts) > 0 {
		e.time("first", o.First)
	} else {
		e.null("first")
	}
	e.key("counts")
	e.open('[')
	for _, n := range o.Counts {
		e.comma()
		e.b = strconv.AppendInt(e.b, n, 10)
	}
	e.close(']')
	e.int("astray", o.Astray)
	e.close('}')
}

// breakdown writes rows as objects with the keys as members.
func (e *encoder) breakdown(key string, b *Breakdown) {
	e.key(key)
	e.open('{')
	e.key("keys")
	e.texts(b.Keys)
	longList(e, "rows", b.Rows, func(e *encoder, r *Row) {
		for i, name := range b.Keys {
			e.textOrNull(name, r.Values[i])
		}
		e.int("count", r.Count)
		e.time("first", r.First)
		e.time("last", r.Last)
	})
	e.cut("cut", b.Cut)
	e.close('}')
}

package report

import (
	_ "embed"
	"io"

	"log401/detect"
)

// StorySchema names the form of a story as JSON.
const StorySchema = "log401/why/v1"

// StorySchemaJSON is the JSON Schema (draft 2020-12) of what WriteStoryJSON
// writes. Callers must not change it.
//
//go:embed storyschema.json
var StorySchemaJSON []byte

// WriteStoryJSON writes s as one JSON object of the form that StorySchemaJSON
// describes, one row a line. The same Story gives the same bytes. It returns
// the first error of w.
func WriteStoryJSON(w io.Writer, s *Story) error {
	e := &encoder{w: w, b: make([]byte, 0, encoderBuffer+4096), decode: s.Report.Encoding}
	e.open('{')
	e.newline()
	e.text("schema", StorySchema)
	e.newline()
	e.bool("complete", s.Report.Complete)
	e.newline()
	e.storySubject(s)
	e.newline()
	e.key("verdict")
	e.texts(storyVerdict(s))
	e.newline()
	e.storyDenials(s)
	for _, part := range []struct {
		key  string
		list []Share
	}{{"clients", s.Clients}, {"users", s.Users}, {"agents", s.Agents}} {
		e.newline()
		list(e, part.key, part.list, e.storyShare)
	}
	e.newline()
	list(e, "rows", s.Rows, e.storyRow)
	e.newline()
	e.storyLost(s.Lost)
	e.newline()
	e.storyTrace(s.Trace)
	e.newline()
	list(e, "alerts", s.Alerts, e.alert)
	e.newline()
	e.span(&s.Report.Input)
	e.newline()
	e.input(s.Report)
	e.lastLine()
	e.close('}')
	e.b = append(e.b, '\n')
	e.flush()
	return e.err
}

func (e *encoder) storySubject(s *Story) {
	e.key("subject")
	e.open('{')
	e.text("kind", s.Subject.Kind)
	e.text("name", s.Subject.Name)
	e.bool("proxy", s.Proxy)
	e.time("first", s.First)
	e.time("last", s.Last)
	e.close('}')
}

func (e *encoder) storyDenials(s *Story) {
	e.key("denials")
	e.open('{')
	e.int("total", s.Denials)
	e.int("log_only", s.LogOnly)
	e.counts("by_outcome", s.ByOutcome)
	e.close('}')
	e.int("sign_ins", s.SignIns)
}

func (e *encoder) storyShare(h *Share) {
	e.textOrNull("name", h.Name)
	e.int("failures", h.Failures)
	e.int("denials", h.Denials)
	e.int("sign_ins", h.SignIns)
	e.time("first", h.First)
	e.time("last", h.Last)
}

func (e *encoder) storyRow(r *StoryRow) {
	e.text("kind", r.Kind.String())
	e.time("first", r.First)
	e.time("last", r.Last)
	if r.Kind == AlertRow {
		e.text("event", eventName(r.Event))
		e.text("alert", r.Alert.ID)
		if r.By == nil {
			e.null("by")
		} else {
			e.text("by", r.By.ID)
		}
		return
	}
	if r.Kind == RefusedRow {
		e.text("code", r.Code)
		e.textOrNull("cause", r.Cause)
		e.text("outcome", r.Outcome.String())
		e.text("confidence", r.Confidence.String())
		e.text("reason", r.Reason)
		e.text("counted", r.Fate.String())
		e.bool("log_only", r.LogOnly)
	}
	e.int("denials", r.Denials)
	e.int("sign_ins", r.SignIns)
	e.int("steps", r.Steps)
	e.key("step_codes")
	e.texts(r.StepCodes.Some)
	e.bool("likely_user", r.Likely)
	for _, n := range []struct {
		key, number string
		names       *Names
	}{
		{"clients", "client_count", &r.Clients}, {"proxies", "proxy_count", &r.Proxies}, {"users", "user_count", &r.Users},
		{"agents", "agent_count", &r.Agents}, {"paths", "path_count", &r.Paths},
	} {
		e.key(n.key)
		e.texts(n.names.Some)
		e.int(n.number, int64(n.names.Count))
	}
	e.key("from")
	e.position(r.From)
	e.key("to")
	e.position(r.To)
}

// eventName is how programs read what became of an alert.
func eventName(v detect.Verdict) string {
	if v == detect.Covered {
		return "superseded"
	}
	return v.String()
}

func (e *encoder) storyLost(l Lost) {
	e.key("rows_cut")
	e.open('{')
	e.int("rows", l.Rows)
	e.int("denials", l.Denials)
	e.int("sign_ins", l.SignIns)
	e.close('}')
}

func (e *encoder) storyTrace(t *detect.Trace) {
	list(e, "rules", t.Keys, e.storyKey)
	e.int("rules_cut", int64(t.Cut))
	e.newline()
	list(e, "taken_back", t.TakenBack, func(b *detect.TakenBack) {
		e.text("client", b.Client)
		e.textOrNull("user", b.User)
		e.time("time", b.Time)
		e.time("sign_in", b.SignIn)
	})
}

func (e *encoder) storyKey(k *detect.KeyTrace) {
	e.text("rule", k.Rule.Name)
	e.text("id", k.Rule.ID)
	e.textOrNull("client", k.About.Client)
	e.textOrNull("network", k.About.Network)
	e.textOrNull("user", k.About.User)
	e.textOrNull("site", k.About.Site)
	e.textOrNull("path", k.About.Path)
	e.int("events", int64(k.Events))
	e.int("quiet", int64(k.Quiet))
	e.int("sign_ins", int64(k.SignIns))
	list(e, "counters", k.Counters, e.storyCounter)
	list(e, "decisions", k.Decisions, e.storyDecision)
	e.int("decisions_cut", int64(k.Cut))
}

func (e *encoder) storyCounter(c *detect.Counter) {
	e.text("severity", c.Limit.Severity.String())
	e.int("window_seconds", int64(c.Limit.Window.Seconds()))
	e.intOrNull("limit_count", int64(c.Limit.Count))
	e.intOrNull("limit_users", int64(c.Limit.Users))
	e.intOrNull("limit_clients", int64(c.Limit.Clients))
	e.intOrNull("limit_span_seconds", int64(c.Limit.Span.Seconds()))
	e.int("count", int64(c.Count))
	e.int("users", int64(c.Users))
	e.int("clients", int64(c.Clients))
	e.bool("at_least", c.AtLeast)
	if c.Count == 0 {
		e.null("first")
		e.null("last")
		return
	}
	e.time("first", c.First)
	e.time("last", c.Last)
}

func (e *encoder) storyDecision(d *detect.Decision) {
	e.text("verdict", d.Verdict.String())
	e.time("first", d.First)
	e.time("last", d.Last)
	e.textOrNull("alert", d.Alert)
	e.textOrNull("by", d.Other)
	if d.Until == 0 {
		e.null("until")
	} else {
		e.time("until", d.Until)
	}
}

package classify

import "log401/parser"

// A Classifier turns the entries of one stream into events, and most entries
// into nothing. It is used by one goroutine.
//
// Answers below 400 that name no user are nothing, as a rule. But where a part
// of a site (the first segment of the path) has refused ten requests of three
// clients in the last hour, none for its password, and nobody signed in there
// since, they are events with Answer set: at most one in five minutes in the
// part, and in ten of a client; of the 64 clients refused there last in the
// same stream. What another stream refused or answered is not known here.
type Classifier struct {
	stream, source, folder string
	proxies                Proxies
	shared                 interner
	key                    []byte // scratch

	// All that an event owes to earlier entries comes from these.
	success  bool              // an answer below 400 was there
	watch    watch             // the answers that matter
	sessions map[string]string // of FTP: the name that each asked to log on with
}

// NewClassifier returns a Classifier for the stream of that name.
func NewClassifier(stream string) *Classifier {
	return &Classifier{stream: stream, shared: newInterner(), sessions: map[string]string{}}
}

// SetSource names the source that the next entries come from, and the folder
// that holds it, which is its site where the log names none.
func (c *Classifier) SetSource(source, folder string) {
	if source != c.source || folder != c.folder {
		clear(c.shared.origins)
	}
	c.source, c.folder = source, folder
}

// Success reports whether the stream has shown an answer below 400.
func (c *Classifier) Success() bool { return c.success }

// Classify reports whether the entry matters, and fills ev where it does. It
// allocates only for strings not seen before.
func (c *Classifier) Classify(e *parser.Entry, ev *Event) bool {
	if mayBeAside(e) {
		if program := e.Program(); program != "" {
			return c.aside(e, ev, program)
		}
	}
	c.watch.turn(e.Time)
	matters := c.matters(e)
	answer := c.watch.due(e.Time) && served(e.Status) && !(matters && e.Field(parser.FieldUser) != nil) && c.answers(e)
	if !matters && !answer || e.Program() != "" {
		return false
	}
	c.fill(e, ev)
	ev.Answer = answer
	if served(e.Status) && !c.success {
		c.success, ev.FirstSuccess = true, true
	}
	c.watch.note(e, ev, c.folder)
	return true
}

func served(status int) bool { return 100 <= status && status < 400 }

// matters reports whether an entry may be a denial, shows a signed-in user, is
// the first answer below 400, or settles a logon by POST.
func (c *Classifier) matters(e *parser.Entry) bool {
	switch {
	case e.Status == 401 || e.Status == 403 || e.Status == 429:
		return true
	case served(e.Status) && !c.success:
		return true
	case e.Status == 0:
		return false
	case limited(e.Field(parser.FieldSubstatus)):
		return true
	case e.Field(parser.FieldUser) != nil:
		return true
	}
	return served(e.Status) && e.Layout().IsNCSA() && isPost(e)
}

// limited reports whether a substatus is one of 501 to 504, which make a
// denial of a status that else is none.
func limited(substatus []byte) bool {
	return len(substatus) == 3 && substatus[0] == '5' && substatus[1] == '0' && '1' <= substatus[2] && substatus[2] <= '4'
}

func isPost(e *parser.Entry) bool { return string(e.Field(parser.FieldMethod)) == "POST" }

func (c *Classifier) fill(e *parser.Entry, ev *Event) {
	*ev = Event{
		Origin: c.origin(e),
		Time:   e.Time, Clock: e.Time, Line: e.Line,
		Status: e.Status, Substatus: -1, Win32: -1,
		User:   c.shared.text(e, parser.FieldUser),
		Method: c.shared.method(e),
		Path:   c.shared.text(e, parser.FieldPath),
	}
	ev.EmptyUser = ev.User == "" && e.Field(parser.FieldUser) != nil
	ev.numbers(e)
	c.decide(ev)
}

func (c *Classifier) decide(ev *Event) {
	v := Decide(factsOf(ev))
	ev.Class, ev.Cause, ev.LogOnly = v.Class, v.Cause, v.LogOnly
}

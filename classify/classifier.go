package classify

import "log401/parser"

// A Classifier turns the entries of a stream into events, and most entries into
// nothing. It is used by one goroutine; a stream may have several, since but
// for FTP they look at each entry by itself. What takes the entries before it
// to tell a [History] knows.
type Classifier struct {
	stream, source, folder string
	proxies                Proxies
	shared                 interner
	part                   partMemo
	sessions               map[string]string // of FTP: the name that each asked to log on with
}

// NewClassifier returns a Classifier for the stream of that name.
func NewClassifier(stream string) *Classifier {
	return &Classifier{stream: stream, shared: newInterner(), sessions: map[string]string{}}
}

// SetSource names the source that the next entries come from, and the folder
// that holds it, which is its site where the log names none.
func (c *Classifier) SetSource(source, folder string) {
	if source != c.source || folder != c.folder {
		c.shared.forgetSenders()
	}
	c.source, c.folder = source, folder
}

func (c *Classifier) fill(e *parser.Entry, ev *Event) {
	s := c.senderOf(e)
	begin(e, ev, s.origin)
	ev.User = c.shared.again(e, parser.FieldUser, &s.user)
	ev.EmptyUser = ev.User == "" && e.Field(parser.FieldUser) != nil
	ev.Method = c.shared.method(e)
	ev.Path = c.shared.again(e, parser.FieldPath, &s.path)
	v := Decide(factsOf(ev))
	ev.Class, ev.Cause, ev.LogOnly = v.Class, v.Cause, v.LogOnly
}

// begin sets what all events have, and nothing else.
func begin(e *parser.Entry, ev *Event, o *Origin) {
	*ev = Event{}
	ev.Origin = o
	ev.Time, ev.Clock, ev.Line = e.Time, e.Time, e.Line
	ev.Status, ev.Substatus, ev.Win32 = e.Status, -1, -1
	if n, ok := e.Int(parser.FieldSubstatus); ok && n >= 0 {
		ev.Substatus = n
	}
	if n, ok := ParseWin32(e.Field(parser.FieldWin32)); ok {
		ev.Win32 = n
	}
}

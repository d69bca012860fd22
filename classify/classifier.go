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
	key                    []byte // scratch
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
		clear(c.shared.origins)
	}
	c.source, c.folder = source, folder
}

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

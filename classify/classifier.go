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
	part                   string // key of the part looked at last
	key                    []byte // scratch
	plan                   plan   // for the layout of the last entry
	whos                   memo[who]
	met                    met
	settings               settings
	spelt                  who // that is not remembered
	places                 memo[place]
	elsewhere              place // that is not remembered
	numbers                [numberRows]numbers
	sessions               map[string]string // of FTP: the name that each asked to log on with
}

// NewClassifier returns a Classifier for the stream of that name.
func NewClassifier(stream string) *Classifier {
	return &Classifier{
		stream: stream, shared: newInterner(), sessions: map[string]string{},
		whos: memo[who]{most: maxWhos}, places: memo[place]{most: maxPlaces},
		settings: settings{known: memo[uint32]{most: maxPlaces}},
	}
}

// SetSource names the source that the next entries come from, and the folder
// that holds it, which is its site where the log names none.
func (c *Classifier) SetSource(source, folder string) {
	if source != c.source || folder != c.folder {
		c.shared.forgetSenders()
		c.whos.forget()
		c.places.forget()
	}
	c.source, c.folder = source, folder
}

// fill fills ev with what there is to be said of an entry of a web server, and
// returns the place that it is about.
func (c *Classifier) fill(e *parser.Entry, ev *Event) *place {
	if c.plan.layout != e.Layout() {
		c.plan = planOf(e.Layout())
	}
	w, p := c.who(e), c.placeOf(e)
	begin(e, ev, w.origin)
	ev.User, ev.EmptyUser = w.user, w.emptyUser
	ev.Method, ev.Path = c.shared.method(e), p.path
	c.number(e, ev)
	return p
}

// begin sets what all events have but the numbers beside the status, and
// nothing else.
func begin(e *parser.Entry, ev *Event, o *Origin) {
	*ev = Event{}
	ev.Origin = o
	ev.Time, ev.Clock, ev.Line = e.Time, e.Time, e.Line
	ev.Status = e.Status
}

// readNumbers sets the numbers beside the status.
func readNumbers(e *parser.Entry, ev *Event) {
	ev.Substatus, ev.Win32 = -1, -1
	if n, ok := e.Int(parser.FieldSubstatus); ok && n >= 0 {
		ev.Substatus = n
	}
	if n, ok := ParseWin32(e.Field(parser.FieldWin32)); ok {
		ev.Win32 = n
	}
}

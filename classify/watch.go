package classify

import (
	"slices"
	"time"

	"log401/parser"
)

const (
	watchCount   = 10               // refusals within watchSpan make a part suspicious
	watchClients = 2                // if they are of as many clients; see below
	watchSpan    = int64(time.Hour) // in nanoseconds

	// sign-in-broken asks for three clients: the answer that keeps it quiet has to
	// be known before the third is refused, so the second must do here.

	// An answer stands for those of the part, and of the client there, so long
	// after it.
	partPause   = int64(5 * time.Minute)
	clientPause = int64(10 * time.Minute)

	maxParts    = 256 // parts of sites that a watch knows
	maxPartners = 64  // clients that it knows in each
)

// maxSegment is how many bytes of the first segment of a path tell it from
// others.
const maxSegment = 64

// Segment returns the first segment of a path with the slash before it:
// "/owa" of "/owa/auth/logon.aspx", "/" of "/". It is cut to 64 bytes.
func Segment(path string) string { return path[:segmentLen(path)] }

func segmentLen[T string | []byte](path T) int {
	n := min(len(path), maxSegment)
	for i := 1; i < n; i++ {
		if path[i] == '/' {
			return i
		}
	}
	return n
}

// A watch looks for the parts of a stream's sites where requests are refused
// and nobody signs in: there, answers without a user tell an application that
// has a logon of its own from one that lets nobody in. Other sites pay for it
// with one comparison a line.
type watch struct {
	parts    []*part
	index    map[string]*part // by key
	from     int64            // no answer is due before,
	until    int64            // nor from this time on
	reviewed int64            // when the two were computed last
	noted    noted
	key      []byte // scratch
}

// A part is a site and the first segment of paths on it.
type part struct {
	key     string
	refused [watchCount]int64 // times of the latest refusals since somebody signed in, the newest last; 0: fewer
	clients []partner         // refused there, the one refused longest ago first
	rest    int64             // no answer is due before, but in the second of the last one

	signedIn bool // in the second that is noted
}

// A partner is a client that a part has refused.
type partner struct {
	client   string
	answered int64 // time of the answer reported last; 0: none
}

// suspicious reports whether enough refusals of enough clients came, and until
// when they are all within the span.
func (p *part) suspicious() (until int64, ok bool) {
	return p.refused[0] + watchSpan, p.refused[0] != 0 && len(p.clients) >= watchClients
}

// due reports whether some part may want an answer at a time.
func (w *watch) due(at int64) bool { return w.from <= at && at < w.until }

// review computes when answers are due.
func (w *watch) review(now int64) {
	w.from, w.until, w.reviewed = 0, 0, now
	for _, p := range w.parts {
		w.mind(p, now)
	}
}

// mind heeds a part, if it is suspicious.
func (w *watch) mind(p *part, now int64) {
	until, ok := p.suspicious()
	if !ok || until <= now {
		return
	}
	from := p.rest
	if p.rested(now) {
		from = now
	}
	if w.until <= now {
		w.from = from
	}
	w.from, w.until = min(w.from, from), max(w.until, until)
}

// keyOf returns the key of the part that an entry belongs to, valid until the
// next call. Letters of ASCII are folded: IIS does not tell them apart.
func (w *watch) keyOf(e *parser.Entry, folder string) []byte {
	path := e.Field(parser.FieldPath)
	k := append(w.key[:0], path[:segmentLen(path)]...)
	for i, b := range k {
		if 'A' <= b && b <= 'Z' {
			k[i] = b | 0x20
		}
	}
	k = append(k, 0)
	var site []byte
	if e.Layout().Has(parser.FieldSite) {
		site = e.Field(parser.FieldSite)
	}
	if site == nil {
		k = append(k, folder...)
	} else {
		k = append(k, site[:min(len(site), maxSegment)]...)
	}
	w.key = k
	return k
}

// note takes what the event of an entry says about its part.
func (w *watch) note(e *parser.Entry, ev *Event, folder string) {
	switch {
	case ev.mayBeStuck():
		w.refuse(w.part(w.keyOf(e, folder)), ev)
	case ev.SignedIn():
		w.signIn(w.part(w.keyOf(e, folder)), ev)
	}
}

// mayBeStuck reports whether the event may be one of a client that never
// manages to log on, through no fault of a password.
func (e *Event) mayBeStuck() bool {
	if e.Class != ClassLogon {
		return false
	}
	named := e.User != "" || e.EmptyUser
	return !named || e.Cause.Kind == KindInfrastructure || e.Cause.Kind == KindBroken
}

// refuse takes a request of a client that the part has refused.
func (p *part) refuse(client string, at int64) {
	copy(p.refused[:], p.refused[1:])
	p.refused[watchCount-1] = at
	p.meet(client)
	if p.rest > at+partPause {
		p.rest = 0 // the time went back
	}
}

// meet notes that a client was refused.
func (p *part) meet(client string) {
	met := partner{client: client}
	if i := p.find(client); i >= 0 {
		met = p.clients[i]
		p.clients = slices.Delete(p.clients, i, i+1)
	} else if len(p.clients) >= maxPartners {
		p.clients = slices.Delete(p.clients, 0, 1)
	}
	p.clients = append(p.clients, met)
}

func (p *part) find(client string) int {
	return slices.IndexFunc(p.clients, func(c partner) bool { return c.client == client })
}

// part returns the part of that key, a new one if need be.
func (w *watch) part(key []byte) *part {
	if p := w.index[string(key)]; p != nil {
		return p
	}
	if w.index == nil {
		w.index = map[string]*part{}
	}
	if len(w.parts) >= maxParts {
		i := w.spare()
		delete(w.index, w.parts[i].key)
		w.parts = slices.Delete(w.parts, i, i+1)
	}
	p := &part{key: string(key)}
	w.parts = append(w.parts, p)
	w.index[p.key] = p
	return p
}

// spare returns the part whose loss matters least: one that is not suspicious
// before others, then the one refused longest ago.
func (w *watch) spare() (least int) {
	for i, p := range w.parts {
		q := w.parts[least]
		_, suspicious := p.suspicious()
		_, other := q.suspicious()
		if suspicious != other {
			if other {
				least = i
			}
		} else if p.refused[watchCount-1] < q.refused[watchCount-1] {
			least = i
		}
	}
	return least
}

// answers reports whether an answer without a user is due: whether its part is
// suspicious and has refused the client.
func (c *Classifier) answers(e *parser.Entry) bool {
	w := &c.watch
	if e.Time > w.reviewed+partPause || e.Time < w.reviewed {
		w.review(e.Time)
	}
	p := w.index[string(w.keyOf(e, c.folder))]
	if p == nil || !p.rested(e.Time) {
		return false
	}
	if until, ok := p.suspicious(); !ok || until <= e.Time {
		return false
	}
	i := p.find(c.Client(e))
	if i < 0 || !p.clients[i].due(e.Time) {
		return false
	}
	start := secondOf(e.Time) * int64(time.Second)
	p.clients[i].answered, p.rest = start, start+partPause
	w.noted.open(e.Time)
	return true
}

// rested reports whether an answer may be due. Those of the second of the last
// one are, since which of them stands first says nothing.
func (p *part) rested(at int64) bool {
	return at >= p.rest || secondOf(at) == secondOf(p.rest-partPause)
}

func (c *partner) due(at int64) bool {
	return c.answered == 0 || at >= c.answered+clientPause || at <= c.answered-clientPause
}

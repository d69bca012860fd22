package classify

import (
	"slices"
	"time"
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

// A watch looks for the parts of a stream's sites where requests are refused
// and nobody signs in: there, answers without a user tell an application that
// has a logon of its own from one that lets nobody in.
type watch struct {
	parts []*part
	index map[string]*part // by key
	last  *part            // found last
	noted noted
}

// A part is a site and the first segment of paths on it.
type part struct {
	key     string
	refused [watchCount]int64 // times of the latest refusals since somebody signed in, the newest last; 0: fewer
	count   int               // of those
	clients []partner         // refused there, the one refused longest ago first
	rest    int64             // no answer is due before, but in the second of the last one
	noted   notedPart
	gone    bool // forgotten
}

// A partner is a client that a part has refused.
type partner struct {
	client   string
	answered int64 // time of the answer reported last; 0: none
}

// suspicious reports whether enough refusals of enough clients came, and until
// when they are all within the span.
func (p *part) suspicious() (until int64, ok bool) {
	return p.refused[0] + watchSpan, p.count == watchCount && len(p.clients) >= watchClients
}

// mayBe reports whether a part may be suspicious once what is noted counts, and
// n refusals more.
func (p *part) mayBe(n int) bool { return p.count+len(p.noted.refusals)+n >= watchCount }

// refuse takes a request of a client that the part has refused.
func (p *part) refuse(client string, at int64) {
	copy(p.refused[:], p.refused[1:])
	p.refused[watchCount-1] = at
	p.count = min(p.count+1, watchCount)
	p.meet(client)
	p.goBack(at)
}

// goBack lets the part rest no longer where the time went back.
func (p *part) goBack(at int64) {
	if p.rest > at+partPause {
		p.rest = 0
	}
}

// signIn forgets the refusals, since somebody signed in after them.
func (p *part) signIn() {
	p.refused, p.count, p.clients = [watchCount]int64{}, 0, p.clients[:0]
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

// known returns the part of that key, or nil.
func (w *watch) known(key string) *part {
	if p := w.last; p != nil && !p.gone && p.key == key {
		return p
	}
	p := w.index[key]
	if p != nil {
		w.last = p
	}
	return p
}

// part returns the part of that key, a new one if need be.
func (w *watch) part(key string) *part {
	if p := w.known(key); p != nil {
		return p
	}
	if w.index == nil {
		w.index = map[string]*part{}
	}
	if len(w.parts) >= maxParts {
		i := w.spare()
		w.parts[i].gone = true
		delete(w.index, w.parts[i].key)
		w.parts = slices.Delete(w.parts, i, i+1)
	}
	p := &part{key: key}
	w.parts = append(w.parts, p)
	w.index[key], w.last = p, p
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
func (w *watch) answers(key string, ev *Event) bool {
	p := w.known(key)
	if p == nil || !p.mayBe(0) {
		return false
	}
	w.turn(ev.Time)
	if until, ok := p.suspicious(); !ok || until <= ev.Time || !p.rested(ev.Time) {
		return false
	}
	i := p.find(ev.Client)
	if i < 0 || !p.clients[i].due(ev.Time) {
		return false
	}
	start := secondOf(ev.Time) * int64(time.Second)
	p.clients[i].answered, p.rest = start, start+partPause
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

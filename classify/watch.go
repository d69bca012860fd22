package classify

import (
	"slices"
	"time"

	"log401/parser"
)

const (
	watchCount  = 5                       // refusals within watchSpan make a part suspicious
	watchSpan   = int64(time.Hour)        // in nanoseconds
	answerPause = int64(10 * time.Minute) // an answer stands for those so long after it

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
// has a logon of its own from one that lets nobody in. Healthy sites pay for
// it with one comparison a line.
type watch struct {
	parts []*part
	index map[string]*part // by key
	until int64            // no part is suspicious from this time on
	key   []byte           // scratch
}

// A part is a site and the first segment of paths on it.
type part struct {
	key     string
	refused [watchCount]int64 // times of the latest refusals since somebody signed in, the newest last; 0: fewer
	clients []partner         // refused there, the one refused longest ago first
}

// A partner is a client that a part has refused.
type partner struct {
	client   string
	answered int64 // time of the answer reported last; 0: none
}

// suspiciousUntil returns when too few refusals are left in the span, 0 where
// they are too few now.
func (p *part) suspiciousUntil() int64 {
	if p.refused[0] == 0 {
		return 0
	}
	return p.refused[0] + watchSpan
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
		w.refuse(w.keyOf(e, folder), ev)
	case len(w.parts) > 0 && ev.SignedIn():
		w.signedIn(w.keyOf(e, folder))
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

func (w *watch) refuse(key []byte, ev *Event) {
	p := w.index[string(key)]
	if p == nil {
		p = w.add(string(key))
	}
	copy(p.refused[:], p.refused[1:])
	p.refused[watchCount-1] = ev.Time
	w.until = max(w.until, p.suspiciousUntil())
	p.meet(ev.Client)
}

// meet notes that a client was refused.
func (p *part) meet(client string) {
	met := partner{client: client}
	if i := p.find(client); i >= 0 {
		met = p.clients[i]
		p.clients = slices.Delete(p.clients, i, i+1)
	} else if len(p.clients) == maxPartners {
		p.clients = slices.Delete(p.clients, 0, 1)
	}
	p.clients = append(p.clients, met)
}

func (p *part) find(client string) int {
	return slices.IndexFunc(p.clients, func(c partner) bool { return c.client == client })
}

// add makes room for a part and returns it.
func (w *watch) add(key string) *part {
	if w.index == nil {
		w.index = map[string]*part{}
	}
	if len(w.parts) == maxParts {
		i := w.spare()
		delete(w.index, w.parts[i].key)
		w.parts = slices.Delete(w.parts, i, i+1)
	}
	p := &part{key: key}
	w.parts = append(w.parts, p)
	w.index[key] = p
	return p
}

// spare returns the part whose loss matters least: one that is not suspicious
// before others, then the one refused longest ago.
func (w *watch) spare() (least int) {
	for i, p := range w.parts {
		q := w.parts[least]
		if suspicious, other := p.refused[0] != 0, q.refused[0] != 0; suspicious != other {
			if other {
				least = i
			}
		} else if p.refused[watchCount-1] < q.refused[watchCount-1] {
			least = i
		}
	}
	return least
}

// signedIn clears a part of suspicion.
func (w *watch) signedIn(key []byte) {
	p := w.index[string(key)]
	if p == nil {
		return
	}
	was := p.suspiciousUntil()
	p.refused, p.clients = [watchCount]int64{}, p.clients[:0]
	if was == 0 || was < w.until {
		return
	}
	w.until = 0
	for _, q := range w.parts {
		w.until = max(w.until, q.suspiciousUntil())
	}
}

// answered returns the client of an answer without a user, if its part is
// suspicious and has refused the client, and an answer is due.
func (c *Classifier) answered(e *parser.Entry) *partner {
	if e.Field(parser.FieldUser) != nil || e.Layout().Program() != "" {
		return nil
	}
	p := c.watch.index[string(c.watch.keyOf(e, c.folder))]
	if p == nil || p.suspiciousUntil() <= e.Time {
		return nil
	}
	i := p.find(c.client(e))
	if i < 0 {
		return nil
	}
	m := &p.clients[i]
	if m.answered != 0 && e.Time < m.answered+answerPause && e.Time > m.answered-answerPause {
		return nil
	}
	return m
}

package detect

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"log401/classify"
	"log401/handshake"
)

// A request is stuck where its client could not log on and no password was to
// blame: nothing came of the logon, it broke, or the server could not check it.

func isStuck(dn *handshake.Denial) bool {
	switch dn.Outcome {
	case handshake.Unanswered, handshake.Broken:
		return true
	case handshake.Failure:
		return ofServer(dn.Event.Cause)
	}
	return false
}

// ofServer reports whether a cause lies with the server or its surroundings.
func ofServer(c *classify.Cause) bool {
	return c != nil && (c.Kind == classify.KindInfrastructure || c.Kind == classify.KindBroken)
}

// maxStuck is how many stuck requests wait; beyond that the oldest goes on
// early.
const maxStuck = 1 << 16

// before puts the earliest first, in an order that does not depend on that of
// arrival.
func (e *event) before(o *event) bool {
	if e.time != o.time {
		return e.time < o.time
	}
	return cmp.Or(
		cmp.Compare(e.Client, o.Client), cmp.Compare(e.Agent, o.Agent), cmp.Compare(e.path, o.path),
		cmp.Compare(e.Source, o.Source), cmp.Compare(e.line, o.line),
	) < 0
}

// wait takes a stuck request. Asking what the server can do is no logon.
func (d *Detector) wait(dn *handshake.Denial, w who) {
	ev := &dn.Event
	if ev.Method == "OPTIONS" || d.unheard.longest == 0 {
		return
	}
	e := newEvent(ev, w)
	e.grave = ev.Status == 401 && ev.Substatus == 1 || dn.Outcome == handshake.Broken || ofServer(ev.Cause)
	d.waiting.push(e)
	if len(d.waiting) > maxStuck {
		d.stick(d.waiting.pop())
	}
}

// stuckAt returns the clock at which nothing older than the first of those that
// wait can come any more; never where there is none.
func (d *Detector) stuckAt() int64 {
	if len(d.waiting) == 0 {
		return never
	}
	return d.waiting[0].time + d.lateness
}

// stick counts a stuck request unless it is one of a probe.
func (d *Detector) stick(e *event) {
	p := d.probes.touch(probeKey{e.Client, e.Agent, e.Site, e.path}, d.clock)
	was := p.steady
	p.beat(e.time)
	if !p.steady {
		if p.early = append(p.early, e); len(p.early) > maxEarly {
			p.early = slices.Delete(p.early, 0, 1)
		}
		d.show(Stuck, e)
		return
	}
	if was {
		return
	}
	for _, early := range p.early {
		early.until = e.time
		d.moved(Stuck, early, early.until)
	}
	p.early = nil
}

// A probeKey is what a program that asks again and again has in common.
type probeKey struct{ client, agent, site, path string }

// A probe follows the pace of a probeKey: a health check of a load balancer is
// not somebody who wants to sign in.
type probe struct {
	beats  []int64 // the newest last; what follows one within beatSpan belongs to it
	steady bool
	early  []*event // counted before the pace was known
}

const (
	beatSpan    = int64(5 * time.Second)
	maxBeats    = 8 // as many are looked at
	missedBeats = 4 // a pause of so many gaps starts anew, and leaves the verdict as it is
	maxEarly    = 16
	probeSpan   = int64(time.Hour)
)

// beat takes the time of a request; times do not fall.
func (p *probe) beat(at int64) {
	n := len(p.beats)
	if n > 0 && at < p.beats[n-1]+beatSpan {
		return
	}
	if n > 1 && p.steady && at-p.beats[n-1] > missedBeats*(p.beats[n-1]-p.beats[0])/int64(n-1) {
		p.beats = p.beats[:0]
	}
	p.beats = append(p.beats, at)
	if len(p.beats) > maxBeats {
		p.beats = slices.Delete(p.beats, 0, 1)
	}
	for _, l := range evenness {
		if len(p.beats) >= l.beats {
			p.steady = variation(p.beats) < l.variation
		}
	}
}

// evenness says how little the gaps between at least so many beats vary if they
// are those of a machine: the standard deviation over the mean. The fewer there
// are, the more often a person's tries come at even times by chance.
var evenness = [...]struct {
	beats     int
	variation float64
}{{4, 0.1}, {6, 0.2}, {maxBeats, 0.3}}

// variation returns the coefficient of variation of the gaps between times.
func variation(times []int64) float64 {
	n := float64(len(times) - 1)
	mean := float64(times[len(times)-1]-times[0]) / n
	var squares float64
	for i := 1; i < len(times); i++ {
		off := float64(times[i]-times[i-1]) - mean
		squares += off * off
	}
	return math.Sqrt(squares/n) / mean
}

// A part is a site and the first segment of paths on it, in lower case; and a
// client there, where it is about one.
type part struct{ site, segment, client string }

func partOf(ev *classify.Event, client string) part {
	return part{ev.Site, segmentKey(ev.Path), client}
}

// segmentKey returns the key of the first segment of a path: IIS does not tell
// letters from capitals.
func segmentKey(path string) string { return strings.ToLower(classify.Segment(path)) }

// Answer takes an answer below 400 that named no user, to a client that was
// refused there before: a client that gets one is not shut out.
func (d *Detector) Answer(ev *classify.Event) {
	if ev.Astray {
		return
	}
	d.Advance(ev.Time)
	if d.unheard.longest > 0 {
		d.answers.touch(partOf(ev, ev.Client), d.clock).add(ev.Time, d.clock-d.lateness, d.unheard)
	}
}

// letIn reports whether a part of a site lets anybody in: whether somebody
// signed in lately, or a client of the window was answered in it. Such an
// answer is remembered with the window, which may be too busy to keep the
// client until the next one is answered.
func (d *Detector) letIn(r *rule, st *state, l *Limit, at int64) bool {
	p := part{site: st.key.a, segment: st.key.b}
	if d.partSignIns.get(p).any(at-int64(r.ShutFor), at) {
		return true
	}
	for e := range st.counting(l, at) {
		p.client = e.Client
		if t, ok := d.answers.get(p).latest(at-int64(l.Window), at); ok {
			st.barred = max(st.barred, t)
			return true
		}
	}
	return false
}

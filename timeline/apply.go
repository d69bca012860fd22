package timeline

import (
	"context"
	"time"
)

// relightEvery is how many blocks may be looked at by a light that is brighter
// than need be.
const relightEvery = 64

// job returns a job for the next block of a source.
func (r *reader) job(s *Source) *job {
	var j *job
	if n := len(r.idle); n > 0 {
		j, r.idle = r.idle[n-1], r.idle[:n-1]
	} else {
		j = &job{stream: r}
	}
	j.source = s
	// What mattered once may do so no more.
	if r.cut++; r.cut%relightEvery == 0 || r.light.lookout.Wide() {
		r.light.lookout = r.history.Lookout(nil, nil)
	}
	r.light.forwarded = r.accounts[len(r.accounts)-1].Clients.Forwarded
	j.light = r.light
	return j
}

// start puts a job behind the others. It is begun at once where several may be
// under way, and in its turn where not.
func (r *reader) start(j *job, turns chan struct{}) {
	r.jobs = append(r.jobs, j)
	j.serial, j.begun = !r.known(), r.width() > 1
	if !j.begun {
		return
	}
	j.done = make(chan struct{})
	go func() {
		turns <- struct{}{}
		j.run()
		<-turns
		close(j.done)
	}()
}

// takeFirst takes the first of the jobs.
func (r *reader) takeFirst(ctx context.Context, turns chan struct{}) {
	j := r.jobs[0]
	r.jobs = append(r.jobs[:0], r.jobs[1:]...)
	j.wait()
	if !j.serial && !j.begun {
		turns <- struct{}{}
		j.run()
		<-turns
	}
	if !j.serial && r.fits(j) {
		r.relight(j, turns)
		r.apply(ctx, j)
	} else {
		turns <- struct{}{}
		r.replay(ctx, turns, &j.block)
		<-turns
	}
	r.idle = append(r.idle, j)
}

// fits reports whether what a job found needs no more than to be put in its
// place. It depends on what the lines say alone.
func (r *reader) fits(j *job) bool {
	c, s := &r.clock, &j.times
	return !j.odd && s.any && j.block.Layout == r.layout && j.layout == r.layout && r.layout.Program() == "" &&
		c.started && !c.doubt && !r.stepped && s.low >= c.now-far && s.first <= c.now+far &&
		r.opts.outside(s.low) == r.opts.outside(s.high) && !r.opts.between(s.low, s.high)
}

// relight reads a job again that was looked at by a light that is not enough.
func (r *reader) relight(j *job, turns chan struct{}) {
	forwarded := r.accounts[len(r.accounts)-1].Clients.Forwarded
	r.lookBehind(j)
	if j.light.forwarded == forwarded && r.history.Covers(j.light.lookout, &j.refusals) {
		return
	}
	j.light = light{r.history.Lookout(r.light.lookout, &j.refusals), forwarded}
	if len(r.jobs) > 0 {
		r.light.lookout = j.light.lookout
	}
	turns <- struct{}{}
	j.run()
	<-turns
	r.lookBehind(j)
}

// lookBehind adds to what a job refused. The lines of one second stand in no
// order, so what the next block refuses counts, too, and where the second may go
// on behind it, anything may be refused.
func (r *reader) lookBehind(j *job) {
	if len(r.jobs) > 0 && r.jobs[0].begun {
		r.jobs[0].wait()
		j.refusals.Add(&r.jobs[0].refusals)
	}
	if j.layout.IsNCSA() && r.goesOn(j) {
		j.refusals.AddAllPosts()
	}
}

// goesOn reports whether the last second of a job may go on behind the block
// that comes next: in another block, or in the next source.
func (r *reader) goesOn(j *job) bool {
	if len(r.jobs) == 0 {
		return len(r.accounts) < len(r.stream.Sources)
	}
	next := r.jobs[0]
	return !next.begun || next.odd || !next.times.any || next.times.high/int64(time.Second) <= j.times.high/int64(time.Second)
}

// apply takes what a job found as replay would have found it.
func (r *reader) apply(ctx context.Context, j *job) {
	a := &r.accounts[len(r.accounts)-1]
	now := r.clock.now
	r.settle(r.clock.show(j.times.first))
	r.clock.now = max(r.clock.now, j.times.high)
	r.end = j.layout
	r.tally.Add(j.tally)
	a.Success = a.Success || j.served
	for i := range j.rejects {
		r.reject(&j.rejects[i])
	}
	if r.opts.outside(j.times.low) {
		r.outside += j.tally.Entries
		return
	}
	r.span.add(j.times.low)
	r.span.add(j.times.high)
	for i := range j.looked {
		l := &j.looked[i]
		add(&r.crowd, l.text[:l.size])
		if l.named {
			a.Clients.Named++
		}
	}
	r.hand(ctx)
	r.send(ctx, j, r.judge(j, now))
}

// judge leaves those events of a job that matter, and returns how many. The
// clock was at now before.
func (r *reader) judge(j *job, now int64) (n int) {
	for i := range j.events {
		ev := &j.events[i]
		if !r.history.TakeAhead(ev, j.glances[i], &j.refusals) {
			continue
		}
		ev.Clock = max(ev.Clock, now)
		if n != i {
			j.events[n] = *ev
		}
		n++
	}
	return n
}

// send gives the first n events of a job to the merge.
func (r *reader) send(ctx context.Context, j *job, n int) {
	if n == 0 {
		return
	}
	select {
	case r.batches <- j.events[:n]:
		j.events = nil
	case <-ctx.Done():
		return
	}
	select {
	case j.events = <-r.spent:
	default: // the job makes room
	}
}

package detect

import (
	"math"
)

// Advance moves the clock on: windows empty and alerts end. A clock behind the
// present one changes nothing. The clock is never behind the newest denial or
// sign-in.
func (d *Detector) Advance(clock int64) {
	d.replan()
	d.catchUp(clock, clock)
	d.tick(clock)
}

func (d *Detector) tick(clock int64) {
	if clock <= d.clock {
		return
	}
	d.clock = clock
	settled := clock - d.lateness
	d.endAlerts(settled)
	for _, r := range d.rules {
		r.states.expire(settled, func(st *state, touched int64) bool { return st.over(r, touched, settled) })
	}
	for _, m := range d.memories {
		m.forget(settled)
	}
}

// Finish judges what waits for late denials: nothing comes after it. What is to
// be gone on with later is saved before.
func (d *Detector) Finish() { d.catchUp(never, d.clock) }

// catchUp does what waited for late denials until a clock, each in its turn and
// as if the clock had just come to it, but not beyond now.
func (d *Detector) catchUp(clock, now int64) {
	for {
		stuckAt, dueAt := d.stuckAt(), d.dueAt()
		at := min(stuckAt, dueAt)
		if at > clock || at == never {
			return
		}
		d.tick(min(at, now))
		if stuckAt <= dueAt {
			d.stick(d.waiting.pop())
		} else {
			d.judgeDue(d.due.pop())
		}
	}
}

// leastPlanned is how many endings and dues are never too many.
const leastPlanned = 1 << 12

// replan leaves out the endings and dues of keys that had to leave: an attacker
// who invents keys makes any number of them within one window.
func (d *Detector) replan() {
	if len(d.ends)+len(d.due) <= d.planned {
		return
	}
	d.ends, d.due = nil, nil
	for _, r := range d.rules {
		d.plan(r)
	}
	d.planned = max(leastPlanned, 2*(len(d.ends)+len(d.due)))
}

// plan notes when the open alerts of a rule may end, and which beats are still
// to be judged.
func (d *Detector) plan(r *rule) {
	for n := r.states.root.next; n != &r.states.root; n = n.next {
		if n.val.silent > 0 {
			d.noteLoud(r, &n.val)
		}
		if a := n.val.alert; a != nil {
			d.noteLoud(r, &n.val)
			d.ends.push(ending{a.end, &n.val, a})
		}
		d.schedule(r, &n.val)
	}
}

// Restart begins a new stretch of time, behind the present clock: alerts end
// and windows are emptied. What was raised stays.
func (d *Detector) Restart(clock int64) {
	d.catchUp(never, never)
	d.endAlerts(math.MaxInt64)
	d.ends = nil
	d.visits = visits{}
	for _, r := range d.rules {
		r.states.clear()
	}
	for _, m := range d.memories {
		m.clear()
	}
	d.clock = clock
	d.stretch++
}

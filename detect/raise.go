package detect

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"iter"
	"slices"
)

// raise opens the alert of a key whose window is full at a moment.
func (d *Detector) raise(r *rule, st *state, best, held *Limit, at int64, v view) {
	begin := at - int64(best.Window)
	end, _ := st.holds(held, at, v)
	a := &alert{end: end, raised: at, view: v}
	for i := range st.entries {
		st.entries[i].counted = false
	}
	for _, s := range st.shed {
		if s.first.time > begin && s.first.time < end {
			a.add(s.first, s.n)
		}
	}
	for i := st.after(begin); i < len(st.entries) && st.entries[i].time < end; i++ {
		if en := &st.entries[i]; v.counts(en.ev, at) {
			en.counted = true
			a.add(en.ev, 1)
		}
	}
	a.rise(best, held)
	d.open(r, st, a)
	d.relate(r, st)
}

// open makes an alert, which has its first events, that of the key.
func (d *Detector) open(r *rule, st *state, a *alert) {
	if st.alert != nil {
		st.finish(d.rest)
	}
	st.alert = a
	a.rule = &r.Rule
	d.noteLoud(r, st)
	a.ID = alertID(r, st.key, a.first, d.stretch)
	st.trace.opened(a)
	r.alerts = append(r.alerts, a)
	if most := max(d.maxKeys/keysPerAlert, 1); len(r.alerts) > most+most/4 {
		r.forget(most)
	}
	d.ends.push(ending{a.end, st, a})
}

// keysPerAlert is how many keys there may be for a finished alert that is kept:
// what is left of one takes more memory than a key.
const keysPerAlert = 20

// forget drops alerts that are over until at most n are left, or none of those
// left is over: the mildest first, and of those the oldest, so that many small
// ones do not push out the one that matters.
func (r *rule) forget(n int) {
	for severity := Info; severity <= Critical && len(r.alerts) > n; severity++ {
		spare := len(r.alerts) - n
		r.alerts = slices.DeleteFunc(r.alerts, func(a *alert) bool {
			if spare == 0 || !a.over || a.Severity != severity {
				return false
			}
			spare--
			r.cut++
			return true
		})
	}
}

// alertID hashes what makes an alert the one that it is.
func alertID(r *rule, k key, first int64, stretch int) string {
	h := sha256.New()
	for _, s := range []string{r.Name, r.Key.String(), k.a, k.b} {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(first))
	h.Write(n[:])
	if stretch > 0 { // the same alert again, in input that goes back in time
		binary.BigEndian.PutUint64(n[:], uint64(stretch))
		h.Write(n[:])
	}
	return r.Name + "-" + hex.EncodeToString(h.Sum(nil)[:8])
}

// relate settles precedence between an alert just raised and those on the other
// keys of its events: those that are open, and lower ones that are over.
func (d *Detector) relate(r *rule, st *state) {
	if r.Precedence == 0 {
		return
	}
	for e := range st.kept() {
		for _, o := range d.rules {
			k, ok := o.Key.keyOf(e)
			if !ok || o.Precedence == 0 || o.Precedence == r.Precedence {
				continue
			}
			other := o.states.get(k)
			if other == nil {
				continue
			}
			if o.Precedence < r.Precedence {
				supersedePast(other.past, r, st)
			}
			if other.alert == nil || other.alert.end <= st.alert.first {
				continue
			}
			if o.Precedence > r.Precedence {
				supersede(st, o, other)
			} else {
				supersede(other, r, st)
			}
		}
	}
}

// supersede lets the higher alert stand for the lower one if they rest on the
// same evidence: if more than half of what the lower one's window holds is
// evidence of the higher one too.
func supersede(lower *state, high *rule, higher *state) {
	a := lower.alert
	if a.supersededBy >= high.Precedence {
		return
	}
	all, shared := 0, 0
	for e := range lower.kept() {
		if e.time < a.first {
			continue
		}
		all++
		if higher.concerns(high, e) {
			shared++
		}
	}
	if 2*shared > all {
		a.supersede(high, higher.alert)
	}
}

// supersedePast is supersede for an alert that is over, or nil. Its events have
// left their window; those kept as evidence stand for them.
func supersedePast(a *alert, high *rule, higher *state) {
	if a == nil || a.supersededBy >= high.Precedence {
		return
	}
	shared := 0
	for _, e := range a.evidence.sample {
		if e.time >= higher.alert.first && higher.concerns(high, e) {
			shared++
		}
	}
	if 2*shared > len(a.evidence.sample) {
		a.supersede(high, higher.alert)
	}
}

// kept yields the events that are kept of what an open alert rests on.
func (st *state) kept() iter.Seq[*event] {
	return func(yield func(*event) bool) {
		for i := range st.entries {
			if !yield(st.entries[i].ev) {
				return
			}
		}
		if st.pulse != nil {
			st.pulse.counted(yield)
		}
	}
}

// concerns reports whether an event is evidence of the key, and of its open
// alert where that is about a pace.
func (st *state) concerns(r *rule, e *event) bool {
	k, ok := r.Key.keyOf(e)
	ok = ok && k == st.key
	if st.pulse != nil {
		return ok && e.time >= st.alert.first && sameTarget(e, st.alert.oldest)
	}
	return ok || st.holdsEvent(e)
}

// supersede lets another alert stand for this one, unless this one is grave and
// the other is not: nothing that looks harmless hides an attack.
func (a *alert) supersede(high *rule, by *alert) {
	if a.supersededBy >= high.Precedence || a.Severity >= High && by.Severity < a.Severity {
		return
	}
	a.supersededBy, a.SupersededBy, a.cover = high.Precedence, by.ID, by.Severity
}

// uncover lets the alert stand for itself again where it has become too grave
// for the one that superseded it.
func (a *alert) uncover() {
	if a.SupersededBy != "" && a.Severity >= High && a.cover < a.Severity {
		a.supersededBy, a.SupersededBy = 0, ""
	}
}

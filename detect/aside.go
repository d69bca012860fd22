package detect

// putAside makes the tables of first guesses. A key that is guessed at, or
// guesses, only once is what an attacker can invent without end; it takes a
// place there, and not one in each rule that counts by such a key.
func (d *Detector) putAside() {
	for kind := range numKeyKinds {
		longest := int64(0)
		for _, r := range d.rules {
			if r.waitsFor(kind) {
				longest = max(longest, r.longest)
			}
		}
		if longest == 0 || d.tracer != nil {
			continue
		}
		for _, r := range d.rules {
			if r.waitsFor(kind) {
				r.waits = true
				d.patient[kind] = append(d.patient[kind], r)
			}
		}
		if kind == KeyClientUser { // tabs wait, too
			longest = max(longest, d.tabs.span)
		}
		d.lone[kind] = newLRU[key, *event](d.maxKeys, longest)
		d.memories = append(d.memories, memory{"single guesses", d.lone[kind]})
	}
}

// waitsFor reports whether a first guess changes nothing for the rule. A rule
// may be set to be content with one.
func (r *rule) waitsFor(kind KeyKind) bool {
	if r.Counts != Guesses && r.Counts != Beats || r.Key != kind || r.AtSignIn && kind != KeyClientUser {
		return false
	}
	for _, l := range r.Limits {
		if max(l.Count, l.Users, l.Clients) < 2 {
			return false
		}
	}
	return true
}

// setAside reports whether an event is the first of its key, which waits for a
// second one. Where it is the second, the first takes its place in the windows.
func (d *Detector) setAside(kind KeyKind, k key, e *event) bool {
	firsts := d.lone[kind]
	switch first := firsts.get(k); {
	case first != nil && *first != e:
		d.bringIn(kind, k)
		return false
	case first == nil && d.known(kind, k):
		return false
	case first == nil:
		firsts.insert(k, d.clock).val = e
	}
	return true
}

// alone sets aside the first guess of a client and user, which has a tab and a
// burst only once there is a second one, or a sign-in. It reports whether it did.
func (d *Detector) alone(e *event) bool {
	if d.lone[KeyClientUser] == nil || e.Client == "" || e.user == "" {
		return false
	}
	d.catchUpOn(e.Client, e.clientHash)
	e.first = d.setAside(KeyClientUser, e.pairKey(), e)
	return e.first
}

// bringIn gives the first guess of a key its place in the windows, if it waits.
func (d *Detector) bringIn(kind KeyKind, k key) {
	firsts := d.lone[kind]
	if firsts == nil {
		return
	}
	first := firsts.get(k)
	if first == nil {
		return
	}
	e := *first
	for _, r := range d.patient[kind] {
		d.count(r, d.state(r, k), e)
	}
	firsts.delete(k)
	if kind == KeyClientUser {
		d.busiest(e)
		d.enter(e)
	}
}

// known reports whether a rule that waits remembers the key, or there is a tab
// of it.
func (d *Detector) known(kind KeyKind, k key) bool {
	if kind == KeyClientUser && d.tabs.find(k) != nil {
		return true
	}
	for _, r := range d.patient[kind] {
		if r.states.find(k) != nil {
			return true
		}
	}
	return false
}

package detect

// A loud is a set of clients by their hashes: those that may have, or lately
// have had, an alert of their own for guessing. It may take some others for
// them; that there are none is what is asked most.
type loud [1 << 10]uint64

func (l *loud) bit(hash uint64) (word *uint64, bit uint64) {
	return &l[hash>>6%uint64(len(l))], 1 << (hash % 64)
}

func (l *loud) has(hash uint64) bool {
	word, bit := l.bit(hash)
	return *word&bit != 0
}

// noteLoud notes that a key has an alert, or rests after one.
func (d *Detector) noteLoud(r *rule, st *state) {
	if r.alone() {
		word, bit := d.loud.bit(st.key.hash)
		*word |= bit
	}
}

// alone reports whether alerts of the rule are about guesses of one client.
func (r *rule) alone() bool { return r.Counts == Guesses && r.Key == KeyClient }

// noisy reports whether the client of an event has, or lately had, an alert of
// its own for guessing.
func (d *Detector) noisy(e *event, at int64) bool {
	if !d.loud.has(e.clientHash) {
		return false
	}
	for _, r := range d.rules {
		if !r.alone() {
			continue
		}
		if st := r.states.get(e.clientKey()); st != nil && (st.alert != nil || at < st.silent) {
			return true
		}
	}
	return false
}

package timeline

// A Watch says of the entries of one source, one after the other, whether they
// stand in the order of time, by the clock that Run goes by. The zero value is
// ready.
type Watch struct{ clock clock }

// Show takes the time of the next entry, in Unix nanoseconds. It reports
// whether with this entry the time has stepped back for good, from where the
// run of entries far behind began, and whether the entry before stands alone,
// far ahead of those around it.
func (w *Watch) Show(t int64) (steppedBack, aloneBefore bool) {
	m := w.clock.show(t)
	return m&stepped != 0, m&astray != 0
}

// Now returns the highest time shown that is in no doubt.
func (w *Watch) Now() int64 { return w.clock.now }

// Behind returns how many entries in a row, up to the last one shown, stand
// more than ten minutes behind.
func (w *Watch) Behind() int { return w.clock.behind }

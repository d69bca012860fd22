package detect

import "slices"

// maxSightings is how many times of one kind are remembered where windows
// of very different lengths ask for them; one window asks for no more than six.
const maxSightings = 64

// sightings are times at which a client signed in, say, ascending. Of many only
// those are kept without which a window would look empty that is not: one may
// go whose neighbours are no further apart than the shortest window, since a
// window that takes it in takes in one of them.
type sightings struct{ times []int64 }

// A sighting says which windows ask for such times; the zero value, that none
// does.
type sighting struct{ shortest, longest int64 }

func (w *sighting) ask(window int64) {
	if w.longest == 0 {
		w.shortest = window
	}
	w.shortest, w.longest = min(w.shortest, window), max(w.longest, window)
}

// askFor notes what the rules ask for.
func (d *Detector) askFor() {
	for _, r := range d.rules {
		for _, l := range r.Limits {
			if r.NoSignIn {
				d.sighted.ask(int64(l.Window))
			}
			if r.ShutFor > 0 {
				d.shut.ask(int64(r.ShutFor))
				d.unheard.ask(int64(l.Window))
			}
		}
	}
}

// add remembers a time; no window that ends before the settled time asks any
// more.
func (s *sightings) add(at, settled int64, w sighting) {
	s.insert(at, w.shortest)
	for len(s.times) > maxSightings || s.times[0] <= settled-w.longest && len(s.times) > 1 {
		s.times = slices.Delete(s.times, 0, 1)
	}
}

func (s *sightings) insert(at, shortest int64) {
	if n := len(s.times); n > 0 && s.times[n-1] == at {
		return
	}
	i, found := slices.BinarySearch(s.times, at)
	if found {
		return
	}
	s.times = slices.Insert(s.times, i, at)
	for j := min(i+1, len(s.times)-2); j >= max(i-1, 1); j-- {
		if s.times[j+1]-s.times[j-1] <= shortest {
			s.times = slices.Delete(s.times, j, j+1)
		}
	}
}

// signedIn reports whether a client signed in after one time and no later than
// another.
func (d *Detector) signedIn(client string, after, upTo int64) bool {
	l := d.callers.get(newKey(client, ""))
	return l != nil && l.any(after, upTo)
}

// any reports whether a time is after one and no later than another.
func (s *sightings) any(after, upTo int64) bool {
	_, ok := s.latest(after, upTo)
	return ok
}

// latest returns the last time that is after one and no later than another.
func (s *sightings) latest(after, upTo int64) (t int64, ok bool) {
	if s == nil {
		return 0, false
	}
	i, found := slices.BinarySearch(s.times, upTo)
	if !found {
		i--
	}
	if i < 0 || s.times[i] <= after {
		return 0, false
	}
	return s.times[i], true
}

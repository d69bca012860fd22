package detect

import (
	"math"
	"slices"
)

// maxSightings is how many sign-ins of a client are remembered where windows
// of very different lengths ask for them; one window asks for no more than six.
const maxSightings = 64

// sightings are times at which a client signed in, ascending. Of many only
// those are kept without which a window would look empty that is not: one may
// go whose neighbours are no further apart than the shortest window, since a
// window that takes it in takes in one of them.
type sightings struct{ times []int64 }

// A sighting says which windows ask for sign-ins.
type sighting struct{ shortest, longest int64 }

func sightingFor(rules []*rule) sighting {
	w := sighting{shortest: math.MaxInt64}
	for _, r := range rules {
		for _, l := range r.Limits {
			if r.NoSignIn {
				w.shortest = min(w.shortest, int64(l.Window))
				w.longest = max(w.longest, int64(l.Window))
			}
		}
	}
	return w
}

// sight remembers that a client signed in.
func (d *Detector) sight(e *event) {
	if d.sighted.longest == 0 {
		return
	}
	s := d.signIns.touch(key{a: e.client}, d.clock)
	s.insert(e.time, d.sighted.shortest)
	for len(s.times) > maxSightings || s.times[0] <= d.clock-d.lateness-d.sighted.longest && len(s.times) > 1 {
		s.times = slices.Delete(s.times, 0, 1)
	}
}

func (s *sightings) insert(at, shortest int64) {
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
	s := d.signIns.get(key{a: client})
	if s == nil {
		return false
	}
	i, _ := slices.BinarySearch(s.times, after+1)
	return i < len(s.times) && s.times[i] <= upTo
}

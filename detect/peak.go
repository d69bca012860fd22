package detect

import "slices"

// maxSteps bounds the seconds that are remembered of a key beside the latest.
const maxSteps = 32

// A tally counts the events of a key by second: exactly those of seconds in
// which some may still come, and of those before each that held more than all
// after it. Others are the peak of nothing.
type tally []tallied

type tallied struct {
	second int64 // Unix
	n      int
}

func secondOf(at int64) int64 { return at / 1e9 }

// add counts an event and returns how many its second holds.
func (t *tally) add(at int64) int {
	second := secondOf(at)
	i := len(*t)
	for i > 0 && (*t)[i-1].second >= second {
		i--
	}
	if i == len(*t) || (*t)[i].second != second {
		*t = slices.Insert(*t, i, tallied{second: second})
	}
	(*t)[i].n++
	return (*t)[i].n
}

// most returns the highest number of one second from the one of a time to the
// one of another.
func (t tally) most(from, to int64) int {
	n := 0
	for _, s := range t {
		if s.second >= secondOf(from) && s.second <= secondOf(to) {
			n = max(n, s.n)
		}
	}
	return n
}

// trim forgets what is before the horizon, and of what is settled the seconds
// that later ones exceed; the lowest beyond maxSteps, too.
func (t *tally) trim(horizon, settled int64) {
	open := len(*t)
	for open > 0 && (*t)[open-1].second >= secondOf(settled) {
		open--
	}
	kept, most := open, 0
	for i := open - 1; i >= 0 && (*t)[i].second >= secondOf(horizon); i-- {
		if s := (*t)[i]; s.n > most {
			kept--
			(*t)[kept], most = s, s.n
		}
	}
	*t = slices.Delete(*t, 0, kept)
	if steps := open - kept; steps > maxSteps {
		*t = slices.Delete(*t, maxSteps, steps)
	}
}

// peak keeps for the open alert of a key the most that one second of it holds,
// now that an event was added.
func (st *state) peak(e *event) {
	n := st.tally.add(e.time)
	a := st.alert
	switch {
	case a == nil:
	case a.PeakPerSecond == 0:
		a.PeakPerSecond = st.tally.most(a.first, a.end-1)
	case e.time >= a.first && e.time < a.end:
		a.PeakPerSecond = max(a.PeakPerSecond, n)
	}
}

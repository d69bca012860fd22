package main

import "slices"

// A quantity is what a bound is about: a figure of the first command of a
// comparison, or that figure over the same of the second.
type quantity struct {
	name     string
	of       func(sample) float64
	summary  func([]float64) float64 // of the rounds
	relative bool
	unit     func(float64) string
}

var (
	wallRatio = quantity{"wall time, ratio", sample.wallSeconds, median, true, ratio}
	peakRatio = quantity{"peak size, ratio", sample.peakBytes, largest, true, ratio}
	wallTime  = quantity{"wall time", sample.wallSeconds, median, false, seconds}
	peakSize  = quantity{"peak size", sample.peakBytes, largest, false, megabytes}
)

func (s sample) wallSeconds() float64 { return s.wall.Seconds() }
func (s sample) cpuSeconds() float64  { return s.cpu.Seconds() }
func (s sample) peakBytes() float64   { return float64(s.peak) }

// median returns the middle of the values, of an even number of them the mean
// of the two in the middle, and 0 of none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	mid := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[mid]
	}
	return (sorted[mid-1] + sorted[mid]) / 2
}

// largest returns the largest of the values, and 0 of none.
func largest(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	return slices.Max(values)
}

// values returns one figure of every round.
func (s *series) values(of func(sample) float64) []float64 {
	list := make([]float64, len(s.samples))
	for i, one := range s.samples {
		list[i] = of(one)
	}
	return list
}

func (s *series) wall() float64 { return median(s.values(sample.wallSeconds)) }
func (s *series) cpu() float64  { return median(s.values(sample.cpuSeconds)) }
func (s *series) peak() float64 { return largest(s.values(sample.peakBytes)) }

// speed is the text read in a second, in bytes; 0 for an input so small that it
// says nothing.
func (s *series) speed() float64 {
	if wall := s.wall(); wall > 0 && s.input.bytes >= 1e6 {
		return float64(s.input.bytes) / wall
	}
	return 0
}

// A finding is what a bound is held against: the value, and the least and the
// greatest of a single round.
type finding struct {
	value, least, greatest float64
	known                  bool
}

// find is known where all that it rests on was measured.
func (o *outcome) find(q quantity) finding {
	rounds := o.series[0].values(q.of)
	value := q.summary(rounds)
	if q.relative {
		others := o.series[1].values(q.of)
		other := q.summary(others)
		if other == 0 {
			return finding{}
		}
		value /= other
		for i := range rounds {
			rounds[i] /= others[i]
		}
	}
	if value == 0 {
		return finding{}
	}
	return finding{value, slices.Min(rounds), slices.Max(rounds), true}
}

// verdict says whether a bound is kept.
func (b bound) verdict(f finding) string {
	switch {
	case !f.known:
		return "not known"
	case f.value > b.most:
		return "no"
	case b.aim == 0 || f.value > b.aim:
		return "yes"
	}
	return "yes, and the aim"
}

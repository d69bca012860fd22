package main

import (
	"slices"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		in   []float64
		want float64
	}{
		{nil, 0},
		{[]float64{7}, 7},
		{[]float64{9, 1, 5}, 5},
		{[]float64{4, 1, 2, 100}, 3},
	} {
		in := slices.Clone(c.in)
		if got := median(in); got != c.want || !slices.Equal(in, c.in) {
			t.Errorf("median(%v) = %v, want %v; the values are now %v", c.in, got, c.want, in)
		}
	}
}

// rounds makes samples of as many milliseconds and megabytes.
func rounds(wall ...int) (samples []sample) {
	for _, n := range wall {
		samples = append(samples, sample{time.Duration(n) * time.Millisecond, time.Duration(2*n) * time.Millisecond, int64(n) * 1e6})
	}
	return samples
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name         string
		of           quantity
		ours, theirs []sample
		want         finding
	}{
		{"ratio of medians, spread of rounds", wallRatio, rounds(125, 375, 250), rounds(500, 500, 1000), finding{0.5, 0.25, 0.75, true}},
		{"ratio of the largest", peakRatio, rounds(125, 375, 250), rounds(500, 500, 1000), finding{0.375, 0.25, 0.75, true}},
		{"wall time", wallTime, rounds(9, 10, 20), nil, finding{0.010, 0.009, 0.020, true}},
		{"peak size", peakSize, rounds(90, 100, 80), nil, finding{100e6, 80e6, 100e6, true}},
		{"nothing beside", wallRatio, rounds(100), nil, finding{}},
		{"no peak sizes", peakSize, []sample{{wall: time.Second}}, nil, finding{}},
		{"none of both", peakRatio, []sample{{wall: time.Second}}, []sample{{wall: time.Second}}, finding{}},
	} {
		o := outcome{series: []series{{samples: c.ours}, {samples: c.theirs}}}
		if got := o.find(c.of); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestVerdict(t *testing.T) {
	both, one := bound{wallRatio, 0.20, 0.13}, bound{wallRatio, 0.45, 0}
	for _, c := range []struct {
		bound bound
		value float64
		want  string
	}{
		{both, 0.13, "yes, and the aim"}, {both, 0.14, "yes"}, {both, 0.20, "yes"}, {both, 0.21, "no"},
		{one, 0.10, "yes"}, {one, 0.46, "no"}, {one, 0, "not known"},
	} {
		if got := c.bound.verdict(finding{value: c.value, known: c.value > 0}); got != c.want {
			t.Errorf("%v at most %v: %q, want %q", c.value, c.bound.most, got, c.want)
		}
	}
}

func TestSpeed(t *testing.T) {
	s := series{input: prepared{bytes: 500e6}, samples: rounds(200, 250, 300)}
	if got := s.speed(); got != 2e9 {
		t.Errorf("500 MB in 250 ms are %v bytes in a second", got)
	}
	s.input.bytes = 4000
	if got := s.speed(); got != 0 {
		t.Errorf("4 kB have a speed: %v", got)
	}
}

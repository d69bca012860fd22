package main

import "testing"

func TestPercentFor(t *testing.T) {
	for _, test := range []struct {
		live uint64
		want int
	}{
		{0, 1300},                // the heap may grow to 56 MiB
		{14 << 20, 300},          // likewise
		{leastHeap, gcPercent},   // more than that
		{1 << 30, gcPercent},     // an attack
		{1 << 40, gcPercent},     // nonsense does no harm
		{leastHeap / 3, 200},     // the two meet
		{leastHeap/3 + 1e6, 200}, // and from here on it is the percentage
	} {
		if got := percentFor(test.live); got != test.want {
			t.Errorf("with %d bytes in use: %d, want %d", test.live, got, test.want)
		}
	}
}

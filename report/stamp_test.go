package report

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// TestAppendTime holds it against package time: on each day there is, at both
// ends of time, and with fractions of all lengths.
func TestAppendTime(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	check := func(ns int64) {
		if got, want := string(appendTime(nil, ns)), time.Unix(0, ns).UTC().Format(time.RFC3339Nano); got != want {
			t.Fatalf("%d: %s, want %s", ns, got, want)
		}
	}
	check(math.MinInt64)
	check(math.MaxInt64)
	unit := int64(1)
	for at := int64(math.MinInt64 / 2); at < math.MaxInt64/2; at += day * 1e9 / 2 {
		if unit *= 10; unit > 1e10 {
			unit = 1
		}
		check(2*at + r.Int64N(day*1e9)/unit*unit)
	}
}

func BenchmarkAppendTime(b *testing.B) {
	var buf []byte
	for i := int64(0); b.Loop(); i += 1e12 {
		buf = appendTime(buf[:0], i)
	}
}

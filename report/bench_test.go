package report

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"log401/classify"
	"log401/handshake"
	"log401/timeline"
)

// manyGroups is how many groups the benchmarks are about: those of an attack in
// which each failure has another client and another user.
const manyGroups = 450_000

// guesses returns n failures, each of another group.
func guesses(n int) []handshake.Denial {
	cause := classify.CauseByName("bad-credentials")
	denials := make([]handshake.Denial, n)
	for i := range denials {
		d := &denials[i]
		d.Outcome = handshake.Failure
		d.Event = classify.Event{
			Time: at("00:00:00") + int64(i)*int64(time.Second)/8, Status: 401, Substatus: 1, Win32: 1326,
			Origin: originOf(fmt.Sprintf("10.%d.%d.%d", i*7919>>16&255, i*7919>>8&255, i*7919&255), ""), User: fmt.Sprintf(`CONTOSO\user%d`, i*104729%n),
			Path: "/portal/default.aspx", Class: classify.ClassLogon, Cause: cause,
		}
	}
	return denials
}

// BenchmarkNewGroup counts denials that have a group each, and says what a
// group takes beside the strings of its denial.
func BenchmarkNewGroup(b *testing.B) {
	denials := guesses(manyGroups)
	var builder *Builder
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%manyGroups == 0 {
			builder = NewBuilder(Options{})
		}
		builder.Denial(&denials[i%manyGroups])
	}
	builder = nil
	b.ReportMetric(float64(takes(denials))/manyGroups, "B/group")
}

// takes returns how many bytes a Builder takes that counted denials.
func takes(denials []handshake.Denial) uint64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	builder := NewBuilder(Options{})
	for i := range denials {
		builder.Denial(&denials[i])
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(builder)
	runtime.KeepAlive(denials)
	return after.HeapAlloc - before.HeapAlloc
}

// BenchmarkKnownGroup counts denials of groups that are there already: of a
// few, and of many, where memory is far.
func BenchmarkKnownGroup(b *testing.B) {
	for _, n := range []int{1000, manyGroups} {
		denials := guesses(n)
		builder := NewBuilder(Options{})
		for i := range denials {
			builder.Denial(&denials[i])
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				builder.Denial(&denials[i%n])
			}
		})
	}
}

// BenchmarkStep counts steps of logons, which have no group.
func BenchmarkStep(b *testing.B) {
	denials := guesses(2)
	denials[0].Outcome, denials[1].Outcome = handshake.Challenge, handshake.Challenge
	denials[0].Event.Substatus, denials[1].Event.Substatus = 2, 1
	builder := NewBuilder(Options{})
	for i := 0; b.Loop(); i++ {
		builder.Denial(&denials[i%2])
	}
}

// BenchmarkReport makes a report of many groups: of one client, too, where all
// depends on the users.
func BenchmarkReport(b *testing.B) {
	for _, clients := range []string{"many", "one"} {
		denials := guesses(manyGroups)
		builder := NewBuilder(Options{})
		for i := range denials {
			if clients == "one" {
				denials[i].Event.Origin = originOf("203.0.113.9", "")
			}
			builder.Denial(&denials[i])
		}
		b.Run(clients+" clients", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				builder.Report(timeline.Account{}, nil, nil, true)
			}
		})
	}
}

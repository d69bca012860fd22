package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// gcPercent is how far the heap grows between two collections, in percent of
	// what is in use: twice the usual. An attack that keeps hundreds of megabytes
	// in use pays for it with half as many collections.
	gcPercent = 200

	// leastHeap is the size in bytes below which nothing is collected: most logs
	// are read with less.
	leastHeap = 56 << 20

	// startPercent makes the first collection come at leastHeap: the runtime
	// takes 4 MiB to be in use, at the least.
	startPercent = leastHeap / (4 << 20) * 100
)

// tuneGarbage sets when garbage is collected, unless GOGC does.
func tuneGarbage() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(startPercent)
		afterCollection()
	}
}

// afterCollection sets anew, after each collection, when the next one is due.
func afterCollection() {
	runtime.AddCleanup(new([16]byte), func(int) {
		debug.SetGCPercent(percentFor(heapInUse()))
		afterCollection()
	}, 0)
}

// percentFor returns how far a heap with so many bytes in use may grow.
func percentFor(live uint64) int {
	return max(gcPercent, int(leastHeap*100/max(live, 4<<20))-100)
}

// heapInUse returns how many bytes the last collection left.
func heapInUse() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

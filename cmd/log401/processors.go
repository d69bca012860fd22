package main

import "runtime"

// limitProcessors lets the program use no more processors than jobs, 0 for all,
// until the function that it returns is called: who asks for one job wants to
// leave the others to the server.
func limitProcessors(jobs int) (restore func()) {
	all := runtime.GOMAXPROCS(0)
	if jobs > 0 && jobs < all {
		runtime.GOMAXPROCS(jobs)
	}
	return func() { runtime.GOMAXPROCS(all) }
}

package report

import (
	"runtime"
	"sync"
)

// pieceLen is how many elements of a list are encoded at once.
const pieceLen = 512

// inPieces has the elements of a list of n encoded in pieces, on all cores, and
// gives them to out in their order. It stops at the first error of out and
// returns it. encode appends the elements from one index to before another;
// what it is given to append to has been given out before.
func inPieces(n int, encode func(b []byte, from, to int) []byte, out func([]byte) error) error {
	workers := min(runtime.GOMAXPROCS(0), (n+pieceLen-1)/pieceLen)
	// The pieces go around: worker k has those whose number is k modulo the
	// number of workers, and two buffers, one to fill while the other waits.
	full, empty := make([]chan []byte, workers), make([]chan []byte, workers)
	var running sync.WaitGroup
	for w := range workers {
		full[w], empty[w] = make(chan []byte, 2), make(chan []byte, 2)
		empty[w] <- nil
		empty[w] <- nil
		running.Go(func() {
			for from := w * pieceLen; from < n; from += workers * pieceLen {
				b, more := <-empty[w]
				if !more {
					return
				}
				full[w] <- encode(b[:0], from, min(from+pieceLen, n))
			}
		})
	}
	var err error
	for i := 0; i*pieceLen < n && err == nil; i++ {
		b := <-full[i%workers]
		err = out(b)
		empty[i%workers] <- b
	}
	for _, c := range empty {
		close(c)
	}
	running.Wait()
	return err
}

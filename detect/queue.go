package detect

// A prior knows what comes before what.
type prior[T any] interface{ before(T) bool }

// A queue gives out first what is before all others. It is a heap.
type queue[T prior[T]] []T

func (q *queue[T]) push(x T) {
	h := append(*q, x)
	i := len(h) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !x.before(h[parent]) {
			break
		}
		h[i] = h[parent]
		i = parent
	}
	h[i] = x
	*q = h
}

// pop takes the first out of a queue that is not empty.
func (q *queue[T]) pop() T {
	h := *q
	first, last := h[0], h[len(h)-1]
	var none T
	h[len(h)-1] = none
	h = h[:len(h)-1]
	*q = h
	i := 0
	for {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if child+1 < len(h) && h[child+1].before(h[child]) {
			child++
		}
		if !h[child].before(last) {
			break
		}
		h[i] = h[child]
		i = child
	}
	if len(h) > 0 {
		h[i] = last
	}
	return first
}

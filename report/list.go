package report

import "iter"

// A List is a sequence that does not change. Its elements are made when they
// are asked for: there may be half a million of them, and most are looked at
// once. Several goroutines may read it at once. The zero value is empty.
type List[T any] struct {
	n  int
	at func(int) T
}

// Len returns the number of elements.
func (l List[T]) Len() int { return l.n }

// At returns the element at i, which is at least 0 and below Len.
func (l List[T]) At(i int) T { return l.at(i) }

// All goes through the elements in their order.
func (l List[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for i := range l.n {
			if !yield(l.at(i)) {
				return
			}
		}
	}
}

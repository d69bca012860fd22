package handshake

import "container/heap"

// deadlines are the open questions in the order in which they expire: by
// deadline, then by sequence. Those of one window come nearly in that order, so
// whichever does goes to the end of the queue of its window, and only the
// others into a heap.
type deadlines struct {
	queues [numWindows]queue
	strays strays
	open   int
}

// A queue is a list of questions in the order in which they expire.
type queue struct{ first, last *question }

// queued is the place of a question that is not among the strays.
const queued = -1

// add takes in a question that is open.
func (d *deadlines) add(q *question) {
	d.open++
	line := &d.queues[q.window()]
	if last := line.last; last != nil && q.before(last) {
		heap.Push(&d.strays, q)
		return
	}
	q.place, q.sooner = queued, line.last
	if line.last != nil {
		line.last.later = q
	} else {
		line.first = q
	}
	line.last = q
}

// remove lets a question go.
func (d *deadlines) remove(q *question) {
	d.open--
	if q.place != queued {
		heap.Remove(&d.strays, q.place)
		return
	}
	line := &d.queues[q.window()]
	if q.later != nil {
		q.later.sooner = q.sooner
	} else {
		line.last = q.sooner
	}
	if q.sooner != nil {
		q.sooner.later = q.later
	} else {
		line.first = q.later
	}
	q.sooner, q.later = nil, nil
}

// first returns the question that expires first, nil where none is open.
func (d *deadlines) first() (first *question) {
	if len(d.strays) > 0 {
		first = d.strays[0]
	}
	for i := range d.queues {
		if q := d.queues[i].first; q != nil && (first == nil || q.before(first)) {
			first = q
		}
	}
	return first
}

// before reports whether a question expires before another.
func (q *question) before(other *question) bool {
	if q.deadline != other.deadline {
		return q.deadline < other.deadline
	}
	return q.sequence < other.sequence
}

// strays is a heap of questions, the first to expire on top.
type strays []*question

func (s strays) Len() int           { return len(s) }
func (s strays) Less(i, j int) bool { return s[i].before(s[j]) }

func (s strays) Swap(i, j int) {
	s[i], s[j] = s[j], s[i]
	s[i].place, s[j].place = i, j
}

func (s *strays) Push(x any) {
	q := x.(*question)
	q.place = len(*s)
	*s = append(*s, q)
}

func (s *strays) Pop() any {
	old := *s
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*s = old[:len(old)-1]
	return last
}

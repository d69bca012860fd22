package detect

import (
	"math"
	"slices"
)

// needs says how many events, users and clients a window has to remember.
type needs struct{ count, users, clients int }

// spareFactor is how much more a window remembers than its largest limit asks
// for, so that late and taken-back events do not push out those that count.
const spareFactor = 2

func (n *needs) raise(l Limit) {
	n.count = max(n.count, spareFactor*l.Count)
	n.users = max(n.users, spareFactor*l.Users)
	n.clients = max(n.clients, spareFactor*l.Clients)
}

// all is how many events there are at most that a window needs.
func (n needs) all() int { return n.count + n.users + n.clients }

// thin drops what is more than the rule keeps. Dropped events that can still be
// told of are counted in parts.
func (w *window) thin(r *rule) {
	switch {
	case r.distinct:
		w.dropUnneeded(r)
	case r.spans:
		w.drop(r, w.closest())
	default:
		w.drop(r, 0)
	}
}

func (w *window) drop(r *rule, i int) {
	w.addShed(r, w.entries[i].ev)
	w.entries = slices.Delete(w.entries, i, i+1)
}

// closest returns the entry between its neighbours that are closest together,
// so that those left stay spread over the whole window.
func (w *window) closest() int {
	best, gap := 0, int64(math.MaxInt64)
	for i := 1; i+1 < len(w.entries); i++ {
		if g := w.entries[i+1].time - w.entries[i-1].time; g < gap {
			best, gap = i, g
		}
	}
	return best
}

// dropUnneeded drops all entries but the newest ones, the latest of each of the
// users seen last and the latest of each of the clients seen last. Whether a
// limit on distinct users and clients is reached can be told from these, so
// that no flood from one client, or at one user, hides who else was there.
func (w *window) dropUnneeded(r *rule) {
	users, clients := apart{enough: r.needs.users}, apart{enough: r.needs.clients}
	needed := make([]bool, len(w.entries))
	n := 0
	for i := len(w.entries) - 1; i >= 0; i-- {
		e := w.entries[i].ev
		if e.until != never && !r.AtSignIn {
			continue
		}
		seen := users.n + clients.n
		users.addUser(e)
		clients.addClient(e)
		needed[i] = n < r.needs.count || users.n+clients.n > seen
		n++
	}
	kept := w.entries[:0]
	for i, en := range w.entries {
		if needed[i] {
			kept = append(kept, en)
		} else {
			w.addShed(r, en.ev)
		}
	}
	clear(w.entries[len(kept):])
	w.entries = kept
}

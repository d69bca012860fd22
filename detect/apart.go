package detect

// An apart tells apart the users, or the clients, of events. It need not tell
// more than enough of them.
type apart struct {
	enough int
	n      int
	bits   [8]uint64 // those of the hashes of what it knows
	room   [32]*event
	more   []*event // those for which there was no room
}

// addUser counts the user of an event, if it names one.
func (s *apart) addUser(e *event) {
	if s.n >= s.enough || e.user == "" {
		return
	}
	if s.mark(e.userHash) {
		for i := range s.n {
			if k := s.at(i); k.userHash == e.userHash && k.user == e.user {
				return
			}
		}
	}
	s.add(e)
}

// addClient counts the client of an event, if it has one.
func (s *apart) addClient(e *event) {
	if s.n >= s.enough || e.clientHash == 0 {
		return
	}
	if s.mark(e.clientHash) {
		for i := range s.n {
			if k := s.at(i); k.clientHash == e.clientHash && k.Client == e.Client {
				return
			}
		}
	}
	s.add(e)
}

// mark notes a hash, and reports whether it may have been there before.
func (s *apart) mark(hash uint64) bool {
	word, bit := &s.bits[hash>>6%8], uint64(1)<<(hash%64)
	was := *word&bit != 0
	*word |= bit
	return was
}

func (s *apart) at(i int) *event {
	if i < len(s.room) {
		return s.room[i]
	}
	return s.more[i-len(s.room)]
}

func (s *apart) add(e *event) {
	if s.n < len(s.room) {
		s.room[s.n] = e
	} else {
		s.more = append(s.more, e)
	}
	s.n++
}

package labelled

import (
	"slices"
	"time"
)

// Guesses that just reach a limit, and such that just do not.

// spread returns the whole seconds, from 0 to length, at which so many things
// happen: irregular, but never closer than least.
func (m *maker) spread(count int, length, least time.Duration) []time.Duration {
	free := length - time.Duration(count-1)*least
	at := []time.Duration{0, free}
	for range count - 2 {
		at = append(at, m.pause(0, free))
	}
	slices.Sort(at)
	for i := range at {
		at[i] = (at[i] + time.Duration(i)*least).Truncate(time.Second)
	}
	return at
}

// guessAt guesses at some times after the present one; the users take turns.
// The times may happen to be as even as those of a machine.
func (t *talk) guessAt(times []time.Duration, users ...string) {
	begin := t.at
	for i, after := range times {
		t.user = users[i%len(users)]
		t.at = begin.Add(after)
		t.as("/remote/", wrongPassword, Failure)
	}
	t.m.plant(Plant{Rule: "stale-credential", Client: t.client, Clients: []string{t.client}, From: begin, To: t.at, Optional: true})
}

// onTheDot starts a talk of a stranger at a whole second.
func (m *maker) onTheDot() *talk {
	return m.stranger(intranet, m.when(3*time.Hour).Truncate(time.Second))
}

// atLimits holds one attack for each limit, which has just what it takes.
func atLimits(m *maker) {
	c := m.onTheDot()
	c.guessAt(m.spread(10, 10*time.Minute-time.Second, 15*time.Second), m.target())
	c.plant("brute-force")
	c = m.onTheDot()
	c.guessAt(m.spread(6, 29*time.Second, time.Second), m.target())
	c.plant("brute-force")
	c = m.onTheDot()
	c.guessAt(m.spread(8, 30*time.Minute-time.Second, 20*time.Second), m.persons(8)...)
	c.plant("password-spray")
	c = m.onTheDot()
	user := m.target()
	c.guessAt(m.spread(5, 29*time.Minute, 20*time.Second), user)
	c.at = c.begun.Add(30*time.Minute - time.Second)
	c.as("/remote/", answered, "")
	c.plantFound(user, c.begun)
	c = m.stranger(intranet, m.begin.Add(m.pause(time.Minute, time.Hour)).Truncate(time.Second))
	c.guessAt(m.spread(20, m.pause(6*time.Hour, 23*time.Hour), 2*time.Minute), m.persons(4)...)
	c.plant("low-and-slow")
	m.siegeOf(15, time.Hour-time.Second, true)
}

// belowLimits holds what one guess more, or one second less, would make each
// of the attacks.
func belowLimits(m *maker) {
	c := m.onTheDot()
	c.guessAt(m.spread(9, 9*time.Minute, 15*time.Second), m.target())
	c = m.onTheDot()
	c.guessAt(m.spread(10, 10*time.Minute, 15*time.Second), m.target())
	c = m.onTheDot()
	c.guessAt(m.spread(5, 29*time.Second, time.Second), m.target())
	c = m.onTheDot()
	c.guessAt(m.spread(6, 30*time.Second, time.Second), m.target())
	c = m.onTheDot()
	c.guessAt(m.spread(7, 25*time.Minute, 20*time.Second), m.persons(7)...)
	c = m.onTheDot()
	c.guessAt(m.spread(8, 30*time.Minute, 20*time.Second), m.persons(8)...)
	c = m.onTheDot()
	c.guessAt(m.spread(4, 25*time.Minute, 20*time.Second), m.target())
	c.wait(time.Second, time.Minute)
	c.as("/remote/", answered, "")
	c = m.stranger(intranet, m.begin.Add(m.pause(time.Minute, time.Hour)).Truncate(time.Second))
	c.guessAt(m.spread(19, m.pause(6*time.Hour, 23*time.Hour), 2*time.Minute), m.persons(4)...)
	m.siegeOf(14, time.Hour-time.Second, false)
	m.siegeOf(15, time.Hour, false)
}

// siegeOf lets five clients guess at one user in turns, one every other minute
// or so: never ten in ten minutes.
func (m *maker) siegeOf(guesses int, length time.Duration, enough bool) {
	start, user := m.when(2*time.Hour).Truncate(time.Second), m.target()
	clients := []string{m.far(), m.far(), m.far(), m.far(), m.far()}
	for i, after := range m.spread(guesses, length, 3*time.Minute) {
		c := m.talk(intranet, clients[i%len(clients)], tools[0], "", start.Add(after))
		c.user = m.logged(user)
		c.as("/remote/", wrongPassword, Failure)
	}
	if enough {
		m.plant(Plant{Rule: "distributed-brute-force", User: user, Clients: clients, From: start, To: start.Add(length)})
	}
}

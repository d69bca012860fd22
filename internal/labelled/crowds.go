package labelled

import (
	"fmt"
	"time"
)

// Attacks of many clients.

// sprayNetwork tries many accounts from the addresses of one network, each of
// which stays below the limits of one client.
func sprayNetwork(m *maker) {
	start := m.when(2 * time.Hour)
	m.networks++
	prefix := fmt.Sprintf("2001:db8:%x:7", 0x100+m.networks)
	names := m.persons(24)
	var clients []string
	for i := range 6 {
		c := m.talk(intranet, fmt.Sprintf("%s::%x", prefix, i+1), tools[1], "", start.Add(m.pause(0, time.Minute)))
		for _, name := range names[4*i : 4*i+4] {
			c.user = m.logged(name)
			c.tries("/remote/", 1, 20*time.Second, 3*time.Minute)
		}
		clients = append(clients, c.client)
	}
	m.plant(Plant{
		Rule: "password-spray", Network: prefix + "::/64", Clients: clients, Users: names,
		From: start, To: start.Add(20 * time.Minute),
	})
}

// stuffing tries leaked names and passwords, each once or twice, from all over.
func stuffing(m *maker) {
	start := m.when(2 * time.Hour)
	names := m.persons(m.between(50, 90))
	clients := make([]string, m.between(30, 45))
	for i := range clients {
		clients[i] = m.far()
	}
	for i, name := range names {
		c := m.talk(intranet, clients[i%len(clients)], pick(m, tools), "", start.Add(m.pause(0, 25*time.Minute)))
		c.user = m.logged(name)
		c.tries("/remote/", m.between(1, 2), time.Second, 10*time.Second)
	}
	m.plant(Plant{
		Rule: "credential-stuffing", Site: siteOf(intranet), Clients: clients, Users: names,
		From: start, To: start.Add(26 * time.Minute),
	})
}

// siege guesses the password of a user from many addresses.
func (m *maker) siege(user string, start time.Time) (clients []string, end time.Time) {
	for range m.between(8, 14) {
		c := m.talk(intranet, m.far(), pick(m, tools), "", start.Add(m.pause(0, 40*time.Minute)))
		c.user = m.logged(user)
		c.tries("/remote/", m.between(3, 5), 5*time.Second, 2*time.Minute)
		clients = append(clients, c.client)
		if c.at.After(end) {
			end = c.at
		}
	}
	return clients, end
}

func distributed(m *maker) {
	start, user := m.when(2*time.Hour), m.target()
	clients, end := m.siege(user, start)
	m.plant(Plant{
		Rule: "distributed-brute-force", User: user, Clients: clients, From: start, To: end,
		Also: []string{"brute-force-user"},
	})
}

// foundElsewhere is a password that many guessed at and one more uses.
func foundElsewhere(m *maker) {
	start, user := m.when(3*time.Hour), m.target()
	clients, end := m.siege(user, start)
	c := m.talk(intranet, m.far(), pick(m, tools), "", end.Add(m.pause(time.Minute, 5*time.Minute)))
	c.user = m.logged(user)
	for range m.between(2, 6) {
		c.as("/remote/files/", answered, "")
		c.wait(time.Second, 30*time.Second)
	}
	c.plantFound(user, start, clients...)
}

package timeline

import "log401/classify"

// A crowd finds the client that most entries of a source are of, and how many
// about, in bounded memory: where more clients than there are rivals turn up,
// all of them lose a point (Misra and Gries, 1982). So a count is too low by at
// most a ninth of the entries of others.
type crowd struct {
	looked int64
	rivals [8]rival
}

// A rival is a client with a count; none where that is 0.
type rival struct {
	text  [maxRival]byte
	size  int
	count int64
}

const (
	maxRival  = 64   // bytes of a client that tell it from others
	allLooked = 1024 // lines of a source that are all looked at,
	lookEvery = 64   // and then every so many of a block
)

// due reports whether the client of a line is to be looked at; first is the
// first line of its block.
func due(line, first int64) bool { return line <= allLooked || (line-first)%lookEvery == 0 }

// add counts an entry of a client.
func add[T string | []byte](c *crowd, client T) {
	c.looked++
	client = client[:min(len(client), maxRival)]
	if len(client) == 0 {
		return
	}
	free := -1
	for i := range c.rivals {
		r := &c.rivals[i]
		switch {
		case r.count == 0:
			free = i
		case string(r.text[:r.size]) == string(client):
			r.count++
			return
		}
	}
	if free >= 0 {
		r := &c.rivals[free]
		r.size, r.count = copy(r.text[:], client), 1
		return
	}
	for i := range c.rivals {
		c.rivals[i].count--
	}
}

// top returns the client with the most entries, in canonical form.
func (c *crowd) top() (client string, count int64) {
	best := 0
	for i := range c.rivals {
		if c.rivals[i].count > c.rivals[best].count {
			best = i
		}
	}
	if r := &c.rivals[best]; r.count > 0 {
		return classify.Client(r.text[:r.size]), r.count
	}
	return "", 0
}

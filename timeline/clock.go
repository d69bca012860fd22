package timeline

import "time"

// A clock is the highest time that a stream has shown. One line with a time
// far ahead of those around it, as a server writes whose own clock is being
// set, does not move it; and where the lines stay far behind, as in days that
// were joined newest first, it steps back and starts a new stretch.
type clock struct {
	now     int64
	started bool
	ahead   int64 // time of the last entry, if it is far ahead and in doubt
	doubt   bool  // ahead is set
	right   int64 // the last ahead that turned out right
	behind  int   // entries in a row that are far behind
	highest int64 // of those
}

const (
	// far is how much two neighbouring entries may differ without doubt.
	far = int64(time.Hour)
	// lasting is how many entries in a row have to be far behind for a step
	// back: requests of many hours, logged at their end, are far behind, too.
	lasting = 8
)

// A move says what an entry settled about the ones before it, and whether it
// is in doubt itself.
type move uint8

const (
	steady  move = 1 << iota // the entry is in doubt no longer, or never was
	goesOn                   // the entry before, far ahead, was right
	astray                   // the entry before, far ahead, stands alone
	stepped                  // the entries far behind, this one included, are a new stretch
)

// show takes the time of the next entry.
func (c *clock) show(t int64) (m move) {
	if c.doubt {
		m = c.settle(t)
	}
	switch {
	case !c.started, t > c.now+far:
		c.ahead, c.doubt, c.behind = t, true, 0
		return m
	case t < c.now-far:
		return m | c.fallBehind(t)
	}
	c.behind = 0
	c.now = max(c.now, t)
	return m | steady
}

// settle decides about the entry that was far ahead of those before it.
func (c *clock) settle(t int64) move {
	c.doubt = false
	if t >= c.ahead-far {
		return c.goOn()
	}
	if !c.started {
		c.now, c.started = t, true
	}
	return astray
}

func (c *clock) goOn() move {
	c.now, c.right, c.started = c.ahead, c.ahead, true
	return goesOn
}

func (c *clock) fallBehind(t int64) move {
	if c.behind++; c.behind == 1 || t > c.highest {
		c.highest = t
	}
	if c.behind < lasting {
		return 0
	}
	c.now, c.behind = c.highest, 0
	return stepped | steady
}

// end settles what is in doubt where no entry follows.
func (c *clock) end() (m move) {
	if c.doubt {
		c.doubt = false
		m = c.goOn()
	}
	c.behind = 0
	return m | steady
}

package timeline

import "time"

// A clock is the highest time that a stream has shown. One line with a time
// far ahead of those around it, as a server writes whose own clock is being
// set, does not move it; and where the lines stay far behind and go on from
// there, as in days that were joined newest first, it steps back and starts a
// new stretch.
type clock struct {
	now     int64
	started bool
	ahead   int64 // time of the last entry, if it is far ahead and in doubt
	doubt   bool  // ahead is set
	right   int64 // the last ahead that turned out right
	alone   int64 // the last that did not
	strays  bool  // alone is set
	behind  int   // entries in a row that are far behind and rising
	latest  int64 // the last of those
	height  int64 // now before the last step back
}

const (
	// far is how much two neighbouring entries may differ without doubt.
	far = int64(10 * time.Minute)
	// lasting is how many entries in a row have to be far behind, and rising,
	// for a step back: requests of many hours, logged when they end, are far
	// behind, too, and may end together.
	lasting = 32
	// slack is how far entries of a stretch may fall and still rise.
	slack = int64(time.Minute)
)

// A move says what an entry settled about the ones before it.
type move uint8

const (
	steady  move = 1 << iota // those far behind, if any, are late
	goesOn                   // the one before, far ahead, was right
	astray                   // the one before, far ahead, stands alone
	stepped                  // those far behind, this one included, are a new stretch
)

// show takes the time of the next entry.
func (c *clock) show(t int64) (m move) {
	if c.doubt {
		m = c.settle(t)
	}
	switch {
	case !c.started, t > c.now+far && !c.nearAlone(t):
		if c.behind > 0 {
			m |= steady
		}
		c.ahead, c.doubt, c.behind = t, true, 0
		return m
	case t < c.now-far:
		return m | c.fallBehind(t)
	}
	c.behind = 0
	c.now = max(c.now, t)
	return m | steady
}

// nearAlone reports whether another entry before stood where t stands: then
// neither stands alone.
func (c *clock) nearAlone(t int64) bool {
	return c.strays && t >= c.alone-far && t <= c.alone+far
}

// settle decides about the entry that was far ahead of those before it.
func (c *clock) settle(t int64) move {
	c.doubt = false
	if t >= c.ahead-far {
		return c.goOn()
	}
	c.alone, c.strays = c.ahead, true
	if !c.started {
		c.now, c.started = t, true
	}
	return astray
}

func (c *clock) goOn() move {
	c.now, c.right, c.started = c.ahead, c.ahead, true
	return goesOn
}

func (c *clock) fallBehind(t int64) (m move) {
	if c.behind > 0 && t < c.latest-slack {
		c.behind, m = 0, steady
	}
	c.behind++
	c.latest = t
	if c.behind < lasting {
		return m
	}
	c.height, c.now, c.behind = c.now, t, 0
	return stepped
}

// caughtUp reports whether the time is back where it was before the last step.
func (c *clock) caughtUp() bool { return c.now >= c.height-far }

// inDoubt reports whether the entry shown last waits for those after it.
func (c *clock) inDoubt() bool { return c.doubt || c.behind > 0 }

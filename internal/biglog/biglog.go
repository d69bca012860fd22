// Package biglog makes large logs to measure with: the same bytes for the same
// kind and number of lines, on every machine. Addresses and names are of those
// set aside for documentation and private use.
package biglog

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"
)

// A Kind is a sort of log.
type Kind struct {
	Name  string
	About string
	File  string // the name that a server would give the file

	header string
	next   func(*maker, []byte) []byte // appends the next line
}

// Kinds are all sorts of logs, in the order in which reports name them.
var Kinds = []Kind{
	{"w3c-public", "W3C of IIS, a public site: one line in a hundred is a 401, one in fifty signed in", "u_ex260105.log", w3cHeader, (*maker).publicW3C},
	{"combined-public", "combined of Apache or nginx, a public site of the same traffic", "access.log", "", (*maker).publicCombined},
	{"w3c-intranet", "W3C of IIS, 2,000 workstations: half of the lines are 401s of handshakes, the others signed in", "u_ex260106.log", w3cHeader, (*maker).intranet},
	{"w3c-hostile", "W3C of IIS, a public site under attack: 450,000 failures in four million lines, each of another client and user", "u_ex260107.log", w3cHeader, (*maker).hostile},
}

// KindByName returns the kind of that name.
func KindByName(name string) (Kind, error) {
	for _, k := range Kinds {
		if k.Name == name {
			return k, nil
		}
	}
	var names []string
	for _, k := range Kinds {
		names = append(names, k.Name)
	}
	return Kind{}, fmt.Errorf("kind %q: not known; known are %s", name, strings.Join(names, ", "))
}

// Write writes the log with so many lines, its header not counted. The first
// lines are the same whatever their number.
func (k Kind) Write(w io.Writer, lines int) error {
	out := bufio.NewWriterSize(w, 1<<20)
	if _, err := out.WriteString(k.header); err != nil {
		return err
	}
	m := newMaker()
	var line []byte
	for range lines {
		line = k.next(m, line[:0])
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

// A maker makes the lines of one log.
type maker struct {
	rand   *rand.Rand
	now    time.Time
	stamp  []byte // now as the format writes it
	shown  int64  // the second of stamp
	visits [parallel]visit
	made   int // hostile failures
}

// start is a Monday at midnight.
var start = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)

func newMaker() *maker {
	return &maker{rand: rand.New(rand.NewPCG(401, 403)), now: start}
}

// pass lets up to twice the mean pause go by.
func (m *maker) pass(mean time.Duration) {
	m.now = m.now.Add(time.Duration(m.rand.Int64N(int64(2 * mean))))
}

// time returns the time as a layout writes it.
func (m *maker) time(layout string) []byte {
	if s := m.now.Unix(); s != m.shown {
		m.shown = s
		m.stamp = m.now.AppendFormat(m.stamp[:0], layout)
	}
	return m.stamp
}

// chance is true so many times in a thousand.
func (m *maker) chance(in1000 int) bool { return m.rand.IntN(1000) < in1000 }

// rank returns a number below n, small ones far more often: few clients send
// most requests.
func (m *maker) rank(n int) int {
	f := m.rand.Float64()
	return int(f * f * f * float64(n))
}

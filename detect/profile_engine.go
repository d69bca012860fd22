package detect

import (
	"cmp"
	"math"
	"time"

	"log401/classify"
	"log401/handshake"
	"log401/parser"
)

// ProfileOptions set up Profiles. The zero value is ready to use.
type ProfileOptions struct {
	// MaxKeys is how many keys a rule keeps; DefaultMaxKeys where it is 0 or less.
	// When one more comes, the one that was quiet longest leaves.
	MaxKeys int

	// Lateness is how far behind the clock a denial may still come and find
	// its place; where it is 0 or less, as far as one of a [handshake.Folder]
	// with its usual windows.
	Lateness time.Duration

	// Examples is how many alerts a rule keeps, the earliest of them: 5 where
	// it is 0, all where it is below 0.
	Examples int
}

const (
	profileExamples = 5
	// maxWaiting bounds the lines that wait for those before them.
	maxWaiting = 1 << 19
)

// Profiles look at denials as other tools do: line by line, in the order of
// time, by rules that know no handshakes. Since log401 knows what became of
// each line, it can say how many of their alerts rest on failed logons and how
// many on handshakes alone.
//
// They live in event time, as a [Detector] does. Outcomes come late, so lines
// wait until the clock is past them by [ProfileOptions].Lateness, and are then
// taken in the order of time, whatever order the lines of one second had. A
// line later than that counts as if it were the newest. Lines whose time is
// astray are left out. Clients that are allow-listed count: other tools do not
// know the list.
//
// Profiles are for one goroutine. The zero value has no profiles.
type Profiles struct {
	chosen   []Profile
	rules    []*profileRule
	lateness int64
	clock    int64
	released int64 // no line before this one is taken any more
	waiting  queue[*profileLine]
	hurried  int64 // lines taken early because too many waited
}

// NewProfiles returns Profiles of these names, or all of them for "all". Names
// that [ProfileNames] does not list are an error.
func NewProfiles(names []string, opts ProfileOptions) (*Profiles, error) {
	chosen, err := chooseProfiles(names)
	if err != nil {
		return nil, err
	}
	if opts.MaxKeys <= 0 {
		opts.MaxKeys = DefaultMaxKeys
	}
	if opts.Lateness <= 0 {
		opts.Lateness = handshake.Options{}.Lateness()
	}
	opts.Examples = cmp.Or(opts.Examples, profileExamples)
	p := &Profiles{chosen: chosen, lateness: int64(opts.Lateness), released: math.MinInt64}
	for i := range chosen {
		for _, row := range chosen[i].Rules {
			p.rules = append(p.rules, newProfileRule(&chosen[i], row, opts))
		}
	}
	return p, nil
}

// A profileLine is what rules keep of a line of the log.
type profileLine struct {
	time   int64
	client string
	user   string // as logged: the tools do not fold names
	stream string
	site   string
	rules  int64 // those that count it, one bit each
	weight weight
	pos    parser.Position
}

// A weight says what a line really was.
type weight uint8

const (
	weightOther   weight = iota // neither, or not to be told
	weightStep                  // a step of a handshake: no credentials were judged in it
	weightFailure               // a failed logon
	numWeights
)

func weightOf(o handshake.Outcome) weight {
	switch o {
	case handshake.Failure:
		return weightFailure
	case handshake.Challenge, handshake.Prelude, handshake.Unanswered, handshake.Broken:
		return weightStep
	}
	return weightOther
}

// Denial takes a denial whose outcome is settled.
func (p *Profiles) Denial(dn *handshake.Denial) { p.take(&dn.Event, weightOf(dn.Outcome)) }

// Event takes an event as it was read. Only refusals that are no denials
// matter, such as 403.14, which other tools count; denials come through Denial.
func (p *Profiles) Event(ev *classify.Event) {
	if !ev.Denied() {
		p.take(ev, weightOther)
	}
}

func (p *Profiles) take(ev *classify.Event, w weight) {
	if ev.Astray || len(p.rules) == 0 {
		return
	}
	var rules int64
	for i, r := range p.rules {
		if r.counts(ev) {
			rules |= 1 << i
		}
	}
	if rules == 0 {
		return
	}
	p.waiting.push(&profileLine{
		time: max(ev.Time, p.released), client: ev.Client, user: ev.User, stream: ev.Stream, site: ev.Site,
		rules: rules, weight: w,
		pos: parser.Position{Source: ev.Source, Line: ev.Line},
	})
	if len(p.waiting) > maxWaiting {
		p.hurried++
		p.release(p.waiting[0].time)
	}
	p.Advance(ev.Time)
}

// Advance moves the clock on. A clock behind the present one changes nothing.
func (p *Profiles) Advance(clock int64) {
	if clock <= p.clock || len(p.rules) == 0 {
		return
	}
	p.clock = clock
	p.release(clock - p.lateness - 1)
}

// release takes the lines up to a time, and forgets the keys that cannot
// matter any more.
func (p *Profiles) release(until int64) {
	if until < p.released {
		return
	}
	p.released = until
	for len(p.waiting) > 0 && p.waiting[0].time <= until {
		line := p.waiting.pop()
		for i, r := range p.rules {
			if line.rules&(1<<i) != 0 {
				r.line(line)
			}
		}
	}
	for _, r := range p.rules {
		r.expire(until)
	}
}

// Finish takes all lines that wait: the input is over.
func (p *Profiles) Finish() { p.release(math.MaxInt64) }

// Restart begins a new stretch of time, behind the present clock. What was
// raised stays.
func (p *Profiles) Restart(clock int64) {
	p.Finish()
	p.clock, p.released = clock, math.MinInt64
}

// Limited returns where the limit on keys bit, in the order of the table; nil
// where it did not. Rule is the ID of the rule.
func (p *Profiles) Limited() []Cut {
	var cuts []Cut
	for _, r := range p.rules {
		if r.keys.dropped > 0 {
			cuts = append(cuts, Cut{Rule: r.ID, Keys: r.keys.dropped})
		}
	}
	return cuts
}

// Hurried returns how many lines were taken before their place in the order of
// time was certain, because too many waited.
func (p *Profiles) Hurried() int64 { return p.hurried }

// before orders lines by time. Lines of one moment stand in an order of their
// own, so that it does not matter how they came or stood in the log: only those
// that differ in nothing that counts stand by their position.
func (l *profileLine) before(o *profileLine) bool {
	if l.time != o.time {
		return l.time < o.time
	}
	return cmp.Or(
		cmp.Compare(l.client, o.client), cmp.Compare(l.user, o.user),
		cmp.Compare(l.stream, o.stream), cmp.Compare(l.site, o.site),
		cmp.Compare(l.rules, o.rules), cmp.Compare(l.weight, o.weight),
		cmp.Compare(l.pos.Source, o.pos.Source), cmp.Compare(l.pos.Line, o.pos.Line),
	) < 0
}

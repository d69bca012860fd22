package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"log401/classify"
	"log401/detect"
	"log401/handshake"
)

const (
	// maxPause is how long after a row what is like it still belongs to it.
	maxPause = int64(time.Hour)
	// maxLogon is how long steps may take to what they led to.
	maxLogon = int64(2 * time.Minute)
	// manyAlike is how many rows in a row become one that differ only in who
	// and where.
	manyAlike = 4
)

// foldStory puts rows in the order of time, folds those that are alike, and
// puts the moments of alerts between them.
func foldStory(rows, moments []StoryRow, all bool) []StoryRow {
	var raised []int64
	for _, m := range moments {
		if m.Event == detect.Raised {
			raised = append(raised, m.First)
		}
	}
	rows = foldCrowds(foldTalks(rows, raised, all), raised)
	rows = append(rows, moments...)
	slices.SortStableFunc(rows, compareRows)
	return rows
}

func secondOf(ns int64) int64 { return ns / int64(time.Second) }

// compareRows orders rows by second, and within one by what comes first there:
// steps, refusals, sign-ins, alerts.
func compareRows(a, b StoryRow) int {
	return cmp.Or(
		cmp.Compare(secondOf(a.First), secondOf(b.First)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(stage(&a), stage(&b)),
		cmp.Compare(a.First, b.First), strings.Compare(a.From.Source, b.From.Source), cmp.Compare(a.From.Line, b.From.Line),
	)
}

func stage(r *StoryRow) int {
	if isStep(r) {
		return 0
	}
	return 1
}

func isStep(r *StoryRow) bool {
	return r.Kind == RefusedRow && (r.Outcome == handshake.Challenge || r.Outcome == handshake.Prelude)
}

// A talk is what a client says with one agent: within it order is kept, while
// the rows of different talks may overlap.
type storyTalk struct{ client, agent string }

func talkOf(r *StoryRow) storyTalk { return storyTalk{r.Clients.first(), r.Agents.first()} }

// A folder folds the rows of talks.
type folder struct {
	rows   []StoryRow
	before []int // index of the row of the same talk before; -1 for none
	gone   []bool
	last   map[storyTalk]int
	raised []int64 // rows do not reach over the moment of an alert
}

// foldTalks folds the rows of each talk that follow each other and are alike.
// Unless all are asked for, steps become part of what they led to.
func foldTalks(rows []StoryRow, raised []int64, all bool) []StoryRow {
	slices.SortStableFunc(rows, compareRows)
	f := folder{last: map[storyTalk]int{}, raised: raised}
	for i := range rows {
		f.add(&rows[i], all)
	}
	out := f.rows[:0]
	for i, r := range f.rows {
		if !f.gone[i] {
			out = append(out, r)
		}
	}
	return out
}

func (f *folder) add(r *StoryRow, all bool) {
	talk := talkOf(r)
	i, ok := f.last[talk]
	if !ok {
		i = -1
	}
	for i >= 0 && !all && f.ledTo(&f.rows[i], r) {
		r.absorb(&f.rows[i])
		f.gone[i] = true
		i = f.before[i]
	}
	if i >= 0 && alike(&f.rows[i], r) && f.rows[i].Users.first() == r.Users.first() && f.close(&f.rows[i], r) {
		f.rows[i].merge(r)
		f.last[talk] = i
		return
	}
	f.rows, f.before, f.gone = append(f.rows, *r), append(f.before, i), append(f.gone, false)
	f.last[talk] = len(f.rows) - 1
}

// ledTo reports whether a row of steps led to what follows it.
func (f *folder) ledTo(steps, r *StoryRow) bool {
	switch {
	case !isStep(steps) || r.First-steps.Last > maxLogon || f.alertBetween(steps.Last, r.First):
		return false
	case steps.Outcome == handshake.Challenge:
		return r.Kind == SignInRow || r.Outcome == handshake.Refused
	}
	return r.Kind == RefusedRow && r.Outcome == handshake.Failure
}

// close reports whether a row may go on with another.
func (f *folder) close(a, b *StoryRow) bool {
	return b.First-a.Last <= maxPause && !f.alertBetween(a.Last, b.First)
}

// alertBetween reports whether an alert was raised after one time and before
// another.
func (f *folder) alertBetween(from, to int64) bool {
	i, _ := slices.BinarySearch(f.raised, from)
	return i < len(f.raised) && f.raised[i] < to
}

// alike reports whether two rows tell of the same, whoever it is about.
func alike(a, b *StoryRow) bool {
	return a.Kind == b.Kind && a.Kind != AlertRow && a.Code == b.Code && a.Cause == b.Cause &&
		a.Outcome == b.Outcome && a.Confidence == b.Confidence && a.Reason == b.Reason &&
		a.LogOnly == b.LogOnly && a.Fate == b.Fate && a.Likely == b.Likely
}

// absorb takes in the steps that led to the row.
func (r *StoryRow) absorb(steps *StoryRow) {
	r.Steps += steps.Denials
	r.StepCodes.add(steps.Code)
	r.StepCodes.addAll(&steps.StepCodes)
	r.begin(steps)
}

// begin lets the row begin no later than another.
func (r *StoryRow) begin(o *StoryRow) {
	sooner := o.First < r.First || o.First == r.First && o.From.Source == r.From.Source && o.From.Line < r.From.Line
	if sooner {
		r.First, r.From = o.First, o.From
	}
}

// merge takes in a row that is alike.
func (r *StoryRow) merge(o *StoryRow) {
	r.begin(o)
	if o.Last >= r.Last {
		r.Last, r.To = o.Last, o.To
	}
	r.Denials += o.Denials
	r.Steps += o.Steps
	r.SignIns += o.SignIns
	for _, n := range []struct{ to, from *Names }{
		{&r.Clients, &o.Clients}, {&r.Proxies, &o.Proxies}, {&r.Users, &o.Users}, {&r.Agents, &o.Agents}, {&r.Paths, &o.Paths}, {&r.StepCodes, &o.StepCodes},
	} {
		n.to.addAll(n.from)
	}
}

// foldCrowds folds four or more rows that follow each other and are alike but
// for client, user and agent. Sign-ins of who failed before stay apart: they
// are what a reader looks for.
func foldCrowds(rows []StoryRow, raised []int64) []StoryRow {
	slices.SortStableFunc(rows, compareRows)
	f := folder{raised: raised}
	failed := failedPairs(rows)
	var out []StoryRow
	for i := 0; i < len(rows); {
		n := 1
		last := rows[i].Last
		for i+n < len(rows) && alike(&rows[i], &rows[i+n]) && !failed[pairOf(&rows[i])] && !failed[pairOf(&rows[i+n])] &&
			!f.alertBetween(last, rows[i+n].First) && !f.alertBetween(rows[i].First, rows[i+n].First) {
			last = max(last, rows[i+n].Last)
			n++
		}
		if n < manyAlike {
			out = append(out, rows[i:i+n]...)
		} else {
			crowd := rows[i]
			for k := i + 1; k < i+n; k++ {
				crowd.merge(&rows[k])
			}
			out = append(out, crowd)
		}
		i += n
	}
	return out
}

// A pair is who signs in, and from where. Rows that are no sign-ins have none.
type pair struct{ client, user string }

func pairOf(r *StoryRow) pair {
	if r.Kind != SignInRow {
		return pair{}
	}
	return pair{r.Clients.first(), strings.ToLower(r.Users.first())}
}

func failedPairs(rows []StoryRow) map[pair]bool {
	failed := map[pair]bool{}
	for i := range rows {
		if r := &rows[i]; r.Outcome == handshake.Failure && r.Kind == RefusedRow && r.Users.Count > 0 {
			failed[pair{r.Clients.first(), strings.ToLower(r.Users.first())}] = true
		}
	}
	return failed
}

// takeBack counts in the rows what sign-ins took back.
func takeBack(rows []StoryRow, taken []detect.TakenBack) {
	during := func(r *StoryRow, t int64, kind RowKind) bool {
		return r.Kind == kind && r.First <= t && t <= r.Last
	}
	for i := range rows {
		r := &rows[i]
		for _, b := range taken {
			switch {
			case !r.Clients.has(b.Client):
			case during(r, b.SignIn, SignInRow):
				r.TakesBack++
			case during(r, b.Time, RefusedRow) && r.Outcome == handshake.Failure && hasUser(&r.Users, b.User):
				r.TakenBack++
			}
		}
	}
}

// hasUser reports whether a user is among those of a row, whatever the
// spelling; "" stands for none.
func hasUser(n *Names, key string) bool {
	if key == "" {
		return n.Count == 0
	}
	return slices.ContainsFunc(n.Some, func(s string) bool { return classify.UserKey(s) == key }) || len(n.more) > 0
}

// takePart returns the alerts that the trace tells of, in its order of time.
func takePart(trace *detect.Trace, alerts []detect.Alert) (part []detect.Alert) {
	ids := map[string]bool{}
	for i := range trace.Keys {
		for _, n := range trace.Keys[i].Decisions {
			ids[n.Alert] = true
		}
	}
	for _, a := range alerts {
		if ids[a.ID] {
			part = append(part, a)
		}
	}
	return part
}

// alertRows returns the moments of the alerts, by time.
func alertRows(trace *detect.Trace, alerts []detect.Alert) (rows []StoryRow) {
	raised := map[string]int64{}
	for i := range trace.Keys {
		for _, n := range trace.Keys[i].Decisions {
			a := alertByID(alerts, n.Alert)
			if a == nil || n.Verdict != detect.Raised && n.Verdict != detect.Ended {
				continue
			}
			if n.Verdict == detect.Raised {
				raised[a.ID] = n.First
			}
			rows = append(rows, StoryRow{Kind: AlertRow, First: n.First, Last: n.First, Event: n.Verdict, Alert: a})
		}
	}
	for i := range alerts {
		a := &alerts[i]
		high := alertByID(alerts, a.SupersededBy)
		at, ok := raised[a.SupersededBy]
		if high == nil || !ok {
			continue
		}
		at = max(at, raised[a.ID])
		rows = append(rows, StoryRow{Kind: AlertRow, First: at, Last: at, Event: detect.Covered, Alert: a, By: high})
	}
	slices.SortStableFunc(rows, compareRows)
	return rows
}

func alertByID(alerts []detect.Alert, id string) *detect.Alert {
	for i := range alerts {
		if alerts[i].ID == id {
			return &alerts[i]
		}
	}
	return nil
}

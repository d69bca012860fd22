package detect

import (
	"fmt"
	"time"
)

// A Flaw is what is wrong with one rule of a table.
type Flaw struct {
	Rule    string // its ID
	Limit   int    // the index of the limit; below 0 where it is no matter of one limit
	Setting string // the name of the parameter, or "" where it is no matter of one
	Problem string
}

// Error says where the flaw is and what it is.
func (f Flaw) Error() string {
	where := f.Rule
	if f.Limit >= 0 {
		where += fmt.Sprintf(": limit %d", f.Limit+1)
	}
	if f.Setting != "" {
		where += ": " + f.Setting
	}
	return where + ": " + f.Problem
}

// CheckRules returns what is wrong with a table: parameters out of their range,
// limits that can never be reached or make no difference, IDs that are not
// unique. It returns nil where nothing is.
func CheckRules(rules []Rule) []Flaw {
	var flaws []Flaw
	seen := map[string]bool{}
	for i := range rules {
		r := &rules[i]
		if r.ID == "" || seen[r.ID] {
			flaws = append(flaws, Flaw{r.ID, -1, "", fmt.Sprintf("ID %q is empty or not unique", r.ID)})
		}
		seen[r.ID] = true
		flaws = append(flaws, r.flaws()...)
	}
	return flaws
}

// inForce returns the rules of a table that are on and without a flaw; of the
// default one where it is nil.
func inForce(table []Rule) []Rule {
	if table == nil {
		table = rules
	}
	var on []Rule
	for i := range table {
		if r := &table[i]; !r.Off && len(r.flaws()) == 0 {
			on = append(on, *r)
		}
	}
	return on
}

func (r *Rule) flaws() []Flaw {
	var flaws []Flaw
	add := func(limit int, setting, problem string) {
		if problem != "" {
			flaws = append(flaws, Flaw{r.ID, limit, setting, problem})
		}
	}
	if len(r.Limits) == 0 {
		add(-1, "", "it has no limits")
	}
	for _, s := range ruleSettings {
		add(-1, s.Name, s.Problem(r))
	}
	for i := range r.Limits {
		l := &r.Limits[i]
		for _, s := range limitSettings {
			add(i, s.Name, s.Problem(l))
		}
		setting, problem := r.unreachable(l)
		add(i, setting, problem)
		add(i, "", needless(l, r.Limits[:i], r.Limits[i+1:]))
	}
	return flaws
}

// oneEach says of which of users and clients a key has only one.
var oneEach = map[KeyKind]struct{ user, client bool }{
	KeyClient:      {client: true},
	KeyUser:        {user: true},
	KeyClientUser:  {user: true, client: true},
	KeyClientAgent: {user: true, client: true},
	KeyUserPath:    {user: true},
}

// unreachable says why no window ever reaches a limit, or "".
func (r *Rule) unreachable(l *Limit) (setting, problem string) {
	if r.Counts == Beats {
		return l.uneven()
	}
	switch one := oneEach[r.Key]; {
	case l.Number() == 0:
		return "", "it counts nothing: it needs count, users or clients"
	case l.Window <= 0:
		return "window", "it is missing"
	case l.Users > 1 && one.user:
		return "users", "never more than 1: the rule counts by " + r.Key.String()
	case l.Clients > 1 && one.client:
		return "clients", "never more than 1: the rule counts by " + r.Key.String()
	case l.Span >= l.Window && l.Span > 0:
		return "span", fmt.Sprintf("never as long as %s: the window is %s", DurationText(l.Span), DurationText(l.Window))
	}
	return "", ""
}

// uneven says why no pace reaches a limit on beats, or is one that a limit on
// beats has no use for; or "".
func (l *Limit) uneven() (setting, problem string) {
	switch {
	case l.Count < leastBeats:
		return "count", fmt.Sprintf("%d beats have no pace: it takes %d", l.Count, leastBeats)
	case l.Variation == 0:
		return "variation", "it is missing"
	case l.Window > 0:
		return "window", "beats have none"
	case l.Span > 0:
		return "span", "beats have none"
	case l.Users > 0:
		return "users", "a pace is that of one user"
	case l.Clients > 0:
		return "clients", "a pace is that of one client"
	}
	return "", ""
}

// needless says that a limit makes no difference beside the others, since one
// of them is reached whenever it is and no less severe; else "". Of two equal
// ones it is the later.
func needless(l *Limit, before, after []Limit) string {
	for i := range before {
		if before[i].covers(l) {
			return fmt.Sprintf("it makes no difference: limit %d is reached first", i+1)
		}
	}
	for i := range after {
		if after[i] != *l && after[i].covers(l) {
			return fmt.Sprintf("it makes no difference: limit %d is reached first", len(before)+i+2)
		}
	}
	return ""
}

// covers reports whether a limit is reached whenever another is, and is no
// less severe. Limits that differ in a parameter of their own are not compared.
func (l *Limit) covers(other *Limit) bool {
	for _, s := range limitSettings {
		if s.Own && valueOf(s.Field(l)) != valueOf(s.Field(other)) {
			return false
		}
	}
	return l.Count <= other.Count && l.Users <= other.Users && l.Clients <= other.Clients &&
		l.Span <= other.Span && l.Window >= other.Window && l.Severity >= other.Severity
}

// valueOf returns what the pointer to a parameter points to.
func valueOf(field any) any {
	switch v := field.(type) {
	case *int:
		return *v
	case *float64:
		return *v
	case *time.Duration:
		return *v
	case *Severity:
		return *v
	}
	return nil
}

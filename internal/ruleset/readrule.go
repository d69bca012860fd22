package ruleset

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"log401/detect"
)

// rules reads the table of rules, and checks those that could be read.
func (r *reader) rules(at path, value any) {
	table, ok := r.table(at, "rule", value)
	if !ok {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(table)) {
		rule := r.set.rule(id)
		if rule == nil {
			r.refuse(r.places.name(at.key(id)), "rule."+cut(id), "no such rule", nameHint(id, ids(r.set.Rules)))
			continue
		}
		before := len(r.wrong)
		r.rule(at.key(id), rule, table[id])
		if len(r.wrong) == before {
			r.check(at.key(id), rule)
		}
	}
}

func ids(rules []detect.Rule) []string {
	var all []string
	for i := range rules {
		all = append(all, rules[i].ID)
	}
	return all
}

// rule reads the table of one rule.
func (r *reader) rule(at path, rule *detect.Rule, value any) {
	field := "rule." + rule.ID
	table, ok := r.table(at, field, value)
	if !ok {
		return
	}
	known := known(ruleSettings, rule)
	names := append([]string{"enabled", "limits"}, namesOf(known)...)
	for _, name := range slices.Sorted(maps.Keys(table)) {
		switch i := slices.Index(names, name); i {
		case -1:
			r.refuse(r.places.name(at.key(name)), field+"."+cut(name), "no such setting", nameHint(name, names))
		case 0:
			r.enabled(at.key(name), rule, table[name])
		case 1:
			r.limits(at.key(name), rule, table[name])
		default:
			r.note(at.key(name), field+"."+name, assign(&known[i-2], rule, table[name]))
		}
	}
}

func (r *reader) enabled(at path, rule *detect.Rule, value any) {
	on, ok := value.(bool)
	if !ok {
		r.refuse(r.places.value(at), "rule."+rule.ID+".enabled", fmt.Sprintf("it is %s, not true or false", kindOf(value)), "true and false stand without quotes")
	}
	rule.Off = !on
}

// limits reads the limits of a rule, which replace those it has.
func (r *reader) limits(at path, rule *detect.Rule, value any) {
	field := "rule." + rule.ID
	list, ok := value.([]any)
	switch {
	case !ok:
		r.refuse(r.places.value(at), field+".limits", fmt.Sprintf("it is %s, not a list", kindOf(value)), "a list of limits is "+limitExample)
	case len(list) == 0:
		r.refuse(r.places.value(at), field+".limits", "there are none", "enabled = false switches a rule off")
	}
	own := limitsOf(rule)
	rule.Limits = make([]detect.Limit, len(list))
	for i, item := range list {
		r.limit(at.item(i), fmt.Sprintf("%s: limit %d", field, i+1), own, &rule.Limits[i], item)
	}
}

const limitExample = `[{count = 10, window = "10m", severity = "medium"}]`

// limit reads one limit, of settings that the rule knows.
func (r *reader) limit(at path, field string, known []detect.Setting[detect.Limit], l *detect.Limit, value any) {
	table, ok := value.(map[string]any)
	if !ok {
		r.refuse(r.places.value(at), field, fmt.Sprintf("it is %s, not a table", kindOf(value)), "a list of limits is "+limitExample)
		return
	}
	names := namesOf(known)
	for _, name := range slices.Sorted(maps.Keys(table)) {
		i := slices.Index(names, name)
		if i < 0 {
			r.refuse(r.places.name(at.key(name)), field+": "+cut(name), "no such setting", nameHint(name, names))
			continue
		}
		r.note(at.key(name), field+": "+name, assign(&known[i], l, table[name]))
	}
	if _, ok := table["severity"]; !ok {
		r.refuse(r.places.name(at), field, "severity is missing", severityHint)
	}
}

// check tells of what is wrong with a rule as a whole.
func (r *reader) check(at path, rule *detect.Rule) {
	for _, f := range detect.CheckRules([]detect.Rule{*rule}) {
		field, where := "rule."+rule.ID, at
		if f.Limit >= 0 {
			where = where.key("limits").item(f.Limit)
			field += fmt.Sprintf(": limit %d", f.Limit+1)
		}
		if f.Setting != "" {
			where = where.key(f.Setting)
			field += ": " + f.Setting
		}
		r.refuse(r.places.value(where), field, f.Problem, "")
	}
}

var (
	limitSettings = detect.LimitSettings()
	ruleSettings  = detect.RuleSettings()
)

// known returns the settings that a rule, or a limit of a rule, heeds: those
// of all rules, and of its own those that its default sets.
func known[T any](all []detect.Setting[T], defaults ...*T) []detect.Setting[T] {
	return slices.DeleteFunc(slices.Clone(all), func(s detect.Setting[T]) bool {
		return s.Own && !slices.ContainsFunc(defaults, func(of *T) bool { return !isZero(s.Field(of)) })
	})
}

// limitsOf returns the settings that limits of a rule may have.
func limitsOf(rule *detect.Rule) []detect.Setting[detect.Limit] {
	var limits []*detect.Limit
	for i := range rule.Limits {
		limits = append(limits, &rule.Limits[i])
	}
	return known(limitSettings, limits...)
}

// isZero reports whether what a pointer points to is the zero value.
func isZero(field any) bool { return reflect.ValueOf(field).Elem().IsZero() }

func namesOf[T any](settings []detect.Setting[T]) []string {
	var names []string
	for i := range settings {
		names = append(names, settings[i].Name)
	}
	return names
}

package ruleset

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"log401/detect"
)

// Notes says, in sentences for a report, where the set differs from the
// default. It returns nil where it does not.
func (s *Set) Notes() []string {
	var notes []string
	add := func(format string, parts []string) {
		if len(parts) > 0 {
			notes = append(notes, fmt.Sprintf(format, strings.Join(parts, ", ")))
		}
	}
	normal := Default()
	var off, changed, other []string
	for i := range s.Rules {
		r := &s.Rules[i]
		if r.Off {
			off = append(off, r.ID)
			continue
		}
		if d := normal.rule(r.ID); !slices.Equal(r.Limits, d.Limits) {
			changed = append(changed, r.ID+" at "+limitsText(r))
		}
		for _, x := range differing(ruleSettings, r, normal.rule(r.ID)) {
			other = append(other, r.ID+"."+x)
		}
	}
	add("Rules that are switched off, and raise no alerts: %s.", off)
	add("Rules with other limits than the default: %s.", changed)
	add("Settings other than the default: %s.", append(differing(settings, s, &normal), other...))
	add("Trusted clients, who raise no alerts but about old passwords: %s.", networks(s.Allow))
	return notes
}

// differing names the settings that differ, with their values.
func differing[T any](all []detect.Setting[T], of, normal *T) []string {
	var out []string
	for i := range all {
		x := &all[i]
		if is, was := textOf(x.Field(of)), textOf(x.Field(normal)); is != was {
			out = append(out, fmt.Sprintf("%s %s instead of %s", x.Name, strings.Trim(is, `"`), strings.Trim(was, `"`)))
		}
	}
	return out
}

// limitsText returns the limits of a rule for a sentence.
func limitsText(r *detect.Rule) string {
	texts := make([]string, len(r.Limits))
	for i := range r.Limits {
		texts[i] = limitText(&r.Limits[i])
	}
	return strings.Join(texts, " or ")
}

// maxNetworks is how many networks a note names.
const maxNetworks = 5

func networks(all []netip.Prefix) []string {
	var texts []string
	for _, network := range all[:min(len(all), maxNetworks)] {
		texts = append(texts, network.String())
	}
	if more := len(all) - maxNetworks; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return texts
}

package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"log401/detect"
	"log401/handshake"
	"log401/internal/ruleset"
)

// thresholdFlags say by which thresholds and windows logs are judged.
type thresholdFlags struct {
	rules          string
	allow          []string
	leg, challenge string
}

func (f *thresholdFlags) add(find flagGroup) {
	find.set.StringVar(&f.rules, "rules", "", "TOML `file` with thresholds of your own; log401 rules prints the default")
	find.set.StringSliceVar(&f.allow, "allow", nil, "`networks` whose clients raise no alerts but about old passwords: 10.0.0.0/8, 2001:db8::/32")
	find.set.StringVar(&f.leg, "leg", "", "most `time` between two requests of one logon (default "+detect.DurationText(handshake.DefaultLeg)+")")
	find.set.StringVar(&f.challenge, "challenge", "", "most `time` a person takes to answer a challenge (default "+detect.DurationText(handshake.DefaultChallenge)+")")
}

// set returns the thresholds in force: what flags say wins over the file, and
// that over the default; networks add up.
func (f *thresholdFlags) set() (s ruleset.Set, err error) {
	s = ruleset.Default()
	if f.rules != "" {
		if s, err = loadRules(f.rules); err != nil {
			return s, err
		}
	}
	for _, text := range f.allow {
		network, err := ruleset.ParseNetwork(strings.TrimSpace(text))
		if err != nil {
			return s, hinted{fmt.Errorf("--allow: %q is no network", text), "a network is 10.0.0.0/8, 2001:db8::/32, or one address"}
		}
		s.Allow = append(s.Allow, network)
	}
	for _, flag := range []struct{ name, text string }{{"leg", f.leg}, {"challenge", f.challenge}} {
		var wrong *ruleset.Error
		if flag.text == "" {
			continue
		}
		if err := s.Choose("windows."+flag.name, flag.text); errors.As(err, &wrong) {
			return s, hinted{fmt.Errorf("--%s: %w", flag.name, err), wrong.Hint}
		}
	}
	return s, nil
}

// loadRules reads a file of rules. All that is wrong with it is one error, with
// a hint to each part.
func loadRules(path string) (ruleset.Set, error) {
	s, err := ruleset.Load(path)
	var wrong ruleset.Errors
	switch {
	case err == nil:
		return s, nil
	case !errors.As(err, &wrong):
		return s, hinted{fmt.Errorf("--rules: %w", err), "log401 rules > " + path + " writes the default table there"}
	}
	var all []error
	for _, e := range wrong {
		all = append(all, hinted{e, e.Hint})
	}
	return s, several(all)
}

// capacityFlags bound what is remembered.
type capacityFlags struct{ conversations, keys int }

func (f *capacityFlags) add(in flagGroup) {
	in.set.IntVar(&f.conversations, "max-conversations", handshake.DefaultMaxConversations, "most conversations with open questions remembered at once")
	in.set.IntVar(&f.keys, "max-keys", detect.DefaultMaxKeys, "most keys (clients, users ...) that a rule remembers at once")
}

// checkMost refuses a bound that bounds nothing.
func checkMost(flag string, n int) error {
	if n < 0 {
		return hinted{fmt.Errorf("--%s %d is below 0", flag, n), "leave it out, or give 0, for the default"}
	}
	return nil
}

// checkThresholds sets up what judges the logs.
func (f *inputFlags) checkThresholds(_ *env, j *job) error {
	s, err := f.thresholdFlags.set()
	if err != nil {
		return err
	}
	j.windows, j.rules = s.Windows(), s.Options()
	j.windows.MaxConversations, j.rules.MaxKeys = f.conversations, f.keys
	j.notes = append(j.notes, s.Notes()...)
	return cmp.Or(checkMost("max-conversations", f.conversations), checkMost("max-keys", f.keys))
}

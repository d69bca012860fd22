package ruleset

import (
	"errors"
	"strings"
	"testing"
)

// wrongFiles are files with mistakes, and what is said of them: errors and
// hints, a line each.
var wrongFiles = []struct{ text, want string }{
	{"[rule.brute-forse]\nenabled = true\n", `
		rules.toml:1:7: rule.brute-forse: no such rule
		did you mean brute-force?`},
	{"[rules.brute-force]\n", `
		rules.toml:1:2: rules: no such setting
		did you mean rule?`},
	{"[brute-force]\n", `
		rules.toml:1:2: brute-force: no such setting
		rules are in the table rule: [rule.brute-force]`},
	{"[rule.brute-force]\nenable = false\n", `
		rules.toml:2:1: rule.brute-force.enable: no such setting
		did you mean enabled?`},
	{"[rule.brute-force]\nenabled = \"no\"\n", `
		rules.toml:2:11: rule.brute-force.enabled: it is text, not true or false
		true and false stand without quotes`},
	{"[rule]\nbrute-force = false\n", `
		rules.toml:2:15: rule.brute-force: it is true or false, not a table
		a table is [rule.brute-force] on a line of its own`},
	{"[rule.deny-list]\nlimits = [\n  {count = 3, window = \"10 minutes\", severity = \"low\"},\n]\n", `
		rules.toml:3:24: rule.deny-list: limit 1: window: "10 minutes" is no duration
		did you mean "10m"?`},
	{"[rule.deny-list]\nlimits = [{count = \"3\", window = 600, severity = \"hihg\", cuont = 4}]\n", `
		rules.toml:2:20: rule.deny-list: limit 1: count: it is text, not a whole number
		whole numbers stand without quotes: 10
		rules.toml:2:34: rule.deny-list: limit 1: window: it is a whole number, not a duration
		a duration is text such as "30s", "10m" or "1h30m"
		rules.toml:2:50: rule.deny-list: limit 1: severity: "hihg" is no severity
		did you mean high?
		rules.toml:2:58: rule.deny-list: limit 1: cuont: no such setting
		did you mean count?`},
	{"[rule.deny-list]\nlimits = [{count = 3, window = '1d'}]\n", `
		rules.toml:2:11: rule.deny-list: limit 1: severity is missing
		severities are "info", "low", "medium", "high", "critical"
		rules.toml:2:32: rule.deny-list: limit 1: window: "1d" is no duration
		did you mean "24h"?`},
	{"[[rule.deny-list.limits]]\ncount = 3\nwindow = '1m'\nseverity = 'low'\n[[rule.deny-list.limits]]\ncount = 2\nwindow = '1m'\n", `
		rules.toml:5:18: rule.deny-list: limit 2: severity is missing
		severities are "info", "low", "medium", "high", "critical"`},
	{"[rule.deny-list]\nlimits = []\n", `
		rules.toml:2:1: rule.deny-list.limits: there are none
		enabled = false switches a rule off`},
	{"[rule.deny-list]\nlimits = {count = 3}\n", `
		rules.toml:2:10: rule.deny-list.limits: it is a table, not a list
		a list of limits is [{count = 10, window = "10m", severity = "medium"}]`},
	{"[rule.deny-list]\nlimits = [5]\n", `
		rules.toml:2:11: rule.deny-list: limit 1: it is a whole number, not a table
		a list of limits is [{count = 10, window = "10m", severity = "medium"}]`},
	{"[rule.deny-list]\nlimits = [{window = '1m', severity = 'low'}]\n", `
		rules.toml:2:11: rule.deny-list: limit 1: it counts nothing: it needs count, users or clients`},
	{"[rule.deny-list]\nlimits = [{count = 3, clients = 2, window = '1m', severity = 'low'}]\n", `
		rules.toml:2:33: rule.deny-list: limit 1: clients: never more than 1: the rule counts by client`},
	{"[rule.deny-list]\nlimits = [{count = 0, window = '0s', severity = 'low'}]\n", `
		rules.toml:2:20: rule.deny-list: limit 1: count: 0 is too low
		leave it out for the default, or where it does not matter
		rules.toml:2:32: rule.deny-list: limit 1: window: 0 is too low
		leave it out for the default, or where it does not matter`},
	{"[rule.deny-list]\nlimits = [{count = 9223372036854775807, window = '90ms', severity = 'low'}]\n", `
		rules.toml:2:20: rule.deny-list: limit 1: count: 2147483647 is not between 1 and 10000
		rules.toml:2:50: rule.deny-list: limit 1: window: 90ms is not in whole seconds, which is how logs tell time`},
	{"allow = [\"10.0.0.0/8\",\n  \"10.0.0.0/99\", 5]\nrest = 2020-01-01\n", `
		rules.toml:2:3: allow: "10.0.0.0/99" is no network
		a network is "10.0.0.0/8", "2001:db8::/32", or one address
		rules.toml:2:18: allow: it holds a whole number, not text
		a network is "10.0.0.0/8", "2001:db8::/32", or one address
		rules.toml:3:8: rest: it is a time, not a duration
		a duration is text such as "30s", "10m" or "1h30m"`},
	{"allow = \"10.0.0.0/8\"\n", `
		rules.toml:1:9: allow: it is text, not a list
		a list is ["10.0.0.0/8", "2001:db8::/32"]`},
	{"windows.legs = '5s'\nwindows = 3", `
		rules.toml:2:1: key windows is already defined
		the file is TOML: name = value, text in quotes; log401 rules prints one to start from`},
	{"windows.legs = '5s'\ntake-back = 3", `
		rules.toml:1:9: windows.legs: no such setting
		did you mean leg?
		rules.toml:2:13: take-back: it is a whole number, not a table
		a table is [take-back] on a line of its own`},
	{"[take-back]\nguesses = 9\n", `
		rules.toml:2:11: take-back.guesses: 9 is not between 0 and 8`},
	{"rest = 1h\n", `
		rules.toml:1:9: strings must be quoted
		the file is TOML: name = value, text in quotes; log401 rules prints one to start from`},
	{"xyzzy = 1\n", `
		rules.toml:1:1: xyzzy: no such setting
		known are allow, rest, rule, take-back, windows`},
	{"\xff", `
		rules.toml:1:1: it is not text in UTF-8
		log401 rules prints one to start from`},
	{strings.Repeat("#", maxBytes+1), `
		rules.toml:1:1: it is longer than a file of rules can be
		log401 rules prints one to start from`},
}

func TestErrors(t *testing.T) {
	for _, c := range wrongFiles {
		_, err := Read("rules.toml", []byte(c.text))
		var all Errors
		if !errors.As(err, &all) {
			t.Errorf("%.80s: %v", c.text, err)
			continue
		}
		var got []string
		for _, e := range all {
			got = append(got, e.Error())
			if e.Hint != "" {
				got = append(got, e.Hint)
			}
		}
		if want := strings.Fields(c.want); strings.Join(strings.Fields(strings.Join(got, "\n")), " ") != strings.Join(want, " ") {
			t.Errorf("%.80s\ngot  %s\nwant %s", c.text, strings.Join(got, "\n     "), strings.TrimSpace(c.want))
		}
	}
}

// TestManyErrors shows that a file full of mistakes does not fill the screen.
func TestManyErrors(t *testing.T) {
	_, err := Read("rules.toml", []byte(strings.Repeat("[[wrong]]\n", 3)+strings.Repeat("x", 3)+" = 1\n"))
	if n := len(err.(Errors)); n != 1 {
		t.Errorf("%d errors: %v", n, err)
	}
	_, err = Read("rules.toml", []byte("allow = ["+strings.Repeat("1, ", 1000)+"]"))
	if n := len(err.(Errors)); n != maxErrors {
		t.Errorf("%d errors", n)
	}
}

func TestDidYouMean(t *testing.T) {
	names := []string{"brute-force", "brute-force-user", "deny-list", "leg"}
	for misspelt, want := range map[string]string{
		"brute-forse": "brute-force", "Brute-Force": "brute-force", "bruteforce": "brute-force", "denylist": "deny-list",
		"lge": "leg", "": "", "xyzzy": "", strings.Repeat("brute-force", 100): "",
	} {
		got := strings.TrimSuffix(strings.TrimPrefix(didYouMean(misspelt, names), "did you mean "), "?")
		if got != want {
			t.Errorf("%.80s: %q, want %q", misspelt, got, want)
		}
	}
}

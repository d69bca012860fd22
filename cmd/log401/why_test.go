package main

import (
	"testing"

	"log401/report"
)

func TestReadSubject(t *testing.T) {
	for text, want := range map[string]report.StorySubject{
		"192.0.2.1":            {Kind: "client", Name: "192.0.2.1"},
		"::ffff:192.0.2.1":     {Kind: "client", Name: "192.0.2.1"},
		"192.0.2.1:51234":      {Kind: "client", Name: "192.0.2.1"},
		"2001:DB8:0::1":        {Kind: "client", Name: "2001:db8::1"},
		"[2001:db8::1]":        {Kind: "client", Name: "2001:db8::1"},
		"[2001:db8::1%eth0]:5": {Kind: "client", Name: "2001:db8::1"},
		"192.0.2.77/24":        {Kind: "network", Name: "192.0.2.0/24"},
		"::ffff:192.0.2.0/120": {Kind: "network", Name: "192.0.2.0/24"},
		"2001:db8::/32":        {Kind: "network", Name: "2001:db8::/32"},
		"192.0.2.1/99":         {Name: "192.0.2.1/99"},
		"alice":                {Name: "alice"},
		`CONTOSO\alice`:        {Name: `CONTOSO\alice`},
		"printer.example.com":  {Name: "printer.example.com"},

		"brute-force-0123456789abcdef": {Kind: "alert", Name: "brute-force-0123456789abcdef"},
		"brute-force-0123456789abcde":  {Name: "brute-force-0123456789abcde"},
	} {
		got := readSubject(text, nil)
		if got.Kind != want.Kind || got.Name != want.Name {
			t.Errorf("%q: %s %q, want %s %q", text, got.Kind, got.Name, want.Kind, want.Name)
		}
		watched := got.Watch.Client + got.Watch.Name
		if got.Watch.Network.IsValid() {
			watched += got.Watch.Network.String()
		}
		if got.Kind != "alert" && watched != want.Name {
			t.Errorf("%q: watches %q", text, watched)
		}
	}
}

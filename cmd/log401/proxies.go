package main

import (
	"fmt"
	"net/netip"
	"strings"

	"log401/classify"
	"log401/internal/ruleset"
)

// proxyFlags say how clients behind proxies are found.
type proxyFlags struct {
	field   string
	trusted []string
}

func (f *proxyFlags) add(in flagGroup) {
	in.set.StringSliceVar(&f.trusted, "trusted-proxy", nil, "`networks` of proxies: the client is whom they say; "+strings.Join(networkNames(), " and ")+" are names for some")
	in.set.StringVar(&f.field, "client-field", "", "`field` or request header that proxies write the client to (default "+defaultField+", with --trusted-proxy)")
}

// defaultField is where proxies write the client unless told otherwise.
const defaultField = "X-Forwarded-For"

func networkNames() (names []string) {
	for _, n := range classify.NamedNetworks {
		names = append(names, n.Name)
	}
	return names
}

func (f *proxyFlags) checkProxies(_ *env, j *job) error {
	j.read.Proxies.Field = strings.TrimSpace(f.field)
	for _, text := range f.trusted {
		networks, err := namedNetworks(strings.TrimSpace(text))
		if err != nil {
			return hinted{fmt.Errorf("--trusted-proxy: %q is no network", text), "a network is 10.0.0.0/8, 2001:db8::/32, one address, " + strings.Join(networkNames(), " or ")}
		}
		j.read.Proxies.Trusted = append(j.read.Proxies.Trusted, networks...)
	}
	if len(f.trusted) > 0 && f.field == "" {
		j.read.Proxies.Field = defaultField
	}
	return nil
}

// namedNetworks returns the networks of a name, or the one that a text
// describes.
func namedNetworks(text string) ([]netip.Prefix, error) {
	for _, n := range classify.NamedNetworks {
		if strings.EqualFold(n.Name, text) {
			return n.Networks, nil
		}
	}
	network, err := ruleset.ParseNetwork(text)
	return []netip.Prefix{network}, err
}

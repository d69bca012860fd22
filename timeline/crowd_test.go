package timeline

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"log401/classify"
)

func TestCrowdFindsTheBusiest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var c crowd
	const n = 10_000
	for range n {
		client := "10.0.0.1"
		if rng.IntN(5) == 0 {
			client = fmt.Sprintf("203.0.113.%d", rng.IntN(250))
		}
		add(&c, client)
	}
	client, count := c.top()
	if client != "10.0.0.1" || count < n*3/4 || count > n*82/100 {
		t.Errorf("%s with %d of %d", client, count, n)
	}
}

func TestCrowdOfNobody(t *testing.T) {
	var c crowd
	add(&c, "")
	add(&c, []byte(nil))
	if client, count := c.top(); client != "" || count != 0 || c.looked != 2 {
		t.Errorf("%q with %d of %d", client, count, c.looked)
	}
}

func TestCrowdAllocatesNothing(t *testing.T) {
	var c crowd
	client := make([]byte, 0, len("203.0.113.6999"))
	i := int64(0)
	if n := testing.AllocsPerRun(1000, func() {
		i++
		add(&c, strconv.AppendInt(append(client, "203.0.113."...), i%7000, 10))
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestAccountOfClients(t *testing.T) {
	log := "#Fields: date time c-ip sc-status X-Forwarded-For\n" +
		strings.Repeat("2026-01-02 00:00:01 10.0.0.1 200 203.0.113.9\n", 3*allLooked) + "2026-01-02 00:00:01 10.0.0.2 200 -\n"
	_, a := clients(t, []Stream{{"a", []Source{source("a.log", log)}}}, Options{})
	got := a.Sources[0].Clients
	const looked = allLooked + 2*allLooked/lookEvery
	if got.Top != "10.0.0.1" || got.OfTop != looked || got.Looked != looked || got.Named != looked || got.Forwarded != "x-forwarded-for" || got.Field {
		t.Errorf("%+v", got)
	}
	proxies := classify.Proxies{Field: "X-Forwarded-For"}
	_, a = clients(t, []Stream{{"a", []Source{source("a.log", log)}}}, Options{Proxies: proxies})
	if got := a.Sources[0].Clients; got.Top != "203.0.113.9" || !got.Field || a.Proxies.Field != proxies.Field {
		t.Errorf("with proxies: %+v", got)
	}
}

// TestClientsDoNotDependOnBlocks has a key that only lines behind those have
// that are asked for it: where blocks start must not matter.
func TestClientsDoNotDependOnBlocks(t *testing.T) {
	line := func(more string) string {
		return `{"time":"2026-01-02T03:04:05Z","status":200,"remote_addr":"192.0.2.1"` + more + "}\n"
	}
	log := strings.Repeat(line(""), noteFields) + strings.Repeat(line(`,"x_forwarded_for":"203.0.113.9"`), 20_000)
	_, a := clients(t, []Stream{{"a", []Source{source("a.log", log)}}}, Options{})
	if got := a.Sources[0].Clients.Forwarded; got != "" {
		t.Errorf("%s was found at the start of a block", got)
	}
}

// TestCrowdForgetsTheRare: who comes when all places are taken gets one in the
// end, if it comes often enough.
func TestCrowdForgetsTheRare(t *testing.T) {
	var c crowd
	for i := range 100 {
		add(&c, fmt.Sprintf("203.0.113.%d", i))
	}
	for range 1000 {
		add(&c, "10.0.0.1")
	}
	if client, count := c.top(); client != "10.0.0.1" || count < 900 {
		t.Errorf("%s with %d", client, count)
	}
}

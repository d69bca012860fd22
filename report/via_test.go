package report

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"log401/classify"
	"log401/handshake"
)

func TestViaIsTheSameInAnyOrder(t *testing.T) {
	proxies := []string{"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.2", ""}
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 1))
		rng.Shuffle(len(proxies), func(i, j int) { proxies[i], proxies[j] = proxies[j], proxies[i] })
		var v via
		for _, p := range proxies {
			v.add(p)
		}
		if got := viaText(v.some, v.more); got != "10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4 and more" {
			t.Fatalf("%v: %s", proxies, got)
		}
	}
	var few via
	few.add("10.0.0.2")
	before := few
	few.add("10.0.0.1")
	if !slices.Equal(before.some, []string{"10.0.0.2"}) {
		t.Errorf("a copy changed to %+v", before)
	}
	few.add("10.0.0.2")
	if !slices.Equal(few.some, []string{"10.0.0.1", "10.0.0.2"}) || few.more {
		t.Errorf("%+v", few)
	}
}

// throughProxies feeds failures of clients, each through a proxy.
func throughProxies(b interface{ Denial(*handshake.Denial) }, pairs ...[2]string) {
	for i, pair := range pairs {
		d := handshake.Denial{Outcome: handshake.Failure}
		d.Event = classify.Event{
			Origin: originOf(pair[0], pair[1]), Time: at("10:00:00") + int64(i)*int64(time.Minute), Status: 401, Substatus: 1,
			User: "alice", Class: classify.ClassLogon, Cause: classify.CauseByName("bad-credentials"), Line: int64(i + 1),
		}
		b.Denial(&d)
	}
}

func TestProxiesOfGroups(t *testing.T) {
	for _, test := range []struct {
		name  string
		pairs [][2]string
		want  string // in the table
		not   string
		csv   string
	}{
		{"none", [][2]string{{"203.0.113.9", ""}}, "203.0.113.9  alice", "hrough", "Z,\r\n"},
		{"the same for all", [][2]string{{"203.0.113.9", "10.0.0.1"}, {"203.0.113.8", "10.0.0.1"}}, "  All of these came through 10.0.0.1.\n", "Via", "Z,10.0.0.1\r\n"},
		{"not for all", [][2]string{{"203.0.113.9", "10.0.0.1"}, {"203.0.113.8", ""}}, "203.0.113.9  10.0.0.1  alice", "All of these", "Z,10.0.0.1\r\n"},
		{"several", [][2]string{{"203.0.113.9", "10.0.0.2"}, {"203.0.113.9", "10.0.0.1"}}, "All of these came through 10.0.0.1, 10.0.0.2.", "Via", `Z,"10.0.0.1, 10.0.0.2"`},
	} {
		b := NewBuilder(Options{})
		throughProxies(b, test.pairs...)
		r := report(goneOnWith(t, Options{}, saved(b)))
		validate(t, schema(t), marshal(t, r))
		var table, csv strings.Builder
		if err := WriteTable(&table, r, TableOptions{Width: 100}); err != nil {
			t.Fatal(err)
		}
		if err := WriteCSV(&csv, r); err != nil {
			t.Fatal(err)
		}
		if s := table.String(); !strings.Contains(s, test.want) || strings.Contains(s, test.not) {
			t.Errorf("%s: want %q and no %q in\n%s", test.name, test.want, test.not, s)
		}
		if !strings.Contains(csv.String(), test.csv) {
			t.Errorf("%s: want %q in\n%s", test.name, test.csv, csv.String())
		}
	}
}

func TestProxiesOfAlerts(t *testing.T) {
	b := NewBuilder(Options{})
	throughProxies(b, [2]string{"203.0.113.9", "10.0.0.2"}, [2]string{"203.0.113.10", "10.0.0.3"}, [2]string{"", "10.0.0.4"})
	groups := report(b).Groups
	for client, want := range map[string]string{"203.0.113.9": "10.0.0.2", "203.0.113.10": "10.0.0.3", "203.0.113.1": "", "": ""} {
		if got := viaText(viaOf(groups, client)); got != want {
			t.Errorf("%q: %q, want %q", client, got, want)
		}
	}
}

package report

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"log401/classify"
	"log401/detect"
	"log401/handshake"
	"log401/timeline"
)

func report(b *Builder) *Report { return b.Report(timeline.Account{}, nil, nil, true) }

// conserved checks that nothing that was counted is lost between the totals
// and the parts of a report.
func conserved(t *testing.T, r *Report, all bool) {
	t.Helper()
	var groups, logOnly int64
	for g := range r.Groups.All() {
		if g.LogOnly {
			logOnly += g.Count
		} else {
			groups += g.Count
		}
	}
	d := &r.Denials
	hidden := d.ByOutcome["challenge"] + d.ByOutcome["prelude"]
	forbidden := d.ByClass["forbidden"]
	listed := d.Total - hidden - forbidden
	if all {
		hidden, listed = 0, d.Total+d.LogOnly
	}
	equal := func(what string, got, want int64) {
		if got != want {
			t.Errorf("%s: got %d, want %d", what, got, want)
		}
	}
	equal("groups + cut + hidden", groups+r.Cut.Denials+hidden, d.Total)
	equal("log-only groups + cut", logOnly+r.Cut.LogOnly, d.LogOnly)
	for what, m := range map[string]map[string]int64{"codes": d.ByCode, "classes": d.ByClass, "outcomes": d.ByOutcome} {
		var n int64
		for _, v := range m {
			n += v
		}
		equal(what, n, d.Total)
	}
	equal("paths", rowSum(&r.Paths), listed)
	if r.By != nil {
		equal("by", rowSum(r.By), listed)
	}
}

func compareGroups(a, b Group) int {
	return cmp.Or(
		strings.Compare(a.Client, b.Client),
		strings.Compare(a.User, b.User),
		strings.Compare(a.Code, b.Code),
		strings.Compare(a.Cause, b.Cause),
		strings.Compare(a.Outcome, b.Outcome),
		compareBool(a.LogOnly, b.LogOnly),
		strings.Compare(a.LikelyUser, b.LikelyUser),
	)
}

func compareBool(a, b bool) int {
	if a == b {
		return 0
	}
	if b {
		return -1
	}
	return 1
}

func rowSum(b *Breakdown) int64 {
	n := b.Cut.Denials + b.Cut.LogOnly
	for r := range b.Rows.All() {
		n += r.Count
	}
	return n
}

func randomDenial(r *rand.Rand) *handshake.Denial {
	d := &handshake.Denial{Outcome: handshake.Outcome(r.IntN(int(handshake.Forbidden)))}
	e := &d.Event
	e.Time = r.Int64N(1e18)
	e.Status, e.Substatus = 401+r.IntN(3), int64(r.IntN(12)-1)
	e.Origin = originOf(fmt.Sprintf("192.0.2.%d", r.IntN(40)),
		[]string{"", "", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"}[r.IntN(7)])
	e.User = []string{"", "alice", `CONTOSO\alice`, "\xff"}[r.IntN(4)]
	e.Path = fmt.Sprintf("/%d", r.IntN(60))
	e.Class = classify.ClassLogon
	e.Cause = classify.CauseByName([]string{"bad-credentials", "acl", "no such cause"}[r.IntN(3)])
	if r.IntN(10) == 0 {
		d.Outcome, e.Class, e.LogOnly = handshake.RateLimit, classify.ClassRateLimit, true
	}
	if r.IntN(10) == 0 {
		d.Outcome, e.Class, e.LogOnly = handshake.Forbidden, classify.ClassForbidden, false
	}
	return d
}

func TestNothingIsLost(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 0))
		o := Options{All: r.IntN(2) == 0, MaxGroups: 1 + r.IntN(80)}
		for _, k := range KeyNames() {
			if r.IntN(2) == 0 {
				o.By = append(o.By, k)
			}
		}
		b := NewBuilder(o)
		for range r.IntN(3000) {
			b.Denial(randomDenial(r))
		}
		rep := report(b)
		conserved(t, rep, o.All)
		if rep.Groups.Len() > o.MaxGroups || rep.Paths.Rows.Len() > o.MaxGroups || len(rep.Denials.ByCode) > o.MaxGroups+1 {
			t.Errorf("seed %d: more rows than %d", seed, o.MaxGroups)
		}
		if !slices.IsSortedFunc(slices.Collect(rep.Groups.All()), compareGroups) {
			t.Errorf("seed %d: groups are not sorted", seed)
		}
	}
}

func TestFixtureIsConserved(t *testing.T) {
	conserved(t, fixture(Options{By: []string{"user"}}), false)
	conserved(t, fixture(Options{By: []string{"user"}, All: true}), true)
}

func TestReportIsASnapshot(t *testing.T) {
	b := fixtureBuilder(Options{By: sixKeys})
	account, alerts := fixtureAccount(), fixtureAlerts()
	before := b.Report(account, alerts, nil, true)
	copied := fixtureBuilder(Options{By: sixKeys}).Report(fixtureAccount(), fixtureAlerts(), nil, true)
	for _, s := range samples {
		s.client += "x"
		s.feed(b)
		s.client = strings.TrimSuffix(s.client, "x")
		s.feed(b)
	}
	account.Sources[0].Name = "changed"
	account.Sources[1].MissingFields[0] = "changed"
	account.Rejects[0].Sample[0] = '!'
	alerts[0].ID = "changed"
	if !bytes.Equal(marshal(t, before), marshal(t, copied)) {
		t.Error("a report changed after it was made")
	}
}

func TestLimits(t *testing.T) {
	b := NewBuilder(Options{MaxGroups: 3, By: []string{"client"}})
	for i := range 1000 {
		for range 2 {
			sample{1, "00:00:00", 0, fmt.Sprint("client", i), "", 401, int64(i), classify.ClassLogon, "", handshake.Failure, fmt.Sprint("/", i), false}.feed(b)
		}
	}
	sample{5, "00:00:00", 0, "client0", "", 403, 502, classify.ClassRateLimit, "", handshake.RateLimit, "/0", true}.feed(b)
	r := report(b)
	// Of the 998 groups left out two share a bit of the estimate.
	if r.Groups.Len() != 3 || r.Cut != (Cut{Groups: 997, Denials: 1994, LogOnly: 5}) {
		t.Errorf("got %d groups and %+v", r.Groups.Len(), r.Cut)
	}
	if r.By.Rows.Len() != 3 || r.By.Cut != (Cut{Groups: 997, Denials: 1994}) {
		t.Errorf("got %d rows and %+v", r.By.Rows.Len(), r.By.Cut)
	}
	if len(r.Denials.ByCode) != 4 || r.Denials.ByCode[otherCode] != 1994 {
		t.Errorf("got codes %v", r.Denials.ByCode)
	}
	want := "The report keeps 3 groups; about 997 more, with 1,999 denials, are counted in the totals only. --max-groups keeps more."
	if !slices.Contains(r.Notes, want) {
		t.Errorf("no note %q in %q", want, r.Notes)
	}
}

func TestLongKeysCountAgainstTheLimit(t *testing.T) {
	b := NewBuilder(Options{MaxGroups: 10})
	long := strings.Repeat("a", 2000)
	for i := range 5 {
		sample{1, "00:00:00", 0, "c", "", 401, 1, classify.ClassLogon, "", handshake.Failure, long + fmt.Sprint(i), false}.feed(b)
	}
	if got := report(b).Paths.Rows.Len(); got != 1 {
		t.Errorf("kept %d paths of 2 kB in a room of 2.5 kB", got)
	}
}

func TestCutEstimate(t *testing.T) {
	tb := newTable(1)
	for i := range 300_000 {
		key := rowKey{fmt.Sprint(i)}
		if tb.add(key.append(nil, 1), key.size(), 0) == nil {
			tb.leaveOut(key.digest(), false)
		}
	}
	got := tb.cut().Groups
	if got < 298_000 || got > 302_000 {
		t.Errorf("estimated %d of 299,999", got)
	}
}

func TestTimes(t *testing.T) {
	b := NewBuilder(Options{})
	for _, clock := range []string{"12:00:00", "11:00:00", "13:00:00", "12:30:00"} {
		sample{1, clock, 0, "c", "", 401, 1, classify.ClassLogon, "", handshake.Failure, "/", false}.feed(b)
	}
	r := report(b)
	if g := r.Groups.At(0); g.First != at("11:00:00") || g.Last != at("13:00:00") || g.Count != 4 {
		t.Errorf("got %+v", g)
	}
	if row := r.Paths.Rows.At(0); row.First != at("11:00:00") || row.Last != at("13:00:00") {
		t.Errorf("got %+v", row)
	}
}

func TestAlertsAreSorted(t *testing.T) {
	r := NewBuilder(Options{}).Report(timeline.Account{}, []detect.Alert{{ID: "c", First: 2}, {ID: "b", First: 1}, {ID: "a", First: 2}}, nil, true)
	var ids string
	for _, a := range r.Alerts {
		ids += a.ID
	}
	if ids != "bac" {
		t.Errorf("got order %s", ids)
	}
}

func TestParseKeys(t *testing.T) {
	tests := []struct{ in, want, err string }{
		{"client", "client", ""},
		{"path, client", "path,client", ""},
		{"", "", `unknown key "": the keys are client, network, proxy, user, agent, cause, code, outcome, method, path, host, port, site, server, hour`},
		{"client,shoe", "", `unknown key "shoe": the keys are client, network, proxy, user, agent, cause, code, outcome, method, path, host, port, site, server, hour`},
		{"user,user", "", `key "user" twice`},
		{"client,user,cause,code,outcome,path,hour", "", `key "hour" is one too many: at most 6 keys go together`},
	}
	for _, test := range tests {
		keys, err := ParseKeys(test.in)
		if got := strings.Join(keys, ","); got != test.want || (err == nil) != (test.err == "") {
			t.Errorf("ParseKeys(%q) = %q, %v", test.in, got, err)
		}
		if err != nil && err.Error() != test.err {
			t.Errorf("ParseKeys(%q): error %q, want %q", test.in, err, test.err)
		}
	}
}

func TestUnknownKeysAreLeftOut(t *testing.T) {
	b := NewBuilder(Options{By: []string{"shoe", "user", "user"}})
	samples[2].feed(b)
	if got := report(b).By.Keys; !slices.Equal(got, []string{"user"}) {
		t.Errorf("got keys %q", got)
	}
}

func BenchmarkDenial(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	denials := make([]*handshake.Denial, 10_000)
	for i := range denials {
		denials[i] = randomDenial(r)
	}
	builder := NewBuilder(Options{})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		builder.Denial(denials[i%len(denials)])
	}
}

func TestCountingAllocatesNothing(t *testing.T) {
	b := NewBuilder(Options{By: []string{"client", "path", "code"}})
	d := randomDenial(rand.New(rand.NewPCG(1, 2)))
	b.Denial(d)
	if n := testing.AllocsPerRun(100, func() { b.Denial(d) }); n != 0 {
		t.Errorf("%v allocations for a denial of a known group", n)
	}
}

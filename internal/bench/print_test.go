package main

import "testing"

func TestReport(t *testing.T) {
	large, small := prepared{lines: 4_000_000, bytes: 800e6}, prepared{lines: 20, bytes: 4000}
	ours, theirs := command{name: "log401", line: "log401 FILE"}, command{name: "mawk", line: "mawk FILE"}
	bounds := []bound{{wallRatio, 0.20, 0.13}, {peakSize, 120e6, 0}}
	all := []outcome{
		{&comparison{name: "public", bounds: bounds, commands: []command{ours, theirs}}, []series{
			{command: ours, input: large, samples: rounds(100, 200, 300)},
			{command: theirs, input: large, samples: rounds(2000, 2000, 2500)},
		}},
		{&comparison{name: "missing", bounds: bounds[:1], commands: []command{ours, theirs}}, []series{
			{command: ours, input: large, samples: rounds(100)},
			{command: theirs, input: large, problem: "not installed"},
		}},
		{&comparison{name: "startup", bounds: []bound{{wallTime, 0.015, 0}}, commands: []command{ours}}, []series{
			{command: ours, input: small, samples: rounds(8, 9)},
		}},
		{&comparison{name: "readers", commands: []command{theirs}}, []series{
			{command: theirs, input: small, problem: "failed"},
		}},
	}
	const want = `* a fact
* another

| comparison | log401 | beside | what | found (spread) | at most | reached |
| --- | --- | --- | --- | --- | --- | --- |
| public | 0.20 s, 4.00 GB/s | mawk: 2.00 s, 0.40 GB/s | wall time, ratio | 0.1 (0.05–0.12) | 0.2, aim 0.13 | yes, and the aim |
| public | 0.20 s, 4.00 GB/s | – | peak size | 300 MB (100 MB–300 MB) | 120 MB | no |
| missing | 0.10 s, 8.00 GB/s | mawk: not installed | wall time, ratio | – | 0.2, aim 0.13 | not known |
| startup | 8.50 ms | – | wall time | 8.50 ms (8.00 ms–9.00 ms) | 15.0 ms | yes |

| comparison | command | lines | wall | GB/s | CPU | peak size |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
| public | log401 | 4000000 | 0.20 s | 4.00 | 0.40 s | 300 MB |
| public | mawk | 4000000 | 2.00 s | 0.40 | 4.00 s | 2500 MB |
| missing | log401 | 4000000 | 0.10 s | 8.00 | 0.20 s | 100 MB |
| missing | mawk | 4000000 | not installed | – | – | – |
| startup | log401 | 20 | 8.50 ms | – | 17.0 ms | below 10 MB |
| readers | mawk | 20 | failed | – | – | – |

` + "```sh" + `
# public, missing, startup
log401 FILE
# public, missing, readers
mawk FILE
` + "```\n"
	p := printer{floor: 10e6}
	if got := p.report([]string{"a fact", "another"}, all); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestUnits(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{seconds(0.00981), "9.81 ms"}, {seconds(0.0999), "99.9 ms"}, {seconds(0.1709), "0.17 s"},
		{seconds(1.104), "1.10 s"}, {seconds(14.62), "14.6 s"}, {seconds(123.4), "123 s"},
		{gigabytes(3.6e9), "3.60"}, {megabytes(119.6e6), "120 MB"},
		{ratio(1 / 1.6), "0.625"}, {ratio(0.2), "0.2"}, {ratio(3), "3"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

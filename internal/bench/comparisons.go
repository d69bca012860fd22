package main

// A comparison is some commands that take turns, and what is expected of the
// first of them, which is log401's.
type comparison struct {
	name, about string
	times       int // rounds for each that was asked for, 0 for one
	commands    []command
	bounds      []bound
}

// A command is one line for sh, in which "$FILE" is its input, "$OUT" a file
// to write to, and log401 the program as it stands in this tree.
type command struct {
	name  string // as reports show it
	needs string // the program that has to be installed; "" for none but log401
	input input
	line  string
}

// A bound is what the first command of a comparison is to keep.
type bound struct {
	of   quantity
	most float64 // in seconds, bytes or as a ratio
	aim  float64 // what would be better still, 0 for nothing
}

const (
	scanFile = `log401 --format json "$FILE"`
	mawkW3C  = `mawk '$12==401{c[$9" "$8" "$13]++} END{for(k in c)print c[k],k}' "$FILE"`
	mawkNCSA = `mawk '$9==401{c[$1" "$3]++} END{for(k in c)print c[k],k}' "$FILE"`
	// ripgrep stops at the first hit where its output is /dev/null.
	ripgrep     = `rg --no-mmap -c ' 401 ' "$FILE" | cat`
	ripgrepMmap = `rg --mmap -c ' 401 ' "$FILE" | cat`
	zcatEach    = `for f in "$FILE"/*.gz; do zcat "$f"; done`
	goaccess    = `goaccess "$FILE" --no-global-config --no-progress --log-format=W3C -o "$OUT.json" < /dev/null`
	lnavSQL     = `lnav -n -c ';SELECT count(*), c_ip, cs_username, sc_substatus FROM w3c_log WHERE sc_status = 401 GROUP BY 2, 3, 4' "$FILE" < /dev/null`
)

// comparisons are all that can be measured, in the order of reports.
var comparisons = []comparison{
	{
		name: "w3c-public", about: "W3C, a public site, against awk counting 401s",
		commands: []command{{"log401", "", publicW3C, scanFile}, {"mawk", "mawk", publicW3C, mawkW3C}},
		bounds:   []bound{{wallRatio, 0.20, 0.13}},
	},
	{
		name: "combined-public", about: "combined, a public site, against awk counting 401s",
		commands: []command{{"log401", "", publicCombined, scanFile}, {"mawk", "mawk", publicCombined, mawkNCSA}},
		bounds:   []bound{{wallRatio, 0.20, 0.13}},
	},
	{
		name: "ripgrep", about: "W3C, a public site, against ripgrep counting lines",
		commands: []command{
			{"log401", "", publicW3C, scanFile},
			{"ripgrep, reading", "rg", publicW3C, ripgrep},
			{"ripgrep, mapping", "rg", publicW3C, ripgrepMmap},
		},
		bounds: []bound{{wallRatio, 3, 2}},
	},
	{
		name: "w3c-intranet", about: "W3C, an intranet where half of the lines are 401s of handshakes, against awk",
		commands: []command{{"log401", "", intranet, scanFile}, {"mawk", "mawk", intranet, mawkW3C}},
		bounds:   []bound{{wallRatio, 0.45, 0}},
	},
	{
		name: "w3c-hostile", about: "W3C, 450,000 attackers, against awk",
		commands: []command{{"log401", "", hostile, scanFile}, {"mawk", "mawk", hostile, mawkW3C}},
		bounds:   []bound{{wallRatio, 1, 0}},
	},
	{
		name: "gzip", about: "eight compressed files, against zcat",
		commands: []command{{"log401", "", packed, scanFile}, {"zcat, one after another", "zcat", packed, zcatEach}},
		bounds:   []bound{{wallRatio, 0.8, 0}},
	},
	{
		name: "jobs", about: "W3C, a public site, two jobs against one",
		commands: []command{
			{"log401, two jobs", "", publicW3C, `log401 --jobs 2 --format json "$FILE"`},
			{"log401, one job", "", publicW3C, `log401 --jobs 1 --format json "$FILE"`},
		},
		bounds: []bound{{wallRatio, 1 / 1.6, 0}},
	},
	{
		name: "memory", about: "W3C, a public site, against four times the lines of the same clients and users",
		commands: []command{
			{"log401, four times the lines", "", fourfold, scanFile},
			{"log401", "", publicW3C, scanFile},
		},
		bounds: []bound{{peakSize, 120e6, 0}, {peakRatio, 1.15, 0}},
	},
	{
		name: "startup", about: "a file of 20 lines", times: 20,
		commands: []command{{"log401", "", few, scanFile}, {"mawk", "mawk", few, mawkW3C}},
		bounds:   []bound{{wallTime, 0.015, 0}},
	},
	{
		name: "readers", about: "the first twentieth of the W3C log of the public site, with tools made to read logs",
		commands: []command{
			{"log401", "", cut, scanFile},
			{"mawk", "mawk", cut, mawkW3C},
			{"ripgrep, reading", "rg", cut, ripgrep},
			{"GoAccess", "goaccess", cut, goaccess},
			{"lnav", "lnav", cut, lnavSQL},
		},
	},
}

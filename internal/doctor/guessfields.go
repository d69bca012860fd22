package doctor

import (
	"bytes"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"log401/parser"
)

// GuessFields returns the fields that W3C lines without a header have, as
// --fields takes them: a name that stands for them, or their names; "" where the
// lines do not fit. It rests on the fixed orders in which IIS writes its fields,
// whichever of them are chosen.
func GuessFields(samples [][]byte) string {
	columns := columnsOf(samples)
	fields, most := []string(nil), 0
	for _, order := range orders {
		if names, points := align(columns, order()); points > most {
			fields, most = names, points
		}
	}
	if fields == nil {
		return ""
	}
	text := strings.Join(fields, " ")
	if l, err := parser.W3CLayout(text); err != nil || !readsAll(l, samples, len(columns)) {
		return ""
	}
	names, lists := parser.NamedFields()
	if i := slices.Index(lists, text); i >= 0 {
		return names[i]
	}
	return text
}

// columnsOf returns the columns of the samples that have as many fields as the
// first.
func columnsOf(samples [][]byte) (columns [][]string) {
	for _, line := range samples {
		tokens := strings.Fields(string(line))
		if columns == nil {
			columns = make([][]string, len(tokens))
		}
		if len(tokens) != len(columns) {
			continue
		}
		for i, t := range tokens {
			columns[i] = append(columns[i], t)
		}
	}
	return columns
}

// readsAll reports whether a layout takes every sample with n fields.
func readsAll(l *parser.Layout, samples [][]byte, n int) bool {
	for _, line := range samples {
		if len(bytes.Fields(line)) != n {
			continue
		}
		if _, err := parser.NewReader(bytes.NewReader(line), "", l).Read(); err != nil {
			return false
		}
	}
	return true
}

// A likeness says how much the values of a column are like those of a field: 0
// not at all.
type likeness struct {
	field  string
	points func(value string) int
}

// orders are those in which IIS writes its fields: from IIS 6 on, and before.
// Sources: Microsoft Learn, "W3C Logging" (HTTP Server API); logs of IIS 5.
var orders = []func() []likeness{
	func() []likeness { return likenesses },
	func() []likeness {
		return inOrder("date time c-ip cs-username s-sitename s-computername s-ip s-port cs-method cs-uri-stem cs-uri-query " +
			"sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken cs-version cs-host cs(User-Agent) cs(Cookie) cs(Referer)")
	},
}

// inOrder returns the likenesses of these fields.
func inOrder(fields string) (list []likeness) {
	for field := range strings.FieldsSeq(fields) {
		i := slices.IndexFunc(likenesses, func(l likeness) bool { return l.field == field })
		list = append(list, likenesses[i])
	}
	return list
}

// likenesses are the fields in the order that they have from IIS 6 on.
var likenesses = []likeness{
	{"date", matching(`^\d{4}-\d\d-\d\d$`, 10)},
	{"time", matching(`^\d\d:\d\d:\d\d$`, 10)},
	{"s-sitename", matching(`^W3SVC\d+$`, 10)},
	{"s-computername", matching(`^[A-Za-z][A-Za-z0-9-]*$`, 3)},
	{"s-ip", address},
	{"cs-method", matching(`^[A-Z]{3,12}$`, 10)},
	{"cs-uri-stem", matching(`^[/*]`, 10)},
	{"cs-uri-query", query},
	{"s-port", matching(`^\d{2,5}$`, 5)},
	{"cs-username", matching(`^(-|[^/=;()]*[A-Za-z][^/=;()]*)$`, 4)},
	{"c-ip", address},
	{"cs-version", matching(`^HTTP/\d`, 10)},
	{"cs(User-Agent)", matching(`^(-|[^=]*/.*|[A-Za-z].*)$`, 5)},
	{"cs(Cookie)", matching(`^(-|[^/]+=.*)$`, 3)},
	{"cs(Referer)", matching(`^(-|https?://.*)$`, 5)},
	{"cs-host", matching(`^[A-Za-z0-9.-]+\.[A-Za-z0-9.-]+(:\d+)?$|^localhost`, 4)},
	{"sc-status", matching(`^[1-5]\d\d$`, 6)},
	{"sc-substatus", matching(`^\d{1,3}$`, 5)},
	{"sc-win32-status", matching(`^-?\d{1,10}$`, 5)},
	{"sc-bytes", matching(`^\d+$`, 3)},
	{"cs-bytes", matching(`^\d+$`, 3)},
	{"time-taken", matching(`^\d+$`, 4)},
}

func matching(pattern string, points int) func(string) int {
	expression := regexp.MustCompile(pattern)
	return func(value string) int {
		if expression.MatchString(value) {
			return points
		}
		return 0
	}
}

// query likes what has pairs, and takes anything.
func query(value string) int {
	if value == "-" || strings.ContainsAny(value, "=&%") {
		return 4
	}
	return 1
}

func address(value string) int {
	if _, err := netip.ParseAddr(value); err != nil {
		return 0
	}
	return 6
}

// of is what a column has in common with a field: 0 if one value cannot be
// of it.
func (l *likeness) of(column []string) (least int) {
	for i, value := range column {
		p := l.points(value)
		if p == 0 {
			return 0
		}
		if i == 0 || p < least {
			least = p
		}
	}
	return least
}

// A fit is the best way to give the columns up to one their fields.
type fit struct {
	points int // 0 for no way
	before int // field of the column before
}

// align gives every column a field, in a given order, so that they have most in
// common; nil where that cannot be done.
func align(columns [][]string, order []likeness) (names []string, points int) {
	if len(columns) < 3 || len(columns) > len(order) {
		return nil, 0
	}
	fits := make([][]fit, len(columns))
	for i, column := range columns {
		fits[i] = make([]fit, len(order))
		for f := range order {
			points := order[f].of(column)
			best := fit{before: -1}
			if i > 0 {
				best = bestBefore(fits[i-1], f)
			}
			if points > 0 && (i == 0 || best.points > 0) {
				fits[i][f] = fit{best.points + points, best.before}
			}
		}
	}
	best := bestBefore(fits[len(fits)-1], len(order))
	if best.points == 0 {
		return nil, 0
	}
	names = fieldsOfFit(fits, order, best.before)
	if slices.Contains(names, "c-ip") {
		best.points += clientPoints
	}
	return names, best.points
}

// clientPoints speak for fields with a client: few logs have none.
const clientPoints = 3

// bestBefore returns the points of the best fit that ends before field f, and
// where.
func bestBefore(fits []fit, f int) fit {
	best := fit{before: -1}
	for i := range f {
		if fits[i].points > best.points {
			best = fit{fits[i].points, i}
		}
	}
	return best
}

// fieldsOfFit returns the names of the fields of the fit that ends with field f.
func fieldsOfFit(fits [][]fit, order []likeness, f int) []string {
	names := make([]string, len(fits))
	for i := len(fits) - 1; i >= 0; i-- {
		names[i] = order[f].field
		f = fits[i][f].before
	}
	return names
}

// isNumber reports whether s is a whole number.
func isNumber(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

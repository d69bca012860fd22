package source

import (
	"cmp"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// A fileName is the name of a log file, taken apart into what it shares with
// the other files of its stream and what states its place among them.
type fileName struct {
	key    string // without dates and rotation number; "*" for a date beside a letter
	masked string // key with "#" for the plain numbers too
	marked bool   // has a date or a rotation number

	dates    []number // from the year down; more recent is newer
	rotation number   // "access.log.2"; higher is older; "" for none
	plain    []number // all others; higher is newer
	packed   int      // number of compression suffixes
}

// A number is written in digits without leading zeros, "0" for zero. It may
// be longer than any integer.
type number string

func toNumber(digits string) number {
	trimmed := strings.TrimLeft(digits, "0")
	if trimmed == "" {
		return "0"
	}
	return number(trimmed)
}

func compareNumbers(a, b number) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// compare orders the files of one stream, oldest first. What has no date is
// newer than what has one, and what has no rotation number newer than what has
// one: the file without is the one still being written.
func (f *fileName) compare(g *fileName) int {
	return cmp.Or(
		compareBool(len(f.dates) == 0, len(g.dates) == 0),
		slices.CompareFunc(f.dates, g.dates, compareNumbers),
		compareBool(f.rotation == "", g.rotation == ""),
		compareNumbers(g.rotation, f.rotation),
		slices.CompareFunc(f.plain, g.plain, compareNumbers),
		cmp.Compare(g.packed, f.packed),
	)
}

// compareBool puts false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// compressionSuffixes are those of which a rotation leaves the name as it was.
var compressionSuffixes = []string{".gz", ".gzip", ".bz2", ".bz", ".zst", ".zstd", ".xz"}

// cutCompression returns the name without its compression suffixes, and how
// many it had.
func cutCompression(name string) (stem string, layers int) {
	for i := strings.LastIndexByte(name, '.'); i > 0; i = strings.LastIndexByte(name, '.') {
		if !slices.Contains(compressionSuffixes, strings.ToLower(name[i:])) {
			break
		}
		name = name[:i]
		layers++
	}
	return name, layers
}

// LogNames returns the names that a log may have of which name is a file, by
// its base name: that itself, without compression suffixes, and without what a
// rotation put in or behind it.
func LogNames(name string) []string {
	stem, _ := cutCompression(name)
	return []string{name, stem, parseName(name).key}
}

// digitGroup is digits joined as the parts of a date are.
var digitGroup = regexp.MustCompile(`[0-9]+(?:[-._:T][0-9]+)*`)

const separators = "-._"

// parseName takes the base name of a file apart.
func parseName(name string) *fileName {
	stem, packed := cutCompression(name)
	f := &fileName{packed: packed}
	for at := 0; at < len(stem); {
		group := digitGroup.FindStringIndex(stem[at:])
		if group == nil {
			f.text(stem[at:])
			break
		}
		start, end := at+group[0], at+group[1]
		f.text(stem[at:start])
		at = start + f.digits(stem[:start], stem[start:end], stem[end:])
	}
	return f
}

// digits sorts in the first part of a group of digits, or all of it, given
// what stands before and after the group. It returns the length of what it
// has dealt with in bytes.
func (f *fileName) digits(before, group, after string) int {
	parts := strings.FieldsFunc(group, func(r rune) bool { return r < '0' || r > '9' })
	if n := addressLength(group, parts); n > 0 {
		f.text(group[:n]) // of a server: it says nothing of time
		return n
	}
	if date := parseDate(parts, before); date != nil {
		f.date(before, date)
		return len(group)
	}
	if doubtfulDate(parts) {
		f.text(group) // alone in its stream it is merged by the times in it, which is never wrong
		return len(group)
	}
	alone := len(parts) == 1
	switch {
	case alone && isYear(parts[0]) && isSeparated(before) && endsName(after):
		f.date(before, dateNumbers(parts))
	case alone && isRotation(before, after):
		f.rotated(toNumber(parts[0]))
	default:
		f.number(parts[0])
	}
	return len(parts[0])
}

func (f *fileName) text(s string) {
	f.key += s
	f.masked += s
}

func (f *fileName) number(digits string) {
	f.plain = append(f.plain, toNumber(digits))
	f.key += digits
	f.masked += "#"
}

func (f *fileName) rotated(n number) {
	f.marked = true
	f.rotation = n
	f.trimSeparators()
}

func (f *fileName) date(before string, date []number) {
	f.marked = true
	f.dates = append(f.dates, date...)
	if isSeparated(before) {
		f.trimSeparators()
		return
	}
	f.text("*")
}

func (f *fileName) trimSeparators() {
	f.key = strings.TrimRight(f.key, separators)
	f.masked = strings.TrimRight(f.masked, separators)
}

// isSeparated reports whether something and a separator stand before a number.
func isSeparated(before string) bool {
	rest := strings.TrimRight(before, separators)
	return rest != "" && rest != before
}

var extension = regexp.MustCompile(`^\.[A-Za-z]+$`)

// endsName reports whether nothing but an extension comes after a number.
func endsName(after string) bool { return after == "" || extension.MatchString(after) }

// isRotation reports whether a number between before and after is one that
// logrotate and its kin give: "access.log.1", "access.log-1", "access.1.log".
// Other numbers before an extension ("web-1.log") rather tell servers apart.
func isRotation(before, after string) bool {
	if !isSeparated(before) || !endsName(after) {
		return false
	}
	return strings.HasSuffix(before, ".") || after == "" && strings.HasSuffix(before, "-")
}

// addressLength returns the length of the IPv4 address that a group of digits
// starts with, 0 if it does not.
func addressLength(group string, parts []string) int {
	if len(parts) < 4 {
		return 0
	}
	address := strings.Join(parts[:4], ".")
	if _, err := netip.ParseAddr(address); err != nil || !strings.HasPrefix(group, address) {
		return 0
	}
	return len(address)
}

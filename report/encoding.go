package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// An Encoding is the code page in which text that is no UTF-8 is shown. Only
// what is shown: rules, groups and the order of rows go by the bytes that were
// logged. The zero value and nil show such text as it is without.
type Encoding struct {
	name string
	of   encoding.Encoding
}

// NewEncoding returns the encoding of a name such as "windows-1252",
// "shift_jis" or "latin1". The names are those of the Encoding Standard,
// https://encoding.spec.whatwg.org, in any case. Those in which ASCII is not
// what it is in UTF-8 are not among them.
func NewEncoding(label string) (*Encoding, error) {
	of, err := htmlindex.Get(label)
	if err == nil {
		if name, _ := htmlindex.Name(of); slices.Contains(EncodingNames(), name) {
			return &Encoding{name, of}, nil
		}
	}
	return nil, fmt.Errorf("%q is no encoding that text can be shown in", label)
}

// EncodingNames returns the names of all encodings, sorted.
func EncodingNames() []string {
	var names []string
	for _, of := range slices.Concat(charmap.All, japanese.All, korean.All, simplifiedchinese.All, traditionalchinese.All) {
		// What is in no standard for the web has no name there.
		if name, err := htmlindex.Name(of); err == nil && keepsASCII(of) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// keepsASCII is false for EBCDIC and for encodings with escape sequences.
func keepsASCII(of encoding.Encoding) bool {
	const text = "GET /~a{b} HTTP/1.1"
	got, err := of.NewDecoder().String(text)
	return err == nil && got == text && of != japanese.ISO2022JP && of != simplifiedchinese.HZGB2312 && of != charmap.XUserDefined
}

// show returns s as UTF-8 where the encoding can tell; clean or its like has to
// follow. It is the one place where bytes are decoded. What is decoded is each
// piece between blanks, quotes and characters in UTF-8 beyond ASCII, so that a
// sentence of ours may quote a name; none of these is a part of a character in
// any of the encodings.
func (e *Encoding) show(s string) string {
	if e == nil || e.of == nil || utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	start := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if ends := r == ' ' || r == '"' || size > 1; ends {
			e.piece(&b, s[start:i])
			b.WriteString(s[i : i+size])
			start = i + size
		}
		i += size
	}
	e.piece(&b, s[start:])
	return b.String()
}

func (e *Encoding) piece(b *strings.Builder, s string) {
	if !utf8.ValidString(s) {
		if decoded, err := e.of.NewDecoder().String(s); err == nil {
			s = decoded
		}
	}
	b.WriteString(s)
}

// Encode returns text as it stands in a log of the encoding, or text itself
// where it cannot stand there.
func (e *Encoding) Encode(text string) string {
	if e == nil || e.of == nil {
		return text
	}
	s, err := e.of.NewEncoder().String(text)
	if err != nil {
		return text
	}
	return s
}

// ShowIn lets the report show text that is no UTF-8 in an encoding, nil for
// none, and notes what that means, or would.
func (r *Report) ShowIn(e *Encoding) {
	r.Encoding = e
	n := int64(r.foreign.users + r.foreign.paths)
	switch {
	case n == 0:
	case e != nil:
		r.Notes = append(r.Notes, fmt.Sprintf("Of the users and paths, %s not UTF-8: what is not is shown as %s, and told apart by its bytes.", count(n, "is", "are"), e.name))
	case n >= manyForeign || r.foreign.users > 0:
		r.Notes = append(r.Notes, fmt.Sprintf("Of the users and paths, %s not UTF-8, as IIS logs them where logInUTF8 is off: --encoding windows-1252 shows those of western Europe, windows-1251 Cyrillic, shift_jis Japanese.", count(n, "is", "are")))
	}
}

// manyForeign is how many paths that are no UTF-8 need a note: attackers log
// such, too.
const manyForeign = 5

// A foreign counts names that are no UTF-8.
type foreign struct{ users, paths int }

func (b *Builder) foreign() foreign {
	users, paths := map[string]bool{}, map[string]bool{}
	groups, rows := b.groups.now(), b.paths.now()
	for i := range groups.n {
		_, record := groups.row(i)
		k := groupKeyOf(record)
		addForeign(users, k.user)
	}
	for i := range rows.n {
		_, record := rows.row(i)
		path, _ := cutText(record)
		addForeign(paths, path)
	}
	return foreign{len(users), len(paths)}
}

func addForeign(set map[string]bool, s string) {
	if !utf8.ValidString(s) {
		set[s] = true
	}
}

// NearEncodings returns the names of encodings that a label may have been
// meant for: those with its digits, or else with its first letters.
func NearEncodings(label string) []string {
	label = strings.ToLower(label)
	digits, start := digitsOf(label), label[:min(len(label), 3)]
	var same, alike []string
	for _, name := range EncodingNames() {
		switch {
		case digits != "" && digitsOf(name) == digits:
			same = append(same, name)
		case strings.HasPrefix(name, start):
			alike = append(alike, name)
		}
	}
	if len(same) > 0 {
		return same
	}
	return alike
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}

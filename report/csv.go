package report

import (
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// WriteCSV writes the breakdown that was asked for, or else the groups, as
// RFC 4180 has it: a header row, CRLF at the end of rows. Text is made safe
// for spreadsheets as by csvCell; what is unknown is an empty cell. What a
// limit left out stands in a last row named "other": in its column outcome, or
// in the first of a breakdown. It returns
// the first error of w.
func WriteCSV(w io.Writer, r *Report) error {
	c := &csvWriter{w: w, decode: r.Encoding}
	if r.By != nil {
		c.breakdown(r.By)
	} else {
		c.groups(r)
	}
	return c.flush()
}

// A csvWriter appends rows to a buffer and empties it into a writer. Its first
// error stays.
type csvWriter struct {
	w      io.Writer
	b      []byte
	decode *Encoding // of text that is no UTF-8, or nil
	err    error
}

func (c *csvWriter) flush() error {
	if c.err == nil {
		_, c.err = c.w.Write(c.b)
	}
	c.b = c.b[:0]
	return c.err
}

// csvRows writes the rows of a list, on all cores.
func csvRows[T any](c *csvWriter, rows List[T], write func(*csvWriter, *T)) {
	err := inPieces(rows.Len(), func(b []byte, from, to int) []byte {
		piece := csvWriter{b: b, decode: c.decode}
		var row T
		for i := from; i < to; i++ {
			row = rows.At(i)
			write(&piece, &row)
		}
		return piece.b
	}, func(b []byte) error {
		c.b = append(c.b, b...)
		return c.flush()
	})
	if err != nil {
		c.err = err
	}
}

// row ends a row.
func (c *csvWriter) row() {
	c.b[len(c.b)-1] = '\r'
	c.b = append(c.b, '\n')
}

func (c *csvWriter) text(s string) {
	if !isBareCell(s) {
		s = csvCell(c.decode.show(s))
	}
	c.b = append(append(c.b, s...), ',')
}

func (c *csvWriter) int(n int64) { c.b = append(strconv.AppendInt(c.b, n, 10), ',') }

func (c *csvWriter) time(ns int64) {
	c.b = append(appendTime(c.b, ns), ',')
}

var groupColumns = []string{
	"client", "user", "likely_user", "likely_user_confidence", "cause", "code", "outcome", "log_only", "count", "first", "last", "proxies",
}

func (c *csvWriter) header(names []string) {
	for _, n := range names {
		c.text(n)
	}
	c.row()
}

func (c *csvWriter) groups(r *Report) {
	c.header(groupColumns)
	csvRows(c, r.Groups, (*csvWriter).group)
	c.other(r.Cut.Denials, "false")
	c.other(r.Cut.LogOnly, "true")
}

func (c *csvWriter) group(g *Group) {
	for _, s := range [...]string{g.Client, g.User, g.LikelyUser, g.Likelihood, g.Cause, g.Code, g.Outcome, strconv.FormatBool(g.LogOnly)} {
		c.text(s)
	}
	c.int(g.Count)
	c.time(g.First)
	c.time(g.Last)
	c.text(viaText(g.Proxies, g.MoreProxies))
	c.row()
}

func (c *csvWriter) other(n int64, logOnly string) {
	if n == 0 {
		return
	}
	for _, s := range []string{"", "", "", "", "", "", "other", logOnly} {
		c.text(s)
	}
	c.int(n)
	for range 3 {
		c.text("")
	}
	c.row()
}

func (c *csvWriter) breakdown(b *Breakdown) {
	c.header(append(b.Keys[:len(b.Keys):len(b.Keys)], "count", "first", "last"))
	csvRows(c, b.Rows, (*csvWriter).rowOf)
	if n := b.Cut.Denials + b.Cut.LogOnly; n > 0 {
		c.text("other")
		for range b.Keys[1:] {
			c.text("")
		}
		c.int(n)
		c.text("")
		c.text("")
		c.row()
	}
}

func (c *csvWriter) rowOf(r *Row) {
	for _, v := range r.Values {
		c.text(v)
	}
	c.int(r.Count)
	c.time(r.First)
	c.time(r.Last)
	c.row()
}

// isBareCell reports whether csvCell certainly changes nothing: it is so for
// nearly all text. It may say no.
func isBareCell(s string) bool {
	for i := range len(s) {
		if !bareInCell[s[i]] {
			return false
		}
	}
	return s == "" || !startsFormula(s[:1])
}

// bareInCell are printable ASCII characters but blanks and those that cells are
// quoted for.
var bareInCell = func() (bare [256]bool) {
	for c := '!'; c <= '~'; c++ {
		bare[c] = c != '"' && c != ',' && c != ';'
	}
	return bare
}()

// csvCell makes text from a log a cell that no spreadsheet takes for a
// formula: what clean does not let through is escaped, and an apostrophe
// stands before a cell, or a part of one behind a semicolon (which parts
// cells in many countries), that starts like a formula. The cell is quoted
// where RFC 4180 or a semicolon asks for it.
func csvCell(s string) string {
	s = clean(s, false)
	if s == "" {
		return ""
	}
	parts := strings.Split(s, ";")
	for i, part := range parts {
		if startsFormula(part) {
			parts[i] = "'" + part
		}
	}
	s = strings.Join(parts, ";")
	if !strings.ContainsAny(s, `",;`) && s[0] != ' ' && s[len(s)-1] != ' ' {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// startsFormula reports whether a spreadsheet may take s for a formula, with
// blanks before it or in full width, too.
func startsFormula(s string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
	r, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠", r) && s != ""
}

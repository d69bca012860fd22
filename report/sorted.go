package report

import (
	"cmp"
	"slices"
)

// A window is a part of a text to sort by, in an order that numbers keep: its
// next 15 bytes, and how many of them there are, or else windowOn.
type window struct{ high, low uint64 }

const (
	windowBytes = 15
	windowOn    = windowBytes + 1 // the text goes on behind the window
)

// windowAt returns the window that starts at a byte of a text, at its end at
// the latest.
func windowAt(s string, at int) (w window) {
	s = s[at:]
	n := uint64(min(len(s), windowOn))
	for i := range min(len(s), 8) {
		w.high |= uint64(s[i]) << (56 - 8*i)
	}
	for i := 8; i < min(len(s), windowBytes); i++ {
		w.low |= uint64(s[i]) << (56 - 8*(i-8))
	}
	w.low |= n
	return w
}

func (w window) goesOn() bool { return w.low&0xff == windowOn }

// An order sorts rows by columns of text. It looks at the rows themselves once
// a window, in the order in which they lie in memory as long as it can, and
// compares numbers: rows are many, and far apart.
type order struct {
	columns int
	window  func(row int32, column, at int) window
}

type placed struct {
	window
	row int32
}

// of returns the numbers of n rows in their order. No two rows are the same in
// all columns.
func (o *order) of(n int) []int32 {
	all := make([]placed, n)
	for i := range all {
		all[i].row = int32(i)
	}
	o.sort(all, 0, 0)
	rows := make([]int32, n)
	for i := range all {
		rows[i] = all[i].row
	}
	return rows
}

// sort sorts rows that are the same before a byte of a column.
func (o *order) sort(rows []placed, column, at int) {
	for column < o.columns && len(rows) > 1 {
		for i := range rows {
			rows[i].window = o.window(rows[i].row, column, at)
		}
		slices.SortFunc(rows, comparePlaced)
		end := sameWindow(rows)
		if end < len(rows) {
			for len(rows) > 0 {
				next, start := o.after(rows[0].window, column, at)
				o.sort(rows[:end], next, start)
				rows = rows[end:]
				end = sameWindow(rows)
			}
			return
		}
		column, at = o.after(rows[0].window, column, at)
	}
}

// after returns where rows that share a window go on.
func (o *order) after(w window, column, at int) (int, int) {
	if w.goesOn() {
		return column, at + windowBytes
	}
	return column + 1, 0
}

// sameWindow returns how many rows share the window of the first.
func sameWindow(rows []placed) int {
	for i := range rows {
		if rows[i].window != rows[0].window {
			return i
		}
	}
	return len(rows)
}

func comparePlaced(a, b placed) int {
	if a.high != b.high {
		return cmp.Compare(a.high, b.high)
	}
	return cmp.Compare(a.low, b.low)
}

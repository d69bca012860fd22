package doctor

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"log401/internal/phrase"
)

// A Group is some exams of one stream, one after the other, that come to the
// same: what holds for one holds for all.
type Group []*Exam

// Fold puts exams that are alike into groups, in their order.
func Fold(exams []*Exam) (groups []Group) {
	for _, x := range exams {
		if n := len(groups); n > 0 && groups[n-1][0].alike(x) {
			groups[n-1] = append(groups[n-1], x)
			continue
		}
		groups = append(groups, Group{x})
	}
	return groups
}

// alike reports whether two exams come to the same.
func (x *Exam) alike(y *Exam) bool { return x.Stream == y.Stream && x.gist() == y.gist() }

// gist is what exams that are alike have in common: the format and what there
// is to do, without numbers, lines and names.
func (x *Exam) gist() string {
	parts := []string{x.Format, x.Program, x.Writer, strings.Join(x.Fields, " "), fmt.Sprint(x.Complete)}
	for _, f := range x.Findings {
		if f.Level == Look && f.Kind != "empty" {
			continue
		}
		parts = append(parts, f.Kind)
		for _, s := range f.To {
			parts = append(parts, s.What)
		}
	}
	return strings.Join(slices.Compact(parts), "\n")
}

// leastMissing is how long nothing may be logged between two files of a stream
// until a file may be missing.
const leastMissing = 25 * time.Hour

// Compare adds to exams, which stand in the order of their streams, what only
// shows when one is beside the other: files that may be missing between them.
func Compare(exams []*Exam) {
	var before *Exam
	for _, x := range exams {
		if x.Entries == 0 {
			continue
		}
		if before != nil && before.Stream == x.Stream {
			x.Findings = append(x.Findings, x.gapAfter(before)...)
		}
		before = x
	}
}

func (x *Exam) gapAfter(before *Exam) []Finding {
	gap := Jump{From: before.Times.Last, To: x.Times.First}
	if gap.Length() < leastMissing {
		return nil
	}
	return one("gap-between", Look, "Time", fmt.Sprintf("nothing for %s between the end of %s (%s) and the start of this file (%s): a file between them may be missing",
		phrase.Count(int64(gap.Length()/time.Hour), "hour", "hours"), words([]string{base(before.Source)}), gap.From, gap.To))
}

func base(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

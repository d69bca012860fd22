package report

import (
	"fmt"
	"strconv"

	"log401/internal/phrase"
	"log401/parser"
	"log401/timeline"
)

// The words that all texts share, by the short names that they have here.
var (
	number     = phrase.Number
	count      = phrase.Count
	percent    = phrase.Percent
	sentence   = phrase.Sentence
	upperFirst = phrase.UpperFirst
)

func sourcesWhere(in *timeline.Account, keep func(*timeline.SourceAccount) bool) []*timeline.SourceAccount {
	var out []*timeline.SourceAccount
	for i := range in.Sources {
		if keep(&in.Sources[i]) {
			out = append(out, &in.Sources[i])
		}
	}
	return out
}

// these names some sources: "a.log", or "3 sources (first a.log)".
func these(found []*timeline.SourceAccount) string {
	if len(found) == 1 {
		return name(found[0].Name)
	}
	return fmt.Sprintf("%s sources (first %s)", number(int64(len(found))), name(found[0].Name))
}

func inThese(found []*timeline.SourceAccount) string {
	if len(found) == 0 {
		return ""
	}
	return " in " + these(found)
}

func position(p parser.Position) string {
	return name(p.Source) + ":" + strconv.FormatInt(p.Line, 10)
}

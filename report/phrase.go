package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"log401/parser"
	"log401/timeline"
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

// sentence ends s with a full stop unless it ends like a sentence.
func sentence(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// upperFirst starts s with a capital letter, if it starts with a letter and
// not with the name of the program.
func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError || strings.HasPrefix(s, "log401") {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

func position(p parser.Position) string {
	return name(p.Source) + ":" + strconv.FormatInt(p.Line, 10)
}

// percent writes n of total with one decimal, rounded down: "3.1 %".
func percent(n, total int64) string {
	mille := n * 1000 / max(total, 1)
	return fmt.Sprintf("%d.%d %%", mille/10, mille%10)
}

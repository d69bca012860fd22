package classify

import (
	"slices"
	"strings"
)

// maxText is how much of a text is looked at, in bytes. Error pages say what
// they have to say at their beginning.
const maxText = 16 << 10

// explainText looks for something known in the text of an error page, a message
// or an error log. Codes with a substatus and numbers of Windows say most, then
// the wording, then a bare status.
func explainText(text string) (Explanation, bool) {
	text = text[:min(len(text), maxText)]
	found := scanText(text)
	switch {
	case found.update != nil:
		return explainUpdateError(found.update), true
	case found.substatus >= 0 || found.status > 0 && found.win32 != nil:
		win32 := int64(-1)
		if found.win32 != nil {
			win32 = found.win32.Number
		}
		return explainStatus(found.status, found.substatus, win32), true
	case found.win32 != nil:
		return explainWin32(found.win32), true
	}
	if query := phraseIn(text, found.status); query != "" {
		return explainPhrase(query)
	}
	if found.status > 0 {
		return explainStatus(found.status, -1, -1), true
	}
	return Explanation{}, false
}

// explainPhrase explains what the table of phrases points to.
func explainPhrase(query string) (Explanation, bool) {
	if explanation, ok := explainNumbers(query); ok {
		return explanation, true
	}
	return explainName(query)
}

// A finding is what the words of a text name.
type finding struct {
	status    int   // 0: none
	substatus int64 // -1: none
	win32     *Win32
	update    *updateError
}

// scanText takes the first of each kind; a code with a substatus takes the
// place of a bare status before it.
func scanText(text string) finding {
	found := finding{substatus: -1}
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !isAlphanumeric(r) && r != '.' && r != '-' && r != '_'
	})
	for _, word := range words {
		found.read(strings.Trim(word, ".-"))
	}
	return found
}

func isAlphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

func (found *finding) read(word string) {
	head, tail, hasSubstatus := strings.Cut(word, ".")
	number, isNumber := ParseWin32([]byte(head))
	if isNumber && len(head) == 3 {
		found.readStatus(int(number), tail, hasSubstatus)
		return
	}
	// Numbers of four digits are the shortest that stand for nothing else
	// than a Win32 status, provided that they are known.
	if isNumber && len(word) >= 4 && found.update == nil {
		found.update = findUpdateError(number)
	}
	if found.win32 != nil {
		return
	}
	if isNumber && len(word) >= 4 {
		found.win32 = findWin32(number)
		return
	}
	found.win32 = win32BySymbol(word)
}

func (found *finding) readStatus(status int, tail string, hasSubstatus bool) {
	if found.substatus >= 0 {
		return
	}
	if substatus, ok := ParseWin32([]byte(tail)); ok && hasSubstatus {
		if _, listed := findStatus(status, substatus); listed {
			found.status, found.substatus = status, substatus
		}
		return
	}
	if _, listed := findStatus(status, -1); listed && !hasSubstatus && found.status == 0 {
		found.status = status
	}
}

// phraseIn returns what the first phrase of the table that is in the text
// points to. A phrase that points to another status than the one that the text
// names does not count.
func phraseIn(text string, status int) string {
	words := " " + plainWords(text) + " "
	i := slices.IndexFunc(phrases, func(p phrase) bool {
		return strings.Contains(words, " "+p.words+" ") && (status == 0 || p.about(status))
	})
	if i < 0 {
		return ""
	}
	return phrases[i].query
}

// plainWords returns the words of a text in lower case, with one blank between
// them and without punctuation.
func plainWords(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !isAlphanumeric(r) }), " ")
}

// about reports whether the phrase can stand beside the status: one of Windows
// or of a cause can stand beside any.
func (p phrase) about(status int) bool {
	head, _, _ := strings.Cut(p.query, ".")
	number, isNumber := ParseWin32([]byte(head))
	return !isNumber || !isStatus(number) || number == int64(status)
}

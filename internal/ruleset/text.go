package ruleset

import (
	"unicode/utf8"

	"log401/internal/utftext"
)

// utf8Text returns the text of a file without its byte order mark, or says
// why it is none.
func utf8Text(data []byte) (text []byte, problem string) {
	data = utftext.UTF8(data)
	if !utf8.Valid(data) {
		return nil, "it is not text in UTF-8"
	}
	return data, ""
}

// maxShown is how many bytes of a file's own text stand in an error.
const maxShown = 40

// cut shortens a text to what an error may show of it.
func cut(text string) string {
	if len(text) <= maxShown {
		return text
	}
	end := maxShown
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "..."
}

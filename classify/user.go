package classify

import "strings"

// UserKey returns what two spellings of a user have in common: the name
// case-folded, without DOMAIN\ and @suffix, as long as something remains.
func UserKey(name string) string {
	bare := name[strings.LastIndexByte(name, '\\')+1:]
	if at := strings.IndexByte(bare, '@'); at > 0 {
		bare = bare[:at]
	}
	if bare == "" {
		bare = name
	}
	return strings.ToLower(bare)
}

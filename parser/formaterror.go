package parser

import "fmt"

// A FormatError is why a format string is refused. It is found without a log:
// lines that the string prints could not be read, or not in one way only.
type FormatError struct {
	Format string // the string as given
	Column int    // byte of Format, 1 for the first, or 0 for the string as a whole
	Reason string
	Hint   string // what to do, or ""
}

// Error returns the column and the reason.
func (e *FormatError) Error() string {
	if e.Column == 0 {
		return e.Reason
	}
	return fmt.Sprintf("column %d: %s", e.Column, e.Reason)
}

package timeline

import "log401/parser"

// An Account says what was read of the input and what could not be.
type Account struct {
	parser.Tally
	Outside      int64 // entries outside the span asked for; they count as entries
	Late         int64 // events that came behind a released clock; 0 in batch
	PendingBytes int64 // of an unfinished last line that state left unread
	First, Last  int64 // Unix nanoseconds of the earliest and latest entry; 0 where there was none
	Sources      []SourceAccount
	Rejects      []Reject // one row a reason, most frequent first, then by name
}

// A SourceAccount is the account of one source. Sources stand in the order of
// their streams, and within a stream in reading order.
type SourceAccount struct {
	Name   string
	Stream string
	Format string // "w3c", "combined" …; "" where none was recognised
	parser.Tally
	Program       string   // what wrote it where that matters: "ftp", "httperr"; else ""
	MissingFields []string // W3C names of fields that log401 would use and the layout lacks
	Success       bool     // at least one status below 400
	Err           error    // what ended the source before its end, or nil
	Error         string   // why it could not be read to its end, or ""
	Hint          string   // what to do about Error or about having no entries, or ""
}

// A Reject counts the rejected lines of one reason over all sources.
type Reject struct {
	Reason string
	Count  int64
	First  parser.Position
	Sample []byte // start of the first such line, cut; raw bytes
}

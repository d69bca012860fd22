package parser

// A Tally counts lines by what became of them. Lines is always the sum of
// Entries, Directives, Blank and Rejected; a run of NUL bytes is no line.
type Tally struct {
	Lines, Entries, Directives, Blank, Rejected int64
	NULBytes                                    int64

	// Of the entries:
	Zoneless int64 // their time says no zone
	Repeated int64 // it is of an hour that daylight saving repeats
	Skipped  int64 // it is of an hour that daylight saving skips
}

// Add adds the counts of u.
func (t *Tally) Add(u Tally) {
	t.Lines += u.Lines
	t.Entries += u.Entries
	t.Directives += u.Directives
	t.Blank += u.Blank
	t.Rejected += u.Rejected
	t.NULBytes += u.NULBytes
	t.Zoneless += u.Zoneless
	t.Repeated += u.Repeated
	t.Skipped += u.Skipped
}

// A Reason says why a line was rejected, in the words of reports.
type Reason string

// The reasons. Nothing else is a ground for rejection.
const (
	ReasonTooFewFields  Reason = "too few fields"
	ReasonTooManyFields Reason = "too many fields"
	ReasonStatus        Reason = "invalid status"
	ReasonTime          Reason = "invalid time"
	ReasonNoDate        Reason = "no date field or #Date"
	ReasonNoFields      Reason = "no #Fields"
	ReasonNoFormat      Reason = "not an access log line"
	ReasonErrorLog      Reason = "line of an error log"
	ReasonQuote         Reason = "unterminated quotation"
	ReasonNUL           Reason = "NUL bytes inside"
	ReasonTooLong       Reason = "line too long"
	ReasonText          Reason = "not as the format says"
	ReasonAmbiguous     Reason = "can be read in two ways"
	ReasonClientList    Reason = "list of addresses for a client"
	ReasonJSON          Reason = "invalid JSON"
	ReasonNoRequest     Reason = "JSON, but not of a request"
	ReasonWrapped       Reason = "log line inside JSON"
)

// A LineError is a line that no grammar accepts. Text is borrowed from the
// block, as an Entry is. Layout is the one in force at the line.
type LineError struct {
	Position
	Offset int64
	Reason Reason
	Field  string // name of the field that is wrong, or ""
	Text   []byte // the line
	Cut    bool   // Text is only the start of the line, which is too long
	Layout *Layout
}

// Error returns position, field, reason and the start of the line, quoted.
func (e *LineError) Error() string {
	s := e.Position.String() + ": "
	if e.Field != "" {
		s += e.Field + ": "
	}
	return s + string(e.Reason) + ": " + Quote(e.Text, 40)
}

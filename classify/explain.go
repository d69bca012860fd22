package classify

import (
	"strings"

	"log401/parser"
)

// An Explanation says what a code, a number or an event means, what log401
// makes of it and what to do about it. It holds text of the tables only, never
// bytes of a log or of a query, so it is safe to print anywhere.
type Explanation struct {
	Title     string     // the code and a few words
	What      string     // what it means: a few sentences
	Class     Class      // ClassNone where it is no denial
	CauseName string     // stable name of the likely cause, "" where there is none to name
	Counted   string     // what log401 makes of it
	Server    []string   // what to check on the server
	Tell      string     // what to tell the user, "" where there is nothing to tell
	Relatives []Relative // what is easily mistaken for it, or goes with it
	Sources   []string   // where the facts come from
}

// A Relative points to another thing that Explain knows.
type Relative struct {
	Code  string // what to ask Explain for
	Title string
}

// Explain says what is known of a query: a code (401, 401.3, 403.502), a Win32
// status in any form (1326, 0x8009030C, -2146893044, ERROR_LOGON_FAILURE), an
// error of the Windows Update client (0x80244017), the three numbers of a log
// line (401 1 1326), the name of a cause (account-locked-out), a reason of
// HTTPERR (QueueFull), or the text that a browser showed. The error is an *UnknownQueryError.
func Explain(query string) (Explanation, error) {
	query = strings.TrimSpace(query)
	for _, read := range []func(string) (Explanation, bool){explainNumbers, explainName, explainText} {
		if explanation, ok := read(query); ok {
			return explanation, nil
		}
	}
	return Explanation{}, &UnknownQueryError{Query: query, Near: nearNames(query)}
}

// ExplainEvent says what the verdict on an event means. It speaks of the line
// alone: what the outcome is depends on the lines around it.
func ExplainEvent(event *Event) Explanation {
	if event.Aside() {
		return explainAside(event)
	}
	return explainVerdict(factsOf(event), Verdict{event.Class, event.Cause, event.LogOnly})
}

// An UnknownQueryError says that Explain knows nothing about a query.
type UnknownQueryError struct {
	Query string   // as asked, without the blanks around it
	Near  []string // at most three things of similar spelling that Explain knows
}

// maxQuoted is how many bytes of a query an error repeats.
const maxQuoted = 60

// Error repeats the start of the query, quoted.
func (e *UnknownQueryError) Error() string {
	if e.Query == "" {
		return "nothing to explain"
	}
	return "nothing known about " + parser.Quote([]byte(e.Query), maxQuoted)
}

// Hint returns a sentence that says what to ask instead.
func (e *UnknownQueryError) Hint() string {
	if len(e.Near) > 0 {
		return "did you mean " + strings.Join(e.Near, " or ") + "?"
	}
	return "ask for a code (401.3, 403.502), a Win32 status (1326, 0x8009030C, ERROR_LOGON_FAILURE), " +
		"the numbers of a log line (401 1 1326), a cause (account-locked-out), a reason of HTTPERR (QueueFull), or the text that the browser showed"
}

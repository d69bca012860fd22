package parser

import "fmt"

// A Position says where a line stands.
type Position struct {
	Source string // name of the source, as shown to people
	Line   int64  // 1 for the first line, counted as an editor counts
	Column int    // byte of the line, 1 for the first; 0 means the whole line
}

// String returns "source:line" or "source:line:column".
func (p Position) String() string {
	if p.Column == 0 {
		return fmt.Sprintf("%s:%d", p.Source, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.Source, p.Line, p.Column)
}

// A Field is a part of an entry that log401 knows by name, whatever the format
// calls it. Names in comments are those of W3C extended logs.
type Field uint8

// The known fields.
const (
	FieldNone       Field = iota
	FieldDate             // date
	FieldTime             // time
	FieldClient           // c-ip; NCSA %h
	FieldIdent            // c-auth-id; NCSA %l
	FieldUser             // cs-username; NCSA %u
	FieldMethod           // cs-method
	FieldPath             // cs-uri-stem, or the part of cs-uri before "?"
	FieldQuery            // cs-uri-query, or the part of cs-uri after "?"
	FieldURI              // cs-uri
	FieldProtocol         // cs-version
	FieldStatus           // sc-status
	FieldSubstatus        // sc-substatus
	FieldWin32            // sc-win32-status
	FieldAgent            // cs(User-Agent)
	FieldReferer          // cs(Referer)
	FieldHost             // cs-host; NCSA virtual host
	FieldSite             // s-sitename
	FieldServerName       // s-computername
	FieldServer           // s-ip
	FieldPort             // s-port; port of the NCSA virtual host
	FieldBytesSent        // sc-bytes, bytes
	FieldBytesRead        // cs-bytes
	FieldTimeTaken        // time-taken
	FieldRequest          // NCSA "%r" as a whole
	FieldReason           // s-reason (HTTPERR)
	FieldQueue            // s-queuename (HTTPERR)
	FieldSession          // x-session (FTP)
	numFields
)

// An Entry is one request line. The Entry itself and every byte slice reached
// through it are borrowed from the block: they are valid until the next call
// of the Parser or Reader that gave it out.
type Entry struct {
	Line   int64 // line number in the source, 1 for the first
	Offset int64 // byte offset of the line in the (decompressed) source
	Time   int64 // Unix time in nanoseconds, UTC
	Status int   // three digits, or 0 where the log says "-" or has no such field
	Raw    []byte

	layout   *Layout
	mark     int                // fast path: of NCSA the index of the time's bracket, of IIS's own format that of the method
	blanks   int                // fast path: of NCSA, before the time
	plain    bool               // taken by the fast path, not split yet
	columned bool               // W3C: the columns are known, by fields.columns or places
	placed   bool               // W3C: by places alone, see takeW3C
	start    int                // where the line is by the count of places
	places   *[mostMarks]uint16 // where the columns end
	spotted  bool               // NCSA: spots are those of the line
	spots    ncsaSpots
	wall     bool // the line says no zone; until it is accepted Time is local time read as UTC
	asked    int8 // fields looked up one by one
	fields   splitFields
}

// begin makes e the entry of a line, of which nothing is known yet.
func (e *Entry) begin(line []byte, number, offset int64, l *Layout) {
	e.Raw, e.Line, e.Offset, e.layout = line, number, offset, l
	e.fields.done, e.plain, e.columned, e.placed, e.spotted, e.wall, e.asked = false, false, false, false, false, false, 0
}

// Layout returns the layout that the entry was read under. It is immutable.
func (e *Entry) Layout() *Layout { return e.layout }

// Field returns the bytes of a known field as logged, without the quotes
// around it, or nil where the layout has no such field or the entry says "-".
// An empty value that was logged as "" is returned as an empty, non-nil slice.
func (e *Entry) Field(f Field) []byte {
	if !e.fields.done {
		if e.columned {
			if c := e.layout.known[f]; c >= 0 {
				if b := e.columnField(int(c)); b != nil {
					return b
				}
			}
			if e.layout.known[FieldURI] < 0 { // which may hold it, too
				return nil
			}
		}
		if e.plain && e.asked < maxAsked {
			e.asked++
			if b, ok := e.layout.grammar.plain(e, f); ok {
				return b
			}
		}
		e.fields.done = true
		e.layout.grammar.split(e)
	}
	return e.fields.known[f].of(e.Raw)
}

// maxAsked is how many fields are looked up one by one before it is cheaper to
// split the line.
const maxAsked = 3

// HasName reports whether there is a place for a field of that name, as
// FieldByName finds it: in the layout, or, in formats whose lines name their
// fields, in the line.
func (e *Entry) HasName(name string) bool {
	return e.layout.column(name) >= 0 || e.FieldByName(name) != nil
}

// FieldByName returns the bytes of a field by its W3C name, in any case:
// "cs(Cookie)", "X-Forwarded-For". Where no field has that name, it is that of
// a request header. It returns nil as Field does.
func (e *Entry) FieldByName(name string) []byte {
	if named := e.layout.grammar.named; named != nil {
		return named(e, name)
	}
	i := e.layout.column(name)
	if i < 0 {
		return nil
	}
	if !e.fields.done && !e.columned {
		e.fields.done = true
		e.layout.grammar.split(e)
	}
	return e.columnAt(i).of(e.Raw)
}

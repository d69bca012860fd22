package parser

import "io"

// A Reader reads a log entry by entry.
type Reader struct {
	splitter *Splitter
	parser   Parser
	block    Block
}

// NewReader returns a Reader of r. The source is the name for positions;
// layout is nil, or a forced layout from W3CLayout or FormatLayout.
func NewReader(r io.Reader, source string, layout *Layout) *Reader {
	return &Reader{splitter: NewSplitter(r, source, layout)}
}

// OnReject sets the function that is called with every rejected line, before
// Read returns the next entry.
func (r *Reader) OnReject(f func(*LineError)) { r.parser.OnReject = f }

// Read returns the next entry, valid until the next call. At the end it
// returns io.EOF, or the error of the underlying reader after all that could
// be read before it.
func (r *Reader) Read() (*Entry, error) {
	for {
		if e := r.parser.Next(); e != nil {
			return e, nil
		}
		if err := r.splitter.Next(&r.block); err != nil {
			return nil, err
		}
		r.parser.Reset(&r.block)
	}
}

// Tally returns the counts over all lines read.
func (r *Reader) Tally() Tally { return r.parser.Tally() }

// Layout returns the layout in force after the last line read.
func (r *Reader) Layout() *Layout { return r.parser.Layout() }

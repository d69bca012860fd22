// Package parser reads W3C extended logs and logs of the NCSA family as blocks
// of whole lines and as entries with exact positions.
//
// A Splitter cuts a stream of bytes into Blocks and finds the Layout that each
// starts under; a Parser gives out the entries of a block. A Reader joins both
// for callers that want one entry at a time.
//
// Every line becomes exactly one of: an entry, a directive, a blank line, a
// rejected line with a reason; a Tally counts them. A run of NUL bytes, which
// crashed and pre-allocated files hold, is no line and counted apart. Nothing
// is interpreted: bytes are given out as they were logged.
package parser

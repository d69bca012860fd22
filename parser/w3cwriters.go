package parser

import "bytes"

// A w3cWriter is a program other than IIS that writes W3C logs.
type w3cWriter struct {
	name    string
	column  string   // that no other writer has
	grammar *grammar // nil for that of all
	host    string   // the column of the host that the client asked for, where another comes first
	bare    bool     // cs-uri is a host and a path
}

// w3cWriters are told by a column of theirs. Sources: Amazon CloudFront
// Developer Guide, "Standard logging reference"; the header lines that the
// log integration of Imperva (Incapsula) and Citrix NetScaler Web Logging
// write.
var w3cWriters = []w3cWriter{
	{name: "cloudfront", column: "x-edge-location", grammar: &cloudFrontGrammar, host: "x-host-header"},
	{name: "incapsula", column: "cs-vid", bare: true},
	{name: "netscaler", column: "sc-servicename"},
}

// setWriter makes l the layout of the writer that its columns show, if it is
// not IIS.
func (l *Layout) setWriter() {
	for i := range w3cWriters {
		w := &w3cWriters[i]
		if l.column(w.column) < 0 {
			continue
		}
		l.writer, l.name = w, w.name
		if w.grammar != nil {
			l.grammar = w.grammar
		}
		if host := l.column(w.host); host >= 0 {
			l.known[FieldHost] = int16(host)
		}
		return
	}
}

// cloudFrontGrammar is for values that are percent-encoded.
var cloudFrontGrammar = grammar{
	parse:  parseW3C,
	split:  (*Entry).splitW3C,
	skim:   (*Parser).skimW3C,
	text:   appendDecoded,
	escape: '%',
	textOf: cloudFrontTextOf,
}

func cloudFrontTextOf(f Field) func(dst, value []byte) []byte {
	if f == FieldAgent {
		return appendAgent
	}
	return nil
}

// appendAgent undoes the encoding of an agent that CloudFront may have encoded
// twice: "Mozilla/5.0%2520(X11)". No agent sends %20 instead of blanks.
func appendAgent(dst, b []byte) []byte {
	from := len(dst)
	dst = appendDecoded(dst, b)
	if once := dst[from:]; bytes.Contains(once, encodedBlank) && bytes.IndexByte(once, ' ') < 0 {
		return appendDecoded(dst[:from], once)
	}
	return dst
}

var encodedBlank = []byte("%20")

// appendDecoded appends b with %hh undone; other percent signs stay. dst may
// end where b starts.
func appendDecoded(dst, b []byte) []byte {
	for i := 0; i < len(b); i++ {
		if b[i] == '%' && i+2 < len(b) && isHex(b[i+1]) && isHex(b[i+2]) {
			dst = append(dst, unhex(b[i+1])<<4|unhex(b[i+2]))
			i += 2
			continue
		}
		dst = append(dst, b[i])
	}
	return dst
}

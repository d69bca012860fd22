package report

import "strings"

// A texts keeps many short strings in few pieces of memory, and what refers to
// them is no pointer: half a million of them are no work for the garbage
// collector. What was added never changes, so that views may share it.
type texts struct {
	pieces []string
	open   strings.Builder // what the piece at index filling is made of
	fills  int
}

// A textRef says where in a texts something starts.
type textRef struct{ piece, start uint32 }

const (
	textPiece = 64 << 10
	longText  = textPiece / 8 // what is longer gets a piece of its own
)

func (t *texts) add(b []byte) textRef {
	if len(b) > longText {
		t.pieces = append(t.pieces, string(b))
		return textRef{piece: uint32(len(t.pieces) - 1)}
	}
	if t.open.Len()+len(b) > t.open.Cap() {
		t.open = strings.Builder{}
		t.open.Grow(textPiece)
		t.fills = len(t.pieces)
		t.pieces = append(t.pieces, "")
	}
	ref := textRef{uint32(t.fills), uint32(t.open.Len())}
	t.open.Write(b)
	t.pieces[t.fills] = t.open.String() // of the same bytes as before, and more of them
	return ref
}

// textAt returns n bytes of what was added to the pieces of a texts.
func textAt(pieces []string, ref textRef, n uint32) string {
	return pieces[ref.piece][ref.start : ref.start+n]
}

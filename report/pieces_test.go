package report

import (
	"encoding/binary"
	"errors"
	"testing"
)

func TestPiecesComeInOrder(t *testing.T) {
	encode := func(b []byte, from, to int) []byte {
		for i := from; i < to; i++ {
			b = binary.AppendUvarint(b, uint64(i))
		}
		return b
	}
	for _, n := range []int{0, 1, pieceLen - 1, pieceLen, pieceLen + 1, 9*pieceLen + 7} {
		var got []byte
		err := inPieces(n, encode, func(b []byte) error {
			got = append(got, b...)
			return nil
		})
		if want := encode(nil, 0, n); err != nil || string(got) != string(want) {
			t.Errorf("%d elements: not in order, error %v", n, err)
		}
	}
	failed, calls := errors.New("full"), 0
	err := inPieces(9*pieceLen, encode, func([]byte) error {
		if calls++; calls == 3 {
			return failed
		}
		return nil
	})
	if err != failed || calls != 3 {
		t.Errorf("error %v after %d pieces", err, calls)
	}
}

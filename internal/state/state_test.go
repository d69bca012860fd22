package state

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"testing"
)

func TestCodec(t *testing.T) {
	var e Encoder
	ints := []int64{0, -1, 1, math.MinInt64, math.MaxInt64}
	words := []string{"", "a", "b", "a", "", "a\x00ü"}
	e.Len(len(ints))
	for _, n := range ints {
		e.Int(n)
	}
	e.Bool(true)
	e.Bool(false)
	e.Len(len(words))
	for _, w := range words {
		e.String(w)
	}
	e.Uint(math.MaxUint64)
	e.Uint(6)

	d := NewDecoder(e.Bytes())
	gotInts := make([]int64, d.Len())
	for i := range gotInts {
		gotInts[i] = d.Int()
	}
	if !d.Bool() || d.Bool() {
		t.Error("truth values differ")
	}
	gotWords := make([]string, d.Len())
	for i := range gotWords {
		gotWords[i] = d.String()
	}
	if d.Uint() != math.MaxUint64 || d.Index(7) != 6 {
		t.Error("numbers differ")
	}
	if !reflect.DeepEqual(ints, gotInts) || !reflect.DeepEqual(words, gotWords) {
		t.Errorf("got %v %q", gotInts, gotWords)
	}
	if err := d.End(); err != nil {
		t.Error(err)
	}
}

func TestDecoderRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		data []byte
		read func(*Decoder)
	}{
		"no number":       {nil, func(d *Decoder) { d.Int() }},
		"no end of one":   {[]byte{0x80}, func(d *Decoder) { d.Uint() }},
		"length":          {[]byte{5, 1}, func(d *Decoder) { d.Len() }},
		"index":           {[]byte{3}, func(d *Decoder) { d.Index(3) }},
		"truth":           {[]byte{2}, func(d *Decoder) { d.Bool() }},
		"string back":     {[]byte{1}, func(d *Decoder) { _ = d.String() }},
		"string too long": {[]byte{0, 9, 'x'}, func(d *Decoder) { _ = d.String() }},
		"more":            {[]byte{0, 0}, func(d *Decoder) { d.Uint() }},
	} {
		d := NewDecoder(test.data)
		test.read(d)
		if err := d.End(); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSections(t *testing.T) {
	sections := []Section{{"one", []byte("abc")}, {"none", []byte{}}, {"two", bytes.Repeat([]byte{0}, 300)}}
	packed := Pack(sections)
	got, err := Unpack(packed)
	if err != nil || !reflect.DeepEqual(got, sections) {
		t.Fatalf("got %v, %v", got, err)
	}
	for i := range packed {
		if _, err := Unpack(packed[:i]); err == nil {
			t.Fatalf("cut at %d: no error", i)
		}
		broken := bytes.Clone(packed)
		broken[i] ^= 0x40
		if _, err := Unpack(broken); err == nil {
			t.Fatalf("a bit of byte %d turned: no error", i)
		}
	}
	other := bytes.Replace(packed, []byte(magic+version), []byte(magic+"99"), 1)
	if _, err := Unpack(other); !errors.Is(err, ErrVersion) {
		t.Errorf("another version: %v", err)
	}
	if _, err := Unpack([]byte("{}")); !errors.Is(err, ErrForeign) {
		t.Errorf("foreign: %v", err)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte("log401 state 1\n"))
	f.Add(Pack([]Section{{"a", []byte("b")}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		sections, err := Unpack(data)
		if err != nil {
			return
		}
		if !bytes.Equal(Pack(sections), data) {
			t.Error("packed again it is another state")
		}
	})
}

package state

// A Coder writes or reads values, whichever it was made for. What is written
// and read by one and the same function cannot disagree about the order.
type Coder struct {
	enc *Encoder
	dec *Decoder
}

// Saving returns a Coder that writes; Loading returns one that reads.
func Saving(to *Encoder) Coder { return Coder{enc: to} }

// Loading returns a Coder that reads into the values that it is given.
func Loading(from *Decoder) Coder { return Coder{dec: from} }

// Loads reports whether c reads.
func (c Coder) Loads() bool { return c.dec != nil }

// Int writes or reads a number.
func (c Coder) Int(n *int64) {
	if c.dec != nil {
		*n = c.dec.Int()
		return
	}
	c.enc.Int(*n)
}

// Count writes or reads a number as it is counted with.
func (c Coder) Count(n *int) {
	wide := int64(*n)
	c.Int(&wide)
	*n = int(wide)
}

// Bool writes or reads a truth value.
func (c Coder) Bool(b *bool) {
	if c.dec != nil {
		*b = c.dec.Bool()
		return
	}
	c.enc.Bool(*b)
}

// String writes or reads a string.
func (c Coder) String(s *string) {
	if c.dec != nil {
		*s = c.dec.String()
		return
	}
	c.enc.String(*s)
}

// Len writes n or reads how many values follow, and returns it.
func (c Coder) Len(n int) int {
	if c.dec != nil {
		return c.dec.Len()
	}
	c.enc.Len(n)
	return n
}

// Index writes i or reads a number below n, and returns it.
func (c Coder) Index(i, n int) int {
	if c.dec != nil {
		return c.dec.Index(n)
	}
	c.enc.Len(i)
	return i
}

// Fail notes that a value that was read is none that can be.
func (c Coder) Fail(what string) {
	if c.dec != nil {
		c.dec.Fail(what)
	}
}

// Slice writes or reads a slice, item by item. Reading, it is called with an
// empty slice.
func Slice[T any](c Coder, list *[]T, item func(*T)) {
	n := c.Len(len(*list))
	if !c.Loads() {
		for i := range *list {
			item(&(*list)[i])
		}
		return
	}
	for range n {
		if c.dec.err != nil {
			return
		}
		var v T
		item(&v)
		*list = append(*list, v)
	}
}

// Enum writes or reads a value of a type that has n values, from 0 on.
func Enum[T ~uint8 | ~int](c Coder, v *T, n int) { *v = T(c.Index(int(*v), n)) }

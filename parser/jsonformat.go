package parser

import "time"

// A jsonTemplate is a format string that prints an object, with one byte in
// place of each value.
type jsonTemplate struct {
	text    []byte
	places  []int32 // of the values in text
	items   []*item // the values
	columns []jsonColumn
	placed  int // how many of the values stand in a column
	tick    time.Duration
}

// jsonLayoutOf returns the layout of lines that the items of a format string
// print, if that is an object, else nil. Its lines are read as JSON, and keys
// mean what the string says, whatever their names.
func jsonLayoutOf(items []item) *Layout {
	var t jsonTemplate
	for i := range items {
		if items[i].isText() {
			t.text = append(t.text, items[i].text...)
			continue
		}
		t.places, t.items = append(t.places, int32(len(t.text))), append(t.items, &items[i])
		t.text = append(t.text, '~')
	}
	if !t.read() {
		return nil
	}
	l := *unsettledJSON
	l.ownKeys, l.ownNames, l.tick = map[string]jsonMeaning{}, map[string]string{}, t.tick
	for _, c := range t.columns {
		path := pathOf([]byte(c.path))
		if _, twice := l.ownKeys[string(path.bytes())]; twice || path.n > maxJSONPath {
			return nil // this reader would not tell the keys apart
		}
		l.ownKeys[string(path.bytes())], l.ownNames[string(path.bytes())] = c.meaning, c.name
	}
	l.setColumns(t.columns)
	if l.known[FieldTime] < 0 || l.known[FieldStatus] < 0 {
		return nil
	}
	return &l
}

// read finds the columns. It reports whether the text is an object and each
// value stands in a value of it.
func (t *jsonTemplate) read() bool {
	if len(t.text) == 0 || t.text[0] != '{' {
		return false
	}
	e := Entry{Raw: t.text, layout: unsettledJSON}
	var known [numFields]span
	s := jsonScan{visit: t.addColumn}
	s.begin(&e, &known, nil)
	return s.object(0) && t.placed == len(t.items)
}

// addColumn adds the column of a value of the object.
func (t *jsonTemplate) addColumn(v jsonValue) {
	c := jsonColumn{path: string(v.path), name: string(appendJSONName(nil, unsettledJSON, v.path)), present: true}
	var inside []*item
	for i, at := range t.places {
		if v.span.present && v.span.from <= at && at < v.span.to {
			inside = append(inside, t.items[i])
		}
	}
	t.placed += len(inside)
	switch {
	case len(inside) == 1 && v.span.to-v.span.from == 1:
		c.name, c.meaning = inside[0].name, inside[0].jsonMeaning()
		if c.meaning.field == FieldTimeTaken {
			t.tick = inside[0].tick
		}
	case len(inside) > 0:
		c.meaning = jointMeaning(inside)
	}
	if v.index == 0 {
		t.columns = append(t.columns, c)
	}
}

// jointMeaning returns what a key means whose value has several items, or text
// beside them.
func jointMeaning(items []*item) jsonMeaning {
	if items[0].name == "cs-method" {
		return jsonMeaning{FieldRequest, 1}
	}
	for _, it := range items {
		if it.name == "cs-uri" || it.name == "cs-uri-stem" {
			return jsonMeaning{FieldURI, 1}
		}
	}
	return jsonMeaning{}
}

// jsonMeaning returns what a key means whose value is that of the item.
func (it *item) jsonMeaning() jsonMeaning {
	switch {
	case it.time != nil && it.name == "msec":
		return jsonMeaning{FieldTime, 1} // has a fraction
	case it.time != nil:
		return jsonMeaning{FieldTime, 2}
	case it.field == FieldNone:
		return jsonMeaning{}
	}
	return jsonMeaning{it.field, 1}
}

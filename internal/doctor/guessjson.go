package doctor

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"log401/parser"
)

// guessKeys returns the format string of nginx that says what the keys of JSON
// lines mean, or "" where time or status is not found. Keys that say nothing are
// left out.
func guessKeys(samples [][]byte) string {
	for _, by := range []*regexp.Regexp{nil, usualStatus} {
		k := keyGuesser{guesser: guesser{spell: nginxSpelling, seen: map[string]bool{}}, status: by}
		d := json.NewDecoder(bytes.NewReader(samples[0]))
		d.UseNumber()
		format, ok := k.value(d, "")
		if !ok || !k.seen["time"] || !k.seen["status"] {
			continue
		}
		if l, err := parser.FormatLayout(format); err == nil && readsMost(l, samples) {
			return format
		}
	}
	return ""
}

// usualStatus are numbers that are a status where no key says which is.
var usualStatus = regexp.MustCompile(`^(20[0-6]|30[1-478]|40[0-9]|41[0-9]|42[29]|50[0-4])$`)

// A keyGuesser names the values of an object.
type keyGuesser struct {
	guesser
	status *regexp.Regexp // of values that are the status, whatever their key; nil for none
}

// value reads a value and returns what the format string has in its place, ""
// for nothing. ok is false where the text is broken.
func (k *keyGuesser) value(d *json.Decoder, key string) (format string, ok bool) {
	t, err := d.Token()
	if err != nil {
		return "", false
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return k.object(d)
		}
		for d.More() {
			if _, ok := k.value(d, noKey); !ok {
				return "", false
			}
		}
		_, err := d.Token()
		return "", err == nil
	case json.Number:
		return k.scalar(key, t.String()), true
	case string:
		return k.scalar(key, t), true
	}
	return "", true
}

// noKey stands for the place of a value in an array.
const noKey = "\x00"

func (k *keyGuesser) object(d *json.Decoder) (format string, ok bool) {
	var parts []string
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return "", false
		}
		key := t.(string)
		text, ok := k.value(d, key)
		if !ok {
			return "", false
		}
		if text != "" {
			parts = append(parts, `"`+key+`":`+text)
		}
	}
	if _, err := d.Token(); err != nil {
		return "", false
	}
	if parts == nil {
		return "", true
	}
	return "{" + strings.Join(parts, ",") + "}", true
}

// plainKey are keys that stand in a format string as they are.
var plainKey = regexp.MustCompile(`^[A-Za-z0-9_.@ -]+$`)

func (k *keyGuesser) scalar(key, text string) string {
	if !plainKey.MatchString(key) {
		return ""
	}
	name := k.byLook(&item{key: key, text: text})
	switch {
	case strings.HasPrefix(name, "zulu"):
		name = "iso" // as the reader of JSON takes times in any form
	case name == "" && k.status != nil && !k.seen["status"] && k.status.MatchString(text):
		name = "status"
	}
	part := k.spell.parts[name]
	if part == "" {
		return ""
	}
	k.seen[name] = true
	if name == "iso" || name == "epoch" {
		k.seen["time"] = true
	}
	return `"` + part + `"`
}

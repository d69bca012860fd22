package classify

import (
	"fmt"
	"reflect"
	"testing"

	"log401/internal/state"
)

// filled returns an event in which every field says something.
func filled(t *testing.T) Event {
	t.Helper()
	ev, o := Event{Class: ClassLogon, Cause: CauseByName("bad-credentials")}, Origin{}
	fill(t, &o)
	ev.Origin = NewOrigin(o)
	fill(t, &ev)
	return ev
}

// fill gives the fields of a struct something to say.
func fill(t *testing.T, p any) {
	t.Helper()
	v := reflect.ValueOf(p).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.Int, reflect.Int64:
			f.SetInt(int64(i) - 3)
		case reflect.Uint64: // the hash
		case reflect.String:
			f.SetString(fmt.Sprintf("text %d \x00\xff", i))
		case reflect.Bool:
			f.SetBool(true)
		default:
			if f.IsZero() {
				t.Fatalf("%s is of a kind that the test does not fill", v.Type().Field(i).Name)
			}
		}
	}
}

func TestTranscribe(t *testing.T) {
	for _, want := range []Event{filled(t), {Origin: NewOrigin(Origin{})}} {
		var e state.Encoder
		want.Transcribe(state.Saving(&e))
		var got Event
		d := state.NewDecoder(e.Bytes())
		got.Transcribe(state.Loading(d))
		if err := d.End(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v %+v, %v\nwant %+v %+v", got, got.Origin, err, want, want.Origin)
		}
	}
}

func TestTranscribeRefuses(t *testing.T) {
	known := CauseByName("bad-credentials")
	for name, ev := range map[string]Event{
		"a cause that is not known": {Class: ClassLogon, Cause: &Cause{Name: "bad-luck"}},
		"a denial without a cause":  {Class: ClassLogon},
		"a cause without a denial":  {Cause: known},
		"a class that is not known": {Class: NumClasses, Cause: known},
	} {
		var e state.Encoder
		ev.Origin = NewOrigin(Origin{})
		ev.Transcribe(state.Saving(&e))
		d := state.NewDecoder(e.Bytes())
		var got Event
		if got.Transcribe(state.Loading(d)); d.End() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

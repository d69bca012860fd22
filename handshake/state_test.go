package handshake

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"log401/classify"
	"log401/internal/state"
)

func saved(f *Folder) []byte {
	var e state.Encoder
	f.Save(&e)
	return bytes.Clone(e.Bytes())
}

// goneOnWith returns a new Folder that goes on where another one was saved,
// after it has checked that it would be saved as the same bytes.
func goneOnWith(t *testing.T, opts Options, sink Sink, data []byte) *Folder {
	t.Helper()
	f := NewFolder(opts, sink)
	d := state.NewDecoder(data)
	f.Load(d)
	if err := d.End(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(saved(f), data) {
		t.Fatal("saved right after it was loaded, it is another state")
	}
	return f
}

// TestACutAnywhereChangesNothing saves and loads after every event, and
// compares what is handed out with what comes without a cut.
func TestACutAnywhereChangesNothing(t *testing.T) {
	for seed := range uint64(24) {
		opts := Options{}
		if seed%3 == 0 {
			opts.MaxConversations = 4
		}
		if cutAnywhere(t, opts, newWorld(seed, 90).shown()); t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	// What the permission of a name rests on is forgotten before it is settled.
	cutAnywhere(t, Options{}, eventsOf(t, true, `
		10s - /a 401
		11s alice /a 200
		12s alice /admin 401
		14s alice /a 200
		30s - / 200 POST`))
}

func cutAnywhere(t *testing.T, opts Options, events []classify.Event) {
	t.Helper()
	want := diaryOf(opts, events)
	for cut := range len(events) + 1 {
		if got := cutDiary(t, opts, events, cut); !slices.Equal(got, want) {
			t.Logf("cut before event %d", cut)
			reportFirst(t, got, want)
			return
		}
	}
}

func cutDiary(t *testing.T, opts Options, events []classify.Event, cut int) []string {
	t.Helper()
	var d diary
	f := NewFolder(opts, &d)
	for i := range events[:cut] {
		f.Event(&events[i])
	}
	f = goneOnWith(t, opts, &d, saved(f))
	for i := range events[cut:] {
		f.Event(&events[cut+i])
	}
	f.Finish()
	return d.lines
}

// TestSavedAfterEveryEvent goes on with a new Folder after each event.
func TestSavedAfterEveryEvent(t *testing.T) {
	for seed := range uint64(40) {
		events := newWorld(seed, 150).shown()
		var d diary
		f := NewFolder(Options{}, &d)
		for i := range events {
			f.Event(&events[i])
			f = goneOnWith(t, Options{}, &d, saved(f))
		}
		f.Finish()
		if want := diaryOf(Options{}, events); !slices.Equal(d.lines, want) {
			reportFirst(t, d.lines, want)
			t.Fatalf("seed %d", seed)
		}
	}
}

// TestLoadedUnderALowerLimit goes on with fewer conversations than there are.
func TestLoadedUnderALowerLimit(t *testing.T) {
	events := newWorld(1, 300).shown()
	var before, after diary
	f := NewFolder(Options{}, &before)
	for i := range events[:200] {
		f.Event(&events[i])
	}
	g := NewFolder(Options{MaxConversations: 1}, &after)
	g.Load(state.NewDecoder(saved(f)))
	for i := range events[200:] {
		g.Event(&events[200+i])
	}
	if n := g.memory.count; n > 1 {
		t.Errorf("%d conversations are remembered", n)
	}
}

// middle returns what a Folder saves in the midst of a world, when there is
// most to save.
func middle(seed uint64) (most []byte) {
	f := NewFolder(Options{}, &diary{})
	events := newWorld(seed, 80).shown()
	for i := range events {
		f.Event(&events[i])
		if data := saved(f); len(data) > len(most) {
			most = data
		}
	}
	return most
}

func TestDamagedStates(t *testing.T) {
	data := middle(7)
	for i := range data {
		d := state.NewDecoder(data[:i])
		if NewFolder(Options{}, &diary{}).Load(d); !errors.Is(d.End(), state.ErrDamaged) {
			t.Fatalf("cut at %d: %v", i, d.End())
		}
	}
	f := NewFolder(Options{}, &diary{})
	play(t, f, false, "10s - /a 401.2 5")
	question := eventsOf(t, false, "20s - /a 401.2 5")[1]
	f.Event(&question)
	data = saved(f)
	unknown := bytes.ReplaceAll(data, []byte("no-credentials"), []byte("no-credentialz"))
	if bytes.Equal(unknown, data) {
		t.Fatal("the state has no cause to change")
	}
	d := state.NewDecoder(unknown)
	if NewFolder(Options{}, &diary{}).Load(d); d.End() == nil {
		t.Error("a cause that is not known is taken")
	}
}

// FuzzLoad goes on with any bytes: an error, or a Folder that works.
func FuzzLoad(f *testing.F) {
	for seed := range uint64(5) {
		f.Add(middle(seed))
	}
	events := newWorld(3, 60).shown()
	f.Fuzz(func(t *testing.T, data []byte) {
		folder := NewFolder(Options{MaxConversations: 5}, &diary{})
		d := state.NewDecoder(data)
		folder.Load(d)
		if d.End() != nil {
			return
		}
		for i := range events {
			folder.Event(&events[i])
		}
		folder.Finish()
	})
}

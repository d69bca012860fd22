package spool

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func tempFile(t *testing.T) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// What writers write at the same time comes back writer by writer, as each of
// them wrote it.
func TestWritersAtTheSameTime(t *testing.T) {
	for _, writers := range []int{1, 3, 40} {
		s := New(tempFile(t), writers)
		want := make([]bytes.Buffer, writers)
		var group sync.WaitGroup
		for i := range writers {
			group.Go(func() {
				r := rand.New(rand.NewPCG(uint64(i), 1))
				for n := range r.IntN(300) {
					line := fmt.Appendf(nil, "%d: line %d%*s\n", i, n, r.IntN(2000), "")
					if r.IntN(50) == 0 {
						line = bytes.Repeat(line, 1+r.IntN(200))
					}
					want[i].Write(line)
					if _, err := s.Writer(i).Write(line); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		var got, all bytes.Buffer
		if err := s.CopyTo(&got); err != nil {
			t.Fatal(err)
		}
		for i := range want {
			all.Write(want[i].Bytes())
		}
		if !bytes.Equal(got.Bytes(), all.Bytes()) {
			t.Errorf("%d writers: %d bytes come back of %d, or others", writers, got.Len(), all.Len())
		}
	}
}

func TestNothingWritten(t *testing.T) {
	var got bytes.Buffer
	if err := New(tempFile(t), 3).CopyTo(&got); err != nil || got.Len() > 0 {
		t.Errorf("%q, %v", got.String(), err)
	}
	if err := New(tempFile(t), 0).CopyTo(&got); err != nil || got.Len() > 0 {
		t.Errorf("no writers: %q, %v", got.String(), err)
	}
}

// A fullDisk takes some bytes and no more.
type fullDisk struct {
	*os.File
	room int64
}

var errFull = errors.New("no space left")

func (d *fullDisk) WriteAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) > d.room {
		return 0, errFull
	}
	return d.File.WriteAt(p, at)
}

func TestFullDisk(t *testing.T) {
	for _, room := range []int64{0, 20, 100_000} {
		s := New(&fullDisk{tempFile(t), room}, 2)
		var failed error
		for range 100 {
			if _, err := s.Writer(1).Write(make([]byte, 3000)); err != nil {
				failed = err
			}
		}
		if !errors.Is(failed, errFull) {
			t.Errorf("room for %d: error %v", room, failed)
		}
		if err := s.CopyTo(new(bytes.Buffer)); !errors.Is(err, errFull) {
			t.Errorf("room for %d: error at the end %v", room, err)
		}
	}
}

// A fullOnce is a disk on which somebody makes room after one write failed.
type fullOnce struct {
	*os.File
	writes int
}

func (d *fullOnce) WriteAt(p []byte, at int64) (int, error) {
	if d.writes++; d.writes == 3 {
		return 0, errFull
	}
	return d.File.WriteAt(p, at)
}

// TestFullOnce: what is lost once makes all that follows useless.
func TestFullOnce(t *testing.T) {
	s := New(&fullOnce{File: tempFile(t)}, 1)
	for range 10 {
		_, _ = s.Writer(0).Write(make([]byte, maxBuffer))
	}
	if err := s.CopyTo(new(bytes.Buffer)); !errors.Is(err, errFull) {
		t.Errorf("error %v", err)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	for _, writers := range []int{1, 1000, 10_000} {
		s, held := New(tempFile(t), writers), 0
		for i := range writers {
			_, err := s.Writer(i).Write(make([]byte, 10))
			if err == nil && i == 0 {
				_, err = s.Writer(i).Write(make([]byte, 3*maxBuffer))
			}
			if err != nil {
				t.Fatal(err)
			}
			held += cap(s.Writer(i).buffer)
		}
		if held > max(budget, writers*minBuffer) || writers == 1 && held > maxBuffer {
			t.Errorf("%d writers hold %d bytes", writers, held)
		}
	}
}

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/pprof"
)

// profileFlags are flags for those who work on the program. Help does not show
// them, CONTRIBUTING does.
type profileFlags struct{ cpu, mem string }

func (f *profileFlags) add(in flagGroup) {
	in.set.StringVar(&f.cpu, "cpuprofile", "", "write where processor time went to `file`")
	in.set.StringVar(&f.mem, "memprofile", "", "write what memory was taken for to `file`")
	for _, name := range []string{"cpuprofile", "memprofile"} {
		in.set.Lookup(name).Hidden = true
	}
}

// profiled does some work and writes the profiles of it that are asked for.
func (f *profileFlags) profiled(work func() (int, error)) (int, error) {
	stop, err := startProfile(f.cpu)
	if err != nil {
		return exitOutput, fmt.Errorf("--cpuprofile: %w", err)
	}
	status, failed := work()
	if err := errors.Join(stop(), writeMemory(f.mem)); err != nil {
		return exitOutput, errors.Join(failed, fmt.Errorf("profile: %w", err))
	}
	return status, failed
}

// startProfile profiles the processor into a file, if it has a name, until the
// function that it returns is called.
func startProfile(name string) (stop func() error, err error) {
	if name == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}

// writeMemory writes all that was allocated so far, and what of it is in use,
// to a file, if it has a name.
func writeMemory(name string) error {
	if name == "" {
		return nil
	}
	runtime.GC() // in use is what was at the last collection
	return replace(name, 0o644, func(w io.Writer) error { return pprof.Lookup("allocs").WriteTo(w, 0) })
}

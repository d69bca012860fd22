package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"log401/source"
)

// writeOutput has write fill the file of that name, whole or not at all, or
// standard output where name is "" or "-". What is no regular file, such as a
// pipe or a device, is written to as it is.
func (e *env) writeOutput(name string, write func(io.Writer) error) error {
	if name == "" || name == "-" {
		return write(e.stdout)
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return replace(target(name), 0o644, write)
	case e.isStdout(info):
		return write(e.stdout)
	case info.IsDir():
		return &fs.PathError{Op: "write", Path: name, Err: errors.New("it is a folder")}
	case !info.Mode().IsRegular():
		return overwrite(name, write)
	}
	if resolved, err := filepath.EvalSymlinks(name); err == nil {
		name = resolved
	}
	return replace(name, info.Mode().Perm(), write)
}

// target follows symbolic links to a file that does not exist yet.
func target(name string) string {
	for range maxLinks {
		next, err := os.Readlink(name)
		if err != nil {
			break
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(name), next)
		}
		name = next
	}
	return name
}

// maxLinks is how long a chain of symbolic links may be.
const maxLinks = 40

// isStdout reports whether the file is where standard output goes, as
// /dev/stdout is: what was appended to it before is not ours to replace.
func (e *env) isStdout(info fs.FileInfo) bool {
	f, ok := e.stdout.(*os.File)
	if !ok {
		return false
	}
	out, err := f.Stat()
	return err == nil && os.SameFile(out, info)
}

func overwrite(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = write(f)
	return errors.Join(err, f.Close())
}

// replace writes a file beside the one of that name and puts it in its place.
func replace(name string, mode fs.FileMode, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".log401-*")
	if err != nil {
		return pathless(err, name)
	}
	defer os.Remove(f.Name()) // gone already where all went well
	err = write(f)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	return pathless(err, name)
}

// pathless makes an error speak of the file that was asked for, not of the
// temporary one.
func pathless(err error, name string) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return &fs.PathError{Op: "write", Path: name, Err: p.Err}
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return &fs.PathError{Op: "write", Path: name, Err: l.Err}
	}
	return err
}

// checkNoLog refuses to write the file that a flag names over one of the logs.
func checkNoLog(flag, name string, streams []source.Stream) error {
	out, err := os.Stat(name)
	if err != nil || !out.Mode().IsRegular() {
		return nil //nolint:nilerr // what is not there yet is no log
	}
	for _, stream := range streams {
		for _, s := range stream.Sources {
			if in, err := os.Stat(s.Path); err == nil && os.SameFile(in, out) {
				return hinted{fmt.Errorf("--%s %s is one of the logs to read", flag, name), "give it another name, outside the folder of the logs"}
			}
		}
	}
	return nil
}

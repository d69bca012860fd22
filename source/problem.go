package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"syscall"
)

// A Kind sorts problems for programs.
type Kind string

// The kinds of problems.
const (
	NotFound   Kind = "not-found"  // no such file, or a glob that nothing matches
	NoFiles    Kind = "no-files"   // a directory or archive without files
	Unreadable Kind = "unreadable" // the system refuses, or the data is packed in a way that cannot be read
	NotLog     Kind = "not-log"    // the first bytes belong to something else
	Truncated  Kind = "truncated"  // compressed data or an archive that ends too early
	Corrupt    Kind = "corrupt"    // compressed data or an archive that is damaged
	Shrank     Kind = "shrank"     // a file that became shorter while it was read
)

// A Problem says why a path or a part of its bytes cannot be had.
type Problem struct {
	Path string // as Source.Name
	Kind Kind
	Text string // one sentence, lower case, without the path
	Hint string // what to do about it
	What string // with NotLog, what it is instead: "a PNG image"
	Err  error  // the cause, nil where there is none
}

// Error returns the path and the text.
func (p *Problem) Error() string { return p.Path + ": " + p.Text }

// Unwrap returns the cause, such as fs.ErrNotExist or io.ErrUnexpectedEOF.
func (p *Problem) Unwrap() error { return p.Err }

// Hint returns what to do about an error of this package, or "" where err is
// none.
func Hint(err error) string {
	var p *Problem
	if errors.As(err, &p) {
		return p.Hint
	}
	return ""
}

// systemProblem says in plain words why the system did not open or read.
func systemProblem(name string, err error) *Problem {
	p := &Problem{Path: name, Kind: Unreadable, Err: err}
	switch {
	case errors.Is(err, fs.ErrPermission):
		p.Text = "permission denied"
		p.Hint = "run log401 as a user who may read it, with sudo or from an elevated prompt, or copy it to where you may"
	case errors.Is(err, fs.ErrNotExist):
		p.Kind = NotFound
		p.Text = "no such file"
		p.Hint = "if it was there a moment ago, a rotation has moved it: run log401 again"
	case errors.Is(err, syscall.EMFILE):
		p.Text = "too many files are open"
		p.Hint = "raise the limit (ulimit -n), or read fewer folders at a time: the logs of all sites are open at once, to be merged by time"
	default:
		p.Text = "cannot be read: " + systemText(err)
		p.Hint = "check with another program that it can be read, or copy it and read the copy"
	}
	return p
}

// systemText is the system's own sentence, without operation and path.
func systemText(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

func shrankProblem(name string, read, size int64) *Problem {
	return &Problem{
		Path: name,
		Kind: Shrank,
		Text: fmt.Sprintf("file shrank while it was read: %d of %d bytes were there", read, size),
		Hint: "a rotation has probably emptied it: run log401 again, with the rotated file as well",
		Err:  io.ErrUnexpectedEOF,
	}
}

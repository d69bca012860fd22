//go:build !windows

package source

import (
	"errors"
	"os"
)

// createUnnamed creates a temporary file that vanishes with its last use.
func createUnnamed() (*os.File, error) {
	f, err := os.CreateTemp("", "log401-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

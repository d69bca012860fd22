package source

import (
	"errors"
	"os"
)

// deleteOnClose is FILE_FLAG_DELETE_ON_CLOSE of CreateFile.
const deleteOnClose = 0x04000000

// createUnnamed creates a temporary file that vanishes with its last use.
func createUnnamed() (*os.File, error) {
	f, err := os.CreateTemp("", "log401-*")
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	again, err := os.OpenFile(f.Name(), os.O_RDWR|deleteOnClose, 0o600)
	if err != nil {
		return nil, errors.Join(err, os.Remove(f.Name()))
	}
	return again, nil
}

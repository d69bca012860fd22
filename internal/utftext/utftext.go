// Package utftext reads short text files as editors and shells write them.
package utftext

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// UTF8 returns text without its byte order mark, and in UTF-8 where the mark is
// one of UTF-16, as PowerShell writes it with >. Other bytes stay as they are.
func UTF8(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return fromUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return fromUTF16(data[2:], binary.BigEndian)
	}
	return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
}

func fromUTF16(data []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

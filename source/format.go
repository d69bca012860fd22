package source

import (
	"bufio"
	"io"
	"path"
	"strings"
)

// A format is something a file can be that its first bytes tell.
type format struct {
	what   string // with its article where it needs one; a bare name if log401 can read it
	magic  string // anyByte stands for any byte
	offset int    // of magic, in bytes
	suffix string // for formats without magic: of the name, and only if a NUL shows that it is no text
	hint   string // what to do, for formats that log401 cannot read

	// For those that it can: the command that tests such a file, and one of
	// what returns the packed bytes, that it is an archive, and what makes
	// UTF-8 of a text.
	test    string
	open    func(*bufio.Reader) (io.ReadCloser, error)
	archive archiveKind
	decode  func(io.Reader) io.Reader
}

const (
	anyByte  = '?'
	headSize = 512 // the bytes that decide; tar has its magic at 257
	utf8BOM  = "\xef\xbb\xbf"
)

const (
	hintNone   = "name the folder or the files that the web server logs to"
	hintUnpack = "unpack it first and name the files or the folder that come out"
	hintUTF32  = "convert it: iconv -f UTF-32 -t UTF-8 OLD > NEW"
	hintEvents = "event logs hold no requests: name the W3C logs, by default below inetpub\\logs\\LogFiles"
	hintBinary = "log401 reads text: set the format of the log to W3C in IIS Manager or log each site apart (appcmd set config -section:system.applicationHost/log /centralLogFileMode:Site), or convert the file with Log Parser 2.2 (-i:BIN -o:W3C)"
	hintTrace  = "log401 reads text: let IIS log to a file too (logTargetW3C=File,ETW), or convert the trace with tracerpt"
)

// formats is searched from the top; the first row that matches decides.
var formats = []format{
	{what: "gzip", magic: "\x1f\x8b", open: openGzip, test: "gzip -t"},
	{what: "zstd", magic: "\x28\xb5\x2f\xfd", open: openZstd, test: "zstd -t"},
	{what: "zstd", magic: "*M\x18", offset: 1, open: openZstd, test: "zstd -t"}, // a skippable frame
	{what: "bzip2", magic: "BZh?1AY&SY", open: openBzip2, test: "bzip2 -t"},
	{what: "bzip2", magic: "BZh?\x17rE8P\x90", open: openBzip2, test: "bzip2 -t"}, // of nothing
	{what: "xz", magic: "\xfd7zXZ\x00", open: openXZ, test: "xz -t"},

	{what: "UTF-32 text", magic: "\xff\xfe\x00\x00", hint: hintUTF32},
	{what: "UTF-32 text", magic: "\x00\x00\xfe\xff", hint: hintUTF32},
	{what: "UTF-16 text", magic: "\xff\xfe", decode: decodeUTF16LE},
	{what: "UTF-16 text", magic: "\xfe\xff", decode: decodeUTF16BE},

	{what: "zip", magic: "PK\x03\x04", archive: zipArchive, test: "unzip -t"},
	{what: "zip", magic: "PK\x05\x06", archive: zipArchive, test: "unzip -t"},
	{what: "zip", magic: "PK\x07\x08", archive: zipArchive, test: "unzip -t"},
	{what: "tar", magic: "ustar", offset: 257, archive: tarArchive, test: "tar -tf"},
	{what: "lz4-compressed data", magic: "\x04\x22M\x18", hint: "pipe it: lz4 -dc FILE | log401 -"},
	{what: "compress (.Z) data", magic: "\x1f\x9d", hint: "pipe it: gzip -dc FILE | log401 -"},
	{what: "a 7-Zip archive", magic: "7z\xbc\xaf\x27\x1c", hint: hintUnpack},
	{what: "a RAR archive", magic: "Rar!\x1a\x07", hint: hintUnpack},
	{what: "a cabinet archive", magic: "MSCF\x00\x00\x00\x00", hint: hintUnpack},

	{what: "a PNG image", magic: "\x89PNG\r\n\x1a\n", hint: hintNone},
	{what: "a JPEG image", magic: "\xff\xd8\xff", hint: hintNone},
	{what: "a GIF image", magic: "GIF87a", hint: hintNone},
	{what: "a GIF image", magic: "GIF89a", hint: hintNone},
	{what: "a WebP image", magic: "RIFF????WEBP", hint: hintNone},
	{what: "a PDF document", magic: "%PDF-", hint: hintNone},
	{what: "an OLE2 document (Office, MSI)", magic: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", hint: "save it as plain text, or name the log that it was made from"},
	{what: "an SQLite database", magic: "SQLite format 3\x00", hint: hintNone},
	{what: "an ELF program", magic: "\x7fELF", hint: hintNone},
	{what: "a Windows program", magic: "MZ?\x00", hint: hintNone},
	{what: "a Windows event log", magic: "ElfFile\x00", hint: hintEvents},
	{what: "an old Windows event log", magic: "0\x00\x00\x00LfLe", hint: hintEvents},
	{what: "a systemd journal", magic: "LPKSHHRH", hint: "pipe it: journalctl --file FILE -o cat | log401 -"},

	{what: "a binary log of IIS (centralised logging)", suffix: ".ibl", hint: hintBinary},
	{what: "an event trace (ETW)", suffix: ".etl", hint: hintTrace},
}

// sniff returns the format that the first bytes of a file belong to, or nil
// for what may be text. It looks at the name only where a format has no magic.
func sniff(name string, head []byte) *format {
	for i := range formats {
		if formats[i].matches(name, head) {
			return &formats[i]
		}
	}
	return nil
}

func (f *format) matches(name string, head []byte) bool {
	if f.suffix != "" {
		stem, _ := cutCompression(path.Base(name))
		return strings.EqualFold(path.Ext(stem), f.suffix) && strings.IndexByte(string(head), 0) >= 0
	}
	if len(head) < f.offset {
		return false
	}
	return startsWith(head[f.offset:], f.magic)
}

// startsWith compares byte by byte. A file that ends within the magic still
// matches if three bytes of it are there: it was cut off.
func startsWith(b []byte, magic string) bool {
	for i := range len(magic) {
		if i == len(b) {
			return i >= 3
		}
		if magic[i] != anyByte && magic[i] != b[i] {
			return false
		}
	}
	return true
}

func (f *format) isArchive() bool { return f != nil && f.archive != noArchive }

// notLog is the problem with a file of this format. An archive has it where
// Expand could not look inside.
func (f *format) notLog(name string) *Problem {
	if f.isArchive() {
		return &Problem{
			Path: name, Kind: Unreadable,
			Text: "this is a " + f.what + " archive in a pipe",
			Hint: "pipe it to standard input: ... | log401, or save it to a file",
		}
	}
	return &Problem{Path: name, Kind: NotLog, What: f.what, Text: "this is " + f.what + ", not a readable log", Hint: f.hint}
}

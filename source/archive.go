package source

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"sync/atomic"
)

// Limits of archives, against those that are made to hurt.
const (
	maxMembers    = 100_000 // files of an archive, those of archives in it included
	maxNesting    = 2       // archives around a log
	maxMemberName = 4096    // bytes
)

// An archiveKind is a format that holds several files.
type archiveKind int

const (
	noArchive archiveKind = iota
	zipArchive
	tarArchive
)

// A lister finds the files in archives.
type lister struct {
	ctx     context.Context
	read    *atomic.Int64 // counts bytes of archives, or nil
	spool   *spool
	found   []found
	problem func(*Problem)
	left    int // files that the archive at hand may still have
}

// lookInside returns the files with those that are archives replaced by the
// files in them.
func (e *expander) lookInside(ctx context.Context, files []found, read *atomic.Int64) []found {
	l := &lister{ctx: ctx, read: read, spool: newSpool(ctx), problem: e.problem}
	for _, f := range files {
		l.left = maxMembers
		l.add(f, 0)
	}
	return l.found
}

// add looks whether f, which stands in depth archives, is an archive itself,
// and finds it or the files in it.
func (l *lister) add(f found, depth int) {
	if l.ctx.Err() != nil || !l.explore(&f, depth) {
		l.found = append(l.found, f)
	}
}

// explore finds the files in f if it is an archive. Other pipes than standard
// input are left alone: what is read of them now would be lost.
func (l *lister) explore(f *found, depth int) bool {
	piped := f.Path == "-" && !f.member
	if f.text || !piped && !f.isPacked() {
		return false
	}
	in, err := f.openCounted(l.read)
	if err != nil {
		return false // opening it tells why
	}
	c, format, err := peel(f.Name, UntilDone{l.ctx, in})
	f.packed = f.packed || c.isPacked()
	if piped {
		f.open = func() (io.ReadCloser, error) { return c, err }
	} else if !format.isArchive() {
		_ = c.Close()
	}
	if err != nil || !format.isArchive() {
		return false
	}
	defer c.Close()
	a := &archive{lister: l, file: f, format: format, depth: depth + 1, names: map[string]int{}, refused: map[string]*refusal{}}
	if depth == maxNesting {
		a.problem(tooDeep(f.Name))
		return true
	}
	a.find(c)
	return true
}

// isPacked reports whether the first bytes of a file are those of an archive or
// of something compressed, which most files can be asked for little.
func (f *found) isPacked() bool {
	if !f.isRegular() {
		return false
	}
	in, err := f.openPacked()
	if err != nil {
		return false
	}
	defer in.Close()
	head := make([]byte, headSize)
	n, _ := io.ReadFull(in, head) // what is wrong with it is told when it is opened
	format := sniff(f.Name, head[:n])
	return format != nil && (format.open != nil || format.isArchive())
}

// An UntilDone is a reader that ends when its context does, between two reads.
type UntilDone struct {
	Context context.Context
	io.ReadCloser
}

// Read reads as io.Reader does.
func (u UntilDone) Read(p []byte) (int, error) {
	if err := u.Context.Err(); err != nil {
		return 0, err
	}
	return u.ReadCloser.Read(p)
}

// Note is what the reader says of how it is read, or "".
func (u UntilDone) Note() string {
	if n, ok := u.ReadCloser.(interface{ Note() string }); ok {
		return n.Note()
	}
	return ""
}

// An archive is one whose files are being found.
type archive struct {
	*lister
	file    *found
	format  *format
	depth   int // archives around its files, it included
	members []found
	names   map[string]int // of the members, with their place among them
	refused map[string]*refusal
	reasons []string // keys of refused in the order in which they came up
}

// A refusal counts files that cannot be read for one reason.
type refusal struct {
	hint  string
	first string
	count int
}

func (a *archive) refuse(member, reason, hint string) {
	r := a.refused[reason]
	if r == nil {
		r = &refusal{hint: hint, first: member}
		a.refused[reason] = r
		a.reasons = append(a.reasons, reason)
	}
	r.count++
}

// find adds the files in the archive that c has at its start, and says what is
// wrong with it.
func (a *archive) find(c *contents) {
	var err error
	if a.format.archive == zipArchive {
		err = a.findZip(c)
	} else {
		err = a.findTar(c)
	}
	if err != nil && a.ctx.Err() == nil {
		a.problem(a.explain(err))
	}
	a.complain()
	if err == nil && len(a.members) == 0 && len(a.reasons) == 0 {
		a.problem(&Problem{Path: a.file.Name, Kind: NoFiles, Text: "no files in this archive", Hint: "files whose name begins with a dot are not read; " + hintNone})
	}
	for _, m := range a.members {
		a.add(m, a.depth)
	}
}

// complain says which files cannot be read, one problem a reason.
func (a *archive) complain() {
	for _, reason := range a.reasons {
		r := a.refused[reason]
		text := fmt.Sprintf("%s in it %s", r.first, reason)
		if r.count > 1 {
			text = fmt.Sprintf("%d files in it, first %s, %s", r.count, r.first, strings.Replace(reason, "is ", "are ", 1))
		}
		a.problem(&Problem{Path: a.file.Name, Kind: Unreadable, Text: text, Hint: r.hint})
	}
}

// newMember adds a file that the archive calls raw, and returns it to be given
// its bytes. It returns nil for what is not to be read: hidden files, as in
// directories. One of several files of one name takes the place of those
// before it, as it does when an archive is unpacked.
func (a *archive) newMember(raw string) (*found, error) {
	name := memberName(raw)
	switch {
	case name == "":
		return nil, nil
	case len(name) > maxMemberName:
		a.refuse(name[:40]+"...", "has too long a name", hintUnpack)
		return nil, nil
	case a.left == 0:
		return nil, errManyMembers
	}
	m := found{Source: Source{Name: a.file.Name + "/" + name, Path: a.file.Path}, member: true}
	m.real = a.file.real + "/" + name
	if dir := path.Dir(name); dir != "." {
		m.Folder, m.folder = path.Base(dir), a.file.real+"/"+dir
	} else {
		a.settle(&m)
	}
	if i, ok := a.names[name]; ok {
		m.note = "the archive has several files of this name, of which the last is read"
		a.members[i] = m
		return &a.members[i], nil
	}
	a.left--
	a.names[name] = len(a.members)
	a.members = append(a.members, m)
	return &a.members[len(a.members)-1], nil
}

// memberName makes the name of a file in an archive one that leads nowhere
// else and shows as it is: with slashes, without "..", drive, and control
// bytes. It is "" for directories and for hidden files.
func memberName(raw string) string {
	name := strings.ReplaceAll(raw, `\`, "/")
	if strings.HasSuffix(name, "/") {
		return ""
	}
	var parts []string
	for i, part := range strings.Split(name, "/") {
		switch {
		case part == "" || part == "." || part == ".." || i == 0 && strings.HasSuffix(part, ":"):
		case part[0] == '.':
			return ""
		default:
			parts = append(parts, harmless(part))
		}
	}
	return strings.Join(parts, "/")
}

func harmless(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c < ' ' || c == 0x7f {
			b[i] = '_'
		}
	}
	return string(b)
}

// settle says in which folder a member is that has none in the archive. Where
// the archive is called like the member, or by a date alone, it is one of a
// rotation, packed: the member belongs where the archive is. Else the archive
// is a folder, whose name without a date stays the same from day to day.
func (a *archive) settle(m *found) {
	stem := archiveStem(baseName(a.file.Name))
	key, member := parseName(stem).key, parseName(baseName(m.Name)).key
	undated := strings.Trim(strings.ReplaceAll(key, "*", ""), separators)
	if undated == "" || key == member || key == strings.TrimSuffix(member, path.Ext(member)) {
		m.Folder, m.folder = a.file.Folder, a.file.folder
		m.shown = a.file.shownFolder()
		return
	}
	m.Folder, m.folder = undated, a.file.real
}

// archiveSuffixes are those of archives, without compression.
var archiveSuffixes = []string{".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst", ".zip"}

// archiveStem is the name of an archive without what says that it is one.
func archiveStem(name string) string {
	stem, _ := cutCompression(name)
	for _, suffix := range archiveSuffixes {
		if n := len(stem) - len(suffix); n > 0 && strings.EqualFold(stem[n:], suffix) {
			return stem[:n]
		}
	}
	return stem
}

func tooDeep(name string) *Problem {
	return &Problem{Path: name, Kind: Unreadable, Text: fmt.Sprintf("more than %d archives around each other", maxNesting), Hint: hintUnpack}
}

// place says where the archive stands, if that is one place and c, which has
// it at its start, took nothing off.
func (f *found) place(c *contents) (place, bool) {
	switch {
	case len(c.closers) > 1:
		return place{}, false
	case f.at != nil:
		return *f.at, true
	case f.member || f.info == nil:
		return place{}, false
	}
	return place{path: f.Path, size: f.info.Size()}, true
}

// setPlace gives a file the bytes of a place.
func (f *found) setPlace(p place) {
	f.at, f.open = &p, openKept(f.Name, p)
	f.size, f.sized = p.size, true
}

// explain says what is wrong with the archive as a whole.
func (a *archive) explain(err error) *Problem {
	name := a.file.Name
	if p := spoolProblem(name, err); p != nil {
		return p
	}
	var known *Problem
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, errManyMembers):
		return &Problem{Path: name, Kind: Unreadable, Text: fmt.Sprintf("holds more than %d files: only the first were looked at", maxMembers), Hint: hintUnpack, Err: err}
	case a.format.archive == zipArchive && errors.Is(err, zip.ErrFormat):
		return &Problem{Path: name, Kind: Truncated, Text: "truncated zip: the list of files at its end is missing", Hint: "it was cut off while it was copied or written: copy it again", Err: err}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Problem{Path: name, Kind: Truncated, Text: "truncated " + a.format.what + ": it ended early, and what was there of it was read", Hint: "it was cut off while it was copied or written: copy it again", Err: err}
	}
	return &Problem{Path: name, Kind: Corrupt, Text: fmt.Sprintf("corrupt %s: only the files before the damage were read (%v)", a.format.what, err), Hint: fmt.Sprintf("test it with %s, and copy it once more from the original", a.format.test), Err: err}
}
